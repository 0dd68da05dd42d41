"""What a named person writes down about a copy: evidence where it is evidence, refused where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.distribution.machine import reachable
from cin_docs.distribution.recording import recorded
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.finding import Finding
from cin_docs.model.person import Channel
from cin_docs.testing.builders import a_case
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest, a_moment, a_record


class OneDispatch:
    """A ledger of one dispatch that remembers how it was moved. `beaten` is what another person did first."""

    def __init__(
        self, state: State, *, beaten: bool = False, past: tuple[tuple[State, int], ...] = (), **fields: Any
    ) -> None:
        self.item = a_dispatch("gran", state, **{"id": "D-GRAN", "owner": "dana"} | fields)
        self.past = past
        self.beaten = beaten
        self.moves: list[tuple[Any, ...]] = []
        self.opened: list[Any] = []
        self.suppressed: list[str] = []

    def dispatch(self, id):
        return self.item if id == self.item.id else None

    def events(self, *, subject):
        assert subject == self.item.id
        return tuple(
            SimpleNamespace(to_state=to.value, from_state=frm, occurred_on=a_moment(days=days).on, detail="")
            for (to, days), frm in zip(self.past, [None, *(state.value for state, _ in self.past)], strict=False)
        )

    # What is asked besides: the meeting's worker, whether the copy was made again, and what closes an address.

    def meeting(self, id):
        return a_record(worker="dana")

    def dispatches(self, **_):
        return (self.item,)

    def copies(self, *, dispatch):
        return (a_copy(self.item),)

    def incidents(self, **_):
        return ()

    def head(self):
        return "0" * 64

    def manifest_of(self, id):
        return a_manifest((self.item,), (a_copy(self.item),))

    def open_incident(self, incident, moment):
        self.opened.append(incident)

    def suppress(self, address_hmac, because, moment):
        self.suppressed.append(address_hmac)

    def move(self, dispatch, frm, to, moment, *, detail="", change=None, by=None):
        if self.beaten:
            return False
        self.moves.append((frm, to, moment, detail, change, by))
        evidence = change.evidence_on or self.item.evidence_on
        self.item = replace(self.item, state=to, evidence_on=evidence, reason=change.reason)
        return True


def record(state: State, to: State, note: str = "Rang her.", **changes: Any) -> Any:
    ledger: Any = OneDispatch(state, **changes)
    return recorded(ledger, "D-GRAN", to, moment=a_moment("sam", days=2), note=note), ledger


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (State.TO_HAND, State.POSTED),
        (State.TO_HAND, State.HANDED_OVER),
        (State.TO_HAND, State.READ_TO),
        (State.TO_HAND, State.DECLINED),
        (State.UNCERTAIN, State.ACCEPTED),
    ],
)
def test_what_provides_a_copy_has_the_day_it_happened_as_its_evidence(state, to):
    answer, ledger = record(state, to)
    assert answer.state is to
    assert answer.evidence_on == date(2026, 11, 22)
    ((_, _, moment, _, change, by),) = ledger.moves
    assert (moment.actor, by) == ("sam", "person")
    assert change.owner == ""


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (State.POSTED, State.RETURNED),
        (State.UNCERTAIN, State.FAILED),
        (State.UNCERTAIN, State.QUEUED),
        (State.FAILED, State.TO_HAND),
        (State.ACCEPTED, State.MISDIRECTED),
    ],
)
def test_what_provides_nothing_is_no_evidence(state, to):
    answer, _ = record(state, to)
    assert answer.state is to
    assert answer.evidence_on is None


@pytest.mark.parametrize("note", ["", "  ", "\n"])
@pytest.mark.parametrize("to", sorted(reachable(State.UNCERTAIN, "person")))
def test_the_unknown_is_settled_only_by_saying_how_it_was_found_out(note, to):
    answer, ledger = record(State.UNCERTAIN, to, note)
    assert answer.code == "no-evidence"
    assert ledger.moves == []


def test_elsewhere_a_note_is_welcome_and_not_asked_for():
    answer, _ = record(State.TO_HAND, State.POSTED, "", channel=Channel.POST)
    assert answer.reason is None


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_a_person_records_what_the_table_has_for_a_person_and_nothing_else(state, to):
    answer, ledger = record(state, to)
    possible = reachable(state, "person")
    assert (not isinstance(answer, Finding)) == (to in possible)
    if to not in possible:
        assert answer.code == "cannot-record"
        assert all(one.value.replace(" ", "-") in answer.remedy for one in possible)
        assert ledger.moves == []


def test_nobody_marks_a_draft_as_sent():
    for to in (State.ACCEPTED, State.POSTED, State.DELIVERED):
        assert record(State.DRAFT, to)[0].code == "cannot-record"


def test_a_dispatch_that_nobody_knows_is_said_so():
    ledger: Any = OneDispatch(State.TO_HAND)
    answer = recorded(ledger, "D-OTHER", State.POSTED, moment=a_moment(), note="")
    assert isinstance(answer, Finding)
    assert answer.code == "unknown-dispatch"
    assert "cin status" in answer.remedy


def test_when_somebody_else_was_first_nothing_is_overwritten():
    answer, ledger = record(State.TO_HAND, State.POSTED, beaten=True)
    assert answer.code == "changed-meanwhile"
    assert ledger.item.state is State.TO_HAND


APPROVED_ON_TUESDAY = ((State.DRAFT, -3), (State.APPROVED, -1), (State.QUEUED, 0), (State.UNCERTAIN, 1))


def test_what_arrived_before_it_was_found_uncertain_is_recorded_for_the_day_it_arrived():
    """`since` is the day of the last move: that the sender came back on day 1 says nothing of when it arrived."""
    ledger: Any = OneDispatch(State.UNCERTAIN, past=APPROVED_ON_TUESDAY, since=a_moment(days=1).at)
    answer = recorded(ledger, "D-GRAN", State.ACCEPTED, moment=a_moment("sam", days=0), note="Rang her.")
    assert isinstance(answer, Dispatch)
    assert answer.evidence_on == a_moment(days=0).on


@given(days=st.integers(-10, 10))
def test_nothing_happens_to_a_copy_before_it_was_approved(days):
    past = (*APPROVED_ON_TUESDAY[:2], (State.TO_HAND, 4))
    ledger: Any = OneDispatch(State.TO_HAND, past=past, since=a_moment(days=4).at)
    answer = recorded(ledger, "D-GRAN", State.HANDED_OVER, moment=a_moment("sam", days=days), note="")
    if days < -1:
        assert isinstance(answer, Finding)
        assert answer.code == "before-it-was-there"
        assert a_moment(days=-1).on.isoformat() in answer.sentence
    else:
        assert isinstance(answer, Dispatch)


def test_what_was_held_and_released_cannot_have_left_before_its_release():
    past = (*APPROVED_ON_TUESDAY[:2], (State.HELD, 0), (State.APPROVED, 3), (State.TO_HAND, 3))
    ledger: Any = OneDispatch(State.TO_HAND, past=past)
    answer = recorded(ledger, "D-GRAN", State.POSTED, moment=a_moment("sam", days=2), note="")
    assert isinstance(answer, Finding)
    assert answer.code == "before-it-was-there"


ON_AND_OFF_THE_PILE = (*APPROVED_ON_TUESDAY[:2], (State.TO_HAND, 0), (State.HELD, 2), (State.TO_HAND, 6))


@pytest.mark.parametrize(("days", "could_be"), [(0, True), (1, True), (2, True), (3, False), (5, False), (6, True)])
def test_nothing_is_posted_on_a_day_on_which_it_lay_under_hold_and_what_left_before_it_did(days, could_be):
    ledger: Any = OneDispatch(State.TO_HAND, past=ON_AND_OFF_THE_PILE)
    answer = recorded(ledger, "D-GRAN", State.POSTED, moment=a_moment("sam", days=days), note="To her.")
    assert isinstance(answer, Dispatch) is could_be
    if isinstance(answer, Finding):
        assert answer.code == "before-it-was-there"
        assert f"held from {a_moment(days=2).on} to {a_moment(days=6).on}" in answer.sentence


def apart_from(worker: str, **changes: Any) -> Any:
    """A case in which this worker is somebody of whom, or from whom, gran is kept."""
    case = a_case()
    people = tuple(replace(one, **changes) if one.id == worker else one for one in case.people)
    return replace(case, people=people)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unknown_to": frozenset({"gran"})}, "worker-unknown"),
        ({"no_contact_with": frozenset({"gran"})}, "worker-no-contact"),
    ],
)
@pytest.mark.parametrize("by", ["dana", None])
def test_no_worker_takes_a_copy_to_somebody_who_must_not_meet_them(changes, code, by):
    """Left out, it would be the meeting's worker, who is Dana."""
    ledger: Any = OneDispatch(State.FAILED, channel=Channel.EMAIL)
    case = apart_from("dana", **changes)
    answer = recorded(
        ledger, "D-GRAN", State.TO_HAND, moment=a_moment("sam", days=2), note="By hand.", by=by, case=case
    )
    assert isinstance(answer, Finding) and answer.code == code
    assert ledger.moves == []


def test_any_other_worker_takes_it():
    ledger: Any = OneDispatch(State.FAILED, channel=Channel.EMAIL)
    case = apart_from("dana", unknown_to=frozenset({"dad"}))
    answer = recorded(ledger, "D-GRAN", State.TO_HAND, moment=a_moment("sam", days=2), note="By hand.", case=case)
    assert isinstance(answer, Dispatch) and answer.state is State.TO_HAND


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DELIVERED, State.POSTED])
def test_declining_later_leaves_the_day_on_which_it_was_provided(state):
    day = a_moment().on - timedelta(days=4)
    answer, ledger = record(state, State.DECLINED, evidence_on=day)
    assert (answer.state, answer.evidence_on) == (State.DECLINED, day)
    ((_, _, _, _, change, _),) = ledger.moves
    assert change.evidence_on is None


def test_declining_what_came_back_is_evidence_of_its_own_day():
    """The letter was posted and returned: the day of that posting proves nothing of the copy refused now."""
    answer, _ = record(State.TO_HAND, State.DECLINED, evidence_on=a_moment().on - timedelta(days=4))
    assert answer.evidence_on == a_moment(days=2).on


def test_the_event_holds_no_note():
    """Events keep codes only; what a person wrote is stored apart from them."""
    _, ledger = record(State.TO_HAND, State.POSTED, "Kim said that her mum has it.")
    ((_, _, _, detail, change, _),) = ledger.moves
    assert "Kim" not in detail
    assert change.reason == "Kim said that her mum has it."
