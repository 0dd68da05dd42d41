"""What falls due, and what waits for whom since when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cin_docs.model.delivery import State
from cin_docs.model.document import DocumentKind
from cin_docs.model.obligation import DueDate, MeetingDue
from cin_docs.model.person import Channel
from cin_docs.procedure.calendar import working_calendar
from cin_docs.reports.due import falls_due, waiting
from cin_docs.reports.layout import table_text
from cin_docs.reports.tables import due_table, waiting_table
from cin_docs.reports.timeliness import timeliness
from cin_docs.testing.deliveries import MEETING, a_copy, a_dispatch, a_record, an_obligation

ENGLAND = working_calendar("ENG")
REVIEW = MeetingDue(
    case="MAR-2041", what="next review", due=DueDate(on=date(2026, 11, 20), because=("six weekly",), calendar="ENG")
)


def test_what_falls_due_stands_in_order_of_its_day_overdue_first():
    report = timeliness([an_obligation(), an_obligation("dad", due=None)], [], [], ENGLAND, date(2026, 11, 24))
    rows = falls_due(report, [REVIEW], ENGLAND, workers={"MAR-2041": "dana"})
    assert [(row.on.isoformat(), row.what, row.who, row.late_by, row.due_in) for row in rows] == [
        ("2026-11-20", "next review", "dana", 2, None),
        ("2026-11-26", "plan for mum", "dana", 0, 2),
    ]
    text = table_text(due_table(rows))
    assert "overdue by 2" in text
    assert "in 2 working days" in text


def test_what_was_provided_no_longer_falls_due():
    dispatch = a_dispatch(state=State.ACCEPTED, evidence_on=date(2026, 11, 23))
    report = timeliness([an_obligation()], [dispatch], [a_copy(dispatch)], ENGLAND, date(2026, 11, 24))
    assert falls_due(report, [], ENGLAND) == ()


def test_drafts_wait_for_approval_since_the_first_of_them_was_made():
    drafts = [
        a_dispatch(person, since=datetime(2026, 11, day, 9, tzinfo=UTC)) for person, day in (("mum", 21), ("dad", 20))
    ]
    (row,) = waiting([a_record()], drafts, [an_obligation(), an_obligation("dad")])
    assert (row.who, row.what, row.since, row.count) == (
        "dana",
        "copies for 2 people to be approved",
        date(2026, 11, 20),
        2,
    )
    assert row.due == date(2026, 11, 26)
    assert "copies for 2 people" in table_text(waiting_table([row]), width=120)


def the_approver(state: Any = State.DRAFT, **record: Any) -> str:
    (row,) = waiting([a_record(**record)], [a_dispatch("leo", state, owner="ines")], [])
    return row.who


@pytest.mark.parametrize("state", [State.DRAFT, State.HELD])
def test_what_only_an_approver_can_move_on_waits_for_one_and_not_for_who_carries_the_copy(state):
    """Leo's copy goes by hand through Ines: while it is a draft, there is nothing for her to do."""
    assert the_approver(state) == "dana"
    assert the_approver(State.TO_HAND) == "ines"


@pytest.mark.parametrize("hand", ["author", "submitted_by"])
def test_no_author_is_told_to_approve_what_they_wrote_or_submitted(hand):
    assert the_approver(**{hand: "dana"}) == "another approver"
    assert the_approver(**{hand: "dana"}, facts={"manager": "tom"}) == "tom"
    assert the_approver(**{hand: "dana"}, facts={"manager": "dana"}) == "another approver"
    assert the_approver(author="dana", submitted_by="tom", facts={"manager": "tom"}) == "another approver"
    assert the_approver(**{hand: "priya"}, facts={"manager": "tom"}) == "dana"


def test_each_state_waits_for_its_own_person_and_finished_ones_wait_for_nobody():
    states = {"mum": State.QUEUED, "dad": State.TO_HAND, "nurse": State.UNCERTAIN, "gran": State.ACCEPTED}
    dispatches = [
        a_dispatch(person, state, owner="tom" if person == "dad" else None) for person, state in states.items()
    ]
    rows = {row.who: row.what for row in waiting([a_record()], dispatches, [])}
    assert rows == {
        "cin send": "copies for 1 person to be sent",
        "tom": "copies for dad to be posted, handed over or read out",
        "dana": "copies for nurse to be found out: did it arrive?",
    }


def test_what_is_recorded_one_by_one_stands_with_its_dispatch():
    letters = [a_dispatch(person, State.TO_HAND, id=id) for person, id in (("dad", "D-1"), ("gran", "D-2"))]
    rows = waiting([a_record()], [*letters, a_dispatch(state=State.QUEUED)], [])
    assert sorted((row.dispatch or "", row.what.split(" to be ")[0]) for row in rows) == [
        ("", "copies for 1 person"),
        ("D-1", "copies for dad"),
        ("D-2", "copies for gran"),
    ]
    assert "D-2" in table_text(waiting_table(rows))


def test_notes_that_nobody_submitted_wait_since_the_day_of_the_meeting():
    (row,) = waiting([a_record(version=0, author=None)], [], [an_obligation()])
    assert (row.who, row.what, row.meeting, row.since) == (
        "dana",
        "notes to be submitted",
        MEETING,
        date(2026, 11, 19),
    )


def test_a_night_in_summer_is_the_local_day():
    late = a_dispatch(since=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    (row,) = waiting([a_record()], [late], [])
    assert row.since == date(2026, 7, 2)


def test_what_was_cancelled_and_is_still_owed_waits_for_the_worker():
    plan, minutes = an_obligation(), an_obligation(document=DocumentKind.MINUTES)
    gone, other = a_dispatch("mum", State.CANCELLED), a_dispatch("mum", State.ACCEPTED, id="D-other")
    copies = [
        a_copy(gone, id=f"C-{at}", obligation=one.id, document=one.document) for at, one in enumerate((plan, minutes))
    ]
    (row,) = waiting([a_record()], [gone], [plan, minutes], copies)
    assert (row.who, row.dispatch, row.due) == (plan.worker, gone.id, plan.due)
    assert row.what == "plan and minutes for mum, cancelled and still owed: to be submitted again"
    # Somebody gave them the copies another way; or nothing is owed any more.
    had = [a_copy(other, id=f"C-o{at}", obligation=one.id) for at, one in enumerate((plan, minutes))]
    assert waiting([a_record()], [gone, other], [plan, minutes], [*copies, *had]) == ()
    excused = [replace(one, excused_because="Asked for none.") for one in (plan, minutes)]
    assert waiting([a_record()], [gone], excused, copies) == ()


def test_a_letter_is_due_on_the_last_day_to_post_it_and_an_e_mail_on_the_day_itself():
    owed = an_obligation("gran", due=date(2026, 11, 26), posting_allowance=2)
    for channel, day in ((Channel.POST, date(2026, 11, 24)), (Channel.EMAIL, date(2026, 11, 26))):
        letter = a_dispatch("gran", State.TO_HAND, channel=channel)
        (row,) = waiting([a_record()], [letter], [owed], calendar=working_calendar("ENG"))
        assert row.due == day


def test_a_corrected_copy_waits_for_its_own_day():
    again = an_obligation(id=f"{an_obligation().id}/v2", due=date(2026, 12, 4))
    (row,) = waiting([a_record()], [a_dispatch("mum", State.DRAFT, version=2)], [an_obligation(), again])
    assert row.due == again.due


def test_what_falls_due_on_one_day_for_one_meeting_is_one_row_that_fits_a_narrow_terminal():
    people = ("mum", "dad", "gran", "leo", "ines", "sen_lead", "nurse", "tom", "dana")
    owed = [an_obligation(name) for name in people]
    rows = falls_due(timeliness(owed, [], [], ENGLAND, date(2026, 11, 24)), [REVIEW], ENGLAND)
    text = table_text(due_table(rows), width=60)
    assert text.count("2026-11-26") == 1
    assert "plans for 9 people (dad, dana …)" in [row[1] for row in due_table(rows).rows]
    assert max(map(len, text.splitlines())) <= 60
    both = [an_obligation(), an_obligation(document=DocumentKind.MINUTES)]
    rows = falls_due(timeliness(both, [], [], ENGLAND, date(2026, 11, 24)), [], ENGLAND)
    assert [row[1] for row in due_table(rows).rows] == ["minutes and plan for mum"]
