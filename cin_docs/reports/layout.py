"""Tables of text that fit the width of a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

#: Stands for a space that must not become a new line.
_TIED = "\N{NO-BREAK SPACE}"
#: Stands for nothing, or for a new line: textwrap takes it for a space.
_MAY_BREAK = "\v"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows of text under headings."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    #: Headings of columns that hold numbers: aligned right.
    numbers: frozenset[str] = frozenset()


def table_text(table: Table, *, width: int = 80) -> str:
    """A table in plain text that never goes beyond `width` characters.

    Running text wraps inside its column; dates, references and numbers are never broken. Where the columns do not
    fit, each row is told below its first cell instead.
    """
    if not table.rows:
        return f"{table.title}\nNothing."
    # A narrower gap is better than a wrapped cell.
    for gap, squeeze in (("  ", False), (" ", False), (" ", True)):
        if widths := _widths(table, width - len(gap) * (len(table.headings) - 1), squeeze=squeeze):
            rule = gap.join("-" * size for size in widths)
            body = (_row_text(row, table, widths, gap) for row in table.rows)
            head = _row_text(table.headings, table, widths, gap)
            return "\n".join((table.title, *head, rule, *chain.from_iterable(body)))
    return "\n".join((table.title, *chain.from_iterable(_told(row, table, width) for row in table.rows)))


def _widths(table: Table, room: int, *, squeeze: bool) -> list[int] | None:
    """Each column as wide as its longest text; with `squeeze`, the widest ones narrowed until the row fits.

    None when the row does not fit into `room` characters, or some word would have to be broken for that.
    """
    widths = [max(map(len, column)) for column in zip(table.headings, *table.rows, strict=True)]
    least = [
        max(
            *(len(word) for word in heading.split()),
            *(_least(row[at], whole=heading in table.numbers) for row in table.rows),
        )
        for at, heading in enumerate(table.headings)
    ]
    while sum(widths) > room:
        squeezable = [at for at, size in enumerate(widths) if size > least[at]]
        if not squeeze or not squeezable:
            return None
        widths[max(squeezable, key=lambda at: widths[at])] -= 1
    return widths


def _least(text: str, *, whole: bool) -> int:
    """The fewest characters in which `text` can stand without a word being broken."""
    return len(text) if whole else max(map(len, _words(text)), default=0)


def _words(text: str) -> list[str]:
    """What is never broken. A meeting's id may go on in a new line behind its slash."""
    return text.replace("/", "/ ").split()


def _fold(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` characters, none empty but for an empty text."""
    if len(text) <= width:
        return [text]
    lines = textwrap.wrap(text.replace("/", f"/{_MAY_BREAK}"), width, replace_whitespace=False, break_on_hyphens=False)
    return [line.replace(_MAY_BREAK, "") for line in lines]


def _told(row: Sequence[str], table: Table, width: int) -> list[str]:
    """One row as its first cell and, below it, the other cells behind their headings."""
    first, *others = row
    # A cell stays with its heading: only the space after a semicolon may become a new line.
    told = (f"{heading}: {text}" for heading, text in zip(table.headings[1:], others, strict=True))
    # One that fills more than a line breaks at its spaces rather than inside a word.
    cells = (cell.replace(" ", _TIED) if len(cell) < width - 4 else cell for cell in told)
    fold = partial(textwrap.wrap, width=width, break_on_hyphens=False)
    lines = [*fold(first), *fold("; ".join(cells), initial_indent="    ", subsequent_indent="    ")]
    return [line.replace(_TIED, " ") for line in lines]


def _row_text(row: Sequence[str], table: Table, widths: Sequence[int], gap: str) -> tuple[str, ...]:
    """One row over as many lines as its longest cell needs."""
    cells = [_fold(text, size) for text, size in zip(row, widths, strict=True)]
    height = max(len(cell) for cell in cells)
    out = []
    for at in range(height):
        parts = [cell[at] if at < len(cell) else "" for cell in cells]
        aligned = [
            part.rjust(size) if heading in table.numbers else part.ljust(size)
            for part, size, heading in zip(parts, widths, table.headings, strict=True)
        ]
        out.append(gap.join(aligned).rstrip())
    return tuple(out)
