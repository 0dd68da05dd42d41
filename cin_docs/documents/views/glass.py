"""A meeting seen through one reader's glass: what is withheld from them is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cin_docs.documents import printed
from cin_docs.documents.audience import unknown_to, withheld
from cin_docs.documents.items import Key
from cin_docs.documents.views.parts import ActionRow, Fact, Head, NeedRow, PersonRow, ProgressRow, Said
from cin_docs.model.case import Case
from cin_docs.model.meeting import Action, Meeting, Need, Progress, SectionKind
from cin_docs.model.person import Person, Side
from cin_docs.model.standard import Standard
from cin_docs.procedure import timescale

#: What stands for a person whose entry is hidden. Never a role: "SENCO" tells that somebody of a school is not listed.
_NAMELESS = {Side.CHILD: "the child", Side.FAMILY: "a family member", Side.PROFESSIONAL: "a professional"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Glass:
    """A meeting, its case and its standard, with the keys of what this reader may not see."""

    meeting: Meeting
    case: Case
    standard: Standard
    hidden: frozenset[Key]
    #: Ids of the people of whom this reader must not learn: not even that there is somebody.
    unknown: frozenset[str]

    def shows(self, *key: str) -> bool:
        """Whether the item with this key is there for the reader."""
        return key not in self.hidden

    def text(self, name: str, text: str | None) -> str:
        """A short text of the meeting by its key in the notes; empty when there is none to see."""
        return text if text and self.shows(name) else ""


def glass(meeting: Meeting, case: Case, reader: Person, standard: Standard) -> Glass:
    """The glass of `reader`. Of the reader only what is hidden from them goes into it."""
    hidden = frozenset(item.key for item in withheld(meeting, case, reader))
    unknown = unknown_to(case, reader.id)
    return Glass(meeting=meeting, case=case, standard=standard, hidden=hidden, unknown=unknown)


def label(seen: Glass, id: str | None) -> str:
    """A person's name and role, or nothing when the reader may not see the person's entry."""
    if id is None or not seen.case.knows(id) or not seen.shows("person", id):
        return ""
    return printed.person(seen.case.person(id))


def credit(seen: Glass, id: str | None) -> str:
    """Who an action or a text is by; of somebody whose entry is hidden not even the role, which can be looked up.

    Of somebody of whom the reader must not learn, nothing: "a professional" stands for a hidden name alone.
    """
    if id is None or id in seen.unknown or not seen.case.knows(id):
        return ""
    return label(seen, id) or _NAMELESS[seen.case.person(id).side]


def credit_all(seen: Glass, ids: Iterable[str]) -> str:
    """Several people as `credit` names them; how many of them are hidden does not show."""
    return "; ".join(dict.fromkeys(filter(None, (credit(seen, id) for id in ids))))


def head(seen: Glass, title: str, more: Iterable[tuple[str, str]] = ()) -> Head:
    """The heading; `more` are the document's own facts. Facts without a value are left out."""
    meeting, child = seen.meeting, seen.case.child
    named = seen.shows("person", child.id)
    facts = (
        ("Child", child.name if named else ""),
        ("Date of birth", printed.day(child.born) if child.born and seen.shows("date of birth") else ""),
        ("Expected", printed.day(child.expected) if child.expected and seen.shows("expected") else ""),
        ("Lead practitioner", label(seen, seen.case.lead)),
        *more,
    )
    return Head(
        title=title,
        ref=seen.case.ref,
        child=child.name if named else "The child",
        meeting=printed.kind(meeting, seen.standard),
        on=printed.day(meeting.on),
        on_iso=meeting.on.isoformat(),
        held=_held(seen),
        facts=tuple(Fact(label=name, value=value) for name, value in facts if value),
    )


def _held(seen: Glass) -> str:
    said = (
        printed.held(seen.meeting.held) or "",
        seen.text("reason", seen.meeting.reason),
        seen.text("without family", seen.meeting.without_family),
    )
    return " ".join(text for text in said if text)


def needs(seen: Glass, *, discussed: bool) -> tuple[NeedRow, ...]:
    """The needs, numbered without gaps; with what was said about each for the minutes."""
    shown = [need for need in seen.meeting.needs if seen.shows("need", need.id)]
    return tuple(_need(seen, need, number, discussed=discussed) for number, need in enumerate(shown, start=1))


def _need(seen: Glass, need: Need, number: int, *, discussed: bool) -> NeedRow:
    discussion = need.discussion if discussed else None
    return NeedRow(
        number=str(number),
        need=need.need,
        why=need.why,
        outcome=need.outcome,
        review=need.review or "",
        discussion=discussion.text if discussion and seen.shows("section", discussion.id) else "",
        actions=_actions(seen, need, number),
    )


def other_actions(seen: Glass) -> tuple[ActionRow, ...]:
    """Actions of needs that are not in this plan, or not in this view: they are somebody's task all the same (P5, P13).

    A need that holds a protected value is left out as a whole; an action of it that holds none is not.
    """
    shown = {need.id for need in seen.meeting.needs if seen.shows("need", need.id)}
    carried = (item for item in seen.meeting.progress if item.need is None or item.need not in shown)
    new = (action for need in seen.meeting.needs if need.id not in shown for action in _new(seen, need))
    return _rows(seen, [*_still_open(seen, carried), *new], "")


def _actions(seen: Glass, need: Need, number: int) -> tuple[ActionRow, ...]:
    """What is still to be done for a need: open actions of the last plan, then the new ones."""
    carried = (item for item in seen.meeting.progress if item.need == need.id)
    return _rows(seen, [*_still_open(seen, carried), *_new(seen, need)], f"{number}.")


def _new(seen: Glass, need: Need) -> list[Action]:
    return [action for action in need.actions if seen.shows("action", action.id)]


def _still_open(seen: Glass, items: Iterable[Progress]) -> list[Action]:
    return [item.action for item in items if item.open and seen.shows("progress", item.action.id)]


def _rows(seen: Glass, actions: Iterable[Action], before: str) -> tuple[ActionRow, ...]:
    return tuple(
        ActionRow(
            number=f"{before}{place}",
            what=action.what,
            who=credit_all(seen, action.owners),
            when=timescale.printed(action, seen.meeting),
        )
        for place, action in enumerate(actions, start=1)
    )


def progress(seen: Glass) -> tuple[ProgressRow, ...]:
    """How the last plan's actions stand, numbered without gaps."""
    shown = [item for item in seen.meeting.progress if seen.shows("progress", item.action.id)]
    return tuple(
        ProgressRow(
            number=str(number),
            what=item.action.what,
            who=credit_all(seen, item.action.owners),
            when=printed.agreed_when(item, seen.meeting),
            status=printed.status(item.status),
            note=item.note or "",
        )
        for number, item in enumerate(shown, start=1)
    )


def discussions(seen: Glass) -> tuple[Said, ...]:
    """What was discussed outside the needs, and of needs that are not in this view: it is decided on by itself."""
    parts = (need.discussion for need in seen.meeting.needs if not seen.shows("need", need.id))
    loose = tuple(Said(who="", text=part.text) for part in parts if part and seen.shows("section", part.id))
    return loose + said(seen, SectionKind.DISCUSSION)


def said(seen: Glass, *kinds: SectionKind) -> tuple[Said, ...]:
    """Free-text sections of these kinds, in the order of the notes."""
    shown = (part for part in seen.meeting.sections if part.kind in kinds and seen.shows("section", part.id))
    return tuple(Said(who=_heading(seen, part.by), text=part.text) for part in shown)


def _heading(seen: Glass, id: str | None) -> str:
    who = credit(seen, id)
    return who.capitalize() if who in _NAMELESS.values() else who


def rows(seen: Glass, ids: Iterable[str], notes: Mapping[str, tuple[str, ...]] | None = None) -> tuple[PersonRow, ...]:
    """People by id with what their row says besides; a person whose entry is hidden has no row."""
    shown = (seen.case.person(id) for id in ids if seen.case.knows(id) and seen.shows("person", id))
    return tuple(
        PersonRow(name=who.name, role=who.role, agency=who.agency or "", notes=(notes or {}).get(who.id, ()))
        for who in shown
    )


def noted(seen: Glass, name: str, texts: Mapping[str, str]) -> tuple[PersonRow, ...]:
    """People of one of the meeting's lists, each with its text; a row that may not be seen is absent as a whole."""
    shown = {id: (text,) if text else () for id, text in texts.items() if seen.shows(name, id)}
    return rows(seen, shown, shown)


def dissent(seen: Glass) -> tuple[Said, ...]:
    """Who disagreed with the decision and why; a name without its words would show that something is missing."""
    shown = {id: text for id, text in seen.meeting.dissent.items() if seen.shows("disagreed", id)}
    return tuple(Said(who=name, text=text) for id, text in shown.items() if (name := label(seen, id)))


def next_meeting(seen: Glass) -> tuple[Fact, ...]:
    """When and where people meet again, as facts; empty when nobody said."""
    following = seen.meeting.next
    if following is None:
        return ()
    facts = (
        ("Date", printed.weekday(following.on)),
        ("Time", following.time or ""),
        ("Place", following.place if following.place and seen.shows("next", "place") else ""),
        ("Chair", label(seen, following.chair)),
    )
    return tuple(Fact(label=name, value=value) for name, value in facts if value)


def ending(seen: Glass) -> tuple[Fact, ...]:
    """What belongs to a decision: the end of the plan, a step-down, a longer interval, the assessment."""
    meeting, extension = seen.meeting, seen.meeting.extension
    updated = meeting.assessment_updated
    interval = f"{extension.interval}, decided by {extension.by}: {extension.because}" if extension else ""
    facts = (
        ("The plan ends on", printed.day(meeting.ends) if meeting.ends else ""),
        ("Step-down", seen.text("step down", meeting.step_down)),
        ("Time between reviews", seen.text("review every", interval)),
        ("Assessment updated on", printed.day(updated) if updated else ""),
        ("New assessment asked for", seen.text("assessment", meeting.assessment_asked)),
    )
    return tuple(Fact(label=name, value=value) for name, value in facts if value)
