"""What would hold a copy if it were to leave now, as far as it can be known before anybody approves it."""

from __future__ import annotations

from collections.abc import Iterator

from cin_docs.distribution.guards_of_case import incident_open
from cin_docs.distribution.guards_of_contact import silenced
from cin_docs.ledger.protocol import Ledger
from cin_docs.model.delivery import Manifest, State
from cin_docs.model.finding import Finding
from cin_docs.model.person import Channel

#: Where a dispatch stands that has still to pass the guards.
STILL_TO_LEAVE = frozenset({State.DRAFT, State.APPROVED, State.QUEUED})


def foreseen(ledger: Ledger, manifest: Manifest) -> Iterator[tuple[str, Finding]]:
    """By dispatch that has still to leave: an incident of the case that is open, an address that nothing goes to."""
    barred = {one.address_hmac for one in ledger.suppressions()}
    rows = {row.dispatch: row for row in manifest.rows}
    for item in ledger.dispatches(meeting=manifest.meeting):
        row = rows.get(item.id)
        if row is None or item.state not in STILL_TO_LEAVE:
            continue
        for incident in ledger.incidents(case=item.case):
            if incident.closed_at is None:
                yield item.id, incident_open(incident.id, item.case)
        if row.address_hmac in barred and row.channel in {Channel.EMAIL, Channel.POST}:
            yield item.id, silenced(item.person)
