"""Findings read well on a page of 80 columns, and as JSON and annotations."""

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cin_docs.capture.show import as_github, as_json, as_text
from cin_docs.model.finding import Finding, Place, Severity

LINE = "      - {what: Walks Leo to the breakfast club every school morning, who: School, how often: daily}"


def finding(**changes: Any) -> Any:
    told = {
        "code": "unknown-person",
        "severity": Severity.BLOCKS,
        "sentence": "`School` is nobody in case MAR-2041.",
        "remedy": "Name each person:\n    who: sen_lead",
        "place": Place(file="n.yaml", line=1, column=LINE.index("School,") + 1, length=6),
        "source": "Who is responsible for each action.",
        "rows": ("G2",),
    }
    return Finding(**{**told, **changes})


def test_a_finding_is_a_page_with_its_line_a_caret_the_remedy_and_the_source() -> None:
    text = as_text([finding()], {"n.yaml": LINE}, colour=False)
    lines = text.split("\n")
    assert lines[0].startswith("n.yaml:1:75  BLOCKS  unknown-person  `School`")
    shown, caret = next((above, below) for above, below in pairwise(lines) if "^" in below)
    assert shown[caret.index("^") : caret.index("^") + 6] == "School"
    assert caret.count("^") == 6
    assert "\n        who: sen_lead\n" in text
    assert "The procedure says: “Who is responsible for each action.”" in text
    assert "G2" not in text


def test_colour_comes_only_when_asked_for() -> None:
    assert "\x1b" not in as_text([finding()], {}, colour=False)
    assert "\x1b[31;1mBLOCKS\x1b[0m  unknown-person" in as_text([finding()], {}, colour=True)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.integers(1, 210), st.integers(1, 50))
def test_the_caret_stands_below_its_character_whatever_the_line(line: Any, column: Any, length: Any) -> None:
    place = Place(file="n", line=1, column=min(column, len(line) + 1), length=length)
    text = as_text([finding(place=place, source=None)], {"n": line.replace("\n", " ").replace("\r", " ")}, colour=False)
    assert all(len(shown) <= 80 for shown in text.split("\n"))
    assert "\x1b" not in text


def test_a_finding_without_a_place_or_with_an_unknown_file_is_still_shown() -> None:
    assert as_text([finding(place=None)], {}, colour=False).startswith("BLOCKS  unknown-person")
    assert "^" not in as_text([finding()], {}, colour=False)
    assert as_text([], {}, colour=False) == ""


def test_json_holds_every_part_for_a_script() -> None:
    (told,) = json.loads(as_json([finding(at=("needs", 0))]))
    assert (told["file"], told["line"], told["code"], told["severity"]) == ("n.yaml", 1, "unknown-person", "blocks")
    assert told["path"] == ["needs", 0]
    assert "rows" not in told


def test_an_annotation_is_one_line_that_cannot_be_broken_out_of() -> None:
    odd = finding(sentence="a\n::error::b 100%", place=Place(file="a,b:c", line=2, column=3), severity=Severity.BREACH)
    (line,) = as_github([odd]).splitlines()
    assert line.startswith("::warning file=a%2Cb%3Ac,line=2,col=3,title=unknown-person::a%0A")
    assert "100%25" in line
