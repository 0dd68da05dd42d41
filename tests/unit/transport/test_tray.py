"""The inbox: a file is answered once for what it says, and leaves only when it is safely filed."""

from __future__ import annotations

import hashlib

import pytest

from cin_docs.transport import tray


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def dropped(tmp_path):
    path = tmp_path / "friday.yaml"
    path.write_bytes(b"meeting: first\n")
    return path


def test_yaml_files_wait_by_name_and_nothing_else_does(tmp_path):
    for name in ("b.yaml", "a.yml", "notes.txt", "friday.yaml.answer.txt", ".hidden", ".#a.yaml"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder.yaml").mkdir()
    assert [path.name for path in tray.waiting(tmp_path)] == ["a.yml", "b.yaml"]


def test_an_inbox_that_is_not_there_holds_nothing(tmp_path):
    assert tray.waiting(tmp_path / "none") == ()


def test_an_answer_lies_beside_the_file_and_says_which_bytes_it_is_about(dropped):
    answer = tray.answer(dropped, digest(dropped.read_bytes()), "Line 1 is wrong.\n\n")
    assert answer.name == "friday.yaml.answer.txt"
    text = answer.read_text()
    assert text.startswith("Line 1 is wrong.\n")
    assert digest(b"meeting: first\n") in text
    assert dropped.exists()


def test_a_file_is_answered_until_it_changes(dropped):
    mark = digest(dropped.read_bytes())
    assert not tray.is_answered(dropped, mark)
    tray.answer(dropped, mark, "wrong")
    assert tray.is_answered(dropped, mark)
    assert not tray.is_answered(dropped, digest(b"meeting: review 1\n"))


def test_a_newer_answer_takes_the_place_of_the_older(dropped, tmp_path):
    tray.answer(dropped, "a" * 64, "first")
    tray.answer(dropped, "b" * 64, "second")
    assert not tray.is_answered(dropped, "a" * 64)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["friday.yaml", "friday.yaml.answer.txt"]


def test_an_answer_is_for_its_owners_eyes_only(dropped):
    answer = tray.answer(dropped, "a" * 64, "Kim Marsh is nobody in this case.")
    assert answer.stat().st_mode & 0o077 == 0


def test_an_answer_that_cannot_be_read_counts_as_none(dropped):
    dropped.with_name("friday.yaml.answer.txt").mkdir()
    assert not tray.is_answered(dropped, "a" * 64)


def test_an_answer_is_never_taken_for_notes(dropped, tmp_path):
    tray.answer(dropped, "a" * 64, "wrong")
    assert tray.waiting(tmp_path) == (dropped,)


def test_clean_notes_are_filed_and_stay_in_the_inbox_until_cleared(dropped, tmp_path):
    target = tmp_path / "2026-11-19-first.txt"
    tray.file_away(target, dropped.read_bytes())
    assert target.read_bytes() == b"meeting: first\n"
    assert target.stat().st_mode & 0o077 == 0
    assert dropped.exists()
    tray.answer(dropped, "a" * 64, "an older answer")
    tray.clear(dropped)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_filing_again_after_a_crash_changes_nothing(tmp_path):
    target = tmp_path / "notes.yaml"
    tray.file_away(target, b"x")
    tray.file_away(target, b"x")
    assert target.read_bytes() == b"x"


def test_other_notes_of_the_same_meeting_are_not_overwritten(tmp_path):
    target = tmp_path / "notes.yaml"
    tray.file_away(target, b"x")
    with pytest.raises(FileExistsError):
        tray.file_away(target, b"y")
    assert target.read_bytes() == b"x"


def test_a_write_that_fails_leaves_neither_half_a_file_nor_the_draft(tmp_path, monkeypatch):
    import os

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        tray.file_away(tmp_path / "notes.yaml", b"x")
    assert list(tmp_path.iterdir()) == []


def test_clearing_what_is_gone_is_no_mistake(tmp_path):
    tray.clear(tmp_path / "gone.yaml")
