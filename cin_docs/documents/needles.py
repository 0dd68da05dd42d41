"""What to look for when a value must not reach somebody, and the looking itself.

The last net under redaction by construction: a hit is a hit, silence proves little. Pictures of text,
paraphrase and misspelling are not found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from cin_docs.documents.normal import Readings, fold, readings
from cin_docs.documents.streets import PLAIN, UNITS, has_digit, in_full, pattern, streets
from cin_docs.model.person import ProtectedKind, Protection

#: Whether the value stands in a text, read in every way.
Needle: TypeAlias = Callable[[Readings], bool]

_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b")
_NOT_LETTERS = re.compile(r"[\W_]+")
#: Endings that a school or workplace is often written without.
_ENDINGS = frozenset({
    "academy", "and", "c", "catholic", "ce", "centre", "college", "community", "e", "first", "grammar", "high",
    "infant", "infants", "junior", "limited", "ltd", "middle", "nursery", "of", "preschool", "primary", "rc", "school",
    "secondary", "special",
})  # fmt: skip
#: Words that make a sentence of a street's last word: "may close", "a long walk", "the best way".
_SMALL = frozenset({"best", "good", "little", "long", "may", "new", "next", "old", "right", "short", "will"})
_TITLES = r"(?:mr|mrs|ms|miss|mx|dr|sir|auntie|aunty|aunt|uncle)"
_MONTHS = frozenset({
    "april", "august", "december", "february", "january", "july", "june", "march", "november", "october", "september",
})  # fmt: skip
#: Names that are ordinary words too: a surname is searched only with the first name or a title, a house only with
#: its number, a school only with the word for it.
_ORDINARY = frozenset({
    "baker", "bell", "best", "black", "brown", "church", "cook", "cross", "day", "dean", "field", "fields", "ford",
    "fox", "gray", "green", "grey", "hall", "hill", "home", "hope", "house", "king", "knight", "lane", "law", "little",
    "long", "love", "march", "marsh", "may", "mill", "moon", "moss", "north", "page", "park", "pool", "poole", "price",
    "rice", "rich", "rose", "short", "street", "summer", "summers", "ward", "waters", "way", "west", "white", "will",
    "wise", "wood", "woods", "young",
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


def _spellings(value: str) -> tuple[str, ...]:
    """The value with its apostrophes as gaps and, where it has any, without them: Mary's and Marys."""
    return tuple(dict.fromkeys((value, re.sub(r"['\u2019]", "", value))))


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
    # Several numbers may stand in one value, and an extension after one: all that is long enough counts.
    runs = [re.sub(r"\D", "", part) for part in re.split(r"[/;,\n]|[^\W\d_]+", fold(value))]
    numbers = [run for run in runs if len(run) >= 6] or ["".join(runs)]
    national = {re.sub(r"^(?:0044|44)?0?", "", number) for number in numbers} - {""}
    return lambda text: any(number in text.digits for number in national)


def _email(value: str) -> Iterator[Needle]:
    """The address with its ``@`` and each of its points in signs or in words."""
    parts = re.split(r"([@.])", fold(value))
    spoken = {"@": "(?:at)?", ".": "(?:dot)?"}
    found = re.compile("".join(spoken.get(part) or re.escape("".join(_words(part))) for part in parts))
    yield lambda text: bool(found.search(text.squashed))


def _organisation(value: str) -> Iterator[Needle]:
    """The name, and what is left of it without its ending words, one after the other."""
    for words in map(_words, _spellings(value)):
        yield from _distinct(words)
        while len(words) > 1 and words[-1] in _ENDINGS:
            words.pop()
            if _telling(words):
                yield from _distinct(tuple(words))


def _distinct(words: Sequence[str]) -> Iterator[Needle]:
    """A phrase; and with its letters in a row where it is too long to occur by chance."""
    yield _spelt(words)
    if len("".join(words)) >= 8:
        yield _squashed("".join(words))


def _spelt(words: Sequence[str]) -> Needle:
    """Whole words in this order, each in full or as it is shortened."""
    wanted = re.compile(f" {pattern(words)} ")
    return lambda text: any(wanted.search(spaced) for spaced in (text.joined, text.gapped))


def _telling(words: Sequence[str]) -> bool:
    """Whether words name one place and no other, and are not found in any sentence."""
    if len(words) == 1:
        return len(words[0]) > 3 and words[0] not in _ORDINARY | _MONTHS | _ENDINGS | PLAIN
    return not all(word in PLAIN | _ENDINGS | _SMALL for word in words)


def _name(value: str, shared: frozenset[str]) -> Iterator[Needle]:
    words = _words(value)
    yield _phrase(*words)
    if len(words) < 2:
        return
    first, last = words[0], words[-1]
    yield _phrase(last, first)
    yield _phrase(first, last)
    yield _phrase(first[0], last)
    titled = re.compile(rf" {_TITLES} {re.escape(last)} | {re.escape(first)} \w {re.escape(last)} ")
    # A title and a surname say nothing where several people bear the surname.
    yield lambda text: any(hit for hit in titled.finditer(text.gapped) if first in hit[0].split() or last not in shared)
    if len("".join(words)) >= 8:
        yield _squashed("".join(words))
    if last not in _ORDINARY | shared and len(last) > 3:
        yield _phrase(last)


def _address(value: str) -> Iterator[Needle]:
    """The postcode; each street with any number or none; a house by its name; all words in order."""
    everything = _words(value)
    # Whatever else is found in it: a value of plain words only, such as The Green, is looked for as it is.
    yield _phrase(*everything)
    for postcode in _POSTCODE.findall(fold(value)):
        yield _squashed(postcode)
    for spelling in _spellings(value):
        lines = [_words(line) for line in re.split(r"[\n,]", _POSTCODE.sub(" ", fold(spelling)))]
        for n, line in enumerate(line for line in lines if line):
            for street in streets(line):
                yield from _street(street, first=n == 0)
    if len(everything) >= 3:
        loose = re.compile(" " + r" (?:\w+ ){0,3}".join(map(re.escape, everything)) + " ")
        yield lambda text: bool(loose.search(text.gapped))


def _street(words: tuple[str, ...], *, first: bool) -> Iterator[Needle]:
    """One street or house. A neighbour's number before it gives it away too."""
    names = [word for word in words if not has_digit(word) and word not in UNITS]
    numbers = [word for word in words if has_digit(word)]
    if len(names) >= 2 and _telling(names):
        yield _spelt(names)
        if len(in_full(names)) >= 8 and _telling(names[:1]):
            yield _squashed(in_full(names))
    elif names and numbers:
        yield _spelt([*numbers[-1:], *names])
    if len(names) == 1 and (first or numbers) and _telling(names):
        yield _spelt(names)
    # "14, Heron": the number with the street's own first word.
    if names and numbers and _telling(names[:1]):
        yield _phrase(numbers[-1], names[0])


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
