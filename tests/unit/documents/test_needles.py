"""The search finds a value however it is written, and leaves look-alikes alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.documents.audience import shared_surnames
from cin_docs.documents.needles import holds, surnames
from cin_docs.model.person import ProtectedKind as Kind
from cin_docs.testing.builders import MUMS_ADDRESS, a_case, a_protection


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
    (Kind.ADDRESS, MUMS_ADDRESS, "114 Heron Court, four doors down"),
    (Kind.ADDRESS, MUMS_ADDRESS, "measured on 2 October 2026. Heron Court is damp"),
    (Kind.ADDRESS, MUMS_ADDRESS, "1. Heron Court"),
    (Kind.ADDRESS, MUMS_ADDRESS, "14 Heron Ct"),
    (Kind.ADDRESS, MUMS_ADDRESS, "14 Heron Crt."),
    (Kind.ADDRESS, MUMS_ADDRESS, "14a Heron Court"),
    (Kind.ADDRESS, MUMS_ADDRESS, "by Heron Ct"),
    (Kind.ADDRESS, MUMS_ADDRESS, "HeronCourt"),
    (Kind.ADDRESS, MUMS_ADDRESS, "at 14, Heron"),
    (Kind.ADDRESS, MUMS_ADDRESS, "\u0397eron Court"),
    (Kind.ADDRESS, MUMS_ADDRESS, "\u0395\u039c4 2Q\u03a4"),
    (Kind.ADDRESS, "14 Heron Ct\nEastmere", "14 Heron Court"),
    (Kind.ADDRESS, "14 Heron Court Eastmere EM4 2QT", "14 Heron Court"),
    (Kind.ADDRESS, "14 Heron Court Eastmere EM4 2QT", "near Heron Court"),
    (Kind.ADDRESS, "Flat 3 Heron Court 14 Mill Row Eastmere", "4 Mill Row"),
    (Kind.ADDRESS, "14 Broadway\nEastmere\nEM4 2QT", "14 Broadway"),
    (Kind.ADDRESS, "14 Broadway Eastmere EM4 2QT", "14 Broadway"),
    (Kind.ADDRESS, "Flat 2 Heronsgate\nEastmere", "moved to Heronsgate"),
    (Kind.ADDRESS, "Rosemount\nEastmere\nEM4 2QT", "at Rosemount"),
    (Kind.ADDRESS, "3 St Mary's Street\nEastmere", "3 Saint Marys St."),
    (Kind.ADDRESS, "2 May Close\nEastmere", "2 May Cl."),
    (Kind.SCHOOL, "Brook Lane Primary", "Brook Lane Primary School"),
    (Kind.ADDRESS, "The Green", "a house on the green"),
    (Kind.SCHOOL, "Brook Lane Primary", "Brook Ln Primary"),
    (Kind.SCHOOL, "Oakfield Primary School", "Oakfield Primary"),
    (Kind.SCHOOL, "Oakfield Primary School", "settled at Oakfield"),
    (Kind.SCHOOL, "St Mary's C of E Primary School", "St Marys"),
    (Kind.SCHOOL, "St Mary's C of E Primary School", "Saint Mary\u2019s School"),
    (Kind.PHONE, "07700 900123 / 01632 960001", "ring 01632 960001"),
    (Kind.PHONE, "07700 900123 / 01632 960001", "ring 07700 900123"),
    (Kind.PHONE, "01632 960001 ext 12", "01632 960001"),
    (Kind.PHONE, "020/7946/0123", "020 7946 0123"),
    (Kind.PHONE, "07700 900123", "07700_900123"),
    (Kind.PHONE, "07700 900123", "\u0660\u0667\u0667\u0660\u0660 900123"),
    (Kind.EMAIL, "kim.marsh@post.example", "kim.marsh at post.example"),
    (Kind.EMAIL, "kim.marsh@post.example", "kim.marsh[at]post[dot]example"),
    (Kind.NAME, "Lee Fox", "Mr Fox"),
    (Kind.NAME, "Lee Fox", "Lee J Fox"),
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
    (Kind.OTHER, "4 May 2018", "born on 4.5.2018"),
    (Kind.OTHER, "4th of May 2018", "dob 04/05/18"),
    (Kind.OTHER, "04/05/2018", "on 4 May 2018"),
    (Kind.OTHER, "4/5/18", "2018-05-04"),
    (Kind.WORKPLACE, "Eastmere Children's Centre", "works at Eastmere Children\u2019s Centre"),
    (Kind.WORKPLACE, "Eastmere Children's Centre", "the centre in Eastmere; Eastmere Childrens Centre"),
    (Kind.WORKPLACE, "Eastmere Women's Refuge", "she is in the women's refuge"),
    (Kind.SCHOOL, "North Primary School", "the North school"),
    (Kind.SCHOOL, "Eastmere Village School", "at the Eastmere school"),
]

NOT_FOUND = [
    (Kind.PHONE, "07700 900123", "07700 900124"),
    (Kind.POSTCODE, "EM4 2QT", "EM4 2QU"),
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


#: Sentences of any minutes, which give none of the values below away.
ORDINARY = [
    "Leo was with her on Monday.",
    "Mum was in court on 14 May 2026 and heard the order at 14:00.",
    "He may close the gate; he will walk the long way to school.",
    "A young heron stood in the park at the end of the lane.",
    "The school is on the high street, and the nursery closes at 3.",
    "Dana drives him home by the best way, a short walk from the green.",
    "Review 14: 9 of 14 Mondays attended since 1 September 2026.",
    "On 2 May the primary school sent 14 letters; 4 came back.",
    "The child will rise at 7.15 and is in the house by 16:30.",
    "Kim said at post time that the example was good.",
    "Ring 020 7946 0999 or the duty team, 01632 960999, ext 12.",
    "It is 07.45 and 90 minutes late, 12.3 miles away.",
    "In the court at Eastmere, in May, the Young family was first.",
]
VALUES = [
    (Kind.ADDRESS, MUMS_ADDRESS),
    (Kind.ADDRESS, "2 May Close\nEastmere"),
    (Kind.ADDRESS, "9 The Green\nEastmere\nEM4 2QT"),
    (Kind.ADDRESS, "14 The Court\nEastmere"),
    (Kind.ADDRESS, "4 Long Walk\nEastmere"),
    (Kind.ADDRESS, "14 Monday Lane Eastmere EM4 2QT"),
    (Kind.ADDRESS, "Home\n12 Mill Lane\nEastmere"),
    (Kind.SCHOOL, "Park Primary School"),
    (Kind.SCHOOL, "May Primary"),
    (Kind.SCHOOL, "High School"),
    (Kind.PHONE, "01632 960001 ext 12"),
    (Kind.PHONE, "07700 900123 / 01632 960001"),
    (Kind.POSTCODE, "EM4 2QT"),
    (Kind.EMAIL, "kim@post.example"),
    (Kind.NAME, "Tom Young"),
    (Kind.NAME, "May Green"),
    (Kind.NAME, "Leo May"),
    (Kind.OTHER, "2018-05-02"),
]


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_ordinary_sentences_are_no_hit(kind, value):
    assert [text for text in ORDINARY if holds(text, kept(kind, value))] == []


def test_a_title_and_a_surname_that_others_bear_says_nothing():
    assert not holds("Mr Fox", kept(Kind.NAME, "Lee Fox"), surnames(["Lee Fox", "Ann Fox"]))


@given(st.text(max_size=60), st.sampled_from([" ", "-", "\n", ".", "\u00a0", "\u200b"]), st.text(max_size=60))
def test_a_phone_is_found_whatever_stands_around_and_inside_it(before, gap, after):
    number = gap.join(["07700", "900", "123"])
    assert holds(f"{before} {number} {after}", kept(Kind.PHONE, "07700 900123"))


#: For each rule that reads more into a text than stands there: the nearest ordinary sentence.
NEAR = [
    (Kind.PHONE, "01632 960855", "Order 1960855 and order 9608551 came on 960 days of 855."),
    (Kind.PHONE, "07700 900123", "He scored 900, then 124."),
    (Kind.PHONE, "07700 900123", "seven seven oh oh nine oh oh one two four"),
    (Kind.POSTCODE, "EM4 2ND", "The 2nd of them"),
    (Kind.POSTCODE, "EM4 2QT", "The office is in EM4; 2 quarts of milk"),
    (Kind.POSTCODE, "EM10 5DQ", "EM1 0SD"),
    (Kind.EMAIL, "kim.marsh@post.example", "Kim Marsh at post office"),
    (Kind.EMAIL, "kim.marsh@post.example", "Kim Marsh posts examples"),
    (Kind.EMAIL, "kim.marsh@post.example", "Kim Marsh came"),
    (Kind.ADDRESS, MUMS_ADDRESS, "14 children saw a heron."),
    (Kind.ADDRESS, MUMS_ADDRESS, "The clinic is in EM4, number 9"),
    (Kind.ADDRESS, MUMS_ADDRESS, "The Hero of the court"),
    (Kind.ADDRESS, "8 Saint Mary's Street", "8 saints and Mary"),
    (Kind.SCHOOL, "Brook Lane Primary", "The bl primary readers; a brook by the school"),
    (Kind.SCHOOL, "Brook Lane Primary", "Park Primary"),
    (Kind.SCHOOL, "Saint Oswald's Primary", "Oswald plays football"),
    (Kind.SCHOOL, "Little Acorns Nursery", "Acorns fell from the tree"),
    (Kind.WORKPLACE, "Harbour Street Bakery", "The bakery in the harbour, a street away"),
    (Kind.WORKPLACE, "Fenwick and Drury Tyres", "The tyres of the F and D bus"),
    (Kind.NAME, "Darren Pikeworth", "Darren said so"),
    (Kind.NAME, "Darren Pikeworth", "Darren played; pike swim"),
    (Kind.NAME, "Kim Shaw", "Kim's coat"),
    (Kind.NAME, "Kim Shaw", "Kim’s coat"),
    (Kind.NAME, "Ruth Adeyemi-Fox", "A fox; Ruth and Ann"),
    (Kind.NAME, "Siân Louise Pryce", "Louise came"),
    (Kind.OTHER, "2018-05-04", "The review is on 4 May 2026; his birthday is in June, and 4 May is a Monday."),
    (Kind.OTHER, "EM20 KTV", "KTV is a film"),
    (Kind.OTHER, "Willow Gate refuge", "A willow by the gate; a refuge"),
    (Kind.OTHER, "4 May 2018", "The review is on 4 May 2026, and 18 men came on 5 May."),
    (Kind.WORKPLACE, "Eastmere Children's Centre", "The children's views were heard by the children's guardian."),
    (Kind.WORKPLACE, "Eastmere Women's Refuge", "Women's clothing was donated."),
    (Kind.WORKPLACE, "Eastmere Family Centre", "They met at the family centre; the family's plan was read."),
    (Kind.WORKPLACE, "Eastmere Health Centre", "Dana booked the health centre."),
    (Kind.WORKPLACE, "Eastmere Police Station", "The police station rang."),
    (Kind.WORKPLACE, "Young People's Service", "The young people's worker saw him."),
    (Kind.SCHOOL, "Eastmere Village School", "He rides to the village school."),
    (Kind.WORKPLACE, "Eastmere Care Home", "Work at the care home is hard."),
]


@pytest.mark.parametrize(("kind", "value", "text"), NEAR)
def test_the_nearest_ordinary_sentence_is_no_hit(kind, value, text):
    assert not holds(text, kept(kind, value))


def test_a_first_name_with_what_the_person_is_gives_nobody_away_whom_others_are_called_after():
    name = kept(Kind.NAME, "Darren Pikeworth")
    assert holds("her partner Darren", name)
    shared = surnames(["Darren Pikeworth", "Darren Cole"])
    assert shared == {"darren"}
    assert not holds("uncle Darren", name, shared)
    assert holds("Darren Pikeworth", name, shared)
    assert holds("Mr Pikeworth", name, shared)


def test_a_school_with_the_towns_name_is_not_given_away_by_the_council_that_has_it_too():
    school = a_protection(kind=Kind.SCHOOL, value="Eastmere Academy")
    shared = shared_surnames(a_case(protections=(school,)))
    assert not holds("Eastmere Children's Services", school, shared)
    assert holds("He starts at Eastmere Academy.", school, shared)
    assert holds("Eastmere Children's Services", school)


def test_the_word_of_an_agency_does_not_hide_a_protected_name():
    name = a_protection(kind=Kind.NAME, value="Neil Eastmere")
    assert holds("Mr Eastmere came.", name, shared_surnames(a_case(protections=(name,))))
