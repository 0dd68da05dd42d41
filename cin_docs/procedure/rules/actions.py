"""Every action has a timescale and somebody with a name (G2, G3, P1, P4, P5)."""

from __future__ import annotations

from collections.abc import Iterator

from cin_docs.model.finding import Finding, Path
from cin_docs.model.meeting import Action
from cin_docs.model.person import Side
from cin_docs.model.standard import Cited
from cin_docs.procedure import past
from cin_docs.procedure.periods import in_words
from cin_docs.procedure.rules.facts import Facts, advice, blocks, breach, called, listed
from cin_docs.procedure.standards import cited
from cin_docs.procedure.timescale import is_next_meeting, iso_day, suggested, understand, written
from cin_docs.procedure.wording import banned_in, is_collective, plain

_SCHOOLS = ("school", "nursery", "college", "education", "preschool")
_FAMILY = ("family", "parent", "carer", "mum and dad", "mother and father", "grandparent", "sibling", "children")
_OFFICES = ("agenc", "professional", "team", "staff", "core group", "network", "health", "police", "housing", "social")


def need_without_actions(facts: Facts) -> Iterator[Finding]:
    """A need has somebody who does something about it: an action of this plan, or an open one of the last (G2, P1)."""
    carried = {item.need for item in facts.meeting.progress if item.open}
    for need in facts.meeting.needs:
        if not need.actions and need.id not in carried and facts.meeting.decision not in past.CLOSING:
            yield advice(
                "need-without-actions",
                need.at,
                f"Nothing is to be done about the need `{need.id}`.",
                "Write an action with who and by when; or take the need out if it is met.",
            )


def timescale_missing(facts: Facts) -> Iterator[Finding]:
    """Every action has a target date or a frequency (G2, P5)."""
    for action, at in _actions(facts):
        if written(action) is None:
            yield blocks(
                "missing-timescale",
                (*at, "by"),
                "This action has no timescale.",
                f"Write the day (`by: {_example(facts)}`, or `by: next meeting`) or how often (`how often: every "
                "Monday`). If the meeting did not say, ask the lead practitioner, "
                f"{called(facts.case, facts.case.lead)}.",
                _timescale(facts),
            )


def timescale_banned(facts: Facts) -> Iterator[Finding]:
    """No "ongoing", no "ASAP" and none of their like (G3; under the protocol they are not clear: P4)."""
    for action, at in _actions(facts):
        words = written(action)
        found = banned_in(words, facts.wording) if words else None
        if found is not None:
            yield blocks(
                "banned-timescale",
                (*at, _key(action)),
                f"“{words}” does not say when." if words == found else f"“{words}”: “{found}” does not say when.",
                f"Write the day it will be done by (`by: {_example(facts)}`) or how often until when (`how often: "
                f"every Monday`). If the meeting did not say, ask {_first_owner(facts, action)}.",
                facts.standard.smart,
            )


def timescale_unclear(facts: Facts) -> Iterator[Finding]:
    """A timescale is a real day or names an interval (G2, P4)."""
    for action, at in _actions(facts):
        words = written(action)
        if words is None or banned_in(words, facts.wording) or understand(action, facts.meeting):
            continue
        if is_next_meeting(words):
            sentence = "“next meeting” has no date, because the notes give no next meeting."
            remedy = "Write the next meeting's date under `next:`, or give this action a day of its own."
        else:
            day = suggested(words, facts.meeting)
            sentence = f"“{words}” is neither a day nor says how often."
            remedy = (
                f"If it means {in_words(day)}, write `by: {day.isoformat()}`."
                if day
                else f"Write a day such as {_example(facts)}, or how often: every Tuesday, twice a week, termly."
            )
        yield blocks("unclear-timescale", (*at, _key(action)), sentence, remedy, _timescale(facts))


def timescale_past(facts: Facts) -> Iterator[Finding]:
    """A new action's day is not before the meeting; a carried one whose day has gone needs a new one (G2, P10)."""
    carried = {item.action.id for item in facts.meeting.progress}
    for action, at in _actions(facts):
        meant = understand(action, facts.meeting)
        last = (meant.on or meant.until) if meant else None
        if last is None or last >= facts.meeting.on:
            continue
        if action.id in carried:
            yield breach(
                "overdue-action",
                (*at, "by"),
                f"Action {action.id} was due by {in_words(last)}, and the meeting gave it no new day.",
                f"If it agreed one, add it: `{action.id}: {{{action.status.value}: …, by: {_example(facts)}}}`.",
                _timescale(facts),
            )
        else:
            yield blocks(
                "timescale-before-meeting",
                (*at, _end(action)),
                f"{in_words(last)} is before the meeting of {in_words(facts.meeting.on)}.",
                "Check the year and the month. If it was already done, say so under `progress`.",
                _timescale(facts),
            )


def owner_missing(facts: Facts) -> Iterator[Finding]:
    """Somebody is responsible for every action (G2, P1)."""
    for action, at in _actions(facts):
        if not action.owners:
            yield blocks(
                "no-owner",
                (*at, "who"),
                "Nobody is named for this action.",
                f"Write `who:` and an id: {listed(facts.case, _likely(facts))}.",
                _owner(facts),
            )


def owner_nobody_in_particular(facts: Facts) -> Iterator[Finding]:
    """An owner is a named person of the case, never "School", "Everyone" or "Professionals" (G2, P1, P5)."""
    for action, at in _actions(facts):
        for owner in action.owners:
            if facts.case.knows(owner):
                continue
            if is_collective(owner, facts.wording):
                yield blocks(
                    "collective-owner",
                    (*at, "who"),
                    f"“{owner}” is nobody in particular.",
                    f"Name the person who will do it; it could be {listed(facts.case, could_be(facts, owner))}.",
                    _owner(facts),
                )
            else:
                yield blocks(
                    "unknown-owner",
                    (*at, "who"),
                    f"“{owner}” is not in the case file.",
                    f"Write one of {listed(facts.case, _likely(facts))}; or add the person to case.yaml.",
                    _owner(facts),
                )


def owner_absent(facts: Facts) -> Iterator[Finding]:
    """Somebody who was not there has to be told their new tasks (P5)."""
    for need in facts.meeting.needs:
        for action in need.actions:
            away = [id for id in action.owners if facts.case.knows(id) and id not in facts.meeting.present]
            if away:
                yield advice(
                    "absent-owner",
                    (*action.at, "who"),
                    f"{listed(facts.case, away)} was not at the meeting that gave out this task.",
                    "Tell them before the copies go out, so that the plan is no surprise.",
                    _owner(facts),
                )


def could_be(facts: Facts, group: str) -> tuple[str, ...]:
    """Who "School" or "the family" could mean, by id; everybody but the child when there is no telling."""
    people, words = facts.case.people, plain(group)
    named = [item.id for item in people if words.removeprefix("the ") in plain(f"{item.role} {item.agency or ''}")]
    if any(word in words for word in _SCHOOLS):
        school = facts.case.child.school
        named += [item.id for item in people if school and item.agency == school and item.id not in named]
    elif any(word in words for word in _FAMILY):
        named = [item.id for item in people if item.side is Side.FAMILY]
    elif not named and any(word in words for word in _OFFICES):
        named = [item.id for item in people if item.side is Side.PROFESSIONAL]
    return tuple(named) or _likely(facts)


def _likely(facts: Facts) -> tuple[str, ...]:
    """Everybody but the child, those who were there first."""
    others = [item.id for item in facts.case.people if item.side is not Side.CHILD]
    return tuple(sorted(others, key=lambda id: id not in facts.meeting.present))


def _actions(facts: Facts) -> Iterator[tuple[Action, Path]]:
    """Every action of the new plan with its place in this file: carried ones stand under ``progress``."""
    for item in facts.meeting.progress:
        if item.open:
            yield item.action, item.at
    for need in facts.meeting.needs:
        for action in need.actions:
            yield action, action.at


def _key(action: Action) -> str:
    return "by" if (action.by or "").strip() else "how often"


def _end(action: Action) -> str:
    """The key that holds the last day: ``until`` of a frequency, else the key of the timescale."""
    return "until" if action.until and not iso_day(written(action) or "") else _key(action)


def _example(facts: Facts) -> str:
    day = facts.meeting.next.on if facts.meeting.next else facts.calendar.add(facts.meeting.on, 10)
    return day.isoformat()


def _first_owner(facts: Facts, action: Action) -> str:
    known = [owner for owner in action.owners if facts.case.knows(owner)]
    return called(facts.case, known[0] if known else facts.case.lead)


def _timescale(facts: Facts) -> Cited:
    return cited(facts.standard, "timescale") or facts.standard.smart


def _owner(facts: Facts) -> Cited:
    return cited(facts.standard, "owner") or facts.standard.smart
