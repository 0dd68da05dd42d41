"""One copy and one message for each person: rendered, stamped, read back and listed in the manifest.

Equal views are rendered once. Nothing is stored here; the caller stores `Packed.files` when all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from cin_docs.distribution import messages
from cin_docs.distribution.manifest import copy_id, dispatch_id, keyed_hash, place_hash
from cin_docs.distribution.recipients import Recipient
from cin_docs.documents import html, pdf, word
from cin_docs.documents.audience import shared_surnames
from cin_docs.documents.cover import cover_sheet, cover_text
from cin_docs.documents.disclosure import in_bytes, leaked
from cin_docs.documents.reading import docx_texts, page_text
from cin_docs.documents.stamp import Mark, stamp_docx, stamp_pdf
from cin_docs.documents.translation import bound
from cin_docs.documents.views import digest, minutes_view, plan_view
from cin_docs.documents.views.minutes import MinutesView
from cin_docs.documents.views.plan import PlanView
from cin_docs.model.case import Case
from cin_docs.model.delivery import Copy, Dispatch, ManifestRow, State
from cin_docs.model.document import DocumentKind, Format, Mode
from cin_docs.model.finding import Finding
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Channel, Person, Side
from cin_docs.model.record import Moment
from cin_docs.model.standard import Standard


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What is to be packed, and everything the pages and messages say besides."""

    meeting: Meeting
    case: Case
    standard: Standard
    authority: str
    sender: str
    #: Protective marking by side of the table.
    marking: dict[str, str]
    mode: Mode
    version: int
    templates: tuple[Path, ...]
    key: bytes = field(repr=False)
    moment: Moment
    #: For each person and document of which an earlier version is out: what the new one says of it.
    instead: Mapping[tuple[str, DocumentKind], str] = field(default_factory=dict)
    #: What each person's copy is to discharge, where that is not the first obligation of the meeting.
    discharges: Mapping[tuple[str, DocumentKind], str] = field(default_factory=dict)
    #: The translator's file of a person's document: its language and its bytes.
    translations: Mapping[tuple[str, DocumentKind], tuple[str, bytes]] = field(default_factory=dict, repr=False)
    #: The office's, for the covers.
    telephone: str | None = None
    return_address: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Packed:
    """Everything ready to be stored in one go."""

    rows: tuple[ManifestRow, ...]
    dispatches: tuple[Dispatch, ...]
    copies: tuple[Copy, ...]
    #: The address used, by dispatch id.
    contacts: dict[str, str] = field(repr=False)
    #: Bytes by their SHA-256.
    files: dict[str, bytes] = field(repr=False)
    #: What the last net caught; any of these stops the whole meeting.
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """One stamped file, what it was made from, and what the last net caught in it."""

    copy: Copy
    view_digest: str
    data: bytes = field(repr=False)
    primed: bytes = field(repr=False)
    findings: tuple[Finding, ...]
    #: The language of a translator's file.
    translation: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parcel:
    """One person's message or envelope with its sheets."""

    recipient: Recipient
    dispatch: Dispatch
    sheets: tuple[_Sheet, ...]
    cover: bytes = field(repr=False)
    findings: tuple[Finding, ...]


#: Primed files by everything their pages depend on.
_Rack = dict[tuple[str, DocumentKind, Format, bool, str | None, str], bytes]


def view_of(
    document: DocumentKind, meeting: Meeting, case: Case, person: Person, standard: Standard
) -> PlanView | MinutesView:
    """The view of a document that this person may see."""
    make = plan_view if document is DocumentKind.PLAN else minutes_view
    return make(meeting, case, person, standard)


def view_digests(meeting: Meeting, case: Case, person: Person, standard: Standard) -> dict[str, str]:
    """The digest of what this person may see now, by document: what the guards compare with the approved one."""
    return {document.value: digest(view_of(document, meeting, case, person, standard)) for document in DocumentKind}


def pack(job: Job, people: tuple[Recipient, ...], done: Callable[[str], None]) -> Packed:
    """A message or envelope with its copies for each of `people`; `done` is called with each person's id.

    Raises `RenderError` when a page cannot be made.
    """
    rack: _Rack = {}
    parcels = []
    for recipient in people:
        parcels.append(_parcel(job, recipient, rack))
        done(recipient.person.id)
    return Packed(
        rows=tuple(_row(job, parcel, sheet) for parcel in parcels for sheet in parcel.sheets),
        dispatches=tuple(parcel.dispatch for parcel in parcels),
        copies=tuple(sheet.copy for parcel in parcels for sheet in parcel.sheets),
        contacts={parcel.dispatch.id: parcel.recipient.address for parcel in parcels},
        files={sha256(data).hexdigest(): data for parcel in parcels for data in _files(parcel)},
        findings=tuple(finding for parcel in parcels for finding in _caught(parcel)),
    )


def texts_of(packed: Packed) -> Iterator[tuple[str, str]]:
    """Where and what: the text on the pages of every document that was made, of equal ones once."""
    rows = {(row.primed_digest, row.format): row for row in packed.rows}
    for row in rows.values():
        data = packed.files[row.file_digest]
        yield (
            f"the {row.document.value} of {row.person}",
            page_text(data) if row.format is Format.PDF else "\n".join(docx_texts(data)),
        )


def _files(parcel: _Parcel) -> Iterator[bytes]:
    yield parcel.cover
    for sheet in parcel.sheets:
        yield sheet.data
        yield sheet.primed


def _caught(parcel: _Parcel) -> Iterator[Finding]:
    yield from parcel.findings
    for sheet in parcel.sheets:
        yield from sheet.findings


def _parcel(job: Job, recipient: Recipient, rack: _Rack) -> _Parcel:
    person = recipient.person
    dispatch = dispatch_id(job.key, job.meeting.id, job.version, person.id)
    sheets = tuple(
        sheet for document in recipient.documents for sheet in _both(job, recipient, dispatch, document, rack)
    )
    message_id = messages.message_id(job.key, dispatch, sender=job.sender)
    cover = _cover(job, recipient, dispatch, sheets, message_id)
    return _Parcel(
        recipient=recipient,
        dispatch=Dispatch(
            id=dispatch,
            meeting=job.meeting.id,
            case=job.case.ref,
            person=person.id,
            channel=recipient.channel,
            contact=recipient.contact,
            state=State.DRAFT,
            message_id=message_id,
            cover_digest=sha256(cover).hexdigest(),
            owner=recipient.owner,
            since=job.moment.at,
            mode=job.mode,
        ),
        sheets=sheets,
        cover=cover,
        findings=_leaks(
            job,
            person,
            dispatch,
            "message.eml" if recipient.channel is Channel.EMAIL else "cover.pdf",
            cover,
            own=recipient.address if recipient.channel is Channel.POST else "",
        ),
    )


def _both(job: Job, recipient: Recipient, dispatch: str, document: DocumentKind, rack: _Rack) -> Iterator[_Sheet]:
    """A document as we make it, in each form that is needed, and the translator's file of it where there is one."""
    for form in recipient.formats(document):
        yield _sheet(job, recipient, dispatch, document, form, rack)
    if translation := job.translations.get((recipient.person.id, document)):
        yield _translated(job, recipient, dispatch, document, translation)


def _sheet(job: Job, recipient: Recipient, dispatch: str, document: DocumentKind, form: Format, rack: _Rack) -> _Sheet:
    person = recipient.person
    view = view_of(document, job.meeting, job.case, person, job.standard)
    marking = job.marking.get(person.side.value)
    version = _version(job, person, document)
    key = (digest(view), document, form, person.large_print, marking, version)
    if key not in rack:
        rack[key] = _primed(job, view, form, version, large_print=person.large_print, marking=marking)
    mark = _mark(job, person, document, copy_id(job.key, job.meeting.id, job.version, person.id, document, form))
    data = stamp_pdf(rack[key], mark) if form is Format.PDF else stamp_docx(rack[key], mark)
    return _Sheet(
        copy=_copy(job, person, dispatch, document, form, mark.copy, data),
        view_digest=key[0],
        data=data,
        primed=rack[key],
        findings=_leaks(job, person, mark.copy, _name(job, document, form, mark.copy), data),
    )


def _translated(
    job: Job, recipient: Recipient, dispatch: str, document: DocumentKind, translation: tuple[str, bytes]
) -> _Sheet:
    """The translator's file on pages with this person's mark, searched like any other; bound to what they may see."""
    (language, data), person = translation, recipient.person
    id = copy_id(job.key, job.meeting.id, job.version, person.id, document, translation=language)
    said = job.instead.get((person.id, document), "")
    copy = bound(
        data,
        replace(_mark(job, person, document, id), note=said),
        language=language,
        authority=job.authority,
        marking=job.marking.get(person.side.value),
        mode=job.mode,
        templates=job.templates,
    )
    return _Sheet(
        copy=_copy(job, person, dispatch, document, Format.PDF, id, copy, language),
        view_digest=digest(view_of(document, job.meeting, job.case, person, job.standard)),
        data=copy,
        primed=data,
        findings=_leaks(
            job, person, f"The translator's file of the {document.value}", f"{document.value}.pdf", copy, ours=False
        ),
        translation=language,
    )


def _mark(job: Job, person: Person, document: DocumentKind, id: str) -> Mark:
    return Mark(
        copy=id,
        recipient=person.name,
        document=f"{job.meeting.id}/{document.value}",
        case=job.case.ref,
        version=job.version,
    )


def _copy(
    job: Job,
    person: Person,
    dispatch: str,
    document: DocumentKind,
    form: Format,
    id: str,
    data: bytes,
    language: str = "",
) -> Copy:
    return Copy(
        id=id,
        dispatch=dispatch,
        obligation=job.discharges.get((person.id, document), f"{job.meeting.id}/{person.id}/{document.value}"),
        document=document,
        format=form,
        file_digest=sha256(data).hexdigest(),
        file_name=_name(job, document, form, id, language),
    )


def _name(job: Job, document: DocumentKind, form: Format, id: str, language: str = "") -> str:
    """Of a translator's file its language too: ``plan-pl-2026-11-19-C-7K3F9QXB.pdf``."""
    return f"{document.value}{language and f'-{language}'}-{job.meeting.on.isoformat()}-{id}.{form.value}"


def _version(job: Job, person: Person, document: DocumentKind) -> str:
    """The version as it is printed: whoever has an earlier one reads that this one takes its place."""
    said = job.instead.get((person.id, document))
    return f"{job.version}, {said}" if said else str(job.version)


def _primed(
    job: Job, view: PlanView | MinutesView, form: Format, version: str, *, large_print: bool, marking: str | None
) -> bytes:
    """The view as a file without anybody's mark."""
    if form is Format.DOCX and isinstance(view, PlanView):
        return word.primed(
            view, templates=job.templates, authority=job.authority, marking=marking, mode=job.mode, version=version
        )
    page = html.render(
        view,
        templates=job.templates,
        authority=job.authority,
        marking=marking,
        mode=job.mode,
        version=version,
        large_print=large_print,
    )
    html.require_said(view, page)
    return pdf.primed(page, templates=job.templates)


def _cover(job: Job, recipient: Recipient, dispatch: str, sheets: tuple[_Sheet, ...], message_id: str) -> bytes:
    """The e-mail that carries the copies, or the sheet that lies on top of them."""
    person, documents = recipient.person, recipient.documents
    translated = {sheet.copy.document: sheet.translation for sheet in sheets if sheet.translation}
    said = next((said for document in documents if (said := job.instead.get((person.id, document)))), None)
    replaces = f"This is version {job.version}. It {said}" if said else None
    if recipient.channel is not Channel.EMAIL:
        return cover_sheet(
            recipient=person.name,
            address=recipient.address if recipient.channel is Channel.POST else None,
            via=None if recipient.channel is Channel.POST else job.case.person(recipient.address).name,
            documents=documents,
            translated=translated,
            on=job.meeting.on,
            mark=Mark(
                copy=dispatch,
                recipient=person.name,
                document=f"{job.meeting.id}/cover",
                case=job.case.ref,
                version=job.version,
            ),
            authority=job.authority,
            reply_to=job.sender,
            mode=job.mode,
            templates=job.templates,
            large_print=person.large_print,
            child=person.side is Side.CHILD,
            telephone=job.telephone,
            return_address=job.return_address,
            replaces=replaces,
        )
    subject, text = cover_text(
        recipient=person.name,
        documents=documents,
        translated=translated,
        on=job.meeting.on,
        case=job.case.ref,
        authority=job.authority,
        reply_to=job.sender,
        mode=job.mode,
        templates=job.templates,
        child=person.side is Side.CHILD,
        telephone=job.telephone,
        replaces=replaces,
    )
    return messages.build(
        sender=messages.Sender(address=job.sender, name=job.authority),
        to=recipient.address,
        subject=subject,
        text=text,
        attachments=[messages.attach(sheet.copy.file_name, sheet.data) for sheet in sheets],
        message_id=message_id,
    )


def _leaks(
    job: Job, person: Person, subject: str, name: str, data: bytes, *, own: str = "", ours: bool = True
) -> tuple[Finding, ...]:
    """The last net: a protected value in the finished bytes of somebody it is protected from."""
    if not job.case.hidden_from(person.id):
        return ()
    hits = in_bytes(name, data, job.case.hidden_from(person.id), shared_surnames(job.case), own)
    return leaked(hits, subject=subject, reader=person.id, meeting=job.meeting, case=job.case, ours=ours)


def _row(job: Job, parcel: _Parcel, sheet: _Sheet) -> ManifestRow:
    return ManifestRow(
        copy=sheet.copy.id,
        dispatch=parcel.dispatch.id,
        person=parcel.recipient.person.id,
        contact=parcel.recipient.contact,
        address_hmac=keyed_hash(job.key, parcel.recipient.channel.value, parcel.recipient.address),
        channel=parcel.recipient.channel,
        document=sheet.copy.document,
        format=sheet.copy.format,
        view_digest=sheet.view_digest,
        primed_digest=sha256(sheet.primed).hexdigest(),
        file_digest=sheet.copy.file_digest,
        cover_digest=parcel.dispatch.cover_digest,
        file_name=sheet.copy.file_name,
        translation=sheet.translation,
        place_hmac=place_hash(job.key, parcel.recipient.channel, parcel.recipient.address),
    )
