"""Marks with nothing after them: somebody meant to keep a text from a person and did not say from whom."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from cin_docs.capture.found import Found
from cin_docs.capture.node import Node, Shape
from cin_docs.model.finding import Finding, Path, Severity

_MARKS = ("for", "not for")


def empty_marks(tree: Node, found: Found) -> None:
    """A finding for each mark below `tree` that names nobody, or an empty word among others."""
    for at, node in _marks(tree, ()):
        words = [item.text.strip() for item in node.items] if node.shape is Shape.LIST else [node.text.strip()]
        if not words or not all(words):
            sentence = f"`{at[-1]}` names nobody, so it would keep this from nobody or from all."
            found.blocks("empty-mark", at, sentence, f"Write `{at[-1]}: [dad]` with who is meant, or take it out.")


def lost_marks(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those findings that say a mark could not be understood: what it kept from somebody is kept no longer.

    A mark that is misspelt, such as ``notfor``, is one of them.
    """
    return tuple(one for one in findings if one.severity is Severity.BLOCKS and any(map(_meant, one.at)))


def _meant(step: str | int) -> bool:
    """Whether a step on the way to a value is a mark, or was meant to be one."""
    if not isinstance(step, str):
        return False
    return step in _MARKS or bool(difflib.get_close_matches(step.casefold(), ["not for"], n=1, cutoff=0.8))


def _marks(node: Node, at: Path) -> Iterator[tuple[Path, Node]]:
    for name, below in node.entries.items():
        if name in _MARKS and below.shape is not Shape.MAP:
            yield (*at, name), below
        yield from _marks(below, (*at, name))
    for n, below in enumerate(node.items):
        yield from _marks(below, (*at, n))
