"""What is approved leaves the desk: e-mail to the queue, everything else onto the pile, the doubtful on hold.

The piles are kept true as well: what goes by hand and lies on none is laid, what must not go any more is taken off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from cin_docs import resources
from cin_docs.distribution.contacts import carried
from cin_docs.distribution.guards import GUARDS, OF_THE_ADDRESS, Scene, stopped_by
from cin_docs.distribution.manifest import rows_of
from cin_docs.distribution.outcome import Outcome
from cin_docs.distribution.scenes import Present, scene
from cin_docs.distribution.tidying import bind, bind_less, look_again, strays
from cin_docs.documents.cover import blank_side
from cin_docs.errors import LedgerError
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.ledger.store import Store
from cin_docs.model.delivery import ApprovedManifest, Dispatch, State
from cin_docs.model.document import Mode
from cin_docs.model.finding import Finding
from cin_docs.model.person import Channel
from cin_docs.model.record import Moment
from cin_docs.transport.protocol import HAND, PRINT, Envelope, Piles

#: The folder of the pile for each way that is not e-mail.
_PILES = {Channel.POST: PRINT, Channel.HAND: HAND, Channel.NONE: HAND}
#: The pile of what was to go by e-mail and did not: without a cover it is no letter yet.
_ELSE = HAND
#: What is said of an envelope that was taken off a pile, or could not be.
TAKEN_OFF, LEFT_ON = "taken off the pile", "cannot be taken off the pile"
#: Where a dispatch stands whose envelope lies rightly on a pile: to be given, or given and part of the record.
_LIES = frozenset(
    {
        State.APPROVED,
        State.TO_HAND,
        State.POSTED,
        State.RETURNED,
        State.HANDED_OVER,
        State.READ_TO,
        State.DECLINED,
        State.MISDIRECTED,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """Where dispatches are judged before they leave: the ledger, the bytes, and the cases as they are now."""

    ledger: Ledger
    store: Store
    key: bytes
    #: The mode the home is in now.
    mode: Mode
    #: The meeting and case behind a dispatch, read now; None when they cannot be read.
    present_of: Callable[[Dispatch], Present | None]
    piles: Piles
    #: Addresses that a home in trial writes to for real, in lower case.
    guests: frozenset[str] = frozenset()
    #: How long an approved copy waits before it may leave (W14).
    undo: timedelta = timedelta(0)
    #: Why the directory of agencies cannot be relied on now; None when it can.
    directory: str | None = None

    def approval(self, dispatch: Dispatch) -> ApprovedManifest | None:
        """The approval of the manifest that lists it; None when there is none, or the manifest was changed."""
        return self._approval(dispatch)[0]

    def objection(self, dispatch: Dispatch) -> Finding | None:
        """Why this dispatch must not leave now, or None."""
        return stopped_by(self._scene(dispatch))

    def objection_by_hand(self, dispatch: Dispatch) -> Finding | None:
        """Why this dispatch must not be handed over or posted instead of going by e-mail, or None."""
        seen = self._scene(dispatch)
        asked = [guard for guard in GUARDS if guard not in OF_THE_ADDRESS]
        return next((finding for guard in asked if (finding := guard(seen))), None) or self._carried(dispatch)

    def _carried(self, dispatch: Dispatch) -> Finding | None:
        """W8: whoever gives the copy instead, whom no address shows: its owner, or else the meeting's worker."""
        seen, record = self.present_of(dispatch), self.ledger.meeting(dispatch.meeting)
        worker = dispatch.owner or (record.worker if record else "")
        known = seen is not None and seen.case.knows(dispatch.person)
        return carried(seen.case.person(dispatch.person), worker, seen.case) if seen and known else None

    def objection_on_pile(self, dispatch: Dispatch) -> Finding | None:
        """Why what lies on a pile must not be posted or handed over any more, or None."""
        if dispatch.channel is Channel.EMAIL:
            return self.objection_by_hand(dispatch)
        # A letter has an owner when it came back and somebody takes it along.
        return self.objection(dispatch) or (self._carried(dispatch) if dispatch.owner else None)

    def _scene(self, dispatch: Dispatch) -> Scene:
        approved, whole = self._approval(dispatch)
        return scene(
            dispatch,
            approved,
            self.present_of(dispatch),
            whole=whole,
            mode=self.mode,
            ledger=self.ledger,
            store=self.store,
            key=self.key,
            guests=self.guests,
            directory=self.directory,
        )

    def _approval(self, dispatch: Dispatch) -> tuple[ApprovedManifest | None, bool]:
        """The approval, and whether the stored manifest is the one that was submitted."""
        try:
            manifest = self.ledger.manifest_of(dispatch.id)
            return self.ledger.approval(manifest.digest) if manifest else None, True
        except LedgerError:
            return None, False


def release(counter: Counter, moment: Callable[[], Moment]) -> tuple[Outcome, ...]:
    """Move every approved dispatch on: queued, to hand, or held with the guard's reason.

    What is queued and lost its approval since (its manifest was changed) is held too: the sender leaves it alone.
    Then what goes by hand and lies on no pile is laid, and what must not go any more is taken off the piles.
    """
    approved = counter.ledger.dispatches(state=State.APPROVED)
    orphans = [one for one in counter.ledger.dispatches(state=State.QUEUED) if counter.approval(one) is None]
    moved = [outcome for dispatch in (*approved, *orphans) if (outcome := _release(counter, dispatch, moment()))]
    seen = frozenset(one.dispatch for one in moved)
    held, aside = look_again(counter.ledger, counter.piles, counter.objection_on_pile, moment, seen=seen)
    tidied = (*_laid(counter), *take_off(counter.ledger, counter.piles))
    bound = bind(counter.ledger, counter.piles, aside)
    return (*moved, *held, *tidied, *bound, *strays(counter.ledger, counter.piles))


def tidy(ledger: Ledger, piles: Piles) -> tuple[Outcome, ...]:
    """Take off the piles what has left or must not go any more, and bind what is left of them, never more."""
    return (*take_off(ledger, piles), *bind_less(ledger, piles))


def take_off(ledger: Ledger, piles: Piles) -> tuple[Outcome, ...]:
    """Take off the piles what is superseded, cancelled, held or on its way otherwise, so that nobody posts it.

    An envelope of which the ledger knows nothing is left where it lies.
    """
    lying = _lying(piles)
    if not lying:
        return ()
    gone = to_take_off(ledger, piles)
    note, stuck = TAKEN_OFF, False
    try:
        # Also when nothing has to go: an index that a killed pass left behind is put right.
        piles.withdraw(frozenset(one.id for one in gone))
    except OSError as error:
        note, stuck = f"{LEFT_ON}: {error.strerror}", True
    return tuple(Outcome(dispatch=one.id, state=one.state, note=note, owner=one.owner, stuck=stuck) for one in gone)


def to_take_off(ledger: Ledger, piles: Piles) -> tuple[Dispatch, ...]:
    """What lies on a pile and must not be posted or handed over any more."""
    lying = _lying(piles)
    return tuple(one for one in ledger.dispatches() if one.id in lying and one.state not in _LIES) if lying else ()


def _laid(counter: Counter) -> tuple[Outcome, ...]:
    """Lay what goes by hand and lies on no pile: an e-mail that failed and is to be given otherwise."""
    lying = _lying(counter.piles)
    missing = [one for one in counter.ledger.dispatches(state=State.TO_HAND) if one.id not in lying]
    return tuple(_lay_instead(counter, dispatch) for dispatch in missing)


def _lay_instead(counter: Counter, dispatch: Dispatch) -> Outcome:
    record = counter.ledger.meeting(dispatch.meeting)
    owner = dispatch.owner or (record.worker if record else None)
    objection = counter.objection_on_pile(dispatch)
    trouble = objection.code if objection else _lay(counter, dispatch)
    note = trouble or _pile_of(dispatch)
    return Outcome(dispatch=dispatch.id, state=State.TO_HAND, note=note, owner=owner, stuck=bool(trouble))


def _lying(piles: Piles) -> frozenset[str]:
    """What lies on the piles. One that cannot be read has nothing: to lay on it then says why."""
    try:
        return piles.lying()
    except OSError:
        return frozenset()


def _pile_of(dispatch: Dispatch) -> str:
    return _PILES.get(dispatch.channel, _ELSE)


def _lay(counter: Counter, dispatch: Dispatch) -> str:
    """Lay the envelope, and say in words what was in the way; empty when it lies there."""
    pile = _pile_of(dispatch)
    try:
        counter.piles.lay(pile, _envelope(counter, dispatch))
    except OSError as error:
        return f"outbox/{pile} cannot be written: {error.strerror}"
    return ""


def _release(counter: Counter, dispatch: Dispatch, moment: Moment) -> Outcome | None:
    move = partial(counter.ledger.move, dispatch.id, dispatch.state, moment=moment, by="sender")
    if finding := counter.objection(dispatch):
        record = counter.ledger.meeting(dispatch.meeting)
        owner = record.worker if record else None
        moved = move(State.HELD, by="guard", detail=finding.code, change=Change(reason=finding.sentence, owner=owner))
        return Outcome(dispatch=dispatch.id, state=State.HELD, note=finding.code, owner=owner) if moved else None
    # Counted from the approval, or from the release of what was held: that was the last change.
    leaves = dispatch.since + counter.undo if counter.undo else None
    if dispatch.channel is Channel.EMAIL:
        change = Change(not_before=leaves) if leaves else None
        return Outcome(dispatch=dispatch.id, state=State.QUEUED, note="") if move(State.QUEUED, change=change) else None
    if leaves and moment.at < leaves:
        return Outcome(dispatch=dispatch.id, state=State.APPROVED, note="undo window", owner=dispatch.owner)
    # Laid on the pile first: an envelope that is there twice is seen, one that is missing is not.
    if trouble := _lay(counter, dispatch):
        # It stays approved, the others go on, and the next run lays it.
        return Outcome(dispatch=dispatch.id, state=State.APPROVED, note=trouble, owner=dispatch.owner, stuck=True)
    if move(State.TO_HAND):
        return Outcome(dispatch=dispatch.id, state=State.TO_HAND, note=dispatch.channel.value, owner=dispatch.owner)
    return None


def _envelope(counter: Counter, dispatch: Dispatch) -> Envelope:
    approved = counter.approval(dispatch)
    rows = rows_of(approved.manifest, dispatch.id) if approved else ()
    seen = counter.present_of(dispatch)
    name = seen.case.person(dispatch.person).name if seen else dispatch.person
    address = counter.ledger.contact(dispatch.id) or ""
    return Envelope(
        dispatch=dispatch.id,
        # What was to go by e-mail has no cover sheet: the stored bytes are the message.
        cover=None if dispatch.channel is Channel.EMAIL else counter.store.get(dispatch.cover_digest),
        copies=tuple((row.file_name, counter.store.get(row.file_digest)) for row in rows),
        person=dispatch.person,
        recipient=name,
        address=address.partition("\n")[0] if dispatch.channel is Channel.POST else "",
        blank=blank_side(dispatch=dispatch.id, recipient=name, templates=(resources.templates(),)),
    )
