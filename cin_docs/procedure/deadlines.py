"""From a deadline in words to a day that can say why it is that day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cin_docs.model.obligation import DueDate
from cin_docs.model.standard import Deadline, Pick, Unit
from cin_docs.procedure.calendar import NATIONS, WorkingCalendar
from cin_docs.procedure.periods import after, in_short


def due(deadline: Deadline, anchors: Mapping[str, date], calendar: WorkingCalendar) -> DueDate | None:
    """The day by which `deadline` must be met, with the chain of reasons; None while no anchor is known.

    The chain: the procedure's sentence; the anchor and its date; how it was counted; each bank holiday or
    closure left out, by name; the result. Raises `CalendarRangeError` for dates outside the calendar.
    """
    anchor = chosen(deadline, anchors)
    if anchor is None:
        return None
    name, start = anchor
    on = after(start, deadline.within, calendar, inclusive=deadline.inclusive)
    chain = (
        f"“{deadline.cited.sentence}”",
        f"Counted from: {name}, {in_short(start)}{_others(deadline, anchors, name)}.",
        _counting(deadline, calendar),
        *_left_out(deadline, start, on, calendar),
        f"Due: {in_short(on)}.",
    )
    return DueDate(on=on, because=chain, calendar=calendar.version)


def chosen(deadline: Deadline, anchors: Mapping[str, date]) -> tuple[str, date] | None:
    """The anchor that starts the clock, by the deadline's own pick; None when none of them is known."""
    known = [(name, anchors[name]) for name in deadline.of if name in anchors]
    if not known:
        return None
    match deadline.pick:
        case Pick.FIRST_KNOWN:
            return known[0]
        case Pick.EARLIEST:
            return min(known, key=lambda item: item[1])
        case Pick.LATEST:
            return max(known, key=lambda item: item[1])


def _others(deadline: Deadline, anchors: Mapping[str, date], name: str) -> str:
    others = [f"{other} was {in_short(anchors[other])}" for other in deadline.of if other in anchors and other != name]
    return f" (the {deadline.pick.value}; {', '.join(others)})" if others else ""


def _counting(deadline: Deadline, calendar: WorkingCalendar) -> str:
    day = "that day is day 1" if deadline.inclusive else "that day is day 0"
    if deadline.within.unit is Unit.WORKING_DAYS:
        return f"{deadline.within}, {day}; Monday to Friday less the bank holidays of {NATIONS[calendar.nation]}."
    return f"{deadline.within}, {day}; every day of the calendar counts."


def _left_out(deadline: Deadline, start: date, on: date, calendar: WorkingCalendar) -> tuple[str, ...]:
    if deadline.within.unit is not Unit.WORKING_DAYS:
        return ()
    return tuple(f"Left out: {in_short(day)}: {why}." for day, why in calendar.left_out(start, on))
