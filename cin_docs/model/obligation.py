"""What is owed to whom by when, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cin_docs.model.document import DocumentKind, Mode


@dataclass(frozen=True, kw_only=True, slots=True)
class DueDate:
    """A day by which something must happen, and why it is that day."""

    on: date
    #: The chain, one step a line: the sentence, the anchor, the counting, the days left out.
    because: tuple[str, ...]
    #: The calendar that was counted with: nation, closures, data version.
    calendar: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingDue:
    """A meeting that must be held by a day."""

    case: str
    #: "first meeting" or "next review".
    what: str
    due: DueDate


@dataclass(frozen=True, kw_only=True, slots=True)
class Obligation:
    """This person is owed this document of this meeting. Frozen when opened."""

    #: ``<meeting id>/<person>/<document>``.
    id: str
    meeting: str
    case: str
    person: str
    #: The relationship or role, for reports; never a name.
    role: str
    document: DocumentKind
    meeting_on: date
    #: None: owed with no deadline.
    due: date | None
    because: tuple[str, ...]
    team: str
    #: The lead practitioner's staff id.
    worker: str
    standard: str
    calendar: str
    mode: Mode
    #: Working days reckoned for the post when the standard says "provided".
    posting_allowance: int = 0
    #: A refusal or other reason given in advance.
    excused_because: str | None = None


class Standing(StrEnum):
    """How an obligation stands. Every obligation has exactly one."""

    MET = "met"
    LATE = "late"
    OUTSTANDING = "outstanding"
    UNCERTAIN = "uncertain"
    EXCUSED = "excused"
