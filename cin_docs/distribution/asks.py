"""What nothing can decide but a person: the lines that the approver ticks (W3, W5, W6, W9, W11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cin_docs.distribution.address import domain_of, is_strict
from cin_docs.distribution.manifest import rows_of
from cin_docs.distribution.recipients import Recipient, recipients
from cin_docs.distribution.submissions import submitter
from cin_docs.documents.neighbours import Stranger
from cin_docs.documents.normal import fold
from cin_docs.ledger.protocol import Ledger
from cin_docs.model.case import Case
from cin_docs.model.delivery import Ask, Dispatch, Event, ManifestRow, State
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Channel, Person, Side

#: Where a dispatch stands by which nothing has gone out or been tried: it is no "last time".
_NOT_YET = frozenset(
    {State.DRAFT, State.APPROVED, State.QUEUED, State.HELD, State.TO_HAND, State.SUPERSEDED, State.CANCELLED}
)
_WAYS = {Channel.EMAIL: "e-mail address", Channel.POST: "postal address", Channel.HAND: "worker who hands it over"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """What went out in this case before: to whom, and to which contacts. Keyed hashes only, no addresses."""

    #: By person, the keyed hash of the contact that was used last.
    last: Mapping[str, str] = field(default_factory=dict)
    #: By person, the keyed hashes of every contact that was used.
    used: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: By keyed hash, the staff id of the account whose submission used it first.
    entered_by: Mapping[str, str] = field(default_factory=dict)
    #: Who got a copy of the last meeting, and the day it was held; empty and None before the first.
    people: frozenset[str] = frozenset()
    on: date | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing ever went out: a first meeting's contacts are not asked for one by one."""
        return not self.last


def before(ledger: Ledger, case: Case, meeting: Meeting) -> Before:
    """What the ledger tells of the case's earlier copies; of this meeting's too, when it is a correction.

    Raises `LedgerError` when a manifest of the case was changed after it was submitted.
    """
    last: dict[str, str] = {}
    entered: dict[str, str] = {}
    used: dict[str, frozenset[str]] = {}
    people: frozenset[str] = frozenset()
    on: date | None = None
    records = sorted((one for one in ledger.meetings() if one.case == case.ref), key=lambda one: (one.on, one.id))
    for record in records:
        out = []
        for dispatch in ledger.dispatches(meeting=record.id):
            manifest = ledger.manifest_of(dispatch.id) if _went(ledger, dispatch) else None
            if manifest is None:
                continue
            row = rows_of(manifest, dispatch.id)[0]
            last[dispatch.person] = row.address_hmac
            used[dispatch.person] = used.get(dispatch.person, frozenset()) | {row.address_hmac}
            entered.setdefault(row.address_hmac, submitter(ledger, manifest) or "")
            out.append(dispatch.person)
        if out and record.on < meeting.on:
            people, on = frozenset(out), record.on
    return Before(last=last, used=used, entered_by=entered, people=people, on=on)


def _went(ledger: Ledger, dispatch: Dispatch) -> bool:
    """Whether anything went out by it, or was tried; also when it came back and was then laid on a pile or replaced."""
    if dispatch.state not in _NOT_YET:
        return True
    return any(event.to_state is not None and event.to_state not in _NOT_YET for event in _moves(ledger, dispatch))


def _moves(ledger: Ledger, dispatch: Dispatch) -> Iterable[Event]:
    return () if dispatch.state is State.DRAFT else ledger.events(subject=dispatch.id)


def asks(
    meeting: Meeting,
    case: Case,
    people: Sequence[Recipient],
    rows: Sequence[ManifestRow],
    *,
    before: Before,
    strangers: Iterable[Stranger] = (),
    unread: int = 0,
    domains: Mapping[str, tuple[str, ...]],
    by: str | None = None,
) -> tuple[Ask, ...]:
    """The lines to tick before the copies in `rows` may be approved, in the order of the case file.

    Only people who have a row are asked about. `unread` is how many other cases nobody could look into, `domains`
    are the agencies' e-mail domains, `by` is the staff id of the account that submits now. No sentence holds a name,
    an address or a protected value.
    """
    first = {row.person: row for row in reversed(rows)}
    listed = {domain.lower() for one in domains.values() for domain in one}
    found: list[Ask] = []
    for recipient in people:
        if row := first.get(recipient.person.id):
            found += _of_contact(recipient, row, before, listed, by)
            found += _of_list(recipient.person, meeting, row, before)
    found += _left_out(meeting, case, before)
    found += _strange(strangers)
    found += _unread(unread)
    return tuple({ask.id: ask for ask in found}.values())


def line_of(stranger: str) -> str:
    """The id of the line to tick about another family's name or reference."""
    return f"W11-{stranger}"


def _of_contact(
    recipient: Recipient, row: ManifestRow, before: Before, listed: set[str], by: str | None
) -> Iterator[Ask]:
    person, address = recipient.person, recipient.address
    mailed = recipient.channel is Channel.EMAIL and is_strict(address)
    if mailed and person.side is not Side.PROFESSIONAL and domain_of(address) in listed:
        yield _ask("W3", row, f"{person.id} is of the family, and the e-mail address is in an agency's domain.")
    if mailed and person.side is Side.PROFESSIONAL and not _agrees(person.name, address.partition("@")[0]):
        yield _ask(
            "W5", row, f"What stands before the @ in the e-mail address of {person.id} does not look like their name."
        )
    if before.nothing or recipient.channel not in _WAYS or before.last.get(person.id) == row.address_hmac:
        return
    known = row.address_hmac in before.used.get(person.id, ())
    again = "was used before, and not for the last copy" if known else "has changed since the last copy went out"
    what = again if person.id in before.last else "is used for the first time"
    who = before.entered_by.get(row.address_hmac) or by
    entered = f"; {who} submitted it first" if who else ""
    yield _ask("W6", row, f"The {_WAYS[recipient.channel]} of {person.id} {what}{entered}.")


def _of_list(person: Person, meeting: Meeting, row: ManifestRow, before: Before) -> Iterator[Ask]:
    """W9: somebody gets a copy whom the notes do not speak of, or who got none last time."""
    if person.id in meeting.also_copy:
        return
    new = before.on is not None and person.id not in before.people
    unnamed = person.side is Side.PROFESSIONAL and person.id not in _named(meeting)
    if new and person.id not in meeting.present:
        yield _ask("W9", row, f"{person.id} gets a copy, got none of the last meeting, and was not at this one.")
    elif unnamed:
        yield _ask("W9", row, f"{person.id} gets a copy, and the notes do not say whether they were at the meeting.")


def _left_out(meeting: Meeting, case: Case, before: Before) -> Iterator[Ask]:
    """W9: somebody who was there, or who got a copy last time, gets none and nothing says why.

    Whose copies of this meeting stand as they are, while somebody else's are made again, is not left out.
    """
    sent = {one.person.id for one in recipients(meeting, case)}
    for person in case.people:
        if person.id in sent or person.receives_nothing_because or person.id in meeting.no_copy or person.attends:
            continue
        if person.id in meeting.present:
            yield Ask(id=f"W9-{person.id}", guard="W9", sentence=f"{person.id} was at the meeting and gets no copy.")
    for id in sorted(before.people - sent):
        if not case.knows(id):
            yield Ask(
                id=f"W9-{id}",
                guard="W9",
                sentence=f"{id} got a copy of the last meeting and is not in the case file any more.",
            )


def _strange(strangers: Iterable[Stranger]) -> Iterator[Ask]:
    """W11: a block that the approver may override, with a reason. It never says whose name it is."""
    for one in strangers:
        yield Ask(
            id=line_of(one.id),
            guard="W11",
            sentence=f"A {one.kind} that belongs to another family stands in {one.where}. Say why it may stay.",
            reasoned=True,
        )


def _unread(count: int) -> Iterator[Ask]:
    """W11, W7: silence about a family whose file cannot be read is no safety."""
    if count:
        cases = "1 other case" if count == 1 else f"{count} other cases"
        yield Ask(
            id=line_of("unread"),
            guard="W11",
            sentence=f"{cases} cannot be read, so nobody looked for names and addresses of those families. "
            "`cin status` says which files have to be put right. Say why the copies may go.",
            reasoned=True,
        )


def _ask(guard: str, row: ManifestRow, sentence: str) -> Ask:
    return Ask(id=f"{guard}-{row.person}", guard=guard, sentence=sentence, dispatch=row.dispatch)


def _named(meeting: Meeting) -> frozenset[str]:
    """Everybody of whom the notes say whether they were there."""
    told = (*meeting.present, *meeting.apologies, *meeting.absent, *meeting.reports, *meeting.part_only)
    return frozenset((*told, meeting.chair or "", meeting.minute_taker))


def _agrees(name: str, local: str) -> bool:
    """Whether the part before the @ holds a name of three letters or more, or is made of all initials."""
    names = [word for word in "".join(c if c.isalpha() else " " for c in fold(name)).split() if word]
    letters = "".join(c for c in fold(local) if c.isalpha())
    initials = "".join(word[0] for word in names)
    return any(len(word) > 2 and word in letters for word in names) or letters in {initials, initials[::-1]}
