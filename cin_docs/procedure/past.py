"""What earlier meetings of a case mean for this one: the last one held, the plan in force, the numbers used.

"Held" is strict: a meeting that was not held, abandoned or inquorate keeps its number for the repeat and
leaves the old plan in force (a declared reading of both procedures).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cin_docs.model.meeting import Decision, Held, Kind, Meeting, NextMeeting

#: Decisions after which there is no next meeting.
CLOSING = frozenset({Decision.CLOSE, Decision.STEP_DOWN})


def before(meeting: Meeting, history: Iterable[Meeting]) -> tuple[Meeting, ...]:
    """The meetings of `history` before this one, oldest first; the meeting itself is never among them."""
    earlier = (item for item in history if item.id != meeting.id and item.on <= meeting.on)
    return tuple(sorted(earlier, key=lambda item: item.on))


def took_place(meeting: Meeting) -> bool:
    """Whether it was a Child in Need meeting that was held: then it has a plan, and its rules hold."""
    return meeting.held is Held.HELD and meeting.kind is not Kind.STRATEGY


def counted(meeting: Meeting) -> bool:
    """Whether it was a first meeting or a review, held, and not to be repeated.

    Intervals run between these. An extraordinary meeting does not move the reviews (a declared reading).
    """
    return took_place(meeting) and meeting.counts and meeting.kind in {Kind.FIRST, Kind.REVIEW}


def last_counted(history: Iterable[Meeting]) -> Meeting | None:
    """The latest first meeting or review that counts; None before the first."""
    return max((item for item in history if counted(item)), key=lambda item: item.on, default=None)


def in_force(history: Iterable[Meeting]) -> Meeting | None:
    """The meeting whose plan is in force: the latest one held; None before the first plan."""
    return max((item for item in history if took_place(item)), key=lambda item: item.on, default=None)


def next_number(history: Iterable[Meeting]) -> int:
    """The number of the next review: one more than the last that counts."""
    return max((item.number for item in history if counted(item) and item.kind is Kind.REVIEW), default=0) + 1


def planned(history: Iterable[Meeting]) -> NextMeeting | None:
    """What the latest meeting, held or not, said about the next one."""
    latest = max(history, key=lambda item: item.on, default=None)
    return latest.next if latest else None


def visits_said(meeting: Meeting, history: Iterable[Meeting]) -> tuple[str, date] | None:
    """The visiting frequency that holds after this meeting, with the day of the meeting that said it.

    It is written when it changes, so silence means: as last time.
    """
    said = [item for item in (*before(meeting, history), meeting) if item.visits and took_place(item)]
    return (said[-1].visits or "", said[-1].on) if said else None
