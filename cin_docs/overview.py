"""What `cin status` says besides what waits: both sums, what went wrong, what nobody else looked at; and what a
cancelled copy leaves owed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cin_docs.distribution.incident import places_of
from cin_docs.model.incident import Incident
from cin_docs.reports.alone import ApprovedAlone, approved_alone
from cin_docs.reports.owing import had_before, left_by
from cin_docs.reports.sums import Sums, sums

if TYPE_CHECKING:
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.reports.timeliness import Timeliness

#: How long an approval by the author stands in the list that a manager sees.
_ALONE = timedelta(weeks=4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Silent:
    """An address to which nothing is sent until somebody lifts it."""

    #: ``MAR-2041/mum``: whose copies go there, or went there; empty when no copy did.
    people: tuple[str, ...]
    #: The local day, UTC.
    since: date
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """How the home stands."""

    sums: tuple[Sums, ...]
    incidents: tuple[Incident, ...]
    suppressed: tuple[Silent, ...]
    alone: tuple[ApprovedAlone, ...]


def overview(ledger: Ledger, report: Timeliness) -> Overview:
    """How the home stands, as the ledger tells; `report` weighs what is owed."""
    return Overview(
        sums=sums(ledger.dispatches(), report),
        incidents=tuple(item for item in ledger.incidents() if item.closed_at is None),
        suppressed=tuple(_silent(ledger)),
        alone=approved_alone(ledger, report.as_at - _ALONE),
    )


def left_owed(ledger: Ledger, gone: Iterable[str]) -> tuple[str, ...]:
    """What it means that these dispatches will not go: what stays owed to whom by when, and who has which copy."""
    everything = ledger.dispatches()
    ids = frozenset(gone)
    ended = [item for item in everything if item.id in ids]
    left = left_by(ended, everything, ledger.copies(), ledger.obligations())
    return (*(item.warning for item in left), *had_before(ended, everything))


def _silent(ledger: Ledger) -> Iterator[Silent]:
    users = _by_address(ledger)
    for item in ledger.suppressions():
        people = users(item.address_hmac) or _went_there(ledger, item.address_hmac)
        yield Silent(people=people, since=item.since.date(), by=item.by)


def _went_there(ledger: Ledger, address: str) -> tuple[str, ...]:
    """Whose copies went to an address that no newest list has: it was put right since. Slower, and seldom."""
    used = (one for one in ledger.dispatches() if address in places_of(ledger, one))
    return tuple(dict.fromkeys(f"{one.case}/{one.person}" for one in used))


def _by_address(ledger: Ledger) -> Callable[[str], tuple[str, ...]]:
    """Who is written to at an address, asked by its keyed hash. The address itself is never looked at."""
    found: dict[str, list[str]] = {}
    for record in ledger.meetings() if ledger.suppressions() else ():
        manifest = ledger.manifest(record.manifest_digest) if record.manifest_digest else None
        for row in manifest.rows if manifest else ():
            for place in row.places:
                found.setdefault(place, []).append(f"{record.case}/{row.person}")
    return lambda address: tuple(dict.fromkeys(found.get(address, ())))
