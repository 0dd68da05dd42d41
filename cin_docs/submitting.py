"""Submit: every copy of a meeting is made and kept as a draft, or nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cin_docs.checking import Checkup
from cin_docs.home.folder import Home, digest, templates_digest
from cin_docs.knowing import record_of
from cin_docs.model.case import Case
from cin_docs.model.delivery import Manifest, ManifestRow
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.record import MeetingRecord, Moment
from cin_docs.model.standard import Standard
from cin_docs.procedure.obligations import owed
from cin_docs.procedure.standards import label

if TYPE_CHECKING:
    from cin_docs.distribution.packing import Job
    from cin_docs.distribution.preview import Preview
    from cin_docs.distribution.versions import Version
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store


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
