"""The worst failure of all: one parent is sent the other's secret address.

Leo's dad must never get his mum's address, postcode, phone, e-mail or Leo's school. His mum must get hers.
"""

from __future__ import annotations

import io
import mailbox
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from email.message import Message

import pikepdf
import pypdfium2
import pytest

SECRETS = {
    "address": "14 Heron Court",
    "street": "Heron Court",
    "postcode": "EM4 2QT",
    "phone": "07700 900123",
    "phone abroad": "+44 7700 900123",
    "e-mail": "kim.marsh@post.example",
    "school": "Brook Lane Primary",
    "school's web name": "brooklane",
}


def squashed(text: str) -> str:
    """Letters and digits only, so that no spacing, case or accent hides a word."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).casefold())


def inbox(home, address: str) -> list[mailbox.MaildirMessage]:
    return list(mailbox.Maildir(home / "outbox" / "mail" / address, create=False))


def everything(message: Message) -> Iterator[tuple[str, str]]:
    """Every reading of every byte of a message: its source, its parts, their names, and what is inside the files."""
    yield "message source", message.as_bytes().decode("latin-1")
    for part in message.walk():
        name = part.get_filename() or part.get_content_type()
        yield "file name", name
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        yield name, data.decode("utf-8", "replace")
        if name.endswith(".pdf"):
            yield from pdf(name, data)
        if name.endswith(".docx"):
            yield from docx(name, data)


def pdf(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        yield f"{name} page {number + 1}", document[number].get_textpage().get_text_bounded()
    document.close()
    with pikepdf.open(io.BytesIO(data)) as file:
        for item in file.objects:
            if isinstance(item, pikepdf.Stream):
                body = item.read_bytes() if "/Filter" in item else item.read_raw_bytes()
                yield f"{name} stream", body.decode("latin-1")
                yield f"{name} stream", body.decode("utf-16-be", "replace")
            yield f"{name} object", repr(item)
        yield f"{name} metadata", str(file.open_metadata())


def docx(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for member in file.namelist():
            text = file.read(member).decode("utf-8", "replace")
            yield f"{name} {member}", text
            yield f"{name} {member} words", re.sub(r"<[^>]*>", "", text)


def found(secret: str, readings: list[tuple[str, str]]) -> list[str]:
    return sorted({where for where, text in readings if squashed(secret) in squashed(text)})


@pytest.fixture(scope="module")
def dads(demo) -> list[tuple[str, str]]:
    (message,) = inbox(demo.eastmere, "rob.hale@mail.example")
    readings = list(everything(message))
    assert any("page 1" in where for where, _ in readings)
    return readings


@pytest.fixture(scope="module")
def mums(demo) -> list[tuple[str, str]]:
    (message,) = inbox(demo.eastmere, "kim.marsh@post.example")
    return list(everything(message))


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_no_byte_that_dad_receives_holds(secret, dads):
    assert found(secret, dads) == []


def test_the_search_would_find_a_secret_if_it_were_there(dads, mums):
    """The counter-test: what dad may read is found in his copies, and mum's secrets in hers, by the same search."""
    assert found("I will come early", dads)
    assert found("Brook Lane Primary", mums)
    assert found("kim.marsh@post.example", mums)


def test_dad_is_told_what_concerns_him(dads):
    for words in ("Comes 15 minutes early so that Leo never waits", "contact centre", "Weight is steady"):
        assert found(words, dads), words


def test_what_others_said_in_confidence_is_not_in_dads_copies(dads):
    for words in ("Mornings are easier", "helper at breakfast club", "allocations panel", "Amy Reed"):
        assert found(words, dads) == [], words


def test_nothing_in_dads_copies_shows_that_something_is_missing(dads):
    """ "Absence leaks too": numbers run on, and no copy number or word tells of another version."""
    text = " ".join(text for where, text in dads if "page" in where)
    assert not re.search(r"withheld|redacted|removed|not shown|\[\s*\]|█", text, re.IGNORECASE)
    plan = " ".join(text for where, text in dads if where.startswith("plan") and "page" in where)
    needs = [int(number) for number in re.findall(r"^(\d)\. [A-Z]", plan.replace("\r", ""), re.MULTILINE)]
    assert needs == list(range(1, len(needs) + 1))
    assert len(needs) >= 3


def test_the_protected_parent_receives_her_own_copies(mums):
    for words in ("Takes Leo to breakfast club for 8.10", "Mornings are easier now", "Brook Lane Primary"):
        assert found(words, mums), words
    assert any(where.startswith("minutes-") for where, _ in mums)


def test_the_order_that_protects_her_reaches_nobody(demo):
    """Why something is protected is itself a secret of the case file."""
    for folder in (demo.eastmere / "outbox" / "mail").iterdir():
        for message in mailbox.Maildir(folder, create=False):
            assert found("Non-molestation", list(everything(message))) == []
