"""Events that contradict one another show when they are replayed."""

from __future__ import annotations

from dataclasses import replace

from cin_docs.ledger.chain import START, canonical
from cin_docs.ledger.replay import Replayed
from cin_docs.model.delivery import Event
from cin_docs.testing.deliveries import a_moment

DRAFTED = {"state": "draft", "attempt": 0, "row": "r", "copies": "c"}


def an_event(seq: int, action: str, frm: str | None, to: str | None, change: object = None, id: str = "d") -> Event:
    return Event(
        seq=seq,
        occurred_on=a_moment().on,
        recorded_at=a_moment(seconds=seq).at,
        actor="dana",
        action=action,
        subject=id,
        from_state=frm,
        to_state=to,
        detail="",
        change="" if change is None else canonical(change),
        prev_hash=START,
        hash="",
    )


def replayed(*events: Event) -> Replayed:
    state = Replayed()
    for event in events:
        state.take(event)
    return state


def test_moves_give_the_last_state_and_what_changed() -> None:
    state = replayed(
        an_event(1, "drafted", None, "draft", DRAFTED),
        an_event(2, "moved", "draft", "approved", {"owner": "dana", "reason": "h"}),
        an_event(3, "moved", "approved", "queued", {"attempt": 1}),
    )
    assert state.faults == []
    standing = state.dispatches["d"]
    assert (standing["state"], standing["attempt"], standing["owner"]) == ("queued", 1, "dana")
    assert (standing["reason_seq"], standing["since"]) == (2, a_moment(seconds=3).at.isoformat())


def test_a_move_from_where_the_dispatch_did_not_stand_is_a_fault() -> None:
    state = replayed(an_event(1, "drafted", None, "draft", DRAFTED), an_event(2, "moved", "sending(data)", "accepted"))
    assert state.faults == ["Event 2 moves dispatch d from 'sending(data)', but it stood at 'draft'."]


def test_a_move_of_what_was_never_made_is_a_fault() -> None:
    state = replayed(an_event(1, "moved", "draft", "approved"))
    assert state.faults == ["Event 1 moves dispatch d, which was never made."]


def test_a_dispatch_made_twice_is_a_fault() -> None:
    first = an_event(1, "drafted", None, "draft", DRAFTED)
    assert replayed(first, replace(first, seq=2)).faults == ["Event 2 makes dispatch d a second time."]


def test_an_excuse_holds_until_it_is_withdrawn() -> None:
    opened = an_event(1, "obligation opened", None, None, {"row": "r"}, id="o")
    excused = an_event(2, "excused", None, None, {"reason": "h"}, id="o")
    withdrawn = an_event(3, "excuse withdrawn", None, None, id="o")
    assert replayed(opened, excused).obligations == {"o": {"row": "r", "excused_seq": 2}}
    assert replayed(opened, excused, withdrawn).obligations == {"o": {"row": "r", "excused_seq": None}}
    assert replayed(withdrawn).obligations == {}


def test_a_change_that_is_no_json_stops_nothing() -> None:
    for text in ("nonsense", "[1]", "null"):
        event = replace(an_event(1, "drafted", None, "draft", DRAFTED), change=text)
        assert replayed(event).dispatches["d"]["state"] is None


def test_events_of_other_kinds_call_for_no_rows() -> None:
    assert replayed(an_event(1, "run begun", None, None, id="run")) == Replayed()
