"""Who chairs (G10, P3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cin_docs.model.case import Case
from cin_docs.model.finding import Finding
from cin_docs.model.meeting import Kind
from cin_docs.model.standard import ChairRule, Standard
from cin_docs.procedure import past
from cin_docs.procedure.rules.facts import Facts, advice, breach, called, listed
from cin_docs.procedure.standards import cited

#: "Team Manager, North" and "Team Manager / Practice Lead" hold whole roles; "Assistant Team Manager" is another.
_PARTS = re.compile(r"[,;/|&()]|\band\b", re.IGNORECASE)


def chair_identified(facts: Facts) -> Iterator[Finding]:
    """A chair is identified; it need not be the lead practitioner (P3)."""
    rule = cited(facts.standard, "chair identified")
    if rule and facts.meeting.chair is None:
        yield breach(
            "no-chair",
            ("chair",),
            "The notes do not say who chaired.",
            "Write `chair:` and an id, if somebody did.",
            rule,
        )


def third_review_chair(facts: Facts) -> Iterator[Finding]:
    """A third review is chaired by the people the procedure names; the 6th, 9th … should be (G10)."""
    number, chair = facts.meeting.number, facts.meeting.chair
    for rule in rules_for(facts.standard, number) if facts.meeting.kind is Kind.REVIEW else ():
        if may_chair(rule, facts.case, chair):
            continue
        must = number == rule.every_nth
        say = breach if must else advice
        who = "nobody is named" if chair is None else f"{called(facts.case, chair)} chaired{_role(facts, chair)}"
        yield say(
            "wrong-chair",
            ("chair",),
            f"Review {number} {'must' if must else 'should'} be chaired by the {_either(rule)}; {who}.",
            f"If that is what happened, leave it: the approver is told. Who could have: {_who(facts, rule)}.",
            rule.cited,
        )


def next_chair(facts: Facts) -> Iterator[Finding]:
    """A third review that is coming up needs the right chair in time (G10)."""
    following = facts.meeting.next
    number = past.next_number((*facts.earlier, facts.meeting))
    if following is None or following.chair is None:
        return
    for rule in rules_for(facts.standard, number):
        if not may_chair(rule, facts.case, following.chair):
            yield advice(
                "next-chair",
                ("next", "chair"),
                f"The next meeting is review {number}, which the {_either(rule)} chairs; "
                f"the notes name {called(facts.case, following.chair)}.",
                f"Ask one of them in time: {_who(facts, rule)}.",
                rule.cited,
            )


def rules_for(standard: Standard, number: int) -> tuple[ChairRule, ...]:
    """Every chair rule that holds for the review with this number; none when anybody may chair."""
    return tuple(rule for rule in standard.chairs if number > 0 and number % rule.every_nth == 0)


def may_chair(rule: ChairRule, case: Case, id: str | None) -> bool:
    """Whether the role of this person of the case is one of the rule's."""
    if id is None or not case.knows(id):
        return False
    held = {_squashed(part) for part in (case.person(id).role, *_PARTS.split(case.person(id).role))}
    return any(_squashed(wanted) in held for wanted in rule.roles)


def who_may(rules: Iterable[ChairRule], case: Case) -> tuple[str, ...]:
    """Ids of the people of the case who may chair under every one of the rules."""
    every = tuple(rules)
    return tuple(person.id for person in case.people if all(may_chair(rule, case, person.id) for rule in every))


def _squashed(role: str) -> str:
    """Letters and digits only: "Co-ordinator", "co ordinator" and "coordinator" are one role."""
    return "".join(letter for letter in role.casefold() if letter.isalnum())


def _who(facts: Facts, rule: ChairRule) -> str:
    people = who_may((rule,), facts.case)
    return listed(facts.case, people) if people else f"nobody in the case file is {_either(rule)}; add one"


def _role(facts: Facts, id: str) -> str:
    return f", {facts.case.person(id).role}" if facts.case.knows(id) else ""


def _either(rule: ChairRule) -> str:
    return " or ".join(role.title() for role in rule.roles)
