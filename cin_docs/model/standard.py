"""One authority's procedure as data. Each number cites the sentence it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cin_docs.model.document import DocumentKind


class Unit(StrEnum):
    """A unit of time in a procedure."""

    WORKING_DAYS = "working days"
    #: Also what bare "days" means.
    CALENDAR_DAYS = "calendar days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A length of time as a procedure says it: "10 working days"."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        unit = self.unit.value if self.count != 1 else self.unit.value.removesuffix("s")
        return f"{self.count} {unit}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """Where a rule comes from."""

    #: The procedure's own sentence, shown to people.
    sentence: str
    #: The requirement rows; never shown to people.
    rows: tuple[str, ...]


class Pick(StrEnum):
    """Which of several anchors starts the clock."""

    EARLIEST = "earliest"
    LATEST = "latest"
    FIRST_KNOWN = "first known"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A period counted from an anchor."""

    within: Period
    #: Anchor names: ``meeting``, ``assessment completed``, ``step-down``, ``referral``; our own: ``last meeting``.
    of: tuple[str, ...]
    pick: Pick = Pick.FIRST_KNOWN
    #: Whether the anchor's own day is day 1 instead of day 0.
    inclusive: bool = False
    cited: Cited


class Provided(StrEnum):
    """What counts as provided."""

    #: The copy left by the day ("sent").
    SENT = "sent"
    #: It was with the person by the day ("provided"); post has an allowance.
    PROVIDED = "provided"


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyRule:
    """Who is owed which document, and by when."""

    document: DocumentKind
    #: Meeting kinds it holds for; empty for all.
    meetings: tuple[str, ...] = ()
    #: None: owed, but with no deadline, and outside the denominator.
    deadline: Deadline | None
    provided: Provided = Provided.SENT
    #: Working days the post is reckoned to take, under PROVIDED.
    posting_allowance: int = 0
    cited: Cited


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRule:
    """How often plans are reviewed."""

    #: Counted from the last meeting that was held. None: only the maximum holds.
    every: Period | None
    maximum: Period
    #: Who may decide on an interval between `every` and `maximum`, in the procedure's words.
    extended_by: str | None = None
    cited: Cited
    #: The sentence for the maximum, when it is another one.
    maximum_cited: Cited


@dataclass(frozen=True, kw_only=True, slots=True)
class ChairRule:
    """Who chairs which review."""

    #: Every nth review: 3 means the 3rd must and the 6th, 9th … should.
    every_nth: int
    #: Roles, casefolded: "team manager". A chair has one of them, as a whole and however it is hyphenated.
    roles: tuple[str, ...]
    cited: Cited


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitRule:
    """The floor under a plan's visiting frequency."""

    at_least_every: Period
    cited: Cited


@dataclass(frozen=True, kw_only=True, slots=True)
class Standard:
    """A whole procedure, as read from config/standards or the home's own."""

    id: str
    name: str
    version: str
    in_force_from: date
    #: Local words, for instance ``first meeting: Child in Need Planning Meeting``.
    words: Mapping[str, str] = field(default_factory=dict)
    copies: tuple[CopyRule, ...]
    first_meeting: Deadline | None
    reviews: ReviewRule
    chairs: tuple[ChairRule, ...] = ()
    visits: VisitRule | None
    #: Whether the author may approve their own work, with a reason, where nothing in the case is protected.
    approve_alone: bool = False
    #: SMART rules hold: owner, timescale, no "ongoing" (with their sentence).
    smart: Cited
    #: The sentence each remaining rule cites, by rule name.
    sentences: Mapping[str, Cited] = field(default_factory=dict)
