"""What is due is not settled by a file that somebody has only begun."""

from __future__ import annotations

import shutil


def test_notes_just_begun_do_not_hide_a_review_that_is_overdue(demo, here, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(demo.eastmere, home)
    before = here("status", home=home).said
    assert "2026-10-28 next review OKO-1187" in before
    assert here("new", "OKO-1187", "--on", "2026-11-20", home=home).code == 0
    assert "2026-10-28 next review OKO-1187" in here("status", home=home).said
