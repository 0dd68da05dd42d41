"""Where in a text a value stands: the smallest run of the writer's own words that still gives it away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cin_docs.capture.node import Node, Shape
from cin_docs.documents.needles.words import split
from cin_docs.model.finding import Place

_WORD = re.compile(r"\S+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def spot(text: str, holds: Callable[[str], bool], own: frozenset[str] = frozenset()) -> tuple[int, int] | None:
    """The first such run as (offset, length) in characters, or None when `text` does not hold the value.

    The search reads text normalised and so knows no offsets; this asks it again with ever fewer words. The run is
    widened by what stands beside it of the value's `own` words (folded): where the street suffices, the house number
    is to be taken out too.
    """
    if not holds(text):
        return None
    words = [match.span() for match in _WORD.finditer(text)]
    if not words:
        return 0, len(text)
    last = _least(len(words), lambda n: holds(text[: words[n - 1][1]]))
    # From the end backwards: the fewest words before `last` that hold it.
    first = last - _least(last, lambda n: holds(text[words[last - n][0] : words[last - 1][1]]))
    belongs = [bool(found := split(text[start:end])) and own.issuperset(found) for start, end in words]
    while first > 0 and belongs[first - 1]:
        first -= 1
    while last < len(words) and belongs[last]:
        last += 1
    return _trimmed(text, words[first][0], words[last - 1][1], holds)


def place_of(node: Node, holds: Callable[[str], bool], own: frozenset[str] = frozenset()) -> Place | None:
    """The place in the file of the first value under `node`, or None when no single text there holds it."""
    for scalar in scalars(node):
        if found := spot(scalar.text, holds, own):
            return scalar.place_in(*found)
    return None


def scalars(node: Node) -> Iterator[Node]:
    """Every text under a node, in the order of the file."""
    if node.shape is Shape.TEXT:
        yield node
    for below in (*node.items, *node.entries.values()):
        yield from scalars(below)


def _least(most: int, enough: Callable[[int], bool]) -> int:
    """The least n from 1 to `most` for which it is `enough`; `most` is known to be.

    Halving first, because more words rarely hide a value; where they did, one after the other.
    """
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low if low == 1 or not enough(low - 1) else next(n for n in range(1, most + 1) if enough(n))


def _trimmed(text: str, start: int, end: int, holds: Callable[[str], bool]) -> tuple[int, int]:
    """The run without the punctuation around it."""
    run = text[start:end]
    bare = _EDGES.sub("", run)
    if not bare or not holds(bare):
        return start, end - start
    return start + run.index(bare), len(bare)
