"""The parts that the plan and the minutes have in common. Strings and tuples only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One line of a table of two columns."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionRow:
    """Who does what, by when or how often."""

    #: "1.2": numbered per view, so that nothing left out leaves a gap.
    number: str
    what: str
    who: str
    when: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgressRow:
    """How an action of the last plan stands now."""

    number: str
    what: str
    who: str
    when: str
    status: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedRow:
    """A need with its outcome and actions."""

    number: str
    need: str
    why: str
    outcome: str
    #: How it will be known, or how it stands. Empty when nobody said.
    review: str
    #: What was said about it, for the minutes. Empty in the plan.
    discussion: str
    actions: tuple[ActionRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """A person as printed in a list: never with an address, a number or an e-mail."""

    name: str
    role: str
    #: Empty for family.
    agency: str
    #: What the row says besides: a service with its times, a reason, a part of the meeting.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Words of one person, or of nobody in particular when `who` is empty."""

    who: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What one person said to the plan."""

    who: str
    answer: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What every document of a meeting begins with."""

    title: str
    #: The authority's case reference, on every page.
    ref: str
    child: str
    #: "Review 2".
    meeting: str
    #: "19 November 2026", and the same as 2026-11-19 for metadata.
    on: str
    on_iso: str
    #: What to say when the meeting was not held as planned. Empty otherwise.
    held: str
    facts: tuple[Fact, ...]
