"""What the ledger is asked: each function is one query, given back as frozen nouns."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func, select

from cin_docs.errors import LedgerError
from cin_docs.ledger import rows
from cin_docs.ledger.chain import event_hash
from cin_docs.ledger.tables import (
    approvals,
    contacts,
    copies,
    dispatches,
    events,
    manifests,
    obligations,
    reasons,
    ticks,
)
from cin_docs.ledger.tables import meetings as snapshots
from cin_docs.model.delivery import ApprovedManifest, Copy, Dispatch, Event, Manifest, State
from cin_docs.model.obligation import Obligation
from cin_docs.model.record import MeetingRecord

_NEWEST = select(func.max(snapshots.c.seq)).group_by(snapshots.c.id)
_MEETINGS = select(snapshots).where(snapshots.c.seq.in_(_NEWEST)).order_by(snapshots.c.on, snapshots.c.id)
_DISPATCHES = (
    select(dispatches, reasons.c.text.label("reason"))
    .outerjoin(reasons, dispatches.c.reason_seq == reasons.c.seq)
    .order_by(dispatches.c.opened_seq, dispatches.c.id)
)
_OBLIGATIONS = (
    select(obligations, reasons.c.text.label("excused_because"))
    .outerjoin(reasons, obligations.c.excused_seq == reasons.c.seq)
    .order_by(obligations.c.opened_seq, obligations.c.id)
)


def meeting(connection: Connection, id: str) -> MeetingRecord | None:
    """The newest snapshot of the meeting."""
    query = select(snapshots).where(snapshots.c.id == id).order_by(snapshots.c.seq.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else rows.meeting_from(dict(row))


def meetings(connection: Connection) -> tuple[MeetingRecord, ...]:
    """The newest snapshot of every meeting, by date."""
    return tuple(rows.meeting_from(dict(row)) for row in connection.execute(_MEETINGS).mappings())


def obligations_of(connection: Connection, meeting: str | None) -> tuple[Obligation, ...]:
    """The obligations of one meeting or of all, in the order in which they were opened."""
    query = _OBLIGATIONS if meeting is None else _OBLIGATIONS.where(obligations.c.meeting == meeting)
    return tuple(rows.obligation_from(_excused(dict(row))) for row in connection.execute(query).mappings())


def _excused(row: dict[str, object]) -> dict[str, object]:
    # The text may have been erased; that it was excused stays.
    if row["excused_seq"] is not None and row["excused_because"] is None:
        row["excused_because"] = rows.ERASED
    return row


def dispatch(connection: Connection, id: str) -> Dispatch | None:
    """One dispatch as it stands."""
    row = connection.execute(_DISPATCHES.where(dispatches.c.id == id)).mappings().first()
    return None if row is None else rows.dispatch_from(dict(row))


def dispatches_of(connection: Connection, meeting: str | None, state: State | None) -> tuple[Dispatch, ...]:
    """Dispatches of a meeting, in a state, or all, in the order in which they were made."""
    query = _DISPATCHES
    if meeting is not None:
        query = query.where(dispatches.c.meeting == meeting)
    if state is not None:
        query = query.where(dispatches.c.state == state.value)
    return tuple(rows.dispatch_from(dict(row)) for row in connection.execute(query).mappings())


def copies_of(connection: Connection, meeting: str | None, dispatch: str | None) -> tuple[Copy, ...]:
    """Copies of a meeting, of a dispatch, or all."""
    query = select(copies).join(dispatches, copies.c.dispatch == dispatches.c.id)
    query = query.order_by(dispatches.c.opened_seq, copies.c.id)
    if meeting is not None:
        query = query.where(dispatches.c.meeting == meeting)
    if dispatch is not None:
        query = query.where(copies.c.dispatch == dispatch)
    return tuple(rows.copy_from(dict(row)) for row in connection.execute(query).mappings())


def contact(connection: Connection, dispatch: str) -> str | None:
    """The address that a dispatch goes to; None when it has none or it was erased."""
    return connection.execute(select(contacts.c.value).where(contacts.c.dispatch == dispatch)).scalar()


def manifest(connection: Connection, digest: str) -> Manifest | None:
    """The manifest with this digest, re-hashed. Raises `LedgerError` when a bit of it has changed."""
    text = connection.execute(select(manifests.c.canonical).where(manifests.c.digest == digest)).scalar()
    if text is not None and hashlib.sha256(text.encode()).hexdigest() != digest:
        remedy = "Nothing of it will be sent. Run `cin verify`, and tell your administrator."
        raise LedgerError(f"The manifest {digest[:12]} was changed after it was submitted.", remedy)
    return None if text is None else rows.manifest_from(text)


def manifest_of(connection: Connection, dispatch: str) -> Manifest | None:
    """The submitted manifest that lists the dispatch. Raises `LedgerError` as `manifest` does."""
    # Only what a snapshot of the dispatch's own meeting names was submitted.
    query = (
        select(snapshots.c.manifest_digest)
        .join(dispatches, dispatches.c.meeting == snapshots.c.id)
        .where(dispatches.c.id == dispatch, snapshots.c.manifest_digest.is_not(None))
        .order_by(snapshots.c.seq.desc())
    )
    for digest in connection.execute(query).scalars().all():
        found = manifest(connection, digest)
        if found is not None and any(row.dispatch == dispatch for row in found.rows):
            return found
    return None


def approval(connection: Connection, digest: str, key: bytes) -> ApprovedManifest | None:
    """The manifest with what was approved of it so far; None when nothing was.

    Only approvals that their own event tells of count: a row put into the table by other means approves nothing.
    """
    found = manifest(connection, digest)
    if found is None:
        return None
    query = select(approvals).where(approvals.c.manifest == digest).order_by(approvals.c.seq)
    read = [_told(connection, dict(row), found, key) for row in connection.execute(query).mappings()]
    return rows.approved_from(found, [row for row in read if row is not None])


def _told(connection: Connection, row: dict[str, Any], found: Manifest, key: bytes) -> rows.Row | None:
    """The approval with its texts; None unless its event was written by the ledger itself, about this very row.

    Which lines were ticked is the event's word too: a tick put into its table by other means ticks nothing.
    """
    query = select(events).where(events.c.seq == row["seq"], events.c.action == "approved")
    event = connection.execute(query).mappings().first()
    if event is None:
        return None
    written = rows.event_from(dict(event))
    content = {name: value for name, value in row.items() if name != "seq"}
    change = json.loads(written.change or "{}")
    genuine = hmac.compare_digest(event_hash(key, written), written.hash) and written.subject == found.meeting
    if not genuine or (change.get("row"), change.get("manifest")) != (rows.fingerprint(content), row["manifest"]):
        return None
    ticked = _texts_of_ticks(connection, row["seq"], change.get("ticks", {}))
    return row | {"ticked": ticked, "alone_because": _alone(connection, row["seq"]) if "reason" in change else None}


def _texts_of_ticks(connection: Connection, approval: int, asks: Iterable[str]) -> dict[str, str]:
    query = select(ticks.c.ask, ticks.c.text).where(ticks.c.approval == approval)
    texts = {found.ask: found.text for found in connection.execute(query)}
    return {ask: rows.kept(texts.get(ask)) for ask in asks}


def _alone(connection: Connection, approval: int) -> str:
    return rows.kept(connection.execute(select(reasons.c.text).where(reasons.c.seq == approval)).scalar())


def events_of(connection: Connection, subject: str | None) -> tuple[Event, ...]:
    """Events about one subject, or all, in their order."""
    query = select(events).order_by(events.c.seq)
    if subject is not None:
        query = query.where(events.c.subject == subject)
    return tuple(rows.event_from(dict(row)) for row in connection.execute(query).mappings())
