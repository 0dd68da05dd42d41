"""A due date says why it is that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cin_docs.model.standard import Cited, Deadline, Period, Pick, Unit
from cin_docs.procedure.calendar import working_calendar
from cin_docs.procedure.deadlines import due
from cin_docs.procedure.periods import parse_period

FIVE_DAYS = Deadline(
    within=Period(count=5, unit=Unit.WORKING_DAYS),
    of=("meeting",),
    cited=Cited(sentence="A copy within five working days of the meeting.", rows=("G7",)),
)


def test_the_chain_names_sentence_anchor_counting_days_left_out_and_result():
    found = due(FIVE_DAYS, {"meeting": date(2026, 4, 2)}, working_calendar("ENG"))
    assert found is not None
    assert found.because == (
        "“A copy within five working days of the meeting.”",
        "Counted from: meeting, Thu 2 Apr 2026.",
        "5 working days, that day is day 0; Monday to Friday less the bank holidays of England.",
        "Left out: Fri 3 Apr 2026: Good Friday.",
        "Left out: Mon 6 Apr 2026: Easter Monday.",
        "Due: Mon 13 Apr 2026.",
    )
    assert found.calendar == working_calendar("ENG").version


@pytest.mark.parametrize(
    ("pick", "expected"), [(Pick.LATEST, "2026-09-17"), (Pick.EARLIEST, "2026-09-15"), (Pick.FIRST_KNOWN, "2026-09-17")]
)
def test_of_several_anchors_the_deadline_picks_its_own(pick, expected):
    rule = replace(
        FIVE_DAYS,
        within=Period(count=10, unit=Unit.WORKING_DAYS),
        of=("step-down", "assessment completed"),
        pick=pick,
    )
    anchors = {"assessment completed": date(2026, 9, 1), "step-down": date(2026, 9, 3)}
    found = due(rule, anchors, working_calendar("ENG"))
    assert found is not None
    assert found.on == date.fromisoformat(expected)
    assert pick.value in found.because[1]


def test_without_a_known_anchor_nothing_is_due():
    assert due(FIVE_DAYS, {"referral": date(2026, 9, 1)}, working_calendar("ENG")) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [("6 weeks", "2027-01-11"), ("3 months", "2027-02-28"), ("5 days", "2026-12-05"), ("1 working day", "2026-12-01")],
)
def test_weeks_months_and_bare_days_are_counted_on_the_calendar(words, expected):
    period = parse_period(words)
    assert period is not None
    found = due(replace(FIVE_DAYS, within=period), {"meeting": date(2026, 11, 30)}, working_calendar("ENG"))
    assert found is not None
    assert found.on == date.fromisoformat(expected)


@pytest.mark.parametrize("words", ["", "soon", "0 days", "five days", "6 fortnights", "1.5 weeks", "-3 days"])
def test_what_is_no_period_is_not_taken_for_one(words):
    assert parse_period(words) is None
