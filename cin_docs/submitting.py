"""Submit: every copy of a meeting is made and kept as a draft, or nothing is; for all its children, or for none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from cin_docs.capture.places import pointed
from cin_docs.checking import Checkup, Judged
from cin_docs.home.folder import Home, digest, templates_digest
from cin_docs.knowing import record_of
from cin_docs.model.delivery import Ask, Manifest
from cin_docs.model.document import DocumentKind
from cin_docs.model.finding import Finding, Path, Severity
from cin_docs.model.record import MeetingRecord, Moment
from cin_docs.model.standard import Standard
from cin_docs.procedure.obligations import owed
from cin_docs.procedure.replacements import replacement
from cin_docs.procedure.standards import label

if TYPE_CHECKING:
    from cin_docs.distribution.packing import Job, Packed
    from cin_docs.distribution.preview import Preview
    from cin_docs.distribution.recipients import Recipient
    from cin_docs.distribution.versions import Version
    from cin_docs.documents.neighbours import Index, Stranger
    from cin_docs.home.translations import Translation
    from cin_docs.ledger.protocol import Filing, Ledger
    from cin_docs.ledger.store import Store

#: Why nothing is made for one child: no reason to make nothing for the others of the meeting.
_NOTHING_FOR_ONE = frozenset({"nothing-to-make", "nothing-corrected"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A child's meeting whose copies are made and wait for approval."""

    record: MeetingRecord
    manifest: Manifest
    preview: Preview
    #: The same for the other children of the meeting, in the order of the notes.
    siblings: tuple[Submission, ...] = ()
    #: Cases of the meeting's other children of whom nothing was made, because everybody's copies read the same.
    unchanged: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tools:
    """What every step works with."""

    home: Home
    checkup: Checkup
    ledger: Ledger
    store: Store
    key: bytes
    moment: Moment
    #: What was wrong with the copies that were sent; None: nothing is corrected.
    correct: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Begun:
    """One child's meeting, and whom copies are to be made for."""

    child: Judged
    standard: Standard
    new: Version
    job: Job
    #: Translators' files by person and document.
    given: Mapping[tuple[str, DocumentKind], Translation]


def submit(
    home: Home,
    checkup: Checkup,
    *,
    ledger: Ledger,
    store: Store,
    key: bytes,
    moment: Moment,
    done: Callable[[str], None] = lambda _person: None,
    correct: str | None = None,
) -> Submission | tuple[Finding, ...]:
    """Make every copy of a clean meeting and store them as drafts, in one go; or the findings that forbid it.

    Of a meeting about several children each child's copies are made and kept apart, all or none. Once copies have
    left, unchanged notes are made again for those alone whom nothing has reached; `correct` says what was wrong with
    them, and makes a version that replaces them for everybody who has one. `done` hears each person's id when their
    copies are made. Raises `RenderError` when a page cannot be made.
    """
    tools = _Tools(home=home, checkup=checkup, ledger=ledger, store=store, key=key, moment=moment, correct=correct)
    begun = _begin(tools)
    if any(isinstance(one, Finding) for one in begun):
        return tuple(one for one in begun if isinstance(one, Finding))
    return _make(tools, [one for one in begun if isinstance(one, _Begun)], done)


def _begin(tools: _Tools) -> list[_Begun | Finding]:
    """Each child's meeting as it is to be made; or every reason why nothing can be."""
    checkup, correct = tools.checkup, tools.correct
    if checkup.blocked:
        return [*([one for one in checkup.findings if one.severity is Severity.BLOCKS] or checkup.findings)]
    if correct is not None and not correct.strip():
        return [_refusal("correction-without-words", "Nothing says what was wrong.", _SAY_WHAT)]
    begun = [_begun(tools, child, child.standard) for child in checkup.children if child.standard]
    made = [one for one in begun if isinstance(one, _Begun)]
    left_out = [one for one in begun if isinstance(one, Finding) and one.code in _NOTHING_FOR_ONE]
    return [one for one in begun if not made or one not in left_out]


_SAY_WHAT = 'Write it behind --correct, for instance --correct "Gran was there, not aunt May."'


def _begun(tools: _Tools, child: Judged, standard: Standard) -> _Begun | Finding:
    from cin_docs.distribution.packing import view_digests
    from cin_docs.distribution.recipients import recipients
    from cin_docs.distribution.said_now import said_now
    from cin_docs.distribution.versions import following

    home, meeting, case, moment = tools.home, child.meeting, child.case, tools.moment
    people = recipients(meeting, case)
    given = _translations(tools, child, people)
    number = _next_version(tools, meeting.id)
    look = partial(
        following,
        tools.ledger,
        meeting.id,
        people,
        owed(meeting, case, standard, home.calendar, home.settings.mode),
        notes=digest(tools.checkup.reading.notes_bytes),
        reads_now=said_now(
            people,
            lambda person: view_digests(meeting, case, person, standard),
            {whose: digest(one.data) for whose, one in given.items()},
        ),
    )
    again = partial(
        replacement, version=number, on=moment.on, meeting=meeting, standard=standard, calendar=home.calendar
    )
    new = look(replacing=again if tools.correct is not None else None)
    if isinstance(new, Finding) and new.code == "nothing-to-correct" and meeting.siblings:
        # Of another child copies have left; of this one the new ones take the place of the old.
        new = look()
    if isinstance(new, Finding):
        return new
    made = {one.person.id for one in new.people}
    given = {whose: one for whose, one in given.items() if whose[0] in made}
    job = _job(tools, child, standard, new, number, given)
    return _Begun(child=child, standard=standard, new=new, job=job, given=given)


def _translations(
    tools: _Tools, child: Judged, people: Iterable[Recipient]
) -> Mapping[tuple[str, DocumentKind], Translation]:
    from cin_docs.home.translations import translations

    elsewhere = bool(_folder(tools, child))
    path = tools.checkup.reading.path
    return translations(path, child.meeting, child.case, people, lies_elsewhere=elsewhere)


def _next_version(tools: _Tools, meeting: str) -> int:
    """One more than any number that was ever given, also when the ledger was put back to an older day since."""
    known = tools.ledger.meeting(meeting)
    return max(known.version if known else 0, tools.store.mark(meeting)) + 1


def _job(
    tools: _Tools,
    child: Judged,
    standard: Standard,
    new: Version,
    number: int,
    given: Mapping[tuple[str, DocumentKind], Translation],
) -> Job:
    from cin_docs.distribution.packing import Job

    home, settings = tools.home, tools.home.settings
    return Job(
        meeting=child.meeting,
        case=child.case,
        standard=standard,
        authority=settings.authority,
        sender=settings.sender,
        telephone=settings.telephone,
        return_address=settings.return_address,
        marking=dict(settings.marking),
        mode=settings.mode,
        version=number,
        instead={whose: _said_of(tools, child.meeting.id, old) for whose, old in new.instead.items()},
        discharges={(one.person, one.document): one.id for one in new.owed},
        translations={whose: (one.language, one.data) for whose, one in given.items()},
        templates=home.templates,
        key=tools.key,
        moment=tools.moment,
    )


def _said_of(tools: _Tools, meeting: str, version: int) -> str:
    """What a corrected copy says of the version that somebody has: nothing of what was wrong with it."""
    from cin_docs.documents.printed import day

    events = (one for one in tools.ledger.events(subject=meeting) if one.action == "submitted")
    on = next((one.occurred_on for one in events if one.detail == f"version {version}"), None)
    return f"replaces version {version} of {day(on)}" if on else f"replaces version {version}"


def _make(tools: _Tools, begun: list[_Begun], done: Callable[[str], None]) -> Submission | tuple[Finding, ...]:
    """Everything is packed first, so that what stands in the way of any copy is said at once; then all is stored."""
    from cin_docs.distribution.packing import pack

    wrong = tuple(finding for one in begun for finding in _wrong_translations(tools, one))
    if wrong:
        return wrong
    packed = [pack(one.job, one.new.people, done) for one in begun]
    caught = [finding for each in packed for finding in each.findings]
    if caught:
        notes = tools.checkup.reading.notes
        return pointed(caught, notes.tree, notes.file)
    made = [_submission(tools, one, each) for one, each in zip(begun, packed, strict=True)]
    _store(tools, made, packed)
    tools.ledger.submit_all(
        [_filing(one, each, whole) for one, each, whole in zip(begun, packed, made, strict=True)], tools.moment
    )
    first, *others = made
    cases = {one.child.case.ref for one in begun}
    unchanged = tuple(one.case.ref for one in tools.checkup.children if one.case.ref not in cases)
    return replace(first, siblings=tuple(others), unchanged=unchanged)


def _store(tools: _Tools, made: Iterable[Submission], packed: Iterable[Packed]) -> None:
    """Bytes first, then the one transaction that speaks of them: a crash between leaves only bytes nobody knows.

    Numbers too: one that no ledger knows is left out, and never given again.
    """
    from cin_docs.distribution.preview import to_bytes

    reading = tools.checkup.reading
    files = (data for each in packed for data in each.files.values())
    for data in (*files, reading.notes_bytes, *(reading.bytes_of(one.record.case) for one in made)):
        tools.store.put(data)
    for one in made:
        tools.store.put(to_bytes(one.preview))
        tools.store.set_mark(one.record.id, one.record.version)


def _filing(begun: _Begun, packed: Packed, made: Submission) -> Filing:
    from cin_docs.ledger.protocol import Filing

    return Filing(
        record=made.record,
        obligations=begun.new.obligations,
        manifest=made.manifest,
        dispatches=packed.dispatches,
        copies=packed.copies,
        contacts=packed.contacts,
        keep=begun.new.keep,
    )


def _submission(tools: _Tools, begun: _Begun, packed: Packed) -> Submission:
    """The record, the manifest and the preview of what was packed."""
    from cin_docs.distribution.changes import kept_now
    from cin_docs.distribution.preview import preview_of, to_bytes
    from cin_docs.distribution.scenes import LISTED

    home, reading, child, job = tools.home, tools.checkup.reading, begun.child, begun.job
    breaches = tuple(f"{one.code}: {one.sentence}" for one in _breaches(tools.checkup, child))
    shown = preview_of(
        child.meeting,
        child.case,
        begun.new.people,
        packed.rows,
        begun.new.owed,
        version=job.version,
        mode=job.mode,
        breaches=breaches,
        new=begun.new,
        calendar=home.calendar,
        line_of=reading.notes.line_of,
        correction=tools.correct if begun.new.replaces is not None else None,
        kept=kept_now(tools.ledger, tools.store.get, child.meeting, child.case, begun.new.people),
    )
    manifest = Manifest(
        meeting=child.meeting.id,
        version=job.version,
        mode=job.mode,
        standard=label(begun.standard),
        calendar=home.calendar.version,
        templates=templates_digest(home.templates),
        notes_digest=digest(reading.notes_bytes),
        case_digest=digest(reading.bytes_of(child.case.ref)),
        rows=packed.rows,
        breaches=breaches,
        asks=_asks(tools, begun, packed),
        replaces=begun.new.replaces,
    )
    record = record_of(home, child.meeting, child.case, begun.standard, version=job.version)
    facts = {"preview": digest(to_bytes(shown)), "path": reading.path.name, **_folder(tools, child)}
    if any(agency.domains for agency in home.agencies.values()):
        facts[LISTED] = "yes"
    record = replace(
        record,
        author=child.meeting.minute_taker,
        submitted_by=tools.moment.actor,
        manifest_digest=manifest.digest,
        facts={**record.facts, **facts},
    )
    return Submission(record=record, manifest=manifest, preview=shown)


def _breaches(checkup: Checkup, child: Judged) -> Iterable[Finding]:
    """What the approver of this child's copies confirms: not what was found about a sibling's plan."""
    own, others = _keys([child]), _keys(one for one in checkup.children if one is not child)
    parts = {("children", one.case.ref) for one in checkup.children if one is not child}
    return (
        one
        for one in checkup.findings
        if one.severity is Severity.BREACH and _key(one) not in others - own and one.at[:2] not in parts
    )


def _keys(children: Iterable[Judged]) -> set[tuple[str, Path, str]]:
    return {_key(finding) for child in children for finding in child.findings}


def _key(finding: Finding) -> tuple[str, Path, str]:
    return finding.code, finding.at, finding.sentence


def _folder(tools: _Tools, child: Judged) -> dict[str, str]:
    """In whose folder the notes lie, where that is another child's."""
    home = tools.checkup.reading.case_file.value
    return {} if home is None or home.ref == child.case.ref else {"folder": home.ref}


def _asks(tools: _Tools, begun: _Begun, packed: Packed) -> tuple[Ask, ...]:
    """The lines that the approver has to tick."""
    from cin_docs.distribution.asks import asks, before
    from cin_docs.distribution.changes import asks_of_changes
    from cin_docs.distribution.recipients import recipients
    from cin_docs.distribution.translated import asks_of
    from cin_docs.home.mailboxes import known_of
    from cin_docs.home.neighbours import neighbours

    meeting, case = begun.child.meeting, begun.child.case
    index = neighbours(tools.home, case.ref, tools.key, also=meeting.siblings)
    known = asks(
        meeting,
        case,
        # Whose copies stand as they are is left out of nothing.
        recipients(meeting, case),
        packed.rows,
        before=before(tools.ledger, case, meeting),
        strangers=_strangers(index, begun, packed),
        unread=index.unread,
        domains=known_of(tools.home, None).domains,
        by=tools.moment.actor,
    )
    changed = asks_of_changes(
        tools.ledger, tools.store.get, meeting, case, packed.rows, corrects=begun.new.replaces is not None
    )
    translated = asks_of(packed.rows, {row.primed_digest: packed.files[row.primed_digest] for row in packed.rows})
    return (*known, *changed, *translated)


def _wrong_translations(tools: _Tools, begun: _Begun) -> Iterator[Finding]:
    """Translators' files that cannot be taken: unreadable, or made for what the notes said before."""
    from cin_docs.distribution.packing import view_digests
    from cin_docs.distribution.submissions import submissions
    from cin_docs.distribution.translated import out_of_date, unusable

    meeting, case = begun.child.meeting, begun.child.case
    earlier = [row for one in submissions(tools.ledger, case.ref) for row in one.manifest.rows if row.translation]
    for (person, document), one in begun.given.items():
        views = view_digests(meeting, case, case.person(person), begun.standard)
        yield from unusable(one.name, one.data)
        yield from out_of_date(one.name, digest(one.data), views[document.value], earlier)


def _strangers(index: Index, begun: _Begun, packed: Packed) -> tuple[Stranger, ...]:
    """Names and references of other families: in the notes, each with where it stands, else in what was made."""
    from cin_docs.distribution.packing import texts_of
    from cin_docs.documents.items import items
    from cin_docs.documents.neighbours import strangers

    meeting, case = begun.child.meeting, begun.child.case
    noted = [(item.what, text) for item in items(meeting, case) if item.noted for text in item.texts]
    return strangers(index, (*noted, *texts_of(packed)))


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
