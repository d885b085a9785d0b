"""One run of the store on the terminal, and one of its cases."""

from __future__ import annotations

import argparse
import base64
from collections.abc import Iterator, Mapping
from pathlib import Path

from runaround.cli import results, terminal
from runaround.cli.run_table import tell_target
from runaround.cli.stores import open_chosen
from runaround.errors import StoreError, UnknownRun
from runaround.model import ErrorKind, Exchange, JudgedCase
from runaround.reports.columns import hang
from runaround.reports.figures import write_span
from runaround.reports.hostile import make_visible, on_one_line
from runaround.reports.texts import Texts, find_texts
from runaround.reports.told_case import show_judged
from runaround.store import LATEST, Attempt, EventKind, Judgement, RunEvent, Store
from runaround.stored_runs import ChosenRun, choose_run, read_case, read_run, resolve_case, resolve_run

__all__ = ["explain_no_run", "show_run"]

_CONSOLE = "console"
_WIDEST = 100
_INDENT = "  "


def explain_no_run(args: argparse.Namespace, name: str) -> tuple[str, ...]:
    """Return why a name is that of no run, nor of a case of the latest one, in sentences; empty if it is a run's."""
    try:
        with open_chosen(args, read_only=True) as store:
            try:
                resolve_run(store, name)
            except UnknownRun as error:
                return (str(error), *_explain_no_case(store, name))
    except StoreError as error:
        return (str(error),)
    return ()


def _explain_no_case(store: Store, name: str) -> Iterator[str]:
    try:
        chosen = choose_run(store, LATEST)
    except UnknownRun:
        return  # there is no run yet, which was told
    try:
        case = resolve_case(store, chosen.id, name)
    except UnknownRun as error:
        yield str(error)
        return
    yield f"A case is named behind its run: runaround show {chosen.id} {case}"


def show_run(args: argparse.Namespace, reference: str, case: str | None) -> None:
    """Print a run, or one of its cases. Raises RunaroundError if there is no such thing."""
    results.check_report(args.format)
    with open_chosen(args, read_only=True) as store:
        chosen = choose_run(store, reference, judgement=args.judgement)
        if case is None:
            _show_whole(store, chosen, args)
            return
        case = resolve_case(store, chosen.id, case)
        judged = read_case(store, chosen, case)
        attempts = store.cases.list_attempts(chosen.id, case)
    texts, width = find_texts(args.report_lang), min(terminal.width(), _WIDEST)
    terminal.say("\n".join(_tell_case(judged, chosen, attempts, texts, width=width)))
    if args.wire:
        terminal.say("\n" + "\n".join(_tell_wire(judged.transcript.exchanges, texts)))
    if args.pictures:
        terminal.say("\n" + _write_pictures(args.pictures, judged.transcript.exchanges, texts))


def _show_whole(store: Store, chosen: ChosenRun, args: argparse.Namespace) -> None:
    number = chosen.judgement.number if chosen.judgement else None
    run = read_run(store, chosen.id, judgement=number, note=terminal.note)
    if args.format == _CONSOLE:
        texts = find_texts(args.report_lang)
        terminal.say("\n".join(_tell_run(store, chosen, texts, width=min(terminal.width(), _WIDEST))) + "\n")
    terminal.hand_out(results.render(args.format, run, lang=args.report_lang))


def _tell_run(store: Store, chosen: ChosenRun, texts: Texts, *, width: int) -> Iterator[str]:
    """Yield what a report does not say: where the run stands, who judged it when, and what happened to it."""
    summary = chosen.summary
    state = texts.words[f"runs.state.{summary.state}"]
    yield texts.say("run.heading", id=on_one_line(summary.id, 200))
    told = [texts.say("run.state", state=state, recorded=summary.recorded, planned=summary.planned)]
    begun = {"when": _when(summary.started), "seed": summary.seed, "version": on_one_line(summary.harness)}
    told.append(texts.say("run.begun", **begun))
    told += [texts.say("run.bot", name=tell_target(summary, texts))] if summary.targets else []
    events = store.runs.list_events(summary.id)
    whole = {event.detail.get("judgement") for event in events if event.kind is EventKind.JUDGED}
    for one in store.judgements.list_all(summary.id):
        marks = [] if one.number in whole else [texts.words["run.unfinished"]]
        marks += [texts.words["run.shown"]] if one == chosen.judgement else []
        told.append(texts.words["list.comma"].join([_tell_judgement(one, texts), *marks]))
    told += [texts.words["run.unjudged"]] if chosen.judgement is None else []
    # That it was judged stands above, with more.
    told += [_tell_event(event, texts) for event in events if event.kind is not EventKind.JUDGED]
    for line in told:
        yield from hang(line, width, first=_INDENT, rest=_INDENT * 2)


def _tell_judgement(made: Judgement, texts: Texts) -> str:
    by = {"detectors": on_one_line(made.detectors), "version": on_one_line(made.harness)}
    told = [texts.say("run.judgement", n=made.number, when=_when(made.made_at), **by)]
    if made.phrasebooks:
        listed = texts.words["list.comma"].join(map(on_one_line, made.phrasebooks))
        told.append(texts.say("run.phrasebooks", list=listed))
    if made.settings.get("suppress"):
        told.append(texts.say("run.suppress", file=on_one_line(str(made.settings["suppress"]))))
    return texts.words["list.comma"].join(told)


def _tell_event(event: RunEvent, texts: Texts) -> str:
    what = {"when": _when(event.at), "what": texts.words[f"run.event.{event.kind}"]}
    reason = event.detail.get("reason")
    if isinstance(reason, str):
        return texts.say("run.event.detail", **what, detail=on_one_line(reason, 200))
    return texts.say("run.event", **what)


def _tell_case(
    case: JudgedCase, chosen: ChosenRun, attempts: tuple[Attempt, ...], texts: Texts, *, width: int
) -> Iterator[str]:
    record = case.transcript
    yield texts.say("stored.case", id=on_one_line(record.id, 200))
    made = chosen.judgement
    of = {"run": on_one_line(chosen.id, 200)}
    told = [texts.say("stored.of", **of, judgement=made.number) if made else texts.say("stored.of.none", **of)]
    if record.scenario:
        played = {"scenario": on_one_line(record.scenario), "target": on_one_line(record.target)}
        told.append(texts.say("stored.played", **played, seed=record.seed, repeat=record.repeat))
    told += _tell_attempts(attempts, texts)
    for line in told:
        yield from hang(line, width, first=_INDENT)
    yield ""
    yield from show_judged(case, texts, width=width)


def _tell_attempts(attempts: tuple[Attempt, ...], texts: Texts) -> Iterator[str]:
    """Yield a line for each attempt, and say which counts where there are several."""
    ended = [one for one in attempts if one.error is not ErrorKind.INTERRUPTED]
    counting = (ended or attempts)[-1]
    for one in attempts:
        values: dict[str, object] = {"n": one.number, "when": _when(one.recorded_at)}
        if one.error is None:
            told = texts.say("stored.attempt", **values)
        else:
            told = texts.say("stored.attempt.error", **values, error=texts.words[f"error.{one.error}"])
        is_chosen = len(attempts) > 1 and one == counting
        yield told + (f" ({texts.words['stored.counts']})" if is_chosen else "")


def _tell_wire(exchanges: tuple[Exchange, ...], texts: Texts) -> Iterator[str]:
    """Yield every request and every answer whole, made visible."""
    if not exchanges:
        yield texts.words["stored.wire.none"]
        return
    yield texts.words["stored.wire"]
    none = texts.words["times.none"]
    for number, one in enumerate(exchanges, start=1):
        values: Mapping[str, object] = {
            "n": number,
            "turn": none if one.turn is None else one.turn,
            "attempt": one.attempt,
            "status": none if one.status is None else one.status,
            "at": write_span(one.at, texts),
            "took": write_span(one.took_s, texts),
        }
        yield ""
        yield texts.say("stored.exchange", **values)
        for name, text in (("request", one.request), ("response", one.response)):
            yield _INDENT + texts.words[f"stored.{name}"]
            yield from (_INDENT * 2 + line for line in make_visible(text).split("\n"))
        if one.picture is not None:
            size = f"{len(base64.b64decode(one.picture.content)):,}"
            told = texts.say("stored.picture", type=one.picture.media_type, size=size, proof=one.picture.sha256)
            yield _INDENT + told


def _write_pictures(folder: Path, exchanges: tuple[Exchange, ...], texts: Texts) -> str:
    """Write every picture of a case into a folder, and say so. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for number, one in enumerate(exchanges, start=1):
        if one.picture is not None:
            turn = "welcome" if one.turn is None else f"turn-{one.turn}"
            kind = one.picture.media_type.rpartition("/")[2]
            (folder / f"{number:03}-{turn}.{kind}").write_bytes(base64.b64decode(one.picture.content))
            count += 1
    return texts.say("stored.pictures", n=count, folder=folder)


def _when(at: str) -> str:
    return on_one_line(at[:16].replace("T", " "))
