"""Free text of a meeting, each piece with who said it and who may read it."""

from __future__ import annotations

from collections.abc import Iterator

from cin_docs.capture.form import Marked
from cin_docs.capture.found import Found
from cin_docs.capture.names import marks, person
from cin_docs.capture.node import Node
from cin_docs.capture.notes_format import PlanForm
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Section, SectionKind

#: Keys that hold one text, and keys that hold one for each person.
SINGLE = {
    "what changed because of it": SectionKind.CHANGED,
    "discussion": SectionKind.DISCUSSION,
    "new information": SectionKind.NEW_INFORMATION,
    "risk of harm": SectionKind.RISK,
}
BY_PERSON = {"said": SectionKind.VIEWS, "information": SectionKind.INFORMATION}


def sections(form: PlanForm, at: Path, tree: Node, case: Case, found: Found) -> tuple[Section, ...]:
    """Every free-text section below `at`, in the order of the file."""
    written = tree.at(at)
    order = list(written.entries) if written else []
    made = sorted(_sections(form, at, case, found), key=lambda section: _rank(order, str(section.at[len(at)])))
    return tuple(made)


def section(text: Marked, kind: SectionKind, by: str | None, at: Path, case: Case, found: Found) -> Section:
    """One section. Its id is the way to it, ``information.nurse``, and stays when others come or go."""
    return Section(
        id=".".join(str(step) for step in at),
        kind=kind,
        by=by,
        text=text.text.strip(),
        marks=marks(text.for_, text.not_for, at, case, found),
        at=at,
    )


def _sections(form: PlanForm, at: Path, case: Case, found: Found) -> Iterator[Section]:
    for key, kind in SINGLE.items():
        text: Marked | None = getattr(form, key.replace(" ", "_"))
        if text is not None and text.text.strip():
            yield section(text, kind, None, (*at, key), case, found)
    for key, kind in BY_PERSON.items():
        for word, said in getattr(form, key).items():
            by = person(word, (*at, key, word), case, found)
            if by is not None and said.text.strip():
                yield section(said, kind, by, (*at, key, word), case, found)


def _rank(order: list[str], key: str) -> int:
    return order.index(key) if key in order else len(order)
