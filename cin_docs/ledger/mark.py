"""The high-water mark: how far the ledger had come, in a small file beside the database.

A backup of the database that is put back, or events that were cut off its end, stand behind the mark and show.
The mark is one line of fixed length, written in place: less than a disk sector, so it is never half new.
It is written after the commit and not flushed: after a loss of power it may lag, which is harmless.
"""

from __future__ import annotations

import fcntl
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

from cin_docs.ledger.keys import keyed_hash

_LENGTH = 12 + 1 + 64 + 1 + 64 + 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """The newest event that was committed: its number and its hash."""

    seq: int
    hash: str


def _line(key: bytes, mark: Mark) -> bytes:
    text = f"{mark.seq:012d} {mark.hash}"
    return f"{text} {keyed_hash(key, 'mark ' + text)}\n".encode()


def _parse(key: bytes, data: bytes) -> Mark | None:
    parts = data.decode("ascii", "replace").split()
    if len(parts) != 3 or not parts[0].isdigit():
        return None
    mark = Mark(seq=int(parts[0]), hash=parts[1])
    return mark if hmac.compare_digest(_line(key, mark), data) else None


def read(path: Path, key: bytes) -> Mark | None:
    """The mark; None when the file is missing, damaged, or was not written with this key."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        return _parse(key, os.read(file, _LENGTH + 1))
    finally:
        os.close(file)


def write(path: Path, key: bytes, mark: Mark, *, back: bool = False, create: bool = False) -> None:
    """Move the mark up to `mark`; `back` also moves it down. Raises OSError when the file cannot be written.

    A mark that is missing or unreadable is not made again unless `create`: that it is gone has to show.
    """
    file = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
    try:
        # Two processes may come here in another order than they committed; the mark only moves up.
        fcntl.flock(file, fcntl.LOCK_EX)
        standing = _parse(key, os.pread(file, _LENGTH + 1, 0))
        if back or create or (standing is not None and standing.seq < mark.seq):
            os.pwrite(file, _line(key, mark), 0)
            os.ftruncate(file, _LENGTH)
        if back or create:
            os.fsync(file)
    finally:
        os.close(file)
