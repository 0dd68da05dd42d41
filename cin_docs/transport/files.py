"""Writing files so that they are there after the power fails, and for the owner's eyes only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write the whole file and wait for the disk. Mode 0600. A file that could not be finished is removed."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_new(path: Path, data: bytes) -> None:
    """Write a file whose name nobody ever finds half written. Mode 0600. Raises `FileExistsError` for a name in use."""
    # Taken first, so that of two who write at once one is refused; what is in the way is never touched.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write(draft, data)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
    sync(path.absolute().parent)


def sync(folder: Path) -> None:
    """Wait for the disk to know a folder's names."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
