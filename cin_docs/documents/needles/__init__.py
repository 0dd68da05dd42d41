"""What to look for when a value must not reach somebody, and the looking itself.

The last net under redaction by construction: a hit is a hit, silence proves little. Pictures of text,
paraphrase and most misspelling are not found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from cin_docs.documents.needles.dates import other
from cin_docs.documents.needles.numbers import email, phone, postcode
from cin_docs.documents.needles.people import name
from cin_docs.documents.needles.places import address, organisation
from cin_docs.documents.needles.words import Needle, split
from cin_docs.documents.normal import readings
from cin_docs.model.person import ProtectedKind, Protection


def holds(text: str, protection: Protection, shared: frozenset[str] = frozenset()) -> bool:
    """Whether `text` gives the protected value away in any writing the search knows.

    `shared` holds folded words that others in the case bear too: those are searched with the rest of the name only.
    """
    read = readings(text)
    return any(needle(read) for needle in needles(protection.kind, protection.value, shared))


def told(texts: Iterable[str], protections: Iterable[Protection], shared: frozenset[str]) -> tuple[str, ...]:
    """Ids of the `protections` whose value stands in any of `texts`, or across several of them in order."""
    parts = [text for text in texts if text]
    candidates = (*parts, " ".join(parts)) if len(parts) > 1 else tuple(parts)
    return tuple(item.id for item in protections if any(holds(text, item, shared) for text in candidates))


def surnames(names: Iterable[str]) -> frozenset[str]:
    """The folded last word of each name, and its first, when at least two names have it there."""
    words = [found for found in map(split, names) if found]
    last, first = [one[-1] for one in words], [one[0] for one in words if len(one) > 1]
    return frozenset(name for ends in (last, first) for name in ends if ends.count(name) > 1)


@lru_cache(maxsize=1024)
def needles(kind: ProtectedKind, value: str, shared: frozenset[str] = frozenset()) -> tuple[Needle, ...]:
    """Everything to look for, for one value of one kind."""
    if kind is ProtectedKind.NAME:
        return tuple(name(value, shared))
    if kind in {ProtectedKind.SCHOOL, ProtectedKind.WORKPLACE}:
        return tuple(organisation(value, shared))
    return tuple(_BY_KIND[kind](value))


_BY_KIND: Mapping[ProtectedKind, Callable[[str], Iterable[Needle]]] = {
    ProtectedKind.ADDRESS: address,
    ProtectedKind.POSTCODE: postcode,
    ProtectedKind.PHONE: phone,
    ProtectedKind.EMAIL: email,
    ProtectedKind.OTHER: other,
}
