"""A notes file becomes a meeting; what cannot be understood becomes a finding at its place."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cin_docs.capture.notes import peek, read_notes
from cin_docs.model.meeting import Answer, Decision, Held, Kind, Status
from cin_docs.testing.builders import a_case, a_first_meeting, a_meeting, a_person, separated_parents

REVIEW = """\
meeting: review 2
date: 2026-11-19
time: "14:00"
place: Brook House
chair: dana
minutes by: priya
present: [mum, leo, dana, sen_lead, nurse]
purpose: Check the plan and decide what happens next.
progress:
  a1: done
  a2: {late: "Form lost in the post, resent 12 Nov"}
  a3: {stopped: "School now does this"}
needs:
  - need: Leo misses school on Mondays.
    why: 9 Mondays missed since September.
    outcome: Leo is at school every Monday until half term.
    actions:
      - {what: Walks Leo to the breakfast club., who: mum, how often: every Monday}
      - {what: Sends the register to Dana., who: sen_lead, by: 2026-12-11}
decision: continue
because: Attendance better, housing not settled.
agreed: {mum: yes, leo: yes, dad: not asked}
next: {date: 2026-12-17, time: "14:00", place: Brook House, chair: manager}
"""


def read(text: Any = REVIEW, *changes: Any, previous: Any = None, case: Any = None, **more: Any) -> Any:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_notes(
        text.encode(), "n.yaml", case or separated_parents(), previous=previous or a_first_meeting(), **more
    )


def the_meeting(*changes: Any, **more: Any) -> Any:
    notes = read(REVIEW, *changes, **more)
    assert notes.findings == ()
    return notes.meetings[0]


def codes(*changes: Any, **more: Any) -> Any:
    return [found.code for found in read(REVIEW, *changes, **more).findings]


def test_a_review_is_understood_whole() -> None:
    meeting = the_meeting()
    assert (meeting.kind, meeting.number, meeting.on, meeting.held) == (Kind.REVIEW, 2, date(2026, 11, 19), Held.HELD)
    assert (meeting.chair, meeting.next.chair, meeting.decision) == ("dana", "tom", Decision.CONTINUE)
    assert [item.answer for item in meeting.agreed] == [Answer.YES, Answer.YES, Answer.NOT_ASKED]
    assert meeting.id == "MAR-2041/2026-11-19-review-2"


def test_every_noun_knows_where_it_stands() -> None:
    notes = read()
    (meeting,) = notes.meetings
    (need,) = meeting.needs
    places = [
        need.at,
        *(action.at for action in need.actions),
        *(item.at for item in meeting.progress),
        meeting.next.at,
    ]
    assert [notes.tree.at(at).place.line for at in places] == [14, 18, 19, 10, 11, 12, 23]


def test_actions_get_ids_after_those_of_the_case_and_a_need_keeps_its_own() -> None:
    meeting = the_meeting()
    assert [action.id for action in meeting.needs[0].actions] == ["a4", "a5"]
    assert meeting.needs[0].id == "n1"
    assert the_meeting(used=["a17"]).needs[0].actions[0].id == "a18"
    assert the_meeting(("Leo misses school on Mondays", "Leo coughs at night")).needs[0].id == "n2"


def test_an_id_of_an_earlier_action_cannot_be_given_again() -> None:
    assert codes(("{what: Walks", "{id: a2, what: Walks")) == ["id-twice"]
    assert codes(("{what: Walks", "{id: a9, what: Walks"), ("{what: Sends", "{id: a9, what: Sends")) == ["id-twice"]


def test_progress_carries_actions_with_what_is_new() -> None:
    meeting = the_meeting(('resent 12 Nov"}', 'resent 12 Nov", by: 2026-12-04}'))
    done, late, stopped = meeting.progress
    assert [item.status for item in meeting.progress] == [Status.DONE, Status.LATE, Status.STOPPED]
    assert (late.action.by, late.note, late.need) == ("2026-12-04", "Form lost in the post, resent 12 Nov", "n1")
    assert late.action.what == "Posts the uniform grant form."
    assert [item.open for item in (done, late, stopped)] == [False, True, False]


def test_an_action_dropped_without_a_word_is_a_breach_at_progress() -> None:
    (found,) = read(REVIEW, ("  a1: done\n", "")).findings
    assert (found.code, found.severity.value, found.place.line, found.place.column) == (
        "action-dropped",
        "breach",
        9,
        1,
    )


def test_a_meeting_that_did_not_take_place_drops_nothing() -> None:
    notes = read("meeting: review 2\ndate: 2026-11-19\nheld: not held\nreason: Chair ill.\nminutes by: priya\n")
    assert notes.findings == ()
    assert (notes.meetings[0].held, notes.meetings[0].counts) == (Held.NOT_HELD, False)


@pytest.mark.parametrize(
    ("change", "code", "line", "column"),
    [
        (("a1: done", "a1: "), "one-standing", 10, 3),
        (("a1: done", "a1: {done: x, late: y}"), "one-standing", 10, 7),
        (("a1: done", "a1: late"), "reason-missing", 10, 7),
        (("a1: done", "a1: done\n  b7: done"), "unknown-action", 11, 7),
        (("chair: dana", "chair: Dana Cole"), "unknown-person", 5, 8),
        (("minutes by: priya\n", ""), "missing-key", 1, 1),
        (("place: Brook House\nchair", "place:\nchair"), "missing-key", 4, 1),
        (("review 2", "review 0"), "unknown-word", 1, 10),
        (("meeting: review 2", "meeting: extraordinary"), "reason-missing", 1, 10),
        (("date: 2026-11-19", "date: 2026-11-31"), "no-such-day", 2, 7),
        (("dad: not asked", "dad: later on"), "not-a-date", 22, 35),
        (("mum: yes", "mum: {yes: , no: x}"), "one-answer", 22, 15),
        (("purpose:", "questions: [Who collects Leo?]\npurpose:"), "open-question", 8, 13),
        (("purpose:", "case: MAR-9\npurpose:"), "other-case", 8, 7),
        (("purpose:", "children: {MAR-9: {}}\npurpose:"), "unknown-case", 8, 19),
        (("who: mum", "who: [mum, dad and School]"), "unknown-person", 18, 61),
        (("decision: continue", "decision: contine"), "unknown-word", 20, 11),
    ],
)  # fmt: skip
def test_a_mistake_is_found_at_its_place(change: Any, code: Any, line: Any, column: Any) -> None:
    (found,) = read(REVIEW, change).findings
    assert (found.code, found.place.line, found.place.column) == (code, line, column)


def test_two_people_in_one_phrase_are_understood() -> None:
    assert the_meeting(("who: mum", "who: mum and dana")).needs[0].actions[0].owners == ("mum", "dana")
    assert the_meeting(("who: mum", "who: [dana, mum]")).needs[0].actions[0].owners == ("dana", "mum")


def test_for_everyone_is_written_out_and_not_for_is_kept() -> None:
    text = "information:\n  nurse: {text: Steady., not for: [dad]}\n  dana: {text: Fine., for: everyone}\npurpose:"
    nurse, dana = the_meeting(("purpose:", text)).sections
    assert nurse.marks.not_for == {"dad"}
    assert nurse.marks.only_for is None
    assert dana.marks.only_for == {person.id for person in separated_parents().people}
    assert not dana.marks.admit("stranger")


def test_sections_stand_in_the_order_of_the_file() -> None:
    text = "risk of harm: None.\nsaid: {leo: Bus is loud., mum: Fine.}\nnew information: none\npurpose:"
    meeting = the_meeting(("purpose:", text))
    assert [section.id for section in meeting.sections] == ["risk of harm", "said.leo", "said.mum", "new information"]


def test_an_action_from_before_this_software_is_told_whole() -> None:
    told = "b7: {on track: , what: Rings mum., who: dana, how often: weekly}"
    meeting = the_meeting(("a1: done", f"a1: done\n  {told}"))
    carried = meeting.progress[1].action
    assert (carried.what, carried.owners, carried.how_often) == ("Rings mum.", ("dana",), "weekly")


def test_siblings_get_a_meeting_each_with_plans_of_their_own() -> None:
    ava = a_case(ref="MAR-2042", people=(*separated_parents().people, a_person("ava")))
    part = """children:
  MAR-2042:
    needs:
      - {need: A bed., why: She shares., outcome: Ava sleeps well., actions: [{what: Asks., who: ava, by: 2026-12-04}]}
    decision: close
purpose:"""
    notes = read(REVIEW, ("purpose:", part), others={"MAR-2042": ava})
    leo, sister = notes.meetings
    assert notes.findings == ()
    assert (leo.siblings, sister.siblings) == (("MAR-2042",), ("MAR-2041",))
    assert (leo.decision, sister.decision) == (Decision.CONTINUE, Decision.CLOSE)
    assert (sister.case, sister.progress, [need.need for need in sister.needs]) == ("MAR-2042", (), ["A bed."])
    assert sister.needs[0].at == ("children", "MAR-2042", "needs", 0)
    assert sister.present == leo.present


def siblings(*edits: tuple[str, str], drop: str = "nurse", **people: str) -> Any:
    """The notes of Leo and Ava, whose case has everybody of Leo's but `drop`, some of them by another name."""
    around = (replace(one, name=people.get(one.id, one.name)) for one in a_case().people if one.id != drop)
    ava = a_case(ref="MAR-2042", people=tuple(around))
    part = "children: {MAR-2042: {decision: close}}\npurpose:"
    return read(REVIEW, *edits, ("purpose:", part), others={"MAR-2042": ava})


def test_whoever_sat_there_for_one_child_only_is_not_in_the_others_meeting() -> None:
    notes = siblings()
    leo, ava = notes.meetings
    assert notes.findings == ()
    assert "nurse" in (*leo.present, *leo.apologies, *leo.absent, *leo.reports)
    assert "nurse" not in (*ava.present, *ava.apologies, *ava.absent, *ava.reports)
    assert [one.by for one in ava.sections if one.by == "nurse"] == []


def test_an_id_that_is_nobody_in_either_case_is_told_still() -> None:
    assert "unknown-person" in {one.code for one in siblings(("present: [", "present: [nobody, ")).findings}


def test_the_minute_taker_has_to_be_known_to_every_child() -> None:
    assert "unknown-person" in {one.code for one in siblings(drop="priya").findings}


def test_an_id_that_means_two_people_is_refused_where_both_children_are_spoken_of() -> None:
    found = siblings(mum="Lena Fox").findings
    assert {one.code for one in found} == {"same-id-other-person"}
    assert not [one for one in found if "Fox" in one.sentence + one.remedy or "MAR-" in one.sentence + one.remedy]


def test_a_review_without_a_number_is_the_one_after_the_last() -> None:
    assert the_meeting(("review 2", "review")).number == 1
    previous = replace(a_meeting(), progress=(), needs=a_first_meeting().needs)
    assert the_meeting(("review 2", "review"), previous=previous).number == 3


def test_a_glance_at_a_broken_file_still_knows_that_a_meeting_was_held() -> None:
    glance = peek(REVIEW.replace("present: [", "present: {").replace("needs:", "neds: [x: y]\nx:").encode(), "n.yaml")
    assert glance is None
    glance = peek(REVIEW.replace("chair: dana", "chair: ??? : x").replace("needs:", "neds:").encode(), "n.yaml")
    assert glance
    assert (glance.on, glance.label, glance.held) == (date(2026, 11, 19), "review-2", Held.HELD)


def test_no_finding_repeats_a_protected_value() -> None:
    address = "14 Heron Court, Eastmere EM4 2QT"
    for old, new in (
        ("chair: dana", f"chair: {address}"),
        ("date: 2026-11-19", f"date: {address}"),
        ("purpose: ", f"purpose: Visit: {address} "),
        ("purpose:", f"{address}: x\npurpose:"),
    ):
        findings = read(REVIEW, (old, new)).findings
        assert findings
        assert not [found for found in findings if "Heron" in found.sentence + found.remedy]


LINES = st.lists(st.sampled_from(REVIEW.splitlines()), max_size=25)


@settings(max_examples=150, deadline=3000)
@given(LINES, st.text(st.sampled_from("ab: -{}[],#'\"\n"), max_size=12), st.integers(0, 20))
def test_no_shuffled_file_makes_it_fall_over(lines: Any, junk: Any, at: Any) -> None:
    lines.insert(min(at, len(lines)), junk)
    notes = read("\n".join(lines))
    assert notes.meetings is not None or notes.findings
    for found in notes.findings:
        assert found.place is not None
    peek("\n".join(lines).encode(), "n.yaml")
