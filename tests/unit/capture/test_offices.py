"""Who takes the minutes reads everything; and marks, agencies and dates of birth that contradict themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cin_docs.capture.agencies import read_agencies
from cin_docs.capture.cases import read_case
from cin_docs.capture.notes import read_notes
from cin_docs.testing.builders import a_case, separated_parents

NOTES = """\
meeting: first
date: 2026-11-19
chair: {chair}
minutes by: {by}
said:
  mum: {said}
"""
WATCHED = {"kept-from-minute-taker", "family-took-minutes", "kept-from-chair", "for-and-not-for"}


def codes(case=None, *, chair="dana", by="dana", said="{text: We moved., for: everyone}"):
    text = NOTES.format(chair=chair, by=by, said=said).encode()
    notes = read_notes(text, "notes.yaml", case or a_case())
    return [
        (one.code, one.severity.value, one.place.line) for one in notes.findings if one.code in WATCHED and one.place
    ]


def unknown_to_dad():
    people = tuple(replace(who, unknown_to=frozenset({"dad"})) if who.id == "gran" else who for who in a_case().people)
    return a_case(people=people)


@pytest.mark.parametrize("case", [separated_parents(), unknown_to_dad()], ids=["a value", "a person"])
def test_somebody_from_whom_anything_is_kept_takes_no_minutes(case):
    assert codes(case, by="dad") == [("kept-from-minute-taker", "blocks", 4)]
    assert codes(case, chair="dad") == [("kept-from-chair", "advice", 3)]
    assert codes(case) == []


def test_a_relative_who_took_the_minutes_is_advice_and_a_worker_is_not():
    assert codes(by="mum") == [("family-took-minutes", "advice", 4)]
    assert codes(by="nurse", chair="mum") == []


def test_a_text_for_somebody_and_not_for_them_blocks():
    assert codes(said="{text: We moved., for: [dad], not for: [dad]}") == [("for-and-not-for", "blocks", 6)]


@pytest.mark.parametrize("marks", ["for: everyone, not for: [dad]", "for: [mum], not for: [dad]", "for: [dad]"])
def test_marks_that_agree_do_not(marks):
    assert codes(said=f"{{text: We moved., {marks}}}") == []


def agency_codes(*names):
    text = "agencies:\n" + "".join(f"  {name}: {{domains: [{n}.example]}}\n" for n, name in enumerate(names))
    findings = read_agencies(text.encode(), "agencies.yaml").findings
    return [(one.code, one.place.line) for one in findings if one.place and one.code == "agency-twice"]


def test_one_agency_under_two_spellings_is_found():
    assert agency_codes("Council", "Health", "council") == [("agency-twice", 4)]
    assert agency_codes("Council", "Council North") == []


@pytest.mark.parametrize(
    ("child", "found"),
    [
        ("born: 2018-05-04, expected: 2027-01-20", True),
        ("born: 2018-05-04", False),
        ("expected: 2027-01-20", False),
    ],
)
def test_a_child_who_is_born_is_not_expected(child, found):
    text = f"case: MAR-2041\nchild: {{id: leo, name: Leo Marsh, {child}}}\n"
    codes = [one.code for one in read_case(text.encode(), "case.yaml").findings]
    assert ("born-and-expected" in codes) is found
