"""A real ledger on a real file for tests."""

from __future__ import annotations

from pathlib import Path

from cin_docs.distribution.machine import allowed
from cin_docs.ledger.sql import SqlLedger, open_ledger

KEY = bytes(range(32))


def a_ledger(folder: Path) -> SqlLedger:
    """The ledger in this folder, begun when there is none. Open it again to see what is durable."""
    return open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", KEY, allowed=allowed)
