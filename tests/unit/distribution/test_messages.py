"""A message says what it was given and nothing else."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cin_docs.distribution.address import is_fit_name
from cin_docs.distribution.messages import (
    HEADERS,
    Sender,
    attach,
    build,
    date_line,
    envid,
    header_names,
    message_id,
    name_of,
    read_back,
    recipient,
)
from cin_docs.errors import RefusedError

SENDER = Sender(address="cin@council.example", name="Council Children's Services")
KEY = b"k" * 32
NAME = message_id(KEY, "MAR-2041/2026-11-19-review-2/v1/mum", sender=SENDER.address)
PLAN = b"%PDF-1.7\n" + bytes(range(256)) * 40


def a_message(**changes: Any) -> bytes:
    arguments: dict[str, Any] = {
        "sender": SENDER,
        "to": "kim.marsh@post.example",
        "subject": "Your copy of a plan",
        "text": "Dear Kim\n\n.Your copy is attached.\n",
        "attachments": [attach("MAR-2041-plan.pdf", PLAN)],
        "message_id": NAME,
    }
    return build(**(arguments | changes))


def test_it_reads_back_as_it_was_written() -> None:
    found = read_back(a_message())
    assert found.to == "kim.marsh@post.example"
    assert found.subject == "Your copy of a plan"
    assert found.message_id == NAME
    assert found.text == "Dear Kim\n\n.Your copy is attached.\n"
    assert found.attachments == (("MAR-2041-plan.pdf", hashlib.sha256(PLAN).hexdigest()),)


def test_it_has_one_to_and_no_copy_to_anybody() -> None:
    assert header_names(a_message()) == HEADERS
    assert recipient(a_message()) == "kim.marsh@post.example"


def test_the_same_arguments_make_the_same_bytes() -> None:
    assert a_message() == a_message()


def test_it_is_seven_bit_with_short_lines_and_crlf_ends() -> None:
    message = a_message(text="Annwyl Si\u00e2n " + "x" * 2_000 + "\n")
    assert message.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", message)
    assert max(len(line) for line in message.split(b"\r\n")) <= 120


def test_what_is_approved_carries_no_date() -> None:
    assert "Date" not in header_names(a_message())


@given(st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)))
def test_the_date_of_leaving_goes_in_front_and_is_always_as_long(at: datetime) -> None:
    line = date_line(at)
    assert len(line) == len(date_line(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)))
    sent = line + a_message()
    assert header_names(sent) == ("Date", *HEADERS)
    assert parsedate_to_datetime(message_from_bytes(sent)["Date"]) == at.replace(microsecond=0)
    assert read_back(sent) == read_back(a_message())


def test_the_date_is_in_utc_wherever_the_clock_stands() -> None:
    summer = datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert date_line(summer) == b"Date: Wed, 01 Jul 2026 08:30:00 +0000\r\n"


def test_plan_and_minutes_travel_together() -> None:
    both = [attach("MAR-2041-plan.pdf", PLAN), attach("MAR-2041-minutes.docx", b"PK" + PLAN)]
    names = [name for name, _ in read_back(a_message(attachments=both)).attachments]
    assert names == ["MAR-2041-plan.pdf", "MAR-2041-minutes.docx"]


def test_a_message_without_a_copy_is_still_one() -> None:
    assert read_back(a_message(attachments=[])).attachments == ()


def test_an_authority_with_welsh_letters_is_shown_by_its_name() -> None:
    welsh = Sender(address="cin@council.example", name="Cyngor M\u00f4n")
    assert read_back(a_message(sender=welsh)).sender_name == "Cyngor M\u00f4n"


@pytest.mark.parametrize(
    "name",
    [
        "Council Children's Services",
        "Eastmere Children\u2019s Services",
        "Gwasanaethau Plant a Theuluoedd, Cyngor Sir \u0176st\u0175yth a\u2019r Fr\u00f4",
        'Eastmere "North", (Children) <Services>; cin@x.example',
        "\u2019\u0175" * 60,
        "Comhairle nan Eilean Siar: Seirbheisean Chloinne agus Teaghlaich air an Tuath agus an Ear \u2013 n\u00e0",
    ],
)
def test_the_senders_line_is_one_line_of_plain_letters_that_reads_back_as_the_authority_is_called(name: str) -> None:
    message = a_message(sender=Sender(address="cin@council.example", name=name))
    first, _, _ = message.partition(b"\r\n")
    assert first.isascii()
    assert first.startswith(b"From: ")
    assert first.endswith(b" <cin@council.example>")
    assert all(len(word) <= 75 for word in re.findall(rb"=\?\S+\?=", first))
    found = read_back(message)
    assert (found.sender, found.sender_name) == ("cin@council.example", name)
    assert str(make_header(decode_header(message_from_bytes(message)["From"]))).count("cin@council.example") == 1


@given(st.text(max_size=130))
@example("a" * 121)
@example(" ")
def test_any_authority_is_refused_or_reads_back(name: str) -> None:
    sender = Sender(address="cin@council.example", name=name)
    try:
        message = a_message(sender=sender)
    except RefusedError:
        assert not is_fit_name(name)
        return
    assert is_fit_name(name)
    assert read_back(message).sender_name == " ".join(name.split())
    assert header_names(message) == HEADERS


SMUGGLED = [
    "=?utf-8?q?Hi=0D=0AReply-To:_evil@x?=", "Hi\r\nBcc: dad@post.example", "Hi\nBcc: dad@post.example", "Hi\rx",
    "Hi\u2028Bcc: x", "Hi\u2029x", "Hi\x00", "Hi\x0bx", "Hi\x85x", "Hi\x7f",
]  # fmt: skip


@pytest.mark.parametrize("text", SMUGGLED)
def test_nothing_is_smuggled_into_the_subject(text: str) -> None:
    with pytest.raises(RefusedError, match=r"encoded word|plain letters"):
        a_message(subject=text)


@pytest.mark.parametrize("text", SMUGGLED)
def test_nothing_is_smuggled_into_the_senders_name(text: str) -> None:
    with pytest.raises(RefusedError, match="authority's name"):
        a_message(sender=Sender(address=SENDER.address, name=text))


@pytest.mark.parametrize(
    "to", ["a@post.example, b@post.example", "Kim <a@post.example>", "a@post.example\r\nBcc: b@post.example", ""]
)
def test_only_one_plain_address_is_written_to(to: str) -> None:
    with pytest.raises(RefusedError):
        a_message(to=to)


@pytest.mark.parametrize(
    "name", ["Leo Marsh.pdf", "plan.exe", "plan", "../plan.pdf", 'plan".pdf', "plan\r\n.pdf", "pl\u00e4n.pdf"]
)
def test_a_file_name_that_is_not_neutral_is_refused(name: str) -> None:
    with pytest.raises(RefusedError):
        attach(name, b"")


@pytest.mark.parametrize("name", ["<x@y>", NAME + "\r\nBcc: a@post.example", "", NAME[1:-1]])
def test_a_message_name_not_made_by_the_program_is_refused(name: str) -> None:
    with pytest.raises(RefusedError):
        a_message(message_id=name)


@given(st.text(max_size=60), st.text(max_size=200))
@example("A plan", "=_slot-0000_=\n")
@example("A plan", "--=_x\nContent-Type: text/html\n")
@example("A plan", ".\n..\n")
def test_a_message_is_refused_or_reads_back_exactly(subject: str, text: str) -> None:
    try:
        message = a_message(subject=subject, text=text)
    except RefusedError:
        return
    found = read_back(message)
    assert header_names(message) == HEADERS
    assert found.subject == subject
    assert found.text.rstrip("\n") == text.rstrip("\n")
    assert found.attachments == (("MAR-2041-plan.pdf", hashlib.sha256(PLAN).hexdigest()),)


@given(st.binary(max_size=400))
def test_an_attachment_comes_back_bit_for_bit(data: bytes) -> None:
    (found,) = read_back(a_message(attachments=[attach("a.pdf", data)])).attachments
    assert found == ("a.pdf", hashlib.sha256(data).hexdigest())


def test_a_message_with_a_header_added_later_is_not_read() -> None:
    changed = a_message().replace(b"Subject:", b"Bcc: dad@post.example\r\nSubject:", 1)
    with pytest.raises(RefusedError):
        read_back(changed)
    with pytest.raises(RefusedError):
        recipient(changed)


def test_a_message_with_two_recipients_is_not_sent() -> None:
    with pytest.raises(RefusedError):
        recipient(a_message().replace(b"To: ", b"To: dad@post.example\r\nTo: ", 1))


def test_a_messages_name_is_the_same_on_each_retry_and_says_nothing() -> None:
    parts = ("MAR-2041/2026-11-19-review-2/v1/mum",)
    again = message_id(KEY, *parts, sender=SENDER.address)
    assert again == NAME
    assert message_id(b"other" * 8, *parts, sender=SENDER.address) != NAME
    assert message_id(KEY, "other", sender=SENDER.address) != NAME
    assert "mum" not in NAME
    assert "MAR" not in NAME


def test_parts_of_a_name_do_not_run_together() -> None:
    assert message_id(KEY, "ab", "c", sender=SENDER.address) != message_id(KEY, "a", "bc", sender=SENDER.address)


def test_the_envelopes_name_is_the_messages_without_its_domain() -> None:
    assert re.fullmatch("[0-9a-f]{32}", envid(NAME))
    assert name_of(a_message()) == NAME
