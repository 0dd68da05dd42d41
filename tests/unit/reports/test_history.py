"""A past day is told again as it was: from what had happened by its end, and nothing that came after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cin_docs.errors import LedgerError
from cin_docs.ledger.chain import START, canonical
from cin_docs.model.delivery import Event, State
from cin_docs.reports.history import TAKEN_BACK, as_they_stood
from cin_docs.testing.deliveries import a_dispatch, a_moment, an_obligation

ITEM = a_dispatch(id="D-1", evidence_on=a_moment(days=2).on, state=State.BOUNCED, reason="550 at rcpt")
DRAFT = {
    "state": "draft",
    "attempt": 0,
    "not_before": None,
    "evidence_on": None,
    "evidence_at": None,
    "owner": None,
    "row": "r",
    "copies": "c",
}


def day(number: int) -> date:
    return a_moment(days=number).on


def told(*events: tuple[int, str, str, str | None, str | None, dict[str, Any]]) -> tuple[Event, ...]:
    """Events in their order: the day each happened, what, to what, from where to where, what changed."""
    return tuple(
        Event(
            seq=seq,
            occurred_on=day(days),
            recorded_at=a_moment(days=9, seconds=seq).at,
            actor="sam",
            action=action,
            subject=subject,
            from_state=frm,
            to_state=to,
            detail="",
            change=canonical(change) if change else "",
            prev_hash=START,
            hash="",
        )
        for seq, (days, action, subject, frm, to, change) in enumerate(events, start=1)
    )


BOUNCED = told(
    (0, "drafted", "D-1", None, "draft", DRAFT),
    (1, "moved", "D-1", "draft", "approved", {}),
    (2, "moved", "D-1", "approved", "accepted", {"evidence_on": day(2).isoformat(), "attempt": 1}),
    (5, "moved", "D-1", "accepted", "bounced", {"reason": "hash"}),
)


@pytest.mark.parametrize(
    ("as_at", "state", "evidence"),
    [(0, State.DRAFT, None), (1, State.APPROVED, None), (2, State.ACCEPTED, 2), (4, State.ACCEPTED, 2)],
)
def test_a_copy_that_bounced_later_stood_before_as_it_was_known_then(as_at, state, evidence):
    (then,) = as_they_stood(BOUNCED, [ITEM], [], day(as_at)).dispatches
    assert (then.state, then.evidence_on) == (state, None if evidence is None else day(evidence))
    assert then.reason is None
    assert (then.person, then.message_id) == (ITEM.person, ITEM.message_id)


@pytest.mark.parametrize("as_at", [5, 6, 400])
def test_when_nothing_came_after_the_rows_are_given_as_they_are(as_at):
    assert as_they_stood(BOUNCED, [ITEM], [an_obligation()], day(as_at)).dispatches == (ITEM,)


def test_a_dispatch_that_was_made_later_was_not_there():
    assert as_they_stood(BOUNCED, [ITEM], [], day(-1)).dispatches == ()


def test_what_is_written_down_late_counts_for_the_day_it_happened():
    """Posted on day 2, written down after the sender had moved something on day 4."""
    events = told(
        (0, "drafted", "D-1", None, "draft", DRAFT),
        (4, "moved", "D-1", "draft", "to hand", {}),
        (2, "moved", "D-1", "to hand", "posted", {"evidence_on": day(2).isoformat()}),
        (8, "moved", "D-1", "posted", "returned", {}),
    )
    then = as_they_stood(events, [replace(ITEM, state=State.RETURNED)], [], day(3)).dispatches
    assert [(one.state, one.evidence_on) for one in then] == [(State.POSTED, day(2))]


def test_an_excuse_given_later_excused_nobody_before():
    owed = an_obligation(excused_because="Asked for none.")
    events = told(
        (0, "obligation opened", owed.id, None, None, {}), (3, "excused", owed.id, None, None, {"reason": "h"})
    )
    assert as_they_stood(events, [], [owed], day(2)).obligations == (replace(owed, excused_because=None),)
    assert as_they_stood(events, [], [owed], day(3)).obligations == (owed,)


def test_an_excuse_taken_back_later_still_held_before():
    owed = an_obligation()
    events = told(
        (0, "obligation opened", owed.id, None, None, {"reason": "h"}),
        (3, "excuse withdrawn", owed.id, None, None, {}),
    )
    (then,) = as_they_stood(events, [], [owed], day(2)).obligations
    assert then.excused_because == TAKEN_BACK
    assert as_they_stood(events, [], [owed], day(3)).obligations == (owed,)


def test_what_is_owed_is_owed_before_anybody_wrote_it_down_and_so_is_the_reason_given_with_it():
    owed = an_obligation(excused_because="Asked for none.")
    events = told((6, "obligation opened", owed.id, None, None, {"reason": "h"}))
    assert as_they_stood(events, [], [owed], day(1)).obligations == (owed,)


@pytest.mark.parametrize(
    ("frm", "change", "by_post"),
    [("posted", {}, True), ("posted", {"evidence_on": "2026-11-25"}, False), ("accepted", {}, False)],
)
def test_a_letter_declined_on_the_way_keeps_the_day_of_its_posting(frm, change, by_post):
    events = told((3, "moved", "D-1", frm, "declined", change))
    assert ("D-1" in as_they_stood(events, [], [], day(4)).posted) is by_post


@pytest.mark.parametrize("change", [{**DRAFT, "state": "lost"}, {**DRAFT, "evidence_on": 5}, {**DRAFT, "state": None}])
def test_events_that_make_no_sense_are_said_to_be_so(change):
    events = told((0, "drafted", "D-1", None, "draft", change), (5, "moved", "D-1", "draft", "approved", {}))
    with pytest.raises(LedgerError, match="D-1"):
        as_they_stood(events, [ITEM], [], day(0) + timedelta(days=1))
