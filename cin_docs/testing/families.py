"""Families made up by the number: who they are, what is kept from whom, and a meeting full of it.

`family(seed)` is the same for the same seed: two households, step-parents, foster carers, protected grandparents,
siblings, shared surnames and streets, names that are ordinary words, workers whose agency gives an area away.
Every text of the meeting holds a word of its own (its sentinel), and some hold a protected value in one of the
ways in which people write it, marked or not. `families_oracle` says who must see which sentinel, and who must not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import TypeAlias

from cin_docs.model.case import Case, Child
from cin_docs.model.document import DocumentKind
from cin_docs.model.meeting import (
    Action,
    Agreement,
    Answer,
    Correction,
    Decision,
    Extension,
    Kind,
    Marks,
    Meeting,
    Need,
    NextMeeting,
    Progress,
    Section,
    SectionKind,
    Status,
)
from cin_docs.model.person import Attends, Person, Service, Side
from cin_docs.testing.households import Household, Secret, household

_BOTH = frozenset({DocumentKind.PLAN, DocumentKind.MINUTES})
_PLAN = frozenset({DocumentKind.PLAN})
_MINUTES = frozenset({DocumentKind.MINUTES})
NONE = Marks()


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One text of the meeting, with all that decides who reads it."""

    #: Texts with the same name stand or fall together: ``need n1``.
    group: str
    documents: frozenset[DocumentKind]
    sentinel: str
    text: str = field(repr=False)
    #: Ids of the protected values that it holds.
    holds: tuple[str, ...]
    #: Its own marks, and those of what it stands in.
    own: Marks = NONE
    outer: Marks = NONE
    #: Whether it needs a decision for whoever something is kept from.
    free: bool = False
    #: Whose words, row or doings it is.
    of: str | None = None
    #: Whether it stands in a row under that person's name.
    row: bool = False
    #: Who does what it says; for somebody who must not know of any of them it is not there.
    owners: tuple[str, ...] = ()
    #: Whether those words are the person's own views or information.
    said: bool = False
    #: Whether only professionals read it.
    inside: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """A made-up case with one meeting."""

    seed: int
    case: Case
    meeting: Meeting
    #: The cases of other children whom the same meeting is about.
    others: tuple[Case, ...]
    secrets: tuple[Secret, ...] = field(repr=False)
    slots: tuple[Slot, ...] = field(repr=False)


#: Makes a slot, notes it down, and gives its text and its marks: group, documents, and the slot's other fields.
_Write: TypeAlias = Callable[..., tuple[str, Marks]]


def family(seed: int) -> Family:
    """The family of this number."""
    rnd = Random(seed)  # noqa: S311 - the same family for the same number, no secret
    home = household(rnd, seed)
    slots: list[Slot] = []
    write = _writer(rnd, home, slots)
    case = _case(home, write)
    meeting = _meeting(rnd, home, case, write)
    return Family(seed=seed, case=case, meeting=meeting, others=home.others, secrets=home.secrets, slots=tuple(slots))


def sentinels() -> Iterator[str]:
    """Words that no text has by chance, as many as are asked for."""
    letters = "bdfgklmnprstvz"
    number = 0
    while True:
        a, b, c = number // 196 % 14, number // 14 % 14, number % 14
        yield f"xu{letters[a]}o{letters[b]}i{letters[c]}a"
        number += 1


_PHRASES = (
    "It was talked about:",
    "Everybody hopes so, and will try again in May:",
    "He is still young;",
    "This was noted:",
    "The best way is",
)


def _writer(rnd: Random, home: Household, slots: list[Slot]) -> _Write:
    words = sentinels()
    ids = [person.id for person in home.people]
    # One of each in a family: readers with equal views share one render, which keeps a thousand families quick.
    choices = (
        NONE,
        Marks(only_for=frozenset(ids)),
        Marks(not_for=frozenset(rnd.sample(home.kept_away or home.family, 1))),
        Marks(only_for=frozenset(rnd.sample(ids, len(ids) // 2))),
    )

    def write(
        group: str,
        documents: frozenset[DocumentKind] = _BOTH,
        *,
        bare: bool = False,
        markable: bool = True,
        **more: object,
    ) -> tuple[str, Marks]:
        sentinel = next(words)
        secret = rnd.choice(home.secrets) if home.secrets and not bare and rnd.random() < 0.3 else None
        written = f" {rnd.choice(secret.writings)}" if secret else ""
        own = rnd.choices(choices, (9, 5, 4, 2))[0] if markable else NONE
        text = f"{rnd.choice(_PHRASES)} {sentinel}{written}."
        made = Slot(
            group=group,
            documents=documents,
            sentinel=sentinel,
            text=text,
            holds=(secret.id,) if secret else (),
            own=own,
        )
        slots.append(replace(made, **more))  # type: ignore[arg-type]  # fields of Slot by name
        return text, own

    return write


def _case(home: Household, write: _Write) -> Case:
    people = tuple(_serving(person, write) for person in home.people)
    child = home.person("child")
    return Case(
        ref=home.ref,
        standard="ten-point",
        child=Child(
            id="child", name=child.name, born=home.born, expected=home.expected, school=home.school, team="North"
        ),
        people=people,
        lead="lead",
        manager="manager",
        anchors={"assessment completed": date(2026, 9, 1)},
        protections=tuple(secret.protection() for secret in home.secrets if secret.searched),
        linked=tuple(other.ref for other in home.others),
    )


def _serving(person: Person, write: _Write) -> Person:
    """A professional with a service, which stands in the team's table."""
    if person.side is not Side.PROFESSIONAL or person.attends:
        return person
    what, _ = write(f"person {person.id}", _PLAN, markable=False, of=person.id, row=True)
    return replace(person, services=(Service(what=what, when="weekly"),))


def _meeting(rnd: Random, home: Household, case: Case, write: _Write) -> Meeting:
    marks: dict[tuple[str | int, ...], Marks] = {}

    def short(*at: str, documents: frozenset[DocumentKind] = _MINUTES, **more: object) -> str:
        """A short text, whose marks are kept beside it."""
        text, own = write(" ".join(at), documents, **more)
        if own != NONE:
            marks[at] = own
        return text

    def by_person(name: str, ids: list[str], *, inside: bool = False) -> dict[str, str]:
        return {id: short(name, id, of=id, row=True, markable=not inside, inside=inside) for id in ids}

    ids = [person.id for person in home.people]
    out = rnd.sample(home.family, 1) if rnd.random() < 0.25 else []
    part = rnd.sample(ids, 1) if rnd.random() < 0.3 else []
    apart = rnd.sample(ids, min(5, len(ids)))
    needs, progress = _plan(rnd, home, write)
    # Only the marks of what is printed are drawn, so that a family is small.
    met = Meeting(
        case=case.ref,
        kind=Kind.REVIEW,
        number=2,
        on=date(2026, 11, 19),
        time="14:00",
        place=short("place"),
        reason=short("reason", documents=_BOTH) if rnd.random() < 0.2 else None,
        without_family=short("without family", documents=_BOTH) if rnd.random() < 0.1 else None,
        chair=rnd.choice(home.professionals),
        minute_taker=rnd.choice(home.professionals),
        present=tuple(id for id in ids if id not in apart),
        apologies=by_person("apologies", apart[:1]),
        absent=by_person("absent", apart[1:2]),
        reports=by_person("reports", apart[2:3]),
        part_only=by_person("part only", part),
        excluded=by_person("excluded", out, inside=True),
        prepared=by_person("prepared", apart[3:5]),
        purpose=short("purpose"),
        progress=progress,
        needs=needs,
        sections=_sections(rnd, home, write),
        visits="every 3 weeks",
        visits_because=short("visits", documents=_PLAN),
        contingency=short("if things get worse", documents=_PLAN),
        decision=Decision.CONTINUE,
        because=short("because"),
        step_down=short("step down", documents=_BOTH) if rnd.random() < 0.3 else None,
        extension=_extension(short) if rnd.random() < 0.3 else None,
        assessment_asked=short("assessment", documents=_BOTH) if rnd.random() < 0.3 else None,
        dissent=_said_of_plan("disagreed", rnd.sample(ids, 1), short),
        agreed=_agreed(rnd.sample(ids, 2), short),
        next=_next(rnd, home, short),
        corrections=_corrections(rnd, home, write),
        no_copy=home.no_copy,
        siblings=tuple(other.ref for other in home.others),
        apart=frozenset(home.apart),
    )
    return replace(met, marks=marks)


def _extension(short: Callable[..., str]) -> Extension:
    return Extension(interval="8 weeks", by="the manager", because=short("review every", documents=_BOTH))


def _said_of_plan(name: str, ids: list[str], short: Callable[..., str]) -> dict[str, str]:
    return {id: short(name, id, documents=_BOTH, of=id, row=True, free=True, said=True) for id in ids}


def _agreed(ids: list[str], short: Callable[..., str]) -> tuple[Agreement, ...]:
    return tuple(
        Agreement(
            person=id,
            answer=Answer.NO,
            note=short("agreed", id, documents=_PLAN, of=id, row=True, free=True, said=True),
        )
        for id in ids
    )


def _next(rnd: Random, home: Household, short: Callable[..., str]) -> NextMeeting:
    place = short("next", documents=_BOTH)
    return NextMeeting(on=date(2026, 12, 17), time="14:00", place=place, chair=rnd.choice(home.professionals))


def _corrections(rnd: Random, home: Household, write: _Write) -> tuple[Correction, ...]:
    text, own = write("correction", _MINUTES)
    disputed = tuple(rnd.sample([person.id for person in home.people], 1))
    return (Correction(meeting=date(2026, 10, 8), text=text, disputed_by=disputed, marks=own),)


def _plan(rnd: Random, home: Household, write: _Write) -> tuple[tuple[Need, ...], tuple[Progress, ...]]:
    """Two needs with an action each, and an action of the last plan for one of them and for one that is gone."""
    needs = tuple(_need(rnd, home, write, number) for number in (1, 2))
    progress = []
    for number, need in enumerate((needs[0].id, "n9"), start=1):
        outer = needs[0].marks if need == needs[0].id else NONE
        owners = _owners(rnd, home)
        what, own = write(f"progress {number}", outer=outer, owners=owners)
        # What stands beside it has the same marks.
        note, _ = write(f"progress {number}", markable=False, own=own, outer=outer, owners=owners)
        action = Action(id=f"a{number}", what=what, owners=owners, by="2026-12-11", marks=own)
        status = rnd.choice((Status.LATE, Status.DONE))
        progress.append(Progress(action=action, need=need, status=status, note=note, marks=own))
    return needs, tuple(progress)


def _need(rnd: Random, home: Household, write: _Write, number: int) -> Need:
    id = f"n{number}"
    need, own = write(f"need {id}")
    why, _ = write(f"need {id}", markable=False, own=own)
    outcome, _ = write(f"need {id}", markable=False, own=own)
    owners = _owners(rnd, home)
    what, of_action = write(f"action {number + 2}", outer=own, owners=owners)
    discussed, of_discussion = write(f"discussion {id}", _MINUTES, outer=own, free=True)
    action = Action(id=f"a{number + 2}", what=what, owners=owners, how_often="every Monday", marks=of_action)
    at = ("needs", number - 1, "discussion")
    discussion = Section(id=f"d{number}", kind=SectionKind.DISCUSSION, text=discussed, marks=of_discussion, at=at)
    return Need(id=id, need=need, why=why, outcome=outcome, discussion=discussion, actions=(action,), marks=own)


def _owners(rnd: Random, home: Household) -> tuple[str, ...]:
    return tuple(rnd.sample([person.id for person in home.people], rnd.choice((1, 1, 2))))


def _sections(rnd: Random, home: Household, write: _Write) -> tuple[Section, ...]:
    made = []
    there = [person.id for person in home.people if person.attends is not Attends.INTERPRETER]
    kinds = (
        (SectionKind.VIEWS, "child", _BOTH),
        (SectionKind.VIEWS, rnd.choice(home.family), _BOTH),
        (SectionKind.INFORMATION, rnd.choice(there), _MINUTES),
        (SectionKind.CHANGED, None, _BOTH),
        (SectionKind.DISCUSSION, None, _MINUTES),
        (SectionKind.NEW_INFORMATION, None, _MINUTES),
        (SectionKind.RISK, None, _MINUTES),
    )
    for number, (kind, by, documents) in enumerate(kinds):
        said = kind in {SectionKind.VIEWS, SectionKind.INFORMATION}
        text, own = write(f"section {number}", documents, free=True, of=by, said=said)
        made.append(Section(id=f"s{number}", kind=kind, by=by, text=text, marks=own))
    return tuple(made)
