"""When meetings are held and when the next one is (G1, G8, G9, P6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cin_docs.model.finding import Finding
from cin_docs.model.meeting import Kind, Meeting
from cin_docs.model.standard import Deadline, Period
from cin_docs.procedure import past
from cin_docs.procedure.deadlines import due
from cin_docs.procedure.obligations import review_deadline
from cin_docs.procedure.periods import after, in_short, in_words, parse_period
from cin_docs.procedure.rules.facts import Facts, advice, blocks, breach, called
from cin_docs.procedure.standards import cited

_KEPT = "If the date is right, leave it: it is reported as it happened. If it is a slip, put it right."


def first_meeting_in_time(facts: Facts) -> Iterator[Finding]:
    """The first meeting is held within the days of its anchor (G1)."""
    rule = facts.standard.first_meeting
    if rule is None or facts.meeting.kind is not Kind.FIRST:
        return
    anchors = {name: day for name, day in facts.case.anchors.items() if day <= facts.meeting.on}
    for name in [name for name, day in anchors.items() if name in rule.of and not facts.calendar.covers(day)]:
        yield blocks(
            "date-out-of-reach",
            (),
            f"“{name}” in the case file, {in_words(anchors.pop(name))}, lies outside the calendar.",
            "Check the year in case.yaml.",
        )
    yield from _late("first-meeting-late", rule, anchors, facts)


def review_in_time(facts: Facts) -> Iterator[Finding]:
    """A review is held within the interval that was decided after the last meeting (G8, G9, P6)."""
    last = past.last_counted(facts.earlier)
    if last is not None and facts.meeting.kind is Kind.REVIEW:
        yield from _late(
            "review-late", review_deadline(last, facts.standard, facts.calendar), {"last meeting": last.on}, facts
        )


def next_meeting_set(facts: Facts) -> Iterator[Finding]:
    """A plan that goes on has a date for its next meeting (G8, P6)."""
    rule = cited(facts.standard, "next meeting")
    if rule is None or facts.meeting.next is not None or facts.meeting.decision in past.CLOSING:
        return
    by = _latest(facts)
    until = f" The procedure allows until {in_short(by)}." if by else ""
    yield breach(
        "no-next-meeting",
        ("next",),
        f"The notes give no date for the next meeting.{until}",
        f"If one was set, write it under `next:`. If not, ask {called(facts.case, facts.case.lead)} to set one; "
        "the copies need not wait for it.",
        rule,
    )


def next_meeting_complete(facts: Facts) -> Iterator[Finding]:
    """Date, time and place of the next meeting are set (P6)."""
    rule, following = cited(facts.standard, "next meeting details"), facts.meeting.next
    if rule is None or following is None:
        return
    missing = [name for name, value in (("time", following.time), ("place", following.place)) if not value]
    if missing:
        yield breach(
            "next-meeting-incomplete",
            ("next",),
            f"The next meeting has no {' and no '.join(missing)}.",
            f"Add {' and '.join(f'`{name}:`' for name in missing)} under `next:` if the meeting set it.",
            rule,
        )


def next_meeting_on_a_working_day(facts: Facts) -> Iterator[Finding]:
    """The next meeting is on a day on which people are at work (P6)."""
    following = facts.meeting.next
    if following is None or not facts.calendar.covers(following.on) or facts.calendar.works(following.on):
        return
    why = facts.calendar.off.get(following.on)
    yield advice(
        "next-on-closed-day",
        (*following.at, "date") if following.at else ("next", "date"),
        f"The next meeting, {in_words(following.on)}, is on {f'a day off ({why})' if why else 'a weekend'}.",
        "If it was agreed so, leave it. If it is a slip, put it right.",
    )


def next_meeting_later(facts: Facts) -> Iterator[Finding]:
    """The next meeting comes after this one."""
    following = facts.meeting.next
    if following is not None and following.on <= facts.meeting.on:
        yield blocks(
            "next-meeting-not-later",
            ("next", "date"),
            f"The next meeting, {in_words(following.on)}, is not after this one, {in_words(facts.meeting.on)}.",
            "Check the month and the year of both dates.",
        )


def interval_allowed(facts: Facts) -> Iterator[Finding]:
    """The next meeting is not later than the longest interval, whoever decided it (G8, G9, P6)."""
    start, following, rule = _start(facts), facts.meeting.next, facts.standard.reviews
    if start is None or following is None:
        return
    last_day = after(start, rule.maximum, facts.calendar)
    if following.on > last_day:
        yield breach(
            "interval-too-long",
            ("next", "date"),
            f"The next meeting is {in_words(following.on)}; the procedure allows until {in_words(last_day)} "
            f"({rule.maximum} after {in_words(start)}).",
            f"If a meeting by {last_day.isoformat()} can still be set, set it; else {_KEPT[0].lower()}{_KEPT[1:]}",
            rule.maximum_cited,
        )


def longer_interval_decided(facts: Facts) -> Iterator[Finding]:
    """An interval beyond the usual one needs its recorded decision (G8)."""
    start, following, rule = _start(facts), facts.meeting.next, facts.standard.reviews
    if start is None or following is None or rule.every is None:
        return
    allowed = _decided(facts) or rule.every
    usual, longest = after(start, allowed, facts.calendar), after(start, rule.maximum, facts.calendar)
    if not usual < following.on <= longest:
        return
    who = rule.extended_by or "the meeting"
    yield breach(
        "interval-not-decided",
        ("next", "date"),
        f"The next meeting is {in_words(following.on)}, more than {allowed} after {in_words(start)}, "
        "and no decision for that is recorded.",
        f"If {who} decided it, write `review every: {{interval: …, agreed by: {who}, because: …}}`; "
        f"else set a date by {usual.isoformat()}.",
        rule.maximum_cited if rule.extended_by else rule.cited,
    )


def decision_for_longer_clear(facts: Facts) -> Iterator[Finding]:
    """A recorded decision for a longer interval says how long, within the longest (G8)."""
    extension = facts.meeting.extension
    if extension is None:
        return
    period, longest = parse_period(extension.interval), facts.standard.reviews.maximum
    if period is None:
        yield blocks(
            "unclear-interval",
            ("review every", "interval"),
            f"“{extension.interval}” is no interval.",
            f"Write a number and weeks or months, up to {longest}: `interval: 10 weeks`.",
            facts.standard.reviews.maximum_cited,
        )
    elif _exceeds(period, longest, facts):
        yield breach(
            "interval-too-long",
            ("review every", "interval"),
            f"{period} is longer than the {longest} that the procedure allows.",
            f"Reviews are due within {longest} all the same. {_KEPT}",
            facts.standard.reviews.maximum_cited,
        )


def _late(code: str, rule: Deadline, anchors: dict[str, date], facts: Facts) -> Iterator[Finding]:
    last_day = due(rule, anchors, facts.calendar)
    if last_day is None or facts.meeting.on <= last_day.on:
        return
    days = max(1, facts.calendar.count(last_day.on, facts.meeting.on))
    what = "first meeting" if facts.meeting.kind is Kind.FIRST else "review"
    yield breach(
        code,
        ("date",),
        f"The {what} was due by {in_words(last_day.on)} and was held {days} working day{'s' * (days != 1)} later. "
        f"{' '.join(last_day.because[1:-1])}",
        _KEPT,
        rule.cited,
    )


def _start(facts: Facts) -> date | None:
    """From which day the interval to the next meeting runs: the last first meeting or review that counts."""
    if past.counted(facts.meeting):
        return facts.meeting.on
    last: Meeting | None = past.last_counted(facts.earlier)
    return last.on if last else None


def _latest(facts: Facts) -> date | None:
    start = _start(facts)
    if start is None:
        return None
    rule = facts.standard.reviews
    return after(start, _decided(facts) or rule.every or rule.maximum, facts.calendar)


def _decided(facts: Facts) -> Period | None:
    """The interval decided at this meeting, or when it was not held as planned, at the last that was."""
    last = facts.meeting if past.counted(facts.meeting) else past.last_counted(facts.earlier)
    return parse_period(last.extension.interval) if last and last.extension else None


def _exceeds(period: Period, longest: Period, facts: Facts) -> bool:
    return after(facts.meeting.on, period, facts.calendar) > after(facts.meeting.on, longest, facts.calendar)
