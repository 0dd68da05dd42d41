"""Marks with nothing after them: somebody meant to keep a text from a person and did not say from whom."""

from __future__ import annotations

from collections.abc import Iterator

from cin_docs.capture.found import Found
from cin_docs.capture.node import Node, Shape
from cin_docs.model.finding import Path

_MARKS = ("for", "not for")


def empty_marks(tree: Node, found: Found) -> None:
    """A finding for each mark below `tree` that names nobody, or an empty word among others."""
    for at, node in _marks(tree, ()):
        words = [item.text.strip() for item in node.items] if node.shape is Shape.LIST else [node.text.strip()]
        if not words or not all(words):
            sentence = f"`{at[-1]}` names nobody, so it would keep this from nobody or from all."
            found.blocks("empty-mark", at, sentence, f"Write `{at[-1]}: [dad]` with who is meant, or take it out.")


def _marks(node: Node, at: Path) -> Iterator[tuple[Path, Node]]:
    for name, below in node.entries.items():
        if name in _MARKS and below.shape is not Shape.MAP:
            yield (*at, name), below
        yield from _marks(below, (*at, name))
    for n, below in enumerate(node.items):
        yield from _marks(below, (*at, n))
