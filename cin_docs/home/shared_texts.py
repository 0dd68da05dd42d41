"""Notes about several children: which texts are written once for all of them, and which in one child's part alone."""

from __future__ import annotations

from collections.abc import Iterable

from cin_docs.capture.node import Node
from cin_docs.model.finding import Path

#: What people write in their own words about the meeting as a whole. Who came, and the plan's facts, are not among it.
_TEXTS = (
    "purpose",
    "reason",
    "without family",
    "because",
    "if things get worse",
    "step down",
    "assessment",
    "prepared",
    "reports",
    "part only",
    "corrections",
)


def for_all_children(tree: Node | None, case: str, owner: str, others: Iterable[str]) -> frozenset[Path]:
    """The ways of those texts in the meeting of `case` that speak of every child of the notes.

    `owner` is the case in whose folder the notes lie: its child has no part of its own, so what every other child's
    part says for itself (`others`) is said for this one alone. One child in the notes: nothing.
    """
    refs = [ref for ref in others if ref != case]
    if tree is None or not refs:
        return frozenset()
    parts = {ref: tree.at(("children", ref)) for ref in (case, *refs)}
    own = {ref: frozenset(part.entries) if part else frozenset() for ref, part in parts.items()}
    alone = own[case] | (frozenset.intersection(*(own[ref] for ref in refs)) if case == owner else frozenset())
    found: set[Path] = set()
    for name in _TEXTS:
        node = tree.at((name,))
        if node is not None and name not in alone:
            found |= {
                (name,),
                *((name, key) for key in node.entries),
                *((name, n) for n in range(len(node.items) or 1)),
            }
    return frozenset(found)
