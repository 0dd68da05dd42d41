"""A slip of the pen is told in plain words, at its place, and mended where that is possible."""

from typing import Any

import pytest

from cin_docs.capture import yamltext


def read(data: bytes, file: str = "f.yaml") -> Any:
    return yamltext.read(data, file)


SLIPS = [
    # what was written; code; line, column; the mended line (or None)
    ("need: Leo: misses school\n", "colon-in-sentence", (1, 10), 'need: "Leo: misses school"'),
    ("a:\n  - need: He said: no.  # a remark\n", "colon-in-sentence", (2, 18), '- need: "He said: no."  # a remark'),
    ('because: Dana\'s "view": good\n', "colon-in-sentence", (1, 23), "because: 'Dana''s \"view\": good'"),
    ("a: {what: Walk: to it, who: mum}\n", "colon-in-sentence", (1, 15), 'a: {what: "Walk: to it", who: mum}'),
    ("why: lives at #4 now\n", "cut-off-at-hash", (1, 15), 'why: "lives at #4 now"'),
    ("why: #4 is damp\n", "cut-off-at-hash", (1, 6), 'why: "#4 is damp"'),
    ("a: {b: flat #4, c: d}\n", "cut-off-at-hash", (1, 13), 'a: {b: "flat #4", c: d}'),
    (
        "a: the whole of this sentence # is text\n",
        "cut-off-at-hash",
        (1, 31),
        'a: "the whole of this sentence # is text"',
    ),
    ('a: "Bus" is scary\n', "words-after-quote", (1, 10), "a: '\"Bus\" is scary'"),
    ("a: [sic] he said\nb: c\n", "words-after-quote", (1, 10), 'a: "[sic] he said"'),
    ("a: *very* important\n", "special-start", (1, 4), 'a: "*very* important"'),
    ("a: &co\n", "special-start", (1, 4), 'a: "&co"'),
    ("a: @home\n", "special-start", (1, 4), 'a: "@home"'),
    ("a: >3 days\n", "special-start", (1, 4), 'a: ">3 days"'),
    ("date:2026-11-19\nb: c\n", "space-after-colon", (1, 5), "date: 2026-11-19"),
    ("a:\n\tb: c\n", "tab", (2, 1), None),
    ("a: b\n  c\n d: x\n", "indentation", (3, 2), None),
    ("a:\n   b: x\n  c: d\n", "indentation", (3, 3), None),
    ("a: [x, y\nb: c\n", "not-closed", (1, 4), None),
    ("a: 'tis so\nb: c\n", "not-closed", (1, 4), None),
    ("date 2026-11-19\nb: c\n", "no-colon", (1, 1), None),
    ("a: - b\n", "list-beside-key", (1, 4), None),
]


@pytest.mark.parametrize(("text", "code", "place", "mended"), SLIPS)
def test_a_slip_is_told_at_its_place_with_the_line_mended(text: Any, code: Any, place: Any, mended: Any) -> None:
    found = read(text.encode(), "f.yaml").findings[0]
    assert (found.code, (found.place.line, found.place.column)) == (code, place)
    assert mended is None or found.remedy.endswith(f":\n    {mended}")


@pytest.mark.parametrize("mended", [slip[3] for slip in SLIPS if slip[3]])
def test_the_mended_line_is_right(mended: Any) -> None:
    assert read(f"{mended}\n".encode(), "f.yaml").findings == ()


def test_reading_goes_on_after_a_mended_slip_with_the_columns_of_the_file() -> None:
    checked = read(b"a: {b: x: y, c: z, d: [1}\nq: w\n", "f.yaml")
    assert [found.place.column for found in checked.findings][:1] == [9]
    checked = read(b"a: {b: x: y, c: z}\nq: r: s\n", "f.yaml")
    assert [(found.place.line, found.place.column) for found in checked.findings] == [(1, 9), (2, 5)]
    assert checked.value.at(("a", "c")).place.column == 17
    assert checked.value.at(("q",)).text == "r: s"


@pytest.mark.parametrize(
    "text", ["chair: dana # the lead\n", "visits: every 3 weeks   # only if it changed, with the reason\n", "a: b  #\n"]
)
def test_a_remark_is_no_slip(text: Any) -> None:
    assert read(text.encode(), "f.yaml").findings == ()
