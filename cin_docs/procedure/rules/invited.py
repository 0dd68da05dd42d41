"""Who of the case was there, or said why not; and what a plan for a very young child means for its copy."""

from __future__ import annotations

from collections.abc import Iterator

from cin_docs.model.finding import Finding
from cin_docs.model.meeting import Kind
from cin_docs.model.person import Channel, Person, Side
from cin_docs.procedure.obligations import LITTLE, is_little
from cin_docs.procedure.rules.facts import Facts, advice, listed

#: Roles, casefolded, that are at a meeting only when there is something for them to do.
_BEHIND = frozenset({"business support", "business support officer", "administrator", "minute taker"})


def everybody_accounted_for(facts: Facts) -> Iterator[Finding]:
    """Whoever is in the team around the child was there, sent word or a report, or is noted as absent (G16, G17)."""
    meeting = facts.meeting
    if meeting.kind not in {Kind.FIRST, Kind.REVIEW}:
        # To a meeting between reviews only those are asked who are needed.
        return
    named = {*meeting.present, *meeting.part_only, *meeting.apologies, *meeting.absent, *meeting.reports}
    named |= {meeting.minute_taker, meeting.chair or "", facts.case.manager}
    left = [who.id for who in facts.case.people if who.id not in named and _expected(who, facts)]
    if left:
        yield advice(
            "not-accounted-for",
            ("present",),
            f"The notes do not say whether {listed(facts.case, left)} {'were' if len(left) > 1 else 'was'} there.",
            "Add each to `present`; or to `apologies` or `absent` with the reason; or leave them out if they were not "
            "invited.",
        )


def copy_of_a_little_child(facts: Facts) -> Iterator[Finding]:
    """A child under five does not read the plan that somebody hands over: a parent or carer does (G7)."""
    case = facts.case
    child = case.person(case.child.id) if case.knows(case.child.id) else None
    if child is None:
        return
    if is_little(case, facts.meeting) and child.receives and child.contact.channel is not Channel.NONE:
        yield advice(
            "copy-of-a-little-child",
            (),
            f"`{child.id}` is under {LITTLE}, and still gets a copy of their own.",
            f"See that a parent or carer keeps it; or take `by` and `via` out of `{child.id}` in the case file, and no "
            "copy is made.",
        )


def _expected(who: Person, facts: Facts) -> bool:
    if who.side is Side.CHILD and (is_little(facts.case, facts.meeting) or facts.case.child.born is None):
        return False
    if facts.meeting.without_family and who.side is not Side.PROFESSIONAL:
        return False
    return bool(who.receives) and who.role.casefold() not in _BEHIND
