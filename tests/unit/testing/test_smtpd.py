"""The scripted mail server does what its script says, seen by a client written by others."""

from __future__ import annotations

import smtplib
import ssl
from pathlib import Path

import pytest

from cin_docs.testing.certificates import Kind, certificate
from cin_docs.testing.smtp_script import DROP, NORMAL, Act, Script, code
from cin_docs.testing.smtpd import smtp_server

MESSAGE = b"Message-ID: <a@council.example>\r\nSubject: a\r\n\r\n.one\r\ntwo\r\n"


def test_it_takes_a_message_and_counts_it_by_its_name() -> None:
    with smtp_server(tls="none") as server, smtplib.SMTP("127.0.0.1", server.port, timeout=5) as client:
        client.sendmail("cin@council.example", ["mum@post.example", "dad@post.example"], MESSAGE)
    (taken,) = server.taken
    assert taken.recipients == ("mum@post.example", "dad@post.example")
    assert taken.data == MESSAGE
    assert server.copies == {"<a@council.example>": 1}


@pytest.mark.parametrize("kind", [Kind.SELF_SIGNED, Kind.EXPIRED, Kind.WRONG_HOST])
def test_a_bad_certificate_is_bad_for_any_client(kind: Kind, tmp_path: Path) -> None:
    bad = certificate(kind, tmp_path)
    context = ssl.create_default_context(cafile=str(bad.ca_file))
    with smtp_server(context=bad.context) as server, smtplib.SMTP("localhost", server.port, timeout=5) as client:
        with pytest.raises(ssl.SSLCertVerificationError):
            client.starttls(context=context)
        client.close()


def test_a_good_certificate_is_good_for_any_client(tmp_path: Path) -> None:
    good = certificate(Kind.GOOD, tmp_path)
    context = ssl.create_default_context(cafile=str(good.ca_file))
    with smtp_server(context=good.context) as server, smtplib.SMTP("localhost", server.port, timeout=5) as client:
        client.starttls(context=context)
        client.sendmail("cin@council.example", ["mum@post.example"], MESSAGE)
    assert server.taken[0].tls
    assert not any(line.startswith("MAIL") for line in server.clear)


def test_acts_are_played_in_order_and_the_last_one_stays() -> None:
    script = Script(acts={"rcpt": (code(450), NORMAL, code(550))})
    assert [script.act("rcpt", nth).say for nth in range(4)] == [
        b"450 scripted\r\n",
        None,
        b"550 scripted\r\n",
        b"550 scripted\r\n",
    ]
    assert script.act("mail", 0) == NORMAL


def test_a_message_may_be_taken_and_the_answer_lost() -> None:
    script = Script(acts={"dot": (Act(say=b"", then="reset", commit=True),)})
    with smtp_server(script, tls="none") as server:
        client = smtplib.SMTP("127.0.0.1", server.port, timeout=5)
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            client.sendmail("cin@council.example", ["mum@post.example"], MESSAGE)
    assert len(server.taken) == 1


def test_a_drop_at_the_banner_is_a_drop() -> None:
    with (
        smtp_server(Script(acts={"banner": (DROP,)}), tls="none") as server,
        pytest.raises((smtplib.SMTPServerDisconnected, OSError)),
    ):
        smtplib.SMTP("127.0.0.1", server.port, timeout=5)
    assert server.connections == 1
