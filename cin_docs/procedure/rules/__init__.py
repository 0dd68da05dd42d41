"""The rules of a meeting, one short function each; `RULES` is the table of contents.

A rule that only one procedure has is never raised under the other: it looks up its sentence in the standard
and says nothing where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeAlias

from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Path, Severity
from cin_docs.model.meeting import Kind, Meeting
from cin_docs.model.standard import Standard
from cin_docs.procedure import past
from cin_docs.procedure.calendar import WorkingCalendar
from cin_docs.procedure.rules import actions, chair, interval, invited, outcome, visits
from cin_docs.procedure.rules.facts import Facts
from cin_docs.procedure.wording import Wording

Rule: TypeAlias = Callable[[Facts], Iterator[Finding]]

#: Rules of every meeting, whatever became of it: a repeat has to be in time as well.
ALWAYS: tuple[Rule, ...] = (
    interval.next_meeting_set,
    interval.next_meeting_later,
    interval.next_meeting_on_a_working_day,
    interval.interval_allowed,
)
#: Rules of a Child in Need meeting that was held.
HELD: tuple[Rule, ...] = (
    interval.first_meeting_in_time,
    interval.review_in_time,
    chair.chair_identified,
    chair.third_review_chair,
    invited.everybody_accounted_for,
    invited.copy_of_a_little_child,
    actions.need_without_actions,
    actions.timescale_missing,
    actions.timescale_banned,
    actions.timescale_unclear,
    actions.timescale_past,
    actions.owner_missing,
    actions.owner_nobody_in_particular,
    actions.owner_absent,
    visits.visits_stated,
    visits.visits_clear,
    visits.visits_often_enough,
    outcome.decision_made,
    outcome.step_down_followed,
    interval.next_meeting_complete,
    interval.longer_interval_decided,
    interval.decision_for_longer_clear,
    chair.next_chair,
)
#: Every rule, in the order in which findings are made.
RULES: tuple[Rule, ...] = (outcome.meeting_on_a_day_that_can_be, *ALWAYS, *HELD)


def check(
    meeting: Meeting,
    case: Case,
    standard: Standard,
    calendar: WorkingCalendar,
    history: tuple[Meeting, ...],
    wording: Wording,
    today: date,
) -> tuple[Finding, ...]:
    """Everything the procedure has to say about one meeting, with `at` (not yet a place in the file).

    `history` are the case's other meetings, in any order; `today` is the local date. A meeting that was not
    held, abandoned or inquorate is judged only by its dates; a strategy meeting only by its own.
    """
    facts = Facts(
        meeting=meeting,
        case=case,
        standard=standard,
        calendar=calendar,
        earlier=past.before(meeting, history),
        wording=wording,
        today=today,
    )
    dates = tuple(outcome.meeting_on_a_day_that_can_be(facts))
    if any(item.code == "date-out-of-reach" for item in dates) or meeting.kind is Kind.STRATEGY:
        # Nothing can be counted from a day outside the calendar.
        return dates
    rules = (*ALWAYS, *HELD) if past.took_place(meeting) else ALWAYS
    return (*dates, *(finding for rule in rules for finding in rule(facts)))


def not_said_already(found: Iterable[Finding], earlier: Iterable[Finding]) -> tuple[Finding, ...]:
    """`found` without what `earlier` findings (of reading the file) already block at the same value.

    An owner who could not be understood is not reported again as an action without an owner.
    """
    said = [item.at for item in earlier if item.severity is Severity.BLOCKS]
    return tuple(item for item in found if not (item.at and any(_within(at, item.at) for at in said)))


def _within(inner: Path, outer: Path) -> bool:
    return inner[: len(outer)] == outer
