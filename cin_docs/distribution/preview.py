"""What an approver looks at: who gets what by which way, what is withheld and why, what was breached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import TypeAdapter

from cin_docs.distribution.recipients import Recipient
from cin_docs.documents.audience import withheld
from cin_docs.documents.items import items
from cin_docs.documents.placement import printed_in
from cin_docs.model.case import Case
from cin_docs.model.delivery import ManifestRow
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.model.finding import Path
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
class Piece:
    """Something of the meeting that is printed as a whole or not at all, and who of the recipients does not get it."""

    #: What it is, in words that hold nothing of its content: "the discussion of n1".
    what: str
    #: The line of the notes where it stands, counted from 1; None when it is not in the notes.
    line: int | None = None
    #: Ids of those whose copies leave it out, each with the decision behind it.
    withheld: Mapping[str, str] = field(default_factory=dict)
    #: Ids of those who get no document that has a place for it.
    elsewhere: tuple[str, ...] = ()


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
    #: What was wrong with the version that this one replaces, in the words of whoever corrects it; printed on no copy.
    correction: str | None = field(default=None, repr=False)
    #: Every piece of the meeting by its line in the notes. Empty in what an older release stored.
    pieces: tuple[Piece, ...] = ()


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
    line_of: Callable[[Path], int | None] = lambda _: None,
    correction: str | None = None,
) -> Preview:
    """What was packed, in words for the approver.

    `stand` are the people whose earlier copies stay as they are; `line_of` gives the line of the notes at which the
    value at a path stands; `correction` is what was wrong with the version that this one replaces.
    """
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
        correction=correction,
        pieces=tuple(sorted(_pieces(meeting, case, people, line_of), key=_place)),
    )


def _pieces(
    meeting: Meeting, case: Case, people: Sequence[Recipient], line_of: Callable[[Path], int | None]
) -> Iterator[Piece]:
    """What the notes hold, and of the case file what somebody is not to see."""
    hidden = {one.person.id: {item.key: item.because for item in withheld(meeting, case, one.person)} for one in people}
    for item in items(meeting, case):
        kept = {id: reasons[item.key] for id, reasons in hidden.items() if item.key in reasons}
        if item.noted or kept:
            others = (one for one in people if not printed_in(item.key, meeting, one.documents))
            yield Piece(
                what=item.what,
                line=line_of(item.at) if item.noted else None,
                withheld=kept,
                elsewhere=tuple(one.person.id for one in others),
            )


def _place(piece: Piece) -> tuple[bool, int]:
    """By line; what stands in the case file comes last."""
    return piece.line is None, piece.line or 0


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
        copies=tuple(_copy(row) for row in mine),
        because=recipient.because,
        withheld=tuple(f"{one.what}: {one.because}" for one in withheld(meeting, case, person)),
    )


def _copy(row: ManifestRow) -> str:
    """What a copy is and its number, as in ``plan (pdf) C-7K3F9QXB``; a translator's file says its language."""
    form = row.format.value if row.translation is None else f"{row.format.value}, translated into {row.translation}"
    return f"{row.document.value} ({form}) {row.copy}"
