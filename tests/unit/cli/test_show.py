"""What commands print: plain JSON for scripts, text that fits the terminal."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import pytest

from cin_docs.cli import show
from cin_docs.model.finding import Finding, Place, Severity


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    on: date
    who: tuple[str, ...]
    inner: Thing | None = None


def test_nouns_days_sets_and_enums_are_plain_data():
    value = {
        "thing": Thing(date(2026, 11, 19), ("mum",), Thing(date(2026, 1, 2), ())),
        "at": datetime(2026, 11, 19, 9, tzinfo=UTC),
        "colours": frozenset({Colour.RED}),
        "path": Path("a/b"),
    }
    assert json.loads(show.as_json(value)) == {
        "thing": {"on": "2026-11-19", "who": ["mum"], "inner": {"on": "2026-01-02", "who": [], "inner": None}},
        "at": "2026-11-19T09:00:00+00:00",
        "colours": ["red"],
        "path": "a/b",
    }


def test_sets_come_in_the_same_order_each_time():
    assert json.loads(show.as_json(frozenset("cab"))) == ["a", "b", "c"]


def test_named_values_make_an_object_and_letters_stay_readable():
    assert json.loads(show.as_json(name="Zoë", number=1)) == {"name": "Zoë", "number": 1}
    assert "Zoë" in show.as_json(name="Zoë")


@pytest.mark.parametrize(("columns", "wide"), [("20", 40), ("80", 80), ("500", 120)])
def test_text_is_as_wide_as_the_terminal_and_never_too_wide_to_read(monkeypatch, columns, wide):
    monkeypatch.setenv("COLUMNS", columns)
    assert show.width() == wide
    lines = show.wrapped("word " * 100, "    ").splitlines()
    assert max(map(len, lines)) <= wide
    assert all(line.startswith("    ") for line in lines)


def test_findings_are_text_without_colour_where_nobody_watches():
    finding = Finding(
        code="unknown-key",
        severity=Severity.BLOCKS,
        sentence="`chiar` is not a key.",
        remedy="Did you mean `chair`?",
        place=Place(file="n.yaml", line=1, column=1, length=5),
    )
    out = io.StringIO()
    show.findings([finding], {"n.yaml": "chiar: dana"}, out)
    text = out.getvalue()
    assert "n.yaml:1:1  BLOCKS  unknown-key" in text
    assert "^^^^^" in text
    assert "\x1b" not in text
    assert text.endswith("`chair`?\n")


def test_nothing_found_prints_nothing():
    out = io.StringIO()
    show.findings([], {}, out)
    assert out.getvalue() == ""
