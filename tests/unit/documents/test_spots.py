"""A finding points at the value itself, wherever and however it stands in the notes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.capture import yamltext
from cin_docs.documents import disclosure
from cin_docs.documents.needles import holds
from cin_docs.documents.needles.words import split
from cin_docs.documents.spots import place_of, spot
from cin_docs.model.meeting import Marks
from cin_docs.testing.builders import a_meeting, a_protection, a_section, separated_parents

ADDRESS = a_protection("mum.address")
GIVES = partial(holds, protection=ADDRESS)
OWN = frozenset(split(ADDRESS.value))


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("Mum and Leo live at 14 Heron Court now.", "14 Heron Court"),
        ("They moved (Heron Court).", "Heron Court"),
        ("See https://maps.example/?q=14+Heron+Court for the way.", "https://maps.example/?q=14+Heron+Court"),
        ("It is 14 Heron\n  Court, up the stairs", "14 Heron\n  Court"),
        ("The code is EM4 2QT.", "EM4 2QT"),
        ("“Heron Ct”, she said", "Heron Ct"),
        ("Heron Court", "Heron Court"),
        ("first Heron Court, then Heron Court", "Heron Court"),
    ],
)
def test_the_smallest_run_of_words_that_holds_the_value_is_found(text, run):
    found = spot(text, GIVES, OWN)
    assert found is not None
    offset, length = found
    assert text[offset : offset + length] == run
    assert offset == text.index(run)


def test_a_text_without_the_value_has_no_spot():
    assert spot("They moved to another town.", GIVES) is None


AROUND = ["a", "the", "young", "heron", "court", "stood", "14", "in", "by", "Leo's,", "EM4", "(no)", "2"]


@given(st.lists(st.sampled_from(AROUND), max_size=25))
def test_whatever_stands_around_it_the_run_still_holds_the_value(words):
    text = " ".join([*words, "14 Heron Court,", *reversed(words)])
    found = spot(text, GIVES, OWN)
    assert found is not None
    assert GIVES(text[found[0] : found[0] + found[1]])


NOTES = [
    ("information:\n  nurse: They live at 14 Heron Court now.\n", 2, "14 Heron Court"),
    ("information:\n  nurse: |\n    All is well.\n\n    They live at 14 Heron Court now.\n", 5, "14 Heron Court"),
    ("information:\n  nurse: >\n    All is\n    well at 14 Heron Court,\n    they say.\n", 4, "14 Heron Court"),
    ('information:\n  nurse: "Caf\\u00e9 near 14 Heron Court."\n', 2, "14 Heron Court"),
    ("information:\n  nurse: 'Mum''s at 14 Heron Court.'\n", 2, "14 Heron Court"),
    ("information:\n  nurse: {text: Seen at 14 Heron Court., for: [dad]}\n", 2, "14 Heron Court"),
    ("information:\n  nurse:\n    text: Seen at 14 Heron Court.\n    for: [dad]\n", 3, "14 Heron Court"),
]


@pytest.mark.parametrize(("notes", "line", "run"), NOTES)
def test_the_place_is_that_of_the_value_in_the_file(notes, line, run):
    tree = yamltext.read(notes.encode(), "n.yaml").value
    assert tree is not None
    place = place_of(tree, GIVES, OWN)
    assert place is not None
    written = notes.splitlines()[place.line - 1]
    assert (place.line, written[place.column - 1 :][: place.length]) == (line, run)


def found_in(notes: str, **changes: Any) -> Any:
    tree = yamltext.read(notes.encode(), "n.yaml").value
    return disclosure.in_source(a_meeting(place="Brook House", **changes), separated_parents(), tree)


def test_a_finding_of_the_source_check_stands_at_the_value():
    notes = "information:\n  nurse: |\n    First line.\n    She is at 14 Heron Court (EM4 2QT).\n"
    text = "First line.\nShe is at 14 Heron Court (EM4 2QT).\n"
    one = found_in(notes, sections=(a_section(text=text, marks=Marks(only_for=frozenset({"dad"}))),))
    line = notes.splitlines()[3]
    shown = {(item.code, item.place.line, line[item.place.column - 1 :][: item.place.length]) for item in one}
    assert shown == {("protected-value", 4, "14 Heron Court (EM4 2QT"), ("protected-value", 4, "EM4 2QT")}


def test_without_the_file_the_finding_has_the_way_to_the_text():
    one = disclosure.in_source(a_meeting(sections=(a_section(text="14 Heron Court"),)), separated_parents())
    assert {(item.place, item.at) for item in one} == {(None, ("information", "nurse"))}


def test_a_value_over_two_texts_stands_at_what_holds_both():
    notes = "information:\n  nurse: {a: at Heron, b: Court}\n"
    section = a_section(text="at Heron Court")
    assert {item.place for item in found_in(notes, sections=(section,))} == {None}


def test_sources_are_the_texts_of_the_notes_that_hold_a_value_and_nothing_else():
    section = a_section(text="14 Heron Court")
    meeting = a_meeting(place="at 14 Heron Court", sections=(section, replace(section, id="x", at=("elsewhere",))))
    assert disclosure.sources_of(ADDRESS, meeting, separated_parents()) == (
        ("place",),
        ("information", "nurse"),
        ("elsewhere",),
    )
    assert disclosure.sources_of(ADDRESS, a_meeting(sections=()), separated_parents()) == ()
