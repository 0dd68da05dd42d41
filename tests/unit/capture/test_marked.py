"""Who may read the texts that have no marks of their own in a meeting: place, reasons, preparation, what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cin_docs.capture.notes import read_notes
from cin_docs.model.meeting import Marks, NextMeeting
from cin_docs.testing.builders import a_first_meeting, separated_parents
from tests.unit.capture.test_notes import REVIEW

NOT_DAD = Marks(not_for=frozenset({"dad"}))
WORDS = "Something that was said."

#: Each text, as it is written with a mark, and what it is about.
SINGLE = {
    "place": ("place: Brook House", ("place",)),
    "purpose": ("purpose: Check the plan and decide what happens next.", ("purpose",)),
    "because": ("because: Attendance better, housing not settled.", ("because",)),
    "reason": ("", ("reason",)),
    "without family": ("", ("without family",)),
    "if things get worse": ("", ("if things get worse",)),
    "step down": ("", ("step down",)),
}
BY_PERSON = ("prepared", "apologies", "absent", "reports", "part only", "disagreed")
IN_PARTS = {
    "visits": ("visits: {how often: every 3 weeks, because: Mum asked., not for: [dad]}", ("visits",)),
    "review every": (
        "review every: {interval: 10 weeks, agreed by: the group, because: Steady., not for: [dad]}",
        ("review every",),
    ),
    "assessment": ("assessment: {asked: New partner., not for: [dad]}", ("assessment",)),
}


def read(text: str = REVIEW, **more: Any) -> Any:
    return read_notes(text.encode(), "n.yaml", separated_parents(), **{"previous": a_first_meeting(), **more})


@pytest.mark.parametrize("key", SINGLE)
def test_a_short_text_may_be_kept_from_somebody_and_stays_the_same_text(key: str) -> None:
    line, about = SINGLE[key]
    marked = f"{key}: {{text: {WORDS}, not for: [dad]}}"
    text = REVIEW.replace(line, marked, 1) if line else f"{REVIEW}{marked}\n"
    notes = read(text)
    assert [one.code for one in notes.findings] == []
    (meeting,) = notes.meetings
    assert meeting.marks == {about: NOT_DAD}
    field = {"if things get worse": "contingency"}.get(key, key.replace(" ", "_"))
    assert getattr(meeting, field) == WORDS


@pytest.mark.parametrize("key", SINGLE)
def test_a_short_text_without_a_mark_is_written_as_ever(key: str) -> None:
    line, _ = SINGLE[key]
    (meeting,) = read(REVIEW if line else f"{REVIEW}{key}: {WORDS}\n").meetings
    assert meeting.marks == {}


@pytest.mark.parametrize("key", BY_PERSON)
def test_what_is_noted_of_one_person_may_be_kept_from_another(key: str) -> None:
    notes = read(f"{REVIEW}{key}: {{manager: {{text: {WORDS}, not for: [dad]}}, gran: On holiday}}\n")
    assert notes.findings == ()
    (meeting,) = notes.meetings
    assert meeting.marks == {(key, "tom"): NOT_DAD}
    field = {"disagreed": "dissent"}.get(key, key.replace(" ", "_"))
    assert getattr(meeting, field) == {"tom": WORDS, "gran": "On holiday"}


@pytest.mark.parametrize("key", IN_PARTS)
def test_what_has_several_parts_is_marked_as_a_whole(key: str) -> None:
    written, about = IN_PARTS[key]
    notes = read(f"{REVIEW}{written}\n")
    assert notes.findings == ()
    assert notes.meetings[0].marks == {about: NOT_DAD}


def test_an_answer_and_the_next_meeting_may_be_marked_too() -> None:
    text = REVIEW.replace("mum: yes", "mum: {no: I move in May., not for: [dad]}").replace(
        "chair: manager}", "chair: manager, for: [mum, dana]}"
    )
    notes = read(text)
    assert notes.findings == ()
    assert notes.meetings[0].marks == {
        ("agreed", "mum"): NOT_DAD,
        ("next",): Marks(only_for=frozenset({"mum", "dana"})),
    }
    assert notes.meetings[0].agreed[0].note == "I move in May."


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("purpose: {text: Why., not for: []}", "empty-mark"),
        ("purpose: {text: Why., not for: [nobody]}", "unknown-person"),
        ("purpose: {text: Why., hidden from: [dad]}", "unknown-key"),
        ("purpose: {not for: [dad]}", "missing-key"),
        ("purpose: [Why]", "wrong-shape"),
    ],
)
def test_a_mark_that_would_keep_nothing_blocks(written: str, code: str) -> None:
    notes = read(REVIEW.replace(SINGLE["purpose"][0], written))
    assert [one.code for one in notes.findings] == [code]
    assert notes.blocked
    assert code != "wrong-shape" or "text is expected" in notes.findings[0].sentence


def previous(**marks: Marks) -> Any:
    last = a_first_meeting(contingency="Mum rings duty.", place="Quay Hall")
    last = replace(last, next=NextMeeting(on=date(2026, 10, 20), time="14:00", place="Brook House", chair="dana"))
    return replace(last, marks={(key.replace("_", " "),): value for key, value in marks.items()})


@pytest.mark.parametrize(
    ("last", "written", "about"),
    [
        (previous(if_things_get_worse=NOT_DAD), "if things get worse: mum rings  duty", "if things get worse"),
        (previous(next=NOT_DAD), "", "place"),
        (previous(place=NOT_DAD), "place: Quay Hall", "place"),
    ],
)
def test_the_same_words_stay_kept_from_whom_they_were_kept_before(last: Any, written: str, about: str) -> None:
    text = REVIEW.replace("place: Brook House\n", "", 1) if written.startswith("place") else REVIEW
    (meeting,) = read(f"{text}{written}\n", previous=last).meetings
    assert meeting.marks[about,] == NOT_DAD
    other = text.replace("place: Brook House\n", "") + "place: elsewhere\nif things get worse: Ring the school.\n"
    (fresh,) = read(other, previous=last).meetings
    assert (about,) not in fresh.marks


def test_only_for_lifts_what_the_last_plan_kept_back() -> None:
    last = previous(if_things_get_worse=NOT_DAD)
    everyone = "if things get worse: {text: Mum rings duty., for: everyone}\n"
    marks = read(REVIEW + everyone, previous=last).meetings[0].marks["if things get worse",]
    assert marks.admit("dad")
    gran = "if things get worse: {text: Mum rings duty., not for: [gran]}\n"
    marks = read(REVIEW + gran, previous=last).meetings[0].marks["if things get worse",]
    assert not marks.admit("dad")
    assert not marks.admit("gran")


def test_a_siblings_own_part_has_marks_of_its_own() -> None:
    other = replace(separated_parents(), ref="MAR-2042")
    part = "children: {MAR-2042: {because: {text: Other reasons., not for: [dad]}}}\n"
    ours, theirs = read(REVIEW + part, others={"MAR-2042": other}).meetings
    assert ours.marks == {}
    assert theirs.marks == {("because",): NOT_DAD}


def test_whoever_was_asked_to_leave_was_there_before() -> None:
    away = "excluded: {dad: the talk about housing}\n"
    notes = read(REVIEW + away)
    assert [(one.code, one.severity.value) for one in notes.findings] == [("excluded-not-there", "blocks")]
    there = read(REVIEW.replace("[mum, leo,", "[mum, dad, leo,") + away)
    assert there.findings == ()
    assert there.meetings[0].excluded == {"dad": "the talk about housing"}
    part = read(REVIEW + "part only: {dad: the first half}\n" + away)
    assert part.findings == ()


def test_who_was_asked_to_leave_is_of_the_case_and_the_part_is_said() -> None:
    notes = read(REVIEW + "excluded: {stranger: all}\n")
    assert [one.code for one in notes.findings] == ["unknown-person"]
    notes = read(REVIEW + 'excluded: {mum: ""}\n')
    assert [one.code for one in notes.findings] == ["reason-missing"]
