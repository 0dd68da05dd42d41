"""A meeting submitted again: before anything has left, after a failure, and while somebody else is sending."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from cin_docs import pipeline
from cin_docs.cli.clock import today
from cin_docs.cli.desk import open_desk
from cin_docs.errors import RefusedError
from cin_docs.model.delivery import Dispatch

DAD = ("email: rob.hale@mail.example", "email: rob.hale@elsewhere.example")
NOT_TO_DANA = "copies: {not to: {dana: She has the record.}}\n"


def dispatches(office) -> tuple[Dispatch, ...]:
    with open_desk(office.folder) as desk:
        return desk.ledger.dispatches()


def states(office) -> dict[str, list[str]]:
    """Where each person's dispatches stand, oldest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in dispatches(office):
        found[one.person].append(one.state.value)
    return dict(found)


def lines(office) -> dict[tuple[str, str], Any]:
    """The report's line for each person and document."""
    report = office.cin("report", "timeliness", "--format", "json").data
    return {(one["person"], one["document"]): one for series in report["series"] for one in series["obligations"]}


def submit(office):
    return office.cin("submit", office.notes, "--as", "priya")


def approve(office, *only: str):
    chosen = [word for id in only for word in ("--only", id)]
    shown = office.preview()
    # A changed contact is a line to tick.
    ticked = [word for ask in shown["tick"] for word in ("--tick", ask["id"])]
    done = office.cin("approve", "MAR-2041", shown["code"], "--as", "dana", *chosen, *ticked)
    assert done.code == 0, done.said


def send(office):
    return office.cin("send", "--as", "sam")


def record(office, person: str, *words: str):
    id = [one.id for one in dispatches(office) if one.person == person][-1]
    done = office.cin("record", id, *words, "--as", "sam")
    assert done.code == 0, done.said


def add(office, text: str) -> None:
    office.notes.write_text(office.notes.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def dads_copy_held(approved):
    """Everybody's copies have left but dad's, whose address was put right after the approval."""
    approved.edit(approved.case, *DAD)
    assert send(approved).code == 1
    assert states(approved) == {
        "leo": ["to hand"], "mum": ["accepted"], "dad": ["held"], "gran": ["to hand"], "dana": ["accepted"],
    }  # fmt: skip
    return approved


# What is owed follows the notes until something leaves.


def test_somebody_left_out_after_a_first_look_at_half_written_notes_is_excused_and_not_overdue(fresh):
    assert fresh.cin("run", "--as", "sam").code == 0
    assert lines(fresh)["dana", "plan"]["standing"] == "outstanding"
    add(fresh, NOT_TO_DANA)
    assert submit(fresh).code == 0
    approve(fresh)
    send(fresh)
    after = lines(fresh)
    assert {after["dana", each]["standing"] for each in ("plan", "minutes")} == {"excused"}
    assert after["mum", "plan"]["standing"] == "met"
    assert fresh.is_whole()


def test_somebody_left_out_of_the_first_version_and_put_back_in_the_second_is_owed_a_copy(fresh):
    text = fresh.notes.read_text(encoding="utf-8")
    add(fresh, NOT_TO_DANA)
    assert submit(fresh).code == 0
    assert lines(fresh)["dana", "plan"]["standing"] == "excused"
    fresh.notes.write_text(text, encoding="utf-8")
    assert submit(fresh).code == 0
    assert lines(fresh)["dana", "plan"]["standing"] == "outstanding"
    approve(fresh)
    send(fresh)
    assert lines(fresh)["dana", "plan"]["standing"] == "met"
    assert fresh.is_whole()


def test_somebody_taken_out_of_the_case_file_after_a_first_look_is_excused_with_the_reason(fresh):
    assert fresh.cin("run", "--as", "sam").code == 0
    gran = next(line for line in fresh.case.read_text(encoding="utf-8").splitlines() if line.startswith("  gran:"))
    fresh.edit(fresh.case, gran + "\n", "")
    fresh.edit(fresh.notes, "present: [mum, leo, dana, gran]", "present: [mum, leo, dana]")
    assert submit(fresh).code == 0
    assert lines(fresh)["gran", "plan"]["standing"] == "excused"
    assert fresh.is_whole()


# One copy after the others have left.


def test_a_contact_corrected_after_the_others_left_gives_that_person_a_new_copy_and_nobody_else(dads_copy_held):
    office = dads_copy_held
    done = submit(office)
    assert done.code == 0, done.said
    assert "2 copies for 1 person are ready" in done.out
    shown = office.preview()["preview"]
    assert (shown["version"], [line["person"] for line in shown["lines"]]) == (2, ["dad"])
    assert "of dana, gran, leo and mum stand as they are" in office.cin("preview", "MAR-2041").said
    assert states(office) == {
        "leo": ["to hand"], "mum": ["accepted"], "dad": ["superseded", "draft"], "gran": ["to hand"],
        "dana": ["accepted"],
    }  # fmt: skip
    # Nothing of it leaves without an approval of its own.
    send(office)
    assert "rob.hale@elsewhere.example" not in office.mailed()
    approve(office)
    assert send(office).code == 0
    assert office.mailed() == ["dana@eastmere.example", "kim.marsh@post.example", "rob.hale@elsewhere.example"]
    assert len(office.piled()) == 2
    assert lines(office)["dad", "plan"]["standing"] == "met"
    record(office, "gran", "posted")
    record(office, "leo", "handed-over")
    assert {one["standing"] for one in lines(office).values() if one["person"] not in ("tom", "priya")} == {"met"}
    assert office.is_whole()


def test_when_nobody_needs_a_new_copy_nothing_is_made(dads_copy_held):
    office = dads_copy_held
    submit(office)
    approve(office)
    send(office)
    before = office.tree()
    done = submit(office)
    assert done.code == 1
    assert "nothing-to-make" in done.said
    assert office.tree() == before


def test_changed_notes_are_refused_after_copies_have_left(dads_copy_held):
    office = dads_copy_held
    before = states(office)
    office.edit(office.notes, "I like my bike.", "I like my red bike.")
    done = submit(office)
    assert done.code == 1
    assert "already-sent" in done.said
    assert states(office) == before


def test_the_corrected_contact_can_be_corrected_once_more(dads_copy_held):
    office = dads_copy_held
    submit(office)
    office.edit(office.case, DAD[1], "email: rob@hale.example")
    assert submit(office).code == 0
    assert states(office)["dad"] == ["superseded", "superseded", "draft"]
    approve(office)
    send(office)
    assert "rob@hale.example" in office.mailed()
    assert "rob.hale@elsewhere.example" not in office.mailed()


def test_a_cancelled_copy_can_be_made_again(approved):
    dispatch = approved.dispatch_of("gran")
    assert approved.cin("cancel", dispatch, "--because", "She is away", "--as", "dana").code == 0
    send(approved)
    assert submit(approved).code == 0
    approve(approved)
    send(approved)
    assert states(approved)["gran"] == ["cancelled", "to hand"]
    record(approved, "gran", "posted")
    assert lines(approved)["gran", "plan"]["standing"] == "met"


def test_copies_of_the_older_version_leave_by_their_own_approval(submitted):
    """Mum's has left, gran's is approved and waits, the rest are drafts: only the drafts are made again."""
    mum, gran = submitted.dispatch_of("mum"), submitted.dispatch_of("gran")
    approve(submitted, mum)
    send(submitted)
    approve(submitted, gran)
    assert submit(submitted).code == 0
    assert states(submitted) == {
        "leo": ["superseded", "draft"], "mum": ["accepted"], "dad": ["superseded", "draft"], "gran": ["approved"],
        "dana": ["superseded", "draft"],
    }  # fmt: skip
    assert send(submitted).code == 0
    assert states(submitted)["gran"] == ["to hand"]
    approve(submitted)
    assert send(submitted).code == 0
    assert states(submitted)["dad"] == ["superseded", "accepted"]
    assert len(submitted.mailed()) == 3
    assert submitted.is_whole()


def test_a_contact_changed_later_still_stops_a_copy_of_the_older_version(submitted):
    approve(submitted, submitted.dispatch_of("mum"))
    send(submitted)
    approve(submitted, submitted.dispatch_of("gran"))
    submit(submitted)
    submitted.edit(submitted.case, "2 Quay Street", "3 Quay Street")
    done = submitted.cin("send", "--as", "sam", "--json")
    assert [(one["dispatch"], one["note"]) for one in done.data["released"]] == [
        (next(one.id for one in dispatches(submitted) if one.person == "gran"), "contact-changed")
    ]


def test_a_letter_that_came_back_is_handed_over_instead(approved):
    send(approved)
    record(approved, "gran", "posted")
    record(approved, "gran", "returned", "--note", "Gone away")
    assert lines(approved)["gran", "plan"]["standing"] == "outstanding"
    record(approved, "gran", "to-hand", "--note", "Dana takes it along")
    record(approved, "gran", "handed-over")
    assert lines(approved)["gran", "plan"]["standing"] == "met"
    assert approved.is_whole()


def test_a_letter_that_came_back_is_made_again_for_the_corrected_address(approved):
    send(approved)
    record(approved, "gran", "posted")
    record(approved, "gran", "returned", "--note", "Gone away")
    old = next(one.id for one in dispatches(approved) if one.person == "gran")
    assert old in str(approved.cin("status", "--json").data["waiting"])
    approved.edit(approved.case, "2 Quay Street", "3 Mill Lane")
    assert submit(approved).code == 0
    assert states(approved)["gran"] == ["returned", "draft"]
    assert old not in str(approved.cin("status", "--json").data["waiting"])
    approve(approved)
    send(approved)
    record(approved, "gran", "posted")
    assert lines(approved)["gran", "plan"]["standing"] == "met"


# While somebody else is sending.


def test_what_is_sent_while_a_new_version_is_being_made_is_not_replaced(approved):
    add(approved, "# a second thought\n")
    sent: list[str] = []

    def meanwhile(person: str) -> None:
        if not sent:
            sent.append(person)
            send(approved)

    with open_desk(approved.folder, "priya") as desk:
        checkup = pipeline.check(desk.home, approved.notes, today=today())
        with pytest.raises(RefusedError, match="left meanwhile"):
            pipeline.submit(
                desk.home,
                checkup,
                ledger=desk.ledger,
                store=desk.store,
                key=desk.key,
                moment=desk.moment(),
                done=meanwhile,
            )
    assert states(approved) == {
        "leo": ["to hand"], "mum": ["accepted"], "dad": ["accepted"], "gran": ["to hand"], "dana": ["accepted"],
    }  # fmt: skip
    assert approved.is_whole()


def test_a_bounce_taken_back_doubles_no_copy_that_was_made_instead(approved):
    assert approved.cin("send", "--as", "sam").code == 0
    first = approved.dispatch_of("mum")
    assert approved.cin("record", first, "bounced", "--as", "sam", "--note", "A report came.").code == 0
    assert approved.cin("suppress", "lift", first, "--because", "Her box was full.", "--as", "tom").code == 0
    assert approved.cin("submit", approved.notes, "--as", "priya").code == 0
    second = approved.dispatch_of("mum")
    assert second != first
    refused = approved.cin("record", first, "not-so", "--as", "sam", "--note", "Another letter.")
    assert refused.code == 1
    assert "made-instead" in refused.said
    assert f"cin cancel {second}" in refused.said
    assert approved.cin("cancel", second, "--because", "She has it.", "--as", "dana").code == 0
    assert approved.cin("record", first, "not-so", "--as", "sam", "--note", "Another letter.").code == 0
