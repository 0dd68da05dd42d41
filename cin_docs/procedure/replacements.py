"""What is owed when a copy that was sent is corrected: the new one, to everybody who has the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from cin_docs.model.meeting import Meeting
from cin_docs.model.obligation import Obligation
from cin_docs.model.standard import Deadline, Standard
from cin_docs.procedure.calendar import WorkingCalendar
from cin_docs.procedure.deadlines import due
from cin_docs.procedure.obligations import copy_rule

#: What the period is counted from, as the chain of reasons calls it.
_CORRECTION = "the correction"
_NO_DAY = (
    "The procedure names no day for a corrected copy. The period of the first copy is counted again, from the day of "
    "the correction."
)
_NO_PERIOD = "A corrected copy is owed, with no deadline: the procedure names no day for this document."


def replacement(
    item: Obligation, version: int, *, on: date, meeting: Meeting, standard: Standard, calendar: WorkingCalendar
) -> Obligation:
    """What is owed in place of a copy that `item` was met by, when `version` corrects it on the local day `on`.

    `item` itself stays as it was met. Raises `CalendarRangeError` for a day outside the calendar.
    """
    rule = copy_rule(standard, item.document, meeting.kind)
    day = due(_again(rule.deadline), {_CORRECTION: on}, calendar) if rule and rule.deadline else None
    return replace(
        item,
        id=f"{original(item.id)}/v{version}",
        due=day.on if day else None,
        because=(_NO_DAY, *day.because) if day else (_NO_PERIOD,),
    )


def original(obligation: str) -> str:
    """The id of the obligation that this one replaces in the end; its own when it replaces none."""
    first, _, last = obligation.rpartition("/")
    return first if is_replacement(obligation) else f"{first}/{last}"


def is_replacement(obligation: str) -> bool:
    """Whether an obligation is for a corrected copy, by its id: ``.../minutes/v2``."""
    last = obligation.rpartition("/")[2]
    return last[:1] == "v" and last[1:].isdigit()


def discharged(obligation: str) -> tuple[str, ...]:
    """Ids of all that a copy made for this obligation discharges: that, and every one it replaces.

    Some of the ids between may never have been opened.
    """
    first = original(obligation)
    if first == obligation:
        return (obligation,)
    between = (f"{first}/v{number}" for number in range(2, _version(obligation)))
    return (obligation, *between, first)


def current(known: Mapping[str, Obligation]) -> Mapping[str, Obligation]:
    """What is owed now, by the id of the first obligation: that one, or the latest that replaces it."""
    found: dict[str, Obligation] = {}
    for item in sorted(known.values(), key=lambda one: _version(one.id)):
        found[original(item.id)] = item
    return found


def _version(obligation: str) -> int:
    return int(obligation.rpartition("/v")[2]) if is_replacement(obligation) else 0


def _again(deadline: Deadline) -> Deadline:
    return replace(deadline, of=(_CORRECTION,))
