"""What every rule is given, and how a rule says what it found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Path, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import ProtectedKind
from cin_docs.model.standard import Cited, Standard
from cin_docs.procedure.calendar import WorkingCalendar
from cin_docs.procedure.wording import Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """One meeting with all that its rules look at. Rules are functions of this and of nothing else."""

    meeting: Meeting
    case: Case
    standard: Standard
    calendar: WorkingCalendar
    #: The case's meetings before this one, oldest first.
    earlier: tuple[Meeting, ...]
    wording: Wording
    #: Local date.
    today: date


def blocks(code: str, at: Path, sentence: str, remedy: str, cited: Cited | None = None) -> Finding:
    """A plan that the procedure refuses, or what cannot be understood."""
    return _finding(code, Severity.BLOCKS, at, sentence, remedy, cited)


def breach(code: str, at: Path, sentence: str, remedy: str, cited: Cited | None = None) -> Finding:
    """A fact of a meeting already held: kept and reported, never a reason to change the record."""
    return _finding(code, Severity.BREACH, at, sentence, remedy, cited)


def advice(code: str, at: Path, sentence: str, remedy: str, cited: Cited | None = None) -> Finding:
    """Wording and practice."""
    return _finding(code, Severity.ADVICE, at, sentence, remedy, cited)


def called(case: Case, id: str) -> str:
    """A person in a finding: name and id; role and id where the name itself is protected from somebody."""
    if not case.knows(id):
        return f"`{id}`"
    hidden = any(item.of == id and item.kind is ProtectedKind.NAME for item in case.protections)
    person = case.person(id)
    return f"{person.role if hidden else person.name} (`{id}`)"


def listed(case: Case, ids: Iterable[str]) -> str:
    """People in a remedy, each with the id to write."""
    return ", ".join(called(case, id) for id in ids)


def _finding(code: str, severity: Severity, at: Path, sentence: str, remedy: str, cited: Cited | None) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        sentence=sentence,
        remedy=remedy,
        at=at,
        source=cited.sentence if cited else None,
        rows=cited.rows if cited else (),
    )
