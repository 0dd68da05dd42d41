"""The notes file of a meeting: from bytes to one `Meeting` for each child, or findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from cin_docs.capture.assemble import meeting
from cin_docs.capture.desk import Desk
from cin_docs.capture.discretion import discreet
from cin_docs.capture.found import Found
from cin_docs.capture.kinds import held, kind
from cin_docs.capture.marking import empty_marks
from cin_docs.capture.node import Node, Shape
from cin_docs.capture.notes_format import NotesForm
from cin_docs.capture.places import located, merged, place_of
from cin_docs.capture.sameness import words
from cin_docs.capture.structure import fitted
from cin_docs.capture.values import day
from cin_docs.capture.yamltext import read
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Path, blocks
from cin_docs.model.meeting import Held, Kind, Meeting


@dataclass(frozen=True, kw_only=True, slots=True)
class Notes:
    """A notes file as far as it was understood."""

    file: str
    #: One meeting for each child, the file's own case first; None when not even date and kind are known.
    meetings: tuple[Meeting, ...] | None
    #: Everything found, in the order of the file.
    findings: tuple[Finding, ...]
    #: The located tree, for rules that come later; None when the file is not YAML.
    tree: Node | None = field(default=None, repr=False)

    @property
    def blocked(self) -> bool:
        """Whether anything found forbids going on."""
        return self.meetings is None or blocks(self.findings)

    def line_of(self, at: Path) -> int | None:
        """The line, counted from 1, where the value at `at` stands; None when the file is not YAML."""
        return place_of(self.tree, at).line if self.tree is not None else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """What a notes file tells at first sight, even with mistakes in it: enough to open what is owed."""

    on: date
    kind: Kind
    number: int
    held: Held
    #: The case's reference when the file gives one.
    case: str | None = None

    @property
    def label(self) -> str:
        """The kind and number as used in file names: ``first``, ``review-2``."""
        return f"review-{self.number}" if self.kind is Kind.REVIEW else self.kind.value


def read_notes(
    data: bytes,
    file: str,
    case: Case,
    *,
    previous: Meeting | None = None,
    others: Mapping[str, Case] | None = None,
    previous_of: Mapping[str, Meeting] | None = None,
    used: Iterable[str] = (),
    used_of: Mapping[str, Iterable[str]] | None = None,
) -> Notes:
    """The meeting of `case` that `data` tells of, and one for each sibling it names.

    `file` is the name shown in places. `previous` is the last held meeting that counts: its open actions are
    what ``progress`` speaks of. `others` and `previous_of` are the cases and last meetings of siblings, by
    reference. `used` are ids of actions older than `previous`, which are not given again; `used_of` are those of the
    siblings. Who sat there for another child only is not in this child's meeting. Never raises.
    """
    text = read(data, file)
    if text.value is None:
        return Notes(file=file, meetings=None, findings=located(text.findings, None, file))
    form, misfits = fitted(NotesForm, text.value)
    found = Found()
    meetings: tuple[Meeting, ...] = ()
    empty_marks(text.value, found)
    if form is not None:
        last = {**(previous_of or {}), **({case.ref: previous} if previous else {})}
        spent = {ref: frozenset(ids) for ref, ids in {**(used_of or {}), case.ref: used}.items()}
        meetings = tuple(_meetings(form, text.value, case, others or {}, last, spent, found))
    findings = merged(located((*text.findings, *misfits), text.value, file), located(found.findings, text.value, file))
    return Notes(
        file=file,
        meetings=meetings or None,
        findings=tuple(discreet(findings, case.protections)),
        tree=text.value,
    )


def peek(data: bytes, file: str) -> Glance | None:
    """The date, kind and standing of a meeting, whatever else is wrong with its file; None when they are unreadable.

    A review without a number is taken for the first: only the case's history knows better.
    """
    tree = read(data, file).value
    if tree is None or tree.shape is not Shape.MAP:
        return None
    said = {key: node.text.strip() for key, node in tree.entries.items()}
    found = Found()
    on = day(said.get("date", ""), ("date",), found)
    what = kind(said.get("meeting", ""), ("meeting",), None, found)
    if on is None or what is None:
        return None
    took_place = held(said.get("held"), ("held",), found)
    return Glance(on=on, kind=what[0], number=what[1], held=took_place, case=said.get("case") or None)


def _meetings(
    form: NotesForm,
    tree: Node,
    case: Case,
    others: Mapping[str, Case],
    last: Mapping[str, Meeting],
    used: Mapping[str, frozenset[str]],
    found: Found,
) -> Iterator[Meeting]:
    if form.case and form.case != case.ref:
        found.blocks(
            "other-case",
            ("case",),
            f"These notes say case {form.case}, but they lie with case {case.ref}.",
            "Move the file to its own case, or put the reference right.",
        )
    for n in range(len(form.questions)):
        found.advice(
            "open-question",
            ("questions", n),
            "A question to the lead practitioner is still open.",
            "Ask it, write the answer where it belongs, and take the question out.",
        )
    cases = {case.ref: case, **_siblings(form, case, others, found)}
    for ref, one in cases.items():
        own = _found_for(one, cases.values(), found)
        desk = Desk(
            form=form,
            child=form.children.get(ref),
            case=one,
            sibling=one is not case,
            previous=last.get(ref),
            used=used.get(ref, frozenset()),
            tree=tree,
            found=own,
        )
        on = day(form.date, ("date",), own)
        what = kind(form.meeting, ("meeting",), last.get(ref), own)
        # With a day or kind that cannot be read the rest is still checked, and the meeting thrown away.
        made = meeting(desk, on or date.max, what or (Kind.REVIEW, 1), tuple(other for other in cases if other != ref))
        if on is not None and what is not None:
            yield made


def _found_for(case: Case, cases: Iterable[Case], found: Found) -> Found:
    """The same pile of findings, which knows who is around the other children of the file."""
    names = {person.id: words(person.name) for person in case.people}
    others = [person for other in cases if other is not case for person in other.people]
    return Found(
        findings=found.findings,
        elsewhere=frozenset(one.id for one in others if one.id not in names),
        otherwise=frozenset(one.id for one in others if names.get(one.id, words(one.name)) != words(one.name)),
    )


def _siblings(form: NotesForm, case: Case, others: Mapping[str, Case], found: Found) -> dict[str, Case]:
    """The cases of the other children whom the file is about."""
    refs = [ref for ref in form.children if ref != case.ref]
    for ref in refs:
        if ref not in others:
            found.blocks(
                "unknown-case",
                ("children", ref),
                f"There is no case file for {ref} among the linked cases.",
                "Put the reference right, or add it to `linked cases` of this case.",
            )
    return {ref: others[ref] for ref in refs if ref in others}
