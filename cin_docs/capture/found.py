"""The pile on which findings gather while a file is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from cin_docs.model.finding import Finding, Path, Severity


@dataclass(slots=True)
class Found:
    """Findings of one file in the order they were met. `places.located` sorts them afterwards."""

    findings: list[Finding] = field(default_factory=list)
    #: Of a file about several children: ids of people who are around the others only, and ids that are somebody else
    #: there. Both matter where one text speaks of all of them.
    elsewhere: frozenset[str] = frozenset()
    otherwise: frozenset[str] = frozenset()

    def blocks(self, code: str, at: Path, sentence: str, remedy: str) -> None:
        """Add what must be put right before the file can be submitted."""
        self._add(code, Severity.BLOCKS, at, sentence, remedy)

    def breach(self, code: str, at: Path, sentence: str, remedy: str) -> None:
        """Add a fact that misses the procedure."""
        self._add(code, Severity.BREACH, at, sentence, remedy)

    def advice(self, code: str, at: Path, sentence: str, remedy: str) -> None:
        """Add a hint."""
        self._add(code, Severity.ADVICE, at, sentence, remedy)

    def _add(self, code: str, severity: Severity, at: Path, sentence: str, remedy: str) -> None:
        self.findings.append(Finding(code=code, severity=severity, at=at, sentence=sentence, remedy=remedy))
