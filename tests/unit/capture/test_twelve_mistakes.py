"""A tired person's file with many mistakes: each is found at once, at its own line and column."""

from typing import Any

from cin_docs.capture.notes import read_notes
from cin_docs.testing.builders import a_first_meeting, separated_parents

NOTES = """\
meeting: reviw 2
date: 2026-11-19
time: 2pm
place: Brook House
chiar: dana
minutes by: priya
present: [mum, leo, dana, sen_lead, nurze]
apologies: {dad: working away, gran: ill, dad: ill}
purpose: Check the plan: what comes next.
progress:
  a1: done
  a2: finished
  a9: done
needs:
  - need: Leo misses school on Mondays.
    why: 9 Mondays missed #sad
    actions:
      - {what: Walks Leo to the club., who: dda, how often: every Monday}
      - {what: Sends the register., who: sen_lead, by: 2026-02-30}
      - {what: Rings mum, then dad., who: dana, until: 18/12/2026, how often: weekly}
information:
  nurse: {text: "Weight is steady.", not for: [dda]}
decision: carry on
agreed: {mum: yes, leo: maybe}
next: {date: 2026-12-17, time: "14:00", place: [a], chair: manager}
ends:
copies: {also to: [gran], nobody: x}
"""

#: The line, the words on it where the caret stands, and the code.
EXPECTED = [
    (1, "reviw 2", "unknown-word"),
    (3, "2pm", "not-a-time"),
    (5, "chiar", "unknown-key"),
    (7, "nurze", "unknown-person"),
    (8, "dad: ill", "key-twice"),
    (9, ": what comes", "colon-in-sentence"),
    (10, "progress", "action-dropped"),
    (12, "finished", "unknown-word"),
    (13, "done", "unknown-action"),
    (15, "need: Leo", "missing-key"),
    (16, "#sad", "cut-off-at-hash"),
    (18, "dda", "unknown-person"),
    (19, "2026-02-30", "no-such-day"),
    (20, "then dad.", "comma-in-braces"),
    (20, "18/12/2026", "date-not-iso"),
    (22, "dda", "unknown-person"),
    (23, "carry on", "unknown-word"),
    (24, "maybe", "unknown-word"),
    (25, "[a], chair", "wrong-shape"),
    (27, "nobody", "unknown-key"),
]


def read() -> Any:
    return read_notes(NOTES.encode(), "notes.yaml", separated_parents(), previous=a_first_meeting())


def test_each_mistake_is_found_at_its_line_and_column() -> None:
    lines = NOTES.split("\n")
    expected = [(line, lines[line - 1].index(words) + 1, code) for line, words, code in EXPECTED]
    assert [(found.place.line, found.place.column, found.code) for found in read().findings] == expected


def test_the_meeting_is_still_built_so_that_the_procedure_can_be_checked_too() -> None:
    (meeting,) = read().meetings
    assert meeting.label == "review-2"
    assert [need.need for need in meeting.needs] == ["Leo misses school on Mondays."]


def test_every_place_lies_in_the_file() -> None:
    lines = NOTES.split("\n")
    for found in read().findings:
        assert found.place.column <= len(lines[found.place.line - 1])
