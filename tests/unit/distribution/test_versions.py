"""Whom a submission makes copies for, given what was made before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.distribution.machine import ENDED, GIVES_WAY
from cin_docs.distribution.recipients import recipients
from cin_docs.distribution.versions import NO_LONGER, Version, version
from cin_docs.model.delivery import State
from cin_docs.model.document import DocumentKind
from cin_docs.model.finding import Finding
from cin_docs.testing.builders import a_case, a_meeting
from cin_docs.testing.deliveries import a_dispatch, an_obligation

PEOPLE = recipients(a_meeting(), a_case())
NAMES = [one.person.id for one in PEOPLE]
OWED = tuple(an_obligation(name) for name in NAMES)


def versioned(*before, owed=OWED, known=OWED, people=PEOPLE, same=True):
    return version(people, owed, known, before, same_notes=lambda: same)


def made(*before, **changes) -> Version:
    found = versioned(*before, **changes)
    assert isinstance(found, Version)
    return found


def of(found: Version) -> list[str]:
    return [one.person.id for one in found.people]


def everybody(state: State, **others: State):
    return tuple(a_dispatch(name, others.get(name, state)) for name in NAMES)


@pytest.mark.parametrize("same", [True, False], ids=["the same notes", "changed notes"])
@pytest.mark.parametrize("state", sorted(GIVES_WAY))
def test_while_nothing_has_left_everybody_gets_new_copies_and_nothing_is_kept(state, same):
    found = made(*everybody(state), same=same)
    assert (of(found), found.keep, found.owed, found.standing) == (NAMES, frozenset(), OWED, ())


@pytest.mark.parametrize("state", sorted(set(State) - GIVES_WAY))
def test_changed_notes_are_refused_as_soon_as_one_copy_has_left(state):
    found = versioned(*everybody(State.DRAFT, mum=state), same=False)
    assert isinstance(found, Finding)
    assert found.code == "already-sent"
    assert a_dispatch("mum").id in found.sentence


@pytest.mark.parametrize("state", sorted(ENDED))
def test_the_same_notes_are_made_again_for_whom_nothing_reached(state):
    before = everybody(State.ACCEPTED, dad=state)
    found = made(*before)
    assert of(found) == ["dad"]
    assert [one.person for one in found.owed] == ["dad"]
    assert found.standing == tuple(sorted(set(NAMES) - {"dad"}))
    replaced = {one.id for one in before} - found.keep
    assert replaced == ({a_dispatch("dad").id} if state is State.HELD else set())


@pytest.mark.parametrize("state", sorted(set(State) - ENDED - {State.DRAFT}))
def test_whoever_has_one_or_may_get_one_yet_gets_no_second(state):
    found = versioned(*everybody(State.ACCEPTED, dad=state))
    assert isinstance(found, Finding)
    assert found.code == "nothing-to-make"


def test_one_good_dispatch_is_enough_whatever_became_of_the_others():
    before = (*everybody(State.ACCEPTED, dad=State.FAILED), a_dispatch("dad", State.POSTED, version=2))
    assert versioned(*before).code == "nothing-to-make"


def test_somebody_new_in_the_case_file_gets_copies_too():
    before = tuple(one for one in everybody(State.ACCEPTED) if one.person != "gran")
    assert of(made(*before)) == ["gran"]


def test_what_is_held_for_somebody_who_gets_no_copy_any_more_stays_held():
    before = everybody(State.ACCEPTED, dad=State.HELD, mum=State.FAILED)
    found = made(*before, people=tuple(one for one in PEOPLE if one.person.id != "dad"))
    assert of(found) == ["mum"]
    assert a_dispatch("dad").id in found.keep


def test_what_was_owed_and_is_not_any_more_is_excused_but_not_twice_nor_of_those_whose_copies_stand():
    minutes = an_obligation("dad", DocumentKind.MINUTES)
    excused = an_obligation("gran", DocumentKind.MINUTES, excused_because="Asked for none.")
    known = (*OWED, minutes, excused)
    (dropped,) = made(*everybody(State.DRAFT), known=known).dropped
    assert (dropped.id, dropped.excused_because) == (minutes.id, NO_LONGER)
    assert made(*everybody(State.ACCEPTED, mum=State.FAILED), known=known).dropped == ()
    assert [one.id for one in made(*everybody(State.ACCEPTED, dad=State.FAILED), known=known).dropped] == [minutes.id]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(tuple(State)), st.integers(1, 4)), max_size=20))
def test_whatever_was_made_before_nobody_gets_a_second_copy_and_no_draft_is_left_over(made_before):
    before = tuple({(p, v): a_dispatch(p, state, version=v) for p, state, v in made_before}.values())
    found = versioned(*before)
    if isinstance(found, Finding):
        assert found.code == "nothing-to-make"
        return
    standing = {one for one in before if one.id in found.keep}
    assert not {one.state for one in standing} & {State.DRAFT}
    assert {one.state for one in before if one.id not in found.keep} <= GIVES_WAY
    for one in standing:
        assert one.person not in of(found) or one.state in ENDED
