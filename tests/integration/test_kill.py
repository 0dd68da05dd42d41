"""The sender is killed at each step of the protocol and started again. Copies are counted at the server."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cin_docs.distribution.dispatch import lock
from cin_docs.model.delivery import State
from cin_docs.testing.certificates import Certificate, Kind, certificate
from cin_docs.testing.killing import Forker
from cin_docs.testing.sending import Home, a_home, a_relay
from cin_docs.testing.smtp_script import Act, Script
from cin_docs.testing.smtpd import Server, smtp_server

SCRIPT = Path(__file__).with_name("sender_that_dies.py")
KILLED = -signal.SIGKILL


class Sender(Forker):
    """The other process."""

    def run(self, home: Home, server: Server, ca: Path, **job: Any) -> int:
        """One run; how it ended: 0, 1, 75, or minus the signal."""
        return self.do(folder=str(home.folder), port=server.port, ca=str(ca), **job)


@pytest.fixture(scope="module")
def sender() -> Iterator[Sender]:
    sender = Sender(SCRIPT)
    yield sender
    sender.close()


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(Kind.GOOD, tmp_path_factory.mktemp("ca"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = a_home(tmp_path, ("mum",))
    yield home
    home.ledger.close()


STEPS = [
    # cue, state after the restart, copies at the server
    ("before sending(pre)", State.ACCEPTED, 1),
    ("in the commit of sending(pre)", State.ACCEPTED, 1),
    ("after sending(pre)", State.ACCEPTED, 1),
    ("before connect", State.ACCEPTED, 1),
    ("after connect", State.ACCEPTED, 1),
    ("after mail", State.ACCEPTED, 1),
    ("after rcpt", State.ACCEPTED, 1),
    ("before sending(data)", State.ACCEPTED, 1),
    ("in the commit of sending(data)", State.ACCEPTED, 1),
    ("after sending(data)", State.UNCERTAIN, 0),
    ("before data", State.UNCERTAIN, 0),
    ("after data", State.UNCERTAIN, 1),
    ("before accepted", State.UNCERTAIN, 1),
    ("in the commit of accepted", State.UNCERTAIN, 1),
    ("after accepted", State.ACCEPTED, 1),
    ("before close", State.ACCEPTED, 1),
]


@pytest.mark.parametrize(("cue", "state", "copies"), STEPS, ids=[step[0] for step in STEPS])
def test_a_sender_killed_at_a_step_loses_nothing_and_sends_nothing_twice(
    cue: str, state: State, copies: int, home: Home, sender: Sender, trusted: Certificate
) -> None:
    with smtp_server(context=trusted.context) as server:
        assert sender.run(home, server, trusted.ca_file, cue=cue) == KILLED
        assert sender.run(home, server, trusted.ca_file, days=1) == 0
    assert home.state("mum") is state
    assert len(server.taken) == copies
    assert home.ledger.verify() == ()


def test_f50_killed_between_any_two_statements_of_a_commit_state_and_event_agree(
    tmp_path: Path, sender: Sender, trusted: Certificate
) -> None:
    for statement in range(1, 30):
        folder = tmp_path / str(statement)
        folder.mkdir()
        home = a_home(folder, ("mum",))
        with smtp_server(context=trusted.context) as server:
            if sender.run(home, server, trusted.ca_file, cue=f"at statement of accepted {statement}") == 0:
                break
            assert home.state("mum") is State.SENDING_DATA
            assert home.ledger.verify() == ()
            assert sender.run(home, server, trusted.ca_file, days=1) == 0
        assert (home.state("mum"), len(server.taken)) == (State.UNCERTAIN, 1)
        assert home.ledger.verify() == ()
        home.ledger.close()
    # State and event are at least a statement each.
    assert statement > 2


def test_the_report_of_the_next_run_says_what_is_uncertain(home: Home, sender: Sender, trusted: Certificate) -> None:
    with smtp_server(context=trusted.context) as server:
        assert sender.run(home, server, trusted.ca_file, cue="after data") == KILLED
        report = home.send(a_relay(server.port, trusted.ca_file))
    assert [(item.state, item.owner) for item in report.uncertain] == [(State.UNCERTAIN, "dana")]
    assert report.recovered == report.uncertain


def test_a_second_sender_ends_with_75_and_sends_nothing(home: Home, sender: Sender, trusted: Certificate) -> None:
    with smtp_server(context=trusted.context) as server, lock(home.folder):
        assert sender.run(home, server, trusted.ca_file) == 75
    assert home.state("mum") is State.QUEUED
    assert server.connections == 0


def test_the_lock_of_a_killed_sender_is_not_in_the_way(home: Home, sender: Sender, trusted: Certificate) -> None:
    with smtp_server(context=trusted.context) as server:
        assert sender.run(home, server, trusted.ca_file, cue="after sending(pre)") == KILLED
        with lock(home.folder):
            pass


def test_f51_asked_to_stop_before_data_it_stops_with_the_message_queued(
    home: Home, sender: Sender, trusted: Certificate
) -> None:
    script = Script(acts={"rcpt": (Act(hang=True),)})
    with smtp_server(script, context=trusted.context) as server:
        assert sender.run(home, server, trusted.ca_file, cue="asked to stop at rcpt") == 0
    assert home.state("mum") is State.QUEUED
    assert server.taken == []


def test_f52_asked_to_stop_in_data_it_finishes_the_message_and_no_other(
    tmp_path: Path, sender: Sender, trusted: Certificate
) -> None:
    home = a_home(tmp_path, ("mum", "dad", "gran"))
    with smtp_server(context=trusted.context) as server:
        assert sender.run(home, server, trusted.ca_file, cue="asked to stop at data") == 0
    assert sorted(home.state(person) for person in home.queued) == [State.ACCEPTED, State.QUEUED, State.QUEUED]
    assert len(server.taken) == 1


def _killed_at_random(
    tmp_path: Path, sender: Sender, trusted: Certificate, *, kills: int, each: int, people: int
) -> None:
    """Kill senders at their work until `kills` died there, about `each` of them before a home's messages are gone."""
    dice = random.Random(2041)
    names = [f"p{number:03d}" for number in range(people)]
    begin, whole = _paces(a_folder(tmp_path, "paces"), names, sender, trusted)
    dead = tries = 0
    while dead < kills:
        home = a_home(a_folder(tmp_path, f"after {tries}"), names)
        with smtp_server(context=trusted.context) as server:
            ended = KILLED
            while ended == KILLED and dead < kills:
                tries += 1
                assert tries <= 10 * kills, f"of {tries} kills only {dead} met a sender at its work"
                before = server.connections
                after = begin * dice.uniform(0.8, 1.0) + (whole - begin) * dice.uniform(0, 2 / each)
                ended = sender.run(home, server, trusted.ca_file, after=after)
                # Killed before it had connected, it tried nothing: the machine is slower than it was, so wait longer.
                early = ended == KILLED and server.connections == before
                dead += ended == KILLED and not early
                begin *= 1.1 if early else 0.99
            assert sender.run(home, server, trusted.ca_file, days=1) == 0
        _nobody_is_lost(home, server)
        home.ledger.close()


def a_folder(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder


def _paces(folder: Path, names: list[str], sender: Sender, trusted: Certificate) -> tuple[float, float]:
    """How many seconds a sender takes on this machine, now: with nothing to send, and with everything."""
    home, paces = a_home(folder, names), []
    with smtp_server(context=trusted.context) as server:
        for _ in range(2):
            began = time.monotonic()
            assert sender.run(home, server, trusted.ca_file) == 0
            paces.append(time.monotonic() - began)
    home.ledger.close()
    return min(paces), max(paces)


def _nobody_is_lost(home: Home, server: Server) -> None:
    for person, dispatch in home.queued.items():
        copies, state = server.copies[dispatch.message_id], home.state(person)
        assert (state, copies) in {(State.ACCEPTED, 1), (State.UNCERTAIN, 0), (State.UNCERTAIN, 1)}
    assert home.ledger.verify() == ()


def test_thirty_kills_at_random_times_lose_nobody(tmp_path: Path, sender: Sender, trusted: Certificate) -> None:
    _killed_at_random(tmp_path, sender, trusted, kills=30, each=15, people=60)


@pytest.mark.long
def test_a_thousand_kills_at_random_times_lose_nobody(tmp_path: Path, sender: Sender, trusted: Certificate) -> None:
    _killed_at_random(tmp_path, sender, trusted, kills=1_000, each=100, people=300)
