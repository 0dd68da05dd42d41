"""The located tree: what a YAML file holds, as text, with the place of every key and value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from cin_docs.capture.source import Source
from cin_docs.model.finding import Path, Place

#: A tree without places: what the format models validate.
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


class Shape(StrEnum):
    """What a node is, in the words findings use."""

    TEXT = "text"
    LIST = "a list"
    MAP = "keys with values"


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A value of the file: text, a list, or keys with values. Every scalar is text as it was written."""

    shape: Shape
    #: Where the value starts; for a block of text, where its words start.
    place: Place
    #: Where the key stands that this is the value of; None in lists and for the file itself.
    key: Place | None = None
    text: str = field(default="", repr=False)
    items: tuple[Node, ...] = ()
    entries: Mapping[str, Node] = field(default_factory=dict)
    #: Whether it is written in brackets or braces.
    flow: bool = False
    #: How text is written: empty for plain, else ``'``, ``"``, ``|`` or ``>``.
    style: str = ""
    #: The file's text, and from where to where this value stands in it.
    source: Source = field(repr=False, compare=False)
    start: int = 0
    end: int = 0

    @property
    def empty(self) -> bool:
        """Whether a key was written with nothing after it."""
        return self.shape is Shape.TEXT and not self.text and not self.style

    def at(self, path: Path) -> Node | None:
        """The node at `path`, or None when the file has none there."""
        node: Node | None = self
        for step in path:
            node = node and node.step(step)
        return node

    def step(self, step: str | int) -> Node | None:
        """The value of a key, or the item at a position."""
        if isinstance(step, str):
            return self.entries.get(step)
        return self.items[step] if 0 <= step < len(self.items) else None

    def plain(self) -> Plain:
        """The tree without places."""
        match self.shape:
            case Shape.TEXT:
                return self.text
            case Shape.LIST:
                return [item.plain() for item in self.items]
            case Shape.MAP:
                return {key: value.plain() for key, value in self.entries.items()}

    def place_in(self, offset: int, length: int = 1) -> Place:
        """The place of the characters `offset` (from 0) up to `offset + length` of this node's text.

        Folding, indentation and escapes change white space only, so the nth character that is not
        white space stands in the text and in the file alike; that is what is counted. An offset that
        falls on white space gives the next character. Across lines the length is that on the first.
        """
        before = sum(1 for letter in self.text[:offset] if not letter.isspace())
        within = sum(1 for letter in self.text[offset : offset + length] if not letter.isspace())
        wanted = {before, before + max(within, 1) - 1}
        spots = {n: spot for n, spot in enumerate(self._letters()) if n in wanted}
        if before not in spots:
            return self.place
        first, last = spots[before], spots.get(max(wanted), spots[before])
        return self.source.span(first[0], last[1])

    def _letters(self) -> Iterator[tuple[int, int]]:
        """Where each character that is not white space stands in the file: (start, end)."""
        raw = self.source.text[self.start : self.end]
        for unit in _UNITS.get(self.style, _LETTER).finditer(raw, _opening(raw, self.style)):
            if self.style != '"' or not _stands_for_space(unit.group()):
                yield self.start + unit.start(), self.start + unit.end()


#: One character that is not white space.
_LETTER = re.compile(r"\S")
#: One character as written in each kind of quotation marks.
_UNITS = {
    "'": re.compile(r"''|[^\s']"),
    '"': re.compile(r"\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\[\s\S]|[^\s\\]"),
}


def _opening(raw: str, style: str) -> int:
    """How much of a scalar's source comes before its first word."""
    if style in {"|", ">"}:
        return (raw.find("\n") + 1) or (raw.find("\r") + 1) or len(raw)
    return 1 if style else 0


def _stands_for_space(unit: str) -> bool:
    """Whether an escape in double quotation marks stands for white space, or for nothing."""
    if not unit.startswith("\\"):
        return False
    letters = unit[1:]
    if len(letters) > 1:
        return chr(int(letters[1:], 16)).isspace()
    return letters in "ntvfrN_LP \t\r\n"
