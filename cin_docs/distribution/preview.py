"""What an approver looks at: who gets what by which way, what is withheld and why, what was breached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import TypeAdapter

from cin_docs.distribution.recipients import Recipient
from cin_docs.documents.audience import withheld
from cin_docs.model.case import Case
from cin_docs.model.delivery import ManifestRow
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.model.meeting import Kind, Meeting
from cin_docs.model.obligation import Obligation
from cin_docs.model.person import Channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One person's message or envelope."""

    dispatch: str
    person: str
    name: str = field(repr=False)
    role: str
    channel: Channel
    #: Where it goes, for the approver's eyes: an address, or the worker who hands it over.
    address: str = field(repr=False)
    #: "plan (pdf)", with the copy's number.
    copies: tuple[str, ...]
    because: str
    #: What this person's copies leave out, each with the decision behind it.
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Excused:
    """Somebody who gets no copy, said out loud so that nobody is left out unseen."""

    person: str
    name: str = field(repr=False)
    document: DocumentKind
    because: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """Everything that the manifest's code stands for, in words. Kept as it was shown."""

    meeting: str
    title: str
    on: date
    version: int
    mode: Mode
    lines: tuple[Line, ...]
    excused: tuple[Excused, ...]
    breaches: tuple[str, ...]
    #: The earliest due date of what is owed, or None when nothing has one.
    due: date | None
    #: Why it is that day: the sentence, the anchor, the counting, the days left out.
    why: tuple[str, ...] = ()
    #: Ids of those who are sent nothing now, because their copies of an earlier version have left or are on their way.
    stand: tuple[str, ...] = ()


_FORM = TypeAdapter(Preview)


def to_bytes(preview: Preview) -> bytes:
    """The preview as JSON, to be stored apart from events: it holds names and addresses."""
    return _FORM.dump_json(preview)


def from_bytes(data: bytes) -> Preview:
    """The preview that `to_bytes` wrote."""
    return _FORM.validate_json(data)


def preview_of(
    meeting: Meeting,
    case: Case,
    people: tuple[Recipient, ...],
    rows: Sequence[ManifestRow],
    obligations: Sequence[Obligation],
    *,
    version: int,
    mode: Mode,
    breaches: tuple[str, ...],
    stand: tuple[str, ...] = (),
) -> Preview:
    """What was packed, in words for the approver; `stand` are the people whose earlier copies stay as they are."""
    kind = meeting.kind.value
    timed = [one for one in obligations if one.due is not None and one.excused_because is None]
    first = min(timed, key=lambda one: one.due or date.max, default=None)
    return Preview(
        meeting=meeting.id,
        title=f"{kind} {meeting.number}" if meeting.kind is Kind.REVIEW else f"{kind} meeting",
        on=meeting.on,
        version=version,
        mode=mode,
        lines=tuple(_line(meeting, case, one, rows) for one in people),
        excused=tuple(
            Excused(
                person=one.person,
                name=case.person(one.person).name,
                document=one.document,
                because=one.excused_because,
            )
            for one in obligations
            if one.excused_because is not None
        ),
        breaches=breaches,
        due=first.due if first else None,
        why=first.because if first else (),
        stand=stand,
    )


def _line(meeting: Meeting, case: Case, recipient: Recipient, rows: Sequence[ManifestRow]) -> Line:
    person = recipient.person
    mine = [row for row in rows if row.person == person.id]
    return Line(
        dispatch=mine[0].dispatch if mine else "",
        person=person.id,
        name=person.name,
        role=person.role,
        channel=recipient.channel,
        address=recipient.address,
        copies=tuple(f"{row.document.value} ({row.format.value}) {row.copy}" for row in mine),
        because=recipient.because,
        withheld=tuple(f"{one.what}: {one.because}" for one in withheld(meeting, case, person)),
    )
