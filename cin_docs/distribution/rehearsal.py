"""The dry preview: every guard asked and every way named, with nothing moved. Live sends only what was tried so.

What is tried is the set-up: mode, sender, mail server, authority, nation. When any of it changes, it is tried again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from cin_docs.errors import RefusedError
from cin_docs.ledger.protocol import Ledger
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.document import Mode
from cin_docs.model.finding import Finding
from cin_docs.model.person import Channel
from cin_docs.model.record import Moment

#: What the ledger calls it.
ACTION = "dry preview"
#: What stands ready to leave.
_READY = (State.APPROVED, State.QUEUED)


@dataclass(frozen=True, kw_only=True, slots=True)
class SetUp:
    """What decides where copies go and what they say of whom they are from."""

    mode: Mode
    sender: str
    authority: str
    nation: str
    #: The mail server; None and 0 and empty where there is none.
    host: str | None
    port: int
    tls: str

    @property
    def digest(self) -> str:
        """SHA-256 in hex: the event of a dry preview carries it."""
        fields = [self.mode.value, self.sender, self.authority, self.nation, self.host, self.port, self.tls]
        return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsed:
    """What would become of one dispatch now."""

    dispatch: str
    person: str
    channel: Channel
    #: Where it would go: "the mail server relay.example:587", "outbox/print"; or the code of what would hold it.
    goes: str
    held: bool = False
    #: Why it would be held, as a sentence.
    note: str = ""


def rehearsed(
    ledger: Ledger, objection: Callable[[Dispatch], Finding | None], way: Callable[[Dispatch], str]
) -> tuple[Rehearsed, ...]:
    """What would become of every approved and queued dispatch.

    `objection` says what holds one; `way` names where one goes that nothing holds.
    """
    ready = [one for state in _READY for one in ledger.dispatches(state=state)]
    return tuple(_rehearsed(one, objection(one), way) for one in ready)


def _rehearsed(dispatch: Dispatch, finding: Finding | None, way: Callable[[Dispatch], str]) -> Rehearsed:
    return Rehearsed(
        dispatch=dispatch.id,
        person=dispatch.person,
        channel=dispatch.channel,
        goes=finding.code if finding else way(dispatch),
        held=finding is not None,
        note=finding.sentence if finding else "",
    )


def remember(ledger: Ledger, setup: SetUp, moment: Moment) -> None:
    """Write down that this set-up was tried."""
    ledger.note(ACTION, setup.mode.value, setup.digest, moment)


def refuse_unrehearsed(ledger: Ledger, setup: SetUp) -> None:
    """Raise `RefusedError` in live mode when the newest dry preview was of another set-up, or there was none."""
    if setup.mode is not Mode.LIVE:
        return
    tried = [event.detail for event in ledger.events(subject=Mode.LIVE.value) if event.action == ACTION]
    if not tried or tried[-1] != setup.digest:
        what = "has changed since the last dry preview" if tried else "was never tried"
        raise RefusedError(
            f"Nothing is sent: this is live mode, and its set-up {what}.",
            "When copies are approved, run `cin send --dry`, read where each would go, and then `cin send` again.",
        )
