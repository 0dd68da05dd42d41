"""What a meeting decided, who agreed, when it meets again, and who gets copies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cin_docs.capture.found import Found
from cin_docs.capture.names import listed, marks, people, person
from cin_docs.capture.notes_format import ANSWERS, AgreedForm, CorrectionForm, LongerForm, NextForm
from cin_docs.capture.values import clock, day
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Agreement, Answer, Correction, Extension, NextMeeting


def agreements(forms: Mapping[str, AgreedForm], at: Path, case: Case, found: Found) -> tuple[Agreement, ...]:
    """What each person said to the plan."""
    made = (_agreement(word, form, (*at, word), case, found) for word, form in forms.items())
    return tuple(item for item in made if item is not None)


def _agreement(word: str, form: AgreedForm, at: Path, case: Case, found: Found) -> Agreement | None:
    who = person(word, at, case, found)
    said = {word: getattr(form, word.replace(" ", "_")) for word in ANSWERS}
    chosen = [word for word, note in said.items() if note is not None]
    if len(chosen) != 1:
        found.blocks("one-answer", at, "One answer is needed here.", f"Write one of {listed(ANSWERS)}.")
    if who is None or len(chosen) != 1:
        return None
    answer, note = Answer(chosen[0]), (said[chosen[0]] or "").strip().removeprefix("because ")
    on = day(note, at, found) if answer is Answer.LATER else None
    return Agreement(person=who, answer=answer, note=note or None if on is None else None, on=on)


def next_meeting(form: NextForm | None, at: Path, case: Case, found: Found) -> NextMeeting | None:
    """When and where people meet again; None when the file has no usable date for it."""
    on: date | None = day(form.date, (*at, "date"), found) if form else None
    if form is None:
        return None
    time = clock(form.time, (*at, "time"), found)
    chair = person(form.chair, (*at, "chair"), case, found) if form.chair else None
    return None if on is None else NextMeeting(on=on, time=time or None, place=form.place, chair=chair, at=at)


def extension(form: LongerForm | None, at: Path) -> Extension | None:
    """A recorded decision for a longer time between reviews."""
    return None if form is None else Extension(interval=form.interval, by=form.agreed_by, because=form.because, at=at)


def corrections(forms: list[CorrectionForm], at: Path, case: Case, found: Found) -> tuple[Correction, ...]:
    """Corrections to earlier minutes, with those who do not agree."""
    made = (_correction(form, (*at, n), case, found) for n, form in enumerate(forms))
    return tuple(item for item in made if item is not None)


def _correction(form: CorrectionForm, at: Path, case: Case, found: Found) -> Correction | None:
    on = day(form.meeting, (*at, "meeting"), found)
    disputed = people(form.disputed_by, (*at, "disputed by"), case, found)
    seen_by = marks(form.for_, form.not_for, at, case, found)
    if on is None:
        return None
    return Correction(meeting=on, text=form.text.strip(), disputed_by=disputed, marks=seen_by, at=at)
