"""Tables fit the terminal, and nothing in them is broken where a reader would stumble."""

from __future__ import annotations

import pytest

from cin_docs.reports.layout import Table, table_text

ROWS = (("MAR-2041/2026-10-08-review-3", "2026-10-15", "late by 3 working days", "9/10 90 %"),)
TABLE = Table(title="T", headings=("Meeting", "Due", "Standing", "Met of"), rows=ROWS, numbers=frozenset({"Met of"}))


@pytest.mark.parametrize("width", [40, 50, 60, 70, 80, 140])
def test_a_table_stays_within_the_terminal_and_keeps_dates_and_figures_whole(width):
    text = table_text(TABLE, width=width)
    assert max(map(len, text.splitlines())) <= width
    for whole in ("2026-10-15", "9/10 90 %", "2026-10-08-review-3", "working"):
        assert whole in text


def test_a_wide_terminal_has_each_row_on_one_line():
    assert len(table_text(TABLE, width=80).splitlines()) == len(ROWS) + 3


def test_a_narrower_gap_comes_before_a_wrapped_cell():
    assert "MAR-2041/2026-10-08-review-3 2026-10-15 late by 3 working days 9/10 90 %" in table_text(TABLE, width=72)


def test_a_meetings_id_goes_on_behind_its_slash():
    lines = table_text(TABLE, width=60).splitlines()
    assert any(line.startswith("MAR-2041/ ") for line in lines)
    assert any(line.startswith("2026-10-08-review-3 ") for line in lines)


def test_where_columns_do_not_fit_each_row_is_told_below_its_first_cell():
    assert table_text(TABLE, width=40).splitlines() == [
        "T",
        "MAR-2041/2026-10-08-review-3",
        "    Due: 2026-10-15;",
        "    Standing: late by 3 working days;",
        "    Met of: 9/10 90 %",
    ]


def test_an_empty_table_says_so():
    assert table_text(Table(title="Waits", headings=("Since",), rows=())) == "Waits\nNothing."


def test_a_cell_longer_than_a_line_breaks_at_its_spaces():
    row = ("2026-11-22", "copies for gran to be posted, handed over or read out", "D-JQYQBH8Y" * 3)
    table = Table(title="Waits", headings=("Since", "What", "Dispatch"), rows=(row,))
    text = table_text(table, width=40)
    assert max(map(len, text.splitlines())) <= 40
    assert {"posted,", "handed", "over", "read", "out"} <= set(text.replace(";", "").split())
