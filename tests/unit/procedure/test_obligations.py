"""Who is owed what by when: nobody is left out, and every reason is kept (G1, G7, G8, P6, P7, P15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cin_docs.model.case import Case
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.model.meeting import Decision, Extension, Held, Kind, Meeting
from cin_docs.model.person import Attends, Channel, Contact, Side
from cin_docs.procedure.obligations import entitled, meetings_due, owed
from cin_docs.testing.builders import a_case, a_first_meeting, a_meeting, a_person

FIRST = a_first_meeting()
REVIEW = a_meeting()


def by_id(
    meeting: Meeting, case: Case, standard: Any, calendar: Any, mode: Mode = Mode.LIVE
) -> dict[tuple[str, str], Any]:
    return {(item.person, item.document.value): item for item in owed(meeting, case, standard, calendar, mode)}


def test_everyone_of_the_case_has_an_obligation_or_a_reason(ten_point, england):
    case = a_case()
    found = by_id(REVIEW, case, ten_point, england)
    assert {person for person, _ in found} == {person.id for person in case.people}
    assert found["mum", "plan"].due == date(2026, 11, 26)
    assert found["mum", "minutes"].due is None
    assert "no deadline" in found["mum", "minutes"].because[-1]
    assert ("leo", "minutes") not in found
    assert found["priya", "plan"].excused_because == "Takes the minutes and files them."


def test_a_day_that_the_case_does_not_give_is_said_to_be_unknown_not_to_be_missing_from_the_procedure(
    ten_point, england
):
    plan = ten_point.copies[0]
    counted = replace(plan, deadline=replace(plan.deadline, of=("step-down",)))
    standard = replace(ten_point, copies=(counted, *ten_point.copies[1:]))
    bare = replace(a_case(), anchors={})
    mine = by_id(REVIEW, bare, standard, england)["mum", "plan"]
    assert mine.due is None
    assert mine.because[0] == f"“{plan.cited.sentence}”"
    assert "5 working days from `step-down`, which the case file does not give" in mine.because[-1]
    assert "names no day" not in " ".join(mine.because)
    known = replace(a_case(), anchors={"step-down": REVIEW.on})
    assert by_id(REVIEW, known, standard, england)["mum", "plan"].due == date(2026, 11, 26)


def test_the_facts_that_reports_need_are_frozen_on_it(ten_point, england):
    mine = by_id(REVIEW, a_case(), ten_point, england, Mode.TRIAL)["dad", "plan"]
    assert mine.id == "MAR-2041/2026-11-19-review-2/dad/plan"
    assert (mine.team, mine.worker, mine.role, mine.mode) == ("North", "dana", "father", Mode.TRIAL)
    assert (mine.standard, mine.calendar) == ("ten-point 1", england.version)
    assert mine.posting_allowance == 2
    assert "2 working days" in mine.because[-1]


def test_under_the_protocol_plan_and_minutes_are_both_due_in_ten_working_days_without_an_allowance(protocol, england):
    found = by_id(REVIEW, a_case(), protocol, england)
    assert {item.due for item in found.values()} == {date(2026, 12, 3)}
    assert {item.posting_allowance for item in found.values()} == {0}


def test_a_refusal_in_advance_excuses_with_its_reason_and_does_not_hide_the_person(ten_point, england):
    meeting = replace(REVIEW, no_copy={"dad": "asked not to have one this time"})
    found = by_id(meeting, a_case(), ten_point, england)
    assert found["dad", "plan"].excused_because == "asked not to have one this time"
    assert found["dad", "minutes"].excused_because == "asked not to have one this time"
    assert found["mum", "plan"].excused_because is None


def test_somebody_who_usually_gets_none_gets_one_when_the_notes_say_so():
    aunt = a_person("aunt", receives=(), receives_nothing_because="Lives far away.")
    case = a_case(people=(*a_case().people, aunt))
    without = {item.person: item for item in entitled(REVIEW, case)}
    assert without["aunt"].excused_because == "Lives far away."
    named = {item.person: item for item in entitled(replace(REVIEW, also_copy=("aunt",)), case)}
    assert named["aunt"].documents == (DocumentKind.PLAN, DocumentKind.MINUTES)
    assert named["aunt"].excused_because is None


@pytest.mark.parametrize("held", [Held.NOT_HELD, Held.ABANDONED, Held.INQUORATE])
def test_a_meeting_that_was_not_held_owes_its_minutes_and_excuses_the_plan_it_did_not_make(held, protocol, england):
    found = by_id(replace(REVIEW, held=held, reason="Chair ill"), a_case(), protocol, england)
    assert found["mum", "minutes"].excused_because is None
    assert found["mum", "minutes"].due == date(2026, 12, 3)
    assert "the old one stays in force" in found["mum", "plan"].excused_because
    assert found["leo", "plan"].excused_because


def test_minutes_of_a_strategy_meeting_do_not_slip_to_the_family(ten_point, england):
    strategy = replace(REVIEW, kind=Kind.STRATEGY)
    found = {item.person: item for item in entitled(strategy, a_case())}
    assert found["dana"].documents == (DocumentKind.MINUTES,)
    for person in ("leo", "mum", "dad"):
        assert found[person].documents == ()
        assert found[person].excused_because
    assert found["gran"].documents == (DocumentKind.MINUTES,)  # named under `copies: also to`
    assert {document for _, document in by_id(strategy, a_case(), ten_point, england)} == {"minutes"}


def test_the_first_meeting_is_due_ten_working_days_after_the_anchor(ten_point, protocol, england):
    (first,) = meetings_due(a_case(), (), ten_point, england)
    assert (first.what, first.due.on) == ("first meeting", date(2026, 9, 15))
    stepped = a_case(anchors={"assessment completed": date(2026, 9, 1), "step-down": date(2026, 9, 3)})
    assert meetings_due(stepped, (), ten_point, england)[0].due.on == date(2026, 9, 17)
    assert meetings_due(a_case(anchors={}), (), ten_point, england) == ()
    assert meetings_due(a_case(), (), protocol, england) == ()


def test_the_next_review_is_counted_from_the_last_meeting_held(ten_point, protocol, england):
    abandoned = replace(REVIEW, held=Held.ABANDONED)
    assert meetings_due(a_case(), (abandoned, FIRST), ten_point, england)[0].due.on == date(2026, 10, 22)
    assert meetings_due(a_case(), (FIRST, REVIEW), ten_point, england)[0].due.on == date(2026, 12, 31)
    assert meetings_due(a_case(), (FIRST, REVIEW), protocol, england)[0].due.on == date(2027, 1, 14)


@pytest.mark.parametrize(("interval", "expected"), [("10 weeks", "2027-01-28"), ("6 months", "2027-02-19")])
def test_a_decided_interval_moves_the_review_but_never_beyond_the_longest(interval, expected, ten_point, england):
    decided = replace(REVIEW, extension=Extension(interval=interval, by="the group", because="Steady"))
    assert meetings_due(a_case(), (decided,), ten_point, england)[0].due.on == date.fromisoformat(expected)


@pytest.mark.parametrize("decision", [Decision.CLOSE, Decision.STEP_DOWN])
def test_after_a_plan_is_closed_no_meeting_is_due(decision, ten_point, england):
    assert meetings_due(a_case(), (FIRST, replace(REVIEW, decision=decision)), ten_point, england) == ()


def case_with(**changes: Any) -> Case:
    """Leo's case with one more person `x`, or with another child."""
    child = changes.pop("child", None)
    case = a_case()
    if child:
        return replace(case, child=replace(case.child, **child), people=changes.get("people", case.people))
    return replace(case, people=(*case.people, a_person("x", **changes)))


def of(meeting: Meeting, case: Case, id: str) -> Any:
    return next(item for item in entitled(meeting, case) if item.person == id)


@pytest.mark.parametrize("attends", list(Attends))
def test_being_there_entitles_nobody_to_a_copy(attends, ten_point, england):
    """Attendance, entitlement to a copy and parental responsibility are three separate facts."""
    why = f"Was there as {attends.value}."
    case = case_with(attends=attends, receives=(), receives_nothing_because=why)
    meeting = a_meeting(present=("mum", "x"))
    assert (of(meeting, case, "x").documents, of(meeting, case, "x").excused_because) == ((), why)
    assert not [one for one in owed(meeting, case, ten_point, england, Mode.LIVE) if one.person == "x"]
    named = replace(meeting, also_copy=("x",))
    assert of(named, case, "x").documents == (DocumentKind.PLAN, DocumentKind.MINUTES)
    assert len([one for one in owed(named, case, ten_point, england, Mode.LIVE) if one.person == "x"]) == 2
    written = case_with(attends=attends, receives=(DocumentKind.PLAN,))
    assert of(meeting, written, "x").documents == (DocumentKind.PLAN,)
    assert len([one for one in owed(meeting, written, ten_point, england, Mode.LIVE) if one.person == "x"]) == 1


@pytest.mark.parametrize("responsible", [True, False, None])
def test_a_parent_gets_what_the_case_file_says_whatever_their_responsibility(responsible):
    case = case_with(parental_responsibility=responsible)
    assert of(a_meeting(), case, "x").documents == (DocumentKind.PLAN, DocumentKind.MINUTES)


def test_a_refusal_by_the_case_file_is_excused_and_not_dropped(ten_point, england):
    case = case_with(receives=(), receives_nothing_because="Does not want one.")
    found = [one for one in owed(a_meeting(), case, ten_point, england, Mode.LIVE) if one.person == "x"]
    assert [one.excused_because for one in found] == ["Does not want one."] * 2


def test_an_unborn_child_is_owed_nothing_and_is_listed_with_the_reason(ten_point, england):
    unborn = case_with(child={"born": None, "expected": date(2027, 2, 14)})
    assert of(a_meeting(), unborn, "leo").excused_because == "Is not born yet."
    owing = {one.person for one in owed(a_meeting(), unborn, ten_point, england, Mode.LIVE)}
    assert "leo" not in owing
    assert "mum" in owing
    later = case_with(child={"born": date(2026, 11, 20)})
    assert of(a_meeting(), later, "leo").excused_because == "Is not born yet.", "born the day after the meeting"


NOBODY = Contact(channel=Channel.NONE)


@pytest.mark.parametrize(("born", "little"), [(date(2021, 11, 20), True), (date(2021, 11, 19), False)])
def test_a_child_under_five_has_no_copy_of_their_own_where_no_way_is_written(born, little):
    leo = replace(a_person("leo"), contact=NOBODY)
    case = case_with(child={"born": born}, people=(leo, *a_case().people[1:]))
    excused = of(a_meeting(), case, "leo").excused_because
    assert excused == ("Is under 5: a parent or carer has the plan." if little else None)
    handed = case_with(child={"born": born})
    assert of(a_meeting(), handed, "leo").documents == (DocumentKind.PLAN,), "what is written holds"


def test_the_copy_of_a_little_child_stays_where_no_parent_or_carer_has_one():
    """Somebody has to find a way: the plan must not be in professionals' hands alone."""
    people = tuple(
        replace(who, receives=(), receives_nothing_because="Asked not to have one.") if who.side is Side.FAMILY else who
        for who in a_case().people
    )
    people = tuple(replace(who, contact=NOBODY) if who.id == "leo" else who for who in people)
    case = case_with(child={"born": date(2024, 1, 1)}, people=people)
    assert of(a_meeting(), case, "leo").documents == (DocumentKind.PLAN,)
