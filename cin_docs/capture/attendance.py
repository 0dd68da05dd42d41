"""Who came to a meeting, who did not and why, and who was asked to leave for a part."""

from __future__ import annotations

from dataclasses import replace

from cin_docs.capture.contradictions import hidden_name
from cin_docs.capture.desk import Desk
from cin_docs.capture.marked import said_by
from cin_docs.capture.names import people, people_with_words
from cin_docs.capture.values import day
from cin_docs.model.case import unborn
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Side


def attended(meeting: Meeting, desk: Desk) -> Meeting:
    """The meeting with everybody it names. Appends to the desk's findings what cannot be."""
    form, case, found = desk.form, desk.case, desk.found
    whole = replace(
        meeting,
        present=people(form.present, ("present",), case, found),
        apologies=people_with_words(said_by(form.apologies), ("apologies",), case, found),
        absent=people_with_words(said_by(form.absent), ("absent",), case, found),
        reports=people_with_words(said_by(form.reports), ("reports",), case, found),
        part_only=people_with_words(said_by(form.part_only), ("part only",), case, found),
        excluded=people_with_words(said_by(form.excluded), ("excluded",), case, found),
        invited_on=day(form.invited, ("invited",), found) if form.invited else None,
        prepared=people_with_words(said_by(form.prepared), ("prepared",), case, found),
    )
    _left(whole, desk)
    return whole


def _left(meeting: Meeting, desk: Desk) -> None:
    """Whoever was asked to leave was there before; and what they did not hear is said."""
    for word, part in desk.form.excluded.items():
        if not part.text.strip():
            desk.found.blocks(
                "reason-missing",
                ("excluded", word),
                f"Nothing says for which part `{word}` was asked to leave.",
                f"Write `excluded: {{{word}: the talk about housing}}` with what is right.",
            )
    for id in meeting.excluded:
        if id not in meeting.present and id not in meeting.part_only:
            desk.found.blocks(
                "excluded-not-there",
                ("excluded", id),
                f"`{id}` was asked to leave for a part, and is not among those who were there.",
                f"Add `{id}` to `present`, or take them out of `excluded`.",
            )


def before_birth(meeting: Meeting, desk: Desk) -> None:
    """Findings where a child who is not born on the day of the meeting was there, said or agreed to something."""
    child = desk.case.child
    if not unborn(child, meeting.on):
        return
    ways: list[Path] = [("present",)] * (child.id in meeting.present)
    ways += [one.at for one in meeting.sections if one.by == child.id]
    ways += [("agreed", child.id) for said in meeting.agreed if said.person == child.id]
    for way in ways:
        desk.found.blocks(
            "unborn-child",
            way,
            "A child who is not born yet is at no meeting, and says and agrees to nothing.",
            "Take the child out here; write it under whoever said it.",
        )


def offices(meeting: Meeting, desk: Desk) -> None:
    """Findings on who took the minutes and had the chair: who may not read them all, or must not be named in them."""
    found = desk.found
    _may_write(meeting.minute_taker, desk)
    hidden_name(meeting.minute_taker, "took the minutes", desk.case, found, ("minutes by",))
    if meeting.chair is not None:
        hidden_name(meeting.chair, "was in the chair", desk.case, found, ("chair",))
        if meeting.chair in _kept_away(desk):
            found.advice(
                "kept-from-chair",
                ("chair",),
                f"Something is kept from `{meeting.chair}`, who was in the chair and heard what was said.",
                "See that nothing was said there that must not reach them; next time let somebody else take the chair.",
            )


def _may_write(id: str, desk: Desk) -> None:
    """Whoever writes the notes reads all of them, and the case file on the way."""
    if id in _kept_away(desk):
        desk.found.blocks(
            "kept-from-minute-taker",
            ("minutes by",),
            f"Something is kept from `{id}`, who would have written it down.",
            "Write who did take the minutes; whoever something is kept from cannot.",
        )
    elif id and desk.case.person(id).side is not Side.PROFESSIONAL:
        desk.found.advice(
            "family-took-minutes",
            ("minutes by",),
            f"`{id}` is of the family, and whoever takes the minutes reads everybody's words before they are marked.",
            "Write who did take the minutes, if it was somebody else.",
        )


def _kept_away(desk: Desk) -> frozenset[str]:
    """Ids of those from whom a value or a person of the case is kept."""
    return desk.case.kept_away.union(*(who.unknown_to - {who.id} for who in desk.case.people))
