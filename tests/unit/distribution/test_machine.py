"""The transition table, triple by triple, against a second writing of it in words."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from cin_docs.distribution.machine import GIVES_WAY, MADE_AGAIN, MOVES, UNSENT, Actor, allowed, reachable
from cin_docs.model.delivery import State

#: The procedure's own table, a line for each row of it: from | to | by. Written apart from the code on purpose.
PAGE = """
- | draft | submit
draft | approved | approver
draft, approved, queued, held, to hand | cancelled | author, approver
draft, approved, queued, held, to hand | superseded | submit
approved | queued, to hand | sender
approved, queued | held | guard, manager
held | approved, cancelled | approver
queued | sending(pre) | sender
sending(pre) | queued | sender
sending(pre), queued | failed | sender
sending(pre) | held | sender
sending(pre) | sending(data) | sender
sending(data) | accepted, queued, failed | sender
sending(data) | uncertain | sender
uncertain | accepted, failed, queued | person
accepted | delivered, bounced | report
delivered | bounced | report
failed, bounced, uncertain | to hand | person, sender
to hand | posted, handed over, read to | person
to hand | queued | approver
posted | returned | person
accepted, delivered, to hand, posted | declined | person
accepted, delivered, posted, handed over | misdirected | person
"""

#: What that table does not say and the work needs; `machine` gives the reason beside each.
BESIDE = """
approved, queued, sending(pre) | uncertain | guard
returned | to hand | person
to hand | held | guard, manager
held | to hand | approver
accepted, delivered | bounced | person
read to | misdirected | person
posted, handed over, read to | to hand | correction
declined | accepted, delivered, to hand, posted | correction
returned | posted | correction
misdirected | accepted, delivered, posted, handed over, read to | correction
accepted, failed | uncertain | correction
bounced | accepted, delivered | correction
"""


def _words(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(",")]


def _listed() -> set[tuple[str, str, str]]:
    rows = [[_words(cell) for cell in line.split("|")] for line in (PAGE + BESIDE).split("\n") if line]
    return {(frm, to, actor) for froms, tos, actors in rows for frm in froms for to in tos for actor in actors}


LISTED = _listed()
ACTORS = get_args(Actor)
EVERY = [(frm, to, actor) for frm in (None, *State) for to in State for actor in ACTORS]


def test_every_triple_is_allowed_exactly_when_the_table_lists_it() -> None:
    wrong = [
        (frm, to, actor)
        for frm, to, actor in EVERY
        if allowed(frm, to, actor) != (("-" if frm is None else frm.value, to.value, actor) in LISTED)
    ]
    assert len(EVERY) == 21 * 20 * 9
    assert wrong == []


def test_the_table_and_the_moves_have_the_same_size() -> None:
    assert len(MOVES) == len(LISTED)


def test_without_an_actor_a_step_is_allowed_when_somebody_may_take_it() -> None:
    for frm, to in product((None, *State), State):
        assert allowed(frm, to) == any(allowed(frm, to, actor) for actor in ACTORS)


def test_an_unknown_actor_may_do_nothing() -> None:
    assert not any(allowed(frm, to, "nobody") for frm in (None, *State) for to in State)


@pytest.mark.parametrize("state", [State.SENDING_PRE, State.SENDING_DATA])
def test_nothing_is_cancelled_or_superseded_while_it_is_being_sent(state: State) -> None:
    assert not reachable(state) & {State.CANCELLED, State.SUPERSEDED}


def test_only_the_sender_begins_to_send_and_only_from_the_queue() -> None:
    into = {(move.frm, move.actor) for move in MOVES if move.to is State.SENDING_PRE}
    assert into == {(State.QUEUED, "sender")}


def test_after_data_begins_an_unknown_end_is_never_queued_again_by_the_sender() -> None:
    assert not allowed(State.UNCERTAIN, State.QUEUED, "sender")
    assert allowed(State.UNCERTAIN, State.QUEUED, "person")


def test_nothing_is_queued_without_having_been_approved() -> None:
    # Every way from the beginning to the queue passes through the approver.
    seen: set[State | None] = {None}
    front: list[State | None] = [None]
    while front:
        frm = front.pop()
        for to in State:
            actors = [actor for actor in ACTORS if actor != "approver" and allowed(frm, to, actor)]
            if actors and to not in seen:
                seen.add(to)
                front.append(to)
    assert seen == {None, State.DRAFT, State.CANCELLED, State.SUPERSEDED}


def test_every_state_can_be_reached_and_the_ends_are_the_known_ones() -> None:
    assert {move.to for move in MOVES} == set(State)
    others = [actor for actor in ACTORS if actor != "correction"]
    ends = {state for state in State if not any(reachable(state, actor) for actor in others)}
    assert ends == {
        State.DECLINED, State.MISDIRECTED, State.SUPERSEDED, State.CANCELLED,
    }  # fmt: skip


def test_what_is_not_on_its_way_can_give_way_to_a_newer_version() -> None:
    assert {state for state in State if allowed(state, State.SUPERSEDED, "submit")} == UNSENT
    assert UNSENT | {State.SUPERSEDED, State.CANCELLED} == GIVES_WAY


def test_what_is_made_again_is_neither_on_its_way_nor_with_the_person_it_is_for() -> None:
    waiting_for_a_person = {State.HELD, State.FAILED, State.BOUNCED, State.RETURNED}
    assert waiting_for_a_person | {State.CANCELLED, State.SUPERSEDED, State.MISDIRECTED} == MADE_AGAIN
    for state in MADE_AGAIN:
        by_itself = {to for actor in ("sender", "report") for to in reachable(state, actor)}
        assert by_itself <= {State.TO_HAND}


def test_a_letter_that_came_back_can_be_handed_over_or_posted_again() -> None:
    assert reachable(State.RETURNED, "person") == {State.TO_HAND}
    assert {State.POSTED, State.HANDED_OVER} <= reachable(State.TO_HAND, "person")
