"""What a code is: the stable name of one thing that can be wrong, with its page."""

from __future__ import annotations

from dataclasses import dataclass

from cin_docs.model.finding import Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """One stable code. The texts are for minute takers."""

    code: str
    severity: Severity
    #: What it finds.
    what: str
    #: Why that matters.
    why: str
    #: Lines that have it, and lines to write instead.
    example: str
    instead: str


def code(name: str, severity: Severity, what: str, why: str, example: str, instead: str) -> Code:
    """A code with its texts in the order in which they are read."""
    return Code(code=name, severity=severity, what=what, why=why, example=example, instead=instead)


def page(code: Code) -> str:
    """The code as a page to read, in lines of text."""
    example, instead = (f"    {text}".replace("\n", "\n    ") for text in (code.example, code.instead))
    return (
        f"{code.code} ({code.severity.value})\n\n{code.what}\n{code.why}\n\n"
        f"For example:\n{example}\n\nWrite instead:\n{instead}\n"
    )
