"""The search finds a value however it is written, and leaves look-alikes alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.documents.needles import holds, surnames
from cin_docs.model.person import ProtectedKind as Kind
from cin_docs.testing.builders import MUMS_ADDRESS, a_protection


def kept(kind: Any, value: Any) -> Any:
    return a_protection("mum.value", kind=kind, value=value)


FOUND = [
    (Kind.PHONE, "07700 900123", "call 07700900123"),
    (Kind.PHONE, "07700 900123", "+44 (0)7700-900-123"),
    (Kind.PHONE, "07700 900123", "0044 7700 900 123 after six"),
    (Kind.PHONE, "+44 7700 900123", "07700.900.123"),
    (Kind.POSTCODE, "EM4 2QT", "em42qt"),
    (Kind.POSTCODE, "EM4 2QT", "E M 4 – 2 Q T"),
    (Kind.EMAIL, "kim.marsh@post.example", "mailto:kim%2Emarsh%40post.example"),
    (Kind.EMAIL, "kim.marsh@post.example", "kim dot marsh at post dot example"),
    (Kind.ADDRESS, MUMS_ADDRESS, "at 14, Heron  Court"),
    (Kind.ADDRESS, MUMS_ADDRESS, "Flat 2, 14 Heron\nCourt"),
    (Kind.ADDRESS, MUMS_ADDRESS, "she moved to Heron Court"),
    (Kind.ADDRESS, MUMS_ADDRESS, "her code is em4 2qt"),
    (Kind.ADDRESS, "Rose Cottage\nEastmere", "near Rose Cottage"),
    (Kind.SCHOOL, "Brook Lane Primary", "Brook Lane Primary School"),
    (Kind.SCHOOL, "Brook Lane Primary", "picked up from Brook Lane"),
    (Kind.SCHOOL, "Brook Lane Primary", "Br\u043e\u043ek L\u0430n\u0435"),
    (Kind.SCHOOL, "Brook Lane Primary", "brook-lane prim-\nary"),
    (Kind.SCHOOL, "Ash Lea", "at Ash L-\nea since May"),
    (Kind.WORKPLACE, "Café Łódź", "the CAFE LODZ on the square"),
    (Kind.NAME, "Siân Price", "Price, Sian"),
    (Kind.NAME, "Ruth Adeyemi", "Ms Adeyemi"),
    (Kind.OTHER, "2018-05-04", "born 4th May 2018"),
    (Kind.OTHER, "2018-05-04", "dob 04/05/18"),
    (Kind.OTHER, "Heron\u00adgate refuge", "Herongate refuge"),
]

NOT_FOUND = [
    (Kind.PHONE, "07700 900123", "07700 900124"),
    (Kind.POSTCODE, "EM4 2QT", "EM4 2QU"),
    (Kind.ADDRESS, MUMS_ADDRESS, "114 Heron Court"),
    (Kind.ADDRESS, MUMS_ADDRESS, "a heron in the court"),
    (Kind.ADDRESS, MUMS_ADDRESS, "Eastmere"),
    (Kind.SCHOOL, "Brook Lane Primary", "a primary school"),
    (Kind.NAME, "Tom Young", "a young child"),
    (Kind.NAME, "Ruth Adeyemi", "Ruth said"),
    (Kind.OTHER, "2018-05-04", "14 May 2018"),
]


@pytest.mark.parametrize(("kind", "value", "text"), FOUND)
def test_a_value_is_found_in_every_writing(kind, value, text):
    assert holds(text, kept(kind, value))


@pytest.mark.parametrize(("kind", "value", "text"), NOT_FOUND)
def test_a_neighbour_is_no_hit(kind, value, text):
    assert not holds(text, kept(kind, value))


def test_a_surname_that_others_bear_is_searched_with_the_first_name_only():
    shared = surnames(["Kim Okafor", "Leo Okafor", "Rob Hale"])
    assert shared == {"okafor"}
    name = kept(Kind.NAME, "Kim Okafor")
    assert holds("Okafor", name)
    assert not holds("Leo Okafor", name, shared)
    assert holds("Kim Okafor", name, shared)


@given(st.text(max_size=60), st.sampled_from([" ", "-", "\n", ".", "\u00a0", "\u200b"]), st.text(max_size=60))
def test_a_phone_is_found_whatever_stands_around_and_inside_it(before, gap, after):
    number = gap.join(["07700", "900", "123"])
    assert holds(f"{before} {number} {after}", kept(Kind.PHONE, "07700 900123"))
