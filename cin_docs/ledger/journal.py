"""Writing events: numbered, chained and stored in the transaction of what they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, insert, select

from cin_docs.ledger import tables
from cin_docs.ledger.chain import START, canonical, event_hash
from cin_docs.ledger.engine import swift
from cin_docs.ledger.keys import keyed_hash
from cin_docs.ledger.mark import Mark
from cin_docs.ledger.rows import event_row
from cin_docs.model.delivery import Event, State
from cin_docs.model.record import Moment

#: A mail server's reply may repeat the address; an event must not.
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")

_NEWEST = select(tables.events.c.seq, tables.events.c.hash).order_by(tables.events.c.seq.desc()).limit(1)
_ADD_EVENTS = insert(tables.events)
_ADD_REASONS = insert(tables.reasons)


def newest(connection: Connection) -> Mark:
    """The number and hash of the newest event; 0 and zeros when there is none."""
    row = swift(connection, _NEWEST, {}).fetchone()
    return Mark(seq=0, hash=START) if row is None else Mark(seq=row[0], hash=row[1])


@dataclass(kw_only=True, slots=True)
class Journal:
    """The events of one transaction. Collects them, then writes them at once with `flush`."""

    connection: Connection
    key: bytes
    moment: Moment
    last: Mark
    _events: list[dict[str, Any]] = field(default_factory=list)
    _reasons: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        action: str,
        subject: str,
        *,
        frm: State | None = None,
        to: State | None = None,
        detail: str = "",
        change: Mapping[str, object] | None = None,
        reason: str | None = None,
    ) -> int:
        """Append an event and give its number. The reason's text is stored apart; the event has its keyed hash."""
        changed = dict(change or {})
        if reason is not None:
            changed["reason"] = keyed_hash(self.key, reason)
        event = Event(
            seq=self.last.seq + 1,
            occurred_on=self.moment.on,
            recorded_at=self.moment.at.astimezone(UTC),
            actor=self.moment.actor,
            action=action,
            subject=subject,
            from_state=None if frm is None else frm.value,
            to_state=None if to is None else to.value,
            detail=_ADDRESS.sub("(address)", detail),
            change=canonical(changed) if changed else "",
            prev_hash=self.last.hash,
            hash="",
        )
        event = replace(event, hash=event_hash(self.key, event))
        self._events.append(event_row(event))
        if reason is not None:
            self._reasons.append({"seq": event.seq, "subject": subject, "text": reason})
        self.last = Mark(seq=event.seq, hash=event.hash)
        return event.seq

    def flush(self) -> None:
        """Write what was collected. Rows that name an event come after this."""
        for row in self._events:
            swift(self.connection, _ADD_EVENTS, row)
        if self._reasons:
            self.connection.execute(_ADD_REASONS, self._reasons)
        self._events, self._reasons = [], []
