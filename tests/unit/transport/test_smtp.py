"""What the SMTP relay decides without a network. The conversation itself is in tests/integration."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.errors import HomeError
from cin_docs.testing.sending import a_relay
from cin_docs.transport.protocol import Fault, Phase, Verdict
from cin_docs.transport.settings import SmtpSettings
from cin_docs.transport.smtp import SmtpRelay, _as_sent, _more_than_a_reply, _on_the_wire


@given(
    st.lists(
        st.binary(max_size=30).filter(lambda line: b"\r" not in line and b"\n" not in line), min_size=1, max_size=8
    )
)
def test_a_message_comes_back_whole_from_the_wire(lines: list[bytes]) -> None:
    message = b"".join(line + b"\r\n" for line in lines)
    wire = _on_the_wire(message)
    assert wire.endswith(b".\r\n")
    body = wire[:-3].split(b"\r\n")
    assert b"." not in body
    assert b"\r\n".join(line[1:] if line.startswith(b".") else line for line in body) == message


def test_a_message_without_a_last_line_end_gets_one() -> None:
    assert _on_the_wire(b"a") == b"a\r\n.\r\n"


@pytest.mark.parametrize(
    "address",
    ["'\"b@y.uk\" <evil@x>'", "mum@post.example NOTIFY=NEVER", "mum@post.example>", "Mum <mum@post.example>", ""],
)
def test_an_address_that_the_library_would_rewrite_never_leaves(address: str) -> None:
    assert _as_sent(address) != address or address == ""
    relay = SmtpRelay(SmtpSettings(host="localhost"))
    reply = asyncio.run(relay.rcpt(address))
    assert reply.code is None
    assert reply.verdict is (Verdict.QUEUED if address == "" else Verdict.HELD)


@pytest.mark.parametrize(
    ("received", "more"),
    [
        (b"220 go\r\n", False),
        (b"220-well\r\n220 go\r\n", False),
        (b"220 go\r\n250 ok\r\n", True),
        (b"220 go\r\nx", True),
        (b"", False),
        (b"220 g", False),
    ],
)
def test_words_after_the_starttls_reply_are_noticed(received: bytes, more: bool) -> None:
    assert _more_than_a_reply(received) is more


def test_certificates_are_always_checked_against_the_host() -> None:
    context = SmtpRelay(SmtpSettings(host="mail.example"))._tls
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_steps_out_of_turn_are_answered_as_a_dropped_connection(tmp_path: Path) -> None:
    relay = SmtpRelay(SmtpSettings(host="localhost"))
    for step in (relay.mail("cin@council.example", size=1, envid="x"), relay.rcpt("mum@post.example"), relay.data(b"")):
        assert asyncio.run(step).fault is Fault.DROPPED


def test_a_relay_nobody_listens_at_is_unreachable(tmp_path: Path) -> None:
    from cin_docs.testing.certificates import Kind, certificate

    reply = asyncio.run(a_relay(1, certificate(Kind.GOOD, tmp_path).ca_file).connect())
    assert (reply.phase, reply.fault, reply.verdict) == (Phase.CONNECT, Fault.UNREACHABLE, Verdict.QUEUED)


@pytest.mark.parametrize("text", [None, "no certificate", ""])
def test_a_file_of_certificates_that_cannot_be_read_is_said_at_once(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)
    with pytest.raises(HomeError, match="trusted certificates"):
        SmtpRelay(SmtpSettings(host="localhost", ca_file=file))


@pytest.mark.parametrize("host", ["a..example", "x" * 64 + ".example"])
def test_a_host_name_that_cannot_be_one_is_unreachable(host: str) -> None:
    reply = asyncio.run(SmtpRelay(SmtpSettings(host=host, hello="sender.test")).connect())
    assert (reply.fault, reply.verdict) == (Fault.UNREACHABLE, Verdict.QUEUED)
