"""The fault matrix: each thing a relay can do wrong, against a server that counts what it took.

Copies are counted at the server by Message-ID, never from what the sender believes.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from cin_docs.distribution.dispatch import Limits
from cin_docs.model.delivery import State
from cin_docs.testing.certificates import Certificate, Kind, certificate
from cin_docs.testing.sending import Home, a_home, a_relay, address_of, approved_part
from cin_docs.testing.smtp_script import CLOSE, DROP, HANG, NORMAL, Act, Script, Step, code
from cin_docs.testing.smtpd import smtp_server
from cin_docs.transport.secret import Secret

GARBAGE = Act(say=b"what is this?\r\n")
ENDLESS = Act(say=b"250-and so on\r\n" * 5_000, then="stay")
TAKEN_THEN_CUT = Act(say=b"", then="reset", commit=True)
TAKEN_THEN_CLOSED = Act(say=b"", then="close", commit=True)
TAKEN_THEN_SILENT = Act(hang=True, commit=True)
LOST_THEN_CUT = Act(say=b"", then="reset", commit=False)
SEVEN = ("mum", "dad", "gran", "nurse", "head", "police", "worker")


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(Kind.GOOD, tmp_path_factory.mktemp("ca"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = a_home(tmp_path)
    yield home
    home.ledger.close()


@dataclass(frozen=True)
class Row:
    id: str
    step: Step
    acts: tuple[Act, ...]
    state: State
    copies: int
    note: str = ""


QUEUED, FAILED, HELD, UNCERTAIN, ACCEPTED = (
    State.QUEUED,
    State.FAILED,
    State.HELD,
    State.UNCERTAIN,
    State.ACCEPTED,
)

ROWS = [
    Row("F03 banner 554", "banner", (code(554),), QUEUED, 0, "554 at connect"),
    Row("F04 no banner", "banner", (HANG,), QUEUED, 0, "at connect"),
    Row("F05 drop at banner", "banner", (DROP,), QUEUED, 0, "at connect"),
    Row("F06 drop at EHLO", "ehlo", (DROP,), QUEUED, 0, "at connect"),
    Row("F08 STARTTLS 454", "starttls", (code(454),), QUEUED, 0, "454 at tls"),
    Row("F10 words in clear at STARTTLS", "starttls", (Act(inject=b"250 ok\r\n"),), QUEUED, 0, "clear at STARTTLS"),
    Row("F13 MAIL 451", "mail", (code(451),), QUEUED, 0, "451 at mail"),
    Row("F14 MAIL 552", "mail", (code(552),), FAILED, 0, "552 at mail"),
    Row("F15 MAIL 421 and close", "mail", (Act(say=b"421 busy\r\n", then="close"),), QUEUED, 0, "421 at mail"),
    Row("F16 drop at MAIL", "mail", (DROP,), QUEUED, 0, "at mail"),
    Row("F19 RCPT 550", "rcpt", (code(550),), FAILED, 0, "550 at rcpt"),
    Row("F20 RCPT 552", "rcpt", (code(552),), FAILED, 0, "552 at rcpt"),
    Row("F21 RCPT 251", "rcpt", (code(251),), HELD, 0, "251 at rcpt"),
    Row("F23 drop at RCPT", "rcpt", (DROP,), QUEUED, 0, "at rcpt"),
    Row("F24 hang at RCPT", "rcpt", (HANG,), QUEUED, 0, "at rcpt"),
    Row("RCPT 354", "rcpt", (code(354),), QUEUED, 0, "354 at rcpt"),
    Row("RCPT garbage", "rcpt", (GARBAGE,), QUEUED, 0, "not understood at rcpt"),
    Row("F25 DATA 451", "data", (code(451),), QUEUED, 0, "451 at data"),
    Row("F26 DATA 554", "data", (code(554),), FAILED, 0, "554 at data"),
    Row("F27 drop at DATA", "data", (DROP,), UNCERTAIN, 0, "at data"),
    Row("DATA answered 250 before a byte was sent", "data", (code(250),), UNCERTAIN, 0, "250 at data"),
    Row("F28 drop in the body", "body", (Act(then="reset", after=500),), UNCERTAIN, 0, "at dot"),
    Row("F29 slow reader that is quick enough", "body", (Act(slow=0.01),), ACCEPTED, 1, "250 at dot"),
    Row("F29 slow reader", "body", (Act(slow=0.2),), UNCERTAIN, 0, "at dot"),
    Row("F30 reset after the dot, taken", "dot", (TAKEN_THEN_CUT,), UNCERTAIN, 1, "at dot"),
    Row("F31 close after the dot, taken", "dot", (TAKEN_THEN_CLOSED,), UNCERTAIN, 1, "at dot"),
    Row("F32 hang after the dot, taken", "dot", (TAKEN_THEN_SILENT,), UNCERTAIN, 1, "at dot"),
    Row("F33 reset after the dot, not taken", "dot", (LOST_THEN_CUT,), UNCERTAIN, 0, "at dot"),
    Row("F34 dot 451", "dot", (code(451),), QUEUED, 0, "451 at dot"),
    Row("F36 dot 552", "dot", (code(552),), FAILED, 0, "552 at dot"),
    Row("F37 dot 554", "dot", (code(554),), FAILED, 0, "554 at dot"),
    Row("F38 dot 251", "dot", (code(251),), ACCEPTED, 1, "251 at dot"),
    Row("F38 dot 252", "dot", (code(252),), ACCEPTED, 1, "252 at dot"),
    Row("F39 malformed at the dot", "dot", (Act(say=b"what?\r\n", commit=True),), UNCERTAIN, 1, "not understood"),
    Row("F40 endless at the dot", "dot", (Act(say=ENDLESS.say, commit=True),), UNCERTAIN, 1, "at dot"),
    Row("F41 byte by byte", "dot", (Act(dribble=True),), ACCEPTED, 1, "250 at dot"),
    Row("F42 multi-line 250", "dot", (Act(say=b"250-one\r\n250-two\r\n250 three\r\n"),), ACCEPTED, 1, "250 at dot"),
    Row("F43 250 then drop", "dot", (Act(say=b"250 ok\r\n", then="close"),), ACCEPTED, 1, "250 at dot"),
    Row("F43 QUIT hangs", "quit", (HANG,), ACCEPTED, 1, "250 at dot"),
    Row("F44 354 at the dot", "dot", (Act(say=b"354 go on\r\n", commit=True),), UNCERTAIN, 1, "354 at dot"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_fault_ends_in_the_state_the_matrix_says(row: Row, home: Home, trusted: Certificate) -> None:
    with smtp_server(Script(acts={row.step: row.acts}), context=trusted.context) as server:
        report = home.send(a_relay(server.port, trusted.ca_file))
    assert home.state("mum") is row.state
    assert len(server.taken) == row.copies
    assert [row.note in outcome.note for outcome in report.outcomes] == [True]
    if row.state in (FAILED, HELD, UNCERTAIN):
        assert report.needs_a_person[0].owner == "dana"
    assert home.ledger.verify() == ()


@pytest.mark.parametrize("row", [row for row in ROWS if row.state is UNCERTAIN], ids=lambda row: row.id)
def test_what_is_uncertain_is_never_sent_again_by_itself(row: Row, home: Home, trusted: Certificate) -> None:
    with smtp_server(Script(acts={row.step: (*row.acts, NORMAL)}), context=trusted.context) as server:
        home.send(a_relay(server.port, trusted.ca_file))
        home.send(a_relay(server.port, trusted.ca_file), days=30)
    assert home.state("mum") is UNCERTAIN
    assert len(server.taken) == row.copies


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.state is QUEUED and row.copies == 0], ids=lambda row: row.id
)
def test_what_is_queued_again_goes_once_when_the_relay_has_recovered(
    row: Row, home: Home, trusted: Certificate
) -> None:
    with smtp_server(Script(acts={row.step: (*row.acts, NORMAL)}), context=trusted.context) as server:
        home.send(a_relay(server.port, trusted.ca_file))
        too_soon = home.send(a_relay(server.port, trusted.ca_file))
        home.send(a_relay(server.port, trusted.ca_file), days=1)
    assert too_soon.left == {"not due yet": 1}
    assert home.state("mum") is ACCEPTED
    assert list(server.copies.values()) == [1]


def test_f01_a_refused_connection_leaves_all_queued_without_counting_an_attempt(
    tmp_path: Path, trusted: Certificate
) -> None:
    home = a_home(tmp_path, SEVEN)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        report = home.send(a_relay(taken.getsockname()[1], trusted.ca_file))
    assert {home.state(person) for person in SEVEN} == {QUEUED}
    assert report.left == {"relay down": 6}
    found = home.ledger.dispatch(home.queued["mum"].id)
    assert found is not None
    assert found.attempt == 0


def test_f02_a_host_without_an_address_leaves_it_queued(home: Home, trusted: Certificate) -> None:
    report = home.send(a_relay(25, trusted.ca_file, host="no-such-host.invalid"))
    assert home.state("mum") is QUEUED
    assert "at connect" in report.outcomes[0].note


def test_f07_without_starttls_nothing_is_said_in_clear(home: Home, trusted: Certificate) -> None:
    with smtp_server(tls="none") as server:
        report = home.send(a_relay(server.port, trusted.ca_file))
    assert home.state("mum") is QUEUED
    assert report.outcomes[0].note == "not offered at tls"
    assert {line.split()[0] for line in server.clear} <= {"EHLO", "QUIT"}


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("kind", [Kind.SELF_SIGNED, Kind.EXPIRED, Kind.WRONG_HOST])
def test_f09_a_bad_certificate_stops_it_before_a_name_is_spoken(
    kind: Kind, tls: Literal["starttls", "implicit"], home: Home, tmp_path: Path
) -> None:
    bad = certificate(kind, tmp_path)
    with smtp_server(tls=tls, context=bad.context) as server:
        report = home.send(a_relay(server.port, bad.ca_file, tls=tls))
    assert home.state("mum") is QUEUED
    assert report.outcomes[0].note == "certificate not trusted at tls"
    assert server.taken == []
    assert {line.split()[0] for line in server.commands} <= {"EHLO", "STARTTLS"}


def test_tls_from_the_first_byte_works_too(home: Home, trusted: Certificate) -> None:
    with smtp_server(tls="implicit", context=trusted.context) as server:
        home.send(a_relay(server.port, trusted.ca_file, tls="implicit"))
    assert home.state("mum") is ACCEPTED
    assert server.taken[0].tls
    assert server.clear == []


@pytest.mark.parametrize(("number", "stopped"), [(535, True), (534, True), (454, False)])
def test_f11_f12_a_refused_password_stops_the_run_and_leaves_all_queued(
    number: int, stopped: bool, tmp_path: Path, trusted: Certificate
) -> None:
    home = a_home(tmp_path, SEVEN)
    script = Script(acts={"auth": (code(number),)})
    with smtp_server(script, context=trusted.context, asks_password=True) as server:
        relay = a_relay(server.port, trusted.ca_file, user="cin", password=Secret("wrong horse"))
        report = home.send(relay)
    assert {home.state(person) for person in SEVEN} == {QUEUED}
    assert (report.stopped is not None) is stopped
    assert sum(line.startswith("AUTH") for line in server.commands) == 1
    assert server.taken == []


def test_a_password_is_given_only_under_tls(home: Home, trusted: Certificate) -> None:
    with smtp_server(context=trusted.context, asks_password=True) as server:
        home.send(a_relay(server.port, trusted.ca_file, user="cin", password=Secret("right horse")))
    assert home.state("mum") is ACCEPTED
    assert not any(line.startswith("AUTH") for line in server.clear)


def test_f17_a_recipient_refused_for_now_gets_one_copy_later(home: Home, trusted: Certificate) -> None:
    with smtp_server(Script(acts={"rcpt": (code(450), code(450), NORMAL)}), context=trusted.context) as server:
        for day in range(3):
            home.send(a_relay(server.port, trusted.ca_file), days=day)
    assert home.state("mum") is ACCEPTED
    assert list(server.copies.values()) == [1]


def test_f18_a_recipient_refused_for_ever_has_failed_after_the_cap(home: Home, trusted: Certificate) -> None:
    with smtp_server(Script(acts={"rcpt": (code(450),)}), context=trusted.context) as server:
        states = []
        for day in range(4):
            home.send(a_relay(server.port, trusted.ca_file), days=day, limits=Limits(attempts=3))
            states.append(home.state("mum"))
    assert states == [QUEUED, QUEUED, FAILED, FAILED]
    assert server.taken == []


def test_f22_the_third_of_seven_refused_stops_nobody_else(tmp_path: Path, trusted: Certificate) -> None:
    home = a_home(tmp_path, SEVEN)
    script = Script(acts={"rcpt": (NORMAL, NORMAL, code(550), NORMAL)})
    with smtp_server(script, context=trusted.context) as server:
        report = home.send(a_relay(server.port, trusted.ca_file))
    assert report.counts == {ACCEPTED: 6, FAILED: 1}
    assert len(server.copies) == 6
    assert set(server.copies.values()) == {1}
    assert all(len(item.recipients) == 1 for item in server.taken)
    assert server.connections == 1


def test_f35_a_relay_that_says_421_after_it_took_the_message_gets_a_second_copy(
    home: Home, trusted: Certificate
) -> None:
    """The documented residual: a clear refusal is believed."""
    lie = Act(say=b"421 closing\r\n", then="close", commit=True)
    with smtp_server(Script(acts={"dot": (lie, NORMAL)}), context=trusted.context) as server:
        home.send(a_relay(server.port, trusted.ca_file))
        assert home.state("mum") is QUEUED
        home.send(a_relay(server.port, trusted.ca_file), days=1)
    assert home.state("mum") is ACCEPTED
    assert list(server.copies.values()) == [2]


def test_a_connection_that_died_between_two_messages_is_made_again(tmp_path: Path, trusted: Certificate) -> None:
    home = a_home(tmp_path, SEVEN)
    gone = Act(say=b"250 ok\r\n", then="close")
    with smtp_server(Script(acts={"dot": (gone, NORMAL)}), context=trusted.context) as server:
        report = home.send(a_relay(server.port, trusted.ca_file))
    assert report.counts == {ACCEPTED: 7}
    assert server.connections == 2
    assert [server.copies[d.message_id] for d in home.queued.values()] == [1] * 7


def test_the_recipient_on_the_wire_is_the_approved_one(tmp_path: Path, trusted: Certificate) -> None:
    home = a_home(tmp_path, SEVEN)
    with smtp_server(context=trusted.context) as server:
        home.send(a_relay(server.port, trusted.ca_file))
    by_name = {item.message_id: item.recipients for item in server.taken}
    assert by_name == {item.message_id: (address_of(person),) for person, item in home.queued.items()}


def test_delivery_reports_are_asked_for_with_an_opaque_name(home: Home, trusted: Certificate) -> None:
    with smtp_server(context=trusted.context) as server:
        home.send(a_relay(server.port, trusted.ca_file))
    mail = next(line for line in server.commands if line.startswith("MAIL"))
    assert f"ENVID={home.queued['mum'].message_id[1:33]}" in mail
    assert any("NOTIFY=SUCCESS,FAILURE,DELAY" in line for line in server.commands if line.startswith("RCPT"))


def test_the_message_arrives_byte_for_byte_behind_the_date_of_its_leaving(home: Home, trusted: Certificate) -> None:
    with smtp_server(context=trusted.context) as server:
        home.send(a_relay(server.port, trusted.ca_file), days=3)
    data = server.taken[0].data
    assert data.startswith(b"Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n")
    assert approved_part(data) == home.store.get(home.queued["mum"].cover_digest)
    mail = next(line for line in server.commands if line.startswith("MAIL"))
    assert f"SIZE={len(data)}" in mail


def test_a_retry_has_the_same_name_and_the_date_of_the_day_it_went(home: Home, trusted: Certificate) -> None:
    lie = Act(say=b"451 later\r\n", commit=True)
    with smtp_server(Script(acts={"dot": (lie, NORMAL)}), context=trusted.context) as server:
        home.send(a_relay(server.port, trusted.ca_file))
        home.send(a_relay(server.port, trusted.ca_file), days=1)
    first, second = server.taken
    assert first.message_id == second.message_id
    assert approved_part(first.data) == approved_part(second.data)
    assert [item.data[6:17] for item in (first, second)] == [b"Fri, 20 Nov", b"Sat, 21 Nov"]


def test_closed_is_like_cut(home: Home, trusted: Certificate) -> None:
    with smtp_server(Script(acts={"mail": (CLOSE,)}), context=trusted.context) as server:
        home.send(a_relay(server.port, trusted.ca_file))
    assert home.state("mum") is QUEUED
    assert server.taken == []
