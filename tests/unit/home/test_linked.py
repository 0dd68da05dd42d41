"""What one case keeps from somebody, the cases linked with it keep from the same person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cin_docs.distribution.contacts import Known, checked
from cin_docs.home.casefiles import load_case
from cin_docs.home.folder import read_home
from cin_docs.home.linked import OF_A_LINKED_CASE, apart, family, mentions, same, unclear, with_linked
from cin_docs.model.person import ProtectedKind
from cin_docs.settings import read_settings
from cin_docs.testing.builders import (
    MUMS_ADDRESS,
    MUMS_PHONE,
    a_case,
    a_child,
    a_person,
    a_protection,
    an_email,
    by_hand,
    by_post,
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


def test_the_owners_newer_address_and_telephone_here_are_kept_too():
    mum = a_person("mum", contact=an_email(address="9 New Street\nEastmere\nEM7 7ZZ", phone="07700 900999"))
    known = (a_person("ava", name="Ava Moss"), mum, replace(ROB, id="rob"))
    case = with_linked(
        a_case(ref="MAR-2042", child=a_child(id="ava", name="Ava Moss"), people=known), [separated_parents()]
    )
    kept = {one.value for one in case.hidden_from("rob")}
    assert {MUMS_ADDRESS, "9 New Street\nEastmere\nEM7 7ZZ", "07700 900999"} <= kept
    assert case.hidden_from("mum") == (), "her own copy is whole"


def test_where_the_father_still_lives_himself_is_not_kept_from_him():
    stays = replace(ROB, id="rob", contact=a_person("mum").contact)
    case = with_linked(ava(stays), [a_case(protections=(a_protection(value="1 Far Road, EM9 9ZZ"),))])
    assert [one.value for one in case.hidden_from("rob")] == ["1 Far Road, EM9 9ZZ"]


def test_the_agency_of_a_worker_who_is_unknown_there_gives_nobody_away_here():
    worker = replace(a_person("nurse"), id="idva", name="Nadia Okoro", agency="Harbour Refuge")
    linked = a_case(people=(*a_case().people, replace(worker, unknown_to=frozenset({"dad"}))))
    case = with_linked(ava(replace(ROB, id="rob"), replace(worker, agency="Harbour Lights")), [linked])
    assert {"Nadia Okoro", "Harbour Lights"} <= {one.value for one in case.hidden_from("rob")}
    assert case.hidden_from("mum") == ()


@pytest.mark.parametrize("contact", [by_post("4 Mill Row, Eastmere EM1 4TT"), an_email("Rob@post.example")])
@pytest.mark.parametrize("here", [True, False])
def test_nothing_goes_where_the_linked_case_has_the_one_who_is_kept_away(contact, here):
    lives = replace(ROB, contact=an_email("rob@post.example", address="4 Mill Row\nEastmere\nEM1 4TT"))
    father = (replace(ROB, id="rob", contact=by_hand()),) if here else ()
    linked = separated_parents()
    linked = replace(linked, people=tuple(lives if one.id == "dad" else one for one in linked.people))
    case = ava(*father)
    moved = tuple(replace(one, contact=contact) if one.id == "mum" else one for one in case.people)
    found = checked(with_linked(replace(case, people=moved), [linked]), [moved[1]], known=Known())
    assert [one.code for one in found] == ["shared-with-kept-apart"]
    assert checked(with_linked(case, [linked]), [case.people[1]], known=Known()) == (), "her own mailbox is hers"


FILE = """\
case: {ref}
child: {{id: {child}, name: {name}, born: 2016-02-01, team: North}}
lead practitioner: dana
manager: tom
{links}people:
  {child}: {{receives: none, because: Too young.}}
  mum: {{name: Kim Marsh, is: mother, receives: none, because: Asked for none.}}
  dad: {{name: {dad}, is: father, receives: none, because: Asked for none.}}
  dana: {{name: Dana Cole, is: social worker, agency: Council, receives: none, because: Hers.}}
  tom: {{name: Tom Ashe, is: team manager, agency: Council, receives: none, because: Reads the record.}}
"""
KEPT = 'protected:\n  - {of: mum, kind: address, value: "14 Heron Court, EM4 2QT", from: [dad], because: Order}\n'


@pytest.fixture
def pair(tmp_path):
    (tmp_path / "cin.yaml").write_text(
        "authority: Eastmere\nnation: ENG\nmode: trial\nsender: cin@eastmere.example\n"
        "staff:\n  dana: {name: Dana Cole, account: dcole}\n"
    )

    def make(here="", there="", *, dad="Rob Hale", more=""):
        for ref, child, links, name, end in (
            ("MAR-2041", "leo", here, dad, ""),
            ("MAR-2042", "ava", there, "Rob Hale", KEPT + more),
        ):
            folder = tmp_path / "cases" / ref
            folder.mkdir(parents=True, exist_ok=True)
            text = FILE.format(ref=ref, child=child, name=f"{child.title()} Marsh", links=links, dad=name)
            (folder / "case.yaml").write_text(text + end)
        return tmp_path

    return make


def of(folder):
    home = read_home(read_settings(folder, {}))
    case = load_case(home, "MAR-2041").value
    assert case is not None
    kin = family(home, case, mentions(home))
    return kin, unclear(home, case, kin.cases.values())


HERE, THERE = "linked cases: [MAR-2042]\n", "linked cases: [MAR-2041]\n"


@pytest.mark.parametrize(("here", "there"), [(HERE, ""), ("", THERE), (HERE, THERE)])
def test_a_link_at_either_end_is_one_and_blocks_nothing(pair, here, there):
    kin, doubts = of(pair(here, there))
    assert (list(kin.cases), kin.findings, doubts) == (["MAR-2042"], (), ())


@pytest.mark.parametrize("more", ["\tbroken: [\n", "  - {of: mum, kind: adress, value: x, from: [dad], because: y}\n"])
@pytest.mark.parametrize(("here", "there"), [(HERE, ""), ("", THERE)])
def test_a_mistake_in_the_linked_file_blocks_whichever_end_names_the_other(pair, here, there, more):
    kin, _ = of(pair(here, there, more=more))
    assert [one.code for one in kin.findings] == ["linked-case-unreadable"]
    assert "Heron" not in kin.findings[0].sentence + kin.findings[0].remedy


@pytest.mark.parametrize("ref", ["mar-2042", "MAR 2042", "MAR-2024"])
def test_a_link_that_leads_nowhere_blocks_at_its_place_and_names_the_nearest(pair, ref):
    (found,) = of(pair(f"linked cases: [{ref}]\n"))[0].findings
    assert (found.code, found.place.line) == ("linked-case-unreadable", 5)
    assert "Did you mean `MAR-2042`?" in found.remedy


def test_a_link_that_is_written_wrongly_at_the_other_end_is_one_all_the_same(pair):
    kin, _ = of(pair("", "linked cases: [mar-2041]\n"))
    assert list(kin.cases) == ["MAR-2042"]
    assert [one.place.file for one in kin.findings] == ["cases/MAR-2042/case.yaml"]


def test_a_case_that_only_was_there_blocks(pair):
    folder = pair(HERE)
    (folder / "cases" / "MAR-2042").rename(folder / "archived")
    assert [one.code for one in of(folder)[0].findings] == ["linked-case-unreadable"]


def test_who_may_be_the_one_who_is_kept_away_there_blocks_until_it_is_settled(pair):
    _, (doubt,) = of(pair(HERE, dad="Robert Hale"))
    assert (doubt.code, doubt.at, doubt.place.line) == ("linked-person-unclear", ("people", "dad", "name"), 9)
    assert of(pair(HERE + "not here: [dad]\n", dad="Bert Dunn"))[1] == ()
    assert of(pair(HERE, dad="Mr Rob Hale"))[1] == ()
