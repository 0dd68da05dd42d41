"""The chain of events finds every edit, gap and reordering."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.ledger.chain import START, breaks, canonical, clock_jumps, event_hash
from cin_docs.model.delivery import Event

KEY = b"k" * 32
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def chain_of(*details: str, at: tuple[datetime, ...] = ()) -> list[Event]:
    made: list[Event] = []
    for number, detail in enumerate(details, start=1):
        event = Event(
            seq=number,
            occurred_on=date(2026, 11, 20),
            recorded_at=at[number - 1] if at else AT,
            actor="dana",
            action="noted",
            subject="MAR-2041",
            from_state=None,
            to_state=None,
            detail=detail,
            prev_hash=made[-1].hash if made else START,
            hash="",
        )
        made.append(replace(event, hash=event_hash(KEY, event)))
    return made


def test_a_whole_chain_has_no_breaks() -> None:
    assert list(breaks(KEY, chain_of("a", "b", "c"))) == []


def test_an_empty_chain_has_no_breaks() -> None:
    assert list(breaks(KEY, [])) == []


@pytest.mark.parametrize(
    "change",
    [
        {"detail": "c"}, {"actor": "tom"}, {"action": "moved"}, {"subject": "MAR-2042"}, {"from_state": "draft"},
        {"to_state": "queued"}, {"change": "{}"}, {"occurred_on": date(2026, 11, 19)},
        {"recorded_at": AT + timedelta(seconds=1)},
    ],
)  # fmt: skip
def test_an_edit_of_any_field_is_found(change: dict[str, object]) -> None:
    events = chain_of("a", "b", "c")
    events[1] = replace(events[1], **change)  # type: ignore[arg-type]  # the field's name is the parameter
    assert list(breaks(KEY, events)) == ["Event 2 was changed after it was written."]


def test_an_event_taken_out_of_the_middle_is_found() -> None:
    events = chain_of("a", "b", "c")
    del events[1]
    assert list(breaks(KEY, events)) == ["Event 2 is missing: 1 is followed by 3."]


def test_two_events_that_change_places_are_found() -> None:
    one, two, three = chain_of("a", "b", "c")
    assert list(breaks(KEY, [one, replace(three, seq=2), replace(two, seq=3)])) != []


def test_an_edit_that_reckons_its_own_hash_without_the_key_is_found() -> None:
    events = chain_of("a", "b")
    forged = replace(events[1], detail="x")
    events[1] = replace(forged, hash=event_hash(b"another key", forged))
    assert list(breaks(KEY, events)) == ["Event 2 was changed after it was written."]


def test_a_clock_that_jumps_back_is_remarked_and_breaks_nothing() -> None:
    events = chain_of("a", "b", "c", at=(AT, AT - timedelta(hours=1), AT))
    assert list(breaks(KEY, events)) == []
    assert list(clock_jumps(events)) == [
        "The clock jumped back: event 2 says 2026-11-20 08:00 UTC, event 1 before it 2026-11-20 09:00 UTC."
    ]


def test_two_processes_a_second_apart_are_not_a_jump() -> None:
    assert list(clock_jumps(chain_of("a", "b", at=(AT, AT - timedelta(seconds=1))))) == []


@given(st.lists(st.text(max_size=20), min_size=1, max_size=8), st.data())
def test_whatever_the_text_one_changed_event_is_found(details: list[str], data: st.DataObject) -> None:
    events = chain_of(*details)
    assert list(breaks(KEY, events)) == []
    place = data.draw(st.integers(0, len(events) - 1))
    events[place] = replace(events[place], detail=events[place].detail + "!")
    assert list(breaks(KEY, events)) == [f"Event {place + 1} was changed after it was written."]


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'
