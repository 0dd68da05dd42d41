"""Cases that are linked: brothers, sisters, half-siblings. What one case keeps from somebody, the others keep too."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from cin_docs.capture.sameness import same_value, words
from cin_docs.errors import HomeError
from cin_docs.home.casefiles import case_refs, load_case
from cin_docs.home.folder import Home, read_bytes
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.person import Person, Protection

#: Which cases may be linked with which, by reference: a file that names both. Loading the files tells.
Mentions: TypeAlias = Mapping[str, frozenset[str]]

#: Of whom a protected value is when nobody of this case owns it.
OF_A_LINKED_CASE = "somebody of a linked case"
#: The code of the finding that a linked case's file cannot be read.
UNREADABLE = "linked-case-unreadable"
_WORD = re.compile(rb"[^\s,\[\]{}#'\":]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """The cases that are linked with one case, at whichever end it is written, and with those again."""

    cases: Mapping[str, Case] = field(default_factory=dict)
    #: References of linked cases whose files cannot be read: what they keep from somebody is not known.
    unread: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What blocks this case's meetings while a linked case file cannot be read."""
        return tuple(
            Finding(
                code="linked-case-unreadable",
                severity=Severity.BLOCKS,
                sentence=f"The case file of {ref}, which is linked with this case, cannot be read, so what it keeps "
                "from whom is not known.",
                remedy=f"Put that file right first: cases/{ref}/case.yaml",
            )
            for ref in self.unread
        )


def mentions(home: Home) -> Mentions:
    """The references that each case file with links names, and by which others it is named. One look at each file."""
    refs = {ref.encode(): ref for ref in case_refs(home)}
    found: dict[str, set[str]] = {}
    for ref in refs.values():
        with suppress(HomeError):
            data = read_bytes(home.folder / "cases" / ref / "case.yaml")
            for other in {refs[word] for word in _WORD.findall(data) if word in refs} - {ref}:
                if b"linked" in data:
                    found.setdefault(ref, set()).add(other)
                    found.setdefault(other, set()).add(ref)
    return {ref: frozenset(others) for ref, others in found.items()}


def family(home: Home, case: Case, named: Mentions) -> Family:
    """Every case that is linked with `case`. `named` are the `mentions` of the home."""
    cases = {case.ref: case}
    unread: list[str] = []
    waiting = deque([case])
    while waiting:
        one = waiting.popleft()
        for ref in sorted(named.get(one.ref, frozenset()) - {*cases, *unread}):
            other = load_case(home, ref).value
            if other is None and ref in one.linked:
                unread.append(ref)
            elif other is not None and (ref in one.linked or one.ref in other.linked):
                cases[ref] = other
                waiting.append(other)
    return Family(cases={ref: one for ref, one in cases.items() if ref != case.ref}, unread=tuple(unread))


def same(one: Person, other: Person) -> bool:
    """Whether the people of two cases are one person: by their full name, or by their e-mail address."""
    mail = (one.contact.email or "").casefold()
    return words(one.name) == words(other.name) or (mail != "" and mail == (other.contact.email or "").casefold())


def apart(case: Case, others: Iterable[Case]) -> frozenset[str]:
    """Ids of the people of `case` who are not around the children of all `others` too, by their full names: here two
    who share a mailbox are two."""
    around = [{words(theirs.name) for theirs in other.people} for other in others]
    return frozenset(person.id for person in case.people if any(words(person.name) not in names for names in around))


def with_linked(case: Case, others: Iterable[Case]) -> Case:
    """`case` with all that linked cases keep from the same people: values, who may not be met, of whom not to learn."""
    made, people = list(case.protections), case.people
    for other in others:
        here = {theirs.id: _ids(case, theirs) for theirs in other.people}
        for item in other.protections:
            made += _kept(item, here, made)
        people = tuple(_with_bars(person, other, here) for person in people)
    return replace(case, protections=tuple(made), people=people)


def _ids(case: Case, theirs: Person) -> frozenset[str]:
    return frozenset(person.id for person in case.people if same(person, theirs))


def _kept(item: Protection, here: Mapping[str, frozenset[str]], made: list[Protection]) -> Iterator[Protection]:
    """A linked case's protection as it is in this case; nothing when all whom it concerns have it here already."""
    owners = here.get(item.of, frozenset())
    readers = frozenset(id for theirs in item.hidden_from for id in here.get(theirs, ())) - owners
    known = [one for one in made if one.kind is item.kind and same_value(item.kind, one.value, item.value)]
    readers -= frozenset(id for one in known for id in one.hidden_from)
    if readers:
        taken = {one.id for one in made}
        own = item.id if item.of in owners and item.id not in taken else None
        number = next(n for n in range(1, len(made) + 2) if f"linked-{n}.{item.kind.value}" not in taken)
        of = min(owners) if owners else OF_A_LINKED_CASE
        yield replace(item, id=own or f"linked-{number}.{item.kind.value}", of=of, hidden_from=readers, at=())


def _with_bars(person: Person, other: Case, here: Mapping[str, frozenset[str]]) -> Person:
    theirs = [one for one in other.people if person.id in here[one.id]]
    apart = {id for one in theirs for barred in one.no_contact_with for id in here.get(barred, ())}
    unaware = {id for one in theirs for barred in one.unknown_to for id in here.get(barred, ())}
    if not apart | unaware:
        return person
    return replace(
        person,
        no_contact_with=person.no_contact_with | (apart - {person.id}),
        unknown_to=person.unknown_to | (unaware - {person.id}),
    )
