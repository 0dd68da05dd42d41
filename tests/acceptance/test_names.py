"""Names as they are: a Welsh authority with curly marks, a father whose name runs from right to left."""

from __future__ import annotations

import mailbox
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest

WELSH = "Gwasanaethau Plant, Cyngor Sir Ŷstŵyth a’r Frô"
CURLY = "Eastmere Children’s Services – North & West"
ARABIC = "نور الحسن"


def sent_to(office: Any, address: str) -> Message:
    """The one message that lies in a mailbox of the outbox."""
    (message,) = mailbox.Maildir(office.folder / "outbox" / "mail" / address, create=False)
    return message_from_bytes(message.as_bytes())


def shown(message: Message, header: str) -> str:
    return str(make_header(decode_header(message[header])))


def from_notes_to_mailboxes(office: Any) -> None:
    for step in (
        ("submit", office.notes, "--as", "priya"),
        ("approve", "MAR-2041", None, "--as", "dana"),
        ("send", "--as", "sam"),
    ):
        words = [office.preview()["code"] if word is None else word for word in step]
        done = office.cin(*words)
        assert done.code == 0, done.said


def first_part(message: Any) -> str:
    """The words of the message, before what is attached."""
    return str(message.get_payload()[0].get_payload(decode=True).decode("utf-8"))


@pytest.mark.parametrize("authority", [WELSH, CURLY], ids=["Welsh", "curly"])
def test_an_authority_writes_under_its_own_name_from_notes_to_mailboxes(fresh, authority):
    fresh.edit(fresh.folder / "cin.yaml", "authority: Eastmere Council", f"authority: {authority}")
    from_notes_to_mailboxes(fresh)
    assert fresh.mailed() == ["dana@eastmere.example", "kim.marsh@post.example", "rob.hale@mail.example"]
    message = sent_to(fresh, "kim.marsh@post.example")
    assert shown(message, "From") == f"{authority} <cin@eastmere.example>"
    assert message["Subject"].startswith("TRIAL: Your copy from the meeting of ")
    assert message["Subject"].isascii()
    body = first_part(message)
    assert body.rstrip().endswith(authority)


@pytest.mark.parametrize("name", ['"Eastmere\\nBcc: x@y.example"', "Eastmere =?utf-8?q?x?=", f'"{"Eastmere " * 20}"'])
def test_an_authority_that_no_mail_can_come_from_is_said_before_anything_is_made(fresh, name):
    fresh.edit(fresh.folder / "cin.yaml", "authority: Eastmere Council", f"authority: {name}")
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert "The authority's name cannot stand before an e-mail address." in done.said
    assert not list((fresh.folder / "store").iterdir())


def test_a_father_with_two_words_in_arabic_script_gets_his_copies(fresh):
    """Read back from the page, his words stand in the order in which they are drawn."""
    fresh.edit(fresh.case, "name: Rob Hale", f"name: {ARABIC}")
    from_notes_to_mailboxes(fresh)
    message = sent_to(fresh, "rob.hale@mail.example")
    assert f"Dear {ARABIC}," in first_part(message)
    assert len(message.get_payload()) == 3


def test_a_word_template_of_ones_own_that_is_damaged_is_named_before_anything_is_made(fresh):
    fresh.edit(fresh.case, "email: kim.marsh@post.example", "email: kim.marsh@post.example, word: yes")
    own = fresh.folder / "templates" / "word" / "plan.docx"
    own.parent.mkdir(exist_ok=True)
    own.write_bytes(b"PK\x03\x04 no longer")
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert "word/plan.docx cannot be used: it is damaged, or no Word file." in done.said
    assert not list((fresh.folder / "store").iterdir())


def test_copies_of_another_mode_are_held_one_by_one_and_a_new_version_goes(approved):
    """A home that goes from trial to demo, or back, still sends what is made in its mode."""
    approved.edit(approved.folder / "cin.yaml", "mode: trial", "mode: demo")
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert {one["note"] for one in done.data["released"]} == {"other-mode"}
    assert approved.mailed() == []
    assert approved.piled() == []
    from_notes_to_mailboxes(approved)
    assert approved.mailed() == ["dana@eastmere.example", "kim.marsh@post.example", "rob.hale@mail.example"]
    assert shown(sent_to(approved, "kim.marsh@post.example"), "Subject").startswith("DEMO: ")


def test_a_copy_in_the_queue_when_the_mode_changes_is_held_there(approved):
    """What was queued before the change is met by the sender, not by the release."""
    settings = approved.folder / "cin.yaml"
    approved.edit(settings, "mode: trial", "mode: trial\nlimits: {messages: 1}")
    assert approved.cin("send", "--as", "sam").code == 0
    assert len(approved.mailed()) == 1
    approved.edit(settings, "mode: trial", "mode: demo")
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert len(approved.mailed()) == 1
    assert "other-mode" in done.said
