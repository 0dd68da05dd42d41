"""What everybody's copies of a meeting would say now, by digests: what a correction is measured against. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from cin_docs.distribution.recipients import Recipient
from cin_docs.distribution.versions import Reads
from cin_docs.model.document import DocumentKind
from cin_docs.model.person import Person


def said_now(
    people: Sequence[Recipient],
    views_of: Callable[[Person], Mapping[str, str]],
    translated: Mapping[tuple[str, DocumentKind], str],
) -> Callable[[str], Reads]:
    """What the documents of a person would say, asked by the person's id; nothing for whoever gets none.

    `views_of` gives the digest of what a person may see now, by document; `translated` holds the SHA-256 of each
    translator's file.
    """
    by_id = {one.person.id: one for one in people}

    @cache
    def said(person: str) -> Reads:
        if person not in by_id:
            return {}
        recipient = by_id[person]
        views = views_of(recipient.person)
        return {
            document: frozenset((views[document.value], *_file(translated.get((person, document)))))
            for document in recipient.documents
        }

    return said


def _file(digest: str | None) -> tuple[str, ...]:
    return (digest,) if digest else ()
