"""What the last plan kept from somebody stays kept when its actions are carried into the next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cin_docs.capture.notes import read_notes
from cin_docs.model.meeting import Marks
from cin_docs.testing.builders import a_case, a_first_meeting, a_need, an_action

NOTES = b"""\
meeting: review 1
date: 2026-11-19
minutes by: priya
progress: {a1: on track}
"""
NOT_DAD = Marks(not_for=frozenset({"dad"}))


@pytest.mark.parametrize(
    "need",
    [
        a_need(marks=NOT_DAD, actions=(an_action("a1"),)),
        a_need(actions=(an_action("a1", marks=NOT_DAD),)),
    ],
    ids=["the need was not for dad", "the action was not for dad"],
)
def test_a_carried_action_is_kept_from_whom_it_was_kept_before(need):
    previous = replace(a_first_meeting(), needs=(need,), progress=())
    notes = read_notes(NOTES, "notes.yaml", a_case(), previous=previous)
    assert notes.meetings is not None
    (item,) = notes.meetings[0].progress
    assert not item.marks.admit("dad")
    assert not item.action.marks.admit("dad")
    assert item.marks.admit("mum")


@pytest.mark.parametrize(
    ("outer", "inner", "admitted"),
    [
        (Marks(), Marks(), {"mum", "dad", "gran"}),
        (NOT_DAD, Marks(), {"mum", "gran"}),
        (Marks(only_for=frozenset({"mum", "gran"})), Marks(only_for=frozenset({"mum", "dad"})), {"mum"}),
        (Marks(only_for=frozenset({"mum", "dad"})), NOT_DAD, {"mum"}),
    ],
)
def test_a_reader_needs_both_marks_to_admit_them(outer, inner, admitted):
    both = inner.under(outer)
    assert {id for id in ("mum", "dad", "gran") if both.admit(id)} == admitted


def standing(progress: str, *, action: Marks) -> Marks:
    previous = replace(a_first_meeting(), needs=(a_need(actions=(an_action("a1", marks=action),)),), progress=())
    written = NOTES.replace(b"{a1: on track}", f"{{a1: {progress}}}".encode())
    meetings = read_notes(written, "notes.yaml", a_case(), previous=previous).meetings
    assert meetings is not None
    (item,) = meetings[0].progress
    assert item.marks == item.action.marks
    return item.marks


def test_a_second_mark_adds_to_the_first_and_only_for_lifts_it():
    assert not standing("{on track: , not for: [gran]}", action=NOT_DAD).admit("dad")
    assert not standing("{on track: , not for: [gran]}", action=NOT_DAD).admit("gran")
    assert standing("{on track: , for: everyone}", action=NOT_DAD).admit("dad")
    assert standing("{on track: , for: [dad]}", action=NOT_DAD) == Marks(only_for=frozenset({"dad"}))


@pytest.mark.parametrize(
    ("written", "admitted"),
    [
        ("id: n1, need: The flat is damp.", {"mum", "gran"}),
        ("need: Leo misses school on mondays", {"mum", "gran"}),
        ("id: n1, need: The flat is damp., not for: [gran]", {"mum"}),
        ("id: n1, need: The flat is damp., for: everyone", {"mum", "dad", "gran"}),
        ("need: Another need.", {"mum", "dad", "gran"}),
    ],
    ids=["its id", "its words", "a mark more", "for lifts it", "a new need"],
)
def test_a_need_of_the_last_plan_is_kept_from_whom_it_was_kept_before(written, admitted):
    previous = replace(a_first_meeting(), needs=(a_need("n1", marks=NOT_DAD),), progress=())
    text = NOTES + f"needs:\n  - {{{written}, why: It is., outcome: It is not., actions: []}}\n".encode()
    meetings = read_notes(text, "notes.yaml", a_case(), previous=previous).meetings
    assert meetings is not None
    (need,) = meetings[0].needs
    assert {id for id in ("mum", "dad", "gran") if need.marks.admit(id)} == admitted


@pytest.mark.parametrize(
    ("written", "admitted"),
    [
        ("what: rings  the refuge", {"mum", "gran"}),
        ("what: Rings the refuge., not for: [gran]", {"mum"}),
        ("what: Rings the refuge., for: everyone", {"mum", "dad", "gran"}),
        ("what: Rings the school.", {"mum", "dad", "gran"}),
    ],
    ids=["its words", "a mark more", "for lifts it", "another action"],
)
@pytest.mark.parametrize("of_the_need", [True, False], ids=["the need was marked", "the action was marked"])
def test_an_action_that_is_written_again_is_kept_from_whom_it_was_kept_before(written, admitted, of_the_need):
    action = an_action("a1", what="Rings the refuge.", marks=Marks() if of_the_need else NOT_DAD)
    need = a_need("n1", marks=NOT_DAD if of_the_need else Marks(), actions=(action,))
    previous = replace(a_first_meeting(), needs=(need,), progress=())
    again = f"[{{{written}, who: mum, how often: weekly}}]"
    text = NOTES + f"needs:\n  - {{need: Other words., why: x, outcome: y, actions: {again}}}\n".encode()
    meetings = read_notes(text, "notes.yaml", a_case(), previous=previous).meetings
    assert meetings is not None
    (made,) = meetings[0].needs[0].actions
    assert {id for id in ("mum", "dad", "gran") if made.marks.admit(id)} == admitted


@pytest.mark.parametrize("mark", ["not for: ", 'not for: ""', "not for: []", 'not for: [dad, ""]', "for: []", "for: "])
def test_a_mark_that_names_nobody_blocks_at_its_place(mark):
    text = (
        NOTES + f"needs:\n  - need: Damp.\n    why: It is.\n    outcome: Dry.\n    actions: []\n    {mark}\n".encode()
    )
    notes = read_notes(text, "notes.yaml", a_case())
    (found,) = [one for one in notes.findings if one.code == "empty-mark"]
    assert found.place
    assert found.place.line == 10
    assert notes.blocked
