"""How a case that failed, or could not be judged, comes to pytest: exceptions that hold the whole conversation."""

from __future__ import annotations

import shlex

from runaround.model import CaseStatus, JudgedCase
from runaround.pytest_plugin.settings import Settings
from runaround.reports.build_commands import break_commands
from runaround.reports.told_case import summarise_case, tell_case

__all__ = ["BotFailed", "NotJudged", "check_judged", "name_record", "tell", "tell_with_summary"]


class BotFailed(AssertionError):
    """The bot did badly; the text begins with one line for summaries, the conversation follows."""


class NotJudged(Exception):
    """The case says nothing about the bot: an error of the session, never a failure of the bot."""


def tell(case: JudgedCase, settings: Settings) -> str:
    """Return a case with its conversation, in the columns of the terminal."""
    record = name_record(settings, case.transcript.id)
    return break_commands(tell_case(case, settings.texts, width=settings.width, record=record))


def tell_with_summary(case: JudgedCase, settings: Settings) -> str:
    """Return the same below a line that pytest takes into its short summary."""
    return f"{break_commands(summarise_case(case, settings.texts))}\n\n{tell(case, settings)}"


def check_judged(case: JudgedCase, settings: Settings) -> None:
    """Raise NotJudged if a case says nothing about its bot."""
    if case.verdict.status is CaseStatus.INCONCLUSIVE:
        raise NotJudged(tell_with_summary(case, settings))


def name_record(settings: Settings, case_id: str | None = None) -> str:
    """Return the command that shows the run of this session, or one of its cases."""
    words = ["runaround", "show", settings.plan.id, *([case_id] if case_id else [])]
    # A URL may hold a password; whoever gave it knows it.
    if not settings.is_usual_store and "://" not in settings.store:
        words += ["--store", settings.shorten(settings.store)]
    return shlex.join(words)
