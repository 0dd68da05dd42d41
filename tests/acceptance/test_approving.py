"""Who may approve: deputies, relatives, authors alone; what has to be ticked; whose version a decision is about."""

from __future__ import annotations

import shutil

import pytest

from cin_docs import resources
from cin_docs.cli.desk import desk_of, open_home

SAM = "sam: {name: Sam Bell, account: sbell}"
KEPT = "  - {id: mum.phone, of: mum, kind: phone, value: 07700 900123, from: [dad], because: Order of 3 March 2026}\n"
FREE_CASE = (
    (", no contact with: [mum]", ""),
    (
        "  - {id: mum.phone, of: mum, kind: phone, value: 07700 900123, from: [dad], because: Order of 3 March 2026}\n",
        "",
    ),
    ("protected:\n", ""),
)


def events(office, subject: str):
    with desk_of(open_home(office.folder), "sam") as desk:
        return desk.ledger.events(subject=subject)


def deputise(office, whom: str) -> None:
    office.edit(office.folder / "cin.yaml", SAM, f"sam: {{name: Sam Bell, account: sbell, deputy for: [{whom}]}}")


# Deputies.


@pytest.mark.parametrize("whom", ["dana", "tom"])
def test_a_deputy_approves_for_the_one_who_is_away_and_the_record_names_both(submitted, whom):
    code = submitted.preview()["code"]
    assert "not-an-approver" in submitted.cin("approve", "MAR-2041", code, "--as", "sam").said
    deputise(submitted, whom)
    done = submitted.cin("approve", "MAR-2041", code, "--as", "sam")
    assert done.code == 0, done.said
    assert f"approved by sam for {whom}" in done.said
    (event,) = [one for one in events(submitted, submitted.meeting) if one.action == "approved"]
    assert (event.actor, event.detail) == ("sam", f"in place of {whom}")
    assert f"Approved by sam for {whom}" in submitted.cin("preview", "MAR-2041").said
    assert submitted.is_whole()


def test_a_deputy_of_somebody_outside_the_case_approves_nothing_of_it(submitted):
    deputise(submitted, "priya")
    refused = submitted.cin("approve", "MAR-2041", submitted.preview()["code"], "--as", "sam")
    assert "not-an-approver" in refused.said


def test_a_deputy_releases_and_cancels_too(approved):
    gran = approved.dispatch_of("gran")
    assert approved.cin("cancel", gran, "--because", "She died.", "--as", "sam").code == 1
    deputise(approved, "dana")
    assert approved.cin("cancel", gran, "--because", "She died.", "--as", "sam").code == 0


# Relatives.


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("is: team manager,", "is: team manager, also: uncle,"),
        ("gran: {name: Jean Marsh,", "gran: {name: Tom Ashe,"),
    ],
    ids=["a worker who is an uncle", "the same name in the family"],
)
def test_a_relative_approves_nothing_of_the_case_and_somebody_else_does(submitted, old, new):
    code = submitted.preview()["code"]
    submitted.edit(submitted.case, old, new)
    refused = submitted.cin("approve", "MAR-2041", code, "--as", "tom")
    assert refused.code == 1
    assert "approver-is-relative" in refused.said
    assert submitted.cin("approve", "MAR-2041", code, "--as", "dana").code == 0


# Alone.


@pytest.fixture(scope="module")
def alone_office(fresh_office, tmp_path_factory):
    """Dana took the minutes where nothing is kept from anybody, under a procedure that lets her approve them."""
    office = type(fresh_office)(tmp_path_factory.mktemp("alone") / "home")
    shutil.copytree(fresh_office.folder, office.folder)
    for old, new in FREE_CASE:
        office.edit(office.case, old, new)
    office.edit(office.notes, "minutes by: priya", "minutes by: dana")
    shipped = (resources.config() / "standards" / "ten-point.yaml").read_text("utf-8")
    own = office.folder / "config" / "standards" / "ten-point.yaml"
    own.write_text(shipped.replace("\nsmart:", "\napprove alone: yes\nsmart:"), "utf-8")
    assert office.cin("submit", office.notes, "--as", "dana").code == 0
    return office


@pytest.fixture
def by_dana(alone_office, tmp_path):
    shutil.copytree(alone_office.folder, tmp_path / "home")
    return type(alone_office)(tmp_path / "home")


def approve_alone(office, *more: str):
    because = ("--alone", "--because", "Nobody else is at work before Monday")
    return office.cin("approve", "MAR-2041", office.preview()["code"], *because, *more, "--as", "dana")


def test_an_author_approves_alone_with_a_reason_and_the_manager_sees_it(by_dana):
    assert "approver-is-author" in by_dana.cin("approve", "MAR-2041", by_dana.preview()["code"], "--as", "dana").said
    done = approve_alone(by_dana)
    assert done.code == 0, done.said
    assert "approved by dana, alone" in done.said
    assert "Approved by dana, alone" in by_dana.cin("preview", "MAR-2041").said
    with desk_of(open_home(by_dana.folder), "tom") as desk:
        from cin_docs.reports.alone import approved_alone

        today = desk.moment().on
        (found,) = approved_alone(desk.ledger, today)
        assert (found.meeting, found.approver, found.on) == (by_dana.meeting, "dana", today)
        assert found.because == "Nobody else is at work before Monday"
        assert approved_alone(desk.ledger, today.replace(year=today.year + 1)) == ()
    assert by_dana.cin("send", "--as", "sam").code == 0
    assert len(by_dana.mailed()) == 3
    assert by_dana.is_whole()


def test_without_a_reason_or_without_the_procedures_leave_nobody_approves_alone(by_dana):
    code = by_dana.preview()["code"]
    assert "no-reason" in by_dana.cin("approve", "MAR-2041", code, "--alone", "--as", "dana").said
    assert by_dana.cin("approve", "MAR-2041", code, "--because", "x", "--as", "dana").code == 2
    assert "not-alone" in by_dana.cin("approve", "MAR-2041", code, "--alone", "--because", "x", "--as", "tom").said
    (by_dana.folder / "config" / "standards" / "ten-point.yaml").unlink()
    assert "alone-not-allowed" in approve_alone(by_dana).said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("is: father,", "is: father, no contact with: [mum],"),
        ("is: grandmother,", "is: grandmother, unknown to: [dad],"),
        ("manager: tom\n", "manager: tom\nlinked: [KES-77]\n"),
        (
            "anchors:",
            f"protected:\n{KEPT}anchors:",
        ),
        ("case: MAR-2041", "case: [MAR-2041"),
    ],
    ids=["no contact", "unknown to", "a linked case nobody can read", "protected", "unreadable"],
)
def test_where_anything_is_kept_from_anybody_or_nobody_can_say_the_author_does_not_approve_alone(by_dana, old, new):
    by_dana.edit(by_dana.case, old, new)
    refused = approve_alone(by_dana)
    assert refused.code == 1
    assert "alone-" in refused.said
    assert by_dana.cin("send", "--as", "sam").code == 0
    assert by_dana.mailed() == []


# W13: whose submission first held the contact.


@pytest.fixture(scope="module")
def twice_office(fresh_office, tmp_path_factory):
    """Dana submitted first, with a wrong purpose; Priya corrected the notes and submitted again."""
    office = type(fresh_office)(tmp_path_factory.mktemp("twice") / "home")
    shutil.copytree(fresh_office.folder, office.folder)
    assert office.cin("submit", office.notes, "--as", "dana").code == 0
    office.edit(office.notes, "purpose: Agree a plan for Leo.", "purpose: Agree the plan for Leo.")
    assert office.cin("submit", office.notes, "--as", "priya").code == 0
    return office


@pytest.fixture
def twice(twice_office, tmp_path):
    shutil.copytree(twice_office.folder, tmp_path / "home")
    return type(twice_office)(tmp_path / "home")


def test_who_first_entered_a_contact_ticks_it_and_everybody_else_approves_as_ever(twice):
    code = twice.preview()["code"]
    shown = twice.cin("preview", "MAR-2041")
    assert "W13-mum" in shown.out
    assert "W13-dana" not in shown.out
    assert "W13-leo" not in shown.out
    refused = twice.cin("approve", "MAR-2041", code, "--as", "dana")
    assert refused.code == 1
    assert all(f"W13-{id}" in refused.said for id in ("mum", "dad", "gran"))
    assert "kim.marsh" not in refused.said
    some = ("--tick", "W13-mum", "--tick", "W13-dad")
    refused = twice.cin("approve", "MAR-2041", code, *some, "--as", "dana")
    assert "W13-gran" in refused.said
    assert "W13-mum" not in refused.said
    done = twice.cin("approve", "MAR-2041", code, *some, "--tick", "W13-gran", "--as", "dana", "--json")
    assert done.code == 0, done.said
    assert sorted(done.data["ticked"]) == ["W13-dad", "W13-gran", "W13-mum"]
    assert twice.is_whole()


def test_another_approver_has_nothing_to_tick(twice):
    assert twice.cin("approve", "MAR-2041", twice.preview()["code"], "--as", "tom").code == 0


def test_copies_that_go_to_no_such_contact_are_approved_without_a_tick(twice):
    leo = twice.dispatch_of("leo")
    assert twice.cin("approve", "MAR-2041", twice.preview()["code"], "--only", leo, "--as", "dana").code == 0


def test_a_line_that_is_not_there_is_not_ticked(submitted):
    refused = submitted.cin("approve", "MAR-2041", submitted.preview()["code"], "--tick", "W6-mom", "--as", "dana")
    assert refused.code == 1
    assert "unknown-tick" in refused.said
    assert submitted.cin("approve", "MAR-2041", submitted.preview()["code"], "--as", "dana").code == 0


# Whose version it is.


def test_who_submitted_the_newest_version_may_still_decide_about_an_older_one_and_its_own_author_may_not(approved):
    """Version 1 was Priya's and is held; version 2 is Tom's. Tom may decide about version 1, its author may not."""
    settings = approved.folder / "cin.yaml"
    approved.edit(settings, "account: pshah}", "account: pshah, approves: yes}")
    approved.edit(approved.case, "email: kim.marsh@post.example", "email: kim@elsewhere.example")
    approved.cin("send", "--as", "sam")
    held = approved.dispatch_of("mum")
    with desk_of(open_home(approved.folder), "sam") as desk:
        from dataclasses import replace

        from cin_docs.testing.deliveries import a_manifest

        record = desk.ledger.meeting(approved.meeting)
        assert record is not None
        keep = frozenset(one.id for one in desk.ledger.dispatches())
        newer = replace(record, version=2, author="tom", submitted_by="tom")
        empty = replace(a_manifest(()), meeting=record.id, version=2, mode=record.mode)
        desk.ledger.submit(newer, (), empty, (), (), {}, replace(desk.moment(), actor="tom"), keep=keep)
    assert "approver-is-author" in approved.cin("release", held, "--because", "x", "--as", "priya").said
    assert approved.cin("release", held, "--because", "The address is right", "--as", "tom").code == 0
