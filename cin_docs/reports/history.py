"""How dispatches and excuses stood at the end of a day, told again from the ledger's events. Pure.

An event belongs to the day it happened, not to the day it was written down: a letter of Friday that is recorded
on Monday was posted on Friday. So a figure for a past day changes only when somebody records late what was earlier.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cin_docs.errors import LedgerError
from cin_docs.ledger.replay import Replayed
from cin_docs.model.delivery import Dispatch, Event, State
from cin_docs.model.obligation import Obligation
from cin_docs.procedure.replacements import is_replacement

#: Stands for the text of an excuse that was taken back since: a reason's text is kept only while it holds.
TAKEN_BACK = "A reason given then was taken back since."


@dataclass(frozen=True, kw_only=True, slots=True)
class Stood:
    """What the ledger holds, as it stood at the end of a local day."""

    #: Those made by then.
    dispatches: tuple[Dispatch, ...]
    #: All of them: what is owed is owed from the meeting's day, whenever it was written down. But what is owed for a
    #: correction is owed from the day of the correction.
    obligations: tuple[Obligation, ...]
    #: Ids of dispatches whose evidence is the day of posting though they stand elsewhere: declined after it.
    posted: frozenset[str]


def as_they_stood(
    events: Sequence[Event], dispatches: Iterable[Dispatch], obligations: Iterable[Obligation], as_at: date
) -> Stood:
    """The rows of now, taken back to the end of `as_at` (a local date).

    `events` are all of the ledger's, in order. What nothing happened to since is given as it is, so that today's
    answer is the rows themselves. Raises `LedgerError` for events that cannot be read.
    """
    touched = {event.subject for event in events if event.occurred_on > as_at}
    then, later = Replayed(), _corrected_later(events, as_at)
    for event in events:
        if event.subject in touched and (event.occurred_on <= as_at or event.action == "obligation opened"):
            then.take(event)
    return Stood(
        dispatches=tuple(
            _dispatch_then(item, then.dispatches[item.id]) if item.id in touched else item
            for item in dispatches
            if item.id not in touched or item.id in then.dispatches
        ),
        obligations=tuple(
            _obligation_then(item, then) if item.id in then.obligations else item
            for item in obligations
            if item.id not in later
        ),
        posted=_posted(events),
    )


def _corrected_later(events: Sequence[Event], as_at: date) -> frozenset[str]:
    """Ids of the obligations for corrections that were made after `as_at`."""
    opened = (event for event in events if event.action == "obligation opened" and event.occurred_on > as_at)
    return frozenset(event.subject for event in opened if is_replacement(event.subject))


def _dispatch_then(now: Dispatch, then: dict[str, Any]) -> Dispatch:
    try:
        return replace(
            now,
            state=State(then["state"]),
            attempt=then["attempt"],
            not_before=_instant(then["not_before"]),
            evidence_on=None if then["evidence_on"] is None else date.fromisoformat(then["evidence_on"]),
            evidence_at=_instant(then["evidence_at"]),
            owner=then["owner"],
            since=datetime.fromisoformat(then["since"]),
            # Events hold no texts, and the text of today may be about something later.
            reason=None,
        )
    except (TypeError, ValueError):
        raise LedgerError(f"The events of dispatch {now.id} cannot be read.", "See what `cin verify` tells.") from None


def _obligation_then(now: Obligation, then: Replayed) -> Obligation:
    excused = then.obligations[now.id]["excused_seq"] is not None
    return replace(now, excused_because=(now.excused_because or TAKEN_BACK) if excused else None)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _posted(events: Iterable[Event]) -> frozenset[str]:
    # The last refusal counts: an earlier one may have been recorded by mistake and taken back.
    said = {event.subject: _declined_by_post(event) for event in events if event.to_state == State.DECLINED}
    return frozenset(id for id, by_post in said.items() if by_post)


def _declined_by_post(event: Event) -> bool:
    """Whether a letter on its way was declined, with the day of its posting left as the evidence."""
    if (event.from_state, event.to_state) != (State.POSTED, State.DECLINED):
        return False
    try:
        return "evidence_on" not in json.loads(event.change or "{}")
    except (TypeError, ValueError):
        return False
