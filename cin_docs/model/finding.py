"""What is wrong with a file, where, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)

#: The way to a value in a YAML file: keys and list positions, for instance
#: ``("needs", 0, "actions", 1, "by")``. The empty path is the file itself.
Path: TypeAlias = tuple[str | int, ...]


class Severity(StrEnum):
    """How far a finding reaches."""

    #: The file cannot be submitted: unreadable, unsafe, or a plan the procedure refuses.
    BLOCKS = "blocks"
    #: A fact of a meeting already held that misses the procedure. Kept and reported; stops nobody's copy.
    BREACH = "breach"
    #: Wording and practice.
    ADVICE = "advice"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Place:
    """A place in a file that a person can go to."""

    #: The file as the person named it.
    file: str
    #: Line and column, both counted from 1.
    line: int
    column: int
    #: How many characters the caret underlines.
    length: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing to put right, in words a minute taker uses."""

    #: Stable and readable, for instance ``banned-timescale``; explained by ``cin explain CODE``.
    code: str
    severity: Severity
    #: What is wrong, as one sentence. Never holds a protected value.
    sentence: str
    #: What to do instead.
    remedy: str
    #: The way to the value, until `place` is known.
    at: Path = ()
    #: Where it stands. None when the finding is about no single place.
    place: Place | None = None
    #: The procedure's own sentence, when the rule is the procedure's.
    source: str | None = None
    #: The requirement rows served (G1-G17, P1-P15). Never shown to people.
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked(Generic[T_co]):
    """A value with everything that was found on the way to it.

    `value` is None when the text could not be understood far enough to make one.
    """

    value: T_co | None
    findings: tuple[Finding, ...] = field(default=())

    @property
    def blocked(self) -> bool:
        """Whether anything found forbids going on."""
        return self.value is None or blocks(self.findings)


def blocks(findings: Iterable[Finding]) -> bool:
    """Whether any of `findings` forbids going on."""
    return any(finding.severity is Severity.BLOCKS for finding in findings)
