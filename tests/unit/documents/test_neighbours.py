"""Other families' names are found by their keyed hashes, and nothing tells whose they are."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from cin_docs.capture import yamltext
from cin_docs.documents import neighbours
from cin_docs.documents.neighbours import (
    Index,
    case_hash,
    family,
    index,
    joined,
    name_hashes,
    others,
    strangers,
    together,
)
from cin_docs.model.finding import Severity
from cin_docs.model.person import Side
from cin_docs.testing.builders import a_case, a_child, a_meeting, a_person, a_section, an_email, by_hand, by_post

KEY = b"k" * 32


def people(*names: str, **changes: Any) -> Any:
    return tuple(a_person(f"p{n}", name=name, **changes) for n, name in enumerate(names))


def other(*names: str, ref: str = "MAR-3000", **changes: Any) -> Any:
    return a_case(ref=ref, people=people(*names, **changes), child=a_child(id="p0", name=names[0]), protections=())


OTHERS = index(KEY, [other("Zara Khan-Brody", "Sarah Louise Khan", "Hope Young", "Ngozi O'Brien")])


def kinds(text: str, known: Index = OTHERS) -> list[str]:
    return [one.kind for one in strangers(known, [("the notes", text)])]


@pytest.mark.parametrize(
    "text",
    [
        "Sarah Khan missed two appointments.",
        "sarah khan",
        "SARAH LOUISE KHAN",
        "Seen with Sarah Khan's brother",
        "Zara Khan-Brody",
        "Zára Khan Brody came",
        "Ngozi O’Brien",
        "Mrs. Sarah\nKhan",
        "Hope Young came",
        "S\u0430rah Kh\u0430n",
    ],
)
def test_a_full_name_of_another_family_is_found(text):
    assert kinds(text) == ["name"]


@pytest.mark.parametrize(
    "text",
    [
        "Sarah came.",
        "Mr Khan came.",
        "Ann Sarah, Khan Brody",
        "Ann Khan, Sarah Bell",
        "He spoke with Sarah. Khan is the dog.",
        "We hope young people come.",
        "Zara Khan",
    ],
)
def test_part_of_a_name_or_two_people_in_a_row_are_no_stranger(text):
    assert kinds(text) == []


@pytest.mark.parametrize("text", ["MAR-3000", "mar 3000", "see MAR3000.", "ref: MAR/3000", "(MAR\u20113000)"])
def test_a_reference_of_another_case_is_found(text):
    assert kinds(text) == ["reference"]


@pytest.mark.parametrize("ref", ["7", "A1", "2026", "LEO"])
def test_a_reference_that_ordinary_sentences_hold_is_not_looked_for(ref):
    assert kinds(f"On 7 May 2026 {ref} and LEO met.", index(KEY, [other("Zara Khan", ref=ref)])) == []


def test_professionals_serve_many_cases_and_are_no_strangers():
    known = index(KEY, [other("Zara Khan", side=Side.PROFESSIONAL)])
    assert kinds("Zara Khan", known) == []


def test_a_name_that_is_known_here_is_no_stranger_and_neither_is_its_letter_box():
    gran = a_person("gran", name="Ann Bell", contact=by_post("1 Mill Row\nEastmere"))
    case = replace(other("Zara Khan"), people=(*other("Zara Khan").people, gran))
    families = [neighbours.family(KEY, case)]
    known = joined(KEY, families, known=name_hashes(KEY, "Ann Bell"))
    assert kinds("Ann Bell and Zara Khan", known) == ["name"]
    assert not known.uses(gran.contact)
    assert joined(KEY, families).uses(gran.contact)


def test_a_contact_of_another_family_is_known_however_it_is_written():
    known = index(KEY, [other("Zara Khan", contact=an_email("Zara@Post.example"))])
    assert known.uses(an_email("zara@post.example"))
    assert not known.uses(an_email("zora@post.example"))
    assert not known.uses(by_hand("dana"))
    posted = index(KEY, [other("Zara Khan", contact=by_post("1 Mill Row\nEastmere\nEM4 1AB"))])
    assert posted.uses(by_post("1 MILL ROW, Eastmere,\nEM4 1AB"))
    assert posted.uses(by_post("1, Mill Row Eastmere EM41AB"))
    assert not posted.uses(by_post("3 Mill Row\nEastmere\nEM4 1AB"))
    assert known.uses(an_email("zara+school@post.example"))
    assert not known.uses(an_email("zara2@post.example"))


def test_a_name_or_an_address_that_two_families_have_is_left_out_with_the_one_and_stays_with_the_other():
    """What is left out is counted off, not taken out: each case looks at the same sums."""
    one, two = other("Zara Khan", ref="AAA-1001"), other("Zara Khan", ref="BBB-1002")
    everyone = together(family(KEY, case) for case in (one, two))
    alone = others(KEY, everyone, without={case_hash(KEY, "AAA-1001")})
    nobody = others(KEY, everyone, without={case_hash(KEY, ref) for ref in ("AAA-1001", "BBB-1002")})
    assert [one.kind for one in strangers(alone, [("x", "Zara Khan")])] == ["name"]
    assert strangers(nobody, [("x", "Zara Khan AAA-1001 BBB-1002")]) == ()
    assert not nobody.uses(one.people[0].contact)


def test_nothing_of_an_index_or_a_stranger_tells_a_name():
    assert "han" not in repr(OTHERS).casefold()
    (one,) = strangers(OTHERS, [("the discussion of n1", "Sarah Khan")])
    assert "han" not in repr(one).casefold()
    assert (one.kind, one.where) == ("name", "the discussion of n1")


def test_another_key_finds_nothing():
    assert kinds("Sarah Khan MAR-3000", replace(OTHERS, key=b"x" * 32)) == []


def test_the_same_name_has_the_same_id_wherever_it_stands_and_is_told_once():
    texts = [("a", "Sarah Khan and Sarah Khan"), ("b", "Sarah Khan"), ("c", "Hope Young")]
    found = strangers(OTHERS, texts)
    assert [one.where for one in found] == ["a", "c"]
    assert strangers(OTHERS, texts[1:2])[0].id == found[0].id


def test_every_text_of_a_meeting_is_searched_and_named_without_its_content():
    meeting = a_meeting(purpose="As Sarah Khan said.", sections=(a_section(text="Hope Young came."),))
    found = strangers(OTHERS, neighbours.texts_of(meeting, a_case()))
    assert [one.where for one in found] == ["the purpose", "the information of nurse"]


def test_in_the_notes_each_place_is_advice_with_line_and_column():
    notes = "purpose: Plan for Leo.\nsaid:\n  mum: |\n    I know\n    Sarah Khan (MAR-3000) well.\n"
    tree = yamltext.read(notes.encode(), "n.yaml").value
    assert tree is not None
    found = neighbours.in_source(OTHERS, tree)
    lines = notes.splitlines()
    shown = [lines[one.place.line - 1][one.place.column - 1 :][: one.place.length] for one in found if one.place]
    assert shown == ["Sarah Khan", "MAR-3000"]
    assert {(one.code, one.severity) for one in found} == {("other-family", Severity.ADVICE)}
    assert "Khan" not in repr(found)


def test_cases_that_cannot_be_read_are_counted_aloud():
    assert neighbours.told(0) == ()
    (one,), (many,) = neighbours.told(1), neighbours.told(12)
    assert "1 other case" in one.sentence
    assert "12 other cases" in many.sentence


@pytest.mark.parametrize("name", ["Siân Llŷr", "Seán O'Brien", "Łukasz Wójcik"])
def test_a_name_whose_accents_are_letters_of_their_own_is_found_where_it_stands(name):
    known = index(KEY, [a_case(ref="MAR-3000", people=people(name))])
    apart = unicodedata.normalize("NFD", name)
    assert apart != name or not name.isascii()
    for written in (name, apart):
        assert kinds(f"Then {written} came.", known) == ["name"]
        tree = yamltext.read(f"purpose: Then {written} came.\n".encode(), "notes.yaml").value
        assert tree is not None
        (found,) = neighbours.in_source(known, tree)
        assert found.place is not None
        assert (found.place.column, found.place.length) == (15, len(written))
