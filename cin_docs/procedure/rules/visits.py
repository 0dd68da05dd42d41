"""How often the child is visited (G4). A standard without a floor has none of these rules."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cin_docs.model.finding import Finding
from cin_docs.model.standard import Period, Unit
from cin_docs.procedure import past
from cin_docs.procedure.frequency import parse_frequency
from cin_docs.procedure.rules.facts import Facts, blocks, breach, called
from cin_docs.procedure.standards import cited

#: A month is at most 31 days, so "monthly" is further apart than four weeks.
_DAYS: dict[Unit, int | Fraction] = {
    Unit.WORKING_DAYS: Fraction(7, 5),
    Unit.CALENDAR_DAYS: 1,
    Unit.WEEKS: 7,
    Unit.MONTHS: 31,
}


def visits_stated(facts: Facts) -> Iterator[Finding]:
    """The plan states how often the child is visited at least; silence at a review means as last time (G4)."""
    rule = cited(facts.standard, "visits stated")
    if rule and not _closing(facts) and past.visits_said(facts.meeting, facts.earlier) is None:
        yield breach(
            "no-visits",
            ("visits",),
            "The plan does not say how often the child is visited at least.",
            f"If the meeting agreed it, write for instance `visits: every 3 weeks`; if not, tell "
            f"{called(facts.case, facts.case.lead)}, and the next meeting sets it.",
            rule,
        )


def visits_clear(facts: Facts) -> Iterator[Finding]:
    """The visiting frequency names an interval (G4)."""
    words = facts.meeting.visits
    rule = cited(facts.standard, "visits stated")
    if words and rule and parse_frequency(words) is None:
        yield blocks(
            "unclear-visits",
            ("visits",),
            f"“{words}” does not say how often the child is visited.",
            "Write for instance `visits: every 3 weeks`, `weekly` or `twice a month`.",
            rule,
        )


def visits_often_enough(facts: Facts) -> Iterator[Finding]:
    """Never less often than the procedure's floor, which is four-weekly in the guide (G4)."""
    rule, words = facts.standard.visits, facts.meeting.visits
    often = parse_frequency(words) if words else None
    if rule is None or often is None or often.days_apart <= in_days(rule.at_least_every):
        return
    monthly = often.said is not None and often.said[1] is Unit.MONTHS
    near = monthly and often.days_apart <= _DAYS[Unit.MONTHS]
    longest = f" A month is longer than {rule.at_least_every}." if near else ""
    yield breach(
        "visits-too-rare",
        ("visits",),
        f"“{words}” is less often than every {rule.at_least_every}.{longest}",
        f"If the plan says so, leave it: the approver is told, and so is {called(facts.case, facts.case.manager)}. "
        f"If it is a slip, write for instance `visits: every {rule.at_least_every}`.",
        rule.cited,
    )


def in_days(period: Period) -> float:
    """A period in calendar days at its longest: a month is 31, a working day 1.4 (five in a week)."""
    return float(period.count * _DAYS[period.unit])


def _closing(facts: Facts) -> bool:
    return facts.meeting.decision in past.CLOSING
