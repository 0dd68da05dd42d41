"""Whom a submission makes copies for, given what was made before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.distribution.machine import GIVES_WAY, MADE_AGAIN, UNSENT
from cin_docs.distribution.recipients import recipients
from cin_docs.distribution.versions import MAY_HAVE, NO_LONGER, Made, Past, Version, correction, version
from cin_docs.model.delivery import State
from cin_docs.model.document import DocumentKind
from cin_docs.model.finding import Finding
from cin_docs.testing.builders import a_case, a_meeting
from cin_docs.testing.deliveries import a_dispatch, an_obligation

PEOPLE = recipients(a_meeting(), a_case())
NAMES = [one.person.id for one in PEOPLE]
OWED = tuple(an_obligation(name) for name in NAMES)


def says(text: str) -> dict[DocumentKind, frozenset[str]]:
    return {DocumentKind.PLAN: frozenset({text})}


def a_past(*before, known=OWED, same=True, replaced=0, unchanged=()) -> Past:
    """The ledger with these dispatches; each was to discharge the plan, under the obligation of its own version."""
    made = [
        Made(
            dispatch=one,
            version=version_of(one),
            obligations=(obligation_of(one, replaced),),
            reads=says("now" if version_of(one) > replaced else "what was wrong"),
        )
        for one in before
    ]
    return Past(
        owed=known,
        made=made,
        replaced=replaced,
        same_notes=lambda: same,
        reads_now=lambda person: says("now" if same or person in unchanged else "nobody's yet"),
    )


def version_of(one) -> int:
    return int(one.id.split("/v")[1][0])


def obligation_of(one, replaced: int) -> str:
    first, number = an_obligation(one.person).id, int(one.id.split("/v")[1][0])
    return f"{first}/v{number}" if replaced and number > replaced else first


def versioned(*before, owed=OWED, known=OWED, people=PEOPLE, same=True, replaced=0):
    return version(people, owed, a_past(*before, known=known, same=same, replaced=replaced))


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
    kept = frozenset(one.id for one in everybody(state)) if state in {State.SUPERSEDED, State.CANCELLED} else set()
    assert (of(found), found.keep, found.owed, found.standing) == (NAMES, kept, OWED, ())
    assert (found.replaces, found.instead) == (None, {})


@pytest.mark.parametrize("state", sorted(set(State) - GIVES_WAY))
def test_changed_notes_are_refused_as_soon_as_one_copy_has_left(state):
    found = versioned(*everybody(State.DRAFT, mum=state), same=False)
    assert isinstance(found, Finding)
    assert found.code == "already-sent"
    assert a_dispatch("mum").id in found.sentence


@pytest.mark.parametrize("state", sorted(MADE_AGAIN))
def test_the_same_notes_are_made_again_for_whom_nothing_reached(state):
    before = everybody(State.ACCEPTED, dad=state)
    found = made(*before)
    assert of(found) == ["dad"]
    assert [one.person for one in found.owed] == ["dad"]
    assert found.standing == tuple(sorted(set(NAMES) - {"dad"}))
    replaced = {one.id for one in before} - found.keep
    assert replaced == ({a_dispatch("dad").id} if state is State.HELD else set())


@pytest.mark.parametrize("state", sorted(set(State) - MADE_AGAIN - {State.DRAFT}))
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
        assert one.person not in of(found) or one.state in MADE_AGAIN


# --- corrections ------------------------------------------------------------------------------------------------------


def corrected(*before, owed=OWED, known=OWED, same=False, replaced=0, unchanged=(), people=PEOPLE):
    number = 1 + max(int(one.id.split("/v")[1][0]) for one in before)
    again = lambda one: replace(one, id=f"{one.id}/v{number}")  # noqa: E731 - as the procedure makes it, but for the day
    past = a_past(*before, known=known, same=same, replaced=replaced, unchanged=unchanged)
    return correction(people, owed, past, again)


@pytest.mark.parametrize("state", sorted(MAY_HAVE))
def test_whoever_has_or_may_have_the_old_version_is_owed_the_new_one_besides(state):
    found = corrected(*everybody(state))
    assert [one.id for one in found.owed] == [f"{one.id}/v2" for one in OWED]
    assert (of(found), found.replaces, found.dropped) == (NAMES, 1, ())
    assert found.instead == {(name, DocumentKind.PLAN): 1 for name in NAMES}
    assert found.keep == {one.id for one in everybody(state)}


@pytest.mark.parametrize(
    "state", [State.FAILED, State.BOUNCED, State.RETURNED, State.MISDIRECTED, State.CANCELLED, *sorted(UNSENT)]
)
def test_who_never_had_it_gets_the_new_version_for_what_they_were_owed(state):
    found = corrected(*everybody(State.ACCEPTED, dad=state))
    ids = {one.person: one.id for one in found.owed}
    assert ids["dad"] == an_obligation("dad").id
    assert ids["mum"] == an_obligation("mum").id + "/v2"
    assert ("dad", DocumentKind.PLAN) not in found.instead
    assert (a_dispatch("dad").id in found.keep) is (state not in UNSENT)


@pytest.mark.parametrize("state", [State.SENDING_PRE, State.SENDING_DATA])
def test_while_a_copy_is_leaving_nothing_is_corrected(state):
    found = corrected(*everybody(State.ACCEPTED, dad=state))
    assert isinstance(found, Finding)
    assert found.code == "copy-is-leaving"
    assert a_dispatch("dad").id in found.sentence


def test_before_anything_has_left_there_is_nothing_to_correct():
    assert corrected(*everybody(State.APPROVED)).code == "nothing-to-correct"


def test_the_same_notes_and_case_correct_nothing():
    assert corrected(*everybody(State.ACCEPTED), same=True).code == "nothing-corrected"


def test_the_drafts_of_a_correction_are_made_anew_for_everybody_and_stay_replacements():
    second = tuple(a_dispatch(name, State.DRAFT, version=2) for name in NAMES)
    known = (*OWED, *(replace(one, id=f"{one.id}/v2") for one in OWED))
    found = made(*everybody(State.ACCEPTED), *second, known=known, replaced=1, same=False)
    assert [one.id for one in found.owed] == [f"{one.id}/v2" for one in OWED]
    assert (of(found), found.replaces, found.dropped) == (NAMES, 1, ())
    assert found.instead == {(name, DocumentKind.PLAN): 1 for name in NAMES}
    assert found.keep == {one.id for one in everybody(State.ACCEPTED)}


def test_a_corrected_copy_that_failed_is_made_again_for_the_same_replacement():
    states = {name: State.FAILED if name == "dad" else State.ACCEPTED for name in NAMES}
    second = tuple(a_dispatch(name, states[name], version=2) for name in NAMES)
    known = (*OWED, *(replace(one, id=f"{one.id}/v2") for one in OWED))
    found = made(*everybody(State.ACCEPTED), *second, known=known, replaced=1)
    assert ([one.id for one in found.owed], found.replaces) == ([an_obligation("dad").id + "/v2"], 1)
    assert found.instead[("dad", DocumentKind.PLAN)] == 1


def test_a_second_correction_says_which_version_each_has():
    states = {name: State.CANCELLED if name == "dad" else State.ACCEPTED for name in NAMES}
    second = tuple(a_dispatch(name, states[name], version=2) for name in NAMES)
    known = (*OWED, *(replace(one, id=f"{one.id}/v2") for one in OWED))
    found = corrected(*everybody(State.ACCEPTED), *second, known=known, replaced=1)
    ids = {one.person: one.id.rpartition("/")[2] for one in found.owed}
    assert (ids["dad"], ids["mum"], found.replaces) == ("v2", "v3", 2)
    assert (found.instead[("dad", DocumentKind.PLAN)], found.instead[("mum", DocumentKind.PLAN)]) == (1, 2)


def test_what_was_met_by_the_old_version_is_not_excused_when_the_notes_drop_the_person():
    found = corrected(*everybody(State.ACCEPTED), owed=[one for one in OWED if one.person != "dad"])
    assert found.dropped == ()


def test_an_old_copy_that_somebody_lets_go_once_more_gives_way_to_the_next_version():
    second = tuple(a_dispatch(name, State.DRAFT, version=2) for name in NAMES)
    found = made(*everybody(State.ACCEPTED, dad=State.QUEUED), *second, replaced=1, same=True)
    assert a_dispatch("dad").id not in found.keep


def test_only_those_whose_copy_would_say_something_else_are_corrected():
    """A second copy that says the same tells nobody anything, and would count as met once more."""
    found = corrected(*everybody(State.ACCEPTED), unchanged=("dad",))
    assert "dad" not in of(found) + [one.person for one in found.owed]
    assert (found.same, found.standing, found.dropped) == (("dad",), ("dad",), ())
    assert a_dispatch("dad").id in found.keep
    assert "mum" in of(found)


def test_when_nobodys_copy_would_say_something_else_nothing_is_corrected_whatever_the_notes_bytes():
    found = corrected(*everybody(State.ACCEPTED, gran=State.TO_HAND), unchanged=NAMES)
    assert found.code == "nothing-corrected"


def test_a_copy_that_lies_here_unsent_and_is_wrong_is_reason_enough():
    found = corrected(*everybody(State.ACCEPTED, gran=State.TO_HAND), unchanged=[id for id in NAMES if id != "gran"])
    assert of(found) == ["gran"]
    assert a_dispatch("gran").id not in found.keep


@pytest.mark.parametrize("unsure", [State.UNCERTAIN, State.DECLINED])
def test_who_may_hold_only_the_wrong_version_gets_the_right_one_though_the_newest_says_the_same(unsure):
    second = tuple(a_dispatch(name, unsure if name == "dad" else State.ACCEPTED, version=2) for name in NAMES)
    found = corrected(*everybody(State.ACCEPTED), *second, replaced=1, unchanged=("dad", "gran"))
    assert found.same == ("gran",)
    assert "dad" in of(found)


def test_whoever_keeps_the_first_version_is_not_made_another_when_the_corrections_drafts_are_made_anew():
    second = tuple(a_dispatch(name, State.DRAFT, version=2) for name in NAMES if name != "dad")
    past = a_past(*everybody(State.ACCEPTED), *second, replaced=1, unchanged=("dad",), same=False)
    past = replace(past, made=[replace(one, reads=says("now")) for one in past.made])
    found = version(PEOPLE, OWED, past)
    assert isinstance(found, Version)
    assert (found.same, "dad" in of(found)) == (("dad",), False)


def test_other_notes_that_say_the_same_let_a_failed_copy_be_made_again_and_nothing_of_the_old_ones_leaves():
    """A brother's part was corrected: this child's failed copy must find its way all the same."""
    before = everybody(State.ACCEPTED, dad=State.BOUNCED, gran=State.TO_HAND)
    found = version(PEOPLE, OWED, a_past(*before, same=False, unchanged=NAMES))
    assert isinstance(found, Version)
    assert of(found) == [id for id in NAMES if id in {"dad", "gran"}]
    assert a_dispatch("gran").id not in found.keep


def test_who_has_the_old_version_and_gets_no_new_one_is_named():
    found = corrected(*everybody(State.ACCEPTED), people=[one for one in PEOPLE if one.person.id != "dad"])
    assert found.without == ("dad",)
    assert corrected(*everybody(State.ACCEPTED), unchanged=("dad",)).without == ()
