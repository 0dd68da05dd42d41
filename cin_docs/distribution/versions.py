"""What a submission makes: a whole version while nothing has left, a correction afterwards, or what reached nobody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from cin_docs.distribution.machine import GIVES_WAY, MADE_AGAIN, UNSENT
from cin_docs.distribution.manifest import rows_of
from cin_docs.distribution.recipients import Recipient
from cin_docs.ledger.protocol import Ledger
from cin_docs.model.delivery import Dispatch, ManifestRow, State
from cin_docs.model.document import DocumentKind
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.obligation import Obligation
from cin_docs.procedure.replacements import current, original

#: Why nothing is owed any more of what was opened, and the notes and the case file do not speak of now.
NO_LONGER = "The notes and the case file no longer give this person this document."

#: Where a dispatch stands whose copies the person has, or may have: a correction goes to them as one.
MAY_HAVE = frozenset(
    {
        State.ACCEPTED,
        State.DELIVERED,
        State.UNCERTAIN,
        State.POSTED,
        State.HANDED_OVER,
        State.READ_TO,
        State.DECLINED,
    }
)
_LEAVING = frozenset({State.SENDING_PRE, State.SENDING_DATA})
#: Of those: where nobody knows that the person really holds the copy, so that an older one may be what they have.
_UNSURE = frozenset({State.UNCERTAIN, State.DECLINED})
#: What will never be read by anybody.
_GONE = frozenset({State.DRAFT, State.SUPERSEDED, State.CANCELLED})

#: What each document says to one reader, by digests: of their view, and of the translator's file that goes with it.
Reads: TypeAlias = Mapping[DocumentKind, frozenset[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """One dispatch that was made for the meeting before: of which version, and what it was to discharge."""

    dispatch: Dispatch
    version: int
    obligations: tuple[str, ...]
    #: What its copies say.
    reads: Reads = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """What the ledger has of a meeting."""

    owed: Sequence[Obligation] = ()
    made: Sequence[Made] = ()
    #: The version that the last one corrected, after that one was sent; 0 when nothing was corrected yet.
    replaced: int = 0
    #: Whether the notes are those of the last version, to the bit; asked only when copies have left.
    same_notes: Callable[[], bool] = field(default=lambda: False)
    #: What a person's copies would say now, made from the notes and the case file as they are; nothing for whoever
    #: gets none.
    reads_now: Callable[[str], Reads] = field(default=lambda _: {})

    @property
    def since(self) -> tuple[Made, ...]:
        """What was made since the last correction; everything, when there was none."""
        return tuple(one for one in self.made if one.version > self.replaced)

    @property
    def changed(self) -> bool:
        """Whether any copy that somebody has, or may get yet, says something else than it would now."""
        inherited = (
            one for one in self.made if one.version <= self.replaced and one in self._held(one.dispatch.person)
        )
        return any(not self._as_now(one) for one in (*inherited, *self.since) if one.dispatch.state not in _GONE)

    def stays(self, person: str) -> bool:
        """Whether this person has a copy already that says what the new one would.

        Where nobody is sure that they hold the newest, every older one that they may hold has to say the same.
        """
        held = self._held(person)
        return bool(held) and all(self._as_now(one) for one in held)

    def _held(self, person: str) -> tuple[Made, ...]:
        """What the person holds, or may hold: the newest, and older ones down to the first that they hold for sure."""
        found = []
        mine = (one for one in self.made if one.dispatch.person == person and one.dispatch.state in MAY_HAVE)
        for one in sorted(mine, key=lambda one: one.version, reverse=True):
            found.append(one)
            if one.dispatch.state not in _UNSURE:
                break
        return tuple(found)

    def _as_now(self, made: Made) -> bool:
        now = self.reads_now(made.dispatch.person)
        return all(made.reads.get(document) == said for document, said in now.items())

    @property
    def had(self) -> frozenset[str]:
        """Ids of the obligations whose copies somebody has, or may have."""
        return frozenset(id for one in self.made if one.dispatch.state in MAY_HAVE for id in one.obligations)


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
    #: Of these: those who keep an earlier version than the corrected one, because it reads the same as before.
    same: tuple[str, ...] = ()
    #: Ids of those who have an earlier version, or may have it, and of whom the corrected one speaks no more.
    without: tuple[str, ...] = ()
    #: The version that is corrected; None when nothing was corrected yet.
    replaces: int | None = None
    #: For each person and document of which an incorrect version may be in somebody's hands: which version.
    instead: Mapping[tuple[str, DocumentKind], int] = field(default_factory=dict)

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """All that the ledger is to hear of."""
        return self.owed + self.dropped

    def obligation(self, person: str, document: DocumentKind) -> str:
        """The id of what this person's copy is to discharge."""
        return next(one.id for one in self.owed if (one.person, one.document) == (person, document))


#: Gives what is owed in place of a copy that somebody has already.
Replacing = Callable[[Obligation], Obligation]


def following(
    ledger: Ledger,
    meeting: str,
    people: Sequence[Recipient],
    owed: Sequence[Obligation],
    *,
    notes: str,
    reads_now: Callable[[str], Reads],
    replacing: Replacing | None = None,
) -> Version | Finding:
    """What `version` says of the meeting as the ledger has it.

    `notes` is the SHA-256 of the file's bytes now, `reads_now` gives what a person's copies would say now; `replacing`
    is given to correct what was sent. Raises `LedgerError` when a manifest was changed.
    """
    record = ledger.meeting(meeting)
    last = ledger.manifest(record.manifest_digest or "") if record else None
    copies = ledger.copies(meeting=meeting)

    def made(one: Dispatch) -> Made:
        manifest = ledger.manifest_of(one.id)
        carried = tuple(copy.obligation for copy in copies if copy.dispatch == one.id)
        rows = rows_of(manifest, one.id) if manifest else ()
        version = manifest.version if manifest else 0
        return Made(dispatch=one, version=version, obligations=carried, reads=_reads(rows))

    past = Past(
        owed=ledger.obligations(meeting=meeting),
        made=[made(one) for one in ledger.dispatches(meeting=meeting)],
        replaced=(last.replaces if last else None) or 0,
        same_notes=lambda: last is not None and last.notes_digest == notes,
        reads_now=reads_now,
    )
    return version(people, owed, past) if replacing is None else correction(people, owed, past, replacing)


def _reads(rows: Iterable[ManifestRow]) -> Reads:
    found: dict[DocumentKind, set[str]] = {}
    for row in rows:
        found.setdefault(row.document, {row.view_digest}).update({row.primed_digest} if row.translation else ())
    return {document: frozenset(said) for document, said in found.items()}


def version(people: Sequence[Recipient], owed: Sequence[Obligation], past: Past) -> Version | Finding:
    """The next version of a meeting, given what was made for it before, or why there is none.

    While nothing has left, everybody's copies are made again and take the place of the old ones. Afterwards the
    notes must be the same as last time, or say the same to everybody, and only those people get new copies whom no
    dispatch reached or can still reach (what went to the wrong person did not), or whose dispatch is a draft that
    nobody approved; everybody else's stay as they are. After a correction only what was made since counts.
    """
    left = [one.dispatch.id for one in past.since if one.dispatch.state not in GIVES_WAY]
    if not left:
        return _anew(people, owed, past, keep=_kept(past))
    same_notes = past.same_notes()
    if not same_notes and past.changed:
        return _refusal(
            "already-sent",
            f"{len(left)} copies of this meeting have left already: {', '.join(left)}.",
            "What was sent cannot be recalled. To send everybody who has it a corrected version, submit with "
            '--correct "what was wrong". For a corrected address, change the case file alone and submit the notes as '
            "they were.",
        )
    states = [(one.dispatch.person, one.dispatch.state) for one in past.since]
    # Of other notes nothing that was made for the old ones may leave any more.
    gives_way = frozenset({State.DRAFT}) if same_notes else UNSENT
    standing = {person for person, state in states if state not in MADE_AGAIN | gives_way}
    same = tuple(sorted(_same(people, past) - standing)) if past.replaced else ()
    standing |= set(same)
    again = tuple(one for one in people if one.person.id not in standing)
    if not again:
        return _refusal(
            "nothing-to-make",
            "Everybody's copies of this meeting have left or are on their way, and its notes are the same as before.",
            "`cin status` shows where each copy stands.",
        )
    held = {one.person.id for one in again}
    # A draft always gives way, so that the newest version lists every draft there is.
    gone = {
        one.dispatch.id
        for one in past.since
        if one.dispatch.state in gives_way or (one.dispatch.state is State.HELD and one.dispatch.person in held)
    }
    keep = _kept(past) | (frozenset(one.dispatch.id for one in past.since) - gone)
    mine = [one for one in owed if one.person not in standing]
    return _new(again, mine, past, keep=keep, standing=standing, same=same)


def correction(
    people: Sequence[Recipient], owed: Sequence[Obligation], past: Past, replacing: Replacing
) -> Version | Finding:
    """The version that corrects what was sent, or why there is none.

    Whoever has the last version, or may have it, and would read something else now, is owed the new one besides; what
    they were owed stays met as it was. Who would read the same keeps what they have. Everybody else gets the new one
    for what they were owed, and no unsent copy of the old one goes any more.
    """
    leaving = [one.dispatch.id for one in past.made if one.dispatch.state in _LEAVING]
    left = [one for one in past.since if one.dispatch.state not in GIVES_WAY]
    if leaving:
        return _refusal(
            "copy-is-leaving",
            f"{len(leaving)} copies of this meeting are being sent right now: {', '.join(leaving)}.",
            "Wait until `cin status` shows that they have left or failed, then submit the correction again.",
        )
    if not left:
        return _refusal(
            "nothing-to-correct",
            "No copy of this meeting's last version has left, so there is nothing out there to correct.",
            "Submit without --correct: the new copies take the place of the old ones.",
        )
    if not past.changed:
        return _nothing_corrected()
    now, had = current({one.id: one for one in past.owed}), past.had
    corrected = [replacing(one) if now.get(one.id, one).id in had else one for one in owed]
    return _anew(people, corrected, past, keep=_kept(past), replaces=max(one.version for one in left))


def _nothing_corrected() -> Finding:
    return _refusal(
        "nothing-corrected",
        "Every copy of this meeting reads the same as the one that was sent.",
        "Put right what was wrong first, in the notes or in the case file; then submit with --correct.",
    )


def _anew(
    people: Sequence[Recipient],
    owed: Sequence[Obligation],
    past: Past,
    *,
    keep: frozenset[str],
    replaces: int | None = None,
) -> Version | Finding:
    """A version of a whole meeting: for everybody, but for those to whom a corrected copy would say nothing new."""
    same = _same(people, past) if replaces or past.replaced else set()
    left = [one for one in people if one.person.id not in same]
    if same and not left:
        return _nothing_corrected()
    mine = [one for one in owed if one.person not in same]
    return _new(left, mine, past, keep=keep, standing=same, same=tuple(sorted(same)), replaces=replaces)


def _same(people: Sequence[Recipient], past: Past) -> set[str]:
    return {one.person.id for one in people if past.stays(one.person.id)}


def _new(
    people: Sequence[Recipient],
    owed: Sequence[Obligation],
    past: Past,
    *,
    keep: frozenset[str],
    standing: Collection[str] = (),
    same: tuple[str, ...] = (),
    replaces: int | None = None,
) -> Version:
    now = current({one.id: one for one in past.owed})
    # What is open already is known under its own id, which may be that of a replacement.
    ours = tuple(one if one.id not in now else _as_open(one, now[one.id]) for one in owed)
    return Version(
        people=tuple(people),
        owed=ours,
        # What was met stays met, whoever the notes name now.
        dropped=_dropped(ours, [one for one in now.values() if one.person not in standing and one.id not in past.had]),
        keep=keep,
        standing=tuple(sorted(standing)),
        same=same,
        without=_without(people, standing, past) if replaces or past.replaced else (),
        replaces=replaces or past.replaced or None,
        instead=_instead(past, replaces or past.replaced),
    )


def _without(people: Iterable[Recipient], standing: Collection[str], past: Past) -> tuple[str, ...]:
    """Who has an earlier version, or may have it, and is made no copy though it does not stand as it is."""
    had = {one.dispatch.person for one in past.made if one.dispatch.state in MAY_HAVE}
    return tuple(sorted(had - {one.person.id for one in people} - set(standing)))


def _as_open(one: Obligation, known: Obligation) -> Obligation:
    return one if one.id == known.id else replace(known, excused_because=one.excused_because)


def _instead(past: Past, replaced: int) -> dict[tuple[str, DocumentKind], int]:
    """The newest of the versions up to the corrected one that each person has, or may have, by document."""
    by_id = {one.id: one for one in past.owed}
    found: dict[tuple[str, DocumentKind], int] = {}
    for one in past.made:
        if one.dispatch.state in MAY_HAVE and one.version <= replaced:
            for item in (by_id[id] for id in one.obligations if id in by_id):
                key = item.person, item.document
                found[key] = max(found.get(key, 0), one.version)
    return found


def _kept(past: Past) -> frozenset[str]:
    """Everything but what could still leave: that gives way to the new version."""
    return frozenset(one.dispatch.id for one in past.made if one.dispatch.state not in UNSENT)


def _dropped(owed: Collection[Obligation], known: Sequence[Obligation]) -> tuple[Obligation, ...]:
    named = {original(one.id) for one in owed}
    gone = (one for one in known if original(one.id) not in named and one.excused_because is None)
    return tuple(replace(one, excused_because=NO_LONGER) for one in gone)


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
