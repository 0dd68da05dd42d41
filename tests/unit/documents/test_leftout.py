"""Advice on what is left out: one finding for each text, for all who get a copy, in words."""

from __future__ import annotations

import pytest

from cin_docs.documents.audience import undecided
from cin_docs.documents.disclosure import in_source
from cin_docs.documents.leftout import copies_of, in_words
from cin_docs.documents.siblings import beside
from cin_docs.model.finding import Severity
from cin_docs.model.meeting import Marks, Section, SectionKind
from cin_docs.testing.builders import a_case, a_meeting, separated_parents
from tests.unit.documents.test_siblings import mias


def shared(text: str, **changes):
    at = ("what changed because of it",)
    return (Section(id="s1", kind=SectionKind.CHANGED, text=text, at=at, **changes),)


def both(text: str, **changes):
    """One text of a meeting about Leo and Mia, as each child's case knows it."""
    leo, mia = a_case(), mias()
    first = a_meeting(sections=shared(text, **changes), siblings=("MAR-2042",))
    second = a_meeting(
        case="MAR-2042",
        sections=shared(text, **changes),
        siblings=("MAR-2041",),
        needs=(),
        agreed=(),
        present=(),
        apologies={},
        reports={},
    )
    return (first, beside(leo, [mia])), (second, beside(mia, [leo]))


def test_a_text_that_names_both_children_is_spoken_of_once_and_not_for_each_reader():
    (meeting, case), other = both("Leo and Mia share a room.")
    found = in_source(meeting, case, also=[other])
    (one,) = [item for item in found if item.at == ("what changed because of it",)]
    assert one.severity is Severity.ADVICE
    assert "a name from around another child of this meeting" in one.sentence
    assert "other-child" not in one.sentence + one.remedy
    assert "dad" in one.sentence
    assert "theo" in one.sentence, "of the other child's people too"
    assert "mum" not in one.sentence


def test_somebody_who_gets_no_copy_has_nothing_left_out_but_a_contradiction_blocks_all_the_same():
    from dataclasses import replace

    case = separated_parents()
    silent = replace(case, people=tuple(replace(who, receives=()) if who.id == "dad" else who for who in case.people))
    text = shared("We moved to 14 Heron Court.")
    assert [one.code for one in in_source(a_meeting(sections=text), case)] == ["protected-value-left-out"]
    assert in_source(a_meeting(sections=text), silent) == ()
    assert undecided(a_meeting(sections=text), silent) == ()
    marked = shared("We moved to 14 Heron Court.", marks=Marks(only_for=frozenset({"dad"})))
    assert [one.severity for one in in_source(a_meeting(sections=marked), silent)] == [Severity.BLOCKS]


@pytest.mark.parametrize("text", ["none", "None.", "Nothing new.", "no"])
def test_that_there_is_nothing_new_asks_for_no_decision(text):
    assert undecided(a_meeting(sections=shared(text)), separated_parents()) == ()


@pytest.mark.parametrize("text", ["None of them came.", "No, mum is pregnant."])
def test_and_what_only_begins_so_does(text):
    assert [one.code for one in undecided(a_meeting(sections=shared(text)), separated_parents())] == [
        "undecided-section"
    ]


def test_several_readers_are_those_copies():
    assert copies_of(["dad"]) == "dad's copy"
    assert copies_of(["ava", "ed"]) == "the copies of ava and ed"
    assert in_words(["other-child-1.name", "mum.phone", "other-child-2.name"]) == (
        "a name from around another child of this meeting and mum.phone"
    )
