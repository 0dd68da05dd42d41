"""What is kept from somebody who must not learn that a person is around the child: the name, and a telling agency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cin_docs.capture.sameness import same_value, squeezed
from cin_docs.model.case import Case
from cin_docs.model.person import Person, ProtectedKind, Protection


def of_the_unknown(made: Iterable[Protection], case: Case) -> Iterator[Protection]:
    """Protections for `unknown to`, where `made`, what the case file protects, does not say so already.

    The agency of one whom nobody else works for gives them away: "Harbour Refuge" says what the name does not say.
    """
    known = list(made)
    for one in case.people:
        alone = frozenset(id for id in one.unknown_to if _alone(one, id, case))
        values = (
            ("name", ProtectedKind.NAME, one.name, one.unknown_to),
            ("agency", ProtectedKind.WORKPLACE, one.agency or "", alone),
        )
        for what, kind, value, readers in values:
            said = [item for item in known if item.kind is kind and same_value(kind, item.value, value)]
            left = readers.difference(*(item.hidden_from for item in said))
            if left and value:
                known.append(_unknown(one, what, kind, value, left, {item.id for item in known}))
                yield known[-1]


def _unknown(
    one: Person, what: str, kind: ProtectedKind, value: str, readers: frozenset[str], taken: set[str]
) -> Protection:
    id = f"{one.id}.{what}"
    return Protection(
        id=f"{id}.unknown" if id in taken else id,
        of=one.id,
        kind=kind,
        value=value,
        hidden_from=readers,
        because="Must not learn that they are around the child.",
        at=(*one.at, "unknown to"),
    )


def _alone(one: Person, reader: str, case: Case) -> bool:
    """Whether nobody whom the reader may know of works for the same agency."""
    others = (who for who in case.people if who.id != one.id and reader not in who.unknown_to)
    return all(squeezed(who.agency or "") != squeezed(one.agency or "") for who in others)
