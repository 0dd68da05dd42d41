"""The search for what must not reach a person: in the source text, and in the bytes about to leave.

It is the last net under redaction by construction. A hit blocks; silence proves little. Letters in
pictures, paraphrase and misspelling are not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cin_docs.documents.audience import shared_surnames
from cin_docs.documents.items import Item, items
from cin_docs.documents.needles import needles, told
from cin_docs.documents.normal import readings
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Person, Protection


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A protected value that stands in bytes that were about to leave. Holds the value's id, never the value."""

    protection: str
    #: The file, message or file name it stands in.
    where: str


def in_source(meeting: Meeting, case: Case) -> tuple[Finding, ...]:
    """Protected values in the notes, each with the way to its place, in the order of the notes.

    A text that is marked for a reader and holds a value kept from that reader blocks: one of the two is a
    mistake. A text that simply holds one is left out of that reader's copy, which is said as advice. A text that
    is marked as not for the reader is as it should be.
    """
    shared = shared_surnames(case)
    noted = [item for item in items(meeting, case) if item.noted]
    return tuple(
        _finding(item, reader, ids)
        for item in noted
        for reader in case.people
        if all(marks.admit(reader.id) for marks in item.marks)
        and (ids := told(item.texts, case.hidden_from(reader.id), shared))
    )


def _finding(item: Item, reader: Person, ids: tuple[str, ...]) -> Finding:
    held, what = " and ".join(ids), item.what[:1].upper() + item.what[1:]
    meant_for_them = any(reader.id in (marks.only_for or ()) for marks in item.marks)
    if meant_for_them:
        return Finding(
            code="protected-value",
            severity=Severity.BLOCKS,
            sentence=f"{what} is marked for {reader.id} and holds {held}, which must never reach {reader.id}.",
            remedy=f"Take {held} out of the text, or take {reader.id} out of `for`.",
            at=item.at,
            rows=("G7", "P15"),
        )
    return Finding(
        code="protected-value-left-out",
        severity=Severity.ADVICE,
        sentence=f"{what} holds {held}, so it is left out of {reader.id}'s copy.",
        remedy=f"Reword it without {held} if {reader.id} should read it, or write `not for: [{reader.id}]`.",
        at=item.at,
        rows=("G7", "P15"),
    )


def in_bytes(
    name: str, data: bytes, protections: Iterable[Protection], shared: frozenset[str] = frozenset()
) -> tuple[Hit, ...]:
    """Which of the `protections` a file gives away: in its name, its pages, its metadata, its attachments.

    `name` decides only whether text is read as an e-mail (``.eml``). `shared` are folded surnames that several
    people of the case bear (`audience.shared_surnames`). Raises `RenderError` for bytes that cannot be read back.
    """
    return in_texts(name, _texts(name, data), protections, shared)


def in_texts(
    name: str, texts: Iterable[str], protections: Iterable[Protection], shared: frozenset[str] = frozenset()
) -> tuple[Hit, ...]:
    """The same over texts that were read already, so that one reading serves several searches."""
    read = [readings(text) for text in (name, *texts) if text]
    return tuple(
        Hit(protection=item.id, where=name)
        for item in protections
        if any(needle(text) for needle in needles(item.kind, item.value, shared) for text in read)
    )


def _texts(name: str, data: bytes) -> tuple[str, ...]:
    from cin_docs.documents import reading  # noqa: PLC0415 - a check of notes must not load the PDF libraries

    return reading.texts(name, data)
