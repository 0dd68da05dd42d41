"""Killed at any moment, the ledger holds what it had promised, and its rows agree with its events."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from pathlib import Path

import pytest

from cin_docs.ledger.protocol import Change
from cin_docs.model.delivery import State
from cin_docs.testing.deliveries import (
    a_copy,
    a_dispatch,
    a_manifest,
    a_moment,
    a_record,
    an_approved_manifest,
    an_obligation,
)  # fmt: skip
from cin_docs.testing.ledgers import a_ledger

IDS = [a_dispatch(f"person{number}").id for number in range(5)]


def begin(home: Path) -> None:
    ledger = a_ledger(home)
    drafts = tuple(a_dispatch(f"person{number}") for number in range(5))
    copies = tuple(a_copy(item) for item in drafts)
    manifest = a_manifest(drafts, copies)
    owed = [an_obligation(item.person) for item in drafts]
    ledger.submit(a_record(), owed, manifest, drafts, copies, {}, a_moment("sam"))
    ledger.approve(an_approved_manifest(manifest), a_moment())
    for id in IDS:
        ledger.move(id, State.APPROVED, State.QUEUED, a_moment())
    ledger.close()


def toil(home: Path, out: int) -> None:
    """Move dispatches about until killed; one byte goes out for each move that was promised."""
    ledger = a_ledger(home)
    for attempt in range(1, 100_000):
        for id in IDS:
            for frm, to in ((State.QUEUED, State.SENDING_PRE), (State.SENDING_PRE, State.QUEUED)):
                if ledger.move(id, frm, to, a_moment(), change=Change(attempt=attempt, reason="450 busy")):
                    os.write(out, b".")


def kill_in_toil(home: Path, after: float) -> int:
    """Let a child toil, kill it so many seconds after its first move; the number of moves it was promised."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            toil(home, writer)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as promised:
        count = len(promised.read(1))
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return count + len(promised.read())


def survive(home: Path, after: float) -> None:
    before = _moves(home)
    promised = kill_in_toil(home, after)
    assert promised > 0
    ledger = a_ledger(home)
    assert ledger.verify() == ()
    assert len(ledger.dispatches()) == len(IDS)
    ledger.close()
    # The one in hand when the kill came may be there or not; none that was promised is lost.
    assert _moves(home) - before - promised in (0, 1)


def _moves(home: Path) -> int:
    ledger = a_ledger(home)
    count = sum(event.action == "moved" for event in ledger.events())
    ledger.close()
    return count


def test_a_ledger_killed_in_the_middle_of_moves_is_whole_and_lost_nothing(tmp_path: Path) -> None:
    begin(tmp_path)
    chance = random.Random(2041)
    for _ in range(12):
        survive(tmp_path, chance.uniform(0, 0.02))


@pytest.mark.long
def test_a_ledger_killed_very_often_is_whole_and_lost_nothing() -> None:
    chance = random.Random(2042)
    for _ in range(20):
        with tempfile.TemporaryDirectory() as folder:
            begin(Path(folder))
            for _ in range(25):
                survive(Path(folder), chance.uniform(0, 0.02))


def test_a_ledger_killed_while_it_is_begun_is_begun_again(tmp_path: Path) -> None:
    for number in range(10):
        home = tmp_path / str(number)
        home.mkdir()
        child = os.fork()
        if child == 0:
            try:
                a_ledger(home)
            finally:
                os._exit(0)
        time.sleep(number * 0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        ledger = a_ledger(home)
        assert ledger.verify() == ()
        ledger.close()


def test_several_that_begin_one_ledger_at_once_all_come_in(tmp_path: Path) -> None:
    for number in range(5):
        home = tmp_path / str(number)
        home.mkdir()
        gate, opener = os.pipe()
        children = [_note_in_a_child(home, f"run {which}", gate, opener) for which in range(4)]
        os.close(gate)
        os.close(opener)
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
        ledger = a_ledger(home)
        assert sorted({event.subject for event in ledger.events()}) == ["run 0", "run 1", "run 2", "run 3"]
        assert len(ledger.events()) == 4 * 20
        assert ledger.verify() == ()
        ledger.close()
        assert not list(home.glob("*before*"))


def _note_in_a_child(home: Path, subject: str, gate: int, opener: int) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.close(opener)
        os.read(gate, 1)  # ends for all at once, when the last holder of the other end closes it
        ledger = a_ledger(home)
        for _ in range(20):
            ledger.note("answered", subject, "", a_moment())
        code = 0
    finally:
        os._exit(code)
