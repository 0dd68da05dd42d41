"""A copy in wrong hands (W18): the incident that pauses the case, the address that is closed, the 72 hours.

Order matters: first what stops more copies, then what only tells of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cin_docs.distribution.manifest import rows_of, short_code
from cin_docs.errors import LedgerError
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.incident import Incident
from cin_docs.model.person import Channel
from cin_docs.model.record import LONDON, Moment

#: UK GDPR, Article 33(1): "not later than 72 hours after having become aware of it". Hours of the clock, through
#: nights, weekends and bank holidays.
TO_REPORT = timedelta(hours=72)

#: Ways that have an address which somebody else may be reading. A worker's hands are none.
_ADDRESSED = frozenset({Channel.EMAIL, Channel.POST})
#: Where a copy stands that went to the address on it, and not by hand in its stead.
_BY_ITS_ADDRESS = {Channel.EMAIL: (State.ACCEPTED, State.DELIVERED), Channel.POST: (State.POSTED,)}
_UNSAID = "Recorded without further words."


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """How long there is to report an incident to the Information Commissioner."""

    incident: Incident
    #: UTC: the end of the 72 hours.
    until: datetime
    #: Whole hours left, rounded down; negative when the time is over.
    hours_left: int

    @property
    def until_local(self) -> datetime:
        """The end of the 72 hours as the clock on the wall shows it."""
        return self.until.astimezone(LONDON)


def clock(incident: Incident, now: datetime) -> Clock:
    """The incident's clock at `now`, a time with its zone."""
    until = incident.aware_at.astimezone(UTC) + TO_REPORT
    return Clock(incident=incident, until=until, hours_left=(until - now) // timedelta(hours=1))


def running(ledger: Ledger, now: datetime) -> tuple[Clock, ...]:
    """The clocks of all open incidents, the most urgent first."""
    clocks = (clock(one, now) for one in ledger.incidents() if one.closed_at is None)
    return tuple(sorted(clocks, key=lambda one: one.until))


def opened(
    ledger: Ledger,
    moment: Moment,
    *,
    case: str,
    dispatch: str | None,
    what: str,
    aware_at: datetime | None = None,
) -> Incident:
    """Open an incident of the case, or give the one about this dispatch that is open already.

    From now on every copy of the case is held. `aware_at` is when somebody at the authority became aware, with its
    zone; left out, it is now. Raises ValueError for a time that has not come.
    """
    aware = (aware_at or moment.at).astimezone(UTC)
    if aware > moment.at:
        raise ValueError("nobody is aware of something that has not happened yet")
    found = _open(ledger.incidents(case=case), dispatch)
    if found is None:
        found = _new(ledger, moment, case=case, dispatch=dispatch, what=what, aware_at=aware)
        ledger.open_incident(found, moment)
    _pause(ledger, found, moment)
    return found


def _new(ledger: Ledger, moment: Moment, *, case: str, dispatch: str | None, what: str, aware_at: datetime) -> Incident:
    return Incident(
        id="I-" + short_code(ledger.head().encode(), "incident", case, dispatch or ""),
        case=case,
        dispatch=dispatch,
        aware_at=aware_at,
        opened_at=moment.at,
        opened_by=moment.actor,
        what=what.strip() or _UNSAID,
    )


def _pause(ledger: Ledger, incident: Incident, moment: Moment) -> None:
    """Hold the letters of the case at once: the next run holds everything else, but somebody may be on the way to
    the post box with what lies on the pile."""
    why = f"Incident {incident.id} is open, so all copies of the case wait."
    for item in ledger.dispatches(state=State.TO_HAND):
        if item.case == incident.case:
            _hold(ledger, item, moment, "incident-open", why)


def _hold(ledger: Ledger, item: Dispatch, moment: Moment, code: str, why: str) -> None:
    record = ledger.meeting(item.meeting)
    change = Change(reason=why, owner=item.owner or (record.worker if record else None))
    ledger.move(item.id, item.state, State.HELD, moment, detail=code, change=change, by="guard")


def _open(incidents: Iterable[Incident], dispatch: str | None) -> Incident | None:
    same = (one for one in incidents if one.closed_at is None and dispatch is not None and one.dispatch == dispatch)
    return next(same, None)


def misdirected(ledger: Ledger, dispatch: Dispatch, moment: Moment, note: str) -> Incident:
    """The copy reached the wrong person: the case is paused and the address closed. The caller moves the dispatch."""
    made = opened(ledger, moment, case=dispatch.case, dispatch=dispatch.id, what=note)
    if dispatch.state in _BY_ITS_ADDRESS.get(dispatch.channel, ()):
        suppressed(ledger, dispatch, moment, f"{made.id}: a copy reached somebody else.")
    return made


def suppressed(ledger: Ledger, dispatch: Dispatch, moment: Moment, because: str) -> str | None:
    """Close the address that the dispatch went to; gives its keyed hash, or None when there is none to close.

    For a reader of delivery reports, too: an address that bounced gets nothing more until a person lifts it.
    """
    address = address_of(ledger, dispatch)
    if address is not None:
        ledger.suppress(address, because, moment)
        _hold_letters(ledger, address, moment)
    return address


def _hold_letters(ledger: Ledger, address: str, moment: Moment) -> None:
    """Hold the letters to a closed address that lie on the pile, whatever their case. A worker's hand is no address."""
    for item in ledger.dispatches(state=State.TO_HAND):
        if item.channel is Channel.POST and address_of(ledger, item) == address:
            _hold(ledger, item, moment, "suppressed-address", "The address was closed: nothing goes there any more.")


def address_of(ledger: Ledger, dispatch: Dispatch) -> str | None:
    """The keyed hash by which to close the address that a dispatch goes to, however it is written from now on; None
    when a worker carries it, or nobody can say."""
    return next(iter(places_of(ledger, dispatch)), None)


def places_of(ledger: Ledger, dispatch: Dispatch) -> tuple[str, ...]:
    """Every keyed hash by which that address may have been closed: earlier releases closed one writing of it."""
    if dispatch.channel not in _ADDRESSED:
        return ()
    try:
        manifest = ledger.manifest_of(dispatch.id)
    except LedgerError:
        # Nothing is sent by a manifest that was changed, so nothing goes to its addresses either.
        return ()
    rows = rows_of(manifest, dispatch.id) if manifest else ()
    return rows[0].places if rows else ()
