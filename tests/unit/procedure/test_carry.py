"""The next meeting's notes are mostly written, read back cleanly, and hide nothing that is still open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cin_docs.capture.notes import read_notes
from cin_docs.model.meeting import Held, Kind, Marks
from cin_docs.model.person import Attends
from cin_docs.procedure import past
from cin_docs.procedure.carry import next_notes
from cin_docs.procedure.standards import read_standard
from cin_docs.testing.builders import a_case, a_first_meeting, a_meeting, a_need, a_person

CASE = a_case()
HISTORY = (a_first_meeting(), a_meeting())
#: What only the people in the room can say; until then the file is not finished.
NOT_YET = {"one-standing", "one-answer"}


def read_back(text: str, history: tuple[Any, ...] = HISTORY, case: Any = CASE) -> Any:
    return read_notes(text.encode(), "next.yaml", case, previous=past.in_force(history))


def test_a_review_reads_back_with_only_the_open_actions_and_the_agreement_unanswered(ten_point, england):
    notes = read_back(next_notes(CASE, HISTORY, ten_point, england))
    assert {item.code for item in notes.findings} == NOT_YET
    (meeting,) = notes.meetings
    assert (meeting.kind, meeting.number, meeting.on) == (Kind.REVIEW, 3, date(2026, 12, 17))
    assert (meeting.time, meeting.place, meeting.chair) == ("14:00", "Brook House", "tom")
    assert meeting.minute_taker == "priya"
    assert meeting.present == HISTORY[-1].present
    assert meeting.decision is None
    assert meeting.next is None


def flat(text: str) -> str:
    """Comments that go on over several lines as one."""
    return " ".join(line.strip().removeprefix("# ") for line in text.splitlines())


def test_every_open_action_is_listed_with_what_who_and_when_and_no_closed_one_is(ten_point, england):
    text = next_notes(CASE, HISTORY, ten_point, england)
    assert "  # Posts the uniform grant form. dana, by 4 December 2026\n  a2:\n" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "# Walks Leo to the breakfast club. mum, every Monday, until 17 December 2026" in text
    assert "  a1:" not in text  # done
    assert "  a3:" not in text  # stopped


def test_answered_it_is_clean(ten_point, england):
    text = next_notes(CASE, HISTORY, ten_point, england)
    for action in ("a2", "a4", "a5"):
        text = text.replace(f"  {action}:", f"  {action}: on track")
    said, agreed = text.split("agreed:")
    for person in ("leo", "mum", "dad", "gran"):
        agreed = agreed.replace(f"  {person}:\n", f"  {person}: not asked\n")
    notes = read_back(f"{said}agreed:{agreed}")
    assert notes.findings == ()
    assert [item.action.id for item in notes.meetings[0].progress] == ["a2", "a4", "a5"]


def test_needs_keep_their_id_words_and_marks(ten_point, england):
    need = a_need("n7", why="Line one.\nLine two: with a colon # and a hash.", marks=Marks(not_for=frozenset({"dad"})))
    history = (replace(HISTORY[-1], needs=(need,)),)
    (meeting,) = read_back(next_notes(CASE, history, ten_point, england), history).meetings
    (carried,) = meeting.needs
    assert (carried.id, carried.need, carried.why, carried.outcome) == ("n7", need.need, need.why, need.outcome)
    assert carried.marks == need.marks
    assert carried.actions == ()


def test_what_was_kept_from_somebody_is_written_with_its_mark(ten_point, england):
    not_dad = Marks(not_for=frozenset({"dad"}))
    last = replace(HISTORY[-1], marks={("if things get worse",): not_dad, ("next",): not_dad, ("place",): Marks()})
    text = next_notes(CASE, (HISTORY[0], last), ten_point, england)
    assert "place:\n  text: Brook House\n  not for: [dad]\n" in text
    assert "if things get worse:\n  text: " in text
    # Also where the meeting that wrote the mark is not known to the reader.
    notes = read_notes(text.encode(), "next.yaml", CASE)
    assert notes.meetings is not None
    (meeting,) = notes.meetings
    assert meeting.marks == {("if things get worse",): not_dad, ("place",): not_dad}
    assert (meeting.place, meeting.contingency) == ("Brook House", last.contingency)
    plain = next_notes(CASE, HISTORY, ten_point, england)
    assert "place: Brook House\n" in plain
    assert "not for: [dad]\n" not in plain


def test_an_unborn_child_and_an_interpreter_are_not_asked_for_their_words(ten_point, england):
    child = replace(CASE.child, born=None, expected=date(2027, 2, 14))
    people = tuple(replace(who, attends=Attends.ADVOCATE) if who.id == "gran" else who for who in CASE.people)
    text = next_notes(replace(CASE, child=child, people=people), HISTORY, ten_point, england)
    assert "\n  mum:\n" in text
    assert "\n  leo:\n" not in text
    assert "\n  gran:\n" not in text


def test_the_third_review_says_who_must_chair_and_what_falls_due(ten_point, protocol, england):
    text = next_notes(CASE, HISTORY, ten_point, england)
    assert "review 3 must be chaired by Advanced Social Work Practitioner or Team Manager: tom" in flat(text)
    assert "Next review due by Thu 31 Dec 2026" in text
    assert "must be chaired" not in next_notes(CASE, HISTORY, protocol, england)


def test_a_first_meeting_is_offered_until_one_was_held_and_asks_only_for_what_is_missing(ten_point, england):
    text = next_notes(CASE, (), ten_point, england, on=date(2026, 9, 10))
    assert "meeting: first" in text
    assert "First meeting due by Tue 15 Sep 2026" in text
    assert "those above go on by themselves" not in text, "there are none"
    assert max(map(len, text.splitlines())) <= 80
    notes = read_back(text, ())
    assert {item.code for item in notes.findings} <= {"nothing-after-key", "missing-key", *NOT_YET}
    assert notes.meetings[0].kind is Kind.FIRST


def test_a_meeting_that_was_not_held_keeps_its_number_for_the_repeat_and_the_old_plan(ten_point, england):
    not_held = a_meeting(number=3, on=date(2026, 12, 17), held=Held.NOT_HELD, reason="Snow", needs=(), progress=())
    text = next_notes(CASE, (*HISTORY, not_held), ten_point, england, on=date(2026, 12, 21))
    assert "meeting: review 3" in text
    assert "Leo misses school on Mondays." in text
    assert "  a4:" in text


@pytest.mark.parametrize("kind", ["extraordinary", "strategy"])
def test_special_meetings_ask_for_their_reason(kind, ten_point, england):
    text = next_notes(CASE, HISTORY, ten_point, england, on=date(2026, 12, 1), kind=kind)
    assert f"meeting: {kind}" in text
    assert "reason:" in text
    assert read_back(text).meetings is not None


def test_an_unknown_kind_is_the_callers_mistake(ten_point, england):
    with pytest.raises(ValueError, match="tea party"):
        next_notes(CASE, HISTORY, ten_point, england, kind="tea party")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp")), min_size=1)


@settings(max_examples=60)
@given(words=TEXT.filter(lambda text: text.strip()), place=TEXT)
def test_whatever_people_wrote_last_time_reads_back_the_same(words, place, ten_point, england):
    last = replace(
        HISTORY[-1], needs=(a_need(need=words, review=words, actions=()),), next=None, place=place, contingency=words
    )
    notes = read_back(next_notes(CASE, (last,), ten_point, england, on=date(2026, 12, 17)), (last,))
    assert not [item for item in notes.findings if item.code not in {*NOT_YET, "missing-key", "nothing-after-key"}]
    assert " ".join(notes.meetings[0].needs[0].need.split()) == " ".join(words.split())


def test_a_standard_of_another_authority_carries_its_own_interval(ten_point, england):
    own = read_standard(
        b"standard: own\nname: Own\nversion: '1'\nin force from: 2026-01-01\n"
        b"copies: [{document: plan, within: 2 working days, of: meeting, sentence: s}]\n"
        b"reviews: {at most: 4 weeks, sentence: Every four weeks.}\nsmart: {sentence: s}\n",
        "own.yaml",
    ).value
    assert own is not None
    assert "by 14 January 2027" in next_notes(CASE, HISTORY, own, england)
    odd = a_case(people=(*CASE.people, a_person("no", role="uncle")))
    assert read_back(next_notes(odd, HISTORY, own, england), case=odd).meetings


def test_every_chair_rule_of_the_coming_review_is_told_and_who_may_under_all_is_put_in(ten_point, england):
    (third,) = ten_point.chairs
    both = replace(ten_point, chairs=(third, replace(third, roles=("service manager",))))
    case = replace(CASE, people=(*CASE.people, a_person("ines", role="service manager, team manager")))
    assert HISTORY[1].next is not None
    unplanned = (HISTORY[0], replace(HISTORY[1], next=replace(HISTORY[1].next, chair=None)))
    text = next_notes(case, unplanned, both, england)
    assert "chair: ines" in text
    assert "chaired by Advanced Social Work Practitioner or Team Manager: tom, ines" in flat(text)
    assert "chaired by Service Manager: ines" in flat(text)
