"""A meeting put together from the parts of its notes file, one stage after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cin_docs.capture import outcomes
from cin_docs.capture.actions import needs, progress
from cin_docs.capture.attendance import attended, before_birth, offices
from cin_docs.capture.desk import Desk
from cin_docs.capture.kinds import decision, held
from cin_docs.capture.marked import marks_of, said, said_by
from cin_docs.capture.names import people, people_with_words, person
from cin_docs.capture.sections import sections
from cin_docs.capture.values import clock, day, yes
from cin_docs.model.meeting import Held, Kind, Meeting

#: Keys without which the minutes of a meeting that took place cannot be written.
NEEDED_WHEN_HELD = (("time", '"14:00"'), ("place", "Brook House"), ("purpose", "Check the plan."), ("present", "[mum]"))


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
        place=said(form.place) or "",
        held=took_place,
        reason=said(form.reason),
        without_family=said(form.without_family),
        counts=took_place is Held.HELD if counts is None else counts,
        chair=person(form.chair, ("chair",), case, found) if form.chair else None,
        minute_taker=person(form.minutes_by, ("minutes by",), case, found) or "",
        purpose=(said(form.purpose) or "").strip(),
        siblings=siblings,
        hold=form.hold,
    )
    _complete(begun, desk)
    whole = _decided(_planned(attended(begun, desk), desk), desk)
    before_birth(whole, desk)
    offices(whole, desk)
    return whole


def _complete(meeting: Meeting, desk: Desk) -> None:
    """What a file of this kind must hold besides the keys that every file has."""
    form, found = desk.form, desk.found
    if meeting.held is Held.HELD:
        for key, example in NEEDED_WHEN_HELD:
            if key not in form.model_fields_set:
                remedy = f"Write `{key}: {example}` with what is right; or say that it was `held: not held`."
                empty = desk.tree.step(key) is not None
                said_so = f"`{key}` is empty." if empty else f"`{key}` is missing from this file."
                found.blocks("missing-key", (key,), said_so, remedy)
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
        contingency=said(worse.if_things_get_worse),
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
        because=said(because.because),
        dissent=people_with_words(said_by(disagreed.disagreed), at_disagreed, case, found),
        agreed=outcomes.agreements(agreed.agreed, at_agreed, case, found),
        next=outcomes.next_meeting(following.next, at_next, case, found),
        extension=outcomes.extension(longer.review_every, at_longer),
        ends=day(ends.ends, at_ends, found) if ends.ends else None,
        step_down=said(step_down.step_down),
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
        marks=marks_of(desk),
        also_copy=people(list_.also_to, (*at_copies, "also to"), case, found) if list_ else (),
    )
