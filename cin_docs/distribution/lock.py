"""One sender at a time: an exclusive lock on the home, held for a whole run."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cin_docs.errors import LockedError

LOCK_FILE = ".send.lock"


@dataclass(kw_only=True, slots=True)
class Held:
    """The proof that this process holds the lock; sending asks for it. Not frozen: it ends with the block."""

    home: Path
    valid: bool = True


@contextmanager
def lock(home: Path) -> Iterator[Held]:
    """Hold the home's sending lock while the block runs.

    The system releases it when the process ends in whatever way, so a stale lock cannot be. The file
    stays: removing it would let two processes lock two different files of the same name.
    Raises `LockedError` at once when another process holds it.
    """
    descriptor = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(
                "Another `cin send` or `cin run` is at work in this home.", "Wait for it to end, then try again."
            ) from None
        held = Held(home=home)
        try:
            yield held
        finally:
            held.valid = False
    finally:
        os.close(descriptor)
