"""Who is owed which document of a meeting and by when, and which meetings are due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cin_docs.model.case import Case, age, unborn
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.model.meeting import Held, Kind, Meeting
from cin_docs.model.obligation import MeetingDue, Obligation
from cin_docs.model.person import Channel, Person, Side
from cin_docs.model.standard import CopyRule, Deadline, Provided, Standard
from cin_docs.procedure import past
from cin_docs.procedure.calendar import WorkingCalendar
from cin_docs.procedure.deadlines import due
from cin_docs.procedure.periods import after, parse_period
from cin_docs.procedure.standards import label

_BOTH = (DocumentKind.PLAN, DocumentKind.MINUTES)
_NO_PLAN = {
    Held.HELD: "This meeting makes no plan.",
    Held.NOT_HELD: "The meeting was not held: it made no new plan, and the old one stays in force.",
    Held.ABANDONED: "The meeting was abandoned: it made no new plan, and the old one stays in force.",
    Held.INQUORATE: "The meeting was inquorate: it made no new plan, and the old one stays in force.",
}
#: The age in years from which a child is handed a copy of their own.
LITTLE = 5
_STRATEGY = "Minutes of a strategy meeting do not go to the family unless the notes say so."


@dataclass(frozen=True, kw_only=True, slots=True)
class Entitled:
    """One person who gets copies of a meeting, or the reason why not."""

    #: The person's id.
    person: str
    #: What the person gets; empty when there is nothing for them.
    documents: tuple[DocumentKind, ...]
    #: Why: "has parental responsibility", "was at the meeting".
    because: str
    #: The reason given in advance why they get nothing this time. They are listed all the same.
    excused_because: str | None = None


def entitled(meeting: Meeting, case: Case) -> tuple[Entitled, ...]:
    """Everyone of the case, in the file's order, with what they get; nobody is left out (G7, P7, P15).

    Who receives nothing by the case file, or gets no copy this time by the notes, is listed with the reason.
    `copies: also to` gives a copy to somebody who usually gets none. A strategy meeting's minutes go to
    professionals only, unless the notes name a family member. Being there entitles nobody: an interpreter, advocate
    or observer gets what the case file or the notes say. A child under five whose copy has no way of its own gets
    none, because a parent or carer reads the plan; an unborn child gets none.
    """
    return tuple(_entitled(person, meeting, case) for person in case.people)


def made_by(meeting: Meeting) -> tuple[DocumentKind, ...]:
    """The documents a meeting makes.

    A meeting that was not held, abandoned or inquorate makes minutes, which say so and are owed as usual; it
    makes no plan, because the old one stays in force. A strategy meeting makes no Child in Need plan.
    """
    return _BOTH if past.took_place(meeting) else (DocumentKind.MINUTES,)


def owed(
    meeting: Meeting, case: Case, standard: Standard, calendar: WorkingCalendar, mode: Mode
) -> tuple[Obligation, ...]:
    """One obligation for each person and document of a meeting, each with its due date and the reasons.

    Those excused in advance are opened as excused, never omitted. So is the plan of a meeting that made none. Nothing
    is opened for an unborn child, and for an interpreter, advocate or observer only what they are to get.
    A document for which the standard names no day is owed with no deadline. Raises `CalendarRangeError`
    when the meeting lies outside the calendar.
    """
    return tuple(
        _obligation(item, case.person(item.person), document, meeting, case, standard, calendar, mode)
        for item in entitled(meeting, case)
        for document in _documents(item, case.person(item.person), meeting, case)
    )


def meetings_due(
    case: Case, history: Iterable[Meeting], standard: Standard, calendar: WorkingCalendar
) -> tuple[MeetingDue, ...]:
    """The next meeting that the procedure asks for, with its day (G1, G8, P6); empty after the plan was closed.

    Before the first meeting: counted from the anchors, if the standard has that deadline and one is known.
    After it: from the last meeting held, by the interval decided there.
    """
    held = tuple(history)
    last = past.last_counted(held)
    if last is None:
        anchors = {name: day for name, day in case.anchors.items() if calendar.covers(day)}
        first = due(standard.first_meeting, anchors, calendar) if standard.first_meeting else None
        return (MeetingDue(case=case.ref, what="first meeting", due=first),) if first else ()
    latest = past.in_force(held) or last
    if latest.decision in past.CLOSING:
        return ()
    on = due(review_deadline(last, standard, calendar), {"last meeting": last.on}, calendar)
    return (MeetingDue(case=case.ref, what="next review", due=on),) if on else ()


def review_deadline(last: Meeting, standard: Standard, calendar: WorkingCalendar) -> Deadline:
    """Until when the review after `last` must be held: its decided interval, else the usual one, else the longest.

    A decided interval beyond the longest does not count beyond it.
    """
    rule = standard.reviews
    decided = parse_period(last.extension.interval) if last.extension else None
    if decided is None:
        cited = rule.cited if rule.every else rule.maximum_cited
        return Deadline(within=rule.every or rule.maximum, of=("last meeting",), cited=cited)
    too_long = after(last.on, decided, calendar) > after(last.on, rule.maximum, calendar)
    return Deadline(within=rule.maximum if too_long else decided, of=("last meeting",), cited=rule.maximum_cited)


def copy_rule(standard: Standard, document: DocumentKind, kind: Kind) -> CopyRule | None:
    """The standard's rule for a document of a kind of meeting; the first that fits. None when it has none."""
    for rule in standard.copies:
        if rule.document is document and (not rule.meetings or kind.value in rule.meetings):
            return rule
    return None


def _entitled(person: Person, meeting: Meeting, case: Case) -> Entitled:
    reason = _refused(person, meeting, case)
    usual = person.receives or (_BOTH if person.id in meeting.also_copy else ())
    documents = () if reason else tuple(kind for kind in usual if kind in made_by(meeting))
    if not documents and reason is None:
        reason = f"This meeting makes no {' or '.join(usual) or 'document'} for them."
    return Entitled(person=person.id, documents=documents, because=_why(person, meeting), excused_because=reason)


def _refused(person: Person, meeting: Meeting, case: Case) -> str | None:
    """The reason given in advance why this person gets nothing, or None."""
    if _not_born(person, meeting, case):
        return "Is not born yet."
    if person.id in meeting.no_copy:
        return meeting.no_copy[person.id]
    if person.id in meeting.also_copy:
        return None
    if meeting.kind is Kind.STRATEGY and person.side is not Side.PROFESSIONAL:
        return _STRATEGY
    return _by_the_case(person, meeting, case)


def _by_the_case(person: Person, meeting: Meeting, case: Case) -> str | None:
    if not person.receives:
        return person.receives_nothing_because or "The case file says that they receive nothing."
    little = person.id == case.child.id and is_little(case, meeting)
    carer = any(who.side is Side.FAMILY and who.receives for who in case.people)
    if little and carer and person.contact.channel is Channel.NONE:
        return f"Is under {LITTLE}: a parent or carer has the plan."
    return None


def is_little(case: Case, meeting: Meeting) -> bool:
    """Whether the child was born and under five on the day of the meeting."""
    years = age(case.child, meeting.on)
    return years is not None and years < LITTLE


def _not_born(person: Person, meeting: Meeting, case: Case) -> bool:
    return person.id == case.child.id and unborn(case.child, meeting.on)


def _why(person: Person, meeting: Meeting) -> str:
    if person.id in meeting.also_copy:
        return "named in the notes for this meeting"
    if person.side is Side.CHILD:
        return "the child"
    if person.attends:
        return f"was there as {person.attends.value}, and the case file gives them a copy"
    if person.parental_responsibility:
        return "has parental responsibility"
    if person.side is Side.FAMILY:
        return "family"
    return "was at the meeting" if person.id in meeting.present else "in the team around the child"


def _documents(item: Entitled, person: Person, meeting: Meeting, case: Case) -> tuple[DocumentKind, ...]:
    """What an obligation is opened for: all that the person would usually get, and anything they do get."""
    if _not_born(person, meeting, case):
        return ()
    if person.attends and not person.receives:
        return item.documents
    if meeting.kind is Kind.STRATEGY:
        return (DocumentKind.MINUTES,)
    return tuple(kind for kind in _BOTH if kind in (person.receives or _BOTH) or kind in item.documents)


def _obligation(
    item: Entitled,
    person: Person,
    document: DocumentKind,
    meeting: Meeting,
    case: Case,
    standard: Standard,
    calendar: WorkingCalendar,
    mode: Mode,
) -> Obligation:
    rule = copy_rule(standard, document, meeting.kind)
    deadline = rule.deadline if rule else None
    day = due(deadline, {**case.anchors, "meeting": meeting.on}, calendar) if deadline else None
    return Obligation(
        id=f"{meeting.id}/{person.id}/{document.value}",
        meeting=meeting.id,
        case=case.ref,
        person=person.id,
        role=person.role,
        document=document,
        meeting_on=meeting.on,
        due=day.on if day else None,
        because=(*(day.because if day else _no_day(rule)), *(_posting(rule) if day else ())),
        team=case.child.team,
        worker=case.lead,
        standard=label(standard),
        calendar=calendar.version,
        mode=mode,
        posting_allowance=rule.posting_allowance if rule and rule.provided is Provided.PROVIDED else 0,
        excused_because=_excused(item, document, meeting),
    )


def _excused(item: Entitled, document: DocumentKind, meeting: Meeting) -> str | None:
    if item.documents and document not in made_by(meeting):
        return _NO_PLAN[meeting.held]
    return item.excused_because


def _no_day(rule: CopyRule | None) -> tuple[str, ...]:
    sentence = (f"“{rule.cited.sentence}”",) if rule else ()
    if rule and rule.deadline:
        unknown = " or ".join(f"`{name}`" for name in rule.deadline.of)
        counted = f"The procedure counts {rule.deadline.within} from {unknown}, which the case file does not give"
        return (*sentence, f"Owed, and its day is not known: {counted}. Write it there under `anchors`.")
    return (*sentence, "Owed, with no deadline: the procedure names no day for this document.")


def _posting(rule: CopyRule | None) -> tuple[str, ...]:
    if rule is None or rule.deadline is None or rule.provided is Provided.SENT:
        return ()
    days = f"{rule.posting_allowance} working day{'s' * (rule.posting_allowance != 1)}"
    return (f"“Provided” means with the person by that day; a letter is reckoned to take {days}.",)
