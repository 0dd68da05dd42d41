"""What a submission makes: a whole new version while nothing has left, otherwise only what has not reached anybody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from cin_docs.distribution.machine import ENDED, GIVES_WAY
from cin_docs.distribution.recipients import Recipient
from cin_docs.ledger.protocol import Ledger
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.obligation import Obligation

#: Why nothing is owed any more of what was opened, and the notes and the case file do not speak of now.
NO_LONGER = "The notes and the case file no longer give this person this document."


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """Who a new version of a meeting's copies is made for, and what it leaves alone."""

    #: Those whom copies are made for.
    people: tuple[Recipient, ...]
    #: What is owed, as the notes and the case file say now; of people whose copies stand as they are, nothing.
    owed: tuple[Obligation, ...]
    #: What was owed, and is not any more: each excused with the reason.
    dropped: tuple[Obligation, ...]
    #: Dispatches that stay as they are, by id.
    keep: frozenset[str]
    #: Ids of the people whose copies stand as they are.
    standing: tuple[str, ...] = ()

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """All that the ledger is to hear of."""
        return self.owed + self.dropped


def following(
    ledger: Ledger, meeting: str, people: Sequence[Recipient], owed: Sequence[Obligation], *, notes: str
) -> Version | Finding:
    """What `version` says of the meeting as the ledger has it. `notes` is the SHA-256 of the notes' bytes now."""

    def same_notes() -> bool:
        record = ledger.meeting(meeting)
        last = ledger.manifest(record.manifest_digest or "") if record else None
        return last is not None and last.notes_digest == notes

    known, before = ledger.obligations(meeting=meeting), ledger.dispatches(meeting=meeting)
    return version(people, owed, known, before, same_notes=same_notes)


def version(
    people: Sequence[Recipient],
    owed: Sequence[Obligation],
    known: Sequence[Obligation],
    before: Sequence[Dispatch],
    *,
    same_notes: Callable[[], bool],
) -> Version | Finding:
    """The next version of a meeting, given what is open and what was made for it before, or why there is none.

    While nothing has left, everybody's copies are made again and take the place of the old ones. Afterwards the
    notes must be the same as last time, and only those people get new copies of whom every dispatch ended without
    evidence, or is a draft that nobody approved; everybody else's stay as they are. `same_notes` is asked only then.
    """
    left = tuple(one.id for one in before if one.state not in GIVES_WAY)
    if not left:
        return Version(people=tuple(people), owed=tuple(owed), dropped=_dropped(owed, known), keep=frozenset())
    if not same_notes():
        return _refusal(
            "already-sent",
            f"{len(left)} copies of this meeting have left already: {', '.join(left)}.",
            "What was sent cannot be recalled. Record the correction in the next meeting's notes. For a corrected "
            "address, change the case file alone and submit the notes as they were.",
        )
    standing = {one.person for one in before if one.state not in ENDED and one.state is not State.DRAFT}
    again = tuple(one for one in people if one.person.id not in standing)
    if not again:
        return _refusal(
            "nothing-to-make",
            "Everybody's copies of this meeting have left or are on their way, and its notes are the same as before.",
            "`cin status` shows where each copy stands.",
        )
    held = {one.person.id for one in again}
    # A draft always gives way, so that the newest version lists every draft there is.
    replaced = {
        one.id for one in before if one.state is State.DRAFT or (one.state is State.HELD and one.person in held)
    }
    ours = tuple(one for one in owed if one.person not in standing)
    return Version(
        people=again,
        owed=ours,
        dropped=_dropped(ours, [one for one in known if one.person not in standing]),
        keep=frozenset(one.id for one in before) - replaced,
        standing=tuple(sorted(standing)),
    )


def _dropped(owed: Collection[Obligation], known: Sequence[Obligation]) -> tuple[Obligation, ...]:
    named = {one.id for one in owed}
    gone = (one for one in known if one.id not in named and one.excused_because is None)
    return tuple(replace(one, excused_because=NO_LONGER) for one in gone)


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
