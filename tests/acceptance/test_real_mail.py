"""A live home writes to a real mail server: from notes to inboxes by the command line, over verified TLS.

"The same run delivers one RCPT per message and refuses when TLS is missing or the certificate is wrong or for
another host."
"""

from __future__ import annotations

import hashlib
import mailbox
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from cin_docs import pipeline, resources
from cin_docs.cli.desk import Desk, desk_of, open_home
from cin_docs.cli.homemaking import place_home
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.person import Channel
from cin_docs.model.record import Moment
from cin_docs.testing.certificates import Certificate, Kind, certificate
from cin_docs.testing.mailserver import HARMLESS, Inbox, mail_server
from cin_docs.testing.sending import approved_part

NOTES = "cases/MAR-2041/2026-10-08-review-3.yaml"
FAMILY = ("kim.marsh@post.example", "rob.hale@mail.example")
EVERYBODY = (
    *FAMILY,
    "amy.reed@brooklane.example",
    "ruth.adeyemi@eastmere-health.example",
    "cara.obi@eastmere-homes.example",
    "dana.cole@eastmere.example",
    "tom.ashe@eastmere.example",
)
#: The command line at an instant of the sample's own year, whatever the day of the test.
AT = """
import sys
from datetime import datetime
from cin_docs.cli import clock, main
instant = datetime.fromisoformat(sys.argv.pop(1))
clock.now = lambda: instant
main()
"""


def cin(home: Path, *args: str, acting: str, at: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run `cin` as a member of staff: their account is made that of whoever runs the tests."""
    settings = home / "cin.yaml"
    own, text = pwd.getpwuid(os.getuid()).pw_name, settings.read_text("utf-8")
    text = re.sub(rf"  (\w+)(: .*account: ){own}\b", r"  \1\2not-\1", text)
    settings.write_text(re.sub(rf"(  {acting}: .*account: )[\w-]+", rf"\g<1>{own}", text), "utf-8")
    program = ["-c", AT, at] if at else ["-m", "cin_docs"]
    environment = {**os.environ, "COLUMNS": "100", "CIN_HOME": str(home)}
    return subprocess.run(
        [sys.executable, *program, *args],
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@contextmanager
def desk(home: Path) -> Iterator[Desk]:
    with desk_of(open_home(home), "sam") as found:
        yield found


@dataclass(frozen=True)
class Mailing:
    """A home with one meeting approved and nothing sent."""

    home: Path

    def reaches(self, port: int, trusts: Certificate, guests: tuple[str, ...] = ()) -> Mailing:
        """Point the home at a mail server."""
        shutil.copy(trusts.ca_file, self.home / "relay.pem")
        text = (self.home / "cin.yaml").read_text("utf-8").partition("guest list:")[0]
        mail = f"mail: {{host: localhost, port: {port}, tls: starttls, certificates: relay.pem}}"
        (self.home / "cin.yaml").write_text(f"{text}guest list: [{', '.join(guests)}]\n{mail}\n", "utf-8")
        return self

    def send(self, *options: str) -> subprocess.CompletedProcess[str]:
        return cin(self.home, "send", *options, acting="sam")

    def sends(self) -> subprocess.CompletedProcess[str]:
        """Send after the dry preview that a live home asks for."""
        self.tries()
        return self.send()

    def tries(self) -> None:
        """The dry preview, which here finds nothing to hold."""
        with desk(self.home) as one:
            lines = pipeline.rehearse(one.home, ledger=one.ledger, store=one.store, key=one.key, moment=one.moment)
        assert [line for line in lines if line.held] == []

    @property
    def by_email(self) -> dict[str, Dispatch]:
        """The dispatches that go by e-mail, by Message-ID."""
        with desk(self.home) as open_desk:
            found = open_desk.ledger.dispatches()
        return {one.message_id: one for one in found if one.channel is Channel.EMAIL}

    @property
    def states(self) -> list[State]:
        return [one.state for one in self.by_email.values()]

    @property
    def local(self) -> dict[str, list[str]]:
        """Message-IDs in the local maildir, by address."""
        mail = self.home / "outbox" / "mail"
        folders = sorted(mail.iterdir()) if mail.exists() else []
        return {one.name: [str(m["Message-ID"]) for m in mailbox.Maildir(one, create=False)] for one in folders}


@pytest.fixture(scope="module", autouse=True)
def opened() -> Iterator[None]:
    """The half of going live that does not stand in cin.yaml."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CIN_LIVE", "yes")
        yield


def approved_in(mode: str, home: Path) -> Path:
    """Submitted and approved by the command line: the slow part, done once for each mode and copied."""
    sample = resources.config() / "sample" / "eastmere"
    files = {str(path.relative_to(sample)): path.read_bytes() for path in sorted(sample.rglob("*.yaml"))}
    text = files["cin.yaml"].decode().replace("mode: demo", f"mode: {mode}")
    text = text.replace("account: mrahman}", "account: mrahman, approves: yes}")
    text += "limits: {undo: none}\nguest list: []\nmail: {host: localhost}\n"
    place_home(home, {**files, "cin.yaml": text.encode()})
    done = cin(home, "submit", str(home / NOTES), acting="priya", at="2026-10-09T13:00:00+00:00")
    assert done.returncode == 0, done.stdout + done.stderr
    with desk(home) as open_desk:
        (record,) = [one for one in open_desk.ledger.meetings() if one.manifest_digest]
        manifest, _ = pipeline.preview(record, ledger=open_desk.ledger, store=open_desk.store)
    done = cin(home, "approve", "MAR-2041", manifest.code, acting="dana", at="2026-10-12T13:00:00+00:00")
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="module")
def approved_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return approved_in("live", tmp_path_factory.mktemp("approved") / "home")


@pytest.fixture(scope="module")
def approved_trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return approved_in("trial", tmp_path_factory.mktemp("trial") / "home")


@pytest.fixture
def mailing(approved_home: Path, tmp_path: Path) -> Mailing:
    shutil.copytree(approved_home, tmp_path / "home")
    return Mailing(tmp_path / "home")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(Kind.GOOD, tmp_path_factory.mktemp("ca"))


@dataclass(frozen=True)
class Sent:
    mailing: Mailing
    inbox: Inbox
    began: datetime
    ended: datetime

    @property
    def arrived(self) -> list[tuple[str, bytes, EmailMessage]]:
        return read(self.inbox)


def read(inbox: Inbox) -> list[tuple[str, bytes, EmailMessage]]:
    """The one recipient of each envelope, its bytes, and the message read from them."""
    found = []
    for envelope in inbox.envelopes:
        (address,) = envelope.rcpt_tos
        data = envelope.content
        assert isinstance(data, bytes)
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        found.append((address, data, message))
    return found


@pytest.fixture(scope="module")
def sent(approved_home: Path, good: Certificate, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Everything sent by a live home to a server that is in order."""
    home = tmp_path_factory.mktemp("sent") / "home"
    shutil.copytree(approved_home, home)
    began = datetime.now(UTC).replace(microsecond=0)
    with mail_server(good) as (inbox, port):
        mailing = Mailing(home).reaches(port, good)
        done = mailing.sends()
        assert done.returncode == 0, done.stdout + done.stderr
        again = mailing.send()
        assert again.returncode == 0, again.stdout + again.stderr
        assert "Nothing was due" in again.stderr
    return Sent(mailing, inbox, began, datetime.now(UTC))


def test_the_server_gets_one_message_for_each_dispatch_by_email_and_no_other(sent: Sent) -> None:
    dispatches = sent.mailing.by_email
    assert sorted(str(message["Message-ID"]) for _, _, message in sent.arrived) == sorted(dispatches)
    assert len(dispatches) == len(EVERYBODY)
    assert {one.state for one in dispatches.values()} == {State.ACCEPTED}


def test_each_message_has_one_recipient_who_is_its_to(sent: Sent) -> None:
    assert sorted(address for address, _, _ in sent.arrived) == sorted(EVERYBODY)
    for address, _, message in sent.arrived:
        assert str(message["To"]) == address
        assert message["Cc"] is None
        assert message["Bcc"] is None


def test_nothing_of_it_stays_in_the_local_maildir_or_goes_in_clear(sent: Sent) -> None:
    assert sent.mailing.local == {}
    assert sent.inbox.said_in_clear <= HARMLESS


def test_each_person_gets_just_the_files_that_were_approved_for_them(sent: Sent) -> None:
    with desk(sent.mailing.home) as open_desk:
        approved = [open_desk.ledger.approval(m.manifest_digest or "") for m in open_desk.ledger.meetings()]
        rows = [row for one in approved if one for row in one.manifest.rows]
        store, dispatches = open_desk.store, sent.mailing.by_email
        for _, data, message in sent.arrived:
            dispatch = dispatches[str(message["Message-ID"])]
            files = {
                str(part.get_filename()): hashlib.sha256(bytes(part.get_payload(decode=True))).hexdigest()
                for part in message.iter_attachments()
            }
            assert files == {row.file_name: row.file_digest for row in rows if row.dispatch == dispatch.id}
            assert approved_part(data) == store.get(dispatch.cover_digest)


def test_the_date_is_that_of_the_sending_not_of_the_making(sent: Sent) -> None:
    """Made on 9 October, sent today: a mail program sorts by Date and must show it as new."""
    for _, _, message in sent.arrived:
        assert sent.began <= parsedate_to_datetime(str(message["Date"])) <= sent.ended


@pytest.mark.parametrize("guests", [("dana.cole@eastmere.example",), ()], ids=["one guest", "no guest"])
def test_in_trial_nothing_leaves_but_to_the_guest_list(
    approved_trial: Path, tmp_path: Path, good: Certificate, guests: tuple[str, ...]
) -> None:
    shutil.copytree(approved_trial, tmp_path / "home")
    mailing = Mailing(tmp_path / "home")
    with mail_server(good) as (inbox, port):
        done = mailing.reaches(port, good, guests).send()
    assert done.returncode == 0, done.stderr
    assert [address for address, _, _ in read(inbox)] == list(guests)
    others = sorted(set(EVERYBODY) - set(guests))
    assert list(mailing.local) == others
    assert all(len(names) == 1 for names in mailing.local.values())
    told = [str(message["Message-ID"]) for _, _, message in read(inbox)]
    assert sorted([*told, *(name for names in mailing.local.values() for name in names)]) == sorted(mailing.by_email)


def test_a_guest_list_that_names_a_parent_in_trial_sends_them_nothing_and_everybody_else_as_ever(
    approved_trial: Path, tmp_path: Path, good: Certificate
) -> None:
    shutil.copytree(approved_trial, tmp_path / "home")
    mailing = Mailing(tmp_path / "home")
    with mail_server(good) as (inbox, port):
        done = mailing.reaches(port, good, (FAMILY[0], "dana.cole@eastmere.example")).send()
    assert done.returncode == 1
    assert "guest-is-family" in done.stdout + done.stderr
    assert [address for address, _, _ in read(inbox)] == ["dana.cole@eastmere.example"]
    assert FAMILY[0] not in mailing.local
    assert sorted(mailing.states, key=str) == sorted([State.HELD, *[State.ACCEPTED] * 6], key=str)


def test_a_live_home_sends_nothing_before_its_dry_preview_nor_after_its_set_up_changed(
    mailing: Mailing, good: Certificate
) -> None:
    with mail_server(good) as (inbox, port):
        done = mailing.reaches(port, good).send()
        assert done.returncode == 1
        assert "cin send --dry" in done.stderr
        assert mailing.send("--dry").returncode == 0
        settings = mailing.home / "cin.yaml"
        settings.write_text(
            settings.read_text("utf-8").replace("sender: child.in.need@", "sender: other.box@"), "utf-8"
        )
        done = mailing.send()
        assert done.returncode == 1
        assert "has changed since the last dry preview" in " ".join(done.stderr.split())
        assert inbox.envelopes == []
        assert mailing.states == [State.APPROVED] * len(EVERYBODY)
        assert mailing.local == {}


def test_without_the_environments_half_no_command_opens_a_live_home(
    mailing: Mailing, good: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(good) as (inbox, port):
        mailing.reaches(port, good)
        mailing.tries()
        monkeypatch.delenv("CIN_LIVE")
        done = mailing.send()
        assert done.returncode == 1
        assert "CIN_LIVE is not set" in " ".join(done.stderr.split())
        assert inbox.envelopes == []


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (None, "The mail server offers no TLS, and nothing is sent in clear."),
        (Kind.SELF_SIGNED, "The mail server shows a certificate that is not trusted"),
        (Kind.EXPIRED, "The mail server shows a certificate that is not trusted"),
        (Kind.WRONG_HOST, "The mail server shows a certificate that is not trusted"),
    ],
    ids=["no TLS", "self-signed", "expired", "for another host"],
)
def test_without_tls_that_can_be_trusted_nothing_is_sent(
    mailing: Mailing, good: Certificate, tmp_path: Path, kind: Kind | None, sentence: str
) -> None:
    shown = certificate(kind, tmp_path) if kind else None
    began = datetime.now(UTC)
    with mail_server(shown) as (inbox, port):
        done = mailing.reaches(port, shown or good).sends()
    assert inbox.envelopes == []
    assert inbox.said_in_clear <= HARMLESS
    _stays_queued(mailing, done, sentence, began)


def test_a_server_that_is_down_delays_the_mail_and_loses_none(mailing: Mailing, good: Certificate) -> None:
    began = datetime.now(UTC)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        done = mailing.reaches(closed.getsockname()[1], good).sends()
    _stays_queued(mailing, done, "The mail server cannot be reached.", began)
    with mail_server(good) as (inbox, port):
        mailing.reaches(port, good).tries()
        after = max(one.not_before for one in mailing.by_email.values() if one.not_before) + timedelta(seconds=1)
        with desk(mailing.home) as open_desk:
            _, report = pipeline.dispatch(
                open_desk.home,
                ledger=open_desk.ledger,
                store=open_desk.store,
                key=open_desk.key,
                moment=lambda: Moment(actor="sam", on=after.date(), at=after),
            )
    assert report.counts == {State.ACCEPTED: len(EVERYBODY)}
    assert report.down == ()
    assert sorted(address for address, _, _ in read(inbox)) == sorted(EVERYBODY)


def _stays_queued(mailing: Mailing, done: subprocess.CompletedProcess[str], sentence: str, began: datetime) -> None:
    """Nothing went, here or there; the first waits five minutes, and a person is told in one sentence."""
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "stays queued" in done.stderr
    assert "Traceback" not in done.stderr
    assert mailing.states == [State.QUEUED] * len(EVERYBODY)
    assert mailing.local == {}
    put_off = [one.not_before for one in mailing.by_email.values() if one.not_before]
    assert len(put_off) == 1
    assert timedelta(minutes=5) <= put_off[0] - began <= timedelta(minutes=10)
