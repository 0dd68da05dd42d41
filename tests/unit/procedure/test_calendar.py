"""Counting working days: the table of the procedure's design page, and the promises of the calendar."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.errors import CinError
from cin_docs.procedure.calendar import FIRST_DAY, CalendarRangeError, working_calendar
from cin_docs.procedure.periods import add_months

NATIONS = ("ENG", "WLS", "SCT", "NIR")
CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)})

TABLE = [
    ("ENG", "2026-04-02", "2026-04-13", "2026-04-20"),
    ("SCT", "2026-04-02", "2026-04-10", "2026-04-17"),
    ("NIR", "2026-04-02", "2026-04-13", "2026-04-20"),
    ("ENG", "2026-08-27", "2026-09-04", "2026-09-11"),
    ("SCT", "2026-08-27", "2026-09-03", "2026-09-10"),
    ("NIR", "2026-08-27", "2026-09-04", "2026-09-11"),
    ("ENG", "2026-07-09", "2026-07-16", "2026-07-23"),
    ("SCT", "2026-07-09", "2026-07-16", "2026-07-23"),
    ("NIR", "2026-07-09", "2026-07-17", "2026-07-24"),
    ("ENG", "2026-06-11", "2026-06-18", "2026-06-25"),
    ("SCT", "2026-06-11", "2026-06-19", "2026-06-26"),
    ("NIR", "2026-06-11", "2026-06-18", "2026-06-25"),
    ("ENG", "2026-12-23", "2027-01-04", "2027-01-11"),
    ("SCT", "2026-12-23", "2027-01-05", "2027-01-12"),
    ("NIR", "2026-12-23", "2027-01-04", "2027-01-11"),
]


@pytest.mark.parametrize(("nation", "meeting", "fifth", "tenth"), TABLE)
def test_five_and_ten_working_days_after_a_meeting_are_those_of_the_table(nation, meeting, fifth, tenth):
    calendar = working_calendar(nation)
    day = date.fromisoformat(meeting)
    assert calendar.add(day, 5) == date.fromisoformat(fifth)
    assert calendar.add(day, 10) == date.fromisoformat(tenth)


def test_an_authoritys_closures_at_christmas_move_the_days_to_january():
    calendar = working_calendar("ENG", CHRISTMAS)
    assert calendar.add(date(2026, 12, 23), 5) == date(2027, 1, 8)
    assert calendar.add(date(2026, 12, 23), 10) == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("nation", "day"),
    [
        ("ENG", "2022-06-03"),  # the platinum jubilee
        ("ENG", "2022-09-19"),  # the state funeral
        ("WLS", "2023-05-08"),  # the coronation
        ("NIR", "2026-07-13"),  # the twelfth falls on a Sunday
        ("SCT", "2026-06-15"),  # the World Cup
        ("SCT", "2024-12-02"),  # St Andrew's Day falls on a Saturday
        ("ENG", "2027-12-28"),  # Boxing Day falls on a Sunday
    ],
)
def test_days_proclaimed_once_and_days_moved_from_a_weekend_are_not_working_days(nation, day):
    assert not working_calendar(nation).works(date.fromisoformat(day))


@pytest.mark.parametrize("nation", ["", "GB", "UK", "eng", "England", "SCO", "IRL"])
def test_a_calendar_without_one_of_the_four_nations_is_refused_with_a_remedy(nation):
    with pytest.raises(CinError) as refused:
        working_calendar(nation)
    assert "ENG, WLS, SCT, NIR" in str(refused.value)


def test_the_calendar_reaches_eighteen_months_ahead():
    needed = add_months(date.today(), 18)  # noqa: DTZ011  # the one question here that is about the real today
    reaches = working_calendar("ENG").reaches
    assert reaches >= needed, (
        f"The working-day calendar ends on {reaches}, but due dates may be counted to {needed}. What to do: install "
        "the newest `holidays`; compare its bank holidays with gov.uk/bank-holidays; raise LAST_DAY in "
        "cin_docs/procedure/calendar.py by two years; add the newly proclaimed days to this file; release."
    )


def test_a_day_beyond_the_table_is_refused_with_what_to_do():
    calendar = working_calendar("ENG")
    with pytest.raises(CalendarRangeError, match="install a newer cin-docs"):
        calendar.add(calendar.reaches, 1)
    with pytest.raises(CalendarRangeError, match="Check the year"):
        calendar.add(date(2002, 9, 1), 5)
    with pytest.raises(CalendarRangeError):
        calendar.count(date(2026, 1, 1), date(2062, 1, 1))


def test_the_version_names_nation_closures_data_and_horizon():
    plain, closed = working_calendar("ENG"), working_calendar("ENG", CHRISTMAS)
    assert plain.version != closed.version != working_calendar("SCT", CHRISTMAS).version
    assert plain.version.startswith("ENG closures:none holidays:")
    assert closed.version == working_calendar("ENG", frozenset(sorted(CHRISTMAS))).version


def test_left_out_days_have_their_names_and_weekends_have_none():
    left_out = working_calendar("ENG").left_out(date(2026, 4, 2), date(2026, 4, 13))
    assert left_out == ((date(2026, 4, 3), "Good Friday"), (date(2026, 4, 6), "Easter Monday"))
    closed = dict(working_calendar("ENG", CHRISTMAS).left_out(date(2026, 12, 23), date(2027, 1, 8)))
    assert closed[date(2026, 12, 29)] == "the authority is closed"
    assert closed[date(2026, 12, 25)] == "Christmas Day"
    assert date(2026, 12, 26) not in closed


def test_the_first_day_may_count_as_day_one_where_a_procedure_says_so():
    calendar = working_calendar("ENG")
    assert calendar.add(date(2026, 11, 19), 5, inclusive=True) == date(2026, 11, 25)
    assert calendar.add(date(2026, 11, 21), 1, inclusive=True) == date(2026, 11, 23)


def test_a_deadline_takes_microseconds_not_a_walk_over_days():
    calendar = working_calendar("ENG")
    start = time.perf_counter()
    for _ in range(10_000):
        calendar.add(date(2026, 11, 19), 10)
    assert time.perf_counter() - start < 0.5


DAYS = st.dates(min_value=FIRST_DAY, max_value=date(2030, 12, 31))


@given(nation=st.sampled_from(NATIONS), day=DAYS, n=st.integers(min_value=1, max_value=60))
def test_the_nth_working_day_is_a_working_day_and_counts_back_to_n(nation, day, n):
    calendar = working_calendar(nation)
    found = calendar.add(day, n)
    assert found > day
    assert calendar.works(found)
    assert calendar.count(day, found) == n
    assert calendar.count(found, day) == 0


@given(nation=st.sampled_from(NATIONS), day=DAYS, n=st.integers(min_value=0, max_value=30))
def test_counting_agrees_with_a_walk_day_by_day(nation, day, n):
    calendar, walked, left = working_calendar(nation), day, n
    while left:
        walked += timedelta(days=1)
        left -= walked.weekday() < 5 and walked not in calendar.off
    assert calendar.add(day, n) == walked


@given(day=DAYS, n=st.integers(min_value=1, max_value=24))
def test_months_keep_the_day_of_the_month_or_end_with_it(day, n):
    later = add_months(day, n)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
