"""Every text that can be marked in the notes is kept from whom the mark names, and from nobody else."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from cin_docs import resources
from cin_docs.capture.marked import BY_PERSON, SINGLE
from cin_docs.capture.notes import read_notes
from cin_docs.documents.views.minutes import minutes_view
from cin_docs.documents.views.plan import plan_view
from cin_docs.procedure.standards import read_standard
from cin_docs.testing.builders import a_case, a_first_meeting

NOTES = """\
meeting: review 2
date: 2026-11-19
time: "14:00"
chair: dana
minutes by: priya
present: [mum, dad, leo, dana]
progress: {a1: done, a2: on track, a3: on track}
decision: continue
"""
SECRET = "Kestrel"
#: How each text is written where it is not a text alone.
IN_PARTS = {
    "visits": f"{{how often: every 3 weeks, because: {SECRET}, MARK}}",
    "review every": f"{{interval: 10 weeks, agreed by: the group, because: {SECRET}, MARK}}",
    "assessment": f"{{asked: {SECRET}, MARK}}",
    "next": f'{{date: 2026-12-17, time: "14:00", place: {SECRET}, chair: dana, MARK}}',
}
EVERY = (
    *("place", "purpose", "reason", "without family", "visits", "if things get worse", "because", "step down"),
    *("review every", "assessment", "next"),
    *("prepared: mum", "apologies: mum", "absent: mum", "reports: mum", "part only: mum", "excluded: mum"),
    *("disagreed: mum", "agreed: mum"),
)


def written(way: str, mark: str) -> str:
    key, _, person = way.partition(": ")
    value = IN_PARTS.get(key, f"{{text: {SECRET}, MARK}}")
    if key == "agreed":
        value = f"{{no: {SECRET}, MARK}}"
    value = value.replace("MARK", mark)
    line = f"{key}: {{{person}: {value}}}" if person else f"{key}: {value}"
    rest = {"place": "Brook House", "purpose": "Check the plan.", "next": "{date: 2026-12-17}"}
    others = "".join(f"{name}: {text}\n" for name, text in rest.items() if name != key)
    return f"{NOTES}{others}{line}\n"


def read(way: str, mark: str) -> Any:
    notes = read_notes(written(way, mark).encode(), "n.yaml", a_case(), previous=a_first_meeting())
    assert [one.code for one in notes.findings if one.severity.value == "blocks"] == []
    assert notes.meetings is not None
    return notes.meetings[0]


def printed(meeting: Any, reader: str) -> str:
    """All that a reader's plan and minutes hold."""
    case = a_case()
    standard = read_standard((resources.config() / "standards" / "cin-protocol.yaml").read_bytes(), "s.yaml").value
    assert standard is not None
    views = (view(meeting, case, case.person(reader), standard) for view in (plan_view, minutes_view))
    return json.dumps([asdict(one) for one in views], default=str)


def test_nothing_that_can_be_marked_is_left_out_here() -> None:
    assert {way.partition(": ")[0] for way in EVERY} == {*SINGLE, *BY_PERSON}


@pytest.mark.parametrize("way", EVERY)
def test_a_marked_text_reaches_everybody_but_whom_the_mark_names(way: str) -> None:
    meeting = read(way, "not for: [nurse]")
    assert SECRET in printed(meeting, "dana")
    assert SECRET not in printed(meeting, "nurse")
    only = read(way, "for: [mum, dana]")
    assert SECRET in printed(only, "dana")
    assert SECRET not in printed(only, "nurse")


@pytest.mark.parametrize("way", EVERY)
def test_without_that_mark_it_reaches_them_too(way: str) -> None:
    """Or the test above would prove nothing."""
    assert SECRET in printed(read(way, "not for: [housing]"), "nurse")
