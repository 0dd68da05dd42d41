"""Cases that are linked: brothers, sisters, half-siblings. What one case keeps from somebody, the others keep too."""

from __future__ import annotations

import difflib
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

from cin_docs.capture.cases import CaseFile
from cin_docs.capture.contradictions import apart as kept_apart
from cin_docs.capture.places import located
from cin_docs.capture.protections import owned
from cin_docs.capture.sameness import known_as, same_value, squeezed
from cin_docs.capture.unknown import of_the_unknown
from cin_docs.errors import HomeError
from cin_docs.home.casefiles import case_refs, has_case, load_case
from cin_docs.home.folder import Home, read_bytes
from cin_docs.home.matching import ids_of, perhaps, same
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Path, Severity
from cin_docs.model.person import Person, Protection

__all__ = [
    "OF_A_LINKED_CASE",
    "UNCLEAR",
    "UNREADABLE",
    "Family",
    "Mentions",
    "apart",
    "family",
    "mentions",
    "same",
    "unclear",
    "with_linked",
]

#: Which cases may be linked with which, by reference: a file that names both. Loading the files tells.
Mentions: TypeAlias = Mapping[str, frozenset[str]]

#: Of whom a protected value is when nobody of this case owns it.
OF_A_LINKED_CASE = "somebody of a linked case"
#: The codes of the findings that what a linked case keeps from whom is not known here.
UNREADABLE, UNCLEAR = "linked-case-unreadable", "linked-person-unclear"
_WORD = re.compile(rb"[^\s,\[\]{}#'\":]+")
_PLAIN = re.compile(rb"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """The cases that are linked with one case, at whichever end it is written, and with those again."""

    cases: Mapping[str, Case] = field(default_factory=dict)
    #: What blocks this case's meetings: a linked case that is not there, or whose file has a mistake.
    findings: tuple[Finding, ...] = ()


def mentions(home: Home) -> Mentions:
    """The references that each case file with links names, and by which others it is named. One look at each file.

    Capitals and punctuation make no difference, and a file in another encoding than it should be is read all the same:
    a link that is written wrongly is one that has to be put right, not one that is not there.
    """
    refs = {_PLAIN.sub(b"", ref.lower().encode()): ref for ref in case_refs(home)}
    found: dict[str, set[str]] = {}
    for ref in refs.values():
        with suppress(HomeError):
            data = read_bytes(home.folder / "cases" / ref / "case.yaml").replace(b"\0", b"").lower()
            for other in _named(data, refs) - {ref} if b"linked" in data else ():
                found.setdefault(ref, set()).add(other)
                found.setdefault(other, set()).add(ref)
    return {ref: frozenset(others) for ref, others in found.items()}


def _named(data: bytes, refs: Mapping[bytes, str]) -> set[str]:
    """The cases whose references stand in a file, each in a word or in two words after one another."""
    parts = [_PLAIN.sub(b"", word) for word in _WORD.findall(data)]
    pairs = (one + other for one, other in pairwise(parts))
    return {refs[word] for word in (*parts, *pairs) if word in refs}


def family(home: Home, case: Case, named: Mentions) -> Family:
    """Every case that is linked with `case`. `named` are the `mentions` of the home."""
    cases, found = {case.ref: case}, list(_missing(home, case))
    waiting = deque([case])
    while waiting:
        one = waiting.popleft()
        for ref in sorted(named.get(one.ref, frozenset()) - set(cases)):
            file = load_case(home, ref)
            other = file.value
            if other is None:
                # Nobody can say what it keeps from whom, nor whether its mention of this case is a link.
                found.append(_unreadable(home, one, file, ref))
            elif ref in one.linked or _meant(one.ref, other.linked):
                cases[ref] = other
                waiting.append(other)
                found += [_unreadable(home, one, file, ref)] if file.blocked else []
                found += _missing(home, other)
    return Family(
        cases={ref: one for ref, one in cases.items() if ref != case.ref}, findings=tuple(dict.fromkeys(found))
    )


def _meant(ref: str, linked: Iterable[str]) -> bool:
    return squeezed(ref) in map(squeezed, linked)


def _missing(home: Home, case: Case) -> Iterator[Finding]:
    """A finding for each link of `case` that leads to no case file."""
    for n, ref in enumerate(case.linked):
        if not has_case(home, ref):
            known = case_refs(home)
            near = next((one for one in known if squeezed(one) == squeezed(ref)), None)
            near = near or next(iter(difflib.get_close_matches(ref, set(known) - {case.ref}, n=1)), None)
            yield _finding(
                home,
                case.ref,
                UNREADABLE,
                ("linked cases", n),
                f"There is no case file for `{ref}`, so what that case keeps from whom is not known.",
                (f"Did you mean `{near}`? " if near else "")
                + f"Put the reference right, or put the file back at cases/{ref}/case.yaml.",
            )


def _unreadable(home: Home, case: Case, file: CaseFile, ref: str) -> Finding:
    at: Path = ("linked cases", case.linked.index(ref)) if ref in case.linked else ("case",)
    first = next((one for one in file.findings if one.severity is Severity.BLOCKS), None)
    where = f", line {first.place.line}" if first and first.place else ""
    return _finding(
        home,
        case.ref,
        UNREADABLE,
        at,
        f"The case file of {ref}, which is linked with this case or may be, has a mistake that blocks, so what it "
        "keeps from whom is not known.",
        f"Put that file right first: cases/{ref}/case.yaml{where}",
    )


def unclear(home: Home, case: Case, others: Iterable[Case]) -> tuple[Finding, ...]:
    """What blocks while nobody can say whether somebody of `case` is one from whom a linked case keeps something."""
    found = [
        _finding(
            home,
            case.ref,
            UNCLEAR,
            (*one.at, "name"),
            f"`{one.id}` may be `{theirs.id}` of {other.ref}, from whom something is kept there, and the names are not "
            "the same.",
            f"If it is one person, write the name here as it is there. If not, write `not here: [{theirs.id}]` in this "
            "case file; when both have the same id, give one of them another.",
        )
        for other in others
        for theirs in other.people
        if theirs.id in _readers(other)
        for one in perhaps(case, theirs, other)
    ]
    return tuple(dict.fromkeys(found))


def _readers(case: Case) -> frozenset[str]:
    """Ids of those from whom a case keeps values, people or contact."""
    unaware = {id for one in case.people for id in one.unknown_to}
    return case.kept_away.union(unaware, *case.unsettled)


def apart(case: Case, others: Iterable[Case]) -> frozenset[str]:
    """Ids of the people of `case` who are not around the children of all `others` too, by their full names: here two
    who share a mailbox are two."""
    around = [{known_as(theirs.name) for theirs in other.people} for other in others]
    return frozenset(person.id for person in case.people if any(known_as(person.name) not in names for names in around))


def with_linked(case: Case, others: Iterable[Case]) -> Case:
    """`case` with all that linked cases keep from the same people: values, who may not be met, of whom not to learn.

    Where the owner has another address, telephone or e-mail address here, that is kept from them too, and so is the
    agency that gives somebody away. `barred_elsewhere` holds whose letter boxes of the linked cases are to be avoided.
    """
    made, people, barred = list(case.protections), case.people, list(case.barred_elsewhere)
    for other in others:
        here = {theirs.id: ids_of(case, theirs, other) for theirs in other.people}
        for item in other.protections:
            made += _kept(item, here, made)
        people = tuple(_with_bars(person, other, here) for person in people)
        barred += _barred(other, here)
    whole = replace(case, people=people, barred_elsewhere=tuple(barred))
    made += owned([item for item in made if whole.knows(item.of)], whole)
    made += of_the_unknown(made, whole)
    return replace(whole, protections=tuple(made))


def _barred(other: Case, here: Mapping[str, frozenset[str]]) -> Iterator[Person]:
    """People of a linked case from whom, or for whom, somebody of this case is kept apart there."""
    for theirs in other.people:
        kept = [one for one in other.people if one.id != theirs.id and _apart_there(one, theirs, other)]
        ids = frozenset(id for one in kept for id in here[one.id]) - here[theirs.id]
        if ids:
            yield replace(theirs, id=f"{theirs.id} of {other.ref}", no_contact_with=ids)


def _apart_there(one: Person, theirs: Person, other: Case) -> bool:
    unknown = any((one.id in who.unknown_to) != (theirs.id in who.unknown_to) for who in other.people)
    return unknown or kept_apart(one.id, theirs.id, other)


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


def _finding(home: Home, ref: str, code: str, at: Path, sentence: str, remedy: str) -> Finding:
    """A finding that blocks, with its place in the case file of `ref`."""
    file = load_case(home, ref)
    found = Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy, at=at)
    return located((found,), file.tree, file.file)[0]
