"""The key file: made once, read only when it is private and whole."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cin_docs.errors import LedgerError
from cin_docs.ledger.keys import keyed_hash, make_key, read_key


def test_a_key_that_was_made_is_read_back_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    key = make_key(path)
    assert read_key(path) == key
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_keys_differ(tmp_path: Path) -> None:
    assert make_key(tmp_path / "a") != make_key(tmp_path / "b")


def test_a_key_is_never_made_over_another(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    key = make_key(path)
    with pytest.raises(LedgerError, match="exists already"):
        make_key(path)
    assert read_key(path) == key


def test_a_missing_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="Put back the one that the ledger was made with"):
        read_key(tmp_path / "ledger.key")


def test_a_key_in_a_missing_folder_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be made"):
        make_key(tmp_path / "nowhere" / "ledger.key")


def test_a_key_that_others_can_read_is_refused_with_the_command(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    make_key(path)
    path.chmod(0o640)
    with pytest.raises(LedgerError, match="chmod 600"):
        read_key(path)


@pytest.mark.parametrize("text", [b"", b"abc", b"zz" * 32, b"\xff\xfe", b"00" * 31, b"00" * 33])
def test_a_damaged_key_is_refused_and_not_shown(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "ledger.key"
    path.write_bytes(text)
    path.chmod(0o600)
    with pytest.raises(LedgerError, match="is damaged") as caught:
        read_key(path)
    assert caught.value.__context__ is None
    assert str(text)[2:-1] not in str(caught.value) or not text


def test_a_keyed_hash_depends_on_key_and_text() -> None:
    one = keyed_hash(b"k" * 32, "14 Heron Court")
    assert one == keyed_hash(b"k" * 32, "14 Heron Court")
    assert len({one, keyed_hash(b"l" * 32, "14 Heron Court"), keyed_hash(b"k" * 32, "15 Heron Court")}) == 3
