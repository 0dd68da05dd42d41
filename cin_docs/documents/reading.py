"""Finished documents read back: every text a person or a program could find in them.

Three readings of a PDF, because each alone misses forms that the others find: pdfium's text, pdftotext's where
it is installed, and a walk over all strings and all streams that are not fonts. Every member of a DOCX.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from functools import lru_cache
from html import unescape

import pikepdf
import pypdfium2

from cin_docs.errors import RenderError

#: Uncompressed bytes of one archive or message that are read; more is refused, never skipped.
_LIMIT = 200_000_000
_TAG = re.compile(r"<[^>]*>")
_RUN_END = re.compile(r"</(?:w:p|w:tc|w:tr|text:p|dc:\w+|cp:\w+|dcterms:\w+)>|<w:(?:br|tab|cr)\b[^>]*>")
_ENTITY = re.compile(r"&(#x[0-9a-fA-F]+|#\d+|amp|lt|gt|quot|apos);")
_WORDLESS = {"/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/CIDToGIDMap", "/CIDSet"}
_REVISION_END = re.compile(rb"%%EOF[ \t]*(?:\r\n|\r|\n)?")
_PACKED = re.compile(rb"(?<!end)stream\r?\n.*?endstream", re.DOTALL)
_LIST = re.compile(rb"\[((?:[^\[\]()]|\((?:[^()\\]|\\.)*\))*)\]", re.DOTALL)
_LITERAL = re.compile(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]+)>")
#: What a program may write beside the drawing; no reader shows it, and it stays in the file.
_REMARK = re.compile(rb"%([^\r\n]+)")
#: Lines of an encoded attachment, which spell short values by chance; what they encode is read by itself.
_ENCODED = re.compile(rb"^[A-Za-z0-9+/=]{60,}\r?\n", re.MULTILINE)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]{40,}")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@lru_cache(maxsize=8)
def pdf_texts(data: bytes) -> tuple[str, ...]:
    """Every text of a PDF, each once: the pages by each reader, then strings, streams and attachments.

    The last few files are remembered, because a copy is read by itself and inside its message.

    Raises `RenderError` when the file cannot be read: what cannot be read back must not leave.
    """
    try:
        found = (page_text(data), *_by_pdftotext(data), *_walk(data), *_left_over(data))
        return tuple(dict.fromkeys(found))
    except (pikepdf.PdfError, pypdfium2.PdfiumError, zlib.error) as error:
        raise RenderError("A PDF cannot be read back.", "Render the document again.") from error


def page_text(data: bytes) -> str:
    """The pages of a PDF as pdfium reads them, one after another."""
    return "\n".join(pages(data))


def pages(data: bytes) -> tuple[str, ...]:
    """The text of each page of a PDF, by pdfium."""
    document = pypdfium2.PdfDocument(data)
    try:
        return tuple(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def sized_lines(data: bytes) -> tuple[tuple[tuple[str, float], ...], ...]:
    """The lines of each page of a PDF, each with the size of its smallest letter, in points as the page draws it."""
    document = pypdfium2.PdfDocument(data)
    try:
        return tuple(tuple(_sized(page.get_textpage())) for page in document)
    finally:
        document.close()


def _sized(text: pypdfium2.PdfTextPage) -> Iterator[tuple[str, float]]:
    line = ""
    sizes: list[float] = []
    for place in range(text.count_chars()):
        letter = chr(pypdfium2.raw.FPDFText_GetUnicode(text.raw, place))
        if letter in "\r\n":
            if line:
                yield line, min(sizes, default=0.0)
            line, sizes = "", []
        elif letter.isprintable():
            line += letter
            sizes += [pypdfium2.raw.FPDFText_GetFontSize(text.raw, place)] if letter.strip() else []
    if line:
        yield line, min(sizes, default=0.0)


def _by_pdftotext(data: bytes) -> Iterator[str]:
    program = shutil.which("pdftotext")
    if program is None:
        return
    asked = [program, "-q", "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(asked, input=data, capture_output=True, timeout=60, check=False)  # noqa: S603 - fixed words
    if done.returncode != 0:
        raise RenderError("pdftotext cannot read a PDF back.", "Render the document again.")
    yield done.stdout.decode("utf-8", "replace")


def _walk(data: bytes) -> Iterator[str]:
    """Every string of every object, and every stream that may hold words; attachments are read in turn."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        wordless, drawn = _roles(pdf)
        for item in (*pdf.objects, pdf.trailer):
            yield from _strings(item, depth=0)
            if isinstance(item, pikepdf.Stream) and item.objgen not in wordless:
                yield from _quoted(_body(item)) if item.objgen in drawn else _stream(item)


def _left_over(data: bytes) -> Iterator[str]:
    """What a reader no longer shows: earlier revisions of an updated file, and all that stands outside of streams."""
    yield _any_encoding(_PACKED.sub(b"", data))
    for end in list(_REVISION_END.finditer(data))[:-1]:
        yield from _revision(data[: end.end()])


@lru_cache(maxsize=8)
def _revision(data: bytes) -> tuple[str, ...]:
    """An earlier revision. Remembered, because the copies of one view begin with the same one."""
    try:
        return (page_text(data), *_walk(data))
    except (pikepdf.PdfError, pypdfium2.PdfiumError):
        # The first part of a file that is laid out for the web ends so, and is no revision by itself.
        return ()


def _strings(item: object, *, depth: int) -> Iterator[str]:
    """Strings and names under one object; other indirect objects are met on their own."""
    if isinstance(item, pikepdf.String):
        yield str(item)
        yield bytes(item).decode("latin-1")
        if "<" in str(item):
            # Rich text of a note.
            yield unescape(_TAG.sub("", str(item)))
    elif isinstance(item, pikepdf.Name):
        yield str(item)
    elif depth > 0 and isinstance(item, pikepdf.Object) and item.is_indirect:
        return
    elif isinstance(item, pikepdf.Array):
        for part in item:
            yield from _strings(part, depth=depth + 1)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        for key in item.keys():  # noqa: SIM118 - iterating a pikepdf object asks for other things
            yield key
            yield from _strings(item[key], depth=depth + 1)


def _roles(pdf: pikepdf.Pdf) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Object numbers of streams that spell words by chance only (fonts and their maps), and of drawn content."""
    wordless, drawn = set(), set()
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in _WORDLESS & set(item.keys()):
            wordless.add(item[key].objgen)
        if "/Contents" in item and item.get("/Type") == "/Page":
            parts = item["/Contents"]
            drawn |= {part.objgen for part in (parts if isinstance(parts, pikepdf.Array) else [parts])}
        if item.get("/Subtype") == "/Form":
            drawn.add(item.objgen)
    return wordless, drawn


def _quoted(body: bytes) -> Iterator[str]:
    """The strings and remarks written out in drawn content: alternative text, and letters that need no font."""
    for match in _LITERAL.finditer(body):
        yield _any_encoding(_literal(match))
    for several in _LIST.finditer(body):
        # One word, drawn letter by letter with the space between adjusted.
        yield _any_encoding(b"".join(map(_literal, _LITERAL.finditer(several[1]))))
        yield _any_encoding(b"".join(map(_hexed, _HEX.finditer(several[1]))))
    for match in _HEX.finditer(body):
        yield _any_encoding(_hexed(match))
    for match in _REMARK.finditer(body):
        yield _any_encoding(match[1])


def _hexed(match: re.Match[bytes]) -> bytes:
    digits = b"".join(match[1].split()).decode()
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


def _literal(match: re.Match[bytes]) -> bytes:
    return _ESCAPE.sub(_escaped, match[0][1:-1])


def _escaped(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 8) & 255]) if match[1].isdigit() else match[1]


def _stream(item: pikepdf.Stream) -> Iterator[str]:
    body = _body(item)
    if item.get("/Type") == "/EmbeddedFile":
        yield from texts("attachment", body)
    yield _any_encoding(body)


def _body(item: pikepdf.Stream) -> bytes:
    try:
        return item.read_bytes()
    except pikepdf.PdfError:
        return item.read_raw_bytes()


def _any_encoding(body: bytes) -> str:
    """Bytes as text: UTF-16 with its mark, UTF-8, else one byte a letter."""
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def docx_texts(data: bytes) -> tuple[str, ...]:
    """Every member of a Word file: its name, its markup, and its words with runs joined.

    Raises `RenderError` when the file cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LIMIT:
                raise RenderError("A Word file is too large to be read back.", "Leave out its pictures.")
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
            comment = archive.comment.decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise RenderError("A Word file cannot be read back.", "Render the document again.") from error
    found = [comment]
    for name, body in members:
        found.append(name)
        found.extend(texts(name, body) if not name.endswith((".xml", ".rels")) else _markup(_any_encoding(body)))
    return tuple(found)


def _markup(text: str) -> tuple[str, str]:
    """Markup as it stands, and its words: runs joined, paragraphs and cells apart."""
    return text, words(text)


def words(markup: str) -> str:
    """The words of WordprocessingML: a word that formatting splits into runs is whole again."""
    return _ENTITY.sub(_character, _TAG.sub("", _RUN_END.sub("\n", markup)))


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#x"):
        return chr(int(f"0{name[1:]}", 0))
    return chr(int(name[1:])) if name.startswith("#") else _NAMED[name]


def message_texts(data: bytes) -> tuple[str, ...]:
    """Every header and part of an e-mail, decoded, those of messages inside it too; attachments are read in turn."""
    found = [_any_encoding(_ENCODED.sub(b"", data))]
    for part in message_from_bytes(data).walk():
        found.extend(f"{name}: {_decoded(str(value))}" for name, value in part.items())
        name = part.get_filename()
        if name:
            found.append(_decoded(name))
        found.extend(_part(part, _decoded(name or "")))
    return tuple(found)


def _part(part: Message, name: str) -> Iterator[str]:
    body = part.get_payload(decode=True)
    if part.get_content_type() == "message/rfc822" and isinstance(inner := part.get_payload(), list):
        # A message in base64 inside a message is not decoded by the parser: its text is taken for the inner body.
        packed = "".join(str(one.get_payload()) for one in inner if isinstance(one, Message))
        with suppress(ValueError):
            yield from message_texts(b64decode(packed, validate=False)) if _BASE64.fullmatch(packed) else ()
    if isinstance(body, bytes):
        yield from texts(name, body)
        charset = part.get_content_charset()
        with suppress(LookupError):
            yield body.decode(charset, "replace") if charset else ""


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError):
        return value


def texts(name: str, data: bytes) -> tuple[str, ...]:
    """Every text of a file, by what its bytes say it is: a PDF, a Word file or another zip, an e-mail, else text."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return pdf_texts(data)
    if data.startswith(b"PK\x03\x04"):
        return docx_texts(data)
    if name.lower().endswith(".eml"):
        return message_texts(data)
    return tuple(_plain(data))


def _plain(data: bytes) -> Iterator[str]:
    """Text as it stands; of a page of HTML its words; of a picture or an old Word file the letters two bytes wide."""
    text = _any_encoding(data)
    yield text
    if "<" in text and ">" in text:
        yield unescape(_TAG.sub("", text))
        yield unescape(_TAG.sub(" ", text))
    if b"\0" in data and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        yield data.replace(b"\0", b"").decode("latin-1")
