"""What was recorded by mistake is taken back: the record says so, and the copy stands where it stood before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from cin_docs.distribution.machine import allowed
from cin_docs.distribution.recording import BY_A_PERSON
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.model.delivery import Dispatch, Event, State
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.record import Moment

TAKEN_BACK = "taken back by a person"
#: After these another copy is made, and while it waits in one of those it can still be cancelled.
_IN_VAIN = frozenset({State.BOUNCED, State.FAILED, State.RETURNED, State.DECLINED, State.MISDIRECTED})
_WAITING = frozenset({State.DRAFT, State.APPROVED, State.QUEUED, State.HELD, State.TO_HAND})


def corrected(ledger: Ledger, named: str, *, moment: Moment, note: str) -> Dispatch | Finding:
    """Take back what a person recorded last of this dispatch, for a reason; or say why not.

    It stands where it stood, with the evidence it had, and what is true can be recorded. Nothing is erased: both
    stand in the history. The correction belongs to the day that was recorded, so that figures of past days become
    true as well. Only what a person recorded can be taken back, and only before anything else happened.
    While a copy that was made instead still waits, it is refused: the reader would get both.
    An incident that was opened, and an address that was closed, stay until somebody deals with them.
    """
    dispatch = ledger.dispatch(named)
    if dispatch is None:
        return _refusal(
            "unknown-dispatch", f"There is no dispatch {named}.", "`cin status` lists them; their ids begin with D-."
        )
    if not note.strip():
        return _refusal(
            "no-reason", "A correction needs its reason.", "Say with --note what was wrong, for instance: wrong letter."
        )
    events = ledger.events(subject=named)
    last = events[-1]
    back = State(last.from_state) if last.detail == BY_A_PERSON and last.from_state else None
    if back is None or not allowed(dispatch.state, back, "correction"):
        return _refusal(
            "nothing-to-take-back",
            f"{named} is {dispatch.state.value}, and that is not something a person has just recorded.",
            "What a person recorded last can be taken back, once. `cin record` says what can be recorded now.",
        )
    if instead := _made_instead(ledger, dispatch):
        return _refusal(
            "made-instead",
            f"{instead} was made since, because {named} was {dispatch.state.value}, and holds the same documents for "
            f"{dispatch.person}: with {named} taken back they would have them twice.",
            f"Cancel the other one first: cin cancel {instead} --because TEXT. Then take this back.",
        )
    before = _stood(events[:-1])
    change = Change(
        withdrawn=True,
        evidence_on=before.evidence_on,
        evidence_at=before.evidence_at,
        reason=note,
        owner=before.owner or "",
    )
    day = replace(moment, on=last.occurred_on)
    if not ledger.move(named, dispatch.state, back, day, detail=TAKEN_BACK, change=change, by="correction"):
        return _refusal("changed-meanwhile", f"{named} has just changed.", "Look at `cin status` before correcting it.")
    return ledger.dispatch(named) or dispatch


def _made_instead(ledger: Ledger, dispatch: Dispatch) -> str | None:
    """The id of a later dispatch that waits to bring the same documents, since this one did not reach its reader."""
    mine = ledger.manifest_of(dispatch.id)
    if dispatch.state not in _IN_VAIN or mine is None:
        return None
    papers = {one.document for one in ledger.copies(dispatch=dispatch.id)}
    for other in ledger.dispatches(meeting=dispatch.meeting):
        if other.person != dispatch.person or other.state not in _WAITING:
            continue
        theirs = ledger.manifest_of(other.id)
        same = papers & {one.document for one in ledger.copies(dispatch=other.id)}
        if theirs is not None and theirs.version > mine.version and same:
            return other.id
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stood:
    """What a dispatch had before its last event."""

    evidence_on: date | None
    evidence_at: datetime | None
    owner: str | None


def _stood(events: Sequence[Event]) -> _Stood:
    said: dict[str, str | None] = {}
    for event in events:
        said |= json.loads(event.change or "{}")
    on, at = said.get("evidence_on"), said.get("evidence_at")
    return _Stood(
        evidence_on=date.fromisoformat(on) if on else None,
        evidence_at=datetime.fromisoformat(at) if at else None,
        owner=said.get("owner"),
    )


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
