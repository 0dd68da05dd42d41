"""Addresses, schools and workplaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cin_docs.documents.needles.numbers import POSTCODE, postcode
from cin_docs.documents.needles.words import (
    ENDINGS,
    MONTHS,
    ORDINARY,
    SMALL,
    Needle,
    distinct,
    matching,
    phrase,
    slipped,
    spellings,
    spelt,
    split,
    squashed,
    telling,
)
from cin_docs.documents.normal import fold
from cin_docs.documents.streets import KINDS, PLAIN, UNITS, has_digit, in_full, streets

_NUMBER = "(?:number|no|nr|num|flat|house)"
#: Words that the names of agencies and schools are made of: beside a word of the place's own they say nothing of it.
_EVERYDAY = frozenset({
    "adult", "adults", "baby", "babies", "boys", "care", "central", "child", "children", "city", "community",
    "council", "county", "district", "early", "east", "families", "family", "fire", "garden", "general", "girls",
    "health", "help", "hospital", "housing", "infant", "infants", "job", "junior", "learning", "leisure", "local",
    "maternity", "medical", "mental", "national", "north", "nursing", "parent", "parents", "people", "police",
    "public", "royal", "safeguarding", "service", "services", "sixth", "social", "south", "sport", "sports",
    "support", "team", "town", "trust", "village", "west", "woman", "women", "young", "youth",
})  # fmt: skip
#: Sorts of place that are told by any word before them: "the women's refuge".
_HIDDEN = frozenset({"hostel", "refuge", "shelter"})
_SCHOOLS = "(?:academy|college|nursery|preschool|primary|school|secondary)"


def address(value: str) -> Iterator[Needle]:
    """The postcode; each street with any number or none; a house by its name; all words in order."""
    everything = split(value)
    # Whatever else is found in it: a value of plain words only, such as The Green, is looked for as it is.
    yield phrase(*everything)
    found = list(streets_of(value))
    for outward, inward in POSTCODE.findall(fold(value)):
        yield from postcode(f"{outward} {inward}")
        for words, first in found:
            # Not the town: half of the town's notes have its name beside the first half of a postcode.
            if first or any(has_digit(word) for word in words):
                yield from _in_area(words, outward)
    for words, first in found:
        yield from _street(words, first=first)
    if len(everything) >= 3:
        yield matching(" " + r" (?:\w+ ){0,3}".join(map(re.escape, everything)) + " ")


def streets_of(value: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The streets and houses of an address, each in every spelling, and whether it stands on the first line."""
    for spelling in spellings(value):
        lines = [split(line) for line in re.split(r"[\n,]", POSTCODE.sub(" ", fold(spelling)))]
        first = True
        for line in lines:
            yield from ((street, first) for street in streets(line))
            # "Flat 3" alone is no house yet.
            first = first and all(has_digit(word) or word in UNITS for word in line)


def _street(words: tuple[str, ...], *, first: bool) -> Iterator[Needle]:
    """One street or house. A neighbour's number before it gives it away too."""
    names = [word for word in words if not has_digit(word) and word not in UNITS]
    numbers = [word for word in words if has_digit(word)]
    if len(names) >= 2 and telling(names):
        yield spelt(names)
        if len(in_full(names)) >= 8 and telling(names[:1]):
            yield squashed(in_full(names))
            yield slipped(names)
    elif names and numbers:
        yield spelt([*numbers[-1:], *names])
    if len(names) == 1 and (first or numbers) and telling(names):
        yield from distinct(names)
    if names and numbers:
        yield from _numbered(names, numbers[-1])


def _numbered(names: list[str], number: str) -> Iterator[Needle]:
    """A house number with the street's own words, and not with the word for a street: "14, Heron"."""
    own = names[:-1] if names[-1] in KINDS and len(names) > 1 else names
    if telling(own[:1]):
        yield phrase(number, own[0])
        yield matching(rf" {_NUMBER} {number} (?:\w+ ){{0,2}}{own[0]} | {own[0]} (?:\w+ )?{_NUMBER} {number} ", own[0])
    elif len(own) > 1:
        yield spelt([number, *own])


def _in_area(words: tuple[str, ...], outward: str) -> Iterator[Needle]:
    """The first half of a postcode near the street's own name or the number: the two together say where."""
    for word in [one for one in words if telling([one])][:1]:
        near = r"(?:\w+ ){0,4}"
        yield matching(rf" {word} {near}{outward} | {outward} {near}{word} ", outward)
    for number in [one for one in words if has_digit(one)][-1:]:
        yield matching(rf" {outward} (?:\w+ )?{_NUMBER} {number} | {_NUMBER} {number} (?:\w+ )?{outward} ", outward)


def organisation(value: str, shared: frozenset[str] = frozenset()) -> Iterator[Needle]:
    """The name, what is left of it without its ending words, the street in it, its initials, and its own words.

    A word in `shared` stands in other names too, as the town's does: by itself it says nothing of this place.
    """
    for words in map(split, spellings(value)):
        whole = list(words)
        yield from distinct(whole)
        while len(words) > 1 and words[-1] in ENDINGS:
            words.pop()
            if telling(words) and not shared.issuperset(words):
                yield from distinct(tuple(words))
        yield from _street_in(words)
        yield from _firm(words)
        yield from _own_words(words, whole, shared)
    yield from _initials(split(spellings(value)[-1]))


def _street_in(words: list[str]) -> Iterator[Needle]:
    """Harbour Street, of Harbour Street Bakery."""
    for n, word in enumerate(words[1:-1], start=1):
        if word in KINDS and telling(words[: n + 1]):
            yield spelt(words[: n + 1])


def _firm(words: list[str]) -> Iterator[Needle]:
    """Fenwick and Drury, of Fenwick and Drury Tyres; with & too."""
    for n, word in enumerate(words[1:-2], start=1):
        if word == "and" and n == len(words) - 3 and telling([words[n - 1]]):
            yield matching(rf" {re.escape(words[n - 1])} (?:and )?{re.escape(words[n + 1])} ", words[n + 1])


def _own_words(words: list[str], whole: Sequence[str], shared: frozenset[str]) -> Iterator[Needle]:
    """Each word that is the place's own, with what sort of place it is; owners' and saints' names by themselves."""
    sort = {word for word in (whole[-1], words[-1]) if len(word) > 3}
    plain = PLAIN | ENDINGS | SMALL | {"s", "saint", "st"}
    own = any(len(word) >= 4 and _everyday(word) not in plain | _EVERYDAY for word in words)
    for n, word in enumerate(words):
        if word in plain | shared or len(word) < 4:
            continue
        if _everyday(word) in _EVERYDAY and own:
            for sort_of in sorted(sort & _HIDDEN):
                yield matching(rf" {re.escape(word)}(?: ?s)? {sort_of} ", word, f"{word}s")
            continue
        kinds = "|".join([_SCHOOLS, *(re.escape(one) for one in sorted(sort - {word, f"{word}s"}))])
        yield matching(rf" {re.escape(word)}(?: ?s)? (?:{kinds}) ", word, f"{word}s")
        saintly = n > 0 and words[n - 1] in {"saint", "st"}
        if (len(word) >= 5 and _everyday(word) not in ORDINARY | MONTHS | _EVERYDAY) or saintly:
            # With its apostrophe: the runs of words have none.
            owner = re.compile(rf"\b{re.escape(word.removesuffix('s'))}(?:['\u2019]s{'|s' if saintly else ''})\b")
            yield lambda text, owner=owner: bool(owner.search(text.plain))  # type: ignore[misc]
            if word.endswith("s") and word != whole[-1]:
                yield matching(rf" (?:at|from|the) {word} (?!and )", word)


def _everyday(word: str) -> str:
    """The word as it stands in the list of everyday ones: of children's and womens, children and women."""
    return word.removesuffix("s") if word.removesuffix("s") in _EVERYDAY else word


def _initials(words: list[str]) -> Iterator[Needle]:
    own = [word for word in words if word not in {"and", "of", "the"}]
    letters = "".join(word[0] for word in own)
    for short in {letters, letters[:-1]}:
        if len(short) >= 4 or (len(short) == 3 and not set(short) & set("aeiouy")):
            yield phrase(short)
    if len(own) >= 3 and len(own[-1]) > 3:
        yield phrase(*(word[0] for word in own[:-1]), own[-1])
