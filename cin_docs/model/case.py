"""A child's case: who the child is, who is around them, and the dates that start clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cin_docs.model.finding import Path
from cin_docs.model.person import Person, Protection


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    """The child the plan is for. Also a person of the case under the same id."""

    id: str
    name: str = field(repr=False)
    #: The date of birth, or None for an unborn child.
    born: date | None = field(default=None, repr=False)
    #: The expected date of birth of an unborn child.
    expected: date | None = field(default=None, repr=False)
    school: str | None = field(default=None, repr=False)
    language: str = "en"
    #: The level of need at which the child is managed, for instance 3.
    level: int | None = None
    #: The team that holds the case; reports are by this name.
    team: str
    #: For instance "child in need", "edge of care".
    pathway: str | None = None


def unborn(child: Child, on: date) -> bool:
    """Whether the child was not born yet on a day: with no date of birth, an expected one stands in the case file."""
    return child.expected is not None if child.born is None else child.born > on


def age(child: Child, on: date) -> int | None:
    """The child's age on a day in whole years; None when the date of birth is not known or still to come."""
    if child.born is None or child.born > on:
        return None
    return on.year - child.born.year - ((on.month, on.day) < (child.born.month, child.born.day))


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A visit made to the child."""

    on: date
    by: str
    #: Whether the child was seen, and seen alone.
    seen: bool
    alone: bool = False
    at: Path = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One child's case file, version 1."""

    #: The authority's reference, printed on every page.
    ref: str
    #: The id of the standard this case is judged by, for instance ``ten-point``.
    standard: str
    child: Child
    #: In the order of the file. The child is among them.
    people: tuple[Person, ...]
    #: Ids of the lead practitioner and of the manager.
    lead: str
    manager: str
    #: Dates by name: ``assessment completed``, ``step-down``, ``referral``.
    anchors: Mapping[str, date]
    protections: tuple[Protection, ...] = ()
    linked: tuple[str, ...] = ()
    #: Ids of people of linked cases who are nobody of this case, though a name or an id looks like it.
    not_here: frozenset[str] = frozenset()
    #: People of linked cases with the contacts on file there, as far as they must not read what somebody of this case
    #: gets: those people's ids stand in `no_contact_with`. They are nobody's readers here and stand on no page.
    barred_elsewhere: tuple[Person, ...] = field(default=(), repr=False)
    visits: tuple[Visit, ...] = ()

    def person(self, id: str) -> Person:
        """The person with this id. Raises KeyError when nobody has it."""
        for person in self.people:
            if person.id == id:
                return person
        raise KeyError(id)

    def knows(self, id: str) -> bool:
        """Whether the roster holds this id."""
        return any(person.id == id for person in self.people)

    @property
    def kept_away(self) -> frozenset[str]:
        """Ids of those from whom anything is hidden."""
        return frozenset(id for item in self.protections for id in item.hidden_from)

    @property
    def no_contact(self) -> frozenset[frozenset[str]]:
        """Pairs of ids who must have no contact with each other, at whichever end it is written."""
        return frozenset(frozenset((who.id, other)) for who in self.people for other in who.no_contact_with - {who.id})

    @property
    def unsettled(self) -> frozenset[frozenset[str]]:
        """Those pairs of `no_contact` of whom not exactly one has something hidden from them."""
        return frozenset(pair for pair in self.no_contact if len(pair & self.kept_away) != 1)

    def hidden_from(self, id: str) -> tuple[Protection, ...]:
        """Everything that must never reach this person."""
        return tuple(item for item in self.protections if id in item.hidden_from)
