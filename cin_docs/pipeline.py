"""The journey on one screen: check, submit, preview, approve, decide, dispatch, record, due, timeliness.

Functions without state. What each needs is handed in; when it is, and who acts, is a `Moment`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from cin_docs.checking import check
from cin_docs.deciding import approve, decide, find, off_the_pile, preview, tidy
from cin_docs.home.cases import case_refs, due_in, load_case
from cin_docs.home.folder import Home
from cin_docs.knowing import know
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.finding import Finding
from cin_docs.model.record import Moment
from cin_docs.overview import left_owed
from cin_docs.rehearsing import refuse_unrehearsed
from cin_docs.submitting import submit

if TYPE_CHECKING:
    from cin_docs.distribution.outcome import Outcome, SendReport
    from cin_docs.distribution.rehearsal import Rehearsed
    from cin_docs.distribution.release import Counter
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store
    from cin_docs.overview import Overview
    from cin_docs.reports.due import Due, Waiting
    from cin_docs.reports.timeliness import Timeliness
    from cin_docs.transport.protocol import Relay

__all__ = [
    "accept_restored",
    "approve",
    "check",
    "decide",
    "dispatch",
    "due",
    "find",
    "know",
    "left_owed",
    "off_the_pile",
    "overview",
    "preview",
    "record",
    "rehearse",
    "submit",
    "take_back",
    "tidy",
    "timeliness",
]


def dispatch(
    home: Home,
    *,
    ledger: Ledger,
    store: Store,
    key: bytes,
    moment: Callable[[], Moment],
    relays: Callable[[Dispatch], Relay] | None = None,
) -> tuple[tuple[Outcome, ...], SendReport]:
    """Release what is approved and send what is queued, under the home's lock.

    `moment` is asked at each step. `relays` overrides where a dispatch goes; by default the mode decides.
    Gives what was released and what was sent. Raises `LockedError` when another sender is at work, and
    `RefusedError` when an older ledger was put back, or a live home was not tried with `rehearse` as it is set up
    now: nothing is laid on a pile then, either.
    """
    from cin_docs.distribution.dispatch import Limits, lock, send_queued
    from cin_docs.distribution.release import release
    from cin_docs.distribution.release import tidy as tidied
    from cin_docs.distribution.restored import refuse_restored
    from cin_docs.transport.routing import relay_by_mode

    counter = _counter(home, ledger, store, key)
    settings = home.settings
    by_mode = relays or relay_by_mode(
        mode=settings.mode, guests=settings.guests, smtp=settings.relay, maildir=home.outbox / "mail", of=ledger.contact
    )
    with lock(home.folder) as held:
        refuse_restored(ledger)
        refuse_unrehearsed(home, ledger)
        released = release(counter, moment)
        sent = send_queued(
            held=held,
            approved=[one for one in map(counter.approval, ledger.dispatches(state=State.QUEUED)) if one],
            ledger=ledger,
            store=store,
            relay_for=by_mode,
            sender=settings.sender,
            moment=moment,
            check=counter.objection,
            limits=Limits(
                messages=settings.messages_per_run, per_case=settings.per_case, per_domain=settings.per_domain
            ),
        )
        # Sending takes its time: an incident that was opened meanwhile must not wait for the next run.
        since = [one for one in tidied(ledger, counter.piles) if one not in released]
    return (*released, *since), sent


def rehearse(
    home: Home, *, ledger: Ledger, store: Store, key: bytes, moment: Callable[[], Moment]
) -> tuple[Rehearsed, ...]:
    """What `dispatch` would do with each dispatch now, and where each would go. Nothing is moved; that it was tried
    is written down, and opens live mode."""
    from cin_docs.rehearsing import rehearse as tried

    return tried(home, _counter(home, ledger, store, key), moment())


def _counter(home: Home, ledger: Ledger, store: Store, key: bytes) -> Counter:
    """Where this home's dispatches are judged before they leave."""
    from cin_docs.distribution.release import Counter
    from cin_docs.home.mailboxes import unreadable
    from cin_docs.home.present import presents
    from cin_docs.transport.pile import piles

    return Counter(
        ledger=ledger,
        store=store,
        key=key,
        mode=home.settings.mode,
        present_of=presents(home, ledger, store, key),
        piles=piles(home.outbox),
        guests=home.settings.guests,
        undo=home.settings.undo,
        directory=unreadable(home),
    )


def accept_restored(home: Home, ledger: Ledger, because: str, moment: Moment) -> tuple[Outcome, ...]:
    """A person accepts an older ledger that was put back, under the home's lock; gives what became uncertain by it,
    what is held, and what was taken off the piles.

    Raises `RefusedError` when the ledger is not behind, `LockedError` when a sender is at work.
    """
    from cin_docs.distribution.lock import lock
    from cin_docs.distribution.release import tidy as tidied
    from cin_docs.distribution.restored import accept_restored as accept
    from cin_docs.transport.pile import piles

    with lock(home.folder):
        stopped = accept(ledger, because, moment)
        return (*stopped, *tidied(ledger, piles(home.outbox)))


def record(
    ledger: Ledger,
    named: str,
    to: State,
    *,
    moment: Moment,
    note: str,
    by: str | None = None,
    home: Home | None = None,
) -> Dispatch | Finding:
    """Write down what a person did or found out about a dispatch. `moment.on` is the day it happened, `by` the worker
    who takes an e-mail's copies by hand; with `home`, its case file says whether they may. What reached the wrong
    person opens an incident.

    Gives the dispatch as it then stands, or a finding that names what can be recorded instead.
    """
    from cin_docs.distribution.recording import recorded

    item = ledger.dispatch(named) if home else None
    case = load_case(home, item.case).value if home and item else None
    return recorded(ledger, named, to, moment=moment, note=note, by=by, case=case)


def take_back(ledger: Ledger, named: str, *, moment: Moment, note: str) -> Dispatch | Finding:
    """Take back what a person recorded last of a dispatch by mistake; it stands where it stood before."""
    from cin_docs.distribution.correcting import corrected

    return corrected(ledger, named, moment=moment, note=note)


def due(home: Home, ledger: Ledger, as_at: date) -> tuple[tuple[Due, ...], tuple[Waiting, ...]]:
    """What falls due, and what waits for whom since when, as on the local day `as_at`."""
    from cin_docs.reports.due import falls_due, waiting

    report = timeliness(home, ledger, as_at)
    workers = {ref: case.lead for ref in case_refs(home) if (case := load_case(home, ref).value)}
    return (
        falls_due(report, due_in(home, as_at), home.calendar, workers=workers),
        waiting(
            ledger.meetings(),
            ledger.dispatches(),
            ledger.obligations(),
            ledger.copies(),
            calendar=home.calendar,
            paused={one.case: one.id for one in ledger.incidents() if one.closed_at is None},
        ),
    )


def overview(home: Home, ledger: Ledger, as_at: date) -> Overview:
    """Both sums, open incidents, silent addresses, and what was approved alone, as on the local day `as_at`."""
    from cin_docs.overview import overview as stands

    return stands(ledger, timeliness(home, ledger, as_at))


def timeliness(home: Home, ledger: Ledger, as_at: date) -> Timeliness:
    """Which copies met their deadline, as everything stood at the end of the local day `as_at`."""
    from cin_docs.reports.history import as_they_stood
    from cin_docs.reports.timeliness import timeliness as measured

    stood = as_they_stood(ledger.events(), ledger.dispatches(), ledger.obligations(), as_at)
    return measured(
        stood.obligations,
        stood.dispatches,
        ledger.copies(),
        home.calendar,
        as_at,
        head=ledger.head(),
        posted=stood.posted,
    )
