"""A person takes a real meeting from notes to proof with nothing but the command line, in a new home.

The journey is one test with many steps, because each stands on the one before; what branches off has its own.
"""

from __future__ import annotations

import csv
import fcntl
import io
import mailbox
import socket
from pathlib import Path

import pytest


def states(office) -> dict[str, str]:
    """Where each person's dispatch stands, as the events in the ledger's current rows say."""
    from cin_docs.cli.desk import open_desk

    with open_desk(office.folder) as desk:
        return {one.person: one.state.value for one in desk.ledger.dispatches()}


def inbox(office) -> Path:
    return Path(office.folder / "inbox")


def test_a_meeting_goes_from_notes_to_proof(here, tmp_path, settings_text, case_text, notes_text):
    home = tmp_path / "eastmere"

    # A new home; the settings that `init` writes are right as they stand, and are then edited.
    done = here("init", home, "--authority", "Eastmere Council")
    assert done.code == 0
    assert str(home / "cin.yaml") in done.err
    assert here("status", home=home).code == 0
    assert (home / "key").stat().st_mode & 0o777 == 0o600
    (home / "cin.yaml").write_text(settings_text)

    # A case, and the notes file that `new` prepares: what is missing is said, nothing is invented.
    (home / "cases" / "MAR-2041").mkdir()
    (home / "cases" / "MAR-2041" / "case.yaml").write_text(case_text)
    day = notes_text.split("date: ")[1][:10]
    done = here("new", "MAR-2041", "--on", day, home=home)
    assert done.code == 0
    notes = Path(done.out.strip())
    assert notes == home / "cases" / "MAR-2041" / f"{day}-first.yaml"
    assert here("new", "MAR-2041", "--on", day, home=home).code == 1
    unfinished = here("check", notes, home=home)
    assert unfinished.code == 1
    assert "Traceback" not in unfinished.said

    # Filled in: clean but for advice.
    notes.write_text(notes_text)
    done = here("check", notes, home=home)
    assert done.code == 0
    assert "BLOCKS" not in done.out
    assert "mum.phone is kept from" in done.err

    # Submitted by the minute taker: copies for five people.
    done = here("submit", notes, "--as", "priya", home=home)
    assert done.code == 0
    assert "9 copies for 5 people are ready" in done.out

    # The preview says who gets what by which way, what is withheld, who gets none, and the code.
    text = here("preview", "MAR-2041", home=home).out
    for words in ("Kim Marsh, mother (mum)", "kim.marsh@post.example", "2 Quay Street, Eastmere, EM1 1AB", "withheld:"):
        assert words in text, words
    assert "Tom Ashe (tom), plan: Reads the record." in text
    shown = here("preview", "MAR-2041", "--json", home=home).data
    code = shown["code"]
    assert code in text
    assert {line["person"] for line in shown["preview"]["lines"]} == {"leo", "mum", "dad", "gran", "dana"}
    withheld = {line["person"]: line["withheld"] for line in shown["preview"]["lines"]}
    assert withheld["dad"]
    assert not withheld["mum"]

    # Nothing leaves unapproved.
    assert "Nothing was due" in here("send", "--as", "sam", home=home).err
    assert not list((home / "outbox").glob("*/*"))

    # Approval: not with a wrong code, not by the author, not by anybody; by the lead practitioner it is.
    for command, words in (
        (("0000-0000", "--as", "dana"), "wrong-code"),
        ((code, "--as", "priya"), "approver-is-author"),
        ((code, "--as", "sam"), "not-an-approver"),
        ((code,), "not-an-approver"),
        ((code, "--as", "dana", "--only", "D-NOBODY"), "unknown-dispatch"),
    ):
        refused = here("approve", "MAR-2041", *command, home=home)
        assert (refused.code, words in refused.out) == (1, True), command
    assert here("preview", "MAR-2041", home=home).out.count("Approved by") == 0
    done = here("approve", "MAR-2041", code.lower().replace("-", " "), "--as", "dana", home=home)
    assert done.code == 0
    assert "5 dispatches approved by dana" in done.out
    assert "Approved by dana" in here("preview", "MAR-2041", home=home).out
    assert here("approve", "MAR-2041", code, "--as", "dana", home=home).code == 1

    # Sent: three messages, a letter, a copy by hand.
    sent = here("send", "--as", "sam", "--json", home=home)
    assert sent.code == 0
    assert [one["state"] for one in sent.data["sent"]] == ["accepted"] * 3
    boxes = {path.name: list(mailbox.Maildir(path, create=False)) for path in (home / "outbox" / "mail").iterdir()}
    assert {name: len(found) for name, found in boxes.items()} == {
        "kim.marsh@post.example": 1,
        "rob.hale@mail.example": 1,
        "dana@eastmere.example": 1,
    }
    assert [message["To"] for found in boxes.values() for message in found] == list(boxes)
    letter = {line["person"]: line["dispatch"] for line in shown["preview"]["lines"]}
    assert [path for path in (home / "outbox" / "print").iterdir() if letter["gran"] in path.name]
    assert [path for path in (home / "outbox" / "hand").iterdir() if letter["leo"] in path.name]

    # Twice changes nothing.
    again = here("send", "--as", "sam", home=home)
    assert again.code == 0
    assert "Nothing was due" in again.err

    # The letter is posted, the copy read to Leo; what cannot be is refused.
    assert here("record", letter["gran"], "handed-over", "--as", "sam", home=home).code == 0
    assert here("record", letter["gran"], "posted", "--as", "sam", home=home).code == 1
    assert here("record", letter["mum"], "posted", "--as", "sam", home=home).code == 1
    done = here("record", letter["leo"], "read-to", "--as", "dana", "--note", "At home.", home=home)
    assert done.code == 0
    assert done.out.startswith(f"{letter['leo']}, Leo Marsh (child), plan: read to on ")

    # Nothing waits; the next review falls due; every copy met its deadline; and the proof is whole.
    waiting = here("status", "--json", home=home).data
    assert waiting["waiting"] == []
    assert [one["case"] for one in waiting["due"]] == ["MAR-2041"]
    (series,) = here("report", "timeliness", "--format", "json", home=home).data["series"]
    assert series["mode"] == "trial"
    assert (series["total"]["met"], series["total"]["late"], series["total"]["outstanding"]) == (5, 0, 0)
    rows = list(csv.DictReader(io.StringIO(here("report", "timeliness", "--format", "csv", home=home).out)))
    assert {row["person"] for row in rows if row["standing"] == "met"} == {"mum", "dad", "gran", "leo", "dana"}
    done = here("verify", home=home)
    assert done.code == 0
    assert "whole" in done.out

    # What was sent cannot be quietly replaced, nor made a second time.
    again = here("submit", notes, "--as", "priya", home=home)
    assert again.code == 1
    assert "nothing-to-make" in again.out
    notes.write_text(f"{notes.read_text(encoding='utf-8')}# changed\n", encoding="utf-8")
    again = here("submit", notes, "--as", "priya", home=home)
    assert again.code == 1
    assert "nothing-to-make" in again.out


def test_the_lead_practitioner_who_took_the_notes_needs_somebody_else(fresh):
    fresh.edit(fresh.notes, "minutes by: priya", "minutes by: dana")
    assert fresh.cin("submit", fresh.notes, "--as", "priya").code == 0
    code = fresh.preview()["code"]
    refused = fresh.cin("approve", "MAR-2041", code, "--as", "dana")
    assert refused.code == 1
    assert "Ask tom." in refused.said
    assert fresh.cin("approve", "MAR-2041", code, "--as", "tom").code == 0


def test_a_correction_before_sending_takes_the_drafts_place_and_the_old_code_with_it(submitted):
    old = submitted.preview()["code"]
    submitted.edit(submitted.notes, "I like my bike.", "I like my red bike.")
    assert submitted.cin("submit", submitted.notes, "--as", "priya").code == 0
    new = submitted.preview()
    assert new["preview"]["version"] == 2
    refused = submitted.cin("approve", "MAR-2041", old, "--as", "dana")
    assert refused.code == 1
    assert "something changed since that code was shown" in refused.said
    assert submitted.cin("approve", "MAR-2041", new["code"], "--as", "dana").code == 0
    sent = submitted.cin("send", "--as", "sam", "--json")
    assert [one["state"] for one in sent.data["sent"]] == ["accepted"] * 3
    assert len(submitted.piled()) == 2
    assert submitted.is_whole()


def test_only_some_dispatches_are_approved_and_the_rest_stay_drafts(submitted):
    mum = submitted.dispatch_of("mum")
    done = submitted.cin("approve", "MAR-2041", submitted.preview()["code"], "--as", "dana", "--only", mum)
    assert "1 dispatch approved" in done.out
    submitted.cin("send", "--as", "sam")
    assert submitted.mailed() == ["kim.marsh@post.example"]
    assert submitted.piled() == []
    assert states(submitted) == {"mum": "accepted", "dad": "draft", "dana": "draft", "leo": "draft", "gran": "draft"}


def test_a_managers_hold_keeps_everything_back(fresh):
    fresh.notes.write_text(fresh.notes.read_text() + "hold: Strategy meeting first; Tom Ashe\n")
    assert fresh.cin("submit", fresh.notes, "--as", "priya").code == 0
    fresh.cin("approve", "MAR-2041", fresh.preview()["code"], "--as", "dana")
    done = fresh.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert {one["note"] for one in done.data["released"]} == {"held-by-manager"}
    assert (fresh.mailed(), fresh.piled()) == ([], [])


# The inbox.


def test_a_bad_file_in_the_inbox_is_answered_once_until_it_changes(fresh):
    bad = inbox(fresh) / "friday.yaml"
    bad.write_text("case: MAR-2041\nmeeting: first\ndate: 2026-10-01\nchiar: dana\n")
    done = fresh.cin("run", "--as", "sam")
    assert done.code == 1
    assert "friday.yaml: answered with findings" in done.err
    answer = inbox(fresh) / "friday.yaml.answer.txt"
    text = answer.read_text()
    assert "Did you mean `chair`?" in text
    assert ":4:1" in text
    assert bad.exists()

    again = fresh.cin("run", "--as", "sam")
    assert again.code == 0
    assert "friday.yaml" not in again.err
    assert answer.read_text() == text

    bad.write_text("case: MAR-2041\nmeeting: first\ndate: 2026-02-30\n")
    third = fresh.cin("run", "--as", "sam")
    assert third.code == 1
    assert answer.read_text() != text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"case: MAR-2014\nmeeting: first\ndate: 2026-10-01\n",
        b"\xff\xfe\x00",
        b"hello",
        b"case: [",
        b"x" * 2_000_000,
    ],
    ids=["empty", "unknown case", "not UTF-8", "one word", "not closed", "huge"],
)
def test_a_file_nobody_can_place_is_answered_and_stays(fresh, data):
    bad = inbox(fresh) / "odd.yaml"
    bad.write_bytes(data)
    done = fresh.cin("run", "--as", "sam")
    assert done.code == 1
    answer = (inbox(fresh) / "odd.yaml.answer.txt").read_text()
    assert "case: MAR-2041" in answer
    assert bad.read_bytes() == data
    assert fresh.is_whole()


def test_a_clean_file_in_the_inbox_is_filed_submitted_and_sent_once_approved(fresh):
    dropped = inbox(fresh) / "my notes.yaml"
    dropped.write_text("case: MAR-2041\n" + fresh.notes.read_text())
    fresh.notes.unlink()
    done = fresh.cin("run", "--as", "sam")
    assert done.code == 0, done.said
    assert "my notes.yaml: submitted, waits for approval" in done.err
    assert list(inbox(fresh).iterdir()) == []
    assert fresh.notes.exists()
    assert set(states(fresh).values()) == {"draft"}
    # The one whose account submitted cannot approve.
    code = fresh.preview()["code"]
    assert "approver-is-author" in fresh.cin("approve", "MAR-2041", code, "--as", "sam").out
    assert fresh.cin("approve", "MAR-2041", code, "--as", "dana").code == 0

    assert fresh.cin("run", "--as", "sam").code == 0
    assert len(fresh.mailed()) == 3
    assert len(fresh.piled()) == 2
    before, events = fresh.tree(), fresh.cin("verify", "--json").data["events"]
    again = fresh.cin("run", "--as", "sam")
    assert again.code == 0
    assert "Nothing was due" in again.err
    assert fresh.cin("verify", "--json").data["events"] == events
    ledger = {name for name in before if name.startswith("ledger.")}
    assert {k: v for k, v in fresh.tree().items() if k not in ledger} == {
        k: v for k, v in before.items() if k not in ledger
    }


def test_notes_that_are_filed_already_are_not_overwritten(submitted):
    dropped = inbox(submitted) / "again.yaml"
    dropped.write_text("case: MAR-2041\n" + submitted.notes.read_text().replace("bike", "scooter"))
    before = submitted.notes.read_bytes()
    done = submitted.cin("run", "--as", "sam")
    assert done.code == 1
    assert submitted.notes.read_bytes() == before
    assert "filed already" in (inbox(submitted) / "again.yaml.answer.txt").read_text()


def test_what_is_owed_is_known_even_when_the_notes_have_mistakes(fresh):
    """ "Opened as soon as the meeting is known to be held, so that "never written" counts too."""
    fresh.notes.write_text(fresh.notes.read_text().replace("chair: dana\nminutes", "chiar: dana\nminutes"))
    done = fresh.cin("run", "--as", "sam")
    assert f"{fresh.meeting}: copies are owed" in done.err
    (series,) = fresh.cin("report", "timeliness", "--format", "json").data["series"]
    assert series["total"]["outstanding"] == 5


# One sender at a time.


@pytest.mark.parametrize("command", ["send", "run"])
def test_a_second_sender_ends_with_75_and_does_nothing(approved, run_cin, command):
    with (approved.folder / ".send.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        done = run_cin(command, "--as", "sam", home=approved.folder)
    assert done.returncode == 75
    assert "Wait for it to end" in done.stderr
    assert (approved.mailed(), approved.piled()) == ([], [])
    assert approved.cin(command, "--as", "sam").code == 0
    assert len(approved.mailed()) == 3


# Modes.


def test_in_trial_nothing_leaves_without_a_relay_even_to_a_guest(approved, monkeypatch):
    approved.edit(approved.folder / "cin.yaml", "mode: trial", "mode: trial\nguest list: [Dana@eastmere.example]")
    monkeypatch.setattr(socket, "create_connection", None)
    monkeypatch.setattr(socket.socket, "connect", None)
    assert approved.cin("send", "--as", "sam").code == 0
    assert len(approved.mailed()) == 3


def test_in_trial_only_a_guests_own_copy_is_tried_at_the_relay(approved):
    """Nobody listens at the relay's port, so what was meant for it stays queued; all else is in the folder."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    approved.edit(
        approved.folder / "cin.yaml",
        "mode: trial",
        f"mode: trial\nguest list: [Dana@eastmere.example]\nmail: {{host: 127.0.0.1, port: {port}}}",
    )
    approved.cin("send", "--as", "sam")
    assert approved.mailed() == ["kim.marsh@post.example", "rob.hale@mail.example"]
    assert states(approved)["dana"] == "queued"


def test_live_mode_is_refused_whatever_the_command(approved):
    approved.edit(approved.folder / "cin.yaml", "mode: trial", "mode: live")
    for command in (["send"], ["run"], ["status"], ["submit", approved.notes], ["approve", "MAR-2041", "x"]):
        done = approved.cin(*command)
        assert done.code == 1
        assert "CIN_LIVE is not set" in done.said
    assert (approved.mailed(), approved.piled()) == ([], [])


def test_copies_made_in_another_mode_do_not_leave(approved):
    approved.edit(approved.folder / "cin.yaml", "mode: trial", "mode: demo")
    done = approved.cin("send", "--as", "sam")
    assert done.code == 1
    assert "is held and needs dana: other-mode" in done.said
    assert (approved.mailed(), approved.piled()) == ([], [])
