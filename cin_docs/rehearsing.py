"""What an administrator does before copies leave for real: every guard asked, every way named, nothing moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cin_docs.documents.printed import day
from cin_docs.home.folder import Home
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.person import Channel
from cin_docs.model.record import LONDON, Moment
from cin_docs.settings import Settings

if TYPE_CHECKING:
    from cin_docs.distribution.rehearsal import Rehearsed, SetUp
    from cin_docs.distribution.release import Counter
    from cin_docs.ledger.protocol import Ledger


def rehearse(home: Home, counter: Counter, moment: Moment) -> tuple[Rehearsed, ...]:
    """What would become of each approved and queued dispatch now; and it is written down that this set-up was tried,
    unless nothing was ready to leave.

    Nothing is moved, laid or sent.
    """
    from cin_docs.distribution.rehearsal import rehearsed, remember

    ledger = counter.ledger

    def way(one: Dispatch) -> str:
        return _way(home.settings, one, ledger.contact(one.id)) + _wait(one, counter, moment)

    lines = rehearsed(ledger, counter.objection, way)
    if lines:
        # Where nothing was ready to leave, no way and no guard was tried.
        remember(counter.ledger, set_up(home.settings), moment)
    return lines


def refuse_unrehearsed(home: Home, ledger: Ledger) -> None:
    """Raise `RefusedError` in live mode when the newest dry preview was of another set-up, or there was none."""
    from cin_docs.distribution.rehearsal import refuse_unrehearsed as refuse

    refuse(ledger, set_up(home.settings))


def set_up(settings: Settings) -> SetUp:
    """What decides where this authority's copies go, and what they say of whom they are from."""
    from cin_docs.distribution.rehearsal import SetUp

    relay = settings.relay
    return SetUp(
        mode=settings.mode,
        sender=settings.sender,
        authority=settings.authority,
        nation=settings.nation,
        host=relay.host if relay else None,
        port=relay.port if relay else 0,
        tls=relay.tls if relay else "",
    )


def _wait(dispatch: Dispatch, counter: Counter, moment: Moment) -> str:
    """That an approved copy does not leave yet, while there is time to think again."""
    leaves = dispatch.not_before or (dispatch.since + counter.undo if dispatch.state is State.APPROVED else None)
    if leaves is None or leaves <= moment.at:
        return ""
    return f", not before {leaves.astimezone(LONDON):%H:%M} on {day(leaves.astimezone(LONDON).date())}"


def _way(settings: Settings, dispatch: Dispatch, address: str | None) -> str:
    from cin_docs.transport.protocol import HAND, PRINT
    from cin_docs.transport.routing import destination

    if dispatch.channel is not Channel.EMAIL:
        return f"outbox/{PRINT if dispatch.channel is Channel.POST else HAND}"
    relay = settings.relay
    host = f"{relay.host}:{relay.port}" if relay else None
    return destination(dispatch, address, mode=settings.mode, guests=settings.guests, host=host)
