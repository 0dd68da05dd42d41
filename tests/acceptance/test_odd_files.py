"""One odd file or case stops nothing else, and is never passed over without a word."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

import pytest

from cin_docs.errors import HomeError, LedgerError, RenderError


def inbox(office) -> Path:
    return Path(office.folder / "inbox")


def second_case(office, ref: str = "MAR-2042") -> Path:
    """A case beside the first, with a meeting of the same day."""
    folder = office.case.parent.with_name(ref)
    shutil.copytree(office.case.parent, folder)
    office.edit(folder / "case.yaml", "case: MAR-2041", f"case: {ref}")
    return Path(folder)


def drop(office, name: str = "mine.yaml", *, file: bool = False) -> Path:
    """The meeting's notes, in the inbox instead of the case's folder."""
    dropped = inbox(office) / name
    dropped.write_text("case: MAR-2041\n" + office.notes.read_text("utf-8"), "utf-8")
    if not file:
        office.notes.unlink()
    return dropped


# Cases.


@pytest.mark.parametrize("command", [["run", "--as", "sam"], ["status"]])
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("case: MAR-2042", "case: [", "cases/MAR-2042/case.yaml:"),
        ("case: MAR-2042", "case: MAR-2024", "it lies in the folder of case MAR-2042"),
        ("standard: ten-point", "standard: ten-piont", "No standard called ten-piont"),
    ],
)
def test_a_case_that_cannot_be_used_is_said_and_the_others_go_on(fresh, command, old, new, says):
    folder = second_case(fresh)
    fresh.edit(folder / "case.yaml", old, new)
    done = fresh.cin(*command)
    assert says in done.err
    data = fresh.cin(*command, "--json").data
    (line,) = data["skipped"]
    assert says in line
    assert "MAR-2042" in line
    if command[0] == "run":
        assert done.code == 1
        assert f"{fresh.meeting}: copies are owed" in done.err
        assert "MAR-2042/" not in done.out
    else:
        assert done.code == 0


def test_a_sound_home_has_nothing_to_say(fresh):
    second_case(fresh)
    assert fresh.cin("run", "--as", "sam", "--json").data["skipped"] == []
    assert fresh.cin("status", "--json").data["skipped"] == []


def test_notes_under_another_childs_reference_are_not_submitted(fresh):
    """cases/MAR-2014 with `case: MAR-2041` in it: one of the two is a slip."""
    folder = fresh.case.parent.with_name("MAR-2014")
    fresh.case.parent.rename(folder)
    done = fresh.cin("submit", folder / fresh.notes.name, "--as", "priya")
    assert done.code == 1
    assert "other-folder" in done.out
    assert fresh.cin("check", folder / fresh.notes.name).code == 1


@pytest.mark.parametrize("where", ["cases/MAR-2041", "cases", "inbox"])
@pytest.mark.parametrize("command", [["run", "--as", "sam"], ["send", "--as", "sam"], ["status"]])
def test_an_editors_lock_stops_nothing(approved, command, where):
    (approved.folder / where / ".#2026-11-19-review-4.yaml").symlink_to("dana@desk.4711:1700000000")
    done = approved.cin(*command)
    assert done.code == 0, done.said
    assert command == ["status"] or len(approved.mailed()) == 3


def test_an_editors_lock_does_not_stop_a_submission(fresh):
    fresh.notes.with_name(f".#{fresh.notes.name}").symlink_to("dana@desk.4711:1700000000")
    assert fresh.cin("submit", fresh.notes, "--as", "priya").code == 0


def test_notes_that_cannot_be_opened_are_said_and_the_rest_is_sent(approved):
    approved.notes.with_name("2026-01-01-first.yaml").symlink_to("nowhere")
    done = approved.cin("run", "--as", "sam")
    assert "2026-01-01-first.yaml: its meeting is left out." in done.err
    assert len(approved.mailed()) == 3


# Earlier notes.


@pytest.fixture
def broken_before(fresh):
    """An earlier meeting's notes have a tab in them."""
    earlier = fresh.notes.with_name("2026-01-08-first.yaml")
    earlier.write_text(fresh.notes.read_text("utf-8").replace("chair: dana\n", "chair:\tdana\n\tx: y\n", 1), "utf-8")
    return earlier


def test_check_says_which_earlier_notes_cannot_be_read(fresh, broken_before):
    done = fresh.cin("check", fresh.notes, "--format", "json")
    assert done.code == 1
    (found,) = [one for one in done.data if one["code"] == "earlier-notes-unreadable"]
    assert found["file"].endswith(broken_before.name)
    assert broken_before.name in found["sentence"]


def test_nothing_is_submitted_after_notes_that_cannot_be_read(fresh, broken_before):
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert "earlier-notes-unreadable" in done.out
    assert broken_before.name in done.out
    assert "No submitted meeting" in fresh.cin("preview", "MAR-2041").err


def test_no_number_is_given_twice_because_notes_cannot_be_read(fresh, broken_before):
    before = sorted(fresh.case.parent.iterdir())
    done = fresh.cin("new", "MAR-2041", "--on", "2099-01-01")
    assert done.code == 1
    assert broken_before.name in done.out
    assert sorted(fresh.case.parent.iterdir()) == before


# The inbox.


def test_a_file_of_the_inbox_that_cannot_be_opened_is_said_each_time_and_stops_nothing(approved, monkeypatch):
    from cin_docs import running

    (inbox(approved) / "a.yaml").write_text("x", "utf-8")
    (inbox(approved) / "b.yaml").write_text("y", "utf-8")
    from cin_docs.home.folder import read_bytes as real

    def refused(path):
        if path.name == "a.yaml":
            raise HomeError(f"{path} cannot be read: Permission denied.", "Check the name and who may read it.")
        return real(path)

    monkeypatch.setattr(running, "read_bytes", refused)
    for _ in range(2):
        done = approved.cin("run", "--as", "sam")
        assert done.code == 1
        assert "a.yaml: not answered, it is tried again by the next run." in done.err
        assert "Permission denied" in done.err
    assert not (inbox(approved) / "a.yaml.answer.txt").exists()
    assert (inbox(approved) / "b.yaml.answer.txt").exists()
    assert len(approved.mailed()) == 3


def test_a_file_is_looked_at_again_when_its_case_was_mended(fresh):
    dropped = drop(fresh)
    text = fresh.case.read_text("utf-8")
    fresh.edit(fresh.case, "standard: ten-point", "standard: ten-piont")
    assert "mine.yaml: answered with findings" in fresh.cin("run", "--as", "sam").err
    assert "mine.yaml" not in fresh.cin("run", "--as", "sam").err
    fresh.case.write_text(text, "utf-8")
    done = fresh.cin("run", "--as", "sam")
    assert "mine.yaml: submitted, waits for approval" in done.err
    assert not dropped.exists()


def test_a_file_is_looked_at_again_when_its_case_is_there(fresh):
    dropped = drop(fresh)
    away = fresh.case.parent.rename(fresh.folder / "away")
    assert fresh.cin("run", "--as", "sam").code == 1
    away.rename(fresh.case.parent)
    assert fresh.cin("run", "--as", "sam").code == 0
    assert not dropped.exists()


def test_what_is_refused_while_copies_are_made_is_not_filed_and_can_be_mended_where_it_lies(fresh, monkeypatch):
    from cin_docs import pipeline

    dropped = drop(fresh)
    real = pipeline.submit

    def refuse(*_arguments, **_named):
        raise RenderError("A letter has no shape in the fonts.", "Write it in another way.")

    monkeypatch.setattr(pipeline, "submit", refuse)
    assert fresh.cin("run", "--as", "sam").code == 1
    assert not fresh.notes.exists()
    assert "no shape in the fonts" in (inbox(fresh) / "mine.yaml.answer.txt").read_text("utf-8")
    monkeypatch.setattr(pipeline, "submit", real)
    fresh.edit(dropped, "I like my bike.", "I like my red bike.")
    done = fresh.cin("run", "--as", "sam")
    assert (done.code, "submitted, waits for approval" in done.err) == (0, True), done.said
    assert "red bike" in fresh.notes.read_text("utf-8")


@pytest.mark.parametrize("step", ["file_away", "clear"])
def test_a_run_broken_off_after_the_submission_files_the_notes_next_time_and_submits_nothing_twice(
    fresh, monkeypatch, step
):
    from cin_docs.transport import tray

    dropped = drop(fresh)

    def killed(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tray, step, killed)
        assert fresh.cin("run", "--as", "sam").code != 0
    assert fresh.notes.exists() is (step == "clear")
    assert dropped.exists()
    assert fresh.preview()["preview"]["version"] == 1
    assert fresh.cin("run", "--as", "sam").code == 0
    assert fresh.preview()["preview"]["version"] == 1
    assert fresh.notes.exists()
    assert list(inbox(fresh).iterdir()) == []
    assert fresh.is_whole()


def test_a_ledger_that_cannot_be_written_is_no_fault_of_the_file(fresh, monkeypatch):
    from cin_docs import pipeline

    dropped = drop(fresh)

    def broken(*_arguments, **_named):
        raise LedgerError("The disk is full.", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "submit", broken)
        done = fresh.cin("run", "--as", "sam")
    assert (done.code, "The disk is full." in done.err) == (1, True)
    assert list(inbox(fresh).iterdir()) == [dropped]
    assert fresh.cin("run", "--as", "sam").code == 0
    assert not dropped.exists()


# Watching.


@pytest.fixture
def passes(monkeypatch):
    """How many passes a watcher makes before the test ends it; it never really sleeps."""

    slept: list[int] = []

    def sleep(seconds: int) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise HomeError("The test has seen enough.")

    monkeypatch.setattr(time, "sleep", sleep)
    return slept


@pytest.mark.parametrize("error", [HomeError("The disk is away.", "Put it back."), OSError(28, "No space left")])
def test_a_watcher_says_what_is_wrong_and_goes_on(fresh, monkeypatch, passes, error):
    from cin_docs import running

    def fails(*_arguments, **_named):
        raise error

    monkeypatch.setattr(running, "run", fails)
    done = fresh.cin("run", "--watch", "--as", "sam")
    assert len(passes) == 3
    assert done.err.count("cin: The") == 4


def test_a_watcher_that_is_asked_to_end_while_it_sends_ends(approved, monkeypatch, passes):
    import os
    import signal

    from cin_docs.distribution import dispatch

    real = dispatch._send_one

    async def send_one(run, *others):
        os.kill(os.getpid(), signal.SIGTERM)
        await real(run, *others)
        await asyncio.sleep(0)

    monkeypatch.setattr(dispatch, "_send_one", send_one)
    done = approved.cin("run", "--watch", "--as", "sam")
    assert passes == []
    assert "The run ended early: interrupted." in done.err
    assert len(approved.mailed()) < 3


def test_a_watcher_that_is_asked_to_end_during_its_last_message_ends_too(approved, monkeypatch, passes):
    import asyncio
    import os
    import signal

    from cin_docs.distribution import dispatch

    real = dispatch._send_one
    sent = []

    async def send_one(run, *others):
        await real(run, *others)
        sent.append(1)
        if len(sent) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(run.ending.wait(), 5)

    monkeypatch.setattr(dispatch, "_send_one", send_one)
    done = approved.cin("run", "--watch", "--as", "sam")
    assert passes == []
    assert "interrupted" in done.err
    assert len(approved.mailed()) == 3


# What is said about approvals and guests.


def test_while_drafts_remain_the_preview_shows_the_code_and_who_approved_how_many(submitted):
    mum, code = submitted.dispatch_of("mum"), submitted.preview()["code"]
    assert submitted.cin("approve", "MAR-2041", code, "--as", "dana", "--only", mum).code == 0
    text = submitted.cin("preview", "MAR-2041").out
    assert "Approved by dana" in text
    assert ": 1 dispatch." in text
    assert f"Code  {code}" in text
    assert "To approve the other 4: cin approve" in text
    shown = submitted.preview()
    assert shown["drafts"] == 4
    assert [(one["approver"], one["dispatches"]) for one in shown["approved"]] == [("dana", 1)]

    assert submitted.cin("approve", "MAR-2041", code, "--as", "tom").code == 0
    text = submitted.cin("preview", "MAR-2041").out
    assert text.count("Approved by dana") == text.count("Approved by tom") == 1
    assert ": 4 dispatches." in text
    assert f"Code  {code}" not in text


def test_a_guest_list_without_a_mail_server_is_said_to_do_nothing(approved):
    approved.edit(approved.folder / "cin.yaml", "mode: trial", "mode: trial\nguest list: [dana@eastmere.example]")
    done = approved.cin("send", "--as", "sam")
    assert done.code == 0
    assert "There is no `mail:` in cin.yaml" in done.err
    assert "mail:" not in approved.cin("send", "--as", "sam").err


def test_without_a_guest_list_nothing_is_said_about_guests(approved):
    assert "guest" not in approved.cin("send", "--as", "sam").err
