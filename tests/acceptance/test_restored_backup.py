"""An old backup of the ledger is put back: nothing goes a second time, and what nobody can know is said (F57)."""

from __future__ import annotations

import mailbox
import shutil
import sqlite3
from pathlib import Path

import pytest

from cin_docs.cli.desk import desk_of, open_home
from cin_docs.model.delivery import State
from cin_docs.model.person import Channel

BY_MAIL = {"kim.marsh@post.example", "rob.hale@mail.example", "dana@eastmere.example"}


def back_up(office, to: Path) -> None:
    """Copy the database alone, as somebody does who forgets the rest of the home."""
    source, target = sqlite3.connect(office.folder / "ledger.sqlite"), sqlite3.connect(to)
    source.backup(target)
    source.close()
    target.close()


def put_back(office, backup: Path) -> None:
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (office.folder / name).unlink(missing_ok=True)
    shutil.copy(backup, office.folder / "ledger.sqlite")


def states(office) -> dict[str, State]:
    with desk_of(open_home(office.folder), "sam") as desk:
        return {one.person: one.state for one in desk.ledger.dispatches()}


def pdfs(office) -> list[str]:
    return sorted(one.name for one in (office.folder / "outbox").glob("*/pile-*.pdf"))


def take_mail_away(office) -> None:
    """The recipients have it: only new mail lies in the outbox from now on."""
    shutil.rmtree(office.folder / "outbox" / "mail")


@pytest.fixture
def restored(approved, tmp_path):
    """Everything was sent, then the ledger of before was put back."""
    back_up(approved, tmp_path / "backup")
    assert approved.cin("send", "--as", "sam").code == 0
    assert set(approved.mailed()) == BY_MAIL
    take_mail_away(approved)
    put_back(approved, tmp_path / "backup")
    return approved


@pytest.mark.parametrize("command", ["send", "run"])
def test_nothing_is_sent_from_it_and_a_sentence_says_why(restored, command, notes_text):
    dropped = restored.folder / "inbox" / "notes.yaml"
    dropped.write_text(f"case: MAR-2041\n{notes_text}", encoding="utf-8")
    before = restored.tree()
    done = restored.cin(command, "--as", "sam")
    assert done.code == 1
    assert "an older backup was put back" in done.err
    assert "Nothing is sent. Put the newest ledger back." in done.err
    assert "cin verify --accept-restored REASON" in done.err
    assert restored.mailed() == []
    assert restored.tree() == before


def test_verify_says_it_and_what_to_do(restored):
    done = restored.cin("verify")
    assert done.code == 1
    assert "an older backup was put back" in done.out
    assert "BROKEN" in done.out
    assert "cin verify --accept-restored REASON" in done.err
    assert "an older backup was put back" in restored.cin("verify", "--json").data["behind"]


def test_it_is_accepted_with_a_reason_only(restored):
    before = restored.tree()
    assert restored.cin("verify", "--accept-restored", " ").code == 2
    assert restored.tree() == before


def test_once_accepted_what_may_have_gone_is_uncertain_and_nothing_goes_twice(restored):
    done = restored.cin("verify", "--accept-restored", "The disk broke on Monday.", "--as", "tom")
    assert done.code == 0, done.said
    assert "3 dispatches may have gone since" in done.err
    assert "whole" in done.out
    assert restored.cin("send", "--as", "sam").code == 0
    assert restored.mailed() == []
    assert {person: states(restored)[person] for person in ("mum", "dad", "dana")} == dict.fromkeys(
        ("mum", "dad", "dana"), State.UNCERTAIN
    )
    # They may have been posted since, or stopped: nobody posts one again before a person has looked.
    assert {person: states(restored)[person] for person in ("gran", "leo")} == dict.fromkeys(
        ("gran", "leo"), State.HELD
    )
    assert pdfs(restored) == []
    assert "2 letters and copies by hand are held" in done.said
    assert f"Taken off the pile: {restored.dispatch_of('gran')} (gran)." in done.said
    assert restored.is_whole()


def test_what_only_the_lost_ledger_knew_has_to_be_entered_again_and_is_said(approved, tmp_path):
    """The backup is from before an incident, and before an address was closed."""
    approved.cin("send", "--as", "sam")
    gran, mum = approved.dispatch_of("gran"), approved.dispatch_of("mum")
    back_up(approved, tmp_path / "backup")
    approved.cin("record", mum, "misdirected", "--note", "A stranger has it.", "--as", "sam")
    approved.cin("suppress", "add", gran, "--because", "Her ex lives there", "--as", "sam")
    put_back(approved, tmp_path / "backup")
    done = approved.cin("verify", "--accept-restored", "The disk broke.", "--as", "tom")
    assert done.code == 0
    assert "knows no incident that was opened and no address that was closed" in done.said
    assert "cin incident open" in done.said and "cin suppress add" in done.said
    approved.cin("send", "--as", "sam")
    assert states(approved)["gran"] is State.HELD
    assert pdfs(approved) == []


def test_a_letter_that_was_not_posted_lies_on_the_pile_again_once_it_is_released(restored):
    restored.cin("verify", "--accept-restored", "The disk broke on Monday.", "--as", "tom")
    gran = restored.dispatch_of("gran")
    assert restored.cin("release", gran, "--because", "It still lay in the tray", "--as", "dana").code == 0
    assert restored.cin("send", "--as", "sam").code == 0
    assert states(restored)["gran"] is State.TO_HAND
    assert len(pdfs(restored)) == 1


def test_drafts_of_an_older_ledger_are_approved_only_by_whoever_knows_that_they_may_have_gone(submitted, tmp_path):
    back_up(submitted, tmp_path / "backup")
    code = submitted.preview()["code"]
    assert submitted.cin("approve", "MAR-2041", code, "--as", "dana").code == 0
    submitted.cin("send", "--as", "sam")
    take_mail_away(submitted)
    put_back(submitted, tmp_path / "backup")
    submitted.cin("verify", "--accept-restored", "The disk broke.", "--as", "tom")
    refused = submitted.cin("approve", "MAR-2041", code, "--as", "dana")
    assert refused.code == 1
    assert "these copies may have gone out already" in refused.said and "--tick restored" in refused.said
    submitted.cin("send", "--as", "sam")
    assert submitted.mailed() == []
    done = submitted.cin("approve", "MAR-2041", code, "--tick", "restored", "--as", "dana")
    assert done.code == 0, done.said
    submitted.cin("send", "--as", "sam")
    assert set(submitted.mailed()) == BY_MAIL
    assert submitted.is_whole()


def test_a_person_settles_each_and_only_what_never_went_goes(restored):
    assert restored.cin("verify", "--accept-restored", "The disk broke on Monday.", "--as", "tom").code == 0
    for person, what in (("mum", "accepted"), ("dana", "accepted"), ("dad", "queued")):
        note = ("--note", "The relay's log of Monday.")
        assert restored.cin("record", restored.dispatch_of(person), what, *note, "--as", "dana").code == 0
    assert restored.cin("run", "--as", "sam").code == 0
    assert restored.mailed() == ["rob.hale@mail.example"]
    assert len(mailbox.Maildir(restored.folder / "outbox" / "mail" / "rob.hale@mail.example", create=False)) == 1
    assert restored.is_whole()


def test_the_ledger_keeps_who_accepted_it_and_why(restored):
    restored.cin("verify", "--accept-restored", "The disk broke on Monday.", "--as", "tom")
    with desk_of(open_home(restored.folder), "sam") as desk:
        (event,) = [one for one in desk.ledger.events() if one.action == "restored ledger accepted"]
    assert event.actor == "tom"
    assert "older backup" in event.detail


def test_a_ledger_that_is_the_newest_is_not_accepted(approved):
    before = states(approved)
    done = approved.cin("verify", "--accept-restored", "Just so.", "--as", "tom")
    assert done.code == 1
    assert "nothing to accept" in done.err
    assert states(approved) == before


def test_mail_that_was_queued_when_the_backup_was_made_is_uncertain_too(approved, tmp_path):
    settings = approved.folder / "cin.yaml"
    plain = settings.read_text("utf-8")
    settings.write_text(f"{plain}guest list: [dana@eastmere.example]\nmail: {{host: 127.0.0.1, port: 1}}\n", "utf-8")
    assert approved.cin("send", "--as", "sam").code == 1
    assert states(approved)["dana"] is State.QUEUED
    back_up(approved, tmp_path / "backup")
    settings.write_text(plain, "utf-8")
    approved.cin("send", "--as", "sam")
    # Also when the mail server is not due to be asked again: something is in the lost ledger that is not in this one.
    approved.cin("record", approved.dispatch_of("gran"), "posted", "--as", "sam")
    put_back(approved, tmp_path / "backup")
    take_mail_away(approved)
    assert approved.cin("verify", "--accept-restored", "The disk broke.", "--as", "tom").code == 0
    assert states(approved)["dana"] is State.UNCERTAIN
    approved.cin("send", "--as", "sam")
    assert approved.mailed() == []


def test_a_mark_that_is_gone_holds_the_mail_as_well(approved):
    (approved.folder / "ledger.head").unlink()
    done = approved.cin("send", "--as", "sam")
    assert done.code == 1
    assert "mark ledger.head is missing" in done.err
    assert approved.mailed() == []
    with desk_of(open_home(approved.folder), "sam") as desk:
        waiting = {one.state for one in desk.ledger.dispatches() if one.channel is Channel.EMAIL}
    assert waiting == {State.APPROVED}


def test_a_whole_home_restored_without_its_mark_sends_nothing(approved, tmp_path):
    """As docs/for-administrators.md has it: everything but ledger.head is backed up."""
    shutil.copytree(approved.folder, tmp_path / "backup", ignore=shutil.ignore_patterns("ledger.head"))
    assert approved.cin("send", "--as", "sam").code == 0
    shutil.rmtree(approved.folder)
    shutil.copytree(tmp_path / "backup", approved.folder)
    assert approved.cin("send", "--as", "sam").code == 1
    assert approved.mailed() == []
