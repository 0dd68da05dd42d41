"""Every meeting that is known to have been held has its obligations opened, written up or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cin_docs.errors import CinError, LedgerError
from cin_docs.home.cases import Surveyed, standard_for, survey
from cin_docs.home.folder import Home
from cin_docs.home.mailboxes import unreadable
from cin_docs.home.told import known_of
from cin_docs.ledger.protocol import Ledger
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding
from cin_docs.model.meeting import Kind, Meeting
from cin_docs.model.obligation import Obligation
from cin_docs.model.record import MeetingRecord, Moment
from cin_docs.model.standard import Standard
from cin_docs.procedure.obligations import owed
from cin_docs.procedure.standards import label

#: How the reason begins for which a meeting that is told otherwise by now is excused.
NOW_SAY = "The notes now say"


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a look at all notes changed, and what it could not take into account."""

    #: Ids of meetings opened now.
    opened: tuple[str, ...] = ()
    #: Ids of meetings that the notes tell of otherwise by now; nothing is owed for them any more.
    replaced: tuple[str, ...] = ()
    #: Cases, notes and meetings left out, each with the reason, as sentences.
    skipped: tuple[str, ...] = ()


def know(home: Home, ledger: Ledger, moment: Moment) -> Known:
    """Open what is owed for every meeting known to be held, so that "never written" counts too.

    Meetings from before the home was in use are history. A meeting that was never submitted is excused when its
    date or label was corrected in the notes since; a notes file that is gone excuses nothing. What is wrong with one
    case stops no other.
    """
    records = {record.id: record for record in ledger.meetings()}
    opened: list[str] = []
    replaced: list[str] = []
    skipped: list[str] = [*directory_lost(home)]
    for one in survey(home):
        skipped += _left_out(home, one, moment.on)
        if one.case is None:
            continue
        try:
            # What gives way comes first: a pass that is broken off in between then finds the same again.
            replaced += _excuse_replaced(ledger, one, records, moment)
            opened += _open(home, ledger, one, records, moment)
        except LedgerError:
            raise
        except CinError as error:
            skipped.append(f"cases/{one.ref} is left out: {error}")
    return Known(opened=tuple(opened), replaced=tuple(replaced), skipped=tuple(dict.fromkeys(skipped)))


def skipped(home: Home, today: date) -> tuple[str, ...]:
    """What of the home's agencies and cases cannot be taken into account and why, as sentences. Changes nothing."""
    lines = (line for one in survey(home) for line in _left_out(home, one, today))
    return tuple(dict.fromkeys((*directory_lost(home), *lines)))


def directory_lost(home: Home) -> Iterator[str]:
    """What it means that agencies.yaml is damaged, in a sentence; nothing when it is not."""
    trouble = unreadable(home)
    if trouble is not None:
        yield f"Every copy is held while agencies.yaml is not put right. {trouble}"


def record_of(home: Home, meeting: Meeting, case: Case, standard: Standard, *, version: int) -> MeetingRecord:
    """The meeting's facts for the ledger; version 0 while nothing was submitted."""
    return MeetingRecord(
        id=meeting.id,
        case=case.ref,
        label=meeting.label,
        on=meeting.on,
        version=version,
        team=case.child.team,
        worker=case.lead,
        standard=label(standard),
        calendar=home.calendar.version,
        mode=home.settings.mode,
        facts={"manager": case.manager, **{f"anchor {name}": day.isoformat() for name, day in case.anchors.items()}},
    )


def _left_out(home: Home, one: Surveyed, today: date) -> Iterator[str]:
    yield from one.left_out
    if one.case is not None:
        days = [meeting.on for meeting in _held(home, one, today)] or [today]
        for found in (standard_for(home, one.case, on) for on in days):
            if isinstance(found, Finding):
                yield f"cases/{one.ref}/case.yaml: {found.sentence} {found.remedy}"


def _held(home: Home, one: Surveyed, today: date) -> tuple[Meeting, ...]:
    """The meetings of a case for which copies are owed by now, as its notes tell."""
    since = home.settings.in_use_since or date.min
    return (
        tuple(meeting for meeting in known_of(one.told, one.case) if since <= meeting.on <= today) if one.case else ()
    )


def _open(
    home: Home, ledger: Ledger, one: Surveyed, records: Mapping[str, MeetingRecord], moment: Moment
) -> Iterator[str]:
    """Open what is owed for the meetings of a case; gives the ids of those that were not known."""
    for meeting in _held(home, one, moment.on):
        case, standard = one.case, standard_for(home, one.case, meeting.on) if one.case else None
        if case is None or not isinstance(standard, Standard):
            continue
        known = records.get(meeting.id)
        if known is not None and (known.version or not _was_replaced(ledger.obligations(meeting=meeting.id))):
            continue
        obligations = owed(meeting, case, standard, home.calendar, home.settings.mode)
        if known is not None:
            # Corrected back again: what was owed is owed once more.
            ledger.reconcile(obligations, moment)
            continue
        ledger.open_meeting(record_of(home, meeting, case, standard, version=0), obligations, moment)
        yield meeting.id


def _was_replaced(obligations: Iterable[Obligation]) -> bool:
    return any((item.excused_because or "").startswith(NOW_SAY) for item in obligations)


def _excuse_replaced(
    ledger: Ledger, one: Surveyed, records: Mapping[str, MeetingRecord], moment: Moment
) -> Iterator[str]:
    """Excuse meetings never submitted that the case's notes tell of otherwise by now; gives their ids."""
    if one.case is None or any(file.unread and file.glance is None for file in one.told):
        # A file that cannot be read may be the very one that tells of the meeting.
        return
    told = {meeting.id: meeting for meeting in known_of(one.told, one.case) if meeting.on <= moment.on}
    for record in records.values():
        if record.case != one.ref or record.version or record.id in told:
            continue
        instead = next((new for new in told.values() if _replaces(new, record, known=new.id in records)), None)
        open_ = [item.id for item in ledger.obligations(meeting=record.id) if item.excused_because is None]
        if instead is None or not open_:
            continue
        because = f"{NOW_SAY} that this meeting was {instead.label} on {instead.on.day} {instead.on:%B %Y}."
        for obligation in open_:
            ledger.excuse(obligation, because, moment)
        yield record.id


def _replaces(new: Meeting, old: MeetingRecord, *, known: bool) -> bool:
    """Whether the notes tell of `old` as `new` by now: the same label on another day, or the same day's other label.

    First meetings and reviews have their number once. Other kinds come again, and fall on a review's day, so one
    that was `known` before is a meeting of its own.
    """
    if (new.label == old.label) is (new.on == old.on):
        return False
    numbered = new.kind in {Kind.FIRST, Kind.REVIEW} and (
        old.label == Kind.FIRST.value or old.label.startswith("review-")
    )
    return numbered or not known
