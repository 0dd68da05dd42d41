"""Days, times and yes or no, as people write them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from cin_docs.capture.found import Found
from cin_docs.model.finding import Path

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_SLASHED = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})", re.ASCII)
_WORDED = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<name>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})", re.ASCII)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_TIMELY = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>am|pm)?", re.ASCII | re.IGNORECASE)
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}


def day(word: str, at: Path, found: Found) -> date | None:
    """The day that `word` names, local date; None, with a finding at `at`, when it names none.

    The file's own form is 2026-11-19. Others that can only mean one day are understood and corrected.
    """
    if not word:
        return None
    parts = _parts(word)
    if parts is None:
        found.blocks("not-a-date", at, f"`{word}` is not a date.", "Write year, month and day: 2026-11-19.")
        return None
    year, month, number = parts
    if not _exists(year, month, number):
        found.blocks(
            "no-such-day", at, _no_such_day(year, month, number), "Look at a calendar and write the right day."
        )
        return None
    right = date(year, month, number)
    if word != right.isoformat():
        found.blocks("date-not-iso", at, f"`{word}` is not how a date is written here.", f"Write {right.isoformat()}.")
    return right


def timescale(word: str | None, at: Path, found: Found) -> str | None:
    """The words of ``by``: a date is checked and put in the file's form, all else is left to the procedure."""
    if word is None or not (_ISO.fullmatch(word) or _SLASHED.fullmatch(word) or _unreal(word)):
        return word
    right = day(word, at, found)
    return right.isoformat() if right else word


def clock(word: str | None, at: Path, found: Found) -> str:
    """A time of day such as 14:00; empty, with a finding, when it is none."""
    if not word or _TIME.fullmatch(word):
        return word or ""
    guess = _TIMELY.fullmatch(word)
    hour = int(guess["hour"]) % 12 + 12 * (guess["half"].lower() == "pm") if guess and guess["half"] else None
    if guess and hour is None:
        hour = int(guess["hour"])
    remedy = (
        f'Write "{hour:02}:{guess["minute"] or "00"}".'
        if guess and hour is not None and hour < 24
        else 'Write "14:00".'
    )
    found.blocks("not-a-time", at, f"`{word}` is not how a time is written here.", remedy)
    return ""


def yes(word: str | None, at: Path, found: Found) -> bool | None:
    """Yes or no; None when nothing was written or, with a finding, when it is neither."""
    if word is None or word in {"yes", "no"}:
        return None if word is None else word == "yes"
    found.blocks("not-yes-or-no", at, f"`{word}` is neither yes nor no.", "Write yes or no.")
    return None


def _parts(word: str) -> tuple[int, int, int] | None:
    """Year, month and day as numbers, whether or not such a day exists."""
    numbers = _ISO.fullmatch(word) or _SLASHED.fullmatch(word)
    if numbers:
        year = int(numbers["year"])
        return (year if len(numbers["year"]) > 2 else 2000 + year), int(numbers["month"]), int(numbers["day"])
    worded = _WORDED.fullmatch(word)
    if worded and worded["name"].lower() in _MONTHS:
        return int(worded["year"]), _MONTHS[worded["name"].lower()], int(worded["day"])
    return None


def _exists(year: int, month: int, number: int) -> bool:
    return year >= 1 and 1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1]


def _unreal(word: str) -> bool:
    parts = _parts(word)
    return parts is not None and not _exists(*parts)


def _no_such_day(year: int, month: int, number: int) -> str:
    if not 1 <= month <= 12:
        return f"There is no month {month}."
    if year < 1:
        return "There is no year 0."
    name, days = calendar.month_name[month], calendar.monthrange(year, month)[1]
    return f"There is no {number} {name} {year}: that month has {days} days."
