"""Reads and writes the XML of official accounts. No document type, no entity, no depth beyond need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from runaround.errors import WrongShape

__all__ = ["Element", "read_xml", "write_xml"]

_DEEPEST = 8
_MOST_ELEMENTS = 500
# What XML 1.0 has no way to write, however it is escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its own text, and the elements in it, in order."""

    name: str
    text: str = ""
    nested: tuple[Element, ...] = ()

    def every(self, *names: str) -> tuple[Element, ...]:
        """Return the elements at the end of a path of names, in order."""
        found: tuple[Element, ...] = (self,)
        for name in names:
            found = tuple(inner for one in found for inner in one.nested if inner.name == name)
        return found

    def find(self, *names: str) -> str:
        """Return the text of the first element at the end of a path; empty if there is none."""
        return next((one.text for one in self.every(*names)), "")


def read_xml(content: bytes) -> Element:
    """Return the root of a document. Raises WrongShape with what is wrong, as the end of a sentence."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.StartElementHandler = builder.begin
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.hear
    try:
        parser.Parse(content.strip(), True)  # noqa: FBT003 (the end of the document)
    except expat.ExpatError as error:
        msg = f"is not XML (line {error.lineno}: {expat.errors.messages[error.code]})"
        raise WrongShape(msg) from error
    except (LookupError, ValueError) as error:
        msg = "is written in an encoding that XML readers need not know"
        raise WrongShape(msg) from error
    assert builder.root is not None, "a document without a root is no XML"
    return builder.root


def write_xml(fields: Mapping[str, object]) -> str:
    """Return fields as the platform writes them: numbers plain, texts as CDATA, objects as elements."""
    return f"<xml>{_write(fields)}</xml>"


def _write(value: object) -> str:
    if isinstance(value, Mapping):
        return "".join(f"<{name}>{_write(inner)}</{name}>" for name, inner in value.items())
    if isinstance(value, int):
        return str(value)
    text = _UNWRITABLE.sub("", str(value)).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{text}]]>"


@dataclass(slots=True)
class _Builder:
    """Builds the tree while the parser reads; gives up on what no reply needs."""

    root: Element | None = None
    _open: list[tuple[str, list[str], list[Element]]] = field(default_factory=list)
    _count: int = 0

    def refuse(self, *_declared: object) -> None:
        msg = "declares a document type, which the platform's messages have not; it is not read"
        raise WrongShape(msg)

    def begin(self, name: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS or len(self._open) >= _DEEPEST:
            msg = f"has more than {_MOST_ELEMENTS} elements, or more than {_DEEPEST} within each other"
            raise WrongShape(msg)
        self._open.append((name, [], []))

    def hear(self, text: str) -> None:
        if self._open:
            self._open[-1][1].append(text)

    def end(self, _name: str) -> None:
        name, texts, nested = self._open.pop()
        text = "".join(texts)
        element = Element(name, text.strip() if nested else text, tuple(nested))
        if self._open:
            self._open[-1][2].append(element)
        else:
            self.root = element
