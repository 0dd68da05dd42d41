"""Several children in one meeting: the names around one child are not printed for who is not around that child.

A half-sibling's father gets his own child's part. Where the words of that part name the other child or that
child's family, and his child's case does not hold them, the text is withheld from him as any protected value is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cin_docs.documents.audience import OTHER_CHILDREN
from cin_docs.documents.needles.words import ORDINARY
from cin_docs.documents.normal import fold
from cin_docs.model.case import Case
from cin_docs.model.person import ProtectedKind, Protection, Side


def beside(case: Case, others: Iterable[Case]) -> Case:
    """`case` as it is for a meeting that is also about the children of `others`.

    Added is a protection for the name of each of those children and of their families whom `case` does not hold,
    hidden from everybody of `case` who is not around that child too; of a child the first name alone as well, unless
    it is an ordinary word or the first name of somebody of `case`. People are the same by their full name.
    `audience.kept_from` asks for no decision because of these; views, the search of the notes and the search of
    finished bytes know them like any other.
    """
    held = {_plain(person.name) for person in case.people}
    made: dict[str, Protection] = {}
    for other in others:
        for protection in _names(case, other, held):
            # Whoever is around either of two children may read a name that both of their cases hold.
            before = made.get(_plain(protection.value), protection)
            readers = protection.hidden_from & before.hidden_from
            made[_plain(protection.value)] = replace(before, hidden_from=readers)
    added = (item for item in made.values() if item.hidden_from)
    numbered = (replace(item, id=f"other-child-{n}.name") for n, item in enumerate(added, start=1))
    return replace(case, protections=(*case.protections, *numbered))


def _names(case: Case, other: Case, held: set[str]) -> Iterator[Protection]:
    around = {_plain(person.name) for person in other.people}
    strangers = frozenset(person.id for person in case.people if _plain(person.name) not in around)
    for person in other.people:
        if person.side is Side.PROFESSIONAL or _plain(person.name) in held:
            continue
        yield _name(person.name, strangers)
        first = _plain(person.name).split()[0]
        if person.id == other.child.id and first not in ORDINARY | {name.split()[0] for name in held}:
            yield _name(first, strangers)


def _name(value: str, strangers: frozenset[str]) -> Protection:
    return Protection(
        id="",
        of=OTHER_CHILDREN,
        kind=ProtectedKind.NAME,
        value=value,
        hidden_from=strangers,
        because="Not around this child.",
    )


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
