"""A procedure is a file: the two shipped ones, and what is said about a bad one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cin_docs import resources
from cin_docs.documents.views import minutes_view, plan_view
from cin_docs.model.document import DocumentKind
from cin_docs.model.finding import Severity
from cin_docs.model.meeting import Kind
from cin_docs.model.standard import Period, Provided, Unit
from cin_docs.procedure.obligations import copy_rule
from cin_docs.procedure.standards import ANCHORS, SENTENCES, WORDS, in_force, label, read_standard
from cin_docs.testing.builders import a_case, a_meeting

GOOD = """\
standard: eastmere
name: Eastmere procedure
version: "2"
in force from: 2026-04-01
copies:
  - document: plan
    within: 5 working days
    of: meeting
    sentence: Copies go out in five working days.
reviews:
  at most: 8 weeks
  sentence: Every eight weeks.
smart:
  sentence: Plans are SMART.
"""
#: A first meeting counted from what is written after it, on its fourth line.
FIRST_FROM = "first meeting:\n  within: 10 working days\n  sentence: In ten working days.\n  of: "


def read(text: str) -> Any:
    return read_standard(text.encode(), "eastmere.yaml")


def rule_of(standard: Any, document: DocumentKind, kind: Kind) -> Any:
    return copy_rule(standard, document, kind)


def test_the_guide_gives_the_plan_five_working_days_with_an_allowance_for_the_post_and_minutes_no_day(ten_point):
    plan = rule_of(ten_point, DocumentKind.PLAN, Kind.REVIEW)
    assert plan.deadline.within == Period(count=5, unit=Unit.WORKING_DAYS)
    assert (plan.provided, plan.posting_allowance) == (Provided.PROVIDED, 2)
    assert plan.cited.rows == ("G7",)
    assert rule_of(ten_point, DocumentKind.MINUTES, Kind.REVIEW).deadline is None


@pytest.mark.parametrize("kind", [Kind.FIRST, Kind.REVIEW])
@pytest.mark.parametrize("document", list(DocumentKind))
def test_the_protocol_sends_plan_and_minutes_in_ten_working_days(protocol, kind, document):
    rule = rule_of(protocol, document, kind)
    assert rule.deadline.within == Period(count=10, unit=Unit.WORKING_DAYS)
    assert rule.provided is Provided.SENT
    assert rule.cited.rows == (("P7",) if kind is Kind.FIRST else ("P15",))


def test_rules_that_only_one_document_has_are_in_one_standard_only(ten_point, protocol):
    assert ten_point.chairs[0].every_nth == 3
    assert protocol.chairs == ()
    assert ten_point.visits.at_least_every == Period(count=4, unit=Unit.WEEKS)
    assert protocol.visits is None
    assert ten_point.first_meeting.within == Period(count=10, unit=Unit.WORKING_DAYS)
    assert protocol.first_meeting is None
    assert "decision" in protocol.sentences
    assert "decision" not in ten_point.sentences


def test_intervals_are_six_weeks_up_to_three_months_and_eight_weeks(ten_point, protocol):
    assert str(ten_point.reviews.every) == "6 weeks"
    assert str(ten_point.reviews.maximum) == "3 months"
    assert ten_point.reviews.extended_by == "the multi-agency group"
    assert protocol.reviews.every is None
    assert str(protocol.reviews.maximum) == "8 weeks"


@pytest.mark.parametrize("name", ["ten-point", "cin-protocol"])
def test_every_rule_of_a_shipped_standard_cites_a_sentence_and_the_rows_it_serves(name, ten_point, protocol):
    standard = {"ten-point": ten_point, "cin-protocol": protocol}[name]
    cited = [rule.cited for rule in (*standard.copies, *standard.chairs)]
    cited += [standard.smart, standard.reviews.cited, standard.reviews.maximum_cited, *standard.sentences.values()]
    letter = name == "ten-point"
    assert all(item.sentence.strip() and item.rows for item in cited)
    assert all(row.startswith("G" if letter else "P") for item in cited for row in item.rows)
    assert all("\n" not in item.sentence for item in cited)


def test_a_third_authority_writes_its_own_without_code():
    checked = read(GOOD)
    assert checked.findings == ()
    assert label(checked.value) == "eastmere 2"
    assert checked.value.first_meeting is None


def test_a_meeting_is_judged_by_the_standard_in_force_on_its_day():
    old = read(GOOD.replace('"2"', '"1"').replace("2026-04-01", "2024-04-01")).value
    new = read(GOOD).value
    known = (new, old, replace(new, id="other"))
    assert in_force(known, "eastmere", date(2026, 3, 31)) is old
    assert in_force(known, "eastmere", date(2026, 4, 1)) is new
    assert in_force(known, "eastmere", date(2020, 1, 1)) is None


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "says"),
    [
        ("5 working days", "5 workdays", "standard-unreadable", 7, "a number and a unit"),
        ("of: meeting", "of: metting", "standard-anchor", 8, "assessment completed"),
        ("document: plan", "document: plans", "standard-unreadable", 6, "plan"),
        ("    sentence: Copies go out in five working days.\n", "", "standard-unreadable", 6, "sentence"),
        ("    within: 5 working days\n", "", "standard-unreadable", 6, "no deadline"),
        ("in force from: 2026-04-01", "in force from: April", "standard-unreadable", 4, "date"),
        ("in force from: 2026-04-01", "in force from: 1926-04-01", "standard-unreadable", 4, "2020"),
        ("reviews:", "revews:", "standard-unreadable", 10, "docs/standards.md"),
        ("smart:", "sentences: {x: {sentence: y}}\nsmart:", "standard-sentence", 13, "next meeting"),
        ("of: meeting", "of: meeting\n    posting allowance: 2 days", "standard-posting", 9, "working days"),
        ("of: meeting", "of: last meeting", "standard-anchor", 8, "assessment completed, meeting, referral, step-down"),
        ("reviews:", f"{FIRST_FROM}meeting\nreviews:", "standard-anchor", 13, "one of: assessment completed, referral"),
        ("reviews:", f"{FIRST_FROM}last meeting\nreviews:", "standard-anchor", 13, "not known"),
        ("copies:", "words: {meeting: Family Help meeting}\ncopies:", "standard-word", 5, "first meeting"),
        ("copies:", "words: {reveiw: Family Help review}\ncopies:", "standard-word", 5, "review"),
        ("copies:", 'words: {review: ""}\ncopies:', "standard-unreadable", 5, "review"),
    ],
)
def test_a_bad_standard_is_a_finding_with_line_and_remedy(old, new, code, line, says):
    checked = read(GOOD.replace(old, new))
    assert checked.value is None
    hit = [item for item in checked.findings if item.code == code and item.place.line == line]
    assert hit, checked.findings
    assert says in f"{hit[0].sentence} {hit[0].remedy}"


def test_bare_days_are_read_as_calendar_days_and_said_aloud():
    checked = read(GOOD.replace("5 working days", "5 days"))
    assert checked.value.copies[0].deadline.within.unit is Unit.CALENDAR_DAYS
    assert [(item.code, item.severity, item.place.line) for item in checked.findings] == [
        ("bare-days", Severity.ADVICE, 7)
    ]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"- a\n- b\n", b"standard: [", b"x" * 100])
def test_a_file_that_is_no_standard_at_all_is_findings_too(data):
    checked = read_standard(data, "x.yaml")
    assert checked.value is None
    assert checked.findings


def test_the_shipped_files_hold_nothing_but_the_two_standards():
    assert sorted(path.name for path in (resources.config() / "standards").iterdir()) == [
        "cin-protocol.yaml",
        "ten-point.yaml",
    ]


def test_the_documented_example_is_a_good_standard():
    text = (resources.config().parent / "docs" / "standards.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    checked = read(example)
    assert checked.findings == ()
    assert checked.value.chairs[0].roles == ("team manager", "advanced social work practitioner")
    assert all(f"`{name}`" in text for name in SENTENCES | ANCHORS)
    assert all(name in text for name in WORDS)


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_local_word_is_printed_on_some_document(word, ten_point):
    local = replace(ten_point, words={word: "Word Of Our Own"})
    printed = " ".join(
        f"{look(a_meeting(kind=kind, number=1), a_case(), a_case().person('mum'), local).head}"
        for kind in Kind
        for look in (plan_view, minutes_view)
    )
    assert "Word Of Our Own" in printed
