"""An older ledger that was put back: nothing is sent from it, and what may have gone since is never sent by itself."""

from __future__ import annotations

from cin_docs.distribution.outcome import Outcome
from cin_docs.errors import RefusedError
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.model.delivery import State
from cin_docs.model.person import Channel
from cin_docs.model.record import Moment

#: What the next run would send, had nothing been put back.
_ABOUT_TO_GO = (State.APPROVED, State.QUEUED, State.SENDING_PRE)
_NOTE = "an older ledger was put back"


def refuse_restored(ledger: Ledger) -> None:
    """Raise `RefusedError` when the ledger stands behind its high-water mark."""
    if stale := ledger.behind():
        raise RefusedError(
            f"{stale} Nothing is sent.",
            "Put the newest ledger back. If it is lost, accept this one: cin verify --accept-restored REASON.",
        )


def accept_restored(ledger: Ledger, because: str, moment: Moment) -> tuple[Outcome, ...]:
    """Accept a ledger that stands behind its mark, for a reason; gives what became uncertain. Under the lock only.

    Whatever was about to leave by e-mail may have left after the copy was made, so nobody can know: it is
    uncertain until a person finds out. Letters are not: a pile shows what lies on it.
    Raises `RefusedError` when there is nothing to accept.
    """
    # The moves first: broken off here, the ledger still stands behind and all of this is done again.
    waiting = [one for state in _ABOUT_TO_GO for one in ledger.dispatches(state=state)] if ledger.behind() else []
    found = []
    for dispatch in waiting:
        if dispatch.channel is not Channel.EMAIL:
            continue
        record = ledger.meeting(dispatch.meeting)
        owner = record.worker if record else None
        change = Change(reason="An older ledger was put back: it may have gone since.", owner=owner)
        if ledger.move(dispatch.id, dispatch.state, State.UNCERTAIN, moment, detail=_NOTE, change=change, by="guard"):
            found.append(Outcome(dispatch=dispatch.id, state=State.UNCERTAIN, note=_NOTE, owner=owner))
    ledger.accept_restored(because, moment)
    return tuple(found)
