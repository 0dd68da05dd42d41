"""Tables of text that fit the width of a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

#: The narrowest a column of running text is squeezed to.
_NARROWEST = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows of text under headings."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    #: Headings of columns that hold numbers: aligned right.
    numbers: frozenset[str] = frozenset()


def table_text(table: Table, *, width: int = 80) -> str:
    """A table in plain text that never goes beyond `width` characters: long text wraps inside its column."""
    widths = _widths(table, width)
    rule = "  ".join("-" * size for size in widths)
    body = (_row_text(row, table, widths) for row in table.rows)
    return "\n".join((table.title, *_row_text(table.headings, table, widths), rule, *chain.from_iterable(body)))


def _widths(table: Table, width: int) -> list[int]:
    """Each column as wide as its longest text, the widest ones squeezed until the row fits."""
    columns = list(zip(table.headings, *table.rows, strict=True))
    widths = [max(len(text) for text in column) for column in columns]
    while sum(widths) + 2 * (len(widths) - 1) > width:
        widest = max(range(len(widths)), key=lambda at: widths[at])
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _row_text(row: Sequence[str], table: Table, widths: Sequence[int]) -> tuple[str, ...]:
    """One row over as many lines as its longest cell needs."""
    cells = [textwrap.wrap(text, size) or [""] for text, size in zip(row, widths, strict=True)]
    height = max(len(cell) for cell in cells)
    out = []
    for at in range(height):
        parts = [cell[at] if at < len(cell) else "" for cell in cells]
        aligned = [
            part.rjust(size) if heading in table.numbers else part.ljust(size)
            for part, size, heading in zip(parts, widths, table.headings, strict=True)
        ]
        out.append("  ".join(aligned).rstrip())
    return tuple(out)
