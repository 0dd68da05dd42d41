"""What tells one person's copy from everybody else's."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """The stamp of one copy. A label that shows where a paper came from, not copy protection."""

    #: The copy's number, unique over the authority.
    copy: str
    #: The person's name, as it stands on the page.
    recipient: str = field(repr=False)
    #: The document's id, for instance ``MAR-2041/2026-11-19-review-2/plan``.
    document: str
    #: The case reference.
    case: str
    version: int
    #: What else is to be known of this copy, for instance which version it replaces.
    note: str = ""

    @property
    def line(self) -> str:
        """The stamp's words: whose copy of which document it is."""
        note = f", {self.note}" if self.note else ""
        return f"Copy {self.copy} for {self.recipient} · {self.document} · version {self.version}{note}"
