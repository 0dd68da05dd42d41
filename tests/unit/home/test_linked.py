"""What one case keeps from somebody, the cases linked with it keep from the same person."""

from __future__ import annotations

from dataclasses import replace

from cin_docs.home.linked import OF_A_LINKED_CASE, apart, same, with_linked
from cin_docs.model.person import ProtectedKind
from cin_docs.testing.builders import (
    MUMS_ADDRESS,
    MUMS_PHONE,
    a_case,
    a_child,
    a_person,
    a_protection,
    an_email,
    by_hand,
    separated_parents,
)


def ava(*people, **changes):
    """The case of Leo's half-sister: his mum, a father of her own, and whoever else is named."""
    known = (
        a_person("ava", name="Ava Moss", contact=by_hand()),
        a_person("mum"),
        a_person("goran", name="Goran Moss", contact=an_email("goran@mail.example")),
    )
    return a_case(ref="MAR-2042", child=a_child(id="ava", name="Ava Moss"), people=(*known, *people), **changes)


ROB = a_person("dad")


def test_the_same_person_is_known_by_name_however_it_is_written_and_by_the_mailbox():
    assert same(ROB, replace(ROB, id="rob", name="rob  HALE"))
    assert same(ROB, replace(ROB, name="R. Hale", contact=an_email("Rob@Post.example"))) is False
    mailed = replace(ROB, contact=an_email("rob@post.example"))
    assert same(mailed, replace(ROB, name="R. Hale", contact=an_email("Rob@Post.example")))
    assert not same(ROB, a_person("mum"))


def test_a_value_kept_from_somebody_there_is_kept_from_them_here():
    case = with_linked(ava(replace(ROB, id="rob")), [separated_parents()])
    kept = {one.id: (one.of, one.value) for one in case.hidden_from("rob")}
    assert kept["mum.address"] == ("mum", MUMS_ADDRESS)
    assert kept["mum.phone"] == ("mum", MUMS_PHONE)
    # Leo is nobody of this case; his school is kept all the same.
    assert [of for id, (of, _) in kept.items() if id.endswith(".school")] == [OF_A_LINKED_CASE]
    assert case.hidden_from("mum") == case.hidden_from("goran") == ()


def test_nothing_is_kept_from_anybody_when_nobody_is_in_both_cases():
    assert with_linked(ava(), [separated_parents()]).protections == ()


def test_the_owner_is_never_kept_from_her_own_value():
    linked = a_case(protections=(a_protection(hidden_from=frozenset({"dad", "mum"})),))
    case = with_linked(ava(replace(ROB, id="rob")), [linked])
    assert [one.hidden_from for one in case.protections] == [{"rob"}]


def test_what_is_kept_here_already_is_not_kept_twice_and_ids_stay_unique():
    own = a_protection(hidden_from=frozenset({"rob"}))
    case = with_linked(ava(replace(ROB, id="rob"), protections=(own,)), [separated_parents()])
    assert [one.id for one in case.protections if one.kind is ProtectedKind.ADDRESS] == ["mum.address"]
    other = a_protection(value="1 Elsewhere Road, EM9 9ZZ", hidden_from=frozenset({"goran"}))
    case = with_linked(ava(replace(ROB, id="rob"), protections=(other,)), [separated_parents()])
    ids = [one.id for one in case.protections]
    assert len(set(ids)) == len(ids)
    assert MUMS_ADDRESS in [one.value for one in case.hidden_from("rob")]


def test_who_must_not_meet_or_know_of_whom_there_does_not_here_either():
    mum = a_person("mum", no_contact_with=frozenset({"dad"}), unknown_to=frozenset({"dad"}))
    linked = a_case(people=(mum, ROB, a_person("leo")))
    case = with_linked(ava(replace(ROB, id="rob")), [linked])
    assert (case.person("mum").no_contact_with, case.person("mum").unknown_to) == ({"rob"}, {"rob"})
    assert case.person("goran").no_contact_with == frozenset()


def test_who_is_not_around_every_child_is_apart():
    assert apart(ava(), [a_case()]) == {"ava", "goran"}
    assert apart(a_case(), [ava()]) == {one.id for one in a_case().people} - {"mum"}
    assert apart(a_case(), []) == frozenset()
    # Who reads mum's mailbox too is somebody else all the same.
    shares = a_person("goran", name="Goran Moss", contact=a_person("mum").contact)
    assert apart(replace(ava(), people=(a_person("mum"), shares)), [a_case()]) == {"goran"}
