"""The guide's case with people as they are, through copies and views: who gets one, and who learns of whom."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cin_docs import resources
from cin_docs.capture.cases import read_agencies, read_case
from cin_docs.capture.notes import read_notes
from cin_docs.distribution.recipients import recipients
from cin_docs.documents.views.minutes import minutes_view
from cin_docs.documents.views.plan import plan_view
from cin_docs.model.case import Case
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Channel
from cin_docs.procedure.standards import read_standard

GUIDE = (Path(__file__).parents[2] / "docs" / "case-file.md").read_text("utf-8")
NOTES = b"""\
meeting: first
date: 2026-09-10
time: "14:00"
place: Brook House
chair: ines
minutes by: dana
present: [mum, dad, leo, dana, ana, ines, cleo]
excluded: {dad: the talk about housing}
purpose: Agree a plan.
needs:
  - need: Leo misses school on Mondays.
    why: 9 Mondays missed.
    outcome: Leo is at school every Monday.
    actions:
      - {what: Rings mum., who: ines, how often: every Monday}
      - {what: Rings the school., who: dana, by: 2026-09-30}
said:
  ines: {text: Mum and I meet on Tuesdays., not for: [dad]}
information: {ana: {text: Interpreted., for: everyone}}
decision: start
next: {date: 2026-10-08, time: "14:00", place: Brook House, chair: dana}
"""


def fenced(kind: str) -> str:
    found = re.search(rf"^```yaml {kind}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def case() -> Case:
    directory = read_agencies(fenced("agencies").encode(), "agencies.yaml").value
    text = fenced("case").replace("people:\n", f"people:\n{fenced('people')}", 1)
    read = read_case(text.encode(), "case.yaml", directory or {}).value
    assert read is not None
    return read


@pytest.fixture(scope="module")
def meeting(case: Case) -> Meeting:
    notes = read_notes(NOTES, "n.yaml", case)
    assert {one.code for one in notes.findings} == {"hidden-name-in-office"}
    assert notes.meetings is not None
    return notes.meetings[0]


def printed(meeting: Meeting, case: Case, id: str) -> str:
    standard = read_standard((resources.config() / "standards" / "cin-protocol.yaml").read_bytes(), "s.yaml").value
    assert standard is not None
    views = (view(meeting, case, case.person(id), standard) for view in (plan_view, minutes_view))
    return json.dumps([asdict(one) for one in views], default=str)


def ways(meeting: Meeting, case: Case) -> dict[str, Channel]:
    return {one.person.id: one.channel for one in recipients(meeting, case)}


def test_whoever_only_attends_gets_nothing_and_everybody_else_their_own_way(case: Case, meeting: Meeting) -> None:
    found = ways(meeting, case)
    assert "ana" not in found
    assert {id: found[id].value for id in ("ines", "cleo", "nan", "brother", "cousin", "stepdad", "mum", "leo")} == {
        "ines": "email",
        "cleo": "email",
        "nan": "hand",
        "brother": "hand",
        "cousin": "hand",
        "stepdad": "hand",
        "mum": "email",
        "leo": "hand",
    }


@pytest.mark.parametrize("word", ["Ines", "Vale", "Harbour", "key worker", "Tuesdays"])
def test_who_is_unknown_to_dad_is_in_no_copy_of_his_and_in_mums(case: Case, meeting: Meeting, word: str) -> None:
    assert word not in printed(meeting, case, "dad")
    assert word in printed(meeting, case, "mum")
    assert word in printed(meeting, case, "ines"), "her own copy is whole"


def test_who_was_asked_to_leave_does_not_read_for_what(case: Case, meeting: Meeting) -> None:
    assert "talk about housing" not in printed(meeting, case, "dad")
    assert "talk about housing" in printed(meeting, case, "dana")


def test_dad_gets_his_copy_all_the_same(case: Case, meeting: Meeting) -> None:
    assert ways(meeting, case)["dad"] is Channel.POST
    assert "Leo misses school on Mondays." in printed(meeting, case, "dad")


@pytest.mark.parametrize("child", [{"born": None, "expected": date(2026, 12, 1)}, {"born": date(2024, 1, 1)}])
def test_views_of_a_case_with_an_unborn_or_little_child_can_be_made(
    case: Case, meeting: Meeting, child: dict[str, Any]
) -> None:
    young = replace(case, child=replace(case.child, **child))
    assert ("leo" in ways(meeting, young)) == (child["born"] is not None)
    assert "Leo misses school on Mondays." in printed(meeting, young, "mum")
