"""The search for what must not reach a person: in the source text, and in the bytes about to leave.

It is the last net under redaction by construction. A hit blocks; silence proves little. Letters in
pictures, paraphrase and misspelling are not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from cin_docs.capture.node import Node
from cin_docs.capture.places import nearest
from cin_docs.documents.audience import shared_surnames
from cin_docs.documents.items import Item, items
from cin_docs.documents.leftout import get_copies, holding, in_words
from cin_docs.documents.needles import holds, needles, told
from cin_docs.documents.needles.words import split
from cin_docs.documents.normal import readings
from cin_docs.documents.spots import place_of
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Path, Place, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Person, Protection

#: Where a hit stands when the name of a file gives the value away: a name that does is not repeated.
IN_A_NAME = "the name of a file"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A protected value that stands in bytes that were about to leave. Holds the value's id, never the value."""

    protection: str
    #: The file or message it stands in.
    where: str
    #: The page of a PDF, from 1. None: on no page (metadata, a Word file, a message, a name).
    page: int | None = None


def in_source(
    meeting: Meeting, case: Case, tree: Node | None = None, also: Iterable[tuple[Meeting, Case]] = ()
) -> tuple[Finding, ...]:
    """Protected values in the notes, in the order of the notes.

    With the notes' located `tree` each finding has the place of the value itself, else the way to its text.
    A text that is marked for a reader and holds a value kept from that reader blocks: one of the two is a
    mistake. A text that simply holds one is left out of that reader's copy, which is said as advice. A text that
    is marked as not for the reader is as it should be. `also` are the other children of the same notes, with their
    cases: a text of all of them is spoken of once, for all its readers.
    """
    found = [one for told_of in ((meeting, case), *also) for one in _held(*told_of, tree)]
    marked = (_contradiction(item, reader, ids, place) for item, reader, ids, place in found if _meant(item, reader))
    left_out = (
        (item.what, item.at, place, reader.id, ids) for item, reader, ids, place in found if not _meant(item, reader)
    )
    return (*marked, *holding(left_out))


def _held(
    meeting: Meeting, case: Case, tree: Node | None
) -> Iterator[tuple[Item, Person, tuple[str, ...], Place | None]]:
    """Each text that is not kept from a reader already and holds what is: of those who get no copy, where it is
    marked for them."""
    shared, getting = shared_surnames(case), get_copies(meeting, case)
    for item in (item for item in items(meeting, case) if item.noted):
        for reader in case.people:
            if all(marks.admit(reader.id) for marks in (item.outer, *item.marks)):
                for place, ids in _placed(item, case.hidden_from(reader.id), shared, tree):
                    if reader.id in getting or _meant(item, reader):
                        yield item, reader, ids, place


def _meant(item: Item, reader: Person) -> bool:
    return any(reader.id in (marks.only_for or ()) for marks in item.marks)


def sources_of(protection: Protection, meeting: Meeting, case: Case) -> tuple[Path, ...]:
    """The ways in the notes to every text that holds a value, in the order of the notes.

    Empty: it stands in no line of the notes, so it comes from the case file, a template or a file's name.
    """
    shared = shared_surnames(case)
    found = (item.at for item in items(meeting, case) if item.noted and told(item.texts, (protection,), shared))
    return tuple(dict.fromkeys(found))


def _placed(
    item: Item, hidden: Iterable[Protection], shared: frozenset[str], tree: Node | None
) -> Iterator[tuple[Place | None, tuple[str, ...]]]:
    """The places at which an item holds any of `hidden`, each with the ids of what stands there."""
    ids = told(item.texts, hidden, shared)
    at: dict[Place | None, list[str]] = {}
    for one in (one for one in hidden if one.id in ids):
        at.setdefault(_place(item, one, shared, tree), []).append(one.id)
    yield from ((place, tuple(ids)) for place, ids in at.items())


def _place(item: Item, value: Protection, shared: frozenset[str], tree: Node | None) -> Place | None:
    if tree is None:
        return None
    gives = partial(holds, protection=value, shared=shared)
    return place_of(nearest(tree, item.at)[0], gives, frozenset(split(value.value)))


def _contradiction(item: Item, reader: Person, ids: tuple[str, ...], place: Place | None) -> Finding:
    held, what = in_words(ids), item.what[:1].upper() + item.what[1:]
    return Finding(
        code="protected-value",
        severity=Severity.BLOCKS,
        sentence=f"{what} is marked for {reader.id} and holds {held}, which must never reach {reader.id}.",
        remedy=f"Take {held} out of the text, or take {reader.id} out of `for`.",
        at=item.at,
        place=place,
        rows=("G7", "P15"),
    )


def in_bytes(
    name: str, data: bytes, protections: Iterable[Protection], shared: frozenset[str] = frozenset(), own: str = ""
) -> tuple[Hit, ...]:
    """Which of the `protections` a file gives away: in its name, its pages, its metadata, its attachments.

    `name` decides only whether text is read as an e-mail (``.eml``). `shared` are folded names that several
    people of the case bear (`audience.shared_surnames`). `own` is the reader's own address, for the sheet that must
    show it: what stands in it too, such as the street of two who live a few doors apart, is no hit.

    Raises `RenderError` for bytes that cannot be read back.
    """
    wanted = tuple(protections)
    found = in_texts(name, _texts(name, data), wanted, shared, own)
    if not found or not is_pdf(data):
        return found
    return tuple(_on_page(hit, data, wanted, shared) for hit in found)


def in_texts(
    name: str,
    texts: Iterable[str],
    protections: Iterable[Protection],
    shared: frozenset[str] = frozenset(),
    own: str = "",
) -> tuple[Hit, ...]:
    """The same over texts that were read already, so that one reading serves several searches."""
    named, read = readings(name), [readings(text) for text in texts if text]
    found = []
    for item in protections:
        looked_for = tuple(needles(item.kind, item.value, shared))
        if own and not _one_house(own, item.value):
            looked_for = tuple(needle for needle in looked_for if not needle(readings(own)))
        if any(needle(named) for needle in looked_for):
            found.append(Hit(protection=item.id, where=IN_A_NAME))
        elif any(needle(text) for needle in looked_for for text in read):
            found.append(Hit(protection=item.id, where=name))
    return tuple(found)


def _one_house(own: str, value: str) -> bool:
    """Whether one of two addresses begins as a line of the other does: then it is the same house, or a slip."""
    first = [_joined(text.strip().partition("\n")[0].partition(",")[0]) for text in (own, value)]
    return first[0] in _joined(value) or first[1] in _joined(own)


def _joined(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def leaked(
    hits: Iterable[Hit], *, subject: str, reader: str, meeting: Meeting, case: Case, ours: bool = True
) -> tuple[Finding, ...]:
    """What the last net caught in one copy or message, as findings: one for each line of the notes it comes from.

    `subject` names the copy, `reader` is whose it is. Findings carry the way to the notes' text in `at`; of one
    whose value stands in no line of the notes `at` is empty, and the sentence says so. What is not `ours` was written
    by a translator: then no line of the notes is pointed at.
    """
    if not ours:
        return tuple(_translators(hit, subject, reader) for hit in hits)
    values = {one.id: one for one in case.protections}
    return tuple(
        _leak(hit, subject, reader, at)
        for hit in hits
        for at in (hit.protection in values and sources_of(values[hit.protection], meeting, case)) or ((),)
    )


def _leak(hit: Hit, subject: str, reader: str, at: Path) -> Finding:
    where = f" on page {hit.page}" if hit.page else f" in {IN_A_NAME}" if hit.where == IN_A_NAME else ""
    gives = f"{subject} would give {in_words([hit.protection])} to {reader}{where}, from whom it is protected."
    if at:
        remedy = "Take it out of this text of the notes, or mark the text `not for`; nothing was made."
    else:
        gives += " It stands in no line of the notes."
        remedy = "Look in the case file, the templates and the names of files; nothing was made."
    return Finding(code="protected-value-in-copy", severity=Severity.BLOCKS, sentence=gives, remedy=remedy, at=at)


def _translators(hit: Hit, subject: str, reader: str) -> Finding:
    where = f" on page {hit.page}" if hit.page else ""
    return Finding(
        code="protected-value-in-copy",
        severity=Severity.BLOCKS,
        sentence=f"{subject} would give {in_words([hit.protection])} to {reader}{where}, from whom it is protected.",
        remedy="Have the translator take it out, or take the file away and the copy waits for it; nothing was made.",
    )


def is_pdf(data: bytes) -> bool:
    """Whether bytes say that they are a PDF."""
    return data[:1024].lstrip().startswith(b"%PDF-")


def _on_page(hit: Hit, data: bytes, protections: Iterable[Protection], shared: frozenset[str]) -> Hit:
    """The hit with the first page that holds its value."""
    from cin_docs.documents import reading  # noqa: PLC0415 - a check of notes must not load the PDF libraries

    value = next(one for one in protections if one.id == hit.protection)
    pages = enumerate(reading.pages(data), start=1)
    page = next((number for number, text in pages if holds(text, value, shared)), None)
    return replace(hit, page=page)


def _texts(name: str, data: bytes) -> tuple[str, ...]:
    from cin_docs.documents import reading  # noqa: PLC0415 - a check of notes must not load the PDF libraries

    return reading.texts(name, data)
