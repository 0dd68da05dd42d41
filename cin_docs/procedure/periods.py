"""Lengths of time as procedures say them, counted from a day, and days as people write them."""

from __future__ import annotations

import calendar as months
import re
from datetime import date, timedelta

from cin_docs.model.standard import Period, Unit
from cin_docs.procedure.calendar import WorkingCalendar

_WRITTEN = re.compile(r"\s*(\d{1,3})\s+(working days?|calendar days?|days?|weeks?|months?)\s*", re.IGNORECASE)
_UNITS = {
    "working day": Unit.WORKING_DAYS,
    "calendar day": Unit.CALENDAR_DAYS,
    # A declared reading: bare "days" are calendar days.
    "day": Unit.CALENDAR_DAYS,
    "week": Unit.WEEKS,
    "month": Unit.MONTHS,
}


def parse_period(text: str) -> Period | None:
    """The period in words such as ``10 working days``, ``6 weeks`` or ``3 months``; None when it is not one.

    Bare "days" are calendar days. Zero is not a period.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None or int(found[1]) == 0:
        return None
    return Period(count=int(found[1]), unit=_UNITS[found[2].casefold().removesuffix("s")])


def after(day: date, period: Period, calendar: WorkingCalendar, *, inclusive: bool = False) -> date:
    """The last day of `period` counted from `day`, which is day 0 (day 1 with `inclusive`).

    Months are the same day of the month, clamped: a month after 31 January is the last of February.
    Raises `CalendarRangeError` for working days beyond the calendar.
    """
    early = timedelta(days=1 if inclusive else 0)
    match period.unit:
        case Unit.WORKING_DAYS:
            return calendar.add(day, period.count, inclusive=inclusive)
        case Unit.CALENDAR_DAYS:
            return day + timedelta(days=period.count) - early
        case Unit.WEEKS:
            return day + timedelta(weeks=period.count) - early
        case Unit.MONTHS:
            return add_months(day, period.count) - early


def add_months(day: date, n: int) -> date:
    """The same day of the month `n` months later, clamped to that month's last day."""
    total = day.year * 12 + day.month - 1 + n
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def in_words(day: date) -> str:
    """A day as it is printed: ``11 December 2026``."""
    return f"{day.day} {day:%B %Y}"


def in_short(day: date) -> str:
    """A day with its weekday, for counting along: ``Mon 6 Apr 2026``."""
    return f"{day:%a} {day.day} {day:%b %Y}"
