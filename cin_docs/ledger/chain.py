"""The chain of events: each carries a keyed hash of itself and of the one before. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from datetime import timedelta

from cin_docs.model.delivery import Event

#: What stands before the first event.
START = "0" * 64

#: Two processes write down their moments a little out of order; more than this is a clock that jumped.
_SLACK = timedelta(minutes=2)


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def event_hash(key: bytes, event: Event) -> str:
    """HMAC-SHA256 over the hash before and the event's own fields, in hex. Ignores the event's stored hash."""
    fields = {
        "seq": event.seq,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "from": event.from_state,
        "to": event.to_state,
        "detail": event.detail,
        "change": event.change,
    }
    return hmac.new(key, (event.prev_hash + canonical(fields)).encode(), hashlib.sha256).hexdigest()


def breaks(key: bytes, events: Iterable[Event]) -> Iterator[str]:
    """A sentence for each place where the chain does not hold: edited, missing or reordered events."""
    before, seq = START, 0
    for event in events:
        if event.seq != seq + 1:
            yield f"Event {seq + 1} is missing: {seq} is followed by {event.seq}."
        elif event.prev_hash != before:
            yield f"Event {event.seq} does not follow event {seq}: one of them was replaced or moved."
        if not hmac.compare_digest(event_hash(key, event), event.hash):
            yield f"Event {event.seq} was changed after it was written."
        before, seq = event.hash, event.seq


def clock_jumps(events: Iterable[Event]) -> Iterator[str]:
    """A remark for each event written down earlier than the one before it. Order is by number, not by clock."""
    last: Event | None = None
    for event in events:
        if last is not None and event.recorded_at < last.recorded_at - _SLACK:
            yield (
                f"The clock jumped back: event {event.seq} says {event.recorded_at:%Y-%m-%d %H:%M} UTC, "
                f"event {last.seq} before it {last.recorded_at:%Y-%m-%d %H:%M} UTC."
            )
        last = event
