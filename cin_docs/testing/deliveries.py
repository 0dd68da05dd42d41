"""Builders for what is owed and what is sent: valid by default, every field open to change.

Made-up ids only. Each function takes field names as keywords and gives the frozen noun.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cin_docs.model.delivery import ApprovedManifest, Copy, Dispatch, Manifest, ManifestRow, State
from cin_docs.model.document import DocumentKind, Format, Mode
from cin_docs.model.obligation import Obligation
from cin_docs.model.person import Channel
from cin_docs.model.record import MeetingRecord, Moment

MEETING = "MAR-2041/2026-11-19-review-2"
DAY = date(2026, 11, 20)


def digest_of(text: str) -> str:
    """SHA-256 of the text in hex: a digest that looks real and is the same each time."""
    return hashlib.sha256(text.encode()).hexdigest()


def a_moment(actor: str = "dana", *, days: int = 0, seconds: int = 0) -> Moment:
    """Someone acting on 20 November 2026 at 09:00 UTC, or so many days and seconds after."""
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC) + timedelta(days=days, seconds=seconds)
    return Moment(actor=actor, on=at.date(), at=at)


def a_record(**changes: Any) -> MeetingRecord:
    """A second review of 19 November 2026, submitted once (version 1)."""
    default = MeetingRecord(
        id=MEETING,
        case="MAR-2041",
        label="review-2",
        on=date(2026, 11, 19),
        version=1,
        team="North",
        worker="dana",
        standard="ten-point 1",
        calendar="ENG test",
        mode=Mode.DEMO,
        author="sam",
        submitted_by="sam",
        facts={"assessment completed": "2026-09-01"},
    )
    return replace(default, **changes)


def an_obligation(person: str = "mum", document: DocumentKind = DocumentKind.PLAN, **changes: Any) -> Obligation:
    """The person is owed the document of the second review by 26 November 2026."""
    meeting = changes.get("meeting", MEETING)
    default = Obligation(
        id=f"{meeting}/{person}/{document}",
        meeting=meeting,
        case="MAR-2041",
        person=person,
        role="mother" if person == "mum" else "professional",
        document=document,
        meeting_on=date(2026, 11, 19),
        due=date(2026, 11, 26),
        because=("Within 5 working days of the meeting.",),
        team="North",
        worker="dana",
        standard="ten-point 1",
        calendar="ENG test",
        mode=Mode.DEMO,
    )
    return replace(default, **changes)


def a_dispatch(person: str = "mum", state: State = State.DRAFT, version: int = 1, **changes: Any) -> Dispatch:
    """One e-mail to the person, a draft unless said otherwise."""
    meeting = changes.get("meeting", MEETING)
    id = changes.pop("id", f"{meeting}/v{version}/{person}")
    default = Dispatch(
        id=id,
        meeting=meeting,
        case="MAR-2041",
        person=person,
        channel=Channel.EMAIL,
        contact=f"MAR-2041/{person}/email",
        state=state,
        message_id=f"<{digest_of('message ' + id)[:32]}@council.example>",
        cover_digest=digest_of("cover " + id),
        since=a_moment().at,
        mode=Mode.DEMO,
    )
    return replace(default, **changes)


def a_copy(
    dispatch: Dispatch | None = None,
    document: DocumentKind = DocumentKind.PLAN,
    format: Format = Format.PDF,
    **changes: Any,
) -> Copy:
    """A stamped file that goes with the dispatch, discharging its person's obligation."""
    dispatch = dispatch or a_dispatch()
    id = changes.pop("id", f"{dispatch.id}/{document}.{format}")
    default = Copy(
        id=id,
        dispatch=dispatch.id,
        obligation=f"{dispatch.meeting}/{dispatch.person}/{document}",
        document=document,
        format=format,
        file_digest=digest_of("file " + id),
        file_name=f"{dispatch.case}-{document}.{format}",
    )
    return replace(default, **changes)


def a_row(dispatch: Dispatch, copy: Copy) -> ManifestRow:
    """The manifest's line for a copy."""
    return ManifestRow(
        copy=copy.id,
        dispatch=dispatch.id,
        person=dispatch.person,
        contact=dispatch.contact,
        address_hmac=digest_of("address " + dispatch.contact),
        channel=dispatch.channel,
        document=copy.document,
        format=copy.format,
        view_digest=digest_of(f"view {copy.document}"),
        primed_digest=digest_of(f"primed {copy.document}"),
        file_digest=copy.file_digest,
        cover_digest=dispatch.cover_digest,
        file_name=copy.file_name,
    )


def a_manifest(
    dispatches: tuple[Dispatch, ...] | None = None, copies: tuple[Copy, ...] = (), **changes: Any
) -> Manifest:
    """The manifest of these dispatches; each carries one plan when no copies are given."""
    dispatches = (a_dispatch(),) if dispatches is None else dispatches
    copies = copies or tuple(a_copy(item) for item in dispatches)
    by_id = {item.id: item for item in dispatches}
    default = Manifest(
        meeting=dispatches[0].meeting if dispatches else MEETING,
        version=1,
        mode=Mode.DEMO,
        standard="ten-point 1",
        calendar="ENG test",
        templates="templates 1",
        notes_digest=digest_of("notes"),
        case_digest=digest_of("case"),
        rows=tuple(a_row(by_id[copy.dispatch], copy) for copy in copies),
    )
    return replace(default, **changes)


def an_approved_manifest(manifest: Manifest | None = None, **changes: Any) -> ApprovedManifest:
    """A manifest that the lead practitioner approved wholly, an hour after it was submitted."""
    manifest = manifest or a_manifest()
    default = ApprovedManifest(
        manifest=manifest,
        approver="dana",
        approved_at=a_moment(seconds=3600).at,
        dispatches=frozenset(row.dispatch for row in manifest.rows),
    )
    return replace(default, **changes)
