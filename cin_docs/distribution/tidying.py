"""What lies on the piles is looked at again by every guard, and bound into the PDF that is printed."""

from __future__ import annotations

from collections.abc import Callable

from cin_docs.distribution.outcome import Outcome
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.finding import Finding
from cin_docs.model.record import Moment
from cin_docs.transport.protocol import Piles

#: What says nothing of the letter itself, and may be over in a minute: somebody is writing in the case file.
_PASSING = frozenset({"case-unreadable", "notes-gone"})


def look_again(
    ledger: Ledger,
    piles: Piles,
    objection: Callable[[Dispatch], Finding | None],
    moment: Callable[[], Moment],
    *,
    seen: frozenset[str] = frozenset(),
) -> tuple[tuple[Outcome, ...], frozenset[str]]:
    """Hold what lies on a pile and must not go any more: the address changed, a case is paused, a protection is new.

    `objection` asks the guards; those in `seen` were asked about a moment ago. Gives what was held, and what is only
    to stay out of the pile for now because its case cannot be read at this moment.
    """
    try:
        there = piles.lying()
    except OSError:
        return (), frozenset()
    held, aside = [], set()
    for item in ledger.dispatches(state=State.TO_HAND):
        finding = objection(item) if item.id in there - seen else None
        if finding is None:
            continue
        if finding.code in _PASSING:
            aside.add(item.id)
            held.append(_outcome(ledger, item, State.TO_HAND, finding.code))
            continue
        change = Change(reason=finding.sentence, owner=_owner(ledger, item))
        if ledger.move(item.id, item.state, State.HELD, moment(), detail=finding.code, change=change, by="guard"):
            held.append(_outcome(ledger, item, State.HELD, finding.code))
    return tuple(held), frozenset(aside)


def bind(ledger: Ledger, piles: Piles, without: frozenset[str] = frozenset()) -> tuple[Outcome, ...]:
    """Bind what is still to be posted or handed over into each pile's PDF, but for what is `without`.

    What was posted, handed over or taken off is in it no more, nor is anything of a case with an open incident. Gives
    what stood in the way.
    """
    paused = {one.case for one in ledger.incidents() if one.closed_at is None}
    waiting = {
        item.id: item
        for item in ledger.dispatches(state=State.TO_HAND)
        if item.id not in without and item.case not in paused
    }
    try:
        trouble = dict(piles.bind(frozenset(waiting)))
    except OSError as error:
        trouble = dict.fromkeys(sorted(waiting)[:1], f"the pile cannot be bound: {error.strerror}")
    return tuple(_outcome(ledger, waiting[id], State.TO_HAND, said) for id, said in trouble.items())


def _outcome(ledger: Ledger, item: Dispatch, state: State, note: str) -> Outcome:
    return Outcome(dispatch=item.id, state=state, note=note, owner=_owner(ledger, item), stuck=True)


def _owner(ledger: Ledger, item: Dispatch) -> str | None:
    record = ledger.meeting(item.meeting)
    return item.owner or (record.worker if record else None)
