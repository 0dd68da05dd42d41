"""Translators' files: which cannot be taken, and what an approver has to make sure of because no program can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cin_docs.documents import translation
from cin_docs.documents.audience import shared_surnames
from cin_docs.documents.disclosure import Hit, in_texts, leaked
from cin_docs.documents.reading import pages
from cin_docs.model.case import Case
from cin_docs.model.delivery import Ask, ManifestRow
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.languages import called
from cin_docs.model.meeting import Meeting


def unusable(name: str, data: bytes) -> Iterator[Finding]:
    """Why a file cannot be taken at all; nothing when it can."""
    why = translation.unusable(data)
    if why is not None:
        yield Finding(
            code="translation-unusable",
            severity=Severity.BLOCKS,
            sentence=f"The translator's file {name} {why}.",
            remedy="Ask the translator for a PDF without a password; or take the file away, and the copy waits for it.",
        )


def gives_away(name: str, data: bytes, person: str, meeting: Meeting, case: Case) -> tuple[Finding, ...]:
    """What is protected from this person and stands on a page of the translator's file, by its page."""
    hidden, shared = case.hidden_from(person), shared_surnames(case)
    hits = (
        Hit(protection=hit.protection, where=name, page=number)
        for number, text in enumerate(pages(data) if hidden else (), start=1)
        for hit in in_texts("", [text], hidden, shared)
    )
    said = leaked(hits, subject=f"The translator's file {name}", reader=person, meeting=meeting, case=case, ours=False)
    return tuple(said)


def out_of_date(name: str, digest: str, view: str, earlier: Iterable[ManifestRow]) -> Iterator[Finding]:
    """A file that went with another text before: `digest` is its own, `view` that of what the reader may see now."""
    if any(row.primed_digest == digest and row.view_digest != view for row in earlier):
        yield Finding(
            code="translation-out-of-date",
            severity=Severity.BLOCKS,
            sentence=f"The translator's file {name} was made for an earlier text: the notes or the case changed since.",
            remedy="Have the new text translated; or take the file away, and the copy waits for it.",
        )


def asks_of(rows: Sequence[ManifestRow], files: Mapping[str, bytes]) -> Iterator[Ask]:
    """A line for each translated copy: nobody here wrote it. One that is a picture cannot even be searched, and needs
    a reason. `files` are the translators' files by digest."""
    for row in rows:
        if row.translation is not None:
            picture = translation.is_picture(files[row.primed_digest])
            searched = "It is a picture, so nothing in it was searched. " if picture else ""
            yield Ask(
                id=f"W-translation-{row.person}-{row.document.value}",
                guard="W-translation",
                sentence=f"The translation of the {row.document.value} of {row.person} into {called(row.translation)} "
                f"was made elsewhere. {searched}Make sure that it says what this version says, and nothing more.",
                dispatch=row.dispatch,
                reasoned=picture,
            )
