"""Names of people: in full, turned round, with initials and titles, by the surname alone, by what the person is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cin_docs.documents.mistyped import slips
from cin_docs.documents.needles.words import ORDINARY, Needle, matching, phrase, slipped, split, squashed
from cin_docs.documents.normal import fold

_TITLES = r"(?:mr|mrs|ms|miss|mx|dr|sir|auntie|aunty|aunt|uncle)"
#: Initials that are words: "a child" is not Ann Child.
_WORDS = frozenset({"a", "i"})
#: What a person is to somebody else: with the first name, that is enough.
_ROLES = (
    "(?:aunt|auntie|aunty|boyfriend|cousin|ex|fiance|fiancee|girlfriend|husband|nan|nana|neighbour|partner|stepdad"
    "|stepfather|stepmother|stepmum|uncle|wife)"
)


def name(value: str, shared: frozenset[str]) -> Iterator[Needle]:
    """What to look for, for a name. `shared` are folded names that others of the case bear too."""
    words = split(value)
    yield phrase(*words)
    if len(words) < 2:
        return
    yield slipped(words, shortest=5)
    first, last = words[0], words[-1]
    yield phrase(*(_surnames(value) or (last,)), first)
    for surname in dict.fromkeys((last, *_surnames(value))):
        yield from _with_surname(first, surname, shared)
    for row in {"".join(words), "".join(_surnames(value))}:
        if len(row) >= 8:
            yield squashed(row)
    if len(words) > 2 and not {first, words[1]} & ORDINARY:
        yield phrase(first, words[1])
    yield from _by_first_name(words, shared)


def _surnames(value: str) -> tuple[str, ...]:
    """The parts of a surname in two."""
    parts = split(fold(value).split()[-1])
    return tuple(parts) if len(parts) > 1 else ()


def _with_surname(first: str, last: str, shared: frozenset[str]) -> Iterator[Needle]:
    yield matching(rf" {first} (?:\w+ )?{last} ", last)
    if last not in ORDINARY or first[0] not in _WORDS:
        yield matching(rf" {first[0]} {last} ", last)
    if min(len(first), len(last)) >= 4:
        # Endings of other languages: Darrenem Pikeworthem.
        yield matching(rf" {first}\w{{0,3}} {last}\w{{0,3}} ")
    titled = re.compile(rf" {_TITLES} (?:{first} )?{last}s? ")
    # A title and a surname say nothing where several people bear the surname.
    yield lambda text: any(hit for hit in titled.finditer(text.gapped) if first in hit[0].split() or last not in shared)
    if last in ORDINARY | shared or len(last) <= 3:
        return
    yield matching(f" {last}s? ", last, f"{last}s")
    if len(last) >= 7:
        some = slips(last)
        yield lambda text: not some.isdisjoint(text.words)
    if len(last) >= 8:
        yield squashed(last)


def _by_first_name(words: list[str], shared: frozenset[str]) -> Iterator[Needle]:
    """The first name with an initial, or with what the person is, unless somebody else of the case has it."""
    first, last = words[0], words[-1]
    if first in shared or first in ORDINARY or len(first) < 3:
        return
    # In the text with its punctuation: the s of "Kim's" is no initial.
    initials = {last[0], words[1][0]}
    spaced = re.compile(rf"\b{first}\s+(?:{'|'.join(sorted(initials))})\b(?!['\u2019])")
    folded = re.compile(r"[^\w\s'\u2019-]")
    yield lambda text: first in text.words and bool(spaced.search(folded.sub(" ", text.plain)))
    yield matching(rf" {_ROLES} {first} | {first} (?:(?:her|his|the|my|mum s|mums|dad s|dads) )?{_ROLES} ", first)
    yield matching(rf" {_TITLES} {last[0]} {first} ", first)
