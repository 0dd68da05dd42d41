"""Who of one case is who of another, and who may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cin_docs.home.matching import ids_of, perhaps, same
from cin_docs.testing.builders import a_case, a_person, an_email, by_hand, by_post

ROB = a_person("dad", contact=by_post("4 Mill Row\nEastmere\nEM1 4TT", phone="07700 900456"))


def called(name, **changes):
    return replace(ROB, name=name, **changes)


@pytest.mark.parametrize("name", ["rob  HALE", "Mr Rob Hale", "Hale, Rob", "Dr. Hale Rob"])
def test_titles_and_the_order_of_words_make_nobody_another_person(name):
    assert same(ROB, called(name, id="rob", contact=by_hand()))


@pytest.mark.parametrize("name", ["Robert Hale", "Rob J Hale", "R. Hale", "Rob Hale-Smith"])
def test_a_name_written_longer_or_shorter_is_the_same_person_with_the_same_contact(name):
    assert same(ROB, called(name)), "id and postal address"
    assert same(ROB, called(name, id="rob", contact=by_hand(phone="+44 7700 900456")))
    assert not same(ROB, called(name, contact=by_hand())), "the id alone proves nothing"


@pytest.mark.parametrize("name", ["Kim Hale", "Kim Marsh", "Rob Hale junior", "Rob Dunn"])
def test_a_shared_mailbox_or_telephone_makes_nobody_of_two_people_one(name):
    mailed = replace(ROB, contact=an_email("the.marshes@post.example", phone="07700 900456"))
    assert not same(mailed, replace(mailed, name=name))


def test_who_bears_the_name_of_somebody_there_is_not_taken_for_another_by_a_contact():
    box = an_email("the.marshes@post.example")
    here = a_case(people=(a_person("mum", contact=box), called("R Hale", contact=box)))
    there = a_case(people=(a_person("mum"), called("Rob Hale", contact=box)))
    assert ids_of(here, there.person("dad"), there) == {"dad"}
    assert ids_of(here, there.person("mum"), there) == {"mum"}


@pytest.mark.parametrize("name", ["Robert Hale", "Bob Hale", "Robin Hayle", "Somebody Else"])
def test_the_same_id_or_a_word_of_the_name_leaves_a_doubt(name):
    here, there = a_case(people=(called(name, contact=by_hand()),)), a_case(people=(ROB,))
    assert [one.id for one in perhaps(here, ROB, there)] == ["dad"]
    assert list(perhaps(replace(here, not_here=frozenset({"dad"})), ROB, there)) == []


def test_nothing_is_in_doubt_about_another_father_or_somebody_who_is_in_both_files():
    goran = a_person("goran", name="Goran Moss", contact=an_email("goran@mail.example"))
    uncle = a_person("uncle", name="Max Hale", contact=by_hand())
    there = a_case(people=(ROB, uncle))
    assert list(perhaps(a_case(people=(goran, uncle)), ROB, there)) == []
    assert list(perhaps(a_case(people=(called("Mr Rob Hale", id="rob"), uncle)), ROB, there)) == []
    assert [one.id for one in perhaps(a_case(people=(uncle,)), ROB, a_case(people=(ROB,)))] == ["uncle"]
