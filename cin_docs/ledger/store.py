"""Rendered bytes, kept under their own SHA-256, apart from the ledger's events."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from cin_docs.errors import LedgerError

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Store:
    """A folder of files named by digest. What is stored never changes, and is checked at each reading."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Store the bytes durably and give their SHA-256 in hex. Storing the same bytes again changes nothing.

        Raises `LedgerError` when they cannot be written (no space, no permission).
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        try:
            if not self._holds(path, data):
                _make_folder(path.parent)
                _write(path, data)
        except OSError as error:
            remedy = "Nothing was half done: free space or set the folder's owner, then run it again."
            raise LedgerError(f"Copies cannot be stored in {self._folder}: {error.strerror}.", remedy) from None
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes with this digest. Raises `LedgerError` when they are missing or changed by a single bit."""
        try:
            data = self._path(digest).read_bytes()
        except OSError as error:
            remedy = "Put it back from the backup."
            raise LedgerError(f"The stored file {digest[:12]} cannot be read: {error.strerror}.", remedy) from None
        if hashlib.sha256(data).hexdigest() != digest:
            remedy = "It will not be sent. Put it back from the backup."
            raise LedgerError(f"The stored file {digest[:12]} was changed after it was stored.", remedy)
        return data

    def mark(self, name: str) -> int:
        """The number that was last set under this name; 0 when none was, or it cannot be read."""
        try:
            return int(self._number(name).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def set_mark(self, name: str, number: int) -> None:
        """Keep a number durably under a name, beside the ledger: it outlives an older ledger that is put back.

        Raises `LedgerError` when it cannot be written.
        """
        path = self._number(name)
        try:
            _make_folder(path.parent)
            _write(path, str(number).encode("ascii"))
        except OSError as error:
            raise LedgerError(f"A version's number cannot be kept in {self._folder}: {error.strerror}.") from None

    def _number(self, name: str) -> Path:
        return self._folder / "versions" / hashlib.sha256(name.encode()).hexdigest()

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("a digest is 64 hex digits")
        return self._folder / digest[:2] / digest[2:]

    @staticmethod
    def _holds(path: Path, data: bytes) -> bool:
        # A file that was damaged since is written again: these bytes are known to be right.
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a new file is lost with the power until this is done."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
