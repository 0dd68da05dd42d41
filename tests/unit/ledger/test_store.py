"""Stored bytes are those that were stored, to the bit."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.errors import LedgerError
from cin_docs.ledger.store import Store


def _only_file(folder: Path) -> Path:
    (file,) = [path for path in folder.rglob("*") if path.is_file()]
    return file


def test_what_is_put_is_got_back_under_its_sha256(tmp_path: Path) -> None:
    store = Store(tmp_path / "bytes")
    digest = store.put(b"%PDF-1.7 a plan")
    assert digest == hashlib.sha256(b"%PDF-1.7 a plan").hexdigest()
    assert store.get(digest) == b"%PDF-1.7 a plan"


def test_the_same_bytes_are_stored_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.put(b"a") == store.put(b"a")
    assert _only_file(tmp_path).read_bytes() == b"a"


def test_folders_and_files_are_private_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Store(tmp_path / "bytes").put(b"a")
    finally:
        os.umask(before)
    file = _only_file(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (file.parent, tmp_path / "bytes")] == [0o700, 0o700]


def test_bytes_of_which_one_bit_was_changed_are_refused(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"a plan")
    file = _only_file(tmp_path)
    data = bytearray(file.read_bytes())
    data[3] ^= 1
    file.write_bytes(data)
    with pytest.raises(LedgerError, match="was changed after it was stored"):
        store.get(digest)


def test_bytes_that_are_gone_are_refused(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"a plan")
    _only_file(tmp_path).unlink()
    with pytest.raises(LedgerError, match="cannot be read"):
        store.get(digest)


def test_putting_damaged_bytes_again_mends_them(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"a plan")
    _only_file(tmp_path).write_bytes(b"a plam")
    assert store.put(b"a plan") == digest
    assert store.get(digest) == b"a plan"


def test_a_name_that_is_no_digest_reaches_no_file(tmp_path: Path) -> None:
    for name in ("../../etc/passwd", "", "A" * 64, "0" * 63):
        with pytest.raises(ValueError, match="64 hex digits"):
            Store(tmp_path).get(name)


def test_a_folder_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_text("a file stands where the folder should be")
    with pytest.raises(LedgerError, match="Copies cannot be stored"):
        Store(tmp_path / "bytes").put(b"a")


def test_a_write_refused_half_way_says_so_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    # A limit on the size of files stands for a disk without space: both refuse the write half way.
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(LedgerError, match="Copies cannot be stored"):
            Store(tmp_path / "bytes").put(b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@given(st.binary(max_size=200))
def test_any_bytes_come_back(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        assert store.get(store.put(data)) == data
