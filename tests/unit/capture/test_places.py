"""Findings get their places from the way to a value, and stand in the order of the file."""

from typing import Any

from cin_docs.capture import yamltext
from cin_docs.capture.places import located, merged, place_of
from cin_docs.model.finding import Finding, Place, Severity


def read(data: bytes, file: str = "f.yaml") -> Any:
    return yamltext.read(data, file)


TREE = read(b"a: {b: c}\nwho: mum\nneeds:\n  - need: x\n", "f").value


def finding(*at: Any, code: Any = "x", severity: Any = Severity.BLOCKS) -> Any:
    return Finding(code=code, severity=severity, sentence="s", remedy="r", at=at)


def spot(*at: Any) -> Any:
    place = place_of(TREE, at)
    return place.line, place.column


def test_a_value_is_placed_where_it_stands() -> None:
    assert spot("a", "b") == (1, 8)
    assert spot("needs", 0, "need") == (4, 11)


def test_what_is_missing_is_placed_at_the_key_that_should_hold_it() -> None:
    assert spot("a", "z") == (1, 1)
    assert spot("z") == (1, 1)
    assert spot("needs", 0, "why") == (4, 5)
    assert spot("needs", 3, "why") == (3, 1)


def test_one_word_may_stand_for_a_list() -> None:
    assert spot("who", 0) == (2, 6)


def test_findings_come_in_the_order_of_the_file_and_once() -> None:
    shown = located([finding("who"), finding("a", "b"), finding("who")], TREE, "f")
    assert [found.place.line for found in shown if found.place] == [1, 2]


def test_without_a_tree_a_finding_is_about_the_file() -> None:
    (shown,) = located([finding("who")], None, "f")
    assert shown.place == Place(file="f", line=1, column=1)


def test_what_could_not_be_read_is_judged_once() -> None:
    captured = located([finding("needs", 0, "need", code="unread")], TREE, "f")
    ruled = located([finding("needs", 0, "need", code="rule"), finding("who", code="other")], TREE, "f")
    assert [found.code for found in merged(captured, ruled)] == ["other", "unread"]


def test_advice_of_capture_does_not_silence_the_procedure() -> None:
    captured = located([finding("who", code="hint", severity=Severity.ADVICE)], TREE, "f")
    assert len(merged(captured, located([finding("who", code="rule")], TREE, "f"))) == 2
