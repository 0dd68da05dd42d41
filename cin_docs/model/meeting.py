"""A Child in Need meeting as it was written down: the notes file, understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cin_docs.model.finding import Path


class Kind(StrEnum):
    """Which meeting it was."""

    FIRST = "first"
    REVIEW = "review"
    #: Called between reviews, with a reason.
    EXTRAORDINARY = "extraordinary"
    STRATEGY = "strategy"


class Held(StrEnum):
    """Whether the meeting took place."""

    HELD = "held"
    NOT_HELD = "not held"
    ABANDONED = "abandoned"
    INQUORATE = "inquorate"


class Decision(StrEnum):
    """What the meeting decided about the child (P12)."""

    #: A first meeting agreed the plan.
    START = "start"
    CONTINUE = "continue"
    CLOSE = "close"
    #: Close, with an Early Help plan.
    STEP_DOWN = "step down"
    #: Significant harm is likely: a strategy meeting.
    STRATEGY = "strategy meeting"


class Status(StrEnum):
    """How an action stands. An action keeps its id for life."""

    NEW = "new"
    DONE = "done"
    ON_TRACK = "on track"
    LATE = "late"
    STOPPED = "stopped"
    CHANGED = "changed"


class Answer(StrEnum):
    """Whether a person agreed the plan."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not asked"
    LATER = "later"


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """Who may read an item. Both empty: nobody decided, and the default of the case holds."""

    #: When given, only these people (``everyone`` is written out by capture). None: no such mark.
    only_for: frozenset[str] | None = None
    not_for: frozenset[str] = frozenset()

    def decided_for(self, id: str) -> bool:
        """Whether somebody decided about this reader, either way."""
        return id in self.not_for or self.only_for is not None

    def under(self, outer: Marks) -> Marks:
        """These marks inside an item that is marked too: a reader needs both to admit them."""
        if outer.only_for is None or self.only_for is None:
            only = outer.only_for if self.only_for is None else self.only_for
        else:
            only = outer.only_for & self.only_for
        return Marks(only_for=only, not_for=outer.not_for | self.not_for)

    def admit(self, id: str) -> bool:
        """Whether the marks alone let this reader see the item."""
        return id not in self.not_for and (self.only_for is None or id in self.only_for)


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """What somebody will do, by when or how often (G2, P1)."""

    #: For life, unique in the case: ``a1``.
    id: str
    what: str = field(repr=False)
    #: Ids of the people responsible; the first leads.
    owners: tuple[str, ...]
    #: The words of ``by`` (a target date, or "next meeting") and of ``how often``; one of the two.
    by: str | None = None
    how_often: str | None = None
    #: For a frequency: until when. None means until the next meeting.
    until: date | None = None
    status: Status = Status.NEW
    marks: Marks = Marks()
    at: Path = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One identified need: why, the outcome for the child, and how we will know (P1, P10)."""

    id: str
    need: str = field(repr=False)
    why: str = field(repr=False)
    outcome: str = field(repr=False)
    #: How it will be known that the outcome is reached, or how it stands now.
    review: str | None = field(default=None, repr=False)
    #: What was said about this need, for the minutes. A free-text section with marks of its own.
    discussion: Section | None = None
    actions: tuple[Action, ...] = ()
    marks: Marks = Marks()
    at: Path = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How an action of the last plan stands now (G11, P10)."""

    #: The action as carried from the last plan, with its new timescale if this meeting gave one.
    action: Action
    #: The action as the last plan had it. None when no plan that was read here had it.
    before: Action | None = None
    #: The id of the need it served in the last plan.
    need: str | None = None
    status: Status
    note: str | None = field(default=None, repr=False)
    marks: Marks = Marks()
    at: Path = field(default=(), compare=False, repr=False)

    @property
    def open(self) -> bool:
        """Whether the action goes on into the new plan."""
        return self.status not in {Status.DONE, Status.STOPPED}


class SectionKind(StrEnum):
    """What a free-text section is about."""

    DISCUSSION = "discussion"
    #: What an agency or person reported.
    INFORMATION = "information"
    #: A person's wishes, feelings or views.
    VIEWS = "views"
    RISK = "risk of harm"
    NEW_INFORMATION = "new information"
    #: What changed because of what child and family said (G15).
    CHANGED = "what changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Free text that needs a decision for every person something is protected from."""

    id: str
    kind: SectionKind
    #: Whose words or information these are, by id. None for the meeting's own.
    by: str | None = None
    text: str = field(repr=False)
    marks: Marks = Marks()
    at: Path = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class NextMeeting:
    """When and where people meet again (P6). Text fields are None when nobody said."""

    on: date
    time: str | None
    place: str | None = field(repr=False)
    chair: str | None
    at: Path = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension:
    """A recorded decision for a longer interval between reviews (G8)."""

    interval: str
    by: str
    because: str = field(repr=False)
    at: Path = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """What one person said to the plan (G5)."""

    person: str
    answer: Answer
    note: str | None = field(default=None, repr=False)
    #: When somebody who was not there agreed later.
    on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A correction to the minutes of an earlier meeting, with dissent noted."""

    meeting: date
    text: str = field(repr=False)
    disputed_by: tuple[str, ...] = ()
    marks: Marks = Marks()
    at: Path = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """One meeting about one child. A file about several children gives one of these for each.

    Dates are local (Europe/London). Text holds what people wrote, with line breaks.
    """

    case: str
    kind: Kind
    #: 1 for the first meeting; for reviews the review's number.
    number: int
    on: date
    time: str
    place: str = field(repr=False)
    held: Held = Held.HELD
    #: Why it was not held, broke off, or was called between reviews.
    reason: str | None = field(default=None, repr=False)
    #: Why it was held without the family. None when they were there.
    without_family: str | None = field(default=None, repr=False)
    #: Whether the number is used up; a repeat keeps the number of a meeting that does not count.
    counts: bool = True
    chair: str | None
    minute_taker: str
    present: tuple[str, ...] = ()
    apologies: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Invited but absent, with the reason known.
    absent: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Written reports of those who could not come (G17).
    reports: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Who was there for part of the meeting, and for which.
    part_only: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Who was asked to leave for a part, and for which: what they did not hear needs a decision for them.
    excluded: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: When the invitation went out, and how each person was prepared (P2, G15, G16).
    invited_on: date | None = None
    prepared: Mapping[str, str] = field(default_factory=dict, repr=False)
    purpose: str = field(repr=False)
    progress: tuple[Progress, ...] = ()
    needs: tuple[Need, ...] = ()
    #: Views, information, discussion, risk and the rest, in the order of the file.
    sections: tuple[Section, ...] = ()
    #: The visiting frequency as written, and why it is this one (G4).
    visits: str | None = None
    visits_because: str | None = field(default=None, repr=False)
    contingency: str | None = field(default=None, repr=False)
    decision: Decision | None = None
    because: str | None = field(default=None, repr=False)
    #: Who disagreed with the decision, and why.
    dissent: Mapping[str, str] = field(default_factory=dict, repr=False)
    agreed: tuple[Agreement, ...] = ()
    next: NextMeeting | None = None
    extension: Extension | None = None
    #: The day the plan ends, when the decision closes it.
    ends: date | None = None
    #: How the step-up / step-down process was followed (P14).
    step_down: str | None = field(default=None, repr=False)
    #: When the assessment was updated, or why the manager asks for a new one (G13, G14).
    assessment_updated: date | None = None
    assessment_asked: str | None = field(default=None, repr=False)
    corrections: tuple[Correction, ...] = ()
    #: Ids who get no copy this time, with the reason; and ids who get one besides the usual people.
    no_copy: Mapping[str, str] = field(default_factory=dict, repr=False)
    also_copy: tuple[str, ...] = ()
    #: Refs of the other children whom the same notes file is about.
    siblings: tuple[str, ...] = ()
    #: Ids of people who are not around every child of the meeting: a text about all of them needs a decision for each.
    apart: frozenset[str] = frozenset()
    #: Ways of short texts that are written once for all of those children, and so need that decision too.
    for_all_children: frozenset[Path] = frozenset()
    #: Marks on texts without `marks` of their own, by their way in the notes, such as ``("prepared", "mum")``.
    marks: Mapping[Path, Marks] = field(default_factory=dict)
    #: A manager's reason to hold all copies while the clock runs (strategy meeting).
    hold: str | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """Unique over the authority: ``LEO-2041/2026-11-19-review-2``."""
        return f"{self.case}/{self.on.isoformat()}-{self.label}"

    @property
    def label(self) -> str:
        """The kind and number as used in file names: ``first``, ``review-2``."""
        return f"review-{self.number}" if self.kind is Kind.REVIEW else self.kind.value

    @property
    def open_actions(self) -> tuple[tuple[str | None, Action], ...]:
        """Every action that somebody has still to do, with its need's id: carried ones first."""
        carried = tuple((item.need, item.action) for item in self.progress if item.open)
        return carried + tuple((need.id, action) for need in self.needs for action in need.actions)
