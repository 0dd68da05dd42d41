"""Runs with faults and crashes thrown by dice at every step. A seed that fails fails again.

The ledger and the sender are the real ones; the relay is a few lines that keep their own count, and a
crash is an exception that nothing catches, so that thousands of runs take a minute.
"""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cin_docs.distribution.dispatch import Limits, SendReport, lock, send_queued
from cin_docs.model.delivery import State
from cin_docs.testing.deliveries import a_moment
from cin_docs.testing.sending import SENDER, Home, a_home, approved_part
from cin_docs.transport.protocol import Fault, Phase, Reply

PEOPLE = ("mum", "dad", "gran", "nurse", "head")
SETTLED = {State.ACCEPTED, State.FAILED, State.UNCERTAIN, State.HELD}
USUAL = {Phase.CONNECT: 220, Phase.MAIL: 250, Phase.RCPT: 250}


class Crash(BaseException):
    """The power fails."""


class Dice:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def maybe_crash(self) -> None:
        if self.random.random() < 0.03:
            raise Crash


class Relay:
    leaves = True

    def __init__(self, dice: Dice, copies: Counter[bytes]) -> None:
        self._dice, self._copies = dice, copies

    def _step(self, phase: Phase) -> Reply:
        self._dice.maybe_crash()
        if self._dice.random.random() < 0.85:
            return Reply(phase=phase, code=USUAL[phase])
        if self._dice.random.random() < 0.3:
            return Reply(phase=phase, code=None, fault=Fault.DROPPED)
        return Reply(phase=phase, code=self._dice.random.choice((251, 251, 251, 354, 421, 450, 454, 550)))

    async def connect(self) -> Reply:
        return self._step(Phase.CONNECT)

    async def mail(self, sender: str, *, size: int, envid: str) -> Reply:
        return self._step(Phase.MAIL)

    async def rcpt(self, address: str) -> Reply:
        return self._step(Phase.RCPT)

    async def data(self, message: bytes) -> Reply:
        self._dice.maybe_crash()
        if self._dice.random.random() < 0.25:
            return Reply(phase=Phase.DOT, code=self._dice.random.choice((421, 450, 451, 554)))
        if self._dice.random.random() < 0.9:
            self._copies[approved_part(message)] += 1
        elif self._dice.random.random() < 0.5:
            return Reply(phase=Phase.DATA, code=None, fault=Fault.DROPPED)
        else:
            return Reply(phase=Phase.DOT, code=None, fault=Fault.NO_ANSWER)
        self._dice.maybe_crash()
        code = self._dice.random.choice((250, 250, 250, 251, 354, None))
        return Reply(phase=Phase.DOT, code=code, fault=None if code else Fault.MALFORMED)

    async def close(self) -> None:
        return


class Ledger:
    """The real ledger; the power may fail just before and just after each commit."""

    def __init__(self, real: Any, dice: Dice) -> None:
        self._real, self._dice = real, dice

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def move(self, *args: Any, **kwargs: Any) -> bool:
        self._dice.maybe_crash()
        moved = self._real.move(*args, **kwargs)
        self._dice.maybe_crash()
        return bool(moved)


def one_run(home: Home, dice: Dice, copies: Counter[bytes], day: int) -> SendReport | None:
    relay, ledger = Relay(dice, copies), Ledger(home.ledger, dice)
    found: Any = ledger
    with contextlib.suppress(Crash), lock(home.folder) as held:
        return send_queued(
            held=held,
            approved=[home.approved],
            ledger=found,
            store=home.store,
            relay_for=lambda _dispatch: relay,
            sender=SENDER.address,
            moment=lambda: a_moment(days=day),
            check=lambda _dispatch: None,
            limits=Limits(attempts=4),
        )
    return None


def simulate(folder: Path, seed: int) -> tuple[int, Counter[State]]:
    """Run until every dispatch is settled; how many runs it took, and where they ended."""
    home, dice, copies = a_home(folder, PEOPLE), Dice(seed), Counter[bytes]()
    day = 0
    while {home.state(person) for person in PEOPLE} - SETTLED:
        day += 1
        assert day < 200, f"seed {seed}: somebody is stuck"
        one_run(home, dice, copies, day)
    for person, dispatch in home.queued.items():
        count, state = copies[home.store.get(dispatch.cover_digest)], home.state(person)
        assert count <= 1, f"seed {seed}: {person} got two"
        assert (state is State.ACCEPTED) <= (count == 1), f"seed {seed}: {person} was lost"
        assert (count == 1) <= (state in (State.ACCEPTED, State.UNCERTAIN)), f"seed {seed}: {person}'s copy is denied"
    assert home.ledger.verify() == ()
    home.ledger.close()
    return day, Counter(home.state(person) for person in PEOPLE)


def _simulate_runs(folder: Path, runs: int, first_seed: int) -> Counter[State]:
    done, seed, ends = 0, first_seed, Counter[State]()
    while done < runs:
        (folder / str(seed)).mkdir()
        took, end = simulate(folder / str(seed), seed)
        done, seed, ends = done + took, seed + 1, ends + end
    return ends


def test_a_hundred_runs_by_dice_lose_nobody_and_send_nothing_twice(tmp_path: Path) -> None:
    ends = _simulate_runs(tmp_path, 100, first_seed=2041)
    # The dice must have tried every ending, or the test tried nothing.
    assert set(ends) == SETTLED


@pytest.mark.long
def test_ten_thousand_runs_by_dice_lose_nobody_and_send_nothing_twice(tmp_path: Path) -> None:
    assert set(_simulate_runs(tmp_path, 10_000, first_seed=1_000_000)) == SETTLED
