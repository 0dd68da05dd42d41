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
    """Advice where chair or minute taker is somebody whose name a reader must not learn."""
    found = desk.found
    hidden_name(meeting.minute_taker, "took the minutes", desk.case, found, ("minutes by",))
    if meeting.chair is not None:
        hidden_name(meeting.chair, "was in the chair", desk.case, found, ("chair",))
