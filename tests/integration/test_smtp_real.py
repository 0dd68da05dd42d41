"""The same run against a mail server written by others (aiosmtpd), with STARTTLS."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from cin_docs.model.delivery import State
from cin_docs.testing.certificates import Kind, certificate
from cin_docs.testing.mailserver import HARMLESS, Inbox, mail_server
from cin_docs.testing.sending import Home, a_home, a_relay, address_of, approved_part
from cin_docs.transport.secret import Secret
from cin_docs.transport.settings import Timeouts

PEOPLE = ("mum", "dad", "gran", "nurse", "head", "police", "worker")
PATIENT = Timeouts(connect=5, command=5, data=5, dot=5, quit=1)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = a_home(tmp_path, PEOPLE)
    yield home
    home.ledger.close()


def test_each_message_goes_to_one_recipient_over_tls(home: Home) -> None:
    good = certificate(Kind.GOOD, home.folder)
    with mail_server(good) as (inbox, port):
        report = home.send(a_relay(port, good.ca_file, PATIENT))
    assert report.counts == {State.ACCEPTED: 7}
    assert sorted(envelope.rcpt_tos[0] for envelope in inbox.envelopes if envelope.rcpt_tos) == sorted(
        address_of(person) for person in PEOPLE
    )
    assert {len(envelope.rcpt_tos) for envelope in inbox.envelopes} == {1}
    assert b"MAIL" not in inbox.clear


def test_what_arrives_is_what_was_approved(home: Home) -> None:
    good = certificate(Kind.GOOD, home.folder)
    with mail_server(good) as (inbox, port):
        home.send(a_relay(port, good.ca_file, PATIENT))
    stored = {home.store.get(item.cover_digest) for item in home.queued.values()}
    arrived = {bytes(envelope.content) for envelope in inbox.envelopes if isinstance(envelope.content, bytes)}
    assert {approved_part(data) for data in arrived} == stored
    for data in arrived:
        parsed = BytesParser(policy=policy.default).parsebytes(data)
        assert [part.get_content_type() for part in parsed.iter_attachments()] == ["application/pdf"]


@pytest.mark.parametrize("kind", [Kind.SELF_SIGNED, Kind.EXPIRED, Kind.WRONG_HOST])
def test_a_wrong_certificate_gets_no_message_and_no_byte_of_one(kind: Kind, home: Home) -> None:
    bad = certificate(kind, home.folder)
    with mail_server(bad) as (inbox, port):
        report = home.send(a_relay(port, bad.ca_file, PATIENT))
    _nothing_was_said(home, inbox)
    assert report.outcomes[0].note == "certificate not trusted at tls"


def test_a_server_without_tls_gets_no_message_and_no_byte_of_one(home: Home) -> None:
    good = certificate(Kind.GOOD, home.folder)
    with mail_server(None) as (inbox, port):
        report = home.send(a_relay(port, good.ca_file, PATIENT))
    _nothing_was_said(home, inbox)
    assert report.outcomes[0].note == "not offered at tls"


def _nothing_was_said(home: Home, inbox: Inbox) -> None:
    assert inbox.envelopes == []
    assert inbox.said_in_clear <= HARMLESS
    assert {home.state(person) for person in PEOPLE} == {State.QUEUED}


@pytest.mark.parametrize(("password", "state"), [("right horse", State.ACCEPTED), ("wrong horse", State.QUEUED)])
def test_the_account_is_logged_in_once_and_under_tls_only(password: str, state: State, home: Home) -> None:
    asked = []

    def authenticator(_server: Any, session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        asked.append(session.ssl is not None)
        # Not handled: the server itself says 535.
        return AuthResult(success=data.password == b"right horse", handled=False)

    good = certificate(Kind.GOOD, home.folder)
    with mail_server(good, authenticator=authenticator, auth_required=True) as (_, port):
        report = home.send(a_relay(port, good.ca_file, PATIENT, user="cin", password=Secret(password)))
    assert {home.state(person) for person in PEOPLE} == {state}
    assert asked == [True]
    assert (report.stopped == "535 at auth") is (state is State.QUEUED)
