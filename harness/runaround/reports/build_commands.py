"""Takes the effect from what build servers would read as commands in the output of a step.

A bot that says `::error::` or `##vso[task.setvariable]` would speak to the build that tests it. Whoever writes for
people puts a middle dot before the last sign of the mark, always, in a build or not: the same text everywhere, and a
log may reach a build server by ways that nobody knows of here. What programs read says the same as before, with that
sign written by its number.

Sources: GitHub (actions/runner, ActionCommand.cs: `::` after white space, `##[` anywhere in a line), Azure Pipelines
(`##vso[`, `##[`, in any case), TeamCity ("Service Messages"), GitLab ("Custom collapsible sections").
"""

from __future__ import annotations

import re

__all__ = ["break_commands", "escape_json_commands", "escape_markup_commands"]

_DOT = "·"
# Apart from each other: a pattern that begins with fixed letters is sought many times faster.
_BEHIND_SIGN = re.compile(r"##(?:vso|teamcity)?(?=\[)", re.IGNORECASE)
_SECTION = re.compile(r"section_(?:start|end)(?=:)", re.IGNORECASE)
_AT_LINE_START = re.compile(r"(?:^|(?<=\r))[^\S\r\n]*:(?=:)", re.MULTILINE)
_JSON = re.compile(f"(?:{_BEHIND_SIGN.pattern})\\[|(?:{_SECTION.pattern}):", re.IGNORECASE)
_MARKUP = re.compile(
    f"(?:{_BEHIND_SIGN.pattern})\\[|(?:{_SECTION.pattern}):|(?:{_AT_LINE_START.pattern}):", re.IGNORECASE | re.MULTILINE
)


def break_commands(text: str) -> str:
    """Return `text` for people with `·` in every mark of a command: `:·:error::`, `##vso·[`, `section_start·:`."""
    for pattern in (_BEHIND_SIGN, _SECTION, _AT_LINE_START):
        text = pattern.sub(rf"\g<0>{_DOT}", text)
    return text


def escape_json_commands(document: str) -> str:
    """Return a JSON document that says the same without such marks; none of its lines begins with `::` anyway."""
    return _JSON.sub(lambda found: f"{found[0][:-1]}\\u{ord(found[0][-1]):04x}", document)


def escape_markup_commands(document: str) -> str:
    """Return an HTML or XML document that says the same without such marks.

    Its own scripts and styles must have no line that begins with `::`: a browser would not read the number there.
    """
    return _MARKUP.sub(lambda found: f"{found[0][:-1]}&#{ord(found[0][-1])};", document)
