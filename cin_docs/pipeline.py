"""The journey on one screen: check, submit, preview, approve, dispatch, record, settle, run, due, timeliness.

Functions without state. What each needs is handed in; when it is, and who acts, is a `Moment`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cin_docs.approval import Approvers, Authors, may_approve
from cin_docs.approval import approve as approve_manifest
from cin_docs.checking import Checkup, check
from cin_docs.errors import HomeError, LedgerError
from cin_docs.home.cases import case_refs, due_in, load_case
from cin_docs.home.folder import Home, digest, templates_digest
from cin_docs.knowing import know, record_of
from cin_docs.model.case import Case
from cin_docs.model.delivery import ApprovedManifest, Dispatch, Manifest, ManifestRow, State
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.obligation import Obligation
from cin_docs.model.record import MeetingRecord, Moment
from cin_docs.model.standard import Standard
from cin_docs.procedure.obligations import owed
from cin_docs.procedure.standards import label

if TYPE_CHECKING:
    from cin_docs.distribution.outcome import Outcome, SendReport
    from cin_docs.distribution.packing import Job
    from cin_docs.distribution.preview import Preview
    from cin_docs.distribution.recipients import Recipient
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

    `done` hears each person's id when their copies are made. Raises `RenderError` when a page cannot be made.
    """
    from cin_docs.distribution.packing import Job, pack
    from cin_docs.distribution.preview import to_bytes
    from cin_docs.distribution.recipients import recipients

    clean = _clean(checkup, ledger)
    if isinstance(clean, tuple):
        return clean
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
    people = recipients(clean.meeting, clean.case)
    packed = pack(job, people, done)
    if packed.findings:
        return packed.findings
    obligations = owed(clean.meeting, clean.case, clean.standard, home.calendar, job.mode)
    made = _submission(home, checkup, job, people, packed.rows, obligations)
    # Bytes first, then the one transaction that speaks of them: a crash between leaves only bytes nobody knows.
    reading = checkup.reading
    for data in (*packed.files.values(), reading.notes_bytes, reading.case_bytes, to_bytes(made.preview)):
        store.put(data)
    ledger.submit(made.record, obligations, made.manifest, packed.dispatches, packed.copies, packed.contacts, moment)
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
    from cin_docs.distribution.recording import decided

    item = ledger.dispatch(named)
    record = ledger.meeting(item.meeting) if item else None
    refusal = may_approve(moment.actor, *_hands(home, record)) if record else None
    return refusal or decided(ledger, named, to, moment=moment, because=because)


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
    from cin_docs.transport.pile import lay
    from cin_docs.transport.routing import relay_by_mode

    counter = Counter(
        ledger=ledger,
        store=store,
        key=key,
        present_of=partial(present, home, ledger, store),
        lay=lambda pile, envelope: lay(home.outbox / pile, [envelope]),
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
        falls_due(report, due_in(home), home.calendar, workers=workers),
        waiting(ledger.meetings(), ledger.dispatches(), ledger.obligations()),
    )


def timeliness(home: Home, ledger: Ledger, as_at: date) -> Timeliness:
    """Which copies met their deadline, as they stood on the local day `as_at`."""
    from cin_docs.reports.timeliness import timeliness as measured

    return measured(
        ledger.obligations(), ledger.dispatches(), ledger.copies(), home.calendar, as_at, head=ledger.head()
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


def _clean(checkup: Checkup, ledger: Ledger) -> _Clean | tuple[Finding, ...]:
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
    gone = [one.id for one in ledger.dispatches(meeting=meeting.id) if one.state not in _GIVES_WAY]
    if gone:
        return (
            _refusal(
                "already-sent",
                f"{len(gone)} copies of this meeting have left already: {', '.join(gone)}.",
                "What was sent cannot be recalled. Record the correction in the next meeting's notes.",
            ),
        )
    return _Clean(meeting=meeting, case=case, standard=standard)


def _submission(
    home: Home,
    checkup: Checkup,
    job: Job,
    people: tuple[Recipient, ...],
    rows: tuple[ManifestRow, ...],
    obligations: tuple[Obligation, ...],
) -> Submission:
    """The record, the manifest and the preview of what was packed."""
    from cin_docs.distribution.preview import preview_of, to_bytes

    reading = checkup.reading
    breaches = tuple(f"{one.code}: {one.sentence}" for one in checkup.findings if one.severity is Severity.BREACH)
    shown = preview_of(
        job.meeting, job.case, people, rows, obligations, version=job.version, mode=job.mode, breaches=breaches
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


#: States in which a newer version may take a dispatch's place.
_GIVES_WAY = {State.DRAFT, State.APPROVED, State.QUEUED, State.HELD, State.TO_HAND, State.SUPERSEDED, State.CANCELLED}


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
