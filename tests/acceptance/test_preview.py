"""`cin preview`: what an approver is shown, also the finished pages."""

from __future__ import annotations

import stat

from cin_docs.documents.reading import pdf_texts


def test_the_finished_copies_can_be_read_by_whoever_asked_and_nobody_else(demo, run_cin, tmp_path):
    folder = tmp_path / "to read"
    done = run_cin("preview", "MAR-2041", "--into", folder, home=demo.eastmere)
    assert done.returncode == 0, done.stderr
    copies = sorted(folder.iterdir())
    covers = [path for path in copies if path.name.endswith(("-message.eml", "-cover.pdf"))]
    assert f"{len(copies) - len(covers)} copies and {len(covers)} covers" in done.stderr
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in copies} == {0o600}
    (plan,) = folder.glob("dad-plan-*.pdf")
    assert "Rob Hale" in " ".join(pdf_texts(plan.read_bytes()))


def test_copies_to_be_read_are_never_put_into_a_folder_that_is_there(demo, run_cin, tmp_path):
    done = run_cin("preview", "MAR-2041", "--into", tmp_path, home=demo.eastmere)
    assert done.returncode == 1
    assert "Name a new folder." in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_days_are_written_as_people_write_them(demo, run_cin):
    told = run_cin("preview", "MAR-2041", home=demo.eastmere).stdout
    assert "Thursday 8 October 2026" in told
    assert " 08 " not in told + demo.told


def test_the_preview_fits_a_narrow_terminal(demo, run_cin):
    told = run_cin("preview", "MAR-2041", home=demo.eastmere, width=60).stdout
    assert max(map(len, told.splitlines())) <= 60


def test_what_to_type_next_is_said_as_whoever_started_the_program_types_it(monkeypatch):
    from cin_docs.cli.show import command

    monkeypatch.delenv("CIN_COMMAND", raising=False)
    assert command() == "cin"
    monkeypatch.setenv("CIN_COMMAND", "./run cin")
    assert command() == "./run cin"
