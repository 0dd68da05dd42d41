"""Words to look for: whole, in order, in a row without gaps, or with a slip of the finger in one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from cin_docs.capture.ordinary import MONTHS, ORDINARY
from cin_docs.documents.mistyped import slips
from cin_docs.documents.normal import Readings, fold
from cin_docs.documents.streets import PLAIN, pattern

__all__ = [
    "ENDINGS",
    "EVERYDAY",
    "MONTHS",
    "ORDINARY",
    "SMALL",
    "Needle",
    "distinct",
    "matching",
    "phrase",
    "slipped",
    "spellings",
    "spelt",
    "split",
    "squashed",
    "telling",
]

#: Whether the value stands in a text, read in every way.
Needle: TypeAlias = Callable[[Readings], bool]

_NOT_LETTERS = re.compile(r"[\W_]+")
#: Endings that a school or workplace is often written without.
ENDINGS = frozenset({
    "academy", "and", "c", "catholic", "ce", "centre", "church", "college", "community", "e", "england", "first",
    "grammar", "high", "hostel", "infant", "infants", "junior", "limited", "ltd", "middle", "nursery", "of",
    "preschool", "primary", "rc", "refuge", "roman", "school", "secondary", "shelter", "special",
})  # fmt: skip
#: Words that make a sentence of a street's last word: "may close", "a long walk", "the best way".
SMALL = frozenset({"best", "good", "little", "long", "may", "new", "next", "old", "right", "short", "will"})
#: Words that the names of agencies and schools are made of: beside a word of the place's own they say nothing of it.
EVERYDAY = frozenset({
    "adult", "adults", "baby", "babies", "boys", "care", "central", "child", "children", "city", "community",
    "council", "county", "district", "early", "east", "families", "family", "fire", "garden", "general", "girls",
    "health", "help", "hospital", "housing", "infant", "infants", "job", "junior", "learning", "leisure", "local",
    "maternity", "medical", "mental", "national", "north", "nursing", "parent", "parents", "people", "police",
    "public", "royal", "safeguarding", "service", "services", "sixth", "social", "south", "sport", "sports",
    "support", "team", "town", "trust", "village", "west", "woman", "women", "young", "youth",
})  # fmt: skip


def split(value: str) -> list[str]:
    """The folded words of a value."""
    return _NOT_LETTERS.sub(" ", fold(value)).split()


def spellings(value: str) -> tuple[str, ...]:
    """The value with its apostrophes as gaps and, where it has any, without them and without an s after them."""
    bare = re.sub(r"['\u2019]", "", value)
    return tuple(dict.fromkeys((value, bare, re.sub(r"['\u2019]s\b", "", value))))


def phrase(*words: str) -> Needle:
    """Whole words in this order, with nothing but spacing between them."""
    wanted, rare = f" {' '.join(words)} ", max(words, key=len, default="")
    return lambda text: rare in text.words and (wanted in text.joined or wanted in text.gapped)


def squashed(value: str) -> Needle:
    """Letters and digits in a row, whatever stands between them."""
    wanted = "".join(split(value))
    return lambda text: bool(wanted) and wanted in text.squashed


def matching(wanted: str, *rare: str) -> Needle:
    """A regular expression over the words, tried only where one of `rare` is among them (or none is given)."""
    found, some = re.compile(wanted), frozenset(rare)
    return lambda text: (
        (not some or not some.isdisjoint(text.words))
        and any(found.search(spaced) for spaced in (text.gapped, text.joined))
    )


def spelt(words: Sequence[str]) -> Needle:
    """Whole words in this order, each in full or as it is shortened."""
    return matching(f" {pattern(words)} ")


def distinct(words: Sequence[str]) -> Iterable[Needle]:
    """A phrase; and where it is too long to occur by chance, with its letters in a row or a slip in one word."""
    yield spelt(words)
    if len("".join(words)) >= 8:
        yield squashed("".join(words))
        yield slipped(words)


def slipped(words: Sequence[str], shortest: int = 4) -> Needle:
    """A phrase with one slip in one of its words of at least `shortest` letters; the others as they are."""
    ways = [slips(word) if len(word) >= shortest and word.isalpha() else frozenset() for word in words]

    def needle(text: Readings) -> bool:
        return any(
            re.search(f" {pattern((*words[:n], typed, *words[n + 1 :]))} ", text.gapped)
            for n, some in enumerate(ways)
            for typed in some & text.words
        )

    return needle


def telling(words: Sequence[str]) -> bool:
    """Whether words name one place and no other, and are not found in any sentence."""
    if len(words) == 1:
        return len(words[0]) > 3 and words[0] not in ORDINARY | MONTHS | ENDINGS | PLAIN
    return not all(word in PLAIN | ENDINGS | SMALL for word in words)
