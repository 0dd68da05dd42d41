"""What the guards look at, gathered: the case as it is now, the stored bytes read back, the approval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cin_docs.distribution.contacts import Known, checked
from cin_docs.distribution.guards import NotesNow, Scene
from cin_docs.distribution.manifest import rows_of
from cin_docs.distribution.packing import view_digests
from cin_docs.distribution.recipients import Recipient, recipients
from cin_docs.distribution.submissions import submitter
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

#: Among a submitted meeting's facts: agencies were listed with their domains, and copies were judged by them.
LISTED = "agencies listed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Present:
    """A meeting as its stored notes tell it, and its case as the file is now."""

    meeting: Meeting
    case: Case
    standard: Standard
    #: The same meeting as the notes file in the case's folder tells it now; None when it is gone or cannot be read.
    now: Meeting | None
    #: What is known of mailboxes: the agencies' directory, the sender, other cases' families.
    known: Known = field(default_factory=Known)
    #: The ids of the lines to tick about other families' names that stand in the texts.
    strangers: Callable[[Iterable[str]], tuple[str, ...]] = field(default=lambda _texts: (), repr=False)


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
    guests: frozenset[str] = frozenset(),
    directory: str | None = None,
) -> Scene:
    """Everything the guards may look at for one dispatch.

    `present` is None when the case cannot be read now; `whole` says that the stored manifest was not changed;
    `mode` is the home's now; `guests` are the addresses of its guest list, in lower case; `directory` says why the
    directory of agencies cannot be relied on.
    """
    recipient = _recipient(dispatch, present.meeting, present.case) if present else None
    files = _files(dispatch, approved, store)
    return Scene(
        dispatch=dispatch,
        mode=mode,
        approved=approved,
        whole=whole,
        authors=_authors(ledger, approved, present),
        newer=_newer(ledger, dispatch, approved),
        readable=present is not None,
        recipient=recipient,
        hold=present.meeting.hold if present else None,
        incident=_incident(ledger, dispatch, present),
        stored_address=ledger.contact(dispatch.id),
        directory=directory or _unlisted(ledger, dispatch, present),
        ways=checked(present.case, [recipient.person], known=present.known) if present and recipient else (),
        suppressed=_suppressed(ledger, dispatch, approved),
        views_now=_views(present, present.meeting, recipient) if present else {},
        notes_now=_notes_now(dispatch, present),
        files=files,
        cover_digest=_held(store, dispatch.cover_digest),
        gives_away=_gives_away(dispatch, approved, present, store),
        strangers=present.strangers(text for _, text in files.values()) if present else (),
        guest=mode is Mode.TRIAL and (ledger.contact(dispatch.id) or "").lower() in guests,
        key=key,
    )


def _recipient(dispatch: Dispatch, meeting: Meeting, case: Case) -> Recipient | None:
    return next((one for one in recipients(meeting, case) if one.person.id == dispatch.person), None)


def _views(present: Present, meeting: Meeting, recipient: Recipient | None) -> Mapping[str, str]:
    return view_digests(meeting, present.case, recipient.person, present.standard) if recipient else {}


def _notes_now(dispatch: Dispatch, present: Present | None) -> NotesNow | None:
    """What the notes file says today; what it said at the approval is read from the store."""
    if present is None or present.now is None:
        return None
    recipient = _recipient(dispatch, present.now, present.case)
    return NotesNow(
        hold=present.now.hold, receives=recipient is not None, views=_views(present, present.now, recipient)
    )


def _authors(ledger: Ledger, approved: ApprovedManifest | None, present: Present | None) -> frozenset[str]:
    """Who took the minutes, and whose account submitted this very version."""
    by = submitter(ledger, approved.manifest) if approved else None
    return frozenset({by or "", present.meeting.minute_taker if present else ""} - {""})


def _newer(ledger: Ledger, dispatch: Dispatch, approved: ApprovedManifest | None) -> bool:
    """Whether this version was corrected since, or other notes of the meeting were submitted. The same notes again,
    for somebody's new address, leave the others' copies as they are."""
    record = ledger.meeting(dispatch.meeting) if approved else None
    newest = ledger.manifest(record.manifest_digest) if record and record.manifest_digest else None
    if newest is None or approved is None or newest.version <= approved.manifest.version:
        return False
    corrected = newest.replaces is not None and newest.replaces >= approved.manifest.version
    return corrected or newest.notes_digest != approved.manifest.notes_digest


def _incident(ledger: Ledger, dispatch: Dispatch, present: Present | None) -> str | None:
    """An open incident of the case, or of another child of the same meeting, whose copies have the same readers."""
    cases = (dispatch.case, *(present.meeting.siblings if present else ()))
    return next((one.id for case in cases for one in ledger.incidents(case=case) if one.closed_at is None), None)


def _unlisted(ledger: Ledger, dispatch: Dispatch, present: Present | None) -> str | None:
    """What it means that no agency's domain is listed now, when some were as this meeting was submitted."""
    record = ledger.meeting(dispatch.meeting)
    if present is None or present.known.domains or record is None or LISTED not in record.facts:
        return None
    return "No agency has its e-mail domains in agencies.yaml any more, and some had when this meeting was submitted."


def _suppressed(ledger: Ledger, dispatch: Dispatch, approved: ApprovedManifest | None) -> bool:
    barred = {one.address_hmac for one in ledger.suppressions()}
    rows = rows_of(approved.manifest, dispatch.id) if approved else ()
    return any(not barred.isdisjoint(row.places) for row in rows)


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
    # The sheet for the envelope's window shows the reader's own address, which may be in a street kept from them.
    posted = dispatch.channel is Channel.POST and present.case.knows(dispatch.person)
    own = (present.case.person(dispatch.person).contact.address or "") if posted else ""
    found = {
        hit.protection
        for name, digest in named
        if _held(store, digest)
        for hit in in_bytes(name, store.get(digest), hidden, shared, own if name == cover else "")
    }
    return tuple(sorted(found))


def _held(store: Store, digest: str) -> str:
    """The digest when the store holds its bytes unchanged; otherwise nothing."""
    try:
        store.get(digest)
    except LedgerError:
        return ""
    return digest
