"""A finding keeps a protected value to itself, and is not silenced by words that every such finding has."""

from __future__ import annotations

import pytest

from cin_docs.capture.discretion import discreet
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.person import ProtectedKind
from cin_docs.testing.builders import a_protection


def said(sentence: str, value: str, kind: ProtectedKind = ProtectedKind.NAME) -> bool:
    """Whether the finding is told as it is."""
    finding = Finding(code="x", severity=Severity.ADVICE, sentence=sentence, remedy="Put it right.")
    (told,) = discreet([finding], [a_protection(value=value, kind=kind)])
    return told == finding


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("`mum.name` is one word, which may stand in many texts.", "May"),
        ("It will be left out.", "Will"),
        ("Nobody can say which.", "Ann"),
        ("The annual review.", "Ann"),
    ],
)
def test_our_own_words_are_no_protected_value(sentence, value):
    assert said(sentence, value)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("`May` is nobody of this case.", "May"),
        ('Write "ring May" in quotation marks.', "May"),
        ("`tallow` is nobody of this case.", "Tallow"),
        ("Did you mean ann.tallow?", "Ann"),
        ("Kim-Marsh is nobody.", "Kim Marsh"),
        ("`14heroncourt` is odd.", "14 Heron Court"),
    ],
)
def test_what_was_put_in_is_not_repeated(sentence, value):
    assert not said(sentence, value)


def test_an_address_is_kept_by_its_first_line_and_its_postcode():
    address = "14 Heron Court\nEastmere\nEM4 2QT"
    assert not said("`14 Heron Court` is odd.", address, ProtectedKind.ADDRESS)
    assert not said("`em42qt` is odd.", address, ProtectedKind.ADDRESS)
