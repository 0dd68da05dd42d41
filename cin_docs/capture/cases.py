"""The case file: from bytes to a `Case`, or findings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cin_docs.capture.agencies import Agency, read_agencies
from cin_docs.capture.cases_format import CaseForm, ChildForm, VisitForm
from cin_docs.capture.circumstances import both_ways, pointed
from cin_docs.capture.contact_rules import safe_ways
from cin_docs.capture.contradictions import contradictions
from cin_docs.capture.discretion import discreet
from cin_docs.capture.found import Found
from cin_docs.capture.names import listed, nearest, people, person
from cin_docs.capture.node import Node
from cin_docs.capture.people import language, roster
from cin_docs.capture.places import located, merged
from cin_docs.capture.protections import protections
from cin_docs.capture.structure import fitted
from cin_docs.capture.values import day, yes
from cin_docs.capture.yamltext import read
from cin_docs.model.case import Case, Child, Visit
from cin_docs.model.finding import Finding, Path, blocks
from cin_docs.model.person import Person

__all__ = ["ANCHORS", "CaseFile", "read_agencies", "read_case"]

#: The dates that start clocks.
ANCHORS = ("assessment completed", "step-down", "referral")

_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFile:
    """A case file as far as it was understood."""

    file: str
    #: None when not even the child, the reference and the people are known.
    value: Case | None
    #: Everything found, in the order of the file.
    findings: tuple[Finding, ...]
    #: The located tree; None when the file is not YAML.
    tree: Node | None = field(default=None, repr=False)

    @property
    def blocked(self) -> bool:
        """Whether anything found forbids going on."""
        return self.value is None or blocks(self.findings)


def read_case(
    data: bytes, file: str, agencies: Mapping[str, Agency] | None = None, *, standard: str = "ten-point"
) -> CaseFile:
    """The case that `data` describes, with professionals looked up in `agencies`. Never raises.

    `standard` judges a case that names none.
    """
    text = read(data, file)
    if text.value is None:
        return CaseFile(file=file, value=None, findings=located(text.findings, None, file))
    form, misfits = fitted(CaseForm, text.value)
    found = Found()
    case = _case(form, agencies or {}, standard, found) if form is not None else None
    findings = merged(located((*text.findings, *misfits), text.value, file), located(found.findings, text.value, file))
    kept_back = case.protections if case else ()
    return CaseFile(file=file, value=case, findings=tuple(discreet(findings, kept_back)), tree=text.value)


def _case(form: CaseForm, agencies: Mapping[str, Agency], standard: str, found: Found) -> Case | None:
    directory = {id: person for agency in agencies.values() for id, person in agency.people.items()}
    if form.case and not _REF.fullmatch(form.case):
        found.blocks("odd-reference", ("case",), f"`{form.case}` is not a reference.", "Write it like MAR-2041.")
    everybody = roster(form.people, form.child, directory, found)
    draft = Case(
        ref=form.case,
        standard=form.standard or standard,
        child=_child(form.child, ("child",), found),
        people=everybody,
        lead=form.lead_practitioner,
        manager=form.manager,
        anchors=_anchors(form.anchors, ("anchors",), found),
        linked=tuple(form.linked_cases),
        not_here=frozenset(form.not_here),
    )
    for key, word in (("lead practitioner", draft.lead), ("manager", draft.manager)):
        _known(word, (key,), draft, found)
    case = replace(
        draft,
        people=tuple(_pointed(one, draft, found) for one in draft.people),
        visits=tuple(visit for n, item in enumerate(form.visits) if (visit := _visit(item, n, draft, found))),
    )
    case = replace(case, protections=protections(form.protected, case, found))
    safe_ways(case, found)
    contradictions(case, found)
    case = both_ways(case)
    return case if case.ref and case.child.id and case.people else None


def _child(form: ChildForm, at: Path, found: Found) -> Child:
    if not form.born and not form.expected:
        found.blocks(
            "missing-key",
            (*at, "born"),
            "The child has no date of birth.",
            "Write `born:`, or `expected:` before birth.",
        )
    if form.born and form.expected:
        found.advice(
            "born-and-expected",
            (*at, "expected"),
            "The child has a date of birth, and is expected as well.",
            "Take `expected` out once the child is born; or `born`, if the child is not.",
        )
    level = form.level
    if level and not re.fullmatch(r"[1-9]", level):
        found.blocks("not-a-number", (*at, "level"), f"`{level}` is not a level of need.", "Write a number, such as 3.")
        level = None
    return Child(
        id=form.id,
        name=form.name,
        born=day(form.born, (*at, "born"), found) if form.born else None,
        expected=day(form.expected, (*at, "expected"), found) if form.expected else None,
        school=form.school,
        language=language(form.language, (*at, "language"), found),
        level=int(level) if level else None,
        team=form.team,
        pathway=form.pathway,
    )


def _anchors(words: Mapping[str, str], at: Path, found: Found) -> dict[str, date]:
    anchors: dict[str, date] = {}
    for name, word in words.items():
        if name not in ANCHORS:
            near = nearest(name, ANCHORS)
            remedy = f"Did you mean `{near}`?" if near else f"Write {listed(ANCHORS)}."
            found.blocks("unknown-key", (*at, name), f"`{name}` is not a date that starts a clock.", remedy)
            continue
        on = day(word, (*at, name), found)
        if on is not None:
            anchors[name] = on
    return anchors


def _pointed(one: Person, case: Case, found: Found) -> Person:
    """A person with the ids they point at looked up."""
    via = one.contact.via
    if via:
        via = person(via, (*one.at, "via"), case, found)
    barred = people(sorted(one.no_contact_with), (*one.at, "no contact with"), case, found)
    looked_up = replace(one, contact=replace(one.contact, via=via), no_contact_with=frozenset(barred))
    return pointed(looked_up, case, found)


def _visit(form: VisitForm, n: int, case: Case, found: Found) -> Visit | None:
    at = ("visits", n)
    on, by = day(form.on, (*at, "on"), found), person(form.by, (*at, "by"), case, found)
    seen = yes(form.seen or None, (*at, "seen"), found)
    alone = yes(form.alone, (*at, "alone"), found)
    if on is None or by is None:
        return None
    return Visit(on=on, by=by, seen=bool(seen), alone=bool(alone), at=at)


def _known(word: str, at: Path, case: Case, found: Found) -> None:
    if word and not case.knows(word):
        person(word, at, case, found)
