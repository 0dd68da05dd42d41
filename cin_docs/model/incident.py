"""What went wrong with a copy: an address that must not be used, and an incident with its clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Suppression:
    """An address that nothing is sent to until somebody lifts it (W16): it bounced, or somebody else reads it."""

    #: One of `ManifestRow.places`, a keyed hash: the address itself is not kept here.
    address_hmac: str
    because: str = field(repr=False)
    #: UTC, and the staff id of whoever said so.
    since: datetime
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident:
    """A copy in wrong hands, or the fear of one. While it is open, every copy of the case is held."""

    #: ``I-`` and eight letters.
    id: str
    case: str
    #: The dispatch that went wrong; None when it is not about one.
    dispatch: str | None
    #: UTC: when somebody at the authority became aware of it. The 72 hours run from here.
    aware_at: datetime
    #: UTC, and the staff id of whoever opened it.
    opened_at: datetime
    opened_by: str
    what: str = field(repr=False)
    closed_at: datetime | None = None
    closed_because: str | None = field(default=None, repr=False)
