"""Files that are there whole or not at all, for their owner's eyes only."""

from __future__ import annotations

import os
import stat

import pytest

from cin_docs.transport import files


def test_a_file_is_written_whole_and_for_its_owner_alone(tmp_path):
    files.write_new(tmp_path / "page", b"all of it")
    assert (tmp_path / "page").read_bytes() == b"all of it"
    assert stat.S_IMODE((tmp_path / "page").stat().st_mode) == 0o600
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_there_is_left_alone(tmp_path):
    (tmp_path / "page").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        files.write_new(tmp_path / "page", b"yours")
    assert (tmp_path / "page").read_bytes() == b"mine"


def test_a_link_is_never_followed_to_what_it_points_at(tmp_path):
    (tmp_path / "target").write_bytes(b"mine")
    (tmp_path / "page").symlink_to("target")
    with pytest.raises(FileExistsError):
        files.write_new(tmp_path / "page", b"yours")
    assert (tmp_path / "target").read_bytes() == b"mine"


def test_a_disk_that_is_full_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write_new(tmp_path / "page", b"yours")
    assert list(tmp_path.iterdir()) == []
