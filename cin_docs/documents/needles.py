"""What to look for when a value must not reach somebody, and the looking itself.

The last net under redaction by construction: a hit is a hit, silence proves little. Pictures of text,
paraphrase and misspelling are not found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from cin_docs.documents.normal import Readings, fold, readings
from cin_docs.model.person import ProtectedKind, Protection

#: Whether the value stands in a text, read in every way.
Needle: TypeAlias = Callable[[Readings], bool]

_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b")
_NOT_LETTERS = re.compile(r"[\W_]+")
#: Endings that a school or workplace is often written without.
_ENDINGS = frozenset({
    "academy", "college", "community", "high", "infant", "infants", "junior", "limited", "ltd", "nursery", "primary",
    "school", "secondary",
})  # fmt: skip
#: Words that name a part of a building, not a street.
_UNITS = frozenset({"apartment", "apt", "block", "flat", "floor", "room", "unit"})
#: Surnames that are ordinary words: searched only with the first name.
_ORDINARY = frozenset({
    "baker", "bell", "best", "black", "brown", "church", "cook", "cross", "day", "dean", "field", "fields", "ford",
    "fox", "gray", "green", "grey", "hall", "hill", "hope", "house", "king", "knight", "lane", "law", "little", "long",
    "love", "march", "marsh", "may", "mill", "moon", "moss", "north", "page", "park", "pool", "poole", "price", "rice",
    "rich", "rose", "short", "street", "summer", "summers", "ward", "waters", "way", "west", "white", "will", "wise",
    "wood", "woods", "young",
})  # fmt: skip


def holds(text: str, protection: Protection, shared: frozenset[str] = frozenset()) -> bool:
    """Whether `text` gives the protected value away in any writing the search knows.

    `shared` holds folded surnames that others in the case bear too: those are searched with a first name only.
    """
    read = readings(text)
    return any(needle(read) for needle in needles(protection.kind, protection.value, shared))


def told(texts: Iterable[str], protections: Iterable[Protection], shared: frozenset[str]) -> tuple[str, ...]:
    """Ids of the `protections` whose value stands in any of `texts`, or across several of them in order."""
    parts = [text for text in texts if text]
    candidates = (*parts, " ".join(parts)) if len(parts) > 1 else tuple(parts)
    return tuple(item.id for item in protections if any(holds(text, item, shared) for text in candidates))


def surnames(names: Iterable[str]) -> frozenset[str]:
    """The folded last word of each name, when at least two names bear it."""
    last = [words[-1] for words in map(_words, names) if words]
    return frozenset(name for name in last if last.count(name) > 1)


@lru_cache(maxsize=1024)
def needles(kind: ProtectedKind, value: str, shared: frozenset[str] = frozenset()) -> tuple[Needle, ...]:
    """Everything to look for, for one value of one kind."""
    if kind is ProtectedKind.NAME:
        return tuple(_name(value, shared))
    return tuple(_BY_KIND[kind](value))


def _words(value: str) -> list[str]:
    return _NOT_LETTERS.sub(" ", fold(value)).split()


def _phrase(*words: str) -> Needle:
    """Whole words in this order, with nothing but spacing between them."""
    wanted = f" {' '.join(words)} "
    return lambda text: wanted in text.joined or wanted in text.gapped


def _squashed(value: str) -> Needle:
    """Letters and digits in a row, whatever stands between them."""
    wanted = "".join(_words(value))
    return lambda text: bool(wanted) and wanted in text.squashed


def _phone(value: str) -> Needle:
    """The national number's digits: 07700 900123, +44 (0)7700-900123 and 00447700900123 are one."""
    digits = re.sub(r"\D", "", value)
    national = re.sub(r"^(?:0044|44)?0?", "", digits)
    return lambda text: bool(national) and national in text.digits


def _email(value: str) -> Iterator[Needle]:
    yield _squashed(value)
    yield _squashed(value.replace("@", " at ").replace(".", " dot "))


def _organisation(value: str) -> Iterator[Needle]:
    words = _words(value)
    yield from _distinct(words)
    core = list(words)
    while core and core[-1] in _ENDINGS:
        core.pop()
    if len(core) >= 2 and core != words:
        yield from _distinct(core)


def _distinct(words: list[str]) -> Iterator[Needle]:
    """A phrase; and with its letters in a row where it is too long to occur by chance."""
    yield _phrase(*words)
    if len("".join(words)) >= 8:
        yield _squashed("".join(words))


def _name(value: str, shared: frozenset[str]) -> Iterator[Needle]:
    words = _words(value)
    yield _phrase(*words)
    if len(words) < 2:
        return
    first, last = words[0], words[-1]
    yield _phrase(last, first)
    yield _phrase(first, last)
    yield _phrase(first[0], last)
    if len("".join(words)) >= 8:
        yield _squashed("".join(words))
    if last not in _ORDINARY | shared and len(last) > 3:
        yield _phrase(last)


def _address(value: str) -> Iterator[Needle]:
    """The postcode; each street line with no digit before it; a bare street or house name; all words in order."""
    lines = [line for line in re.split(r"[\n,]", fold(value)) if line.strip()]
    for postcode in _POSTCODE.findall(fold(value)):
        yield _squashed(postcode)
    for line in lines:
        words = _words(_POSTCODE.sub(" ", line))
        names = [word for word in words if not any(char.isdigit() for char in word) and word not in _UNITS]
        if len(names) >= 2:
            yield _street(words, names)
    everything = _words(value)
    if len(everything) >= 3:
        pattern = re.compile(" " + r" (?:\w+ ){0,3}".join(map(re.escape, everything)) + " ")
        yield lambda text: bool(pattern.search(text.gapped))


def _street(words: list[str], names: list[str]) -> Needle:
    """A street with its own number, or without any. Another number before it is another house's."""
    own = f" {' '.join(words)} "
    bare = re.compile(rf"(?<!\d)(?<!\d[a-z]) {re.escape(' '.join(names))} ")
    row = re.compile(rf"(?<!\d){re.escape(''.join(words))}")
    long_enough = len("".join(words)) >= 8

    def stands(text: Readings) -> bool:
        if long_enough and row.search(text.squashed):
            return True
        return any(own in spaced or bare.search(spaced) for spaced in (text.joined, text.gapped))

    return stands


def _other(value: str) -> Iterator[Needle]:
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        yield from _distinct(_words(value))
        return
    yield from map(_written, _writings(day))


def _written(text: str) -> Needle:
    return _phrase(*_words(text))


def _writings(day: date) -> Iterator[str]:
    """A date in the ways people here write it."""
    month = day.strftime("%B")
    for year in (f"{day:%Y}", f"{day:%y}"):
        yield f"{day.day} {day.month} {year}"
        yield f"{day:%d %m} {year}"
        for name in (month, month[:3]):
            for number in (str(day.day), f"{day:%d}", f"{day.day}{_ordinal(day.day)}"):
                yield f"{number} {name} {year}"
                yield f"{number} of {name} {year}"
                yield f"{name} {number} {year}"
    yield day.isoformat()
    yield f"{day:%Y%m%d}"


def _ordinal(day: int) -> str:
    if 10 <= day <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


_BY_KIND: Mapping[ProtectedKind, Callable[[str], Iterable[Needle]]] = {
    ProtectedKind.ADDRESS: _address,
    ProtectedKind.POSTCODE: lambda value: (_squashed(value),),
    ProtectedKind.PHONE: lambda value: (_phone(value),),
    ProtectedKind.EMAIL: _email,
    ProtectedKind.SCHOOL: _organisation,
    ProtectedKind.WORKPLACE: _organisation,
    ProtectedKind.OTHER: _other,
}
