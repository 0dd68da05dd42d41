"""Dates in every writing, and values of no other kind: a car's number, a refuge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

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
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        yield from organisation(value)
        whole = "".join(split(value))
        if re.search(r"\d", whole) and len(whole) >= 6:
            yield look_alike(whole)
        if plate := _PLATE.fullmatch(whole):
            yield matching(rf" (?:reg|registration|plate|number) (?:\w+ ){{0,3}}{plate[1]} ", plate[1])
        return
    yield from _date(day)


def _date(day: date) -> Iterator[Needle]:
    number = rf"0?{day.day}(?:st|nd|rd|th)?"
    month = rf"(?:{'|'.join(_MONTHS[day.month - 1])})"
    year = rf"(?:{day:%Y}|{day:%y})"
    written = rf"(?:the )?{number} (?:of )?{month}|{month} (?:the )?{number}"
    figures = rf"0?{day.day} 0?{day.month}"
    yield matching(
        rf" (?:(?:{written}) {year}|{figures} {year}|0?{day.month} 0?{day.day} {day:%Y}"
        rf"|{day:%Y} 0?{day.month} 0?{day.day}|{day:%Y%m%d}|{day:%d%m%Y}|{day:%d%m%y}) "
    )
    # A birthday is given away without its year.
    yield matching(rf"{_BIRTH} (?:\w+ ){{0,3}}?(?:{written}|{figures}) ")
