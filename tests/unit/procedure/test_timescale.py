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
        ("weekly visits", 7),
        ("Weekly home visits.", 7),
        ("fortnightly unannounced visits to the home", 14),
        ("visits weekly", 7),
        ("two visits a week", 3.5),
        ("a visit every 3 weeks", 21),
        ("every 3 weeks (announced)", 21),
        ("every 3 weeks, announced and unannounced", 21),
        ("not less than four weekly", 28),
        ("not less than every four weeks", 28),
        ("should not be less than four weekly", 28),
        ("no less frequently than monthly", 31),
        ("at least once every 3 weeks", 21),
        ("minimum 4 weekly", 28),
        ("every 4 wks", 28),
        ("every 4wks", 28),
        ("4 wkly", 28),
        ("4weekly", 28),
        ("3 x weekly", 7 / 3),
        ("2x a week", 3.5),
        ("every 2 mths", 62),
        ("every 15 working days", 21),
        ("every ten working days", 14),
        ("once every 20 working days", 28),
        ("every working day", 1),
        ("every Friday", 7),
        ("on Fridays", 7),
        ("Friday mornings", 7),
        ("every Monday morning", 7),
        ("Mondays and Thursdays", 3.5),
        ("every Monday and Monday", 7),
        ("weekly by phone or text", 7),
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
        "Friday",
        "on Friday",
        "by Friday",
        "this Friday",
        "Friday at 9",
        "Friday morning",
        "Friday and Monday",
        "second Friday",
        "other Friday",
        "third Fridays",
        "no more than weekly",
        "less than weekly",
        "not less",
        "visits",
        "weekly (when possible)",
        "weekly (fortnightly in the holidays)",
        "weekly to begin with, then monthly",
        "weekly at home and daily at school",
        "weekly by phone if needed",
        "every 3-4 weeks",
        "every 4 wkends or so",
        "every 0 working days",
        "working days",
        "15 working days",
        "within 15 working days",
        "4 wks",
        "every once weeks",
        "every a week",
        "a weekly",
        "second weekly",
        "a times per week",
    ],
)
def test_these_words_name_none(words):
    assert parse_frequency(words) is None


@given(st.sampled_from(["Monday", "friday", "SUNDAY"]), st.sampled_from(["", "by ", "on ", "before ", "this "]))
def test_one_weekday_is_never_a_habit_and_its_remedy_is_the_next_such_day(day, before):
    """ "by: Friday" said once is a task for Friday, not one for every week until the next meeting."""
    action = an_action(by=before + day, how_often=None)
    assert understand(action, MEETING) is None
    meant = suggested(before + day, MEETING)
    assert meant is not None
    assert meant > MEETING.on
    assert (meant - MEETING.on).days <= 7
    assert f"{meant:%A}".casefold() == day.casefold()


@pytest.mark.parametrize("days", range(5, 100, 5))
def test_whole_weeks_of_working_days_are_whole_weeks(days):
    found = parse_frequency(f"every {days} working days")
    assert found is not None
    assert found.days_apart == days // 5 * 7


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
        ("Friday", "2026-11-20"),
        ("by Friday", "2026-11-20"),
        ("on Monday.", "2026-11-23"),
        ("this Wednesday", "2026-11-25"),
        ("Thursday", "2026-11-26"),
        ("Friday morning", "2026-11-20"),
        ("Friday and Monday", None),
    ],
)
def test_a_remedy_can_show_the_day_that_was_meant(words, expected):
    assert suggested(words, MEETING) == (date.fromisoformat(expected) if expected else None)


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2031, 12, 31)))
def test_every_iso_date_is_a_target_date(day):
    meant = understand(an_action(by=day.isoformat(), how_often=None), MEETING)
    assert meant is not None
    assert meant.on == day
