"""What a version shows that an earlier one kept back, and who stands behind an id now: lines to tick (W19, W20)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cin_docs.capture.sameness import squeezed
from cin_docs.distribution.preview import Preview, from_bytes
from cin_docs.distribution.recipients import Recipient
from cin_docs.distribution.submissions import submissions
from cin_docs.documents.audience import withheld
from cin_docs.documents.items import items
from cin_docs.ledger.protocol import Ledger
from cin_docs.model.case import Case
from cin_docs.model.delivery import Ask, ManifestRow
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Person

_NOT_A_WORD = re.compile(r"\W+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Last:
    """What the case's last submission was made with, of whichever meeting."""

    #: By id, the full names that it was made with.
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: By id, what it kept from each person.
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Ids of the lines that it asked and nobody ticked, because none of its copies was approved.
    waiting: frozenset[str] = frozenset()


def asks_of_changes(
    ledger: Ledger,
    get: Callable[[str], bytes],
    meeting: Meeting,
    case: Case,
    rows: Sequence[ManifestRow],
    *,
    corrects: bool,
) -> tuple[Ask, ...]:
    """What is asked because of what was submitted before; `corrects` says whether copies of the meeting have left.

    `get` gives stored bytes by digest. Raises `LedgerError` when what was stored is missing or was changed.
    """
    shown = _shown(ledger, get, meeting.id) if corrects else None
    again = shown_now(meeting, case, rows, kept_in(shown)) if shown else ()
    return (*again, *somebody_else(meeting, case, _last(ledger, get, case.ref)))


def kept_now(
    ledger: Ledger, get: Callable[[str], bytes], meeting: Meeting, case: Case, people: Iterable[Recipient]
) -> dict[str, tuple[str, ...]]:
    """By id, what this version of a meeting keeps from each of `people`, and what any version before it kept.

    Nothing is ever taken off: the version that kept something back may be the one that people have in hand.
    """
    shown = _shown(ledger, get, meeting.id)
    kept = kept_in(shown) if shown else {}
    for one in people:
        now = (item.what for item in withheld(meeting, case, one.person))
        kept[one.person.id] = tuple(dict.fromkeys((*kept.get(one.person.id, ()), *now)))
    return kept


def shown_now(
    meeting: Meeting, case: Case, rows: Sequence[ManifestRow], kept: Mapping[str, Sequence[str]]
) -> Iterator[Ask]:
    """W19: a line for each item that an earlier version kept from a person, and that this one shows them.

    A correction is made in a hurry, and a mark that goes with the wrong sentence shows what must not be seen.
    """
    for row in {row.person: row for row in reversed(rows)}.values():
        hidden = {one.key for one in withheld(meeting, case, case.person(row.person))}
        there = dict.fromkeys(item.what for item in items(meeting, case) if item.key not in hidden)
        for what in (one for one in there if one in kept.get(row.person, ())):
            yield Ask(
                id=f"W19-{row.person}-{_NOT_A_WORD.sub('-', what).strip('-')}",
                guard="W19",
                sentence=f"{row.person} now reads {what}, which an earlier version kept from them.",
                dispatch=row.dispatch,
            )


def somebody_else(meeting: Meeting, case: Case, before: Last) -> Iterator[Ask]:
    """W20: an id that something is decided by, and behind which another full name stood at the last submission.

    A father's id that is given to the stepfather takes with it all that was kept from the father.
    """
    for person in case.people:
        was, line = before.names.get(person.id), f"W20-{person.id}"
        changed = was is not None and squeezed(was) != squeezed(person.name)
        if (changed or line in before.waiting) and (before.kept.get(person.id) or _carries(person, meeting, case)):
            yield Ask(
                id=line,
                guard="W20",
                sentence=f"Another name stood behind {person.id} at the last submission. What is marked or protected "
                "with this id is kept from whoever bears it now, and from nobody else.",
            )


def _carries(person: Person, meeting: Meeting, case: Case) -> bool:
    """Whether something is decided by this person's id: in a protection, in who may know or meet whom, in a mark."""
    named = (who.unknown_to | who.no_contact_with for who in case.people)
    if case.hidden_from(person.id) or person.unknown_to or person.no_contact_with or person.id in set().union(*named):
        return True
    everyone = {who.id for who in case.people}
    marks = (each for item in items(meeting, case) for each in (item.outer, *item.marks))
    return any(person.id in one.not_for or (one.only_for is not None and not everyone <= one.only_for) for one in marks)


def kept_in(shown: Preview) -> dict[str, tuple[str, ...]]:
    """By id, what a stored preview tells was kept from each person; one of an older release lists it by piece."""
    if shown.kept:
        return dict(shown.kept)
    ids = dict.fromkeys(id for piece in shown.pieces for id in piece.withheld)
    return {id: tuple(piece.what for piece in shown.pieces if id in piece.withheld) for id in ids}


def _last(ledger: Ledger, get: Callable[[str], bytes], case: str) -> Last:
    """The case's last submission; of one that nobody approved, with the lines that it asked."""
    made = [one.manifest for one in submissions(ledger, case)]
    shown = _shown(ledger, get, made[-1].meeting) if made else None
    if shown is None:
        return Last()
    named = {one.person: one.name for one in shown.excused} | {one.person: one.name for one in shown.lines}
    ticked = ledger.approval(made[-1].digest) is not None
    waiting = frozenset() if ticked else frozenset(ask.id for ask in made[-1].asks)
    return Last(names=shown.names or named, kept=kept_in(shown), waiting=waiting)


def _shown(ledger: Ledger, get: Callable[[str], bytes], meeting: str) -> Preview | None:
    """What was shown of a meeting's last version; None before the first."""
    record = ledger.meeting(meeting)
    stored = record.facts.get("preview") if record else None
    return from_bytes(get(stored)) if stored else None
