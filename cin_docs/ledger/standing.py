"""Whether the ledger stands where its high-water mark says it had come to."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from cin_docs.ledger import mark as marks
from cin_docs.ledger.mark import Mark
from cin_docs.ledger.tables import events


def behind(connection: Connection, newest: Mark, path: Path | None, key: bytes) -> str | None:
    """A sentence when the ledger stands behind its mark, or on another branch; None when all is well.

    `newest` is the ledger's own newest event. Without a file for the mark nothing can be said.
    """
    standing = None if path is None else marks.read(path, key)
    # Number 0 is a ledger just begun. A mark that lags means that another process committed and has not moved it
    # yet, or that power was lost: then the mark's event is among ours.
    if path is None or (standing is not None and (standing == newest or standing.seq == 0)):
        return None
    if standing is None:
        return (
            f"The high-water mark {path.name} is missing or damaged: nobody can say whether the ledger is the newest."
        )
    if standing.seq > newest.seq:
        return (
            f"The ledger ends at event {newest.seq} but had come to {standing.seq}: "
            "an older backup was put back, or its end was cut off."
        )
    known = connection.execute(select(events.c.hash).where(events.c.seq == standing.seq)).scalar()
    if known == standing.hash:
        return None
    return f"Event {standing.seq} is not the one that was written: an older backup was put back and used since."
