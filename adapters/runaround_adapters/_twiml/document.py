"""Reads TwiML: a document of verbs, from a stranger's XML. No document type, no entity, no depth beyond need."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from runaround.errors import WrongShape

__all__ = ["Verb", "find_seconds", "parse_twiml"]

_DEEPEST = 20
_MOST_ELEMENTS = 5_000
_SECONDS = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*(ms|s)?\s*$")
_BREAKS_S: Mapping[str, float] = {
    "none": 0.0,
    "x-weak": 0.1,
    "weak": 0.25,
    "medium": 0.5,
    "strong": 1.0,
    "x-strong": 1.5,
}


@dataclass(frozen=True, slots=True)
class Verb:
    """One element: a verb of a document, a noun in a verb, or markup in what is said."""

    name: str
    attributes: Mapping[str, str]
    content: tuple[Verb | str, ...] = ()

    @property
    def nested(self) -> tuple[Verb, ...]:
        """The elements in it, in order."""
        return tuple(one for one in self.content if isinstance(one, Verb))

    @property
    def text(self) -> str:
        """The words in it, markup left out, and the indentation of a file too."""
        return textwrap.dedent(self.raw_text).strip()

    @property
    def raw_text(self) -> str:
        """The words in it with all white space; where it says how it is to be read, that."""
        return "".join(
            one if isinstance(one, str) else one.attributes.get("alias", one.raw_text) for one in self.content
        )

    @property
    def breaks_s(self) -> float:
        """How long the pauses take that markup in it asks for."""
        return sum(one.breaks_s + _break_s(one) for one in self.nested)

    def number(self, name: str, default: float) -> float:
        """Return a number of seconds or rounds; what is no number, such as `auto`, is the default."""
        return find_seconds(self.attributes.get(name, ""), default)


def find_seconds(written: str, default: float) -> float:
    """Return the seconds of `3`, `1.5s` or `300ms`."""
    found = _SECONDS.match(written)
    if found is None:
        return default
    return float(found[1]) / (1000 if found[2] == "ms" else 1)


def parse_twiml(content: bytes) -> tuple[Verb, ...]:
    """Return the verbs of a document. Raises WrongShape with what is wrong, as the end of a sentence."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.StartElementHandler = builder.begin
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.hear
    try:
        parser.Parse(content.lstrip(), True)  # noqa: FBT003 (the end of the document)
    except expat.ExpatError as error:
        msg = f"is not XML (line {error.lineno}: {expat.errors.messages[error.code]})"
        raise WrongShape(msg) from error
    except (LookupError, ValueError) as error:
        msg = "is written in an encoding that XML readers need not know"
        raise WrongShape(msg) from error
    root = builder.root
    if root is None or root.name != "Response":
        msg = f"is not TwiML: its root is {root.name[:40] if root else 'nothing'!r}, and not 'Response'"
        raise WrongShape(msg)
    return root.nested


def _break_s(markup: Verb) -> float:
    if markup.name != "break":
        return 0.0
    named = _BREAKS_S.get(markup.attributes.get("strength", "medium"), 0.5)
    return min(10.0, markup.number("time", named))


@dataclass(slots=True)
class _Builder:
    """Builds the tree while the parser reads; gives up on what no call needs."""

    root: Verb | None = None
    _open: list[tuple[str, dict[str, str], list[Verb | str]]] = field(default_factory=list)
    _count: int = 0

    def refuse(self, *_declared: object) -> None:
        msg = "declares a document type, which TwiML has not; it is not read"
        raise WrongShape(msg)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS or len(self._open) >= _DEEPEST:
            msg = f"has more than {_MOST_ELEMENTS} elements, or more than {_DEEPEST} within each other"
            raise WrongShape(msg)
        self._open.append((name, attributes, []))

    def hear(self, text: str) -> None:
        if self._open:
            self._open[-1][2].append(text)

    def end(self, _name: str) -> None:
        name, attributes, content = self._open.pop()
        verb = Verb(name, attributes, tuple(content))
        if self._open:
            self._open[-1][2].append(verb)
        else:
            self.root = verb
