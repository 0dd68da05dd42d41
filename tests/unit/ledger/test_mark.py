"""The high-water mark only moves up, and shows when somebody touched it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cin_docs.ledger.mark import Mark, read, write

KEY = b"k" * 32


def at(seq: int) -> Mark:
    return Mark(seq=seq, hash=f"{seq:064x}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(tmp_path / "ledger.head", KEY, at(5), create=True)
    return tmp_path / "ledger.head"


def test_a_mark_is_read_back_and_is_private(path: Path) -> None:
    assert read(path, KEY) == at(5)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_mark_moves_up(path: Path) -> None:
    write(path, KEY, at(6))
    assert read(path, KEY) == at(6)


def test_a_mark_does_not_move_down_when_a_slower_process_comes_later(path: Path) -> None:
    write(path, KEY, at(4))
    assert read(path, KEY) == at(5)


def test_a_mark_moves_down_when_a_person_says_so(path: Path) -> None:
    write(path, KEY, at(2), back=True)
    assert read(path, KEY) == at(2)


def test_a_missing_mark_is_not_quietly_made_again(path: Path) -> None:
    path.unlink()
    with pytest.raises(FileNotFoundError):
        write(path, KEY, at(6))
    assert read(path, KEY) is None


def test_a_mark_of_another_key_is_no_mark(path: Path) -> None:
    assert read(path, b"l" * 32) is None


@pytest.mark.parametrize("place", range(0, 142, 7))
def test_a_mark_of_which_one_character_was_changed_is_no_mark(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    assert read(path, KEY) is None
    write(path, KEY, at(9))
    assert read(path, KEY) is None


@pytest.mark.parametrize("data", [b"", b"5", b"\xff" * 142, b"000000000005 x y\n"])
def test_a_damaged_mark_is_no_mark(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert read(path, KEY) is None


def test_what_follows_the_line_makes_it_no_mark(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")
    assert read(path, KEY) is None


def test_no_files_stay_open(path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for seq in range(6, 20):
        write(path, KEY, at(seq))
        read(path, KEY)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
