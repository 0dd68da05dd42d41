"""The day by which a letter has to be posted, under a standard that reckons days for the post."""

from __future__ import annotations

from datetime import date, timedelta

from cin_docs.model.obligation import Obligation
from cin_docs.procedure.calendar import WorkingCalendar


def post_by(item: Obligation, calendar: WorkingCalendar) -> date | None:
    """The last working day on which a letter is posted and counts as there by the day it is owed; None without one.

    A letter counts as provided the standard's allowance of working days after the day it was posted.
    """
    if item.due is None or not calendar.covers(item.due):
        return None
    day = item.due
    while calendar.covers(day):
        if calendar.works(day) and calendar.add(day, item.posting_allowance) <= item.due:
            return day
        day -= timedelta(days=1)
    return None
