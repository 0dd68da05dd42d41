"""What falls due, and what waits for whom since when. Pure: facts in, rows out (`cin status`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from cin_docs.model.delivery import Copy, Dispatch, State
from cin_docs.model.obligation import MeetingDue, Obligation, Standing
from cin_docs.model.person import Channel
from cin_docs.model.record import LONDON, MeetingRecord
from cin_docs.procedure.calendar import WorkingCalendar
from cin_docs.procedure.posting import post_by
from cin_docs.procedure.replacements import current, discharged
from cin_docs.reports.timeliness import Line, Timeliness, days_late

#: What each state waits for. States that wait for nobody are left out.
WAITS: Mapping[State, str] = {
    State.DRAFT: "to be approved",
    State.APPROVED: "to be sent",
    State.QUEUED: "to be sent",
    State.SENDING_PRE: "to be sent",
    State.HELD: "to be released or cancelled",
    State.TO_HAND: "to be posted, handed over or read out",
    State.SENDING_DATA: "to be found out: did it arrive?",
    State.UNCERTAIN: "to be found out: did it arrive?",
    State.FAILED: "another way to be found",
    State.BOUNCED: "another way to be found",
    State.RETURNED: "another way to be found",
    State.MISDIRECTED: "the incident to be dealt with",
}
#: What is done for a whole meeting at once; everything else is recorded dispatch by dispatch.
_TOGETHER = frozenset({State.DRAFT, State.APPROVED, State.QUEUED, State.SENDING_PRE})
#: What waits for another way to be found.
_ANOTHER_WAY = frozenset({State.FAILED, State.BOUNCED, State.RETURNED})
#: What went nowhere, because somebody cancelled it or a newer version took its place.
_TAKEN_BACK = frozenset({State.CANCELLED, State.SUPERSEDED})
#: What still lies here.
UNSENT = frozenset({State.DRAFT, State.APPROVED, State.QUEUED, State.HELD, State.TO_HAND})
#: Who does it when the dispatch names nobody: the program itself, or the worker of the case.
_BY_PROGRAM = frozenset({State.APPROVED, State.QUEUED, State.SENDING_PRE})
PROGRAM = "cin send"
#: What only somebody who may approve can move on, whoever carries the copy afterwards.
_BY_APPROVER = frozenset({State.DRAFT, State.HELD})
ANOTHER_APPROVER = "another approver"


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Something that falls due."""

    on: date
    #: "plan for mum", "next review".
    what: str
    case: str
    #: The meeting whose copy it is; None for a meeting that is due.
    meeting: str | None
    #: The worker's id; None where nobody is known.
    who: str | None
    #: Working days past the day; 0 while it is not.
    late_by: int
    #: Working days left; None when past.
    due_in: int | None
    #: Whose copy it is, and of which document; None for a meeting.
    person: str | None = None
    document: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Something that waits for somebody."""

    #: A staff id, ``cin send``, or ``another approver`` where nobody with a name is known to be the right one.
    who: str
    #: "copies for 3 people to be approved", "copies for gran to be posted, handed over or read out".
    what: str
    #: The dispatch that `cin record` is given; None where several wait for the same step.
    dispatch: str | None = None
    meeting: str
    #: The local day since which the first of them waits.
    since: date
    #: How many dispatches wait; 0 for notes that are not written.
    count: int
    #: The earliest day by which one of the copies is owed, of a letter the last day to post it; None when none has one.
    due: date | None


def falls_due(
    report: Timeliness,
    meetings: Iterable[MeetingDue],
    calendar: WorkingCalendar,
    *,
    workers: Mapping[str, str] | None = None,
) -> tuple[Due, ...]:
    """Copies not yet shown to be provided and meetings not yet held, in order of their day.

    `report` gives the as-at date; `workers` maps case references to the worker who convenes the meeting.
    """
    lines = (line for series in report.series for line in series.lines)
    copies = [_copy_due(line) for line in lines if line.standing in {Standing.OUTSTANDING, Standing.UNCERTAIN}]
    held = [_meeting_due(item, calendar, report.as_at, workers or {}) for item in meetings]
    return tuple(sorted((item for item in (*copies, *held) if item), key=lambda item: (item.on, item.case, item.what)))


def waiting(
    records: Iterable[MeetingRecord],
    dispatches: Iterable[Dispatch],
    obligations: Iterable[Obligation],
    copies: Iterable[Copy] = (),
    *,
    paused: Mapping[str, str] | None = None,
    calendar: WorkingCalendar | None = None,
) -> tuple[Waiting, ...]:
    """What waits for whom since when: notes not submitted, copies in every unfinished state; oldest first.

    Copies that wait for one step together share a row; those that a person sees to one by one have a row each.
    `dispatches` come in the order in which they were made; `paused` maps case references to their open incident.
    What was cancelled and is still owed waits for the worker: `copies` tell what each dispatch was to discharge.
    `calendar` gives letters the last day to post them.
    """
    known = {record.id: record for record in records}
    all_owed = tuple(obligations)
    # What a corrected copy is owed for is not due on the day of the first one.
    now = tuple(current({item.id: item for item in all_owed}).values())
    first_due, first_post = _first_due(now, lambda item: item.due), _first_due(now, partial(_posting, calendar))
    # Nothing is owed any more for a meeting whose date or number was corrected: there are no notes to wait for.
    settled = {item.meeting for item in all_owed} - {item.meeting for item in all_owed if item.excused_because is None}
    groups: dict[tuple[str, str, str, str | None], list[Dispatch]] = defaultdict(list)
    made = tuple(dispatches)
    newest = {(item.meeting, item.person): item.id for item in made}
    for item in made:
        # What failed has found its other way once something newer was made for the same person.
        over = item.state in _ANOTHER_WAY or (item.state is State.MISDIRECTED and item.case not in (paused or {}))
        replaced = over and newest[item.meeting, item.person] != item.id
        if item.state in WAITS and not replaced:
            alone = None if item.state in _TOGETHER else item.id
            groups[item.meeting, _waits(item, paused or {}), _who(item, known.get(item.meeting)), alone].append(item)
    rows = [
        Waiting(
            who=who,
            what=f"copies for {_whom(items, alone)} {what}",
            dispatch=alone,
            meeting=meeting,
            since=min(item.since.astimezone(LONDON).date() for item in items),
            count=len(items),
            due=min((day for item in items if (day := _due_of(item, first_due, first_post))), default=None),
        )
        for (meeting, what, who, alone), items in groups.items()
    ]
    unwritten = (record for record in known.values() if record.version == 0 and record.id not in settled)
    rows.extend(_unwritten(record, first_due) for record in unwritten)
    rows.extend(_still_owed(now, made, copies))
    return tuple(sorted(rows, key=lambda row: (row.since, row.meeting, row.what)))


def _waits(item: Dispatch, paused: Mapping[str, str]) -> str:
    """What the dispatch waits for. Nobody releases anything while an incident is open; when it is closed, whoever's
    copy went astray still has none."""
    incident = paused.get(item.case)
    if item.state is State.HELD and incident:
        return f"held: waits until {incident} is closed"
    if item.state is State.MISDIRECTED and not incident:
        return WAITS[State.RETURNED]
    return WAITS[item.state]


def _whom(items: list[Dispatch], alone: str | None) -> str:
    if alone is not None:
        return items[0].person
    return "1 person" if len(items) == 1 else f"{len(items)} people"


def _first_due(
    obligations: Iterable[Obligation], day_of: Callable[[Obligation], date | None]
) -> dict[tuple[str, str], date]:
    """The earliest day by which each person of each meeting is owed something; excused ones have none."""
    first: dict[tuple[str, str], date] = {}
    for item in obligations:
        day = day_of(item) if item.excused_because is None else None
        if day is not None:
            key = (item.meeting, item.person)
            first[key] = min(day, first.get(key, day))
    return first


def _posting(calendar: WorkingCalendar | None, item: Obligation) -> date | None:
    return item.due if calendar is None else post_by(item, calendar)


def _due_of(
    item: Dispatch, first_due: Mapping[tuple[str, str], date], first_post: Mapping[tuple[str, str], date]
) -> date | None:
    by_post = item.channel is Channel.POST and item.state in UNSENT
    return (first_post if by_post else first_due).get((item.meeting, item.person))


def _still_owed(
    owed: Iterable[Obligation], dispatches: Iterable[Dispatch], copies: Iterable[Copy]
) -> Iterator[Waiting]:
    """What was cancelled, and nothing else will discharge: in no other row, and still owed."""
    by_id = {item.id: item for item in dispatches}
    carried: dict[str, dict[str, Dispatch]] = defaultdict(dict)
    for copy in copies:
        if copy.dispatch in by_id:
            for obligation in discharged(copy.obligation):
                carried[obligation][copy.dispatch] = by_id[copy.dispatch]
    left: dict[tuple[str, str, str], list[Obligation]] = defaultdict(list)
    for item in owed:
        found = carried[item.id].values()
        if item.excused_because is None and found and all(one.state in _TAKEN_BACK for one in found):
            left[item.meeting, item.person, item.worker].append(item)
    for (meeting, person, worker), items in left.items():
        last = list(carried[items[0].id].values())[-1]
        yield Waiting(
            who=worker,
            what=f"{' and '.join(item.document.value for item in items)} for {person}, cancelled and still owed: to be "
            "submitted again",
            dispatch=last.id,
            meeting=meeting,
            since=last.since.astimezone(LONDON).date(),
            count=1,
            due=min((item.due for item in items if item.due), default=None),
        )


def _who(dispatch: Dispatch, record: MeetingRecord | None) -> str:
    if dispatch.state in _BY_APPROVER:
        return _approver(record) if record else "?"
    if dispatch.owner:
        return dispatch.owner
    if dispatch.state in _BY_PROGRAM:
        return PROGRAM
    return record.worker if record else "?"


def _approver(record: MeetingRecord) -> str:
    """The lead practitioner; the manager when the lead wrote or submitted the notes, since no author approves."""
    authors = {record.author, record.submitted_by}
    known = (record.worker, record.facts.get("manager", ""))
    return next((id for id in known if id and id not in authors), ANOTHER_APPROVER)


def _unwritten(record: MeetingRecord, first_due: Mapping[tuple[str, str], date]) -> Waiting:
    days = [day for (meeting, _), day in first_due.items() if meeting == record.id]
    return Waiting(
        who=record.author or record.worker,
        what="notes to be submitted",
        meeting=record.id,
        since=record.on,
        count=0,
        due=min(days, default=None),
    )


def _copy_due(line: Line) -> Due | None:
    item = line.obligation
    if item.due is None:
        return None
    return Due(
        on=item.due,
        what=f"{item.document.value} for {item.person}",
        case=item.case,
        meeting=item.meeting,
        who=item.worker,
        late_by=line.late_by,
        due_in=line.due_in,
        person=item.person,
        document=item.document.value,
    )


def _meeting_due(item: MeetingDue, calendar: WorkingCalendar, as_at: date, workers: Mapping[str, str]) -> Due:
    late = days_late(item.due.on, as_at, calendar)
    return Due(
        on=item.due.on,
        what=item.what,
        case=item.case,
        meeting=None,
        who=workers.get(item.case),
        late_by=late,
        due_in=None if late else calendar.count(as_at, item.due.on),
    )
