"""The text of a file with its lines, and the places in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from cin_docs.capture.characters import LINE_END
from cin_docs.model.finding import Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A file's text as it is parsed. Lines and columns are those of the file as the person wrote it."""

    file: str
    text: str = field(repr=False)
    #: Index of the first character of each line.
    starts: tuple[int, ...] = field(repr=False)
    #: For a line that was mended in memory: the columns (from 0) of the characters put in.
    mended: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def place(self, index: int, length: int = 1) -> Place:
        """The place of the character at `index` (from 0)."""
        line = self.line_of(index)
        column = index - self.starts[line]
        column -= sum(1 for put_in in self.mended.get(line, ()) if put_in < column)
        return Place(file=self.file, line=line + 1, column=column + 1, length=max(length, 1))

    def span(self, start: int, end: int) -> Place:
        """The place of the characters from `start` up to `end`, as far as they are on one line."""
        line = self.line_of(start)
        stop = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        length = len(self.text[start : min(end, stop)].rstrip())
        return self.place(start, length)

    def line_of(self, index: int) -> int:
        """The number (from 0) of the line on which the character at `index` stands."""
        return max(bisect_right(self.starts, index) - 1, 0)

    def line(self, number: int) -> str:
        """The line with this number (from 0) without its line end; empty when there is none."""
        if not 0 <= number < len(self.starts):
            return ""
        stop = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[number] : stop].rstrip("\r\n")

    def index(self, line: int, column: int) -> int:
        """The index of a line and column, both from 0."""
        return self.starts[min(line, len(self.starts) - 1)] + column


def source_of(text: str, file: str, mended: Mapping[int, tuple[int, ...]] | None = None) -> Source:
    """`text` with its lines found."""
    starts = (0, *(end.end() for end in LINE_END.finditer(text)))
    return Source(file=file, text=text, starts=starts, mended=dict(mended or {}))


def replaced(source: Source, line: int, new: str, put_in: tuple[int, ...]) -> Source:
    """`source` with one line mended; `put_in` are the columns (from 0) of the characters put in."""
    start = source.starts[line]
    text = source.text[:start] + new + source.text[start + len(source.line(line)) :]
    return source_of(text, source.file, {**source.mended, line: put_in})
