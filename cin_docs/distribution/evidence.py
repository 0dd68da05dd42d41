"""The incident pack (W18): who got what and when, the very copy, and the 72-hour clock, out of the ledger.

Ids and digests, as the ledger has them; names and addresses stand only in the copy itself, and the one address it
went to. Pure: the caller reads the clock and writes the files.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from cin_docs.distribution.incident import clock, places_of
from cin_docs.distribution.manifest import rows_of
from cin_docs.errors import LedgerError
from cin_docs.ledger.protocol import Ledger
from cin_docs.model.delivery import ApprovedManifest, Copy, Dispatch, Event, Manifest, State
from cin_docs.model.incident import Incident
from cin_docs.model.person import Channel
from cin_docs.model.record import LONDON


@dataclass(frozen=True, kw_only=True, slots=True)
class Traced:
    """One dispatch with everything that the ledger knows of it."""

    dispatch: Dispatch
    copies: tuple[Copy, ...]
    events: tuple[Event, ...]
    #: None when it was not approved.
    approved: ApprovedManifest | None
    #: None when nobody can say by which list it went.
    manifest: Manifest | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """The answers of an incident pack, and the files that go with them."""

    #: As the page shows them and `incident.json` holds them: plain values only.
    told: Mapping[str, Any]
    #: File names to bytes: tables, the very copy, its manifest.
    files: Mapping[str, bytes]


def pack(
    ledger: Ledger,
    get: Callable[[str], bytes],
    incident: Incident,
    now: datetime,
    *,
    names: Mapping[str, str] | None = None,
) -> Pack:
    """Everything that whoever reports the incident needs, as it stands at `now` (UTC).

    `get` gives stored bytes by digest and raises `LedgerError` for what is missing or changed. The pack covers every
    dispatch of the meeting that the incident's dispatch belongs to; without one, of the whole case. `names` says who
    is meant by the ids of the case file and of staff: those that stand in the pack are explained in it.
    What cannot be read is said in the pack: half a pack in time is better than none.
    """
    traced = _traced(ledger, incident)
    it = next((one for one in traced if one.dispatch.id == incident.dispatch), None)
    copies, missing = _bytes(get, it) if it else ({}, ())
    problems = ledger.verify()
    told: dict[str, Any] = {
        "incident": {name: _plain(value) for name, value in asdict(incident).items()},
        "clock": _clock(incident, now),
        "written_at": {"utc": _utc(now), "local": _local(now)},
        "ledger": {"head": ledger.head(), "whole": not problems, "problems": list(problems)},
        "address": _address(ledger, it),
        "files": sorted(copies),
        "missing": list(missing),
        "dispatches": [_told(one) for one in traced],
        "people": _people(traced, incident, names or {}),
    }
    tables = {"copies.csv": _copies_csv(told["dispatches"]), "events.csv": _events_csv(traced)}
    manifest = {"manifest.json": it.manifest.canonical()} if it and it.manifest else {}
    answers = {"incident.json": json.dumps(told, indent=2, ensure_ascii=False).encode()}
    return Pack(told=told, files={**answers, **tables, **manifest, **copies})


def _traced(ledger: Ledger, incident: Incident) -> tuple[Traced, ...]:
    named = ledger.dispatch(incident.dispatch) if incident.dispatch else None
    found = ledger.dispatches(meeting=named.meeting) if named else ledger.dispatches()
    return tuple(_trace(ledger, one) for one in found if one.case == incident.case)


def _trace(ledger: Ledger, item: Dispatch) -> Traced:
    try:
        manifest = ledger.manifest_of(item.id)
        approved = ledger.approval(manifest.digest) if manifest else None
    except LedgerError:
        # It was changed: `problems` says so, and what is known apart from it is told all the same.
        manifest, approved = None, None
    return Traced(
        dispatch=item,
        copies=ledger.copies(dispatch=item.id),
        events=ledger.events(subject=item.id),
        approved=approved if approved and item.id in approved.dispatches else None,
        manifest=manifest,
    )


def _bytes(get: Callable[[str], bytes], it: Traced) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The very copies and their message or cover, and what of them the store does not hold whole."""
    cover = "message.eml" if it.dispatch.channel is Channel.EMAIL else "cover.pdf"
    named = [(copy.file_name, copy.file_digest) for copy in it.copies] + [(cover, it.dispatch.cover_digest)]
    found, missing = {}, []
    for name, digest in named:
        path = f"copy/{PurePosixPath(name).name}"
        try:
            found[path] = get(digest)
        except LedgerError:
            missing.append(path)
    return found, tuple(missing)


def _address(ledger: Ledger, it: Traced | None) -> dict[str, object]:
    """Where the copy went, in clear: the pack's only address; and whether it is closed now."""
    if it is None:
        return {"value": None, "suppressed": False, "also": []}
    closed = {one.address_hmac for one in ledger.suppressions()}
    barred = not closed.isdisjoint(places_of(ledger, it.dispatch))
    return {"value": ledger.contact(it.dispatch.id), "suppressed": barred, "also": _also(ledger, it)}


def _also(ledger: Ledger, it: Traced) -> list[dict[str, object]]:
    """What else went, or was to go, to the same address, of this case or any other: it may lie there, too."""
    where = _plainly(ledger.contact(it.dispatch.id))
    if it.dispatch.channel not in (Channel.EMAIL, Channel.POST) or not where:
        return []
    return [
        {"id": one.id, "meeting": one.meeting, "person": one.person, "state": one.state.value, "left": has_left(events)}
        for one in ledger.dispatches()
        if one.id != it.dispatch.id
        and one.channel is it.dispatch.channel
        and _plainly(ledger.contact(one.id)) == where
        and (events := ledger.events(subject=one.id))
    ]


def _plainly(address: str | None) -> str:
    return " ".join((address or "").casefold().split())


def has_left(events: Iterable[Event]) -> bool:
    """Whether a copy was out of the house at any time, whatever became of its dispatch since."""
    return any(event.to_state in LEFT for event in events)


#: What a dispatch stood at when its copy was out of the house, or may have been.
LEFT = frozenset(
    state.value
    for state in (
        *(State.SENDING_DATA, State.ACCEPTED, State.DELIVERED, State.UNCERTAIN, State.BOUNCED, State.POSTED),
        *(State.RETURNED, State.HANDED_OVER, State.READ_TO, State.DECLINED, State.MISDIRECTED),
    )
)


def _people(traced: Iterable[Traced], incident: Incident, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Who is meant by each id that stands in the pack, in the order of the ids."""
    ids = {incident.opened_by}
    for one in traced:
        ids |= {one.dispatch.person, *(event.actor for event in one.events)}
        ids |= {one.approved.approver} if one.approved else set()
    return [{"id": id, "name": names[id]} for id in sorted(ids) if id in names]


def _clock(incident: Incident, now: datetime) -> dict[str, object]:
    found = clock(incident, now)
    return {
        "aware": {"utc": _utc(incident.aware_at), "local": _local(incident.aware_at)},
        "until": {"utc": _utc(found.until), "local": _local(found.until)},
        "hours_left": found.hours_left,
    }


def _told(one: Traced) -> dict[str, Any]:
    item, approved = one.dispatch, one.approved
    rows = rows_of(one.manifest, item.id) if one.manifest else ()
    asked = {ask.id for ask in (one.manifest.asks if one.manifest else ()) if ask.dispatch in (None, item.id)}
    return {
        "id": item.id,
        "meeting": item.meeting,
        "version": one.manifest.version if one.manifest else None,
        "person": item.person,
        "channel": item.channel.value,
        "state": item.state.value,
        "since": {"utc": _utc(item.since), "local": _local(item.since)},
        "evidence_on": item.evidence_on.isoformat() if item.evidence_on else None,
        "approver": approved.approver if approved else None,
        "approved_at": _utc(approved.approved_at) if approved else None,
        "ticked": sorted(approved.ticked) if approved else [],
        "asked": sorted(asked),
        "alone": bool(approved and approved.alone_because is not None),
        "manifest": one.manifest.digest if one.manifest else None,
        "copies": [_copy(copy, {row.copy for row in rows}) for copy in one.copies],
        "left": has_left(one.events),
        "events": [_event(event) for event in one.events],
    }


def _copy(copy: Copy, listed: set[str]) -> dict[str, object]:
    return {
        "number": copy.id,
        "document": copy.document.value,
        "file": copy.file_name,
        "sha256": copy.file_digest,
        "listed": copy.id in listed,
    }


def _event(event: Event) -> dict[str, object]:
    return {
        "seq": event.seq,
        "utc": _utc(event.recorded_at),
        "local": _local(event.recorded_at),
        "on": event.occurred_on.isoformat(),
        "actor": event.actor,
        "action": event.action,
        "from": event.from_state,
        "to": event.to_state,
        "detail": event.detail,
        "words": in_words(event),
        "hash": event.hash,
    }


#: What a step means, in words; the state stands behind it where it says more.
_STEPS = {
    State.DRAFT: "made, waiting for approval",
    State.APPROVED: "approved, not sent yet",
    State.QUEUED: "put into the queue of e-mail",
    State.HELD: "stopped: it waits for a person",
    State.CANCELLED: "cancelled: it does not go",
    State.SUPERSEDED: "replaced by a newer version",
    State.SENDING_PRE: "being sent: the mail server was called",
    State.SENDING_DATA: "being sent: its text was being handed to the mail server",
    State.ACCEPTED: "sent: the mail server took it",
    State.DELIVERED: "delivered: the other mail server said so",
    State.UNCERTAIN: "nobody knows whether it went",
    State.FAILED: "could not be sent",
    State.BOUNCED: "came back undelivered",
    State.TO_HAND: "laid on the pile, to be posted or handed over",
    State.POSTED: "posted",
    State.HANDED_OVER: "handed over",
    State.READ_TO: "read to the person",
    State.DECLINED: "the person refused it",
    State.RETURNED: "the post brought it back",
    State.MISDIRECTED: "it had reached somebody else",
}


def in_words(event: Event) -> str:
    """A step for somebody who does not know the program."""
    if event.to_state is None:
        return event.action
    words = _STEPS[State(event.to_state)]
    if event.from_state == State.HELD and event.to_state in (State.APPROVED, State.TO_HAND):
        words = f"let go again: {words}"
    if event.detail == "taken back by a person":
        words = f"what was recorded last was taken back as a mistake; before it: {words}"
    return words


_COPIES = ("copy", "document", "file", "sha256", "dispatch", "meeting", "version", "person", "channel", "state",
           "since_utc", "since_local", "evidence_on", "approver", "approved_at_utc", "ticked")  # fmt: skip


def _copies_csv(dispatches: Iterable[Mapping[str, Any]]) -> bytes:
    """One line for each copy: who got what, when, and who approved it."""
    lines = [
        (
            *(copy["number"], copy["document"], copy["file"], copy["sha256"]),
            *(one["id"], one["meeting"], one["version"], one["person"], one["channel"], one["state"]),
            *(one["since"]["utc"], one["since"]["local"], one["evidence_on"]),
            *(one["approver"], one["approved_at"], " ".join(one["ticked"])),
        )
        for one in dispatches
        for copy in one["copies"]
    ]
    return _csv(_COPIES, lines)


_EVENTS = ("seq", "utc", "local", "on", "actor", "action", "from", "to", "detail", "hash")


def _events_csv(traced: Iterable[Traced]) -> bytes:
    """One line for each event of these dispatches, in the ledger's order."""
    events = sorted((event for one in traced for event in one.events), key=lambda event: event.seq)
    lines = [(event.subject, *(_event(event)[name] for name in _EVENTS)) for event in events]
    return _csv(("dispatch", *_EVENTS), lines)


def _csv(header: Iterable[str], lines: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in line] for line in lines)
    # A spreadsheet takes the text for UTF-8 only when it begins so.
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # A spreadsheet would reckon it.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _local(moment: datetime) -> str:
    there = moment.astimezone(LONDON)
    return f"{there:%A} {there.day} {there:%B %Y, %H:%M} {there:%Z}"


def _plain(value: object) -> object:
    return _utc(value) if isinstance(value, datetime) else value
