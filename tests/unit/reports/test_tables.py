"""Reports as text that fits, CSV that no spreadsheet runs, and JSON with stable keys."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.model.document import Mode
from cin_docs.procedure.calendar import working_calendar
from cin_docs.reports.exports import as_csv, as_json, safe_cell
from cin_docs.reports.layout import Table, table_text
from cin_docs.reports.tables import as_text
from cin_docs.reports.timeliness import timeliness
from cin_docs.testing.deliveries import an_obligation

ENGLAND = working_calendar("ENG")


def report(*obligations: Any, as_at: date = date(2026, 11, 30)) -> Any:
    return timeliness(obligations or (an_obligation(),), [], [], ENGLAND, as_at, head="f" * 64)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_the_text_fits_its_width_however_long_the_names_are(width):
    long = an_obligation("a_person_with_a_very_long_id_indeed", meeting="SOUTHWEST-LOCALITY-2041/2026-11-19-review-12")
    text = as_text(report(an_obligation(), long), width=width, details=True)
    assert max(len(line) for line in text.splitlines()) <= width


def test_as_at_date_ledger_head_and_denominator_stand_on_it():
    text = as_text(report(), width=120)
    assert "as at 30 November 2026" in text
    assert "Ledger head ffffffffffffffff" in text
    assert "In time: 0 of 1 (0 %)" in text
    assert "1 copy with a deadline = 0 met + 0 late + 1 outstanding + 0 uncertain + 0 excused." in text


def test_demo_and_trial_say_so_and_live_comes_first():
    live, trial = an_obligation(mode=Mode.LIVE), an_obligation(mode=Mode.TRIAL)
    text = as_text(report(trial, live))
    assert text.index("Live\n") < text.index("TRIAL: these copies do not count")


def test_details_say_how_each_copy_stands():
    text = as_text(report(), width=200, details=True)
    assert "never sent, overdue by 2 working days" in text
    early = as_text(report(as_at=date(2026, 11, 24)), width=200, details=True)
    assert "never sent, due in 2 working days" in early
    assert "nothing has fallen due yet" in early


def test_nothing_at_all_is_a_report_too():
    assert "No obligations yet." in as_text(timeliness([], [], [], ENGLAND, date(2026, 11, 30)))


def test_csv_has_one_row_for_each_obligation_with_its_mode_first():
    rows = list(csv.DictReader(io.StringIO(as_csv(report(an_obligation(), an_obligation("dad", due=None))))))
    assert [row["person"] for row in rows] == ["mum", "dad"]
    assert rows[0]["mode"] == "demo"
    assert (rows[0]["standing"], rows[0]["working days late"], rows[0]["in denominator"]) == ("outstanding", "2", "yes")
    assert rows[1]["due"] == ""


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "|cmd", "%0A=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(text):
    assert safe_cell(text).startswith("'")
    found = as_csv(report(an_obligation(excused_because=text)))
    assert next(csv.DictReader(io.StringIO(found)))["excused because"].startswith("'")


@given(st.text())
def test_no_cell_ever_starts_as_a_formula(text):
    assert not safe_cell(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe_cell(text).endswith(text)


def test_json_holds_the_same_figures_as_the_report():
    found = json.loads(as_json(report()))
    (series,) = found["series"]
    assert (found["as_at"], found["ledger_head"]) == ("2026-11-30", "f" * 64)
    assert series["total"]["denominator"] == 1
    assert series["total"]["percent"] == 0.0
    assert series["by"]["month"][0]["key"] == "2026-11"
    assert series["obligations"][0]["id"] == an_obligation().id
    assert series["obligations"][0]["working_days_late"] == "2"


WORDS = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=0, max_size=30)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=8))
def test_no_text_of_a_table_is_lost_when_it_wraps(rows):
    table = Table(title="T", headings=("One", "Two", "Three"), rows=tuple(rows))
    text = table_text(table, width=50)
    assert all(len(line) <= 50 for line in text.splitlines())
    assert sum(text.count(letter) for letter in "xyz") == sum(
        cell.count(x) for row in rows for cell in row for x in "xyz"
    )
