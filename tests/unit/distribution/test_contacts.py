"""The ways to the people of a case: whose mailbox, who else reads there (W2-W4, W7, W8), and who is left in peace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cin_docs.distribution import contacts
from cin_docs.distribution.codes import CODES
from cin_docs.distribution.contacts import Known, checked
from cin_docs.model.finding import Severity
from cin_docs.model.person import Channel
from cin_docs.testing.builders import (
    MUMS_ADDRESS,
    a_case,
    a_person,
    an_email,
    by_hand,
    by_post,
    everyone,
    separated_parents,
)

KNOWN = Known(
    domains={
        "Eastmere Children's Services": ("council.test",),
        "Brook Lane Primary": ("school.test",),
        "Eastmere Health": ("health.test",),
        "Eastmere Homes": ("homes.test",),
    },
    sender="council.test",
)


def with_contacts(case: Any = None, **by_person: Any) -> Any:
    """The case with the contacts of some of its people changed."""
    case = case or separated_parents()
    people = tuple(replace(one, contact=by_person.get(one.id, one.contact)) for one in case.people)
    return replace(case, people=people)


def found(case: Any, known: Known = KNOWN) -> list[Any]:
    return list(checked(case, case.people, known=known))


def codes(case: Any, known: Known = KNOWN) -> set[tuple[str, str]]:
    """(code, person) of every finding."""
    return {(one.code, str(one.at[1])) for one in found(case, known)}


def test_a_case_with_everybody_at_home_is_clean():
    assert found(separated_parents()) == []
    assert found(a_case()) == []


# W2


@pytest.mark.parametrize(
    "address", ['"kim" <kim@post.example>', "k\u0456m@post.example", "kim@post", "a" * 65 + "@post.example"]
)
def test_an_address_that_mail_programs_read_in_two_ways_is_said_at_its_place(address):
    (one,) = found(with_contacts(mum=an_email(address)))
    assert (one.code, one.at, one.severity) == ("unsafe-address", ("people", "mum", "email"), Severity.BLOCKS)


@pytest.mark.parametrize("address", ["kim.marsh@post.example", "o'hara+leo@mail.example", "KIM@gmail.com"])
def test_a_plain_address_of_the_family_is_fine(address):
    assert found(with_contacts(mum=an_email(address))) == []


# W3


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("ruth.adeyemi@gmail.com", "personal-mailbox"),
        ("ruth.adeyemi@post.example", "personal-mailbox"),
        ("ruth.adeyemi@school.test", "other-domain"),
        ("ruth.adeyemi@mail.health.test", "other-domain"),
        ("ruth.adeyemi@somewhere.test", "other-domain"),
    ],
)
def test_a_professional_is_written_to_at_their_agency_only(address, code):
    assert codes(with_contacts(nurse=an_email(address))) == {(code, "nurse")}


def test_an_agency_is_known_however_its_name_is_spaced_and_its_domain_capitalised():
    case = with_contacts(nurse=an_email("ruth.adeyemi@HEALTH.test"))
    people = tuple(replace(one, agency="eastmere  health") if one.id == "nurse" else one for one in case.people)
    assert found(replace(case, people=people)) == []


def test_an_agency_that_no_directory_lists_stops_the_copy():
    case = separated_parents()
    people = tuple(replace(one, agency="Another School") if one.id == "sen_lead" else one for one in case.people)
    (one,) = found(replace(case, people=people))
    assert (one.code, one.at[1], one.severity) == ("agency-unlisted", "sen_lead", Severity.BLOCKS)


@pytest.mark.parametrize(("live", "severity"), [(False, Severity.ADVICE), (True, Severity.BLOCKS)])
def test_a_home_without_any_directory_is_advised_and_in_live_refused(live, severity):
    every = found(separated_parents(), Known(live=live))
    assert {one.code for one in every} == {"agency-unlisted"}
    assert {one.severity for one in every} == {severity}


def test_a_family_member_in_an_agencys_mailbox_is_advised_not_stopped():
    (one,) = found(with_contacts(mum=an_email("kim.marsh@health.test")))
    assert (one.code, one.severity, one.at) == ("family-at-agency", Severity.ADVICE, ("people", "mum", "email"))


# W4


@pytest.mark.parametrize(
    ("person", "address"),
    [
        ("mum", "kim.marsh@gmial.com"),
        ("mum", "kim.marsh@gmail.con"),
        ("mum", "kim.marsh@counci1.test"),
        ("nurse", "ruth.adeyemi@heatlh.test"),
        ("nurse", "ruth.adeyemi@health.test.uk"),
    ],
)
def test_a_domain_that_nearly_is_a_known_one_stops_the_copy(person, address):
    assert codes(with_contacts(**{person: an_email(address)})) == {("look-alike-domain", person)}


def test_a_domain_of_ones_own_is_no_look_alike():
    assert found(with_contacts(mum=an_email("kim@marsh-family.test"))) == []


def test_a_look_alike_that_the_directory_lists_is_known():
    known = replace(KNOWN, domains={**KNOWN.domains, "Gmial": ("gmial.com",)})
    assert codes(with_contacts(mum=an_email("kim@gmial.com")), known) == {("family-at-agency", "mum")}


# W7


def test_two_of_the_family_with_one_mailbox_are_stopped_both():
    case = with_contacts(a_case(), mum=an_email("home@post.example"), gran=an_email("Home+gran@post.example"))
    assert codes(case) == {("address-of-two", "mum"), ("address-of-two", "gran")}


def test_two_of_the_family_with_one_letter_box_are_stopped():
    case = with_contacts(a_case(), mum=by_post("2 Quay St, Eastmere, EM1 1AB"))
    assert codes(case) == {("address-of-two", "mum"), ("address-of-two", "gran")}


@pytest.mark.parametrize(("who", "other"), [("mum", "gran"), ("gran", "mum")])
def test_who_declares_it_at_either_end_may_share(who, other):
    contact = {
        "mum": by_post("2 Quay Street\nEastmere\nEM1 1AB"),
        "gran": by_post("2 Quay Street\nEastmere\nEM1 1AB"),
    }
    contact[who] = replace(contact[who], shared_with=frozenset({other}))
    assert found(with_contacts(a_case(), **contact)) == []


def test_the_house_where_somebody_lives_who_is_sent_nothing_there_is_no_matter():
    mum = replace(an_email(), address="2 Quay Street\nEastmere\nEM1 1AB")
    assert found(with_contacts(a_case(), mum=mum)) == []


def test_professionals_share_an_office_mailbox():
    case = with_contacts(dana=an_email("duty@council.test"), tom=an_email("duty@council.test"))
    assert found(case) == []


def test_a_family_member_and_a_professional_never_share_unsaid():
    case = with_contacts(a_case(), mum=an_email("office@school.test"), sen_lead=an_email("office@school.test"))
    assert ("address-of-two", "mum") in codes(case)


def test_an_address_of_another_family_is_stopped_and_nobody_hears_whose_it_is():
    known = replace(KNOWN, elsewhere=lambda contact: contact.email == "kim.marsh@post.example")
    (one,) = found(separated_parents(), known)
    assert (one.code, one.at) == ("address-in-other-case", ("people", "mum", "email"))
    assert "MAR" not in one.sentence + one.remedy


def test_a_school_nurse_of_many_cases_is_fine():
    known = replace(KNOWN, elsewhere=lambda contact: bool(contact.email and contact.email.endswith(".test")))
    assert found(separated_parents(), known) == []


# W8


def test_a_new_address_is_not_sent_to_the_old_shared_mailbox():
    """The failure this is named for: both once read family@post.example, and dad still does."""
    shared = replace(an_email("family@post.example"), shared_with=frozenset({"dad"}))
    assert ("shared-with-kept-apart", "mum") in codes(with_contacts(mum=shared))


def test_mums_letter_does_not_go_to_the_house_where_dad_lives():
    case = with_contacts(mum=by_post("4 Mill Row, Eastmere, EM1 4TT"))
    assert ("shared-with-kept-apart", "mum") in codes(case)


def test_nor_when_dad_gets_his_own_by_another_way():
    dad = replace(an_email("rob.hale@mail.example"), address="4 Mill Row\nEastmere\nEM1 4TT")
    case = with_contacts(mum=by_post("4 Mill Row, EM1 4TT"), dad=dad)
    assert codes(case) == {("shared-with-kept-apart", "mum")}


def test_declaring_it_does_not_make_it_safe():
    dad = replace(by_post("4 Mill Row\nEastmere\nEM1 4TT"), shared_with=frozenset({"mum"}))
    case = with_contacts(mum=by_post("4 Mill Row\nEastmere\nEM1 4TT"), dad=dad)
    assert {one.code for one in found(case)} == {"shared-with-kept-apart"}


def test_who_knows_of_a_worker_does_not_read_with_somebody_who_must_not():
    people = tuple(replace(one, unknown_to=frozenset({"gran"})) if one.id == "nurse" else one for one in everyone())
    shared = replace(by_post("2 Quay Street\nEM1 1AB"), shared_with=frozenset({"gran"}))
    assert ("shared-with-kept-apart", "mum") in codes(with_contacts(a_case(people=people), mum=shared))


def test_the_protected_mother_gets_hers_at_her_own_address_by_every_way():
    for contact in (an_email(), by_post(MUMS_ADDRESS), by_hand()):
        assert found(with_contacts(mum=contact)) == []


def test_a_worker_whom_dad_must_not_know_hands_him_nothing():
    people = tuple(replace(one, unknown_to=frozenset({"dad"})) if one.id == "nurse" else one for one in everyone())
    case = a_case(people=people)
    assert codes(with_contacts(case, dad=by_hand("nurse"))) == {("worker-unknown", "dad")}
    assert found(with_contacts(case, dad=by_hand("dana"))) == []
    assert found(with_contacts(case, mum=by_hand("nurse"))) == []


def test_nor_does_one_with_whom_he_must_have_no_contact():
    people = tuple(replace(one, no_contact_with=frozenset({"nurse"})) if one.id == "dad" else one for one in everyone())
    case = a_case(people=people)
    assert codes(with_contacts(case, dad=by_hand("nurse"))) == {("worker-no-contact", "dad")}
    assert found(with_contacts(case, dad=by_hand("dana"))) == []
    assert found(with_contacts(case, mum=by_hand("nurse"))) == []


# Who is asked about, and how it is said


@pytest.mark.parametrize(
    "contact", [replace(an_email("kim@gmial.com"), safe=False), replace(an_email(), channel=Channel.NONE)]
)
def test_a_contact_that_is_not_used_is_passed_over(contact):
    assert found(with_contacts(mum=contact)) == []


def test_only_those_asked_about_are_judged():
    case = with_contacts(mum=an_email("kim@gmial.com"))
    assert checked(case, [a_person("gran")], known=KNOWN) == ()


def test_no_finding_holds_a_value():
    cases = [
        with_contacts(mum=an_email("kim@gmial.com"), nurse=an_email("ruth@post.example")),
        with_contacts(mum=by_post("4 Mill Row, Eastmere, EM1 4TT"), sen_lead=an_email("amy@other.test")),
    ]
    for one in (one for case in cases for one in found(case)):
        assert not any(value in one.sentence + one.remedy for value in ("gmial", "Mill", "@post", "Kim", "Brook"))
        assert one.sentence.endswith(".")
        assert one.remedy.endswith(".")


def test_every_code_has_a_page_and_belongs_to_a_guard():
    of_guards = {"unsafe-address"} | contacts.W3 | contacts.W4 | contacts.W7 | contacts.W8
    assert {code for code in of_guards if CODES[code].severity is not Severity.BLOCKS} == set()
