"""Who of one case is who of another: by name, and by a contact where the names may be one name."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from cin_docs.capture.sameness import known_as, same_value
from cin_docs.model.case import Case
from cin_docs.model.person import Person, ProtectedKind, Side

_GENERATIONS = frozenset({"ii", "iii", "jnr", "jr", "junior", "senior", "snr", "sr"})


def same(one: Person, other: Person) -> bool:
    """Whether the people of two cases are one person.

    By the full name, in any order and without titles; or by telephone, e-mail address, or id with postal address, when
    one name may be the other written shorter. A contact alone proves nothing: parents once shared a mailbox.
    """
    names = known_as(one.name), known_as(other.name)
    return names[0] == names[1] or (_one_name(*names) and _one_contact(one, other))


def ids_of(case: Case, theirs: Person, other: Case) -> frozenset[str]:
    """Ids of the people of `case` who are `theirs` of `other`: those of the very name when there are any, else by a
    contact, unless they bear the name of somebody else there."""
    named = frozenset(one.id for one in case.people if known_as(one.name) == known_as(theirs.name))
    if named:
        return named
    taken = {known_as(one.name) for one in other.people}
    return frozenset(one.id for one in case.people if known_as(one.name) not in taken and same(one, theirs))


def perhaps(case: Case, theirs: Person, other: Case) -> Iterator[Person]:
    """People of `case` who may be `theirs` of `other` and whom nothing tells apart: the id, a word of the name, or a
    contact is the same. Nobody when it is known who `theirs` is here, or that they are not."""
    if theirs.id in case.not_here or theirs.side is Side.CHILD or ids_of(case, theirs, other):
        return
    settled = {id for one in other.people for id in ids_of(case, one, other)}
    for one in case.people:
        if one.id not in settled and one.side is not Side.CHILD and _alike(one, theirs):
            yield one


def _alike(one: Person, theirs: Person) -> bool:
    if one.id == theirs.id or _one_contact(one, theirs):
        return True
    if Side.PROFESSIONAL in {one.side, theirs.side} and one.side is not theirs.side:
        return _one_name(known_as(one.name), known_as(theirs.name))
    words = [word for word in known_as(one.name) if len(word) > 1]
    near = [word for word in known_as(theirs.name) if len(word) > 1]
    return any(_one_word(mine, yours) or _slip(mine, yours) for mine in words for yours in near)


def _one_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each word of the shorter name stands in the longer one, as it is, cut short or as an initial."""
    shorter, longer = sorted((list(one), list(other)), key=len)
    if _GENERATIONS & set(one) != _GENERATIONS & set(other):
        return False
    for word in sorted(shorter, key=len, reverse=True):
        found = next((full for full in longer if _one_word(word, full)), None)
        if found is None:
            return False
        longer.remove(found)
    return len(shorter) > 1


def _one_word(one: str, other: str) -> bool:
    short, full = sorted((one, other), key=len)
    return one == other or (len(short) in {1} | set(range(3, 30)) and full.startswith(short))


def _slip(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 3 and difflib.SequenceMatcher(None, one, other).ratio() >= 0.8


def _one_contact(one: Person, other: Person) -> bool:
    mine, yours = one.contact, other.contact
    mail = (mine.email or "").strip().casefold()
    if mail and mail == (yours.email or "").strip().casefold():
        return True
    if mine.phone and yours.phone and same_value(ProtectedKind.PHONE, mine.phone, yours.phone):
        return True
    lives = bool(mine.address and yours.address)
    return one.id == other.id and lives and same_value(ProtectedKind.ADDRESS, mine.address or "", yours.address or "")
