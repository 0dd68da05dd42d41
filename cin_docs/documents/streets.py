"""The ways in which people write an address: which words of it to look for, and how each may be shortened."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

#: Words that a street or a building ends with, and how they are shortened.
_KINDS: dict[str, tuple[str, ...]] = {
    "avenue": ("ave", "av"), "boulevard": ("blvd",), "buildings": ("bldgs",), "close": ("cl", "clo"),
    "cottage": ("cott",), "cottages": ("cotts",), "court": ("ct", "crt"), "crescent": ("cres", "cresc"),
    "drive": ("dr", "drv"), "estate": ("est",), "farm": (), "gardens": ("gdns", "gdn"), "green": ("grn",),
    "grove": ("grv", "gr"), "hill": (), "house": ("hse", "ho"), "lane": ("ln", "la"), "lodge": ("ldg",), "mews": (),
    "mount": ("mt",), "parade": ("pde",), "park": ("pk",), "place": ("pl",), "quay": (), "rise": (),
    "road": ("rd",), "row": (), "square": ("sq",), "street": ("st", "str"), "terrace": ("terr", "ter", "tce"),
    "view": ("vw",), "villas": (), "walk": ("wlk",), "way": ("wy",), "wharf": (), "yard": ("yd",),
}  # fmt: skip
#: Words that a street or a building ends with, in full or shortened.
KINDS = frozenset(word for full, shorts in _KINDS.items() for word in (full, *shorts))
_FULL = {short: full for full, shorts in _KINDS.items() for short in (full, *shorts)}
#: Words that say nothing of where: a street of these alone is looked for with its number.
PLAIN = frozenset({"a", "and", "at", "by", "in", "near", "of", "on", "the", "to", *_FULL})
#: Words that name a part of a building, not a street.
UNITS = frozenset({"apartment", "apt", "block", "flat", "floor", "no", "number", "room", "unit"})


def streets(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The words of one line, street by street: ``14 heron court eastmere`` is a street and, left out, its town.

    A line that has no word for a street is given as it is.
    """
    here: list[str] = []
    given = False
    for word, following in itertools.pairwise([*words, ""]):
        here.append(word)
        named = any(one not in UNITS and not has_digit(one) for one in here[:-1])
        if word in _FULL and named and following not in _FULL:
            yield tuple(here)
            here, given = [], True
    if here and (not given or has_digit(here[0]) or here[0] in UNITS):
        yield tuple(here)


def pattern(words: Iterable[str]) -> str:
    """A regular expression for `words` with a space between, each in full or as it is shortened."""
    return " ".join(_either(word) for word in words)


def in_full(words: Iterable[str]) -> str:
    """`words` in a row, the last one in full: what `Heron Ct` and `Heron Court` have in common."""
    *most, last = words
    return "".join((*most, _FULL.get(last, last)))


def has_digit(word: str) -> bool:
    """Whether a word is a house number or holds one."""
    return any(char.isdigit() for char in word)


def _either(word: str) -> str:
    full = _FULL.get(word)
    ways = {word, *((full, *_KINDS[full]) if full else ())}
    if ways & {"st", "saint"}:
        ways |= {"st", "saint"}
    several = "(?: ?s)?" if len(word) >= 4 and not word.endswith("s") else ""
    return f"(?:{'|'.join(map(re.escape, sorted(ways)))}){several}"
