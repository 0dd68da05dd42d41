"""Dates in every writing, and values of no other kind: a car's number, a refuge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from cin_docs.capture.found import Found
from cin_docs.capture.values import day
from cin_docs.documents.needles.numbers import look_alike
from cin_docs.documents.needles.places import organisation
from cin_docs.documents.needles.words import Needle, matching, split

#: The months in English, Welsh and Polish as folded, in the forms that stand behind a day.
_MONTHS = (
    ("january", "jan", "ionawr", "stycznia"),
    ("february", "feb", "chwefror", "lutego"),
    ("march", "mar", "mawrth", "marca"),
    ("april", "apr", "ebrill", "kwietnia"),
    ("may", "mai", "maja"),
    ("june", "jun", "mehefin", "czerwca"),
    ("july", "jul", "gorffennaf", "lipca"),
    ("august", "aug", "awst", "sierpnia"),
    ("september", "sep", "sept", "medi", "wrzesnia"),
    ("october", "oct", "hydref", "pazdziernika"),
    ("november", "nov", "tachwedd", "listopada"),
    ("december", "dec", "rhagfyr", "grudnia"),
)
_BIRTH = r" (?:birthday|bday|born|dob|turns|birth)"
_PLATE = re.compile(r"[a-z]{2}\d{2}([a-z]{3})")


def other(value: str) -> Iterator[Needle]:
    """A date in every writing; else the words, and where they hold digits, those in a row."""
    if found := _day(value):
        yield from _date(found)
        return
    yield from organisation(value)
    whole = "".join(split(value))
    if re.search(r"\d", whole) and len(whole) >= 6:
        yield look_alike(whole)
    if plate := _PLATE.fullmatch(whole):
        yield matching(rf" (?:reg|registration|plate|number) (?:\w+ ){{0,3}}{plate[1]} ", plate[1])


def _day(value: str) -> date | None:
    """The day that a value is, in any writing that notes may have it in: 2018-05-04, 4/5/18, 4th of May 2018."""
    words = (word for word in value.split() if word.casefold() not in {"of", "the"})
    return day(" ".join(words), (), Found())


def _date(on: date) -> Iterator[Needle]:
    number = rf"0?{on.day}(?:st|nd|rd|th)?"
    month = rf"(?:{'|'.join(_MONTHS[on.month - 1])})"
    year = rf"(?:{on:%Y}|{on:%y})"
    written = rf"(?:the )?{number} (?:of )?{month}|{month} (?:the )?{number}"
    figures = rf"0?{on.day} 0?{on.month}"
    yield matching(
        rf" (?:(?:{written}) {year}|{figures} {year}|0?{on.month} 0?{on.day} {on:%Y}"
        rf"|{on:%Y} 0?{on.month} 0?{on.day}|{on:%Y%m%d}|{on:%d%m%Y}|{on:%d%m%y}) "
    )
    # A birthday is given away without its year.
    yield matching(rf"{_BIRTH} (?:\w+ ){{0,3}}?(?:{written}|{figures}) ")
