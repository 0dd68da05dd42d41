"""How dates, people and states are written in documents. Text in, text out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cin_docs.model.case import Case
from cin_docs.model.meeting import Action, Answer, Decision, Held, Kind, Meeting, NextMeeting, Progress, Status
from cin_docs.model.person import Person
from cin_docs.model.standard import Standard
from cin_docs.procedure import timescale

_STATUS = {
    Status.NEW: "New",
    Status.DONE: "Done",
    Status.ON_TRACK: "On track",
    Status.LATE: "Late",
    Status.STOPPED: "Stopped",
    Status.CHANGED: "Changed",
}
_ANSWER = {
    Answer.YES: "Agreed",
    Answer.NO: "Did not agree",
    Answer.NOT_ASKED: "Was not asked",
    Answer.LATER: "To be asked later",
}
_DECISION = {
    Decision.START: "A Child in Need plan starts.",
    Decision.CONTINUE: "The Child in Need plan continues.",
    Decision.CLOSE: "The Child in Need plan ends.",
    Decision.STEP_DOWN: "The Child in Need plan ends, with an Early Help plan.",
    Decision.STRATEGY: "A strategy meeting is to be held.",
}
_HELD = {
    Held.NOT_HELD: "The meeting was not held.",
    Held.ABANDONED: "The meeting was abandoned.",
    Held.INQUORATE: "The meeting did not have enough of the people it needed.",
}
_KIND = {Kind.FIRST: "First meeting", Kind.EXTRAORDINARY: "Extraordinary meeting", Kind.STRATEGY: "Strategy meeting"}


def words() -> tuple[str, ...]:
    """Every word that stands for a state, an answer or a decision, whatever the meeting."""
    tables = (_STATUS, _ANSWER, _DECISION, _HELD, _KIND)
    return tuple(word for table in tables for word in table.values())


def day(on: date) -> str:
    """A date as people here write it: "19 November 2026"."""
    return f"{on.day} {on:%B %Y}"


def weekday(on: date) -> str:
    """The same with the day of the week: "Thursday 17 December 2026"."""
    return f"{on:%A} {day(on)}"


def person(who: Person) -> str:
    """A name with the role: "Kim Marsh, mother". Never an address, a number or an e-mail."""
    return f"{who.name}, {who.role}"


def people(case: Case, ids: Iterable[str]) -> str:
    """Several people with their roles, separated by semicolons because roles follow a comma.

    Who is nobody of the case ("School") stays the word that was written; the procedure has refused it.
    """
    return "; ".join(person(case.person(id)) if case.knows(id) else id for id in ids)


def kind(meeting: Meeting, standard: Standard) -> str:
    """Which meeting it was, in the standard's own words: "Review 2"."""
    if meeting.kind is Kind.REVIEW:
        return f"{standard.words.get('review', 'Review')} {meeting.number}"
    return standard.words.get(f"{meeting.kind.value} meeting", _KIND[meeting.kind])


def agreed_when(item: Progress, meeting: Meeting) -> str:
    """The timescale of the last plan and, where `meeting` gave another, that one too: "by 1 May 2026, now by 8 May".

    Until the next meeting, said in the last plan, means until this one.
    """
    now = timescale.printed(item.action, meeting)
    if item.before is None or timescale.written(item.before) is None:
        return now
    this = NextMeeting(on=meeting.on, time=None, place=None, chair=None)
    then = timescale.printed(item.before, replace(meeting, next=this))
    return f"{then}, now {now}" if item.open and _terms(item.action) != _terms(item.before) else then


def _terms(action: Action) -> tuple[str | None, date | None]:
    return timescale.written(action), action.until


def status(value: Status) -> str:
    """How an action stands, as a word."""
    return _STATUS[value]


def answer(value: Answer, on: date | None) -> str:
    """What a person said to the plan."""
    if value is Answer.LATER and on is not None:
        return f"Agreed later, on {day(on)}"
    return _ANSWER[value]


def decision(value: Decision) -> str:
    """The meeting's decision as a sentence."""
    return _DECISION[value]


def held(value: Held) -> str | None:
    """What to say of a meeting that was not held as planned; None when it was."""
    return _HELD.get(value)
