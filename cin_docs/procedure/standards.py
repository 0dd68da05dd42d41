"""Standards: one authority's procedure, read from YAML into a frozen value (docs/standards.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import ValidationError

from cin_docs.capture import yamltext
from cin_docs.capture.node import Node, Shape
from cin_docs.model.finding import Checked, Finding, Path, Severity
from cin_docs.model.standard import (
    ChairRule,
    Cited,
    CopyRule,
    Deadline,
    Provided,
    ReviewRule,
    Standard,
    Unit,
    VisitRule,
)
from cin_docs.procedure import standard_file as file_model
from cin_docs.procedure.calendar import FIRST_DAY, LAST_DAY

#: Dates that a case file can give. Before the first meeting there is no other to count from.
CASE_ANCHORS = frozenset({"assessment completed", "step-down", "referral"})
#: Dates from which copies can be counted.
ANCHORS = CASE_ANCHORS | {"meeting"}
#: Names under `words` that a document prints.
WORDS = frozenset({"plan", "minutes", "review", "first meeting", "extraordinary meeting", "strategy meeting"})
#: Names under `sentences` that a rule looks for.
SENTENCES = frozenset(
    {
        "timescale",
        "owner",
        "visits stated",
        "chair identified",
        "next meeting",
        "next meeting details",
        "progress",
        "decision",
        "step down",
    }
)

#: "5 days", which says neither working days nor calendar days.
_BARE = re.compile(r"\s*\d+\s+days?\s*", re.IGNORECASE)


def read_standard(data: bytes, file: str) -> Checked[Standard]:
    """The standard in a YAML file's bytes, with findings that name the place; `file` is the name to show.

    The value is None when anything blocks. Advice: bare "days", which are read as calendar days.
    """
    read = yamltext.read(data, file)
    if read.value is None:
        return Checked(value=None, findings=read.findings)
    tree = read.value
    try:
        written = file_model.StandardFile.model_validate(tree.plain())
    except ValidationError as error:
        return Checked(value=None, findings=(*read.findings, *file_model.findings(error, tree, "standard-unreadable")))
    found = (*read.findings, *_checks(written, tree))
    if any(item.severity is Severity.BLOCKS for item in found):
        return Checked(value=None, findings=found)
    return Checked(value=_standard(written), findings=found)


def in_force(standards: Iterable[Standard], id: str, on: date) -> Standard | None:
    """The standard `id` as it stood on a day: the version in force from the latest day not after `on`.

    A meeting is judged by the standard in force on its day. None when there is none.
    """
    known = [item for item in standards if item.id == id and item.in_force_from <= on]
    return max(known, key=lambda item: item.in_force_from, default=None)


def label(standard: Standard) -> str:
    """Id and version as they are frozen on obligations and manifests: ``ten-point 1``."""
    return f"{standard.id} {standard.version}"


def cited(standard: Standard, name: str) -> Cited | None:
    """The sentence of the rule `name`, or None: a rule that this procedure does not have is never raised."""
    return standard.sentences.get(name)


def _standard(written: file_model.StandardFile) -> Standard:
    first = written.first_meeting
    visits = written.visits
    return Standard(
        id=written.standard,
        name=written.name,
        version=written.version,
        in_force_from=written.in_force_from,
        words=dict(written.words),
        copies=tuple(_copy(rule) for rule in written.copies),
        first_meeting=_deadline(first) if first else None,
        reviews=_reviews(written.reviews),
        chairs=tuple(
            ChairRule(every_nth=rule.every_nth, roles=tuple(role.casefold() for role in rule.roles), cited=_cited(rule))
            for rule in written.chairs
        ),
        visits=VisitRule(at_least_every=visits.at_least_every, cited=_cited(visits)) if visits else None,
        approve_alone=written.approve_alone == "yes",
        smart=_cited(written.smart),
        sentences={name: _cited(item) for name, item in written.sentences.items()},
    )


def _cited(item: file_model.Sourced) -> Cited:
    return Cited(sentence=" ".join(item.sentence.split()), rows=tuple(item.rows))


def _deadline(item: file_model.DeadlineFile) -> Deadline:
    return Deadline(
        within=item.within, of=tuple(item.of), pick=item.pick, inclusive=item.inclusive == "yes", cited=_cited(item)
    )


def _copy(item: file_model.CopyFile) -> CopyRule:
    deadline = None
    if item.within is not None:
        deadline = Deadline(
            within=item.within,
            of=tuple(item.of or ()),
            pick=item.pick,
            inclusive=item.inclusive == "yes",
            cited=_cited(item),
        )
    return CopyRule(
        document=item.document,
        meetings=tuple(kind.value for kind in item.meetings),
        deadline=deadline,
        provided=item.counts_as,
        posting_allowance=item.posting_allowance.count if item.posting_allowance else 0,
        cited=_cited(item),
    )


def _reviews(item: file_model.ReviewFile) -> ReviewRule:
    own = _cited(item)
    maximum = Cited(
        sentence=" ".join((item.at_most_sentence or item.sentence).split()),
        rows=tuple(item.at_most_rows if item.at_most_rows is not None else item.rows),
    )
    return ReviewRule(
        every=item.every, maximum=item.at_most, extended_by=item.extended_by, cited=own, maximum_cited=maximum
    )


def _checks(written: file_model.StandardFile, tree: Node) -> Iterator[Finding]:
    """What a single value cannot show: anchors nobody can give, rules no sentence is read for, bare days."""
    for at, names, allowed in _anchored(written):
        for name in sorted(set(names) - allowed):
            yield _finding(
                tree, at, "standard-anchor", f"“{name}” is not known when this is counted.",
                f"Count from one of: {', '.join(sorted(allowed))}.",
            )  # fmt: skip
    for name in sorted(set(written.words) - WORDS):
        yield _finding(
            tree, ("words", name), "standard-word", f"No document prints the word “{name}”.",
            f"Write one of: {', '.join(sorted(WORDS))}; or delete it.",
        )  # fmt: skip
    for name in sorted(set(written.sentences) - SENTENCES):
        yield _finding(
            tree, ("sentences", name), "standard-sentence", f"No rule reads the sentence “{name}”.",
            f"Write one of: {', '.join(sorted(SENTENCES))}; or delete it.",
        )  # fmt: skip
    for at, rule in ((("copies", n), rule) for n, rule in enumerate(written.copies)):
        allowance = rule.posting_allowance
        if allowance is None:
            continue
        if allowance.unit is not Unit.WORKING_DAYS or rule.counts_as is not Provided.PROVIDED:
            yield _finding(
                tree, (*at, "posting allowance"), "standard-posting",
                "A posting allowance is in working days and belongs to “counts as: provided”.",
                "Write for instance “counts as: provided” and “posting allowance: 2 working days”.",
            )  # fmt: skip
    if not FIRST_DAY <= written.in_force_from <= LAST_DAY:
        yield _finding(
            tree, ("in force from",), "standard-unreadable", "“in force from” lies outside the working-day calendar.",
            f"Write a day from {FIRST_DAY.isoformat()} to {LAST_DAY.isoformat()}.",
        )  # fmt: skip
    yield from _bare_days(tree, ())


def _anchored(written: file_model.StandardFile) -> Iterator[tuple[Path, tuple[str, ...], frozenset[str]]]:
    """Every list of dates to count from, with the dates that are known when its rule is asked."""
    for n, rule in enumerate(written.copies):
        yield ("copies", n, "of"), tuple(rule.of or ()), ANCHORS
    if written.first_meeting:
        yield ("first meeting", "of"), tuple(written.first_meeting.of), CASE_ANCHORS


def _bare_days(node: Node, at: Path) -> Iterator[Finding]:
    for key, value in node.entries.items():
        yield from _bare_days(value, (*at, key))
        if key in {"within", "every", "at most", "at least every"} and _bare(value):
            yield Finding(
                code="bare-days",
                severity=Severity.ADVICE,
                sentence=f"“{value.text}” is counted in calendar days.",
                remedy="Write “calendar days” to say so, or “working days” if they are meant.",
                at=(*at, key),
                place=value.place,
            )
    for n, item in enumerate(node.items):
        yield from _bare_days(item, (*at, n))


def _bare(value: Node) -> bool:
    return value.shape is Shape.TEXT and _BARE.fullmatch(value.text) is not None


def _finding(tree: Node, at: Path, code: str, sentence: str, remedy: str) -> Finding:
    node = tree.at(at)
    return Finding(
        code=code,
        severity=Severity.BLOCKS,
        sentence=sentence,
        remedy=remedy,
        at=at,
        place=node.place if node else tree.place,
    )
