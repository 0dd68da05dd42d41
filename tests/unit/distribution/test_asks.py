"""What the approver has to tick: names that do not fit, contacts that are new, lists that differ, other families."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cin_docs.distribution.asks import Before, asks, before
from cin_docs.distribution.manifest import keyed_hash
from cin_docs.distribution.recipients import recipients
from cin_docs.documents.neighbours import Stranger
from cin_docs.model.delivery import State
from cin_docs.model.person import Attends
from cin_docs.testing.builders import a_case, a_meeting, a_person, an_email, everyone, separated_parents
from cin_docs.testing.deliveries import (
    a_copy,
    a_dispatch,
    a_manifest,
    a_moment,
    a_record,
    an_approved_manifest,
    an_obligation,
)
from cin_docs.testing.ledgers import a_ledger

KEY = bytes(range(32))
DOMAINS = {
    "Eastmere Children's Services": ("council.test",),
    "Brook Lane Primary": ("school.test",),
    "Eastmere Health": ("health.test",),
    "Eastmere Homes": ("homes.test",),
}


def everybody_there(**changes: Any) -> Any:
    """The second review with everybody accounted for."""
    there = ("mum", "leo", "dana", "sen_lead", "nurse", "tom")
    return a_meeting(**{"present": there, "also_copy": (), **changes})


def lines(meeting: Any = None, case: Any = None, *, before: Before | None = None, **more: Any) -> dict[str, Any]:
    """The asks by id."""
    meeting, case = meeting or everybody_there(), case or separated_parents()
    people = recipients(meeting, case)
    made = [a_dispatch(one.person.id, channel=one.channel, contact=one.contact) for one in people]
    hashes = {one.person.id: hashed(one) for one in people}
    rows = [replace(row, address_hmac=hashes[row.person]) for row in a_manifest(tuple(made)).rows]
    known = as_last_time(meeting, case) if before is None else before
    found = asks(meeting, case, people, rows, before=known, **{"domains": DOMAINS, **more})
    assert len({one.id for one in found}) == len(found)
    return {one.id: one for one in found}


def hashed(recipient: Any) -> str:
    return keyed_hash(KEY, recipient.channel.value, recipient.address)


def as_last_time(meeting: Any, case: Any) -> Before:
    """Everybody got a copy of the last meeting, where they get it now."""
    people = recipients(meeting, case)
    return Before(
        last={one.person.id: hashed(one) for one in people},
        people=frozenset(one.person.id for one in people),
        on=date(2026, 10, 8),
    )


def changed(id: str, **changes: Any) -> Any:
    return separated_parents(people=tuple(replace(one, **changes) if one.id == id else one for one in everyone()))


def test_a_meeting_like_the_last_one_asks_nothing():
    assert lines() == {}


# W5


@pytest.mark.parametrize("local", ["joe.tate", "office", "senco", "zq7", "a"])
def test_a_professionals_address_that_does_not_hold_their_name_is_asked_about(local):
    case = changed("sen_lead", contact=an_email(f"{local}@school.test"))
    assert list(lines(case=case)) == ["W5-sen_lead"]


@pytest.mark.parametrize("local", ["amy.reed", "areed", "reed.a", "AmyR", "reeda2", "ar", "ra"])
def test_an_address_that_holds_a_name_or_the_initials_is_not(local):
    if local in {"ar", "ra"}:
        local = f"{local}1"
    assert lines(case=changed("sen_lead", contact=an_email(f"{local}@school.test"))) == {}


def test_what_families_call_their_mailboxes_is_their_own_affair():
    assert lines(case=changed("mum", contact=an_email("sunshine1987@mail.example"))) == {}


# W6


def test_a_contact_that_changed_is_asked_about_with_who_entered_it():
    known = as_last_time(everybody_there(), separated_parents())
    known = replace(known, last={**known.last, "mum": "another"})
    (ask,) = lines(before=known, by="priya").values()
    assert (ask.id, ask.guard, ask.reasoned) == ("W6-mum", "W6", False)
    assert "mum" in ask.sentence
    assert "changed" in ask.sentence
    assert "priya" in ask.sentence
    assert ask.dispatch == a_dispatch("mum").id


def test_a_contact_first_seen_is_asked_about():
    known = as_last_time(everybody_there(), separated_parents())
    known = replace(known, last={id: value for id, value in known.last.items() if id != "dad"})
    (ask,) = lines(before=known).values()
    assert ask.id == "W6-dad"
    assert "first time" in ask.sentence


def test_who_submitted_a_contact_in_an_earlier_version_is_named():
    known = as_last_time(everybody_there(), separated_parents())
    entered = {known.last["mum"]: "sam"}
    known = replace(known, last={**known.last, "mum": "another"}, entered_by=entered)
    assert "sam" in lines(before=known, by="priya")["W6-mum"].sentence


def test_a_first_meeting_is_not_asked_about_contact_by_contact():
    assert lines(before=Before()) == {}


# W9


def test_a_professional_of_whom_the_notes_say_nothing_is_asked_about():
    (ask,) = lines(everybody_there(reports={})).values()
    assert (ask.id, ask.guard) == ("W9-housing", "W9")
    assert ask.dispatch == a_dispatch("housing").id


def test_somebody_who_was_there_and_gets_nothing_is_asked_about():
    case = changed("housing", receives=(), receives_nothing_because=None)
    asked = lines(everybody_there(present=("mum", "leo", "dana", "sen_lead", "nurse", "tom", "housing")), case)
    assert [(one.id, one.dispatch) for one in asked.values()] == [("W9-housing", None)]


def test_who_gets_nothing_for_a_reason_that_stands_there_is_not():
    there = ("mum", "leo", "dana", "sen_lead", "nurse", "tom", "priya", "housing")
    meeting = everybody_there(present=there, no_copy={"housing": "Asked not to have one."})
    assert lines(meeting, before=Before()) == {}


def test_an_interpreter_who_sat_there_is_not_asked_about():
    helper = a_person("nadia", name="Nadia Iqbal", attends=Attends.INTERPRETER, receives=())
    case = separated_parents(people=(*everyone(), helper))
    assert lines(everybody_there(present=(*everybody_there().present, "nadia")), case) == {}


def test_somebody_new_on_the_list_who_was_not_there_is_asked_about():
    known = as_last_time(everybody_there(), separated_parents())
    known = replace(known, people=known.people - {"gran"})
    assert list(lines(before=known)) == ["W9-gran"]
    assert lines(everybody_there(also_copy=("gran",)), before=known) == {}


def test_somebody_who_was_on_the_list_and_left_the_case_file_is_asked_about():
    known = as_last_time(everybody_there(), separated_parents())
    (ask,) = lines(before=replace(known, people=known.people | {"uncle"})).values()
    assert (ask.id, ask.dispatch) == ("W9-uncle", None)


def test_those_whose_copies_stand_as_they_are_are_not_left_out():
    """Gran's copy alone is made again for a corrected address: nothing is asked about the others."""
    meeting, case = everybody_there(), separated_parents()
    (gran,) = [one for one in recipients(meeting, case) if one.person.id == "gran"]
    row = replace(a_manifest((a_dispatch("gran"),)).rows[0], address_hmac=hashed(gran))
    assert asks(meeting, case, [gran], [row], before=as_last_time(meeting, case), domains=DOMAINS) == ()


# W3 and W11


def test_a_family_members_mailbox_at_an_agency_is_asked_about():
    asked = lines(case=changed("mum", contact=an_email("kim.marsh@health.test")))
    assert list(asked) == ["W3-mum"]


def test_another_familys_name_needs_a_reason_and_says_not_whose_it_is():
    stranger = Stranger(id="7K3F9Q", kind="name", where="the minutes")
    (ask,) = lines(strangers=[stranger]).values()
    assert (ask.id, ask.guard, ask.dispatch, ask.reasoned) == ("W11-7K3F9Q", "W11", None, True)
    assert "the minutes" in ask.sentence


def test_cases_that_nobody_could_look_into_are_asked_about_with_a_reason():
    (ask,) = lines(unread=2).values()
    assert (ask.id, ask.guard, ask.dispatch, ask.reasoned) == ("W11-unread", "W11", None, True)
    assert ask.sentence.startswith("2 other cases cannot be read")
    assert lines(unread=0) == {}


def test_no_line_holds_a_name_an_address_or_a_protected_value():
    known = Before(last={"mum": "x"}, people=frozenset({"uncle"}), on=date(2026, 10, 8))
    case = changed("sen_lead", contact=an_email("office@school.test"))
    for ask in lines(everybody_there(reports={}), case, before=known).values():
        assert not any(word in ask.sentence for word in ("Kim", "Marsh", "Amy", "Brook", "Heron", "@post", "office"))
        assert ask.sentence.endswith(".")


# What went out before, from a real ledger


def a_past(folder: Path, state: State, *, on: date = date(2026, 10, 8), label: str = "review-1") -> Any:
    """A ledger with one meeting of the case, whose copy for mum stands at `state`."""
    ledger = a_ledger(folder)
    meeting = f"MAR-2041/{on.isoformat()}-{label}"
    draft = a_dispatch("mum", meeting=meeting)
    manifest = a_manifest((draft,), (a_copy(draft),), meeting=meeting)
    record = a_record(id=meeting, on=on, label=label, manifest_digest=manifest.digest)
    owed = [an_obligation("mum", meeting=meeting)]
    ledger.submit(record, owed, manifest, [draft], [a_copy(draft)], {draft.id: "kim@post.example"}, a_moment("sam"))
    steps = {State.DRAFT: (), State.QUEUED: (State.QUEUED,), State.TO_HAND: (State.TO_HAND,)}.get(
        state, (State.QUEUED, State.SENDING_PRE, State.SENDING_DATA, state)
    )
    at = State.APPROVED
    if steps:
        ledger.approve(an_approved_manifest(manifest), a_moment())
    for to in steps:
        assert ledger.move(draft.id, at, to, a_moment())
        at = to
    return ledger, manifest


@pytest.mark.parametrize("state", [State.ACCEPTED, State.FAILED, State.UNCERTAIN])
def test_what_went_out_or_was_tried_is_last_time(state, tmp_path):
    ledger, manifest = a_past(tmp_path, state)
    found = before(ledger, a_case(), a_meeting())
    assert found.last == {"mum": manifest.rows[0].address_hmac}
    assert found.entered_by == {manifest.rows[0].address_hmac: "sam"}
    assert (found.people, found.on) == ({"mum"}, date(2026, 10, 8))
    assert not found.nothing
    ledger.close()


@pytest.mark.parametrize("state", [State.DRAFT, State.QUEUED])
def test_what_never_left_is_no_last_time(state, tmp_path):
    ledger, _ = a_past(tmp_path, state)
    assert before(ledger, a_case(), a_meeting()) == Before()
    ledger.close()


def test_another_case_is_none_of_this_ones_past(tmp_path):
    ledger, _ = a_past(tmp_path, State.ACCEPTED)
    assert before(ledger, a_case(ref="OKO-1187"), a_meeting()).nothing
    ledger.close()


def test_a_correction_knows_the_contacts_of_its_own_first_version_and_no_later_list(tmp_path):
    ledger, manifest = a_past(tmp_path, State.ACCEPTED, on=a_meeting().on, label="review-2")
    found = before(ledger, a_case(), a_meeting())
    assert found.last == {"mum": manifest.rows[0].address_hmac}
    assert found.on is None
    ledger.close()


def test_a_letter_that_came_back_and_was_laid_aside_was_sent_there_all_the_same(tmp_path):
    """Its dispatch stands as cancelled, but the address is not used for the first time."""
    ledger, manifest = a_past(tmp_path, State.TO_HAND)
    (item,) = ledger.dispatches()
    for at, to in (
        (State.TO_HAND, State.POSTED),
        (State.POSTED, State.RETURNED),
        (State.RETURNED, State.TO_HAND),
        (State.TO_HAND, State.CANCELLED),
    ):
        assert ledger.move(item.id, at, to, a_moment())
    found = before(ledger, a_case(), a_meeting())
    assert found.last == {"mum": manifest.rows[0].address_hmac}
    assert found.used == {"mum": {manifest.rows[0].address_hmac}}
    ledger.close()
