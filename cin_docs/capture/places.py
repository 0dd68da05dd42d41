"""From the way to a value to the line and column where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cin_docs.capture.node import Node
from cin_docs.model.finding import Finding, Path, Place, Severity


def place_of(tree: Node, at: Path) -> Place:
    """The place of the value at `at`; when the file has none there, of the key that should hold it."""
    node, exact = nearest(tree, at)
    return node.place if exact or node.key is None else node.key


def nearest(tree: Node, at: Path) -> tuple[Node, bool]:
    """The deepest node on the way to `at` that the file has, and whether it is the very one.

    A single value may stand where a list is allowed: its position in that list is then no step.
    """
    node = tree
    for step in at:
        if isinstance(step, int) and not node.items:
            continue
        below = node.step(step)
        if below is None:
            return node, False
        node = below
    return node, True


def located(findings: Iterable[Finding], tree: Node | None, file: str) -> tuple[Finding, ...]:
    """`findings` with `place` filled in from `at`, in the order of the file; the same ones only once."""
    placed = (_placed(finding, tree, file) for finding in findings)
    return tuple(dict.fromkeys(sorted(placed, key=_order)))


def pointed(findings: Iterable[Finding], tree: Node | None, file: str) -> tuple[Finding, ...]:
    """`findings` in their order, with `place` filled in for those alone that know a way into the file."""
    return tuple(_placed(one, tree, file) if one.at and tree is not None else one for one in findings)


def merged(captured: Iterable[Finding], ruled: Iterable[Finding]) -> tuple[Finding, ...]:
    """Two layers of findings in the order of the file: what could not be read, and what it then says.

    What could not be read is judged once: of `ruled`, all is left out that lies at or below what `captured` blocks.
    """
    first = tuple(captured)
    unread = {finding.at for finding in first if finding.severity is Severity.BLOCKS and finding.at}
    rest = (finding for finding in ruled if not any(finding.at[:n] in unread for n in range(1, len(finding.at) + 1)))
    return tuple(sorted((*first, *rest), key=_order))


def _placed(finding: Finding, tree: Node | None, file: str) -> Finding:
    if finding.place is not None:
        return finding
    if tree is None:
        return replace(finding, place=Place(file=file, line=1, column=1))
    return replace(finding, place=place_of(tree, finding.at))


def _order(finding: Finding) -> tuple[str, int, int, str]:
    place = finding.place
    return (place.file, place.line, place.column, finding.code) if place else ("", 0, 0, finding.code)
