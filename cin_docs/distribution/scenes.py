"""What the guards look at, gathered: the case as it is now, the stored bytes read back, the approval."""

from __future__ import annotations

from dataclasses import dataclass

from cin_docs.distribution.guards import Scene
from cin_docs.distribution.manifest import rows_of
from cin_docs.distribution.packing import view_digests
from cin_docs.distribution.recipients import recipients
from cin_docs.documents.audience import shared_surnames
from cin_docs.documents.disclosure import in_bytes
from cin_docs.documents.reading import docx_texts, page_text
from cin_docs.errors import LedgerError
from cin_docs.ledger.protocol import Ledger
from cin_docs.ledger.store import Store
from cin_docs.model.case import Case
from cin_docs.model.delivery import ApprovedManifest, Dispatch
from cin_docs.model.document import Format, Mode
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Channel
from cin_docs.model.standard import Standard


@dataclass(frozen=True, kw_only=True, slots=True)
class Present:
    """A meeting as its stored notes tell it, and its case as the file is now."""

    meeting: Meeting
    case: Case
    standard: Standard


def scene(
    dispatch: Dispatch,
    approved: ApprovedManifest | None,
    present: Present | None,
    *,
    whole: bool,
    mode: Mode,
    ledger: Ledger,
    store: Store,
    key: bytes,
) -> Scene:
    """Everything the guards may look at for one dispatch.

    `present` is None when the case cannot be read now; `whole` says that the stored manifest was not changed;
    `mode` is the home's now.
    """
    recipient = None
    if present is not None:
        people = recipients(present.meeting, present.case)
        recipient = next((one for one in people if one.person.id == dispatch.person), None)
    return Scene(
        dispatch=dispatch,
        mode=mode,
        approved=approved,
        whole=whole,
        readable=present is not None,
        recipient=recipient,
        hold=present.meeting.hold if present else None,
        stored_address=ledger.contact(dispatch.id),
        views_now=view_digests(present.meeting, present.case, recipient.person, present.standard)
        if present and recipient
        else {},
        files=_files(dispatch, approved, store),
        cover_digest=_held(store, dispatch.cover_digest),
        gives_away=_gives_away(dispatch, approved, present, store),
        key=key,
    )


def _files(dispatch: Dispatch, approved: ApprovedManifest | None, store: Store) -> dict[str, tuple[str, str]]:
    """SHA-256 and text of each stored copy; a copy that is missing or changed is left out, and so stops the send."""
    files = {}
    for row in rows_of(approved.manifest, dispatch.id) if approved else ():
        try:
            data = store.get(row.file_digest)
        except LedgerError:
            continue
        # The mark stands on the page, so the page is what is read; the whole file was searched at submission.
        files[row.copy] = (
            row.file_digest,
            page_text(data) if row.format is Format.PDF else "\n".join(docx_texts(data)),
        )
    return files


def _gives_away(
    dispatch: Dispatch, approved: ApprovedManifest | None, present: Present | None, store: Store
) -> tuple[str, ...]:
    """Ids of what is protected today from this person and stands in the bytes that were approved."""
    hidden = present.case.hidden_from(dispatch.person) if present else ()
    if not hidden or present is None or approved is None:
        return ()
    rows = rows_of(approved.manifest, dispatch.id)
    cover = "message.eml" if dispatch.channel is Channel.EMAIL else "cover.pdf"
    named = [(row.file_name, row.file_digest) for row in rows] + [(cover, dispatch.cover_digest)]
    shared = shared_surnames(present.case)
    found = {
        hit.protection
        for name, digest in named
        if _held(store, digest)
        for hit in in_bytes(name, store.get(digest), hidden, shared)
    }
    return tuple(sorted(found))


def _held(store: Store, digest: str) -> str:
    """The digest when the store holds its bytes unchanged; otherwise nothing."""
    try:
        store.get(digest)
    except LedgerError:
        return ""
    return digest
