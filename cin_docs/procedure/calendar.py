"""Working days of one nation, frozen into a table that is built once.

The only module that knows the `holidays` package. Day 0 is the anchor's own date; all dates are local
(Europe/London).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

import holidays
from holidays.version import __version__ as holidays_version

from cin_docs.errors import CinError

#: The table's first day. Nothing is counted from an earlier one.
FIRST_DAY = date(2020, 1, 1)
#: The table's last day. Raise it when `test_the_calendar_reaches_eighteen_months_ahead` asks for it.
LAST_DAY = date(2031, 12, 31)

NATIONS: Mapping[str, str] = MappingProxyType(
    {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
)

_SATURDAY = 5
CLOSURE = "the authority is closed"


class CalendarRangeError(CinError):
    """A date lies outside the working-day table. Check the year; or install a newer cin-docs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingCalendar:
    """The working days of one authority: Monday to Friday less bank holidays and closure days."""

    #: ENG, WLS, SCT or NIR.
    nation: str
    #: The authority's own closure days.
    closures: frozenset[date]
    #: Nation, closures and data version: stored with every due date that was counted with this table.
    version: str
    #: The last day that can be counted to.
    reaches: date
    #: Ordinals of every working day, ascending: a deadline is two bisections, not a walk over days.
    days: tuple[int, ...] = field(repr=False)
    #: Bank holidays and closures that fall on Monday to Friday, with their names.
    off: Mapping[date, str] = field(repr=False, hash=False)

    def covers(self, day: date) -> bool:
        """Whether `day` lies inside the table."""
        return FIRST_DAY <= day <= self.reaches

    def works(self, day: date) -> bool:
        """Whether `day` is a working day. Raises `CalendarRangeError` outside the table."""
        self._inside(day)
        at = bisect_left(self.days, day.toordinal())
        return at < len(self.days) and self.days[at] == day.toordinal()

    def add(self, day: date, n: int, *, inclusive: bool = False) -> date:
        """The nth working day after `day`; with `inclusive`, `day` itself is day 1 if it is a working day.

        `n` is in working days and not negative; 0 gives `day` back. Raises `CalendarRangeError` when the
        answer lies beyond the table.
        """
        if n < 0:
            raise ValueError("working days are counted forwards")
        self._inside(day)
        if n == 0:
            return day
        start = (bisect_left if inclusive else bisect_right)(self.days, day.toordinal())
        if start + n > len(self.days):
            raise _beyond(f"{n} working days after {day.isoformat()}", self.reaches)
        return date.fromordinal(self.days[start + n - 1])

    def count(self, after: date, to: date) -> int:
        """How many working days lie after `after`, up to and including `to`; 0 when `to` is not later."""
        self._inside(after)
        self._inside(to)
        return max(0, bisect_right(self.days, to.toordinal()) - bisect_right(self.days, after.toordinal()))

    def left_out(self, day: date, until: date) -> tuple[tuple[date, str], ...]:
        """Bank holidays and closures on Monday to Friday after `day`, up to and including `until`, with names."""
        return tuple((off, self.off[off]) for off in sorted(self.off) if day < off <= until)

    def _inside(self, day: date) -> None:
        if not self.covers(day):
            raise _beyond(day.isoformat(), self.reaches)


def working_calendar(nation: str, closures: frozenset[date] = frozenset()) -> WorkingCalendar:
    """The calendar of `nation` (ENG, WLS, SCT or NIR) less the authority's `closures`.

    Without a nation the bank holidays of one of them would be wrong by days (Easter Monday, the August bank
    holiday, 12 July), so nothing else is accepted: raises `CinError`. The same arguments give the same object.
    """
    if nation not in NATIONS:
        raise CinError(
            f"No working-day calendar for nation {nation!r}.",
            f"Write one of {', '.join(NATIONS)} as the nation in cin.yaml.",
        )
    return _built(nation, closures)


@lru_cache(maxsize=32)
def _built(nation: str, closures: frozenset[date]) -> WorkingCalendar:
    years = range(FIRST_DAY.year, LAST_DAY.year + 1)
    named = {day: str(name) for day, name in holidays.country_holidays("GB", subdiv=nation, years=years).items()}
    named |= {day: CLOSURE for day in closures if day not in named}
    every = (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return WorkingCalendar(
        nation=nation,
        closures=closures,
        version=_version(nation, closures),
        reaches=LAST_DAY,
        days=tuple(day.toordinal() for day in every if day.weekday() < _SATURDAY and day not in named),
        off=MappingProxyType({day: name for day, name in named.items() if day.weekday() < _SATURDAY}),
    )


def _version(nation: str, closures: frozenset[date]) -> str:
    listed = ",".join(day.isoformat() for day in sorted(closures))
    digest = hashlib.sha256(listed.encode()).hexdigest()[:8] if closures else "none"
    return f"{nation} closures:{digest} holidays:{holidays_version} to:{LAST_DAY.isoformat()}"


def _beyond(what: str, reaches: date) -> CalendarRangeError:
    return CalendarRangeError(
        f"{what} lies outside the working-day calendar ({FIRST_DAY.isoformat()} to {reaches.isoformat()}).",
        "Check the year; if it is right, install a newer cin-docs.",
    )
