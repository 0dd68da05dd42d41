"""The translator's files that lie beside a meeting's notes, and whose copies each of them goes with. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cin_docs.distribution.recipients import Recipient
from cin_docs.documents.audience import withheld
from cin_docs.errors import HomeError
from cin_docs.home.folder import read_bytes, seen
from cin_docs.model.case import Case
from cin_docs.model.document import DocumentKind
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Translation:
    """One translator's file for one person's document."""

    #: As people see it.
    name: str
    #: BCP 47 tag of its language.
    language: str
    data: bytes = field(repr=False)


def translations(
    notes: Path, meeting: Meeting, case: Case, people: Iterable[Recipient], *, lies_elsewhere: bool
) -> Mapping[tuple[str, DocumentKind], Translation]:
    """The files for those whose copies need a translation, by person and document.

    ``<notes>.plan.mum.pl.pdf`` is mum's own; ``<notes>.plan.pl.pdf`` serves everybody who reads Polish and whose copy
    leaves nothing out, because nobody can say from which copy a translation was made. Of notes that lie with a
    sibling's case (`lies_elsewhere`) the names begin with ``<notes>.<this case>``. Raises `HomeError` for a file that
    is there and cannot be read.
    """
    stem = f"{notes.stem}.{case.ref}" if lies_elsewhere else notes.stem
    found: dict[tuple[str, DocumentKind], Translation] = {}
    for recipient in (one for one in people if one.person.translated):
        person = recipient.person
        whole = not withheld(meeting, case, person)
        for document in recipient.documents:
            names = [named_for(stem, document, person)]
            names += [f"{stem}.{document.value}.{person.language}.pdf"] if whole else []
            for name in names:
                path = notes.with_name(name)
                if (person.id, document) not in found and seen(path) and path.is_file():
                    found[person.id, document] = Translation(name=name, language=person.language, data=_read(path))
    return found


def named_for(stem: str, document: DocumentKind, person: Person) -> str:
    """What the translator's file of this person's document has to be called; `stem` is the notes' name without its
    ending."""
    return f"{stem}.{document.value}.{person.id}.{person.language}.pdf"


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path)
    except HomeError as error:
        raise HomeError(error.what, "Let the account that runs this read it, or take the file away.") from None
