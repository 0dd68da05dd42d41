"""A slip in a meeting's date or number is put right before anything was submitted: what was owed moves with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cin_docs import pipeline, resources
from cin_docs.cli.desk import desk_of, open_home
from cin_docs.cli.homemaking import place_home
from cin_docs.model.record import Moment

CASE = "MAR-2041"
REVIEW_3 = f"{CASE}/2026-10-08-review-3"
NOW = Moment(actor="sam", on=date(2026, 10, 12), at=datetime(2026, 10, 12, 13, tzinfo=UTC))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    sample = resources.config() / "sample" / "eastmere"
    files = {str(path.relative_to(sample)): path.read_bytes() for path in sorted(sample.rglob("*.yaml"))}
    place_home(tmp_path / "home", files)
    return tmp_path / "home"


@pytest.fixture
def notes(home: Path) -> Path:
    return home / "cases" / CASE / "2026-10-08-review-3.yaml"


@pytest.fixture
def desk(home):
    with desk_of(open_home(home), "sam") as opened:
        yield opened


def know(desk, moment=NOW):
    return pipeline.know(desk.home, desk.ledger, moment)


def excuses(desk, meeting: str) -> set[str | None]:
    return {one.excused_because for one in desk.ledger.obligations(meeting=meeting)}


def written(desk) -> set[str]:
    """The meetings whose notes somebody is waited for."""
    _, waiting = pipeline.due(desk.home, desk.ledger, NOW.on)
    return {row.meeting for row in waiting}


def change(notes: Path, *pairs: tuple[str, str]) -> None:
    text = notes.read_text("utf-8")
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    notes.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "instead", "says"),
    [
        ("date: 2026-10-08", "date: 2026-10-07", f"{CASE}/2026-10-07-review-3", "review-3 on 7 October 2026"),
        ("meeting: review 3", "meeting: review 4", f"{CASE}/2026-10-08-review-4", "review-4 on 8 October 2026"),
        (
            "meeting: review 3",
            "meeting: extraordinary",
            f"{CASE}/2026-10-08-extraordinary",
            "extraordinary on 8 October 2026",
        ),
    ],
)
def test_the_meeting_that_never_was_is_excused_and_nobody_is_asked_for_its_notes(desk, notes, old, new, instead, says):
    assert REVIEW_3 in know(desk).opened
    assert REVIEW_3 in written(desk)
    change(notes, (old, new))
    done = know(desk)
    assert (done.opened, done.replaced) == ((instead,), (REVIEW_3,))
    assert all(because is not None for because in excuses(desk, REVIEW_3))
    assert f"The notes now say that this meeting was {says}." in excuses(desk, REVIEW_3)
    assert None in excuses(desk, instead)
    assert REVIEW_3 not in written(desk)
    assert instead in written(desk)
    due, _ = pipeline.due(desk.home, desk.ledger, NOW.on)
    assert {one.meeting for one in due if one.case == CASE and one.meeting} >= {instead}
    assert REVIEW_3 not in {one.meeting for one in due}
    assert desk.ledger.verify() == ()


def test_it_is_said_once(desk, notes):
    know(desk)
    change(notes, ("date: 2026-10-08", "date: 2026-10-07"))
    know(desk)
    before = len(desk.ledger.events())
    again = know(desk)
    assert (again.opened, again.replaced) == ((), ())
    assert len(desk.ledger.events()) == before


def test_corrected_back_again_it_is_owed_again(desk, notes):
    know(desk)
    first = excuses(desk, REVIEW_3)
    change(notes, ("date: 2026-10-08", "date: 2026-10-07"))
    know(desk)
    change(notes, ("date: 2026-10-07", "date: 2026-10-08"))
    done = know(desk)
    assert done.replaced == (f"{CASE}/2026-10-07-review-3",)
    assert excuses(desk, REVIEW_3) == first
    assert None not in excuses(desk, f"{CASE}/2026-10-07-review-3")
    assert desk.ledger.verify() == ()


def test_a_notes_file_that_vanished_excuses_nothing(desk, notes):
    know(desk)
    before = excuses(desk, REVIEW_3)
    notes.unlink()
    assert know(desk).replaced == ()
    assert excuses(desk, REVIEW_3) == before
    assert REVIEW_3 in written(desk)


@pytest.mark.parametrize("text", ["a\tb: [", "meeting: review 3\ndate: 2026-02-30\n"])
def test_notes_that_cannot_be_read_for_a_while_excuse_nothing(desk, notes, text):
    """Another file tells of the same review, and the one that may tell of this meeting is being written just now."""
    know(desk)
    kept = notes.read_text("utf-8")
    notes.with_name("2026-10-07-review-3.yaml").write_text(kept.replace("2026-10-08", "2026-10-07", 1), "utf-8")
    notes.write_text(text, "utf-8")
    assert know(desk).replaced == ()
    notes.write_text(kept, "utf-8")
    assert know(desk).replaced == ()


def test_a_meeting_still_to_come_is_no_correction(desk, notes):
    know(desk)
    change(notes, ("date: 2026-10-08", "date: 2026-11-08"))
    assert know(desk).replaced == ()
    later = replace(NOW, on=date(2026, 11, 9), at=datetime(2026, 11, 9, 13, tzinfo=UTC))
    assert know(desk, later).replaced == (REVIEW_3,)


def test_two_meetings_of_a_kind_that_comes_again_are_two_meetings(desk, notes):
    """Extraordinary meetings have no number: the notes of one being gone says nothing about the other."""
    change(notes, ("meeting: review 3", "meeting: extraordinary"))
    second = notes.with_name("2026-10-12-extraordinary.yaml")
    second.write_text(notes.read_text("utf-8").replace("2026-10-08", "2026-10-12", 1), "utf-8")
    first = f"{CASE}/2026-10-08-extraordinary"
    assert first in know(desk).opened
    notes.unlink()
    assert know(desk).replaced == ()
    assert None in excuses(desk, first)


def test_what_was_submitted_is_never_excused_by_a_correction(desk, notes):
    know(desk)
    checkup = pipeline.check(desk.home, notes, today=NOW.on)
    made = pipeline.submit(
        desk.home, checkup, ledger=desk.ledger, store=desk.store, key=desk.key, moment=replace(NOW, actor="priya")
    )
    assert not isinstance(made, tuple), made
    change(notes, ("date: 2026-10-08", "date: 2026-10-07"))
    assert know(desk).replaced == ()
    assert None in excuses(desk, REVIEW_3)


def test_the_right_day_is_submitted_as_usual_after_the_correction(desk, notes):
    know(desk)
    change(notes, ("date: 2026-10-08", "date: 2026-10-07"))
    know(desk)
    checkup = pipeline.check(desk.home, notes, today=NOW.on)
    made = pipeline.submit(
        desk.home, checkup, ledger=desk.ledger, store=desk.store, key=desk.key, moment=replace(NOW, actor="priya")
    )
    assert not isinstance(made, tuple), made
    assert {one.meeting for one in desk.ledger.dispatches()} == {f"{CASE}/2026-10-07-review-3"}
    report = pipeline.timeliness(desk.home, desk.ledger, NOW.on)
    lines = [line for series in report.series for line in series.lines if line.obligation.meeting == REVIEW_3]
    assert {line.standing.value for line in lines} == {"excused"}
