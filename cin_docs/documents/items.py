"""Everything of a meeting that somebody may or may not see, one item at a time.

Views and findings both read this list, so what is withheld and what is said to be withheld cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from cin_docs.documents import printed
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Marks, Meeting, Need, Section, SectionKind
from cin_docs.procedure import timescale

#: Names an item of one meeting: ``("action", "a1")``.
Key: TypeAlias = tuple[str, ...]


_UNMARKED = Marks()
#: Keys of the notes that are no noun.
_CALLED = {
    "because": "the reason for the decision",
    "if things get worse": "what to do if things get worse",
    "review every": "the longer interval",
    "without family": "why the family was not there",
}
#: What says that there is nothing: it asks for no decision on who may read it.
_NOTHING = frozenset({"none", "nothing", "nothing new", "no", "n/a", "not applicable", "none known", "none raised"})
_WHAT = {kind: f"the {kind.value}" for kind in SectionKind} | {SectionKind.CHANGED: "what changed"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Something that is printed as a whole or not at all."""

    key: Key
    #: What it is, in words that hold nothing of its content: "the action a1".
    what: str
    #: Everything of it that would be printed.
    texts: tuple[str, ...] = field(repr=False)
    marks: tuple[Marks, ...] = ()
    #: Marks of what it stands in: they keep it from people and decide nothing, because a need is carried from plan
    #: to plan and what is said about it is new each time.
    outer: Marks = field(default_factory=Marks)
    #: Whether it is free text that needs a decision for everybody something is protected from.
    free: bool = False
    #: Whose own words it holds; that person always sees them.
    by: str | None = None
    #: Whose row, words or doings it is: nobody sees it who must not learn of that person.
    about: str | None = None
    #: Who does it: nobody sees it who must not learn of any of them.
    owners: tuple[str, ...] = ()
    #: Whether only professionals ever see it.
    inside: bool = False
    #: Whether it was written in the notes, and not taken from the case file.
    noted: bool = True
    at: Path = ()


def items(meeting: Meeting, case: Case) -> Iterator[Item]:
    """Every item of a meeting, in the order of the notes."""
    yield from _people(case)
    yield from _heading(meeting, case)
    yield from _notes_on_people(meeting, case)
    yield from _progress(meeting)
    for need in meeting.needs:
        yield from _need(need, meeting)
    yield from (_section(section, _WHAT[section.kind]) for section in meeting.sections)
    yield from _outcome(meeting)
    yield from _answers(meeting, case)
    yield from _corrections(meeting)


def _marks(meeting: Meeting, *at: str) -> tuple[Marks, ...]:
    """The marks of a short text, which has none of its own, by its way in the notes."""
    return (meeting.marks.get(at, Marks()),)


def _people(case: Case) -> Iterator[Item]:
    for who in case.people:
        services = tuple(f"{service.what} {service.when}" for service in who.services)
        texts = (who.name, who.role, who.agency or "", *services)
        what = f"the entry of {who.id}"
        yield Item(key=("person", who.id), what=what, texts=texts, noted=False, about=who.id, at=who.at)
    days = {"date of birth": case.child.born, "expected": case.child.expected}
    for name, day in days.items():
        if day is not None:
            yield Item(key=(name,), what=f"the {name}", texts=(printed.day(day),), noted=False, at=("child",))


def _heading(meeting: Meeting, case: Case) -> Iterator[Item]:
    plain = {
        "place": meeting.place,
        "purpose": meeting.purpose,
        "reason": meeting.reason,
        "without family": meeting.without_family,
    }
    yield from (_plain(meeting, name, text) for name, text in plain.items() if text)
    for name, id in (("chair", meeting.chair), ("minutes by", meeting.minute_taker)):
        if id is not None and case.knows(id):
            label = printed.person(case.person(id))
            yield Item(key=(name,), what=f"the {name}", texts=(label,), about=id, at=(name,))


def _plain(meeting: Meeting, name: str, *texts: str) -> Item:
    what = _CALLED.get(name, f"the {name}")
    return Item(key=(name,), what=what, texts=texts, marks=_marks(meeting, name), at=(name,))


def _notes_on_people(meeting: Meeting, case: Case) -> Iterator[Item]:
    lists: dict[str, Mapping[str, str]] = {
        "apologies": meeting.apologies,
        "absent": meeting.absent,
        "reports": meeting.reports,
        "part only": meeting.part_only,
        "excluded": meeting.excluded,
        "prepared": meeting.prepared,
    }
    for name, texts in lists.items():
        for id, text in texts.items():
            yield Item(
                key=(name, id),
                what=f"that {id} was asked to leave" if name == "excluded" else f"{name}: {id}",
                texts=(printed.person(case.person(id)), text),
                marks=_marks(meeting, name, id),
                about=id,
                # Whoever was asked to leave the room would learn from it what was talked of without them.
                inside=name == "excluded",
                at=(name, id),
            )


def _progress(meeting: Meeting) -> Iterator[Item]:
    needs = {need.id: need.marks for need in meeting.needs}
    for item in meeting.progress:
        # Who does it is not among the texts: a hidden name is not printed there.
        texts = (item.action.what, printed.agreed_when(item, meeting), item.note or "")
        what = f"the progress of {item.action.id}"
        # What is kept from somebody about a need is kept about its actions of the last plan too.
        marks = (item.marks, item.action.marks, needs.get(item.need or "", Marks()))
        owners = item.action.owners
        yield Item(key=("progress", item.action.id), what=what, texts=texts, marks=marks, owners=owners, at=item.at)


def _need(need: Need, meeting: Meeting) -> Iterator[Item]:
    texts = (need.need, need.why, need.outcome, need.review or "")
    yield Item(key=("need", need.id), what=f"the need {need.id}", texts=texts, marks=(need.marks,), at=need.at)
    for action in need.actions:
        yield Item(
            key=("action", action.id),
            what=f"the action {action.id}",
            texts=(action.what, timescale.printed(action, meeting)),
            marks=(need.marks, action.marks),
            owners=action.owners,
            at=action.at,
        )
    if need.discussion is not None:
        yield _section(need.discussion, f"the discussion of {need.id}", need.marks)


def _section(section: Section, what: str, outer: Marks = _UNMARKED) -> Item:
    own = section.kind is SectionKind.VIEWS or section.kind is SectionKind.INFORMATION
    return Item(
        key=("section", section.id),
        what=f"{what} of {section.by}" if section.by else what,
        texts=(section.text,),
        marks=(section.marks,),
        outer=outer,
        free=not (section.by is None and section.text.strip(" .").casefold() in _NOTHING),
        by=section.by if own else None,
        about=section.by,
        at=section.at,
    )


def _outcome(meeting: Meeting) -> Iterator[Item]:
    plain = {
        "visits": (meeting.visits, meeting.visits_because),
        "if things get worse": (meeting.contingency,),
        "because": (meeting.because,),
        "step down": (meeting.step_down,),
        "assessment": (meeting.assessment_asked,),
    }
    for name, texts in plain.items():
        if any(texts):
            yield _plain(meeting, name, *(text for text in texts if text))
    if meeting.extension is not None:
        extension = meeting.extension
        yield _plain(meeting, "review every", extension.interval, extension.by, extension.because)
    if meeting.next is not None and meeting.next.place:
        yield Item(
            key=("next", "place"),
            what="the next meeting's place",
            texts=(meeting.next.place,),
            marks=_marks(meeting, "next"),
            at=("next",),
        )


def _answers(meeting: Meeting, case: Case) -> Iterator[Item]:
    for id, text in meeting.dissent.items():
        yield _words_of(meeting, id, ("disagreed", id), text, at=("disagreed", id))
    for said in meeting.agreed:
        id, at = said.person, ("agreed", said.person)
        yield Item(
            key=at,
            what=f"the answer of {id}",
            texts=(printed.person(case.person(id)),),
            marks=_marks(meeting, *at),
            about=id,
            at=at,
        )
        if said.note:
            yield _words_of(meeting, id, ("agreed note", id), said.note, at=at)


def _words_of(meeting: Meeting, id: str, key: Key, text: str, at: tuple[str, str]) -> Item:
    """What a person said of the plan: kept from those who need a decision, until a mark decides."""
    marks = _marks(meeting, *at)
    return Item(key=key, what=f"the words of {id}", texts=(text,), marks=marks, free=True, by=id, about=id, at=at)


def _corrections(meeting: Meeting) -> Iterator[Item]:
    for number, item in enumerate(meeting.corrections):
        key = ("correction", str(number))
        yield Item(key=key, what=f"correction {number + 1}", texts=(item.text,), marks=(item.marks,), at=item.at)
