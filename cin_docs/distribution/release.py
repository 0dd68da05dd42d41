"""What is approved leaves the desk: e-mail to the queue, everything else onto the pile, the doubtful on hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cin_docs.distribution.guards import stopped_by
from cin_docs.distribution.manifest import rows_of
from cin_docs.distribution.outcome import Outcome
from cin_docs.distribution.scenes import Present, scene
from cin_docs.errors import LedgerError
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.ledger.store import Store
from cin_docs.model.delivery import ApprovedManifest, Dispatch, State
from cin_docs.model.finding import Finding
from cin_docs.model.person import Channel
from cin_docs.model.record import Moment
from cin_docs.transport.protocol import Envelope

#: The folder of the pile for each way that is not e-mail.
_PILES = {Channel.POST: "print", Channel.HAND: "hand", Channel.NONE: "hand"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """Where dispatches are judged before they leave: the ledger, the bytes, and the cases as they are now."""

    ledger: Ledger
    store: Store
    key: bytes
    #: The meeting and case behind a dispatch, read now; None when they cannot be read.
    present_of: Callable[[Dispatch], Present | None]
    #: Lays an envelope on the pile of this name.
    lay: Callable[[str, Envelope], object]

    def approval(self, dispatch: Dispatch) -> ApprovedManifest | None:
        """The approval of the meeting's newest manifest; None when there is none, or the manifest was changed."""
        return self._approval(dispatch)[0]

    def objection(self, dispatch: Dispatch) -> Finding | None:
        """Why this dispatch must not leave now, or None."""
        approved, whole = self._approval(dispatch)
        return stopped_by(
            scene(
                dispatch,
                approved,
                self.present_of(dispatch),
                whole=whole,
                ledger=self.ledger,
                store=self.store,
                key=self.key,
            )
        )

    def _approval(self, dispatch: Dispatch) -> tuple[ApprovedManifest | None, bool]:
        """The approval, and whether the stored manifest is the one that was submitted."""
        record = self.ledger.meeting(dispatch.meeting)
        try:
            return self.ledger.approval(record.manifest_digest) if record and record.manifest_digest else None, True
        except LedgerError:
            return None, False


def release(counter: Counter, moment: Callable[[], Moment]) -> tuple[Outcome, ...]:
    """Move every approved dispatch on: queued, to hand, or held with the guard's reason.

    What is queued and lost its approval since (its manifest was changed) is held too: the sender leaves it alone.
    """
    approved = counter.ledger.dispatches(state=State.APPROVED)
    orphans = [one for one in counter.ledger.dispatches(state=State.QUEUED) if counter.approval(one) is None]
    return tuple(outcome for dispatch in (*approved, *orphans) if (outcome := _release(counter, dispatch, moment())))


def _release(counter: Counter, dispatch: Dispatch, moment: Moment) -> Outcome | None:
    move = partial(counter.ledger.move, dispatch.id, dispatch.state, moment=moment, by="sender")
    if finding := counter.objection(dispatch):
        record = counter.ledger.meeting(dispatch.meeting)
        owner = record.worker if record else None
        moved = move(State.HELD, by="guard", detail=finding.code, change=Change(reason=finding.sentence, owner=owner))
        return Outcome(dispatch=dispatch.id, state=State.HELD, note=finding.code, owner=owner) if moved else None
    if dispatch.channel is Channel.EMAIL:
        return Outcome(dispatch=dispatch.id, state=State.QUEUED, note="") if move(State.QUEUED) else None
    # Laid on the pile first: an envelope that is there twice is seen, one that is missing is not.
    try:
        counter.lay(_PILES[dispatch.channel], _envelope(counter, dispatch))
    except OSError as error:
        # It stays approved, the others go on, and the next run lays it.
        note = f"outbox/{_PILES[dispatch.channel]} cannot be written: {error.strerror}"
        return Outcome(dispatch=dispatch.id, state=State.APPROVED, note=note, owner=dispatch.owner)
    if move(State.TO_HAND):
        return Outcome(dispatch=dispatch.id, state=State.TO_HAND, note=dispatch.channel.value, owner=dispatch.owner)
    return None


def _envelope(counter: Counter, dispatch: Dispatch) -> Envelope:
    approved = counter.approval(dispatch)
    rows = rows_of(approved.manifest, dispatch.id) if approved else ()
    return Envelope(
        dispatch=dispatch.id,
        cover=counter.store.get(dispatch.cover_digest),
        copies=tuple((row.file_name, counter.store.get(row.file_digest)) for row in rows),
    )
