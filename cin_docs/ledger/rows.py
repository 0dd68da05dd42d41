"""Nouns to rows and back. Pure: plain dictionaries on one side, frozen values on the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from cin_docs.ledger.chain import canonical
from cin_docs.model.delivery import ApprovedManifest, Ask, Copy, Dispatch, Event, Manifest, ManifestRow, State
from cin_docs.model.document import DocumentKind, Format, Mode
from cin_docs.model.incident import Incident, Suppression
from cin_docs.model.obligation import Obligation
from cin_docs.model.person import Channel
from cin_docs.model.record import MeetingRecord

Row: TypeAlias = Mapping[str, Any]

#: Stands for a text that was erased: that there was one stays.
ERASED = "(erased)"


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("the ledger keeps instants in UTC: give a time with its zone")
    return moment.astimezone(UTC).isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def maybe_instant(moment: datetime | None) -> str | None:
    """As `instant`, passing None on."""
    return None if moment is None else instant(moment)


def maybe_day(day: date | None) -> str | None:
    """The day in ISO form, passing None on."""
    return None if day is None else day.isoformat()


def fingerprint(row: Row) -> str:
    """SHA-256 of a row's fields: an event carries it, so that a later change of the row shows."""
    return hashlib.sha256(canonical(dict(row)).encode()).hexdigest()


def event_from(row: Row) -> Event:
    """An event as it stands in the table."""
    return Event(
        seq=row["seq"],
        occurred_on=date.fromisoformat(row["occurred_on"]),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
        actor=row["actor"],
        action=row["action"],
        subject=row["subject"],
        from_state=row["from_state"],
        to_state=row["to_state"],
        detail=row["detail"],
        change=row["change"],
        prev_hash=row["prev_hash"],
        hash=row["hash"],
    )


def event_row(event: Event) -> dict[str, Any]:
    """The event's row."""
    return {
        "seq": event.seq,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "detail": event.detail,
        "change": event.change,
        "prev_hash": event.prev_hash,
        "hash": event.hash,
    }


def meeting_row(record: MeetingRecord) -> dict[str, Any]:
    """The snapshot's row, without its event's number."""
    return {
        "id": record.id,
        "case": record.case,
        "label": record.label,
        "on": record.on.isoformat(),
        "version": record.version,
        "team": record.team,
        "worker": record.worker,
        "standard": record.standard,
        "calendar": record.calendar,
        "mode": record.mode.value,
        "author": record.author,
        "submitted_by": record.submitted_by,
        "manifest_digest": record.manifest_digest,
        "facts": canonical(dict(record.facts)),
    }


def meeting_from(row: Row) -> MeetingRecord:
    """The snapshot."""
    fields = {name: value for name, value in row.items() if name != "seq"}
    return MeetingRecord(
        **fields | {"on": date.fromisoformat(row["on"]), "mode": Mode(row["mode"]), "facts": json.loads(row["facts"])}
    )


def obligation_row(item: Obligation) -> dict[str, Any]:
    """The frozen part of an obligation: everything but the reason it is excused for."""
    return {
        "id": item.id,
        "meeting": item.meeting,
        "case": item.case,
        "person": item.person,
        "role": item.role,
        "document": item.document.value,
        "meeting_on": item.meeting_on.isoformat(),
        "due": maybe_day(item.due),
        "because": canonical(list(item.because)),
        "team": item.team,
        "worker": item.worker,
        "standard": item.standard,
        "calendar": item.calendar,
        "mode": item.mode.value,
        "posting_allowance": item.posting_allowance,
    }


def obligation_from(row: Row) -> Obligation:
    """An obligation; the row has the reason's text under `excused_because`."""
    fields = {name: value for name, value in row.items() if name not in ("excused_seq", "opened_seq")}
    return Obligation(
        **fields
        | {
            "document": DocumentKind(row["document"]),
            "meeting_on": date.fromisoformat(row["meeting_on"]),
            "due": _day(row["due"]),
            "because": tuple(json.loads(row["because"])),
            "mode": Mode(row["mode"]),
        }
    )


def dispatch_row(item: Dispatch) -> dict[str, Any]:
    """The frozen part of a dispatch."""
    return {
        "id": item.id,
        "meeting": item.meeting,
        "case": item.case,
        "person": item.person,
        "channel": item.channel.value,
        "contact": item.contact,
        "message_id": item.message_id,
        "cover_digest": item.cover_digest,
        "mode": item.mode.value,
    }


def standing_row(item: Dispatch) -> dict[str, Any]:
    """The part of a dispatch that moves change, but for the reason's text."""
    return {
        "state": item.state.value,
        "attempt": item.attempt,
        "not_before": maybe_instant(item.not_before),
        "evidence_on": maybe_day(item.evidence_on),
        "evidence_at": maybe_instant(item.evidence_at),
        "owner": item.owner,
    }


def dispatch_from(row: Row) -> Dispatch:
    """A dispatch; the row has the reason's text under `reason`."""
    fields = {name: value for name, value in row.items() if name not in ("reason_seq", "opened_seq")}
    return Dispatch(
        **fields
        | {
            "channel": Channel(row["channel"]),
            "state": State(row["state"]),
            "not_before": _instant(row["not_before"]),
            "evidence_on": _day(row["evidence_on"]),
            "evidence_at": _instant(row["evidence_at"]),
            "since": datetime.fromisoformat(row["since"]),
            "mode": Mode(row["mode"]),
        }
    )


def copy_row(item: Copy) -> dict[str, Any]:
    """A copy's row."""
    return {
        "id": item.id,
        "dispatch": item.dispatch,
        "obligation": item.obligation,
        "document": item.document.value,
        "format": item.format.value,
        "file_digest": item.file_digest,
        "file_name": item.file_name,
    }


def copy_from(row: Row) -> Copy:
    """A copy."""
    return Copy(**dict(row) | {"document": DocumentKind(row["document"]), "format": Format(row["format"])})


def manifest_from(text: str) -> Manifest:
    """The manifest whose canonical JSON this is."""
    fields = json.loads(text)
    rows = tuple(
        ManifestRow(
            **row
            | {
                "channel": Channel(row["channel"]),
                "document": DocumentKind(row["document"]),
                "format": Format(row["format"]),
            }
        )
        for row in fields["rows"]
    )
    asks = tuple(Ask(**ask) for ask in fields.get("asks", ()))
    said = {"mode": Mode(fields["mode"]), "rows": rows, "breaches": tuple(fields["breaches"]), "asks": asks}
    return Manifest(**fields | said)


def approved_from(manifest: Manifest, approvals: Iterable[Row]) -> ApprovedManifest | None:
    """The manifest with all its approvals taken together; the newest one names the approver.

    Each row has its ticks under `ticked` and the reason for approving alone under `alone_because`.
    """
    newest: Row | None = None
    dispatches: frozenset[str] = frozenset()
    ticked: dict[str, str] = {}
    for newest in approvals:
        dispatches |= frozenset(json.loads(newest["dispatches"]))
        ticked |= newest["ticked"]
    if newest is None:
        return None
    return ApprovedManifest(
        manifest=manifest,
        approver=newest["approver"],
        approved_at=datetime.fromisoformat(newest["approved_at"]),
        dispatches=dispatches,
        ticked=ticked,
        alone_because=newest["alone_because"],
    )


def suppression_from(row: Row) -> Suppression:
    """A suppression; the row has the reason's text under `because`."""
    return Suppression(
        address_hmac=row["address_hmac"],
        because=kept(row["because"]),
        since=datetime.fromisoformat(row["since"]),
        by=row["who"],
    )


def incident_row(item: Incident) -> dict[str, Any]:
    """The frozen part of an incident, without its texts and its end."""
    return {
        "id": item.id,
        "case": item.case,
        "dispatch": item.dispatch,
        "aware_at": instant(item.aware_at),
        "opened_at": instant(item.opened_at),
        "opened_by": item.opened_by,
    }


def incident_from(row: Row) -> Incident:
    """An incident; the row has its texts under `what` and `closed_because`."""
    fields = {name: value for name, value in row.items() if name not in ("opened_seq", "closed_seq")}
    closed = row["closed_seq"] is not None
    return Incident(
        **fields
        | {
            "aware_at": datetime.fromisoformat(row["aware_at"]),
            "opened_at": datetime.fromisoformat(row["opened_at"]),
            "closed_at": _instant(row["closed_at"]),
            "what": kept(row["what"]),
            "closed_because": kept(row["closed_because"]) if closed else None,
        }
    )


def kept(text: str | None) -> str:
    """A text that people wrote; that there was one shows after it was erased."""
    return ERASED if text is None else text
