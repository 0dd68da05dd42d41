"""Finished files read back by other means than `documents.reading`, so that a check is not only our own search."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from email import policy
from email.parser import BytesParser

import pypdfium2

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def read(data: bytes) -> tuple[str, bytes]:
    """The words of a PDF, a Word file or an e-mail with its attachments; and all its bytes with streams unpacked."""
    if data.startswith(b"%PDF"):
        return _pdf(data)
    if data.startswith(b"PK"):
        return _zip(data)
    return _mail(data)


def _pdf(data: bytes) -> tuple[str, bytes]:
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
        facts = " ".join(document.get_metadata_dict().values())
    finally:
        document.close()
    return "\n".join([*pages, facts]), b"\n".join([data, *(_unpacked(found[1]) for found in _STREAM.finditer(data))])


def _unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body)
    except zlib.error:
        return b""


def _zip(data: bytes) -> tuple[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    texts = [body.decode("utf-8", "replace") for _, body in members]
    words = [_TAG.sub(joint, text) for text in texts for joint in ("", " ")]
    return "\n".join([*(name for name, _ in members), *words]), b"\n".join(body for _, body in members)


def _mail(data: bytes) -> tuple[str, bytes]:
    message = BytesParser(policy=policy.default).parsebytes(data)
    words, raw = [f"{name}: {value}" for name, value in message.items()], [data]
    for part in message.walk():
        body = part.get_payload(decode=True)
        words.append(part.get_filename() or "")
        if not isinstance(body, bytes):
            continue
        if part.get_content_maintype() == "text":
            words.append(body.decode("utf-8", "replace"))
        else:
            inner, unpacked = read(body)
            words.append(inner)
            raw.append(unpacked)
    return "\n".join(words), b"\n".join(raw)


def words_of(text: str) -> frozenset[str]:
    """The words of a text in small letters."""
    return frozenset(re.findall(r"\w+", text.casefold()))


def given_away(text: str, raw: bytes, values: Iterable[str]) -> Iterator[str]:
    """Which of the `values` stand in a file: in its words whatever the spacing, or in its bytes as they are written."""
    squashed, small = _squash(text), raw.lower()
    for value in values:
        forms = (value.lower().encode(), value.lower().encode("utf-16-be"))
        if _squash(value) in squashed or any(form in small for form in forms):
            yield value


def _squash(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
