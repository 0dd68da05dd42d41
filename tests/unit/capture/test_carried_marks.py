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
