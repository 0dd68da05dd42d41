"""What the meeting decided (P12, P14), and the dates that everything else hangs on."""

from __future__ import annotations

from collections.abc import Iterator

from cin_docs.model.finding import Finding
from cin_docs.model.meeting import Decision, Held, Kind
from cin_docs.procedure.calendar import FIRST_DAY
from cin_docs.procedure.periods import in_words
from cin_docs.procedure.rules.facts import Facts, advice, blocks, breach, called
from cin_docs.procedure.standards import cited

_DECISIONS = "continue, close, step down or strategy meeting"


def meeting_on_a_day_that_can_be(facts: Facts) -> Iterator[Finding]:
    """The meeting's day lies inside the working-day calendar and is not still to come."""
    on = facts.meeting.on
    if not facts.calendar.covers(on):
        yield blocks(
            "date-out-of-reach",
            ("date",),
            f"{in_words(on)} lies outside the calendar this program counts with.",
            f"Write a day from {in_words(FIRST_DAY)} to {in_words(facts.calendar.reaches)}; check the year.",
        )
    elif on > facts.today and facts.meeting.held is Held.HELD:
        yield blocks(
            "meeting-in-future",
            ("date",),
            f"The meeting of {in_words(on)} has not been held yet: today is {in_words(facts.today)}.",
            "Check the date; or submit these notes after the meeting.",
        )


def decision_made(facts: Facts) -> Iterator[Finding]:
    """A review decides what happens next (P12); without that sentence it is advice."""
    if facts.meeting.decision is not None or facts.meeting.kind is not Kind.REVIEW:
        return
    rule = cited(facts.standard, "decision")
    say = breach if rule else advice
    yield say(
        "no-decision",
        ("decision",),
        "The notes do not say what the review decided.",
        f"Write `decision:` and one of {_DECISIONS}. If nothing was decided, leave it out and tell "
        f"{called(facts.case, facts.case.lead)}.",
        rule,
    )


def step_down_followed(facts: Facts) -> Iterator[Finding]:
    """A step-down to Early Help follows the step-up / step-down process (P14)."""
    rule = cited(facts.standard, "step down")
    if rule and facts.meeting.decision is Decision.STEP_DOWN and not facts.meeting.step_down:
        yield breach(
            "step-down-unrecorded",
            ("decision",),
            "The notes do not say how the step-down process was followed.",
            "Write it under `step down:`, for instance who spoke to Early Help and when.",
            rule,
        )
