"""Who gets a copy, of what, by which way: everybody who is owed one, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.distribution.recipients import recipients
from cin_docs.model.document import DocumentKind, Format
from cin_docs.model.meeting import Kind
from cin_docs.model.person import Channel, Contact
from cin_docs.procedure.obligations import entitled
from cin_docs.testing.builders import MUMS_ADDRESS, MUMS_EMAIL, a_case, a_meeting, everyone, separated_parents

PLAN, MINUTES = DocumentKind.PLAN, DocumentKind.MINUTES


def case_with(id: str, **changes):
    """Leo's case with one person changed."""
    return a_case(people=tuple(replace(one, **changes) if one.id == id else one for one in everyone()))


def of(id: str, case=None, meeting=None):
    found = [one for one in recipients(meeting or a_meeting(), case or a_case()) if one.person.id == id]
    return found[0] if found else None


def test_everybody_of_the_case_is_written_to_in_the_files_order_but_who_wants_nothing():
    assert [one.person.id for one in recipients(a_meeting(), a_case())] == [
        "leo", "mum", "dad", "gran", "dana", "tom", "sen_lead", "nurse", "housing",
    ]  # fmt: skip


def test_absence_from_the_meeting_takes_no_copy_away():
    assert of("dad", meeting=a_meeting(present=("mum", "dana"))).documents == (PLAN, MINUTES)


def test_each_has_the_documents_of_the_case_file():
    assert of("leo").documents == (PLAN,)
    assert of("mum").documents == (PLAN, MINUTES)


def test_only_who_was_excused_in_advance_is_left_out():
    assert of("priya") is None
    assert of("dad", meeting=a_meeting(no_copy={"dad": "He asked not to have one."})) is None


def test_somebody_named_in_the_notes_gets_a_copy_too():
    assert of("priya", meeting=a_meeting(also_copy=("priya",))).documents == (PLAN, MINUTES)


def test_the_family_is_not_written_to_about_a_strategy_meeting():
    strategy = a_meeting(kind=Kind.STRATEGY, number=1, also_copy=())
    assert {one.person.id for one in recipients(strategy, a_case())} & {"leo", "mum", "dad", "gran"} == set()


@pytest.mark.parametrize(
    ("id", "channel", "address", "owner"),
    [
        ("mum", Channel.EMAIL, MUMS_EMAIL, None),
        ("gran", Channel.POST, "2 Quay Street\nEastmere\nEM1 1AB", None),
        ("leo", Channel.HAND, "dana", "dana"),
    ],
)
def test_a_copy_goes_by_the_way_the_case_file_names(id, channel, address, owner):
    found = of(id)
    assert (found.channel, found.address, found.owner, found.contact) == (
        channel,
        address,
        owner,
        f"{id}/{channel.value}",
    )
    assert f"by {channel.value}" in found.because


@pytest.mark.parametrize(
    ("contact", "why"),
    [
        (Contact(channel=Channel.NONE), "no contact is known"),
        (Contact(channel=Channel.EMAIL, email=MUMS_EMAIL, safe=False), "not safe"),
        (Contact(channel=Channel.EMAIL), "gives no email contact"),
        (Contact(channel=Channel.EMAIL, address=MUMS_ADDRESS), "gives no email contact"),
        (Contact(channel=Channel.POST, email=MUMS_EMAIL), "gives no post contact"),
        (Contact(channel=Channel.HAND), "gives no hand contact"),
    ],
)
def test_nobody_is_dropped_who_cannot_be_reached_the_lead_practitioner_owns_it(contact, why):
    found = of("mum", case_with("mum", contact=contact))
    assert (found.channel, found.address, found.owner) == (Channel.NONE, "dana", "dana")
    assert found.documents == (PLAN, MINUTES)
    assert why in found.because
    assert MUMS_EMAIL not in found.because
    assert "Heron" not in found.because


def test_an_unsafe_contact_is_never_used_even_when_it_is_the_only_one():
    unsafe = Contact(channel=Channel.POST, address=MUMS_ADDRESS, email=MUMS_EMAIL, safe=False)
    assert of("mum", case_with("mum", contact=unsafe)).address == "dana"


def test_a_contact_nobody_asked_about_is_used():
    assert of("mum", case_with("mum", contact=Contact(channel=Channel.EMAIL, email=MUMS_EMAIL))).address == MUMS_EMAIL


def test_the_protected_parent_is_written_to_at_her_own_address():
    """A guard or a redaction must never stop delivery to the protected person herself."""
    assert of("mum", separated_parents()).address == MUMS_EMAIL


def test_the_plan_comes_as_a_word_file_too_for_those_whose_needs_say_so():
    found = of("mum", case_with("mum", word=True))
    assert found.formats(PLAN) == (Format.PDF, Format.DOCX)
    assert found.formats(MINUTES) == (Format.PDF,)
    assert of("dad").formats(PLAN) == (Format.PDF,)


@given(st.sets(st.sampled_from([person.id for person in everyone()])), st.sampled_from(Channel))
def test_recipients_and_the_excused_are_always_everybody(refused, channel):
    """Nobody falls between: each person of the case is written to or listed with the reason why not."""
    people = tuple(replace(one, contact=Contact(channel=channel)) for one in everyone())
    case = a_case(people=people)
    meeting = a_meeting(no_copy=dict.fromkeys(refused, "declined"))
    written = {one.person.id for one in recipients(meeting, case)}
    excused = {one.person for one in entitled(meeting, case) if one.excused_because}
    assert written | excused == {person.id for person in everyone()}
    assert written & excused == set()
    assert all(one.address for one in recipients(meeting, case))
