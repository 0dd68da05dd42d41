"""From bytes to text: UTF-8, of a sane size, without characters that cannot be printed."""

from __future__ import annotations

import codecs
import re

from cin_docs.model.finding import Checked, Finding, Place, Severity

#: The largest file that is read, in bytes.
LARGEST = 1024 * 1024

#: Control characters other than tab and line ends, line separators that editors do not count as lines,
#: a byte order mark in mid-file, surrogates, and noncharacters. None of them can be printed.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)

#: What ends a line, here and in every editor.
LINE_END = re.compile(r"\r\n|\r|\n")


def decode(data: bytes, file: str) -> Checked[str]:
    """The text of a file, without its byte order mark, or None with one finding that says why not.

    A byte order mark of UTF-8 is what Notepad writes, and is dropped without a word.
    """
    if len(data) > LARGEST:
        return _refuse(
            file,
            "file-too-large",
            f"This file has {len(data):,} bytes; a file of notes has no more than {LARGEST:,}.",
            "Check that this is the right file; attachments and pictures do not belong in it.",
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _refuse(
            file,
            "not-utf-8",
            "This file is saved as UTF-16 (Windows calls it Unicode), which is not read here.",
            "Save it again and choose the encoding UTF-8.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error.start, file)
    return Checked(value=text)


def unprintable(text: str) -> tuple[tuple[int, str], ...]:
    """Every unprintable character of `text`: its index and its name, such as ``U+0007``."""
    return tuple((found.start(), f"U+{ord(found.group()):04X}") for found in UNPRINTABLE.finditer(text))


def _not_utf8(data: bytes, start: int, file: str) -> Checked[str]:
    before = data[:start].decode("utf-8-sig", "replace")
    ends = list(LINE_END.finditer(before))
    column = len(before) - (ends[-1].end() if ends else 0) + 1
    return _refuse(
        file,
        "not-utf-8",
        f"From here on this file is not UTF-8 text (byte {data[start]:#04x}).",
        "Save it again and choose the encoding UTF-8; check letters with accents, quotation marks and £ signs.",
        Place(file=file, line=len(ends) + 1, column=column),
    )


def _refuse(file: str, code: str, sentence: str, remedy: str, place: Place | None = None) -> Checked[str]:
    where = place or Place(file=file, line=1, column=1)
    finding = Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy, place=where)
    return Checked(value=None, findings=(finding,))
