"""Who may see what. What a reader may not see is absent from the view, not hidden by a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cin_docs.documents.items import Item, Key, items
from cin_docs.documents.leftout import get_copies, in_words, undecided_for
from cin_docs.documents.needles import surnames, told
from cin_docs.documents.needles.words import split
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Path
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Person, ProtectedKind, Side

#: Of whom a protected name is when it is one of another child of the same meeting, or of that child's people.
OTHER_CHILDREN = "another child of this meeting"


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """Something that a reader's view does not have."""

    key: Key
    #: In words that hold nothing of its content: "the discussion of n1".
    what: str
    because: str
    at: Path = ()


def withheld(meeting: Meeting, case: Case, reader: Person) -> tuple[Withheld, ...]:
    """Everything of `meeting` that `reader` may not see, with the reason, in the order of the notes.

    Nobody protected and nothing marked: nothing. A protected value is looked for in everything, so a
    text that holds one is withheld from that reader even where it is marked for them.
    """
    hidden = case.hidden_from(reader.id)
    eye = _Eye(
        reader=reader,
        meeting=meeting,
        excluded=reader.id in meeting.excluded,
        guarded=reader.id in kept_from(case, meeting),
        apart=reader.id in meeting.apart,
        unknown=unknown_to(case, reader.id),
    )
    shared = shared_surnames(case)
    answers = ((item, _because(item, eye) or _told(told(item.texts, hidden, shared))) for item in items(meeting, case))
    return tuple(
        Withheld(key=item.key, what=item.what, because=because, at=item.at) for item, because in answers if because
    )


def undecided(meeting: Meeting, case: Case, also: Iterable[tuple[Meeting, Case]] = ()) -> tuple[Finding, ...]:
    """One piece of advice for each free text that nobody decided on for somebody it may have to be kept from.

    `also` are the other children of the same notes, with their cases: a text of all of them is spoken of once.
    """
    return tuple(undecided_for(one for told_of in ((meeting, case), *also) for one in _open(*told_of)))


def _open(meeting: Meeting, case: Case) -> Iterator[tuple[str, Path, str]]:
    """What each text is, its way, and a reader who gets a copy and of whom nothing says whether they may read it."""
    guarded, getting = kept_from(case, meeting), get_copies(meeting, case)
    unknown = {id: unknown_to(case, id) for id in sorted(guarded | meeting.apart) if id in getting}
    for item in items(meeting, case):
        for id, strangers in unknown.items():
            asked = (id in guarded and _undecided(item, id)) or (id in meeting.apart and _shared(item, id, meeting))
            if asked and item.about not in strangers:
                yield item.what, item.at, id


def kept_from(case: Case, meeting: Meeting) -> frozenset[str]:
    """Ids of the people who need a decision for every free text of `meeting`.

    That is whoever something or somebody is hidden from, and whoever was asked to leave for a part of the meeting.
    Of two who must have no contact with each other it is both, unless something is hidden from exactly one of
    them: then that one, whichever end the bar is written at. The names of other children of the meeting are looked
    for in every text all the same; they ask for no decision.
    """
    own = replace(case, protections=tuple(one for one in case.protections if one.of != OTHER_CHILDREN))
    unaware = frozenset(id for who in case.people for id in who.unknown_to - {who.id})
    return own.kept_away.union(*own.unsettled, unaware, meeting.excluded)


def unknown_to(case: Case, reader: str) -> frozenset[str]:
    """Ids of the people of whom this reader must not learn that they are around the child."""
    return frozenset(who.id for who in case.people if reader in who.unknown_to and who.id != reader)


def shared_surnames(case: Case) -> frozenset[str]:
    """Words that several people or agencies of the case bear: a protected name is not given away by one alone.

    Another child of the meeting, who is not of the case, is one of those who may bear a name together with its people.
    The words of an agency that is not protected itself are borne too, unless they are words of a protected name: a
    school that has the town's name is not given away by the council that has it.
    """
    own = tuple(person.name for person in case.people)
    others = (item.value for item in case.protections if item.of == OTHER_CHILDREN)
    return surnames(own).union(_of_agencies(case), *(surnames((*own, other)) for other in others))


def _of_agencies(case: Case) -> frozenset[str]:
    kept = [frozenset(split(item.value)) for item in case.protections]
    names = {word for item in case.protections if item.kind is ProtectedKind.NAME for word in split(item.value)}
    agencies = {frozenset(split(person.agency)) for person in case.people if person.agency}
    # A longer or shorter writing of what is protected is the protected place itself.
    others = (agency for agency in agencies if not any(agency <= value or value <= agency for value in kept))
    return frozenset().union(*others) - names


@dataclass(frozen=True, kw_only=True, slots=True)
class _Eye:
    """A reader, with what the case says of them once for all items."""

    reader: Person
    meeting: Meeting
    #: Whether they were asked to leave for a part of the meeting.
    excluded: bool
    #: Whether they need a decision for every free text.
    guarded: bool
    #: Whether they are not around every child of the meeting: then they need one for what is about all of them.
    apart: bool
    #: Of whom they must not learn.
    unknown: frozenset[str]


def _because(item: Item, eye: _Eye) -> str | None:
    """The reason that people, marks or the lack of marks give; None when the reader may see the item."""
    reader = eye.reader.id
    if item.about in eye.unknown:
        return f"{reader} must not learn of {item.about}"
    if item.owners and eye.unknown.issuperset(item.owners):
        # Even "a professional, weekly" tells that somebody is not listed.
        return f"done by somebody {reader} must not know of"
    if item.inside and (eye.reader.side is not Side.PROFESSIONAL or eye.excluded):
        # One who was asked to leave is not told of another: what was talked of without them is mostly the same.
        return "only professionals who stayed read who was asked to leave"
    if not all(marks.admit(reader) for marks in (item.outer, *item.marks)):
        return f"marked as not for {reader}"
    if (eye.guarded and _undecided(item, reader)) or (eye.apart and _shared(item, reader, eye.meeting)):
        return f"nothing says whether {reader} may read it"
    return None


def _of_all_children(item: Item) -> bool:
    """Whether a text of notes about several children speaks of all of them, and not of one child's plan alone."""
    return item.at[:1] not in {("children",), ("needs",), ("progress",)}


def _undecided(item: Item, reader: str) -> bool:
    return item.free and _unsaid(item, reader)


def _unsaid(item: Item, reader: str) -> bool:
    decided = reader in item.outer.not_for or any(marks.decided_for(reader) for marks in item.marks)
    return item.by != reader and not decided


def _shared(item: Item, reader: str, meeting: Meeting) -> bool:
    """Whether nobody decided on a text about all children for one who is not around each of them: free ones, and the
    short ones that are written once for all, but for what is said of the reader."""
    short = item.at in meeting.for_all_children and item.about != reader and _unsaid(item, reader)
    return short or (_of_all_children(item) and _undecided(item, reader))


def _told(ids: tuple[str, ...]) -> str | None:
    return f"it holds {in_words(ids)}" if ids else None
