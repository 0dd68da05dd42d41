"""Codes of a meeting that misses the procedure: dates, intervals, chairs, decisions."""

from __future__ import annotations

from cin_docs.capture.code import code
from cin_docs.model.finding import Severity

_HELD = "If it is what happened, leave it: it is reported as it was."

#: What can be wrong with a meeting.
MEETINGS = (
    code(
        "copy-of-a-little-child",
        Severity.ADVICE,
        "A child under five gets a copy of their own.",
        "A parent or carer reads the plan for a little child; a second copy only lies about.",
        "leo: {by: hand, via: dana}      # born in 2024",
        "leo: {receives: none, because: Is two; mum has the plan.}",
    ),
    code(
        "date-out-of-reach",
        Severity.BLOCKS,
        "A date lies outside the working-day calendar.",
        "No deadline can be counted from it; it is nearly always a slip in the year.",
        "date: 2062-11-19",
        "date: 2026-11-19",
    ),
    code(
        "first-meeting-late",
        Severity.BREACH,
        "The first meeting was held later than the procedure allows after the assessment or step-down.",
        "The child waited longer for a plan than was promised.",
        "assessment completed: 2026-09-01      # in case.yaml\ndate: 2026-09-16",
        _HELD,
    ),
    code(
        "interval-not-decided",
        Severity.BREACH,
        "The next meeting is later than usual, and no decision for that is recorded.",
        "Longer intervals are for the multi-agency group to decide, and the decision is recorded.",
        "date: 2026-11-19\nnext: {date: 2027-01-28, ...}",
        "review every: {interval: 10 weeks, agreed by: the multi-agency group, because: Steady since July}",
    ),
    code(
        "interval-too-long",
        Severity.BREACH,
        "The next meeting, or a decided interval, is beyond the longest that the procedure allows.",
        "Nobody may decide on a longer one.",
        "date: 2026-11-19\nnext: {date: 2027-03-25, ...}",
        "next: {date: 2027-02-18, ...}",
    ),
    code(
        "meeting-in-future",
        Severity.BLOCKS,
        "The notes are of a meeting whose day is still to come.",
        "Minutes cannot be sent of what has not happened.",
        "date: 2027-11-19",
        "date: 2026-11-19",
    ),
    code(
        "next-chair",
        Severity.ADVICE,
        "The next meeting is a third review, and somebody else is down to chair it.",
        "There is still time to ask the Team Manager or Advanced Social Work Practitioner.",
        "meeting: review 2\nnext: {date: 2026-12-17, chair: dana}",
        "next: {date: 2026-12-17, chair: tom}",
    ),
    code(
        "next-meeting-incomplete",
        Severity.BREACH,
        "The next meeting has no time or no place.",
        "Date, time and place are set at the meeting, so that everybody can come.",
        "next: {date: 2026-12-17}",
        'next: {date: 2026-12-17, time: "14:00", place: Brook House}',
    ),
    code(
        "next-meeting-not-later",
        Severity.BLOCKS,
        "The next meeting is not after this one.",
        "It is nearly always a slip in the month or year.",
        "date: 2026-11-19\nnext: {date: 2026-01-17}",
        "next: {date: 2027-01-17}",
    ),
    code(
        "next-on-closed-day",
        Severity.ADVICE,
        "The next meeting is on a weekend, a bank holiday or a day on which the authority is closed.",
        "It is often a slip of the pen, and then nobody comes.",
        "next: {date: 2026-12-19, ...}      # a Saturday",
        "next: {date: 2026-12-17, ...}",
    ),
    code(
        "no-chair",
        Severity.BREACH,
        "The notes do not say who chaired.",
        "A chair is identified for every meeting; it need not be the lead practitioner.",
        "chair:",
        "chair: dana",
    ),
    code(
        "no-decision",
        Severity.BREACH,
        "The notes of a review do not say what it decided.",
        "A review decides whether the child stays a child in need. Under a procedure that does not say so, "
        "it is advice.",
        "decision:",
        "decision: continue\nbecause: Attendance better, housing not settled.",
    ),
    code(
        "no-next-meeting",
        Severity.BREACH,
        "The plan goes on, and there is no date for the next meeting.",
        "Without a date the next review comes late, and frequencies have no end.",
        "decision: continue\nnext:",
        'next: {date: 2026-12-17, time: "14:00", place: Brook House}',
    ),
    code(
        "not-accounted-for",
        Severity.ADVICE,
        "Somebody of the team around the child is not among those who were there, sent word or stayed away.",
        "Minutes say who was there and why others were not. Whoever was not invited should perhaps have been.",
        "present: [mum, dana]      # and nothing of the nurse",
        "present: [mum, dana]\nabsent: {nurse: No answer to the invitation}",
    ),
    code(
        "review-late",
        Severity.BREACH,
        "The review was held later after the last meeting than was allowed or decided.",
        "The plan went unreviewed for longer than was promised.",
        "date: 2026-11-19      # the last meeting was on 10 September",
        _HELD,
    ),
    code(
        "step-down-unrecorded",
        Severity.BREACH,
        "The child steps down to Early Help, and the notes do not say how the process was followed.",
        "Early Help has to know the child before this plan ends.",
        "decision: step down",
        "decision: step down\nstep down: Early Help plan agreed with Amy Reed on 16 November.",
    ),
    code(
        "unclear-interval",
        Severity.BLOCKS,
        "A decision for a longer interval does not say how long.",
        "The next review's last day is counted from it.",
        "review every: {interval: longer, ...}",
        "review every: {interval: 10 weeks, ...}",
    ),
    code(
        "wrong-chair",
        Severity.BREACH,
        "A third review was not chaired by whom the procedure names; for the 6th and 9th it is advice.",
        "Somebody from outside looks for drift in a plan that has gone on for long.",
        "meeting: review 3\nchair: dana",
        "meeting: review 3\nchair: tom",
    ),
)
