"""What is to be said of the translator's files beside a meeting's notes: whose is missing, whose is nobody's, and what
stands in one that must not. Reads only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from cin_docs.distribution.recipients import Recipient, recipients
from cin_docs.home.cases import notes_path
from cin_docs.home.folder import Home, seen
from cin_docs.home.translations import Translation, named_for, translations
from cin_docs.model.case import Case
from cin_docs.model.delivery import Manifest
from cin_docs.model.document import DocumentKind
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.languages import called
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Person
from cin_docs.model.record import MeetingRecord

_KINDS = {kind.value for kind in DocumentKind}


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One child's meeting of the notes."""

    meeting: Meeting
    case: Case
    #: Whether the notes lie with a sibling's case.
    lies_elsewhere: bool


def said_of(notes: Path, children: Iterable[Told]) -> tuple[Finding, ...]:
    """Everything to say of the files beside `notes`: advice for each person whose copies still wait for one; what
    blocks for a file with nobody's name, one that cannot be used, and one that holds what its reader must not see.

    Raises `HomeError` for a file that is there and cannot be read.
    """
    known = tuple(children)
    found: list[Finding] = list(_strays(notes, known))
    for one in known:
        people = recipients(one.meeting, one.case)
        given = translations(notes, one.meeting, one.case, people, lies_elsewhere=one.lies_elsewhere)
        for recipient in (each for each in people if each.person.translated):
            without = [kind for kind in recipient.documents if (recipient.person.id, kind) not in given]
            if without:
                found.append(awaited(recipient.person, without, _stem(notes, one)))
        for (person, _), file in given.items():
            found += _wrong(file, one, person)
    return tuple(found)


def awaited(person: Person, documents: Iterable[DocumentKind], stem: str) -> Finding:
    """That somebody's copies wait for a translator's file, and under which name to lay it there."""
    kinds = list(documents)
    names = " and ".join(named_for(stem, kind, person) for kind in kinds)
    what = " and ".join(kind.value for kind in kinds)
    return Finding(
        code="awaiting-translation",
        severity=Severity.ADVICE,
        sentence=f"For {person.id}: waits for the translator's {what} ({called(person.language)}). "
        f"Until then nothing goes to {person.id}.",
        remedy=f"Lay {names} beside the notes and submit again.",
    )


def still_awaited(home: Home, record: MeetingRecord, manifest: Manifest, case: Case) -> Iterator[tuple[str, Finding]]:
    """The same of copies that are made: by dispatch, for each person whose copies lack a translation."""
    path = notes_path(home, record)
    stem = path.stem if record.facts.get("folder", record.case) == record.case else f"{path.stem}.{record.case}"
    for dispatch in dict.fromkeys(row.dispatch for row in manifest.rows):
        rows = [row for row in manifest.rows if row.dispatch == dispatch]
        person = case.person(rows[0].person) if case.knows(rows[0].person) else None
        done = {row.document for row in rows if row.translation}
        without = list(dict.fromkeys(row.document for row in rows if row.document not in done))
        if person is not None and person.translated and without:
            yield dispatch, awaited(person, without, stem)


def _stem(notes: Path, one: Told) -> str:
    return f"{notes.stem}.{one.case.ref}" if one.lies_elsewhere else notes.stem


def _strays(notes: Path, children: Iterable[Told]) -> Iterator[Finding]:
    """Files that look like a translator's of these notes, and that go with nobody's copies under their name."""
    own, general = [], []
    for one in children:
        for recipient in (each for each in recipients(one.meeting, one.case) if each.person.translated):
            own += _names(one, notes, recipient)
            general += [
                f"{_stem(notes, one)}.{kind.value}.{recipient.person.language}.pdf" for kind in recipient.documents
            ]
    for name in _beside(notes):
        if name not in {*own, *general}:
            near = get_close_matches(name.lower(), [one.lower() for one in own], n=1, cutoff=0)
            meant = [one for one in own if one.lower() in near] or own
            yield Finding(
                code="translation-of-nobody",
                severity=Severity.BLOCKS,
                sentence=f"The file {name} belongs to nobody, so it would go with no copy"
                + (f": expected {meant[0]}." if meant else ": the case file has `translated: yes` for none of those."),
                remedy="Give it that name, letter by letter; or take the file out of the folder."
                if meant
                else "Write `language:` and `translated: yes` beside its reader; or take the file out of the folder.",
            )


def _names(one: Told, notes: Path, recipient: Recipient) -> list[str]:
    return [named_for(_stem(notes, one), kind, recipient.person) for kind in recipient.documents]


def _beside(notes: Path) -> Iterator[str]:
    """Names of files that begin as the notes do and are a document by their name or their kind."""
    begins = notes.stem.lower()
    try:
        names = sorted(path.name for path in notes.parent.iterdir() if seen(path) and path.is_file())
    except OSError:
        return
    for name in names:
        rest = name.lower().removeprefix(begins) if name.lower().startswith(begins) else ""
        words = re.findall(r"[a-z0-9]+", rest)
        if not words or rest[0].isalnum() or words[-1] in {"yaml", "yml", "bak"}:
            continue
        if words[-1] == "pdf" or words[0] in _KINDS:
            yield name


def _wrong(file: Translation, one: Told, person: str) -> Iterator[Finding]:
    # A check of notes must not load the PDF libraries where no such file lies.
    from cin_docs.distribution.translated import gives_away, unusable  # noqa: PLC0415 - see above

    stopped = tuple(unusable(file.name, file.data))
    yield from stopped or gives_away(file.name, file.data, person, one.meeting, one.case)
