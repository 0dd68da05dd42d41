"""The journey on one screen: check, submit, preview, approve, decide, dispatch, record, due, timeliness.

Functions without state. What each needs is handed in; when it is, and who acts, is a `Moment`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cin_docs.approval import Approvers, Authors, may_approve
from cin_docs.approval import approve as approve_manifest
from cin_docs.checking import Checkup, check
from cin_docs.errors import HomeError, LedgerError, LockedError
from cin_docs.home.cases import case_refs, due_in, load_case
from cin_docs.home.folder import Home, digest, templates_digest
from cin_docs.knowing import know, record_of
from cin_docs.model.case import Case
from cin_docs.model.delivery import ApprovedManifest, Dispatch, Manifest, ManifestRow, State
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.record import MeetingRecord, Moment
from cin_docs.model.standard import Standard
from cin_docs.procedure.obligations import owed
from cin_docs.procedure.standards import label

if TYPE_CHECKING:
    from cin_docs.distribution.outcome import Outcome, SendReport
    from cin_docs.distribution.packing import Job
    from cin_docs.distribution.preview import Preview
    from cin_docs.distribution.versions import Version
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store
    from cin_docs.reports.due import Due, Waiting
    from cin_docs.reports.timeliness import Timeliness
    from cin_docs.transport.protocol import Relay


__all__ = [
    "accept_restored",
    "approve",
    "check",
    "decide",
    "dispatch",
    "due",
    "find",
    "know",
    "preview",
    "record",
    "submit",
    "timeliness",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A meeting whose copies are made and wait for approval."""

    record: MeetingRecord
    manifest: Manifest
    preview: Preview


def submit(
    home: Home,
    checkup: Checkup,
    *,
    ledger: Ledger,
    store: Store,
    key: bytes,
    moment: Moment,
    done: Callable[[str], None] = lambda _person: None,
) -> Submission | tuple[Finding, ...]:
    """Make every copy of a clean meeting and store them as drafts, in one go; or the findings that forbid it.

    Once copies have left, unchanged notes are made again for those alone whom nothing has reached.
    `done` hears each person's id when their copies are made. Raises `RenderError` when a page cannot be made.
    """
    from cin_docs.distribution.packing import Job, pack
    from cin_docs.distribution.preview import to_bytes

    clean = _clean(checkup)
    if isinstance(clean, tuple):
        return clean
    new = _version(home, checkup, clean, ledger)
    if isinstance(new, Finding):
        return (new,)
    job = Job(
        meeting=clean.meeting,
        case=clean.case,
        standard=clean.standard,
        authority=home.settings.authority,
        sender=home.settings.sender,
        marking=dict(home.settings.marking),
        mode=home.settings.mode,
        version=_next_version(ledger, clean.meeting.id),
        templates=home.templates,
        key=key,
        moment=moment,
    )
    packed = pack(job, new.people, done)
    if packed.findings:
        return packed.findings
    made = _submission(home, checkup, job, new, packed.rows)
    # Bytes first, then the one transaction that speaks of them: a crash between leaves only bytes nobody knows.
    reading = checkup.reading
    for data in (*packed.files.values(), reading.notes_bytes, reading.case_bytes, to_bytes(made.preview)):
        store.put(data)
    drafts, copies, contacts = packed.dispatches, packed.copies, packed.contacts
    ledger.submit(made.record, new.obligations, made.manifest, drafts, copies, contacts, moment, keep=new.keep)
    return made


def find(ledger: Ledger, named: str) -> MeetingRecord:
    """The submitted meeting that a person names: its id, its notes file, or a case reference for the latest.

    Raises `HomeError` with what there is when nothing fits.
    """
    records = [record for record in ledger.meetings() if record.manifest_digest]
    path = Path(named)
    for record in sorted(records, key=lambda one: (one.on, one.id), reverse=True):
        if named in {record.id, record.case} or (
            path.name == record.facts.get("path") and path.resolve().parent.name == record.case
        ):
            return record
    known = ", ".join(record.id for record in records) or "none yet"
    raise HomeError(f"No submitted meeting is called {named}.", f"Submitted: {known}.")


def decide(home: Home, ledger: Ledger, named: str, to: State, *, moment: Moment, because: str) -> Dispatch | Finding:
    """Release a held dispatch (State.APPROVED) or cancel one that has not left, as `moment.actor`.

    Only somebody who may approve the meeting may decide; the finding says who that is, or what else is wrong.
    """
    from cin_docs.distribution.lock import lock
    from cin_docs.distribution.recording import decided
    from cin_docs.distribution.release import take_off
    from cin_docs.transport.pile import piles

    item = ledger.dispatch(named)
    record = ledger.meeting(item.meeting) if item else None
    refusal = may_approve(moment.actor, *_hands(home, record)) if record else None
    answer = refusal or decided(ledger, named, to, moment=moment, because=because)
    if isinstance(answer, Dispatch) and answer.state is State.CANCELLED:
        # A sender that is at work takes it off itself, or the next one does.
        with suppress(LockedError), lock(home.folder):
            take_off(ledger, piles(home.outbox))
    return answer


def preview(record: MeetingRecord, *, ledger: Ledger, store: Store) -> tuple[Manifest, Preview]:
    """The manifest of a submitted meeting, and what it stands for in words, as it was when submitted."""
    from cin_docs.distribution.preview import from_bytes

    manifest = ledger.manifest(record.manifest_digest or "")
    if manifest is None:
        raise LedgerError(f"The manifest of {record.id} is missing.", "Run `cin verify`.")
    return manifest, from_bytes(store.get(record.facts["preview"]))


def approve(
    home: Home,
    record: MeetingRecord,
    *,
    code: str,
    ledger: Ledger,
    moment: Moment,
    only: frozenset[str] | None = None,
) -> ApprovedManifest | Finding:
    """Approve what the code stands for as `moment.actor`, or the reason why not.

    `only` limits it to some dispatches; without it every one that still is a draft is approved.
    """
    manifest = ledger.manifest(record.manifest_digest or "")
    if manifest is None:
        raise LedgerError(f"The manifest of {record.id} is missing.", "Run `cin verify`.")
    authors, approvers = _hands(home, record)
    drafts = frozenset(one.id for one in ledger.dispatches(meeting=record.id, state=State.DRAFT))
    answer = approve_manifest(
        manifest,
        code=code,
        staff=moment.actor,
        authors=authors,
        approvers=approvers,
        at=moment.at,
        dispatches=drafts if only is None else only,
    )
    if isinstance(answer, ApprovedManifest):
        ledger.approve(answer, moment)
    return answer


def dispatch(
    home: Home,
    *,
    ledger: Ledger,
    store: Store,
    key: bytes,
    moment: Callable[[], Moment],
    relays: Callable[[Dispatch], Relay] | None = None,
) -> tuple[tuple[Outcome, ...], SendReport]:
    """Release what is approved and send what is queued, under the home's lock.

    `moment` is asked at each step. `relays` overrides where a dispatch goes; by default the mode decides.
    Gives what was released and what was sent. Raises `LockedError` when another sender is at work, and
    `RefusedError` when an older ledger was put back: nothing is laid on a pile then, either.
    """
    from cin_docs.distribution.dispatch import Limits, lock, send_queued
    from cin_docs.distribution.release import Counter, release
    from cin_docs.distribution.restored import refuse_restored
    from cin_docs.home.present import present
    from cin_docs.transport.pile import piles
    from cin_docs.transport.routing import relay_by_mode

    counter = Counter(
        ledger=ledger,
        store=store,
        key=key,
        mode=home.settings.mode,
        present_of=partial(present, home, ledger, store),
        piles=piles(home.outbox),
    )
    settings = home.settings
    by_mode = relays or relay_by_mode(
        mode=settings.mode, guests=settings.guests, smtp=settings.relay, maildir=home.outbox / "mail", of=ledger.contact
    )
    with lock(home.folder) as held:
        refuse_restored(ledger)
        released = release(counter, moment)
        sent = send_queued(
            held=held,
            approved=[one for one in map(counter.approval, ledger.dispatches(state=State.QUEUED)) if one],
            ledger=ledger,
            store=store,
            relay_for=by_mode,
            sender=settings.sender,
            moment=moment,
            check=counter.objection,
            limits=Limits(messages=settings.messages_per_run),
        )
    return released, sent


def accept_restored(home: Home, ledger: Ledger, because: str, moment: Moment) -> tuple[Outcome, ...]:
    """A person accepts an older ledger that was put back, under the home's lock; gives what became uncertain by it.

    Raises `RefusedError` when the ledger is not behind, `LockedError` when a sender is at work.
    """
    from cin_docs.distribution.lock import lock
    from cin_docs.distribution.restored import accept_restored as accept

    with lock(home.folder):
        return accept(ledger, because, moment)


def record(ledger: Ledger, named: str, to: State, *, moment: Moment, note: str) -> Dispatch | Finding:
    """Write down what a person did or found out about a dispatch. `moment.on` is the day it happened.

    Gives the dispatch as it then stands, or a finding that names what can be recorded instead.
    """
    from cin_docs.distribution.recording import recorded

    return recorded(ledger, named, to, moment=moment, note=note)


def due(home: Home, ledger: Ledger, as_at: date) -> tuple[tuple[Due, ...], tuple[Waiting, ...]]:
    """What falls due, and what waits for whom since when, as on the local day `as_at`."""
    from cin_docs.reports.due import falls_due, waiting

    report = timeliness(home, ledger, as_at)
    workers = {ref: case.lead for ref in case_refs(home) if (case := load_case(home, ref).value)}
    return (
        falls_due(report, due_in(home, as_at), home.calendar, workers=workers),
        waiting(ledger.meetings(), ledger.dispatches(), ledger.obligations()),
    )


def timeliness(home: Home, ledger: Ledger, as_at: date) -> Timeliness:
    """Which copies met their deadline, as everything stood at the end of the local day `as_at`."""
    from cin_docs.reports.history import as_they_stood
    from cin_docs.reports.timeliness import timeliness as measured

    stood = as_they_stood(ledger.events(), ledger.dispatches(), ledger.obligations(), as_at)
    return measured(
        stood.obligations,
        stood.dispatches,
        ledger.copies(),
        home.calendar,
        as_at,
        head=ledger.head(),
        posted=stood.posted,
    )


def _hands(home: Home, record: MeetingRecord) -> tuple[Authors, Approvers]:
    """Who wrote a meeting's notes, and who may approve its copies."""
    case = load_case(home, record.case).value
    return (
        Authors(minute_taker=record.author or "", submitted_by=record.submitted_by or ""),
        Approvers(lead=record.worker, manager=case.manager if case else record.worker, listed=home.settings.approvers),
    )


def _next_version(ledger: Ledger, meeting: str) -> int:
    known = ledger.meeting(meeting)
    return known.version + 1 if known else 1


@dataclass(frozen=True, kw_only=True, slots=True)
class _Clean:
    """A meeting that may be submitted."""

    meeting: Meeting
    case: Case
    standard: Standard


def _clean(checkup: Checkup) -> _Clean | tuple[Finding, ...]:
    """The meeting that may be submitted, or why it may not."""
    case, standard = checkup.case, checkup.standard
    if checkup.blocked or case is None or standard is None:
        return tuple(one for one in checkup.findings if one.severity is Severity.BLOCKS) or checkup.findings
    meeting = checkup.meetings[0]
    if len(checkup.meetings) > 1:
        return (
            _refusal(
                "several-children",
                f"These notes are about {len(checkup.meetings)} children; their copies cannot be kept apart yet.",
                "Write a notes file for each child until then.",
            ),
        )
    return _Clean(meeting=meeting, case=case, standard=standard)


def _version(home: Home, checkup: Checkup, clean: _Clean, ledger: Ledger) -> Version | Finding:
    """Whom copies are to be made for now, and what of before stays, or why none can be made."""
    from cin_docs.distribution.recipients import recipients
    from cin_docs.distribution.versions import following

    people = recipients(clean.meeting, clean.case)
    obligations = owed(clean.meeting, clean.case, clean.standard, home.calendar, home.settings.mode)
    return following(ledger, clean.meeting.id, people, obligations, notes=digest(checkup.reading.notes_bytes))


def _submission(home: Home, checkup: Checkup, job: Job, new: Version, rows: tuple[ManifestRow, ...]) -> Submission:
    """The record, the manifest and the preview of what was packed."""
    from cin_docs.distribution.preview import preview_of, to_bytes

    reading = checkup.reading
    breaches = tuple(f"{one.code}: {one.sentence}" for one in checkup.findings if one.severity is Severity.BREACH)
    shown = preview_of(
        job.meeting,
        job.case,
        new.people,
        rows,
        new.owed,
        version=job.version,
        mode=job.mode,
        breaches=breaches,
        stand=new.standing,
    )
    manifest = Manifest(
        meeting=job.meeting.id,
        version=job.version,
        mode=job.mode,
        standard=label(job.standard),
        calendar=home.calendar.version,
        templates=templates_digest(home.templates),
        notes_digest=digest(reading.notes_bytes),
        case_digest=digest(reading.case_bytes),
        rows=rows,
        breaches=breaches,
    )
    record = record_of(home, job.meeting, job.case, job.standard, version=job.version)
    return Submission(
        record=replace(
            record,
            author=job.meeting.minute_taker,
            submitted_by=job.moment.actor,
            manifest_digest=manifest.digest,
            facts={**record.facts, "preview": digest(to_bytes(shown)), "path": reading.path.name},
        ),
        manifest=manifest,
        preview=shown,
    )


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
