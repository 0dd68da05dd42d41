"""An older ledger that was put back: nothing is sent from it, and what may have gone since is never sent by itself."""

from __future__ import annotations

from cin_docs.distribution.outcome import Outcome
from cin_docs.errors import RefusedError
from cin_docs.ledger.protocol import ACCEPTED, ACCEPTED_LINE, Change, Ledger
from cin_docs.model.delivery import Ask, Dispatch, State
from cin_docs.model.person import Channel
from cin_docs.model.record import MeetingRecord, Moment

#: What the next run would send, or somebody would post, had nothing been put back.
_ABOUT_TO_GO = (State.APPROVED, State.QUEUED, State.SENDING_PRE, State.TO_HAND)
_NOTE = "an older ledger was put back"
_MAILED = "An older ledger was put back: it may have gone since."
_LAID = "An older ledger was put back: it may have been posted or handed over since, or stopped."
_MAY_HAVE_GONE = (
    "An older ledger was put back since this meeting, so these copies may have gone out already. "
    "Ask whoever sends, and look at the mail server's log."
)


def refuse_restored(ledger: Ledger) -> None:
    """Raise `RefusedError` when the ledger stands behind its high-water mark."""
    if stale := ledger.behind():
        raise RefusedError(
            f"{stale} Nothing is sent.",
            "Put the newest ledger back. If it is lost, accept this one: cin verify --accept-restored REASON.",
        )


def accept_restored(ledger: Ledger, because: str, moment: Moment) -> tuple[Outcome, ...]:
    """Accept a ledger that stands behind its mark, for a reason; gives what became of each copy. Under the lock only.

    Whatever was about to leave by e-mail may have left after the copy was made, so nobody can know: it is
    uncertain until a person finds out. Letters and copies by hand are held: they may have been posted since, or
    stopped, because an incident was opened or an address closed of which this ledger knows nothing.
    Raises `RefusedError` when there is nothing to accept.
    """
    # The moves first: broken off here, the ledger still stands behind and all of this is done again.
    waiting = [one for state in _ABOUT_TO_GO for one in ledger.dispatches(state=state)] if ledger.behind() else []
    moved = [outcome for dispatch in waiting if (outcome := _stop(ledger, dispatch, moment))]
    ledger.accept_restored(because, moment)
    return tuple(moved)


def to_confirm(ledger: Ledger, record: MeetingRecord) -> tuple[Ask, ...]:
    """The line to tick before copies of this meeting are approved: what an older ledger calls a draft, or has never
    seen, may have been approved and sent from the one that was lost. Of meetings held since then, nothing is asked."""
    accepted = [one.occurred_on for one in ledger.events(subject="ledger") if one.action == ACCEPTED]
    if not accepted or record.on > max(accepted):
        return ()
    return (Ask(id=ACCEPTED_LINE, guard=ACCEPTED_LINE, sentence=_MAY_HAVE_GONE),)


def _stop(ledger: Ledger, dispatch: Dispatch, moment: Moment) -> Outcome | None:
    mailed = dispatch.channel is Channel.EMAIL and dispatch.state is not State.TO_HAND
    to = State.UNCERTAIN if mailed else State.HELD
    record = ledger.meeting(dispatch.meeting)
    owner = dispatch.owner or (record.worker if record else None)
    change = Change(reason=_MAILED if mailed else _LAID, owner=owner)
    if not ledger.move(dispatch.id, dispatch.state, to, moment, detail=_NOTE, change=change, by="guard"):
        return None
    return Outcome(dispatch=dispatch.id, state=to, note=_NOTE, owner=owner)
