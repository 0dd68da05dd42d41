"""What an approver decides after the approval, and who is taken to be acting."""

from __future__ import annotations

import os
import pwd
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cin_docs.cli.desk import acting_person, open_home


def held(office, person: str = "mum") -> str:
    """A dispatch that a guard holds, after the others were sent."""
    office.edit(office.case, "email: kim.marsh@post.example", "email: kim@elsewhere.example")
    office.cin("send", "--as", "sam")
    return str(office.dispatch_of(person))


def test_a_held_copy_is_released_when_its_cause_is_mended_and_then_leaves(approved):
    dispatch = held(approved)
    approved.edit(approved.case, "email: kim@elsewhere.example", "email: kim.marsh@post.example")
    done = approved.cin("release", dispatch, "--because", "A slip of the pen, put right", "--as", "dana")
    assert done.code == 0, done.said
    assert approved.cin("send", "--as", "sam").code == 0
    assert "kim.marsh@post.example" in approved.mailed()
    assert approved.is_whole()


def test_a_copy_released_with_its_cause_unmended_is_held_again(approved):
    dispatch = held(approved)
    assert approved.cin("release", dispatch, "--because", "It will be fine", "--as", "dana").code == 0
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert [(one["dispatch"], one["note"]) for one in done.data["released"]] == [(dispatch, "contact-changed")]
    assert "kim.marsh@post.example" not in approved.mailed()
    assert "kim@elsewhere.example" not in approved.mailed()


def test_a_cancelled_copy_stays_owed_and_in_the_report(approved):
    dispatch = approved.dispatch_of("gran")
    done = approved.cin("cancel", dispatch, "--because", "She is in hospital; Dana visits", "--as", "dana")
    assert done.code == 0
    assert "still owed" in done.said
    assert approved.cin("send", "--as", "sam").code == 0
    assert len(approved.piled()) == 1
    report = approved.cin("report", "timeliness", "--format", "json").data
    lines = [line for series in report["series"] for line in series["obligations"]]
    (gran,) = [line for line in lines if line["person"] == "gran" and line["document"] == "plan"]
    assert gran["standing"] == "outstanding"
    assert gran["never_sent"] == "yes"


@pytest.mark.parametrize(
    ("who", "code"), [("priya", "approver-is-author"), ("sam", "not-an-approver")], ids=["the author", "anybody else"]
)
def test_only_somebody_who_may_approve_decides(approved, who, code):
    dispatch = approved.dispatch_of("gran")
    done = approved.cin("cancel", dispatch, "--because", "x", "--as", who)
    assert done.code == 1
    assert code in done.said
    assert approved.cin("send", "--as", "sam").code == 0
    assert len(approved.piled()) == 2


def test_what_has_left_is_not_cancelled_and_a_reason_is_needed(approved):
    assert "no-reason" in approved.cin("cancel", approved.dispatch_of("gran"), "--because", " ", "--as", "dana").said
    approved.cin("send", "--as", "sam")
    assert "cannot-decide" in approved.cin("cancel", approved.dispatch_of("mum"), "--because", "x", "--as", "dana").said


def test_the_rest_of_a_meeting_is_approved_after_a_part_of_it(submitted):
    code = submitted.preview()["code"]
    first = submitted.dispatch_of("mum")
    assert submitted.cin("approve", "MAR-2041", code, "--only", first, "--as", "dana").code == 0
    submitted.cin("send", "--as", "sam")
    assert submitted.mailed() == ["kim.marsh@post.example"]
    assert submitted.cin("approve", "MAR-2041", code, "--as", "dana").code == 0
    assert "nothing-to-approve" in submitted.cin("approve", "MAR-2041", code, "--as", "dana").said
    submitted.cin("send", "--as", "sam")
    assert len(submitted.mailed()) == 3


def test_nothing_is_recorded_for_a_day_before_the_letter_was_there(approved):
    approved.cin("send", "--as", "sam")
    gran = approved.dispatch_of("gran")
    day = datetime.now(UTC).date() - timedelta(days=2)
    done = approved.cin("record", gran, "posted", "--on", day.isoformat(), "--as", "sam")
    assert done.code == 1
    assert "before-it-was-there" in done.said


def acting(office, monkeypatch, account: str, settings: str = "", **environment: str) -> str:
    """Who is taken to act when the system knows the caller as `account`."""
    (office.folder / "cin.yaml").write_text((office.folder / "cin.yaml").read_text() + settings)
    entry = pwd.getpwuid(os.getuid())
    monkeypatch.setattr(pwd, "getpwuid", lambda _uid: pwd.struct_passwd((account, *entry[1:])))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return acting_person(open_home(Path(office.folder)), None)


def test_the_acting_person_is_the_account_the_system_knows(fresh, monkeypatch):
    assert acting(fresh, monkeypatch, "pshah") == "priya"


def test_nobody_becomes_an_approver_by_setting_a_name_in_the_environment(fresh, monkeypatch):
    assert acting(fresh, monkeypatch, "pshah", LOGNAME="tashe", USER="tashe", SUDO_USER="tashe") == "priya"


def test_under_the_service_account_it_is_the_one_who_called_sudo(fresh, monkeypatch):
    assert acting(fresh, monkeypatch, "cin", "service account: cin\n", SUDO_USER="tashe") == "tom"
