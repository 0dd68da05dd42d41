"""What lies on the table while one child's meeting is put together from its notes file."""

from __future__ import annotations

from dataclasses import dataclass, field

from cin_docs.capture.found import Found
from cin_docs.capture.node import Node
from cin_docs.capture.notes_format import ChildForm, NotesForm, PlanForm
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Meeting


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """The file, the case it is about, and what came before."""

    form: NotesForm = field(repr=False)
    #: The child's own part of a file about several children.
    child: ChildForm | None = field(repr=False)
    case: Case
    #: Whether the file lies with another case, and this is a sibling.
    sibling: bool
    previous: Meeting | None
    #: Ids of actions older than `previous`.
    used: frozenset[str]
    tree: Node = field(repr=False)
    found: Found

    def part(self, key: str) -> tuple[PlanForm, Path]:
        """The part of the file that speaks of `key` for this child, and the way there."""
        if self.child is not None and key.replace(" ", "_") in self.child.model_fields_set:
            return self.child, ("children", self.case.ref, key)
        return self.form, (key,)

    def own(self, key: str) -> tuple[PlanForm, Path]:
        """Like `part`, but a sibling takes nothing from the file's shared part."""
        form, at = self.part(key)
        return (ChildForm(), ("children", self.case.ref)) if self.sibling and form is self.form else (form, at)
