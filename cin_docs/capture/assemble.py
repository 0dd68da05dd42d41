"""A meeting put together from the parts of its notes file, one stage after the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from cin_docs.capture import outcomes
from cin_docs.capture.actions import needs, progress
from cin_docs.capture.found import Found
from cin_docs.capture.kinds import decision, held
from cin_docs.capture.names import people, people_with_words, person
from cin_docs.capture.node import Node
from cin_docs.capture.notes_format import ChildForm, NotesForm, PlanForm
from cin_docs.capture.sections import sections
from cin_docs.capture.values import clock, day, yes
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Held, Kind, Meeting

#: Keys without which the minutes of a meeting that took place cannot be written.
NEEDED_WHEN_HELD = (("time", '"14:00"'), ("place", "Brook House"), ("purpose", "Check the plan."), ("present", "[mum]"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What lies on the table while one child's meeting is put together."""

    form: NotesForm = field(repr=False)
    #: The child's own part of a file about several children.
    child: ChildForm | None = field(repr=False)
    case: Case
    #: Whether the file lies with another case, and this is a sibling.
    sibling: bool
    previous: Meeting | None
    #: Ids of actions older than `previous`.
    used: frozenset[str]
    tree: Node = field(repr=False)
    found: Found

    def part(self, key: str) -> tuple[PlanForm, Path]:
        """The part of the file that speaks of `key` for this child, and the way there."""
        if self.child is not None and key.replace(" ", "_") in self.child.model_fields_set:
            return self.child, ("children", self.case.ref, key)
        return self.form, (key,)

    def own(self, key: str) -> tuple[PlanForm, Path]:
        """Like `part`, but a sibling takes nothing from the file's shared part."""
        form, at = self.part(key)
        return (ChildForm(), ("children", self.case.ref)) if self.sibling and form is self.form else (form, at)


def meeting(desk: Desk, on: date, what: tuple[Kind, int], siblings: tuple[str, ...]) -> Meeting:
    """The whole meeting. Appends to the desk's findings what is wrong on the way."""
    form, case, found = desk.form, desk.case, desk.found
    took_place = held(form.held, ("held",), found)
    counts = yes(form.counts, ("counts",), found)
    begun = Meeting(
        case=case.ref,
        kind=what[0],
        number=what[1],
        on=on,
        time=clock(form.time, ("time",), found),
        place=form.place or "",
        held=took_place,
        reason=form.reason,
        without_family=form.without_family,
        counts=took_place is Held.HELD if counts is None else counts,
        chair=person(form.chair, ("chair",), case, found) if form.chair else None,
        minute_taker=person(form.minutes_by, ("minutes by",), case, found) or "",
        purpose=(form.purpose or "").strip(),
        siblings=siblings,
        hold=form.hold,
    )
    _complete(begun, form, found)
    return _decided(_planned(_attended(begun, desk), desk), desk)


def _complete(meeting: Meeting, form: NotesForm, found: Found) -> None:
    """What a file of this kind must hold besides the keys that every file has."""
    if meeting.held is Held.HELD:
        for key, example in NEEDED_WHEN_HELD:
            if key not in form.model_fields_set:
                remedy = f"Write `{key}: {example}` with what is right; or say that it was `held: not held`."
                found.blocks("missing-key", (key,), f"`{key}` is missing from this file.", remedy)
    elif not meeting.reason:
        found.blocks(
            "reason-missing",
            ("held",),
            f"A meeting that was {meeting.held.value} needs a reason.",
            "Write `reason:` and why, in a sentence.",
        )
    if meeting.kind is Kind.EXTRAORDINARY and meeting.held is Held.HELD and not meeting.reason:
        found.blocks(
            "reason-missing",
            ("meeting",),
            "A meeting between reviews needs a reason.",
            "Write `reason:` and why it was called, in a sentence.",
        )


def _attended(meeting: Meeting, desk: Desk) -> Meeting:
    form, case, found = desk.form, desk.case, desk.found
    return replace(
        meeting,
        present=people(form.present, ("present",), case, found),
        apologies=people_with_words(form.apologies, ("apologies",), case, found),
        absent=people_with_words(form.absent, ("absent",), case, found),
        reports=people_with_words(form.reports, ("reports",), case, found),
        part_only=people_with_words(form.part_only, ("part only",), case, found),
        invited_on=day(form.invited, ("invited",), found) if form.invited else None,
        prepared=people_with_words(form.prepared, ("prepared",), case, found),
    )


def _planned(meeting: Meeting, desk: Desk) -> Meeting:
    case, found = desk.case, desk.found
    stands, at_progress = desk.own("progress")
    plan, at_needs = desk.own("needs")
    texts = sections(desk.form, (), desk.tree, case, found)
    if desk.child is not None:
        texts += sections(desk.child, ("children", case.ref), desk.tree, case, found)
    visits, at_visits = desk.part("visits")
    worse, _ = desk.part("if things get worse")
    del at_visits
    return replace(
        meeting,
        progress=progress(stands.progress, at_progress, case, desk.previous, found)
        if meeting.held is Held.HELD
        else (),
        needs=needs(plan.needs, at_needs, case, desk.previous, desk.used, found),
        sections=texts,
        visits=visits.visits.how_often if visits.visits else None,
        visits_because=visits.visits.because if visits.visits else None,
        contingency=worse.if_things_get_worse,
    )


def _decided(meeting: Meeting, desk: Desk) -> Meeting:
    case, found = desk.case, desk.found
    decided, at_decision = desk.part("decision")
    because, _ = desk.part("because")
    disagreed, at_disagreed = desk.part("disagreed")
    agreed, at_agreed = desk.part("agreed")
    following, at_next = desk.part("next")
    longer, at_longer = desk.part("review every")
    ends, at_ends = desk.part("ends")
    step_down, _ = desk.part("step down")
    wrong, at_wrong = desk.part("corrections")
    decided_meeting = replace(
        meeting,
        decision=decision(decided.decision, at_decision, found),
        because=because.because,
        dissent=people_with_words(disagreed.disagreed, at_disagreed, case, found),
        agreed=outcomes.agreements(agreed.agreed, at_agreed, case, found),
        next=outcomes.next_meeting(following.next, at_next, case, found),
        extension=outcomes.extension(longer.review_every, at_longer),
        ends=day(ends.ends, at_ends, found) if ends.ends else None,
        step_down=step_down.step_down,
        corrections=outcomes.corrections(wrong.corrections, at_wrong, case, found),
    )
    return _sent(decided_meeting, desk)


def _sent(meeting: Meeting, desk: Desk) -> Meeting:
    case, found = desk.case, desk.found
    about, at_assessment = desk.part("assessment")
    copies, at_copies = desk.part("copies")
    assessment, list_ = about.assessment, copies.copies
    updated = day(assessment.updated, (*at_assessment, "updated"), found) if assessment and assessment.updated else None
    return replace(
        meeting,
        assessment_updated=updated,
        assessment_asked=assessment.asked if assessment else None,
        no_copy=people_with_words(list_.not_to, (*at_copies, "not to"), case, found) if list_ else {},
        also_copy=people(list_.also_to, (*at_copies, "also to"), case, found) if list_ else (),
    )
