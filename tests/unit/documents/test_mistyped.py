"""Numbers in words, letters for digits and digits for letters are read as they were meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.documents.mistyped import meant, slips
from cin_docs.documents.normal import readings


@pytest.mark.parametrize(
    ("typed", "figures"),
    [
        ("oh seven seven double oh nine hundred one two three", "0 7 7 00 900 1 2 3"),
        ("nine six zero eight double five", "9 6 0 8 55"),
        ("fourteen heron court", "14 heron court"),
        ("twenty seven and twenty first", "27 and 21"),
        ("the fourth of may", "the 4 of may"),
        ("em ten five dq", "em 10 5 dq"),
        ("o77oo 9oo i23", "07700 900 123"),
        ("treble eight", "888"),
        ("ninety nine", "99"),
    ],
)
def test_numbers_are_read_as_figures(typed, figures):
    assert f" {figures} " in list(meant(f" {typed} "))


@pytest.mark.parametrize("text", ["oh well", "o dear", "on time", "lil and io", "hundred", "double trouble", ""])
def test_words_that_are_no_numbers_stay(text):
    assert list(meant(f" {text} ")) == []


@pytest.mark.parametrize(
    ("typed", "word"), [("her0n", "heron"), ("d4rren", "darren"), ("p1ke", "pike"), ("llewe11yn", "llewellyn")]
)
def test_digits_in_a_word_are_read_as_letters(typed, word):
    assert any(f" {word} " in way for way in meant(f" {typed} "))


def test_a_house_number_with_a_letter_is_no_word():
    assert list(meant(" 14a ")) == []


def test_slips_swap_leave_out_and_double_letters_and_keep_the_first():
    assert {"heorn", "hern", "herron", "herone"} <= slips("heron")
    assert {"heron", "herons", "ehron"}.isdisjoint(slips("heron"))


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    read = readings(text)
    assert read.words == frozenset(read.gapped.split()) | frozenset(read.joined.split())


@given(st.text(alphabet="oil019 doublenine", max_size=60))
def test_reading_what_was_meant_never_ends_in_an_error(text):
    assert all(way.startswith(" ") and way.endswith(" ") for way in meant(f" {' '.join(text.split())} "))
