"""Who approved their own work, where a standard allows it: a manager sees the list next working day."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from cin_docs.ledger.protocol import ALONE, Ledger
from cin_docs.model.record import LONDON


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovedAlone:
    """One approval by the author of the notes."""

    meeting: str
    approver: str
    #: The local day of the approval.
    on: date
    because: str = field(repr=False)


def approved_alone(ledger: Ledger, since: date) -> tuple[ApprovedAlone, ...]:
    """Every approval by an author on the local day `since` or after, oldest first."""
    meetings = [one.id for one in ledger.meetings() if one.manifest_digest]
    events = [event for id in meetings for event in ledger.events(subject=id)]
    alone = sorted((one for one in events if (one.action, one.detail) == ("approved", ALONE)), key=lambda one: one.seq)
    found = []
    for event in alone:
        on = event.recorded_at.astimezone(LONDON).date()
        if on >= since:
            approval = ledger.approval(str(json.loads(event.change).get("manifest", "")))
            because = (approval.alone_because if approval else None) or ""
            found.append(ApprovedAlone(meeting=event.subject, approver=event.actor, on=on, because=because))
    return tuple(found)
