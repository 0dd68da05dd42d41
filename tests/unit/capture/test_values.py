"""Days and times as people write them."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.capture.found import Found
from cin_docs.capture.values import clock, day, timescale, yes


def told(reader: Any, word: Any) -> Any:
    found = Found()
    return reader(word, ("x",), found), [finding.code for finding in found.findings], found.findings


@given(st.dates())
def test_every_iso_day_is_understood(on: Any) -> None:
    assert told(day, on.isoformat())[:2] == (on, [])


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_british_date_is_understood_and_corrected(on: Any) -> None:
    value, codes, findings = told(day, f"{on.day}/{on.month}/{on.year}")
    assert (value, codes) == (on, ["date-not-iso"])
    assert on.isoformat() in findings[0].remedy


@pytest.mark.parametrize(
    "word", ["2026-02-30", "31/11/2026", "2026-13-01", "2026-00-10", "0000-01-01", "30 February 2026"]
)
def test_a_day_that_does_not_exist_is_told_so(word: Any) -> None:
    assert told(day, word)[:2] == (None, ["no-such-day"])


@pytest.mark.parametrize("word", ["soon", "Thursday", "2026-11", "19-11", "²026-11-19", "1/2"])
def test_what_is_no_date_is_told_so(word: Any) -> None:
    assert told(day, word)[:2] == (None, ["not-a-date"])


def test_a_date_in_words_is_understood_and_corrected() -> None:
    assert told(day, "19th November 2026")[0] == date(2026, 11, 19)
    assert told(day, "1 Sept 2026")[0] == date(2026, 9, 1)


def test_the_words_of_by_are_left_to_the_procedure_unless_they_are_a_date() -> None:
    assert told(timescale, "next meeting")[:2] == ("next meeting", [])
    assert told(timescale, "11 December 2026")[:2] == ("11 December 2026", [])
    assert told(timescale, "11/12/2026")[:2] == ("2026-12-11", ["date-not-iso"])
    assert told(timescale, "2026-02-30")[:2] == ("2026-02-30", ["no-such-day"])
    assert told(timescale, None)[:2] == (None, [])


@pytest.mark.parametrize(
    ("word", "right"), [("2pm", "14:00"), ("9.30", "09:30"), ("12am", "00:00"), ("12:15 PM", "12:15")]
)
def test_a_time_is_corrected(word: Any, right: Any) -> None:
    value, codes, findings = told(clock, word)
    assert (value, codes) == ("", ["not-a-time"])
    assert right in findings[0].remedy


@pytest.mark.parametrize("word", ["25:00", "24:00", "noon", "14:60", "99"])
def test_what_is_no_time_is_told_so(word: Any) -> None:
    assert told(clock, word)[:2] == ("", ["not-a-time"])


def test_yes_and_no_are_the_only_answers() -> None:
    assert [told(yes, word)[0] for word in ("yes", "no", None, "Yes?")] == [True, False, None, None]
    assert told(yes, "Yes?")[1] == ["not-yes-or-no"]


@given(st.dates(min_value=date(1, 1, 1), max_value=date(9998, 1, 1)), st.text(max_size=12))
def test_no_words_make_it_fall_over(on: Any, words: Any) -> None:
    told(day, words)
    told(clock, words)
    told(day, f"{on + timedelta(days=1)}{words}")
