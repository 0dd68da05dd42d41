"""The whole pipeline is killed with SIGKILL at each step, and `cin run` comes after. Copies are counted at the server.

"None lost, none twice, unknowns uncertain and in the report."
"""

from __future__ import annotations

import json
import random
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cin_docs.cli.desk import desk_of, open_home
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.person import Channel
from cin_docs.testing.certificates import Certificate, Kind, certificate
from cin_docs.testing.killing import Forker
from cin_docs.testing.smtpd import Server, smtp_server

SCRIPT = Path(__file__).parent.parent / "integration" / "sender_that_dies.py"
KILLED = -signal.SIGKILL
#: In trial only professionals are written to for real, so here the family's copies are letters.
GUESTS = "[ruth.adeyemi@eastmere.example, amy.reed@eastmere.example, dana@eastmere.example]"
WORKERS = """\
  nurse: {name: Ruth Adeyemi, is: school nurse, agency: Council, by: email, email: ruth.adeyemi@eastmere.example}
  head: {name: Amy Reed, is: head teacher, agency: Council, by: email, email: amy.reed@eastmere.example}
"""


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    forker = Forker(SCRIPT)
    yield forker
    forker.close()


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(Kind.GOOD, tmp_path_factory.mktemp("ca"))


@pytest.fixture
def server(trusted: Certificate) -> Iterator[Server]:
    with smtp_server(context=trusted.context) as server:
        yield server


@dataclass(frozen=True)
class Office:
    """A home with seven copies approved: three by e-mail, three letters, one by hand."""

    folder: Path
    forker: Forker

    def dies(self, cue: str) -> None:
        """`cin send`, killed at the cue."""
        assert self.forker.do(home=str(self.folder), cue=cue) == KILLED

    def cin(self, *args: str, **job: Any) -> int:
        return self.forker.do(home=str(self.folder), cin=args, log=str(self.log), **job)

    @property
    def log(self) -> Path:
        return self.folder.parent / "said.txt"

    @property
    def said(self) -> str:
        """What the last command said, on one line."""
        return " ".join(self.log.read_text("utf-8").split())

    @property
    def dispatches(self) -> tuple[Dispatch, ...]:
        with desk_of(open_home(self.folder), "sam") as desk:
            return desk.ledger.dispatches()

    @property
    def by_email(self) -> dict[str, State]:
        return {one.message_id: one.state for one in self.dispatches if one.channel is Channel.EMAIL}

    def piled(self) -> list[str]:
        """The dispatch of every envelope on the piles, as often as it lies there."""
        return sorted(path.read_text("utf-8") for path in (self.folder / "outbox").glob("*/*/.dispatch"))

    def counts(self) -> dict[str, int]:
        """The report's figures for copies with a deadline."""
        assert self.cin("report", "timeliness", "--format", "json") == 0
        (series,) = json.loads(self.log.read_text("utf-8"))["series"]
        return dict(series["total"])


def an_office(home: Path, folder: Path, forker: Forker, server: Server, trusted: Certificate) -> Office:
    shutil.copytree(home, folder / "home")
    shutil.copy(trusted.ca_file, folder / "home" / "relay.pem")
    mail = f"mail: {{host: localhost, port: {server.port}, certificates: relay.pem}}"
    with (folder / "home" / "cin.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"guest list: {GUESTS}\n{mail}\n")
    return Office(folder / "home", forker)


@pytest.fixture(scope="module")
def approved_office(fresh_office, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The small office with everybody's copies approved: three by e-mail, three letters, one by hand."""
    office = type(fresh_office)(tmp_path_factory.mktemp("letters") / "home")
    shutil.copytree(fresh_office.folder, office.folder)
    for who, street in (("kim.marsh@post.example", "1 Mill Lane"), ("rob.hale@mail.example", "9 Ferry Road")):
        address = f'by: post, address: "{street}\\nEastmere\\nEM1 1AB"'
        office.edit(office.case, f"by: email, email: {who}", address)
    office.edit(office.case, "  tom: {", f"{WORKERS}  tom: {{")
    office.edit(office.notes, "present: [mum, leo, dana, gran]", "present: [mum, leo, dana, gran, nurse, head]")
    assert office.cin("submit", office.notes, "--as", "priya").code == 0
    assert office.cin("approve", "MAR-2041", office.preview()["code"], "--as", "dana").code == 0
    return office


@pytest.fixture
def office(approved_office, tmp_path: Path, forker: Forker, server: Server, trusted: Certificate) -> Office:
    return an_office(approved_office.folder, tmp_path, forker, server, trusted)


def nobody_is_lost(office: Office, server: Server) -> None:
    """Every e-mail is there once and accepted, or uncertain; every letter lies on its pile once."""
    assert len(office.by_email) == 3
    for name, state in office.by_email.items():
        assert (state, server.copies[name]) in {(State.ACCEPTED, 1), (State.UNCERTAIN, 0), (State.UNCERTAIN, 1)}
    assert set(server.copies) <= set(office.by_email)
    others = [one for one in office.dispatches if one.channel is not Channel.EMAIL]
    assert {one.state for one in others} == {State.TO_HAND}
    assert office.piled() == sorted(one.id for one in others)
    assert office.cin("verify") == 0


STEPS = [
    # cue, uncertain after the restart, copies at the server
    ("before queued", 0, 3),
    ("after queued", 0, 3),
    ("before to hand", 0, 3),
    ("after to hand", 0, 3),
    ("before sending(pre)", 0, 3),
    ("in the commit of sending(pre)", 0, 3),
    ("after sending(pre)", 0, 3),
    ("before connect", 0, 3),
    ("after connect", 0, 3),
    ("after mail", 0, 3),
    ("after rcpt", 0, 3),
    ("in the commit of sending(data)", 0, 3),
    ("after sending(data)", 1, 2),
    ("before data", 1, 2),
    ("after data", 1, 3),
    ("before accepted", 1, 3),
    ("in the commit of accepted", 1, 3),
    ("after accepted", 0, 3),
    ("before close", 0, 3),
]
#: Enough for every commit: each side of a claim, of DATA and of the reply.
DECISIVE = {
    "after queued", "before to hand", "after sending(pre)", "after rcpt", "after sending(data)", "after data",
    "in the commit of accepted", "after accepted",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cue", "uncertain", "copies"),
    [pytest.param(*step, id=step[0], marks=() if step[0] in DECISIVE else pytest.mark.long) for step in STEPS],
)
def test_killed_at_a_step_the_pipeline_loses_nothing_and_sends_nothing_twice(
    cue: str, uncertain: int, copies: int, office: Office, server: Server
) -> None:
    office.dies(cue)
    assert office.cin("run", "--as", "sam") == (1 if uncertain else 0), office.said
    nobody_is_lost(office, server)
    assert list(office.by_email.values()).count(State.UNCERTAIN) == uncertain
    assert len(server.taken) == copies
    assert office.cin("run", "--as", "sam") == 0
    assert len(server.taken) == copies


def test_what_nobody_knows_is_told_until_a_person_has_found_out(office: Office, server: Server) -> None:
    office.dies("after data")
    assert office.cin("run", "--as", "sam") == 1
    (unknown,) = [one for one in office.dispatches if one.state is State.UNCERTAIN]
    assert f"{unknown.id} is uncertain and needs dana" in office.said
    assert office.cin("status") == 0
    assert unknown.id in office.said
    assert office.cin("status", "--json") == 0
    (row,) = [one for one in json.loads(office.log.read_text("utf-8"))["waiting"] if one["dispatch"] == unknown.id]
    assert (row["who"], row["what"]) == ("dana", f"copies for {unknown.person} to be found out: did it arrive?")
    before = office.counts()
    assert before["uncertain"] == 1
    assert office.cin("record", unknown.id, "accepted", "--as", "dana") == 1
    assert "no-evidence" in office.said
    assert office.cin("record", unknown.id, "accepted", "--as", "dana", "--note", "She rang: it is there.") == 0
    after = office.counts()
    assert (after["uncertain"], after["met"]) == (0, before["met"] + 1)
    assert office.cin("status") == 0
    assert unknown.id not in office.said
    assert office.cin("run", "--as", "sam") == 0
    assert server.copies[unknown.message_id] == 1


def test_what_never_went_goes_once_when_a_person_says_so(office: Office, server: Server) -> None:
    office.dies("after sending(data)")
    assert office.cin("run", "--as", "sam") == 1
    (unknown,) = [one for one in office.dispatches if one.state is State.UNCERTAIN]
    assert server.copies[unknown.message_id] == 0
    note = "The relay's log does not have it."
    assert office.cin("record", unknown.id, "queued", "--as", "dana", "--note", note) == 0
    assert office.cin("run", "--as", "sam") == 0, office.said
    assert set(office.by_email.values()) == {State.ACCEPTED}
    assert set(server.copies.values()) == {1}


def kill_at_random(office: Office, server: Server, dice: random.Random) -> int:
    """`cin run` killed from outside time and again until nothing is on its way; how often it died before its end."""
    dead = 0
    for _ in range(100):
        dead += office.cin("run", "--as", "sam", after=dice.uniform(0.0, 1.2)) == KILLED
        if set(office.by_email.values()) <= {State.ACCEPTED, State.UNCERTAIN}:
            break
    assert office.cin("run", "--as", "sam") in {0, 1}
    nobody_is_lost(office, server)
    return dead


def test_killed_at_random_times_nobody_is_lost(office: Office, server: Server) -> None:
    kill_at_random(office, server, random.Random(2041))


@pytest.mark.long
def test_thirty_offices_killed_at_random_times_lose_nobody(
    approved_office, tmp_path: Path, forker: Forker, trusted: Certificate
) -> None:
    dice, dead = random.Random(1187), 0
    for number in range(30):
        folder = tmp_path / str(number)
        folder.mkdir()
        with smtp_server(context=trusted.context) as server:
            dead += kill_at_random(an_office(approved_office.folder, folder, forker, server, trusted), server, dice)
    assert dead > 30, "the kills came too late to try anything"
