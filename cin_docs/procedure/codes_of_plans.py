"""Codes of a plan that the procedure refuses: timescales, owners, visits."""

from __future__ import annotations

from cin_docs.capture.code import code
from cin_docs.model.finding import Severity

#: What can be wrong with actions and visits.
PLANS = (
    code(
        "absent-owner",
        Severity.ADVICE,
        "Somebody who was not at the meeting was given a task.",
        "Everybody should know their tasks and by when; a task first read in a letter is seldom done.",
        "present: [mum, dana]\n...\n- {what: Rings on Monday., who: gran, by: 2026-12-11}",
        "Tell gran before the copies go out; the file can stay as it is.",
    ),
    code(
        "banned-timescale",
        Severity.BLOCKS,
        "A timescale is “ongoing”, “ASAP” or one of their like.",
        "It can neither be met nor missed, so at the review nobody can say whether it was done.",
        "- {what: Supports mum with housing., who: dana, by: ongoing}",
        "- {what: Goes with mum to the housing office., who: dana, by: 2026-12-11}",
    ),
    code(
        "collective-owner",
        Severity.BLOCKS,
        "An action belongs to a group such as “School” or “Everyone”.",
        "What is everybody's task is nobody's; the plan names the person responsible.",
        "- {what: Sends the register., who: School, by: 2026-12-11}",
        "- {what: Sends the register., who: sen_lead, by: 2026-12-11}",
    ),
    code(
        "missing-timescale",
        Severity.BLOCKS,
        "An action has neither a day nor a frequency.",
        "The plan gives each action a target date or says how often it is done.",
        "- {what: Sends the register to Dana., who: sen_lead}",
        "- {what: Sends the register to Dana., who: sen_lead, by: next meeting}",
    ),
    code(
        "need-without-actions",
        Severity.ADVICE,
        "A need has no action, neither a new one nor an open one of the last plan.",
        "A need that nobody does anything about stays as it is.",
        "- need: Leo misses school on Mondays.\n  actions:",
        "- need: Leo misses school on Mondays.\n  actions:\n    - {what: Rings the school., who: dana, by: 2026-12-11}",
    ),
    code(
        "no-owner",
        Severity.BLOCKS,
        "Nobody is named for an action.",
        "The plan says who is responsible for each action.",
        "- {what: Sends the register., who: [], by: 2026-12-11}",
        "- {what: Sends the register., who: sen_lead, by: 2026-12-11}",
    ),
    code(
        "no-visits",
        Severity.BREACH,
        "Neither these notes nor earlier ones say how often the child is visited at least.",
        "The plan states the minimum visiting frequency, set for this child.",
        "visits:",
        "visits: every 3 weeks",
    ),
    code(
        "overdue-action",
        Severity.BREACH,
        "An action goes on although its day has passed, and the meeting gave it no new one.",
        "The new plan would print a day that is over.",
        'a2: {late: "Form lost in the post"}      # was due by 12 November',
        'a2: {late: "Form lost in the post", by: 2026-12-04}',
    ),
    code(
        "timescale-before-meeting",
        Severity.BLOCKS,
        "A new action was due before the meeting that agreed it.",
        "It is nearly always last year's date, or a month too early.",
        "date: 2026-11-19\n...\n- {what: Sends the form., who: dana, by: 2026-01-11}",
        "- {what: Sends the form., who: dana, by: 2027-01-11}",
    ),
    code(
        "unclear-timescale",
        Severity.BLOCKS,
        "A timescale is neither a real day nor a frequency.",
        "Read in six weeks' time it must be plain whether the day has come.",
        "- {what: Sends the form., who: dana, by: end of term}",
        "- {what: Sends the form., who: dana, by: 2026-12-18}\n- {what: Rings mum., who: dana, how often: weekly}",
    ),
    code(
        "unclear-visits",
        Severity.BLOCKS,
        "The visiting frequency does not name an interval.",
        "Whether the child was visited often enough can only be said of an interval.",
        "visits: as agreed",
        "visits: every 3 weeks",
    ),
    code(
        "unknown-owner",
        Severity.BLOCKS,
        "An action belongs to somebody who is not in the case file.",
        "Only people of the case get a copy, so this person would never hear of the task.",
        "- {what: Collects Leo., who: aunt_may, by: 2026-12-11}",
        "Add aunt_may to `people` in case.yaml, or name somebody who is there.",
    ),
    code(
        "visits-too-rare",
        Severity.BREACH,
        "The plan's visits are further apart than the procedure's floor (four weeks in the ten-point guide).",
        "The floor keeps a child from going unseen. A month is longer than four weeks.",
        "visits: monthly",
        "visits: every 4 weeks",
    ),
)
