"""The embedded relay keeps mail where a mail program finds it."""

from __future__ import annotations

import asyncio
import mailbox
import stat
from pathlib import Path

import pytest

from cin_docs.testing.deliveries import a_dispatch
from cin_docs.testing.sending import a_message
from cin_docs.transport.maildir import MaildirRelay
from cin_docs.transport.protocol import Reply, Verdict

MESSAGE = a_message(a_dispatch(), "mum@post.example")


def give(folder: Path, address: str = "mum@post.example", message: bytes = MESSAGE) -> Reply:
    async def conversation() -> Reply:
        relay = MaildirRelay(folder)
        await relay.connect()
        await relay.mail("cin@council.example", size=len(message), envid="x")
        reply = await relay.rcpt(address)
        if reply.verdict is Verdict.GO_ON:
            reply = await relay.data(message)
        await relay.close()
        return reply

    return asyncio.run(conversation())


def test_a_message_is_read_back_by_the_standard_librarys_mailbox(tmp_path: Path) -> None:
    assert give(tmp_path).verdict is Verdict.ACCEPTED
    (found,) = mailbox.Maildir(tmp_path / "mum@post.example", create=False)
    assert found["Message-ID"] == a_dispatch().message_id
    assert found["To"] == "mum@post.example"
    files = {part.get_filename(): part.get_payload(decode=True) for part in found.walk()}
    assert bytes(files["MAR-2041-plan.pdf"])[:4] == b"%PDF"


def test_each_address_has_a_folder_of_its_own(tmp_path: Path) -> None:
    give(tmp_path)
    give(tmp_path, "Dad@post.example")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["dad@post.example", "mum@post.example"]


def test_the_same_message_is_kept_once(tmp_path: Path) -> None:
    give(tmp_path)
    give(tmp_path)
    assert len(mailbox.Maildir(tmp_path / "mum@post.example", create=False)) == 1


def test_a_message_that_was_read_is_not_kept_again(tmp_path: Path) -> None:
    give(tmp_path)
    folder = tmp_path / "mum@post.example"
    (new,) = (folder / "new").iterdir()
    new.rename(folder / "cur" / f"{new.name}:2,S")
    give(tmp_path)
    assert list((folder / "new").iterdir()) == []


def test_a_message_without_a_name_is_known_by_its_bytes(tmp_path: Path) -> None:
    give(tmp_path, message=b"Subject: a\r\n\r\nb\r\n")
    give(tmp_path, message=b"Subject: a\r\n\r\nc\r\n")
    assert len(mailbox.Maildir(tmp_path / "mum@post.example", create=False)) == 2


def test_mail_is_for_the_owners_eyes_only(tmp_path: Path) -> None:
    give(tmp_path)
    folder = tmp_path / "mum@post.example"
    (message,) = (folder / "new").iterdir()
    assert stat.S_IMODE(message.stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "new").stat().st_mode) == 0o700
    assert list((folder / "tmp").iterdir()) == []


@pytest.mark.parametrize("address", ["../../etc@post.example", "a/b@post.example", ".hidden@post.example", ""])
def test_an_address_never_leads_out_of_the_folder(address: str, tmp_path: Path) -> None:
    assert give(tmp_path / "mail", address).verdict is Verdict.FAILED
    assert not (tmp_path / "mail").exists()


def test_an_outbox_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("not a folder")
    reply = give(tmp_path / "mail")
    assert reply.verdict is Verdict.QUEUED
    assert "cannot be written" in reply.text


def test_nothing_leaves_the_machine(tmp_path: Path) -> None:
    assert MaildirRelay(tmp_path).leaves is False
