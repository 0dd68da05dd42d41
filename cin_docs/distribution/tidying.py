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
    given = ledger.dispatches(state=State.TO_HAND)
    held: list[Outcome] = []
    aside: set[str] = set()
    try:
        there = set(piles.lying())
    except OSError as error:
        # Nobody can say what lies there, so all of it is looked at and nothing is bound: a print could hold anything.
        there = {item.id for item in given}
        aside |= there
        held += [_outcome(ledger, item, State.TO_HAND, f"a pile cannot be read: {error.strerror}") for item in given]
    for item in given:
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
    what stood in the way. For a sender only, that has asked every guard about what lies there.
    """
    return _bind(ledger, piles, lambda item: item.id not in without)


def bind_less(ledger: Ledger, piles: Piles) -> tuple[Outcome, ...]:
    """Bind the piles again without what has left them since: nothing comes in that the last PDF did not hold.

    For whoever did not ask the guards. Gives what stood in the way.
    """
    try:
        bound = piles.bound()
    except OSError:
        bound = frozenset()
    return _bind(ledger, piles, lambda item: item.id in bound)


def unbind(ledger: Ledger, piles: Piles) -> str:
    """Take away each pile's PDF that holds what must not be posted or handed over now. Without the lock: it may be
    printed this minute. Gives what was in the way, in words."""
    try:
        piles.unbind(frozenset(_waiting(ledger)))
    except OSError as error:
        return f"The PDF of a pile cannot be taken away: {error.strerror}. Nobody may print it."
    return ""


def strays(ledger: Ledger, piles: Piles) -> tuple[Outcome, ...]:
    """What people have copied, renamed or damaged on the piles: it is never bound, and somebody has to take it away."""
    try:
        found = piles.strays()
    except OSError:
        return ()
    known = [(ledger.dispatch(named), said) for named, said in found]
    return tuple(
        _outcome(ledger, item, item.state, said)
        if item
        else Outcome(dispatch="a copy that nobody knows", state=State.HELD, note=said, stuck=True)
        for item, said in known
    )


def _bind(ledger: Ledger, piles: Piles, may: Callable[[Dispatch], bool]) -> tuple[Outcome, ...]:
    while True:
        waiting = {id: item for id, item in _waiting(ledger).items() if may(item)}
        try:
            trouble = dict(piles.bind(frozenset(waiting)))
        except OSError as error:
            trouble = dict.fromkeys(sorted(waiting)[:1], f"the pile cannot be bound: {error.strerror}")
        # Somebody may have opened an incident while the PDF was made: then it is made again.
        if waiting.keys() <= _waiting(ledger).keys():
            return tuple(_outcome(ledger, waiting[id], State.TO_HAND, said) for id, said in trouble.items())


def _waiting(ledger: Ledger) -> dict[str, Dispatch]:
    """What may be posted or handed over, as far as the ledger alone can say: nothing of a case that is paused."""
    paused = {one.case for one in ledger.incidents() if one.closed_at is None}
    return {item.id: item for item in ledger.dispatches(state=State.TO_HAND) if item.case not in paused}


def _outcome(ledger: Ledger, item: Dispatch, state: State, note: str) -> Outcome:
    return Outcome(dispatch=item.id, state=state, note=note, owner=_owner(ledger, item), stuck=True)


def _owner(ledger: Ledger, item: Dispatch) -> str | None:
    record = ledger.meeting(item.meeting)
    return item.owner or (record.worker if record else None)
