"""What an approver looks at: who gets what by which way, what is withheld and why, what was breached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import TypeAdapter

from cin_docs.distribution.recipients import Recipient
from cin_docs.distribution.versions import Version
from cin_docs.documents.audience import withheld
from cin_docs.documents.items import items
from cin_docs.documents.placement import printed_in
from cin_docs.model.case import Case
from cin_docs.model.delivery import ManifestRow
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.model.finding import Path
from cin_docs.model.languages import called
from cin_docs.model.meeting import Kind, Meeting
from cin_docs.model.obligation import Obligation
from cin_docs.model.person import Channel
from cin_docs.procedure.calendar import WorkingCalendar
from cin_docs.procedure.posting import post_by


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
    #: The last day on which a letter counts as there in time; None for what goes another way, or has no day.
    post_by: date | None = None
    #: The newest version that the person has, or may have, and that this one replaces; None when there is none.
    instead: int | None = None


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
    #: Ids of those who get it, but read "a professional" or "a family member" for somebody who does it.
    veiled: tuple[str, ...] = ()


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
    #: Of these: ids of those who keep an earlier version, because the corrected one reads the same to them.
    same: tuple[str, ...] = ()
    #: Ids of those who have an earlier version, or may have it, and get none that replaces it.
    without: tuple[str, ...] = ()
    #: What was wrong with the version that this one replaces, in the words of whoever corrects it; printed on no copy.
    correction: str | None = field(default=None, repr=False)
    #: Every piece of the meeting by its line in the notes. Empty in what an older release stored.
    pieces: tuple[Piece, ...] = ()
    #: By id, what this version or one before it keeps from each person. Empty in what an older release stored.
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: By id, the full name of everybody in the case file. Empty in what an older release stored.
    names: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Who has an earlier version, or may have it, and gets none that replaces it: a sentence for each."""
        return tuple(
            f"WARNING: {person} has, or may have, an earlier version of {self.meeting}, and gets none that replaces "
            "it. Put them into the notes if they are to have the corrected one; or tell them."
            for person in self.without
        )

    @property
    def replaces(self) -> str:
        """Which versions somebody has that this one takes the place of, in words; empty when there are none."""
        old = sorted({line.instead for line in self.lines if line.instead is not None})
        *others, last = (str(version) for version in old or (0,))
        return f"in place of version {', '.join(others)}{' and ' * bool(others)}{last}" if old else ""


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
    new: Version | None = None,
    calendar: WorkingCalendar | None = None,
    line_of: Callable[[Path], int | None] = lambda _: None,
    correction: str | None = None,
    kept: Mapping[str, Sequence[str]] | None = None,
) -> Preview:
    """What was packed, in words for the approver.

    `new` says whose earlier copies stay as they are, and who has which; `calendar` is what the allowance of a letter is
    counted with; `line_of` gives the line of the notes at which the
    value at a path stands; `correction` is what was wrong with the version that this one replaces; `kept` is what
    this version and those before it keep from each person.
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
        lines=tuple(
            replace(_line(meeting, case, one, rows), post_by=_post_by(one, timed, calendar), instead=_instead(one, new))
            for one in people
        ),
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
        stand=new.standing if new else (),
        same=new.same if new else (),
        without=new.without if new else (),
        correction=correction,
        pieces=tuple(sorted(_pieces(meeting, case, people, line_of), key=_place)),
        kept={id: tuple(whats) for id, whats in (kept or {}).items()},
        names={person.id: person.name for person in case.people},
    )


def _post_by(one: Recipient, timed: Sequence[Obligation], calendar: WorkingCalendar | None) -> date | None:
    if calendar is None or one.channel is not Channel.POST:
        return None
    return min(
        (day for item in timed if item.person == one.person.id and (day := post_by(item, calendar))), default=None
    )


def _instead(one: Recipient, new: Version | None) -> int | None:
    found = [old for (person, _), old in new.instead.items() if person == one.person.id] if new else []
    return max(found, default=None)


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
                veiled=tuple(id for id, keys in hidden.items() if any(("person", who) in keys for who in item.owners)),
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
    into = f", translated into {called(row.translation)}" if row.translation is not None else ""
    return f"{row.document.value} ({row.format.value}{into}) {row.copy}"
