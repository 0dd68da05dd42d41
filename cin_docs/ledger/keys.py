"""The key that the ledger's chain is made with. It lies outside the database, in a file of its own."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from cin_docs.errors import LedgerError

_BYTES = 32


def make_key(path: Path) -> bytes:
    """Make a new random key of 32 bytes in a file that only its owner reads.

    Raises `LedgerError` when the file exists (a key is never replaced: it would break the chain) or cannot be written.
    """
    key = secrets.token_bytes(_BYTES)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise LedgerError(f"The key {path} exists already.", "Keep it: the ledger is made with it.") from None
    except OSError as error:
        raise LedgerError(f"The key {path} cannot be made: {error.strerror}.", "Let the folder be writable.") from None
    with os.fdopen(file, "wb") as out:
        out.write(key.hex().encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())
    return key


def read_key(path: Path) -> bytes:
    """The key's 32 bytes.

    Raises `LedgerError` when it is missing, open to others than its owner, or not 64 hex digits.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(4 * _BYTES)
    except OSError as error:
        remedy = "Put back the one that the ledger was made with; a new one does not fit."
        raise LedgerError(f"The ledger's key {path} cannot be read: {error.strerror}.", remedy) from None
    if mode & 0o077:
        raise LedgerError(f"The ledger's key {path} can be read by others.", f"Run: chmod 600 {path}")
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise LedgerError(
            f"The ledger's key {path} is damaged.", "Put it back from the backup; a new one does not fit."
        )
    return key


def keyed_hash(key: bytes, text: str) -> str:
    """HMAC-SHA256 of the text in hex: shows that a value changed without storing it."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
