"""What the ledger keeps of a meeting, so that figures do not change when a file is edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cin_docs.model.document import Mode

#: Local days are days of this zone, whatever the machine is set to.
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """Who acts, and when: the local day, and the instant in UTC."""

    actor: str
    on: date
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingRecord:
    """A meeting's facts, frozen when its copies are made."""

    id: str
    case: str
    #: ``first``, ``review-2``.
    label: str
    on: date
    #: 0 while only opened; 1 for the first submission, 2 for a correction after sending.
    version: int
    team: str
    #: The lead practitioner's id.
    worker: str
    standard: str
    calendar: str
    mode: Mode
    #: Person id of the minute taker, and staff id of the account that submitted. None while only opened.
    author: str | None = None
    submitted_by: str | None = None
    manifest_digest: str | None = None
    #: What reports need besides: anchors, due dates, codes of breaches. Ids, codes and dates only.
    facts: Mapping[str, str] = field(default_factory=dict)
