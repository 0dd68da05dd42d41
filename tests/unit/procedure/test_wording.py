"""Words that are no timescale and owners who are nobody, however they are written (G3)."""

from __future__ import annotations

import pytest

from cin_docs.procedure.wording import banned_in, extended, is_collective, read_wording


@pytest.mark.parametrize(
    "words",
    [
        "ongoing",
        "Ongoing.",
        "ON-GOING",
        "on going",
        "on\u2011going",
        "ASAP",
        "a.s.a.p.",
        "A.S.A.P",
        "as and when",
        "As & when",
        "when required",
        "TBC",
        "t.b.c.",
        "N/A",
        "n.a.",
        "weekly, ongoing",
        "every Monday (as needed)",
    ],
)
def test_ongoing_asap_and_their_like_are_found(words, wording):
    assert banned_in(words, wording)


@pytest.mark.parametrize("words", ["weekly", "2026-12-11", "next meeting", "every school day", "nongoing", "asapiens"])
def test_real_timescales_are_left_alone(words, wording):
    assert banned_in(words, wording) is None


@pytest.mark.parametrize("words", ["School", "the school", "Everyone", "PROFESSIONALS", "family", "All", "mum & dad"])
def test_groups_are_nobody_in_particular(words, wording):
    assert is_collective(words, wording)


@pytest.mark.parametrize("words", ["mum", "sen_lead", "Amy Reed", "school nurse"])
def test_people_are_somebody(words, wording):
    assert not is_collective(words, wording)


def test_an_authority_adds_its_own_words(wording):
    more = read_wording(
        b"language: en\nbanned timescales: [in the fullness of time]\ncollective owners: the hub", "own.yaml"
    )
    assert more.value is not None
    both = extended(wording, more.value)
    assert banned_in("In the fullness of time", both)
    assert banned_in("ongoing", both)
    assert is_collective("The Hub", both)


@pytest.mark.parametrize(
    "data", [b"", b"language: en\n", b"language: en\nbanned timescales: []\ncollective owners: [a]"]
)
def test_a_broken_word_list_is_findings(data):
    checked = read_wording(data, "en.yaml")
    assert checked.value is None
    assert checked.findings[0].place is not None
