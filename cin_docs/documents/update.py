"""Incremental updates of our own primed PDFs: reading what is needed for one, and writing it.

It reads only what `finish` wrote: a classic cross-reference table and the list of places in the catalog.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from cin_docs.errors import RenderError

_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*\Z", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Where the marks of one primed file go."""

    #: Object numbers of the placeholder forms, page by page.
    forms: tuple[int, ...]
    #: The first object number that is free.
    size: int
    #: Bytes of the primed file, and the offset of its cross-reference table.
    length: int
    previous: int
    #: The entries of the trailer that stay: /Root and /Info.
    kept: bytes


def places(primed: bytes) -> Places:
    """What an update of `primed` needs. Raises `RenderError` for a file that `finish` did not make."""
    trailer = _TRAILER.search(primed, max(0, len(primed) - 2048))
    root = re.search(rb"/Root (\d+) 0 R", trailer[1]) if trailer else None
    size = re.search(rb"/Size (\d+)", trailer[1]) if trailer else None
    if trailer is None or root is None or size is None:
        raise RenderError("This PDF was not made here, so it cannot be stamped.", "Render the document again.")
    table = int(trailer[2])
    catalog = primed[_offset(primed, table, int(root[1])) :]
    listed = re.search(rb"/CIN_CopyMarks \[([\d R]+)\]", catalog[: catalog.index(b"endobj")])
    if listed is None:
        raise RenderError("This PDF has no places for a copy's mark.", "Render the document again.")
    return Places(
        forms=tuple(int(number) for number in re.findall(rb"(\d+) 0 R", listed[1])),
        size=int(size[1]),
        length=len(primed),
        previous=table,
        kept=b" ".join(re.findall(rb"/(?:Root|Info) \d+ 0 R|/ID \[.*?\]", trailer[1])),
    )


def _offset(primed: bytes, table: int, number: int) -> int:
    """Where an object stands: lines of a classic table are 20 bytes, after the two heading lines."""
    lines = primed.index(b"\n", primed.index(b"\n", table) + 1) + 1
    return int(primed[lines + 20 * number : lines + 20 * number + 10])


def section(at: Places, objects: Mapping[int, bytes]) -> bytes:
    """The bytes to append: each object by number, a cross-reference section and a trailer."""
    body = bytearray()
    offsets = {}
    for number in sorted(objects):
        offsets[number] = at.length + len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = at.length + len(body)
    body += b"xref\n"
    for run in _runs(sorted(offsets)):
        body += b"%d %d\n" % (run[0], len(run))
        body += b"".join(b"%010d 00000 n \n" % offsets[number] for number in run)
    size = max(at.size, max(objects) + 1)
    body += b"trailer\n<< /Size %d %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, at.kept, at.previous, start)
    return bytes(body)


def _runs(numbers: list[int]) -> list[list[int]]:
    """Consecutive numbers together, as a cross-reference table wants them."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def stream(head: bytes, content: bytes) -> bytes:
    """A compressed stream object with the entries of `head`."""
    packed = zlib.compress(content, 9)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (head, len(packed), packed)
