"""The keys of a case file and of the agencies directory, version 1."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from cin_docs.capture.form import Form, Pairs, Words, key, pairs, some


class ServiceForm(Form):
    """A service that the child or family receives."""

    what: str = key("what is provided", "Breakfast club", needed=True)
    when: str = key("when or how often", "every school day", needed=True)


class ReachedForm(Form):
    """Who somebody is and how their copy travels: what case file and agencies directory have in common."""

    name: str | None = key("the full name, as printed", "Kim Marsh")
    is_: str | None = key("the relationship or role, as printed", "mother")
    by: str | None = key("how the copy travels: email, post, hand or none", "email")
    email: str | None = key("the e-mail address", "kim.marsh@post.example")
    address: str | None = key("the postal address", '"4 Mill Row\\nEastmere\\nEM1 4TT"')
    phone: str | None = key("the telephone number", '"07700 900123"')
    via: str | None = key("the worker who hands the copy over", "dana")
    safe: str | None = key("whether the person said that this contact is safe to use", "yes")
    language: str | None = key("the language the person reads, as a tag", "ur")
    interpreter: str | None = key("whether an interpreter is needed", "yes")
    large_print: str | None = key("whether the copy is in large print", "yes")
    word: str | None = key("whether a Word file is needed beside the PDF", "yes")
    provides: list[ServiceForm] = some("what this person provides, and when", "[{what: Visits, when: weekly}]")


class PersonForm(ReachedForm):
    """A person around the child."""

    from_: str | None = key("agencies, for a professional kept in the agencies directory", "agencies")
    agency: str | None = key("the agency a professional works for", "Brook Lane Primary")
    side: str | None = key("family or professional, where it is not clear from agency", "family")
    parental_responsibility: str | None = key("whether the person has parental responsibility", "yes")
    no_contact_with: Words = some("people whom this person must have no contact with", "[mum]")
    attends: str | None = key("interpreter, advocate or observer: there, and gets no copy", "interpreter")
    unknown_to: Words = some("people who must not learn that this person is around the child", "[dad]")
    also: str | None = key("what a worker is to the child besides", "aunt")
    translated: str | None = key("whether each copy needs a translation beside it", "yes")
    in_prison: str | None = key("whether the person is in prison", "yes")
    no_fixed_address: str | None = key("whether the person has no fixed address", "yes")
    shares_with: Words = some("people who read this person's mailbox or letter box too", "[gran]")
    receives: Words | None = key("plan, minutes, or none", "[plan, minutes]")
    because: str | None = key("why the person receives nothing", "Asked not to have one.")


class ChildForm(Form):
    """The child of the case."""

    id: str = key("the child's short id", "leo", needed=True)
    name: str = key("the child's full name", "Leo Marsh", needed=True)
    born: str | None = key("the date of birth", "2018-05-04")
    expected: str | None = key("the expected date of birth of an unborn child", "2027-02-14")
    school: str | None = key("the school or nursery", "Brook Lane Primary")
    language: str | None = key("the language the child reads, as a tag", "en")
    level: str | None = key("the level of need", "2")
    team: str = key("the team that holds the case", "North", needed=True)
    pathway: str | None = key("the pathway", "child in need")


class ProtectedForm(Form):
    """Something of one person that must never reach certain others."""

    id: str | None = key("how findings name it; left out, made from `of` and `kind`", "mum.address")
    of: str = key("whose it is", "mum", needed=True)
    kind: str = key("address, postcode, phone, email, school, workplace, name or other", "address", needed=True)
    value: str | None = key("the value; left out, the person's own in this file", '"14 Heron Court"')
    from_: Words = key("who must never get it", "[dad]", needed=True)
    because: str = key("why", "Non-molestation order of 3 March 2026", needed=True)


class VisitForm(Form):
    """A visit made to the child."""

    on: str = key("the day of the visit", "2026-10-02", needed=True)
    by: str = key("who visited", "dana", needed=True)
    seen: str = key("whether the child was seen", "yes", needed=True)
    alone: str | None = key("whether the child was seen alone", "yes")


class CaseForm(Form):
    """A whole case file."""

    case: str = key("the case's reference", "MAR-2041", needed=True)
    standard: str | None = key("the procedure the case is judged by; left out, the one in cin.yaml", "ten-point")
    child: ChildForm = key("the child", "{id: leo, name: Leo Marsh, ...}", needed=True)
    lead_practitioner: str = key("the lead practitioner's id", "dana", needed=True)
    manager: str = key("the manager's id", "tom", needed=True)
    people: dict[str, PersonForm] = key("everybody around the child, by id", "mum: {name: ...}", needed=True)
    protected: Annotated[list[ProtectedForm], BeforeValidator(lambda value: value or [])] = some(
        "what is kept from whom", "- {of: mum, kind: address, from: [dad], because: ...}"
    )
    anchors: Pairs = pairs("the dates that start clocks", "{assessment completed: 2026-09-01}")
    linked_cases: Words = some("references of brothers and sisters", "[MAR-2042]")
    not_here: Words = some("ids of people of linked cases who are nobody of this case", "[dad]")
    visits: Annotated[list[VisitForm], BeforeValidator(lambda value: value or [])] = some(
        "the visits made to the child", "- {on: 2026-10-02, by: dana, seen: yes}"
    )


class AgencyForm(Form):
    """One agency with its people."""

    domains: Words = some("the e-mail domains that are the agency's", "[school.test]")
    people: dict[str, ReachedForm] = key("its people, by id", "sen_lead: {name: ...}", needed=True)


class AgenciesForm(Form):
    """A whole agencies directory."""

    agencies: dict[str, AgencyForm] = key("the agencies, by name", "Brook Lane Primary: {people: ...}", needed=True)
