"""What counts as a timescale, and how the plan prints it (G2, G3, P4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.procedure.frequency import parse_frequency
from cin_docs.procedure.timescale import printed, suggested, understand
from cin_docs.testing.builders import a_meeting, an_action

MEETING = a_meeting()  # 19 November 2026; the next is on 17 December


@pytest.mark.parametrize(
    ("words", "days_apart"),
    [
        ("weekly", 7),
        ("Weekly.", 7),
        ("every week on a Monday", 7),
        ("fortnightly", 14),
        ("every other week", 14),
        ("every 3 weeks", 21),
        ("every three weeks", 21),
        ("once every 3 weeks", 21),
        ("four-weekly", 28),
        ("4 weekly", 28),
        ("two weekly", 14),
        ("monthly", 31),
        ("every 2 months", 62),
        ("every 28 days", 28),
        ("termly", 112),
        ("each term", 112),
        ("half-termly", 56),
        ("daily", 1),
        ("every school day", 1),
        ("each school day before 9", 1),
        ("on school days", 1),
        ("every Tuesday", 7),
        ("Mondays", 7),
        ("every Monday and Thursday", 3.5),
        ("every second Friday", 14),
        ("every Monday at 8.15", 7),
        ("twice a week", 3.5),
        ("twice weekly", 3.5),
        ("3 times weekly", 7 / 3),
        ("three times a month", 31 / 3),
        ("at least weekly", 7),
        ("no less often than every 4 weeks", 28),
        ("weekly by phone", 7),
    ],
)
def test_these_words_name_an_interval(words, days_apart):
    found = parse_frequency(words)
    assert found is not None
    assert found.days_apart == pytest.approx(days_apart)


@pytest.mark.parametrize(
    "words",
    [
        "ongoing",
        "ASAP",
        "as and when",
        "regularly",
        "biweekly",
        "bimonthly",
        "often",
        "weekly or when required",
        "every 0 weeks",
        "every",
        "2026",
        "",
        "when Leo asks",
        "per week",
        "every blue moon",
    ],
)
def test_these_words_name_none(words):
    assert parse_frequency(words) is None


@given(st.text(max_size=60))
def test_any_text_at_all_is_read_without_an_error(text):
    parse_frequency(text)
    understand(an_action(by=text, how_often=None), MEETING)
    suggested(text, MEETING)
    printed(an_action(by=text, how_often=None), MEETING)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (an_action(by="2026-12-11", how_often=None), "by 11 December 2026"),
        (an_action(by="next meeting", how_often=None), "by 17 December 2026"),
        (an_action(by="By the next review", how_often=None), "by 17 December 2026"),
        (an_action(how_often="every Monday"), "every Monday, until 17 December 2026"),
        (an_action(how_often="Every Monday"), "every Monday, until 17 December 2026"),
        (an_action(how_often="Mondays"), "Mondays, until 17 December 2026"),
        (an_action(how_often="weekly", until=date(2026, 12, 4)), "weekly, until 4 December 2026"),
        (an_action(how_often="weekly until 2026-12-04"), "weekly, until 4 December 2026"),
        (an_action(by="weekly", how_often=None), "weekly, until 17 December 2026"),
        (an_action(by="ongoing", how_often=None), "ongoing"),
        (an_action(how_often=None), ""),
    ],
)
def test_the_plan_prints_british_dates_and_an_end_for_every_frequency(action, expected):
    assert printed(action, MEETING) == expected


def test_without_a_next_meeting_a_frequency_runs_to_the_end_of_the_plan_or_to_a_meeting_still_to_be_set():
    closing = replace(MEETING, next=None, ends=date(2026, 11, 30))
    assert printed(an_action(), closing) == "every Monday, until 30 November 2026"
    assert printed(an_action(), replace(MEETING, next=None)) == "every Monday, until the next meeting"
    assert understand(an_action(by="next meeting", how_often=None), replace(MEETING, next=None)) is None


@pytest.mark.parametrize("words", ["2026-02-30", "2026-13-01", "11/12/2026", "11 December 2026", "end of term"])
def test_a_date_that_is_not_iso_or_does_not_exist_is_not_taken(words):
    assert understand(an_action(by=words, how_often=None), MEETING) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("11/12/2026", "2026-12-11"),
        ("11 December 2026", "2026-12-11"),
        ("by Fri 11th Dec 2026", None),
        ("by Friday 11th Dec 2026", "2026-12-11"),
        ("within 2 weeks", "2026-12-03"),
        ("in 1 month", "2026-12-19"),
        ("tomorrow", "2026-11-20"),
        ("30/02/2027", None),
        ("soon", None),
    ],
)
def test_a_remedy_can_show_the_day_that_was_meant(words, expected):
    assert suggested(words, MEETING) == (date.fromisoformat(expected) if expected else None)


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2031, 12, 31)))
def test_every_iso_date_is_a_target_date(day):
    meant = understand(an_action(by=day.isoformat(), how_often=None), MEETING)
    assert meant is not None
    assert meant.on == day
