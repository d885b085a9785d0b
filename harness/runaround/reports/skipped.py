"""Says which scenarios a run did not play, because the channel lacks what they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from runaround.model import Need, Run, SkippedCase
from runaround.reports.hostile import on_one_line
from runaround.reports.texts import Texts

__all__ = ["describe_skipped", "list_skipped", "name_needs", "tell_skip", "tell_skips"]

_SHOWN: Final = 12


def name_needs(needs: Iterable[Need], texts: Texts) -> str:
    """Return what a channel must have, in words."""
    return texts.enumerate([texts.words[f"need.{need}"] for need in needs])


def _name_lacks(lacks: Iterable[Need], texts: Texts) -> str:
    return texts.words["list.or"].join(texts.words[f"need.{need}"] for need in lacks)


def tell_skip(skipped: SkippedCase, texts: Texts) -> str:
    """Return why one scenario was not played."""
    return texts.say("skipped", list=_name_lacks(skipped.lacks, texts))


def tell_skips(run: Run, texts: Texts) -> list[str]:
    """Return, as at most one sentence, how many scenarios were not played, so that nobody takes them for good."""
    return [texts.count("skipped.count", len(run.skipped))] if run.skipped else []


def list_skipped(run: Run, texts: Texts) -> Iterator[str]:
    """Yield the scenarios by what they lack, of many the first ones, with the bot where there are several."""
    alike: dict[tuple[str, tuple[Need, ...]], list[str]] = {}
    for one in run.skipped:
        alike.setdefault((one.target, one.lacks), []).append(on_one_line(one.scenario, 80))
    bots = {one.target for one in run.skipped} | {card.target for card in run.scorecards}
    for (target, lacks), names in alike.items():
        listed = texts.words["list.comma"].join(names[:_SHOWN])
        more = len(names) - _SHOWN
        listed = texts.say("more.cases", list=listed, n=more) if more > 0 else listed
        key = "skipped.entry.bot" if len(bots) > 1 else "skipped.entry"
        yield texts.say(
            key, bot=on_one_line(target) or texts.words["target.none"], lacks=_name_lacks(lacks, texts), list=listed
        )


def describe_skipped(skipped: SkippedCase, texts: Texts) -> dict[str, object]:
    """Return the same for programs."""
    return {
        "target": skipped.target,
        "scenario": skipped.scenario,
        "lang": skipped.lang,
        "tags": list(skipped.tags),
        "lacks": [need.value for need in skipped.lacks],
        "sentence": tell_skip(skipped, texts),
    }
