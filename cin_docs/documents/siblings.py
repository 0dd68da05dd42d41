"""Several children in one meeting: the names around one child are not printed for who is not around that child.

A half-sibling's father gets his own child's part. Where the words of that part name the other child or that
child's family, and his child's case does not hold them, the text is withheld from him as any protected value is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cin_docs.capture.ordinary import FIRST_NAMES
from cin_docs.capture.ordinary import ORDINARY as EVERYDAY
from cin_docs.capture.sameness import known_as, words
from cin_docs.documents.audience import OTHER_CHILDREN
from cin_docs.documents.needles.words import ORDINARY
from cin_docs.documents.normal import fold
from cin_docs.model.case import Case
from cin_docs.model.person import ProtectedKind, Protection, Side


def beside(case: Case, others: Iterable[Case]) -> Case:
    """`case` as it is for a meeting that is also about the children of `others`.

    Added is a protection for the name of each of those children and of their families whom `case` does not hold,
    hidden from everybody of `case` who is not around that child too; the first name alone as well, unless it is an
    ordinary word or the first name of somebody of `case`; and the school, unless it is this child's too or somebody
    of `case` works there. People are the same by their full name, in any order and without titles.
    `audience.kept_from` asks for no decision because of these; views, the search of the notes and the search of
    finished bytes know them like any other.
    """
    held = {known_as(person.name) for person in case.people}
    made: dict[str, Protection] = {}
    for other in others:
        for protection in _names(case, other, held):
            # Whoever is around either of two children may read a name that both of their cases hold.
            before = made.get(_plain(protection.value), protection)
            readers = protection.hidden_from & before.hidden_from
            made[_plain(protection.value)] = replace(before, hidden_from=readers)
    added = (item for item in made.values() if item.hidden_from)
    numbered = (replace(item, id=f"other-child-{n}.{item.kind.value}") for n, item in enumerate(added, start=1))
    return replace(case, protections=(*case.protections, *numbered))


def _names(case: Case, other: Case, held: set[tuple[str, ...]]) -> Iterator[Protection]:
    around = {known_as(person.name) for person in other.people}
    strangers = frozenset(person.id for person in case.people if known_as(person.name) not in around)
    firsts = {_first(person.name) for person in case.people}
    for person in other.people:
        if person.side is Side.PROFESSIONAL or known_as(person.name) in held:
            continue
        yield _name(person.name, strangers)
        first = _first(person.name)
        if len(first) > 1 and first not in ORDINARY | EVERYDAY | FIRST_NAMES | firsts:
            yield _name(first, strangers)
    school = other.child.school
    ours = {_plain(name) for name in (case.child.school, *(person.agency for person in case.people)) if name}
    if school and _plain(school) not in ours:
        yield _name(school, strangers, ProtectedKind.SCHOOL)


def _first(name: str) -> str:
    """The first name alone: "rob" of "Mr Rob Hale"."""
    parts = known_as(name)
    return next((word for word in words(name) if word in parts), "")


def _name(value: str, strangers: frozenset[str], kind: ProtectedKind = ProtectedKind.NAME) -> Protection:
    return Protection(
        id="",
        of=OTHER_CHILDREN,
        kind=kind,
        value=value,
        hidden_from=strangers,
        because="Not around this child.",
    )


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
