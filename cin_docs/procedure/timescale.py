"""The timescale of an action: a day, or how often and until when (G2, G3, P4, P5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cin_docs.model.meeting import Action, Meeting
from cin_docs.model.standard import Unit
from cin_docs.procedure.frequency import Frequency, parse_frequency
from cin_docs.procedure.periods import add_months, in_words, parse_period

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEXT_MEETING = re.compile(r"(?:by |at |before |until )?(?:the |our )?next (?:cin )?(?:meeting|review)", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_LONG = re.compile(r"(?:by )?(?:[a-z]+day,? )?(\d{1,2})(?:st|nd|rd|th)? ([a-z]+),? (\d{4})", re.IGNORECASE)
_WITHIN = re.compile(r"(?:with)?in (.+)", re.IGNORECASE)
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAY = re.compile(
    r"(?:(?:by|on|before|this|next|the next|this coming|until) )*"
    rf"({'|'.join(_WEEKDAYS)})(?: (?:morning|afternoon|evening))?",
    re.IGNORECASE,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Timescale:
    """When something will be done. Either `on` or `every` is given."""

    #: The day by which it is done.
    on: date | None = None
    #: How often it is done.
    every: Frequency | None = None
    #: For a frequency: the day until which it is done. None while no next meeting is set.
    until: date | None = None


def understand(action: Action, meeting: Meeting) -> Timescale | None:
    """What `by` or `how often` of an action means at this meeting; None when it means no day and no interval.

    A target date is ISO (2026-12-11) or "next meeting", which is that meeting's date. A frequency without an
    end runs to the next meeting, or to the day the plan ends. "The timescales for actions to be completed,
    either a target date or frequency" (G2): either key takes either.
    """
    words = written(action)
    if words is None:
        return None
    if is_next_meeting(words):
        return Timescale(on=meeting.next.on) if meeting.next else None
    day = iso_day(words)
    if day is not None:
        return Timescale(on=day)
    often, until = _split(words)
    every = parse_frequency(often)
    return Timescale(every=every, until=until or _end(action, meeting)) if every else None


def printed(action: Action, meeting: Meeting) -> str:
    """The timescale as the plan prints it: "by 11 December 2026", "every Monday, until 17 December 2026".

    Words that mean nothing here are printed as they were written, so that a draft shows what is wrong.
    """
    meant = understand(action, meeting)
    if meant is None:
        return written(action) or ""
    if meant.on is not None:
        return f"by {in_words(meant.on)}"
    words = meant.every.words if meant.every else ""
    return f"{words}, until {in_words(meant.until)}" if meant.until else f"{words}, until the next meeting"


def written(action: Action) -> str | None:
    """The words of the timescale, trimmed; None when there are none."""
    words = (action.by or action.how_often or "").strip()
    return words or None


def is_next_meeting(words: str) -> bool:
    """Whether the words mean the next meeting."""
    return _NEXT_MEETING.fullmatch(words.strip().rstrip(".")) is not None


def iso_day(words: str) -> date | None:
    """The day of an ISO date that exists; None for anything else."""
    if not _ISO.fullmatch(words.strip()):
        return None
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        return None


def suggested(words: str, meeting: Meeting) -> date | None:
    """The day that words such as "11 December 2026", "11/12/2026", "within 2 weeks" or "Friday" most likely mean.

    For a remedy that shows the ISO form; never taken without being written so. None when there is no guess.
    """
    text = words.strip().rstrip(".")
    slashed, long = _SLASHED.fullmatch(text), _LONG.fullmatch(text)
    if slashed:
        return _day(int(slashed[3]), int(slashed[2]), int(slashed[1]))
    if long and long[2][:3].casefold() in _MONTHS:
        return _day(int(long[3]), _MONTHS.index(long[2][:3].casefold()) + 1, int(long[1]))
    if text.casefold() in {"tomorrow", "today"}:
        return meeting.on + timedelta(days=text.casefold() == "tomorrow")
    weekday = _WEEKDAY.fullmatch(text)
    if weekday:
        # The next such day after the meeting: a meeting on a Friday that says "Friday" means a week later.
        ahead = (_WEEKDAYS.index(weekday[1].casefold()) - meeting.on.weekday() - 1) % 7 + 1
        return meeting.on + timedelta(days=ahead)
    within = _WITHIN.fullmatch(text)
    return _later(within[1], meeting.on) if within else None


def _later(words: str, day: date) -> date | None:
    period = parse_period(words)
    if period is None:
        return None
    match period.unit:
        case Unit.WEEKS:
            return day + timedelta(weeks=period.count)
        case Unit.MONTHS:
            return add_months(day, period.count)
        case Unit.CALENDAR_DAYS:
            return day + timedelta(days=period.count)
        case Unit.WORKING_DAYS:
            return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _split(words: str) -> tuple[str, date | None]:
    """The two parts of "every Monday until 2026-12-18"; the whole text and None when no day follows."""
    often, _, end = words.partition(" until ")
    until = iso_day(end.rstrip("."))
    return (often, until) if until or is_next_meeting(end) else (words, None)


def _end(action: Action, meeting: Meeting) -> date | None:
    if action.until is not None:
        return action.until
    return meeting.next.on if meeting.next else meeting.ends
