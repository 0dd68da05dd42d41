"""One sender at a time."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cin_docs.distribution.lock import LOCK_FILE, lock
from cin_docs.errors import LockedError


def test_a_second_sender_is_told_at_once(tmp_path: Path) -> None:
    with lock(tmp_path), pytest.raises(LockedError, match="at work"), lock(tmp_path):
        pass


def test_the_lock_is_free_after_the_block(tmp_path: Path) -> None:
    with lock(tmp_path):
        pass
    with lock(tmp_path) as held:
        assert held.valid


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), lock(tmp_path):
        raise KeyError
    with lock(tmp_path):
        pass


def test_the_proof_ends_with_the_block(tmp_path: Path) -> None:
    with lock(tmp_path) as held:
        pass
    assert not held.valid


def test_a_lock_file_left_behind_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).write_text("4711")
    with lock(tmp_path):
        pass
    assert (tmp_path / LOCK_FILE).exists()


def test_two_homes_do_not_wait_for_each_other(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with lock(tmp_path / "a"), lock(tmp_path / "b"):
        pass


def test_the_lock_file_is_the_owners(tmp_path: Path) -> None:
    with lock(tmp_path):
        assert stat.S_IMODE((tmp_path / LOCK_FILE).stat().st_mode) == 0o600
