"""What the notes of a case tell: in the order of the meetings, each file read once, and nothing lost without a word."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from cin_docs import resources
from cin_docs.capture import notes as capture_notes
from cin_docs.cli.desk import open_home
from cin_docs.cli.homemaking import place_home
from cin_docs.errors import HomeError
from cin_docs.home import casefiles, cases, told
from cin_docs.home.cases import due_in, load_case, read_meeting, survey
from cin_docs.model.standard import Standard

REF = "MAR-2041"
REVIEW_2, REVIEW_3 = "2026-08-27-review-2.yaml", "2026-10-08-review-3.yaml"


@pytest.fixture
def home(tmp_path):
    sample = resources.config() / "sample" / "eastmere"
    files = {str(path.relative_to(sample)): path.read_bytes() for path in sorted(sample.rglob("*.yaml"))}
    place_home(tmp_path / "home", files)
    return open_home(tmp_path / "home")


@pytest.fixture
def folder(home):
    return home.folder / "cases" / REF


def days(home) -> list[str]:
    case = load_case(home, REF).value
    assert case is not None
    return [one.order.on.isoformat() for one in told.told(home, case)]


def with_a_tab(path) -> None:
    path.write_text(path.read_text("utf-8").replace("purpose:", "purpose:\t\tx\n\tpurpose:", 1), "utf-8")


def test_files_come_in_the_order_of_their_meetings_whatever_they_are_called(home, folder):
    (folder / REVIEW_2).rename(folder / "z-august.yaml")
    (folder / REVIEW_3).rename(folder / "a-october.yaml")
    assert days(home) == ["2026-08-27", "2026-10-08"]
    reading = read_meeting(home, folder / "a-october.yaml")
    assert [meeting.label for meeting in reading.history] == ["review-2"]
    assert read_meeting(home, folder / "z-august.yaml").history == ()


@pytest.mark.parametrize("name", ["15-oct.yaml", "2026-10-08-review-3.yaml", "aaa.yaml", "zzz.yaml"])
def test_notes_from_outside_have_the_history_of_their_date(home, tmp_path, name):
    """`cin check 15-oct.yaml --case MAR-2041`."""
    outside = tmp_path / name
    outside.write_bytes((home.folder / "cases" / REF / REVIEW_3).read_bytes())
    assert [meeting.label for meeting in read_meeting(home, outside, ref=REF).history] == ["review-2"]


def test_a_file_is_never_its_own_history_although_what_is_stored_of_it_has_a_later_day(home, folder):
    stored = (folder / REVIEW_3).read_text("utf-8").replace("2026-10-08", "2026-10-12").encode()
    reading = read_meeting(home, folder / REVIEW_3, data=stored)
    assert [meeting.label for meeting in reading.history] == ["review-2"]


def test_earlier_notes_with_a_tab_are_a_finding_at_their_line(home, folder):
    with_a_tab(folder / REVIEW_2)
    (finding,) = read_meeting(home, folder / REVIEW_3).unread
    assert (finding.code, finding.severity.value) == ("earlier-notes-unreadable", "blocks")
    assert finding.place is not None
    assert finding.place.file == f"cases/{REF}/{REVIEW_2}"
    assert finding.place.line > 1
    assert REVIEW_2 in finding.sentence
    assert REVIEW_2 in finding.remedy


@pytest.mark.parametrize(
    "mark", ["not for: [father]", "not for: [rob]", "for: [mum, father]", "notfor: [dad]", "not for: []"]
)
def test_a_mark_with_an_id_that_the_case_has_no_longer_blocks_all_later_notes(home, folder, mark):
    """The id was put right in the case file; what was kept from another id must not now be printed for `dad`."""
    path = folder / REVIEW_2
    path.write_text(path.read_text("utf-8").replace("not for: [dad]", mark, 1), "utf-8")
    line = next(n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if mark in text)
    (finding,) = read_meeting(home, folder / REVIEW_3).unread
    assert (finding.code, finding.severity.value) == ("earlier-marks-unclear", "blocks")
    assert finding.place is not None
    assert (finding.place.file, finding.place.line) == (f"cases/{REF}/{REVIEW_2}", line)
    assert f"{REF}/{REVIEW_2}" in finding.sentence
    assert finding.remedy.startswith("Put ")


def test_an_owner_who_is_nobody_any_more_is_in_no_later_notes_way(home, folder):
    path = folder / REVIEW_2
    path.write_text(path.read_text("utf-8").replace("who: mum,", "who: mother,", 1), "utf-8")
    assert read_meeting(home, folder / REVIEW_3).unread == ()


def test_later_notes_that_cannot_be_read_are_in_nobodys_way(home, folder):
    with_a_tab(folder / REVIEW_3)
    assert read_meeting(home, folder / REVIEW_2).unread == ()


def test_a_file_without_any_date_may_be_an_earlier_one(home, folder):
    (folder / "old.yaml").write_text("a\tb", "utf-8")
    (finding,) = read_meeting(home, folder / REVIEW_2).unread
    assert "old.yaml" in finding.sentence


@pytest.mark.parametrize("name", [".#2026-10-08-review-3.yaml", ".2026-10-09.yaml"])
def test_hidden_files_are_no_notes(home, folder, name):
    (folder / name).symlink_to("dana@desk.1234:1700000000")
    assert days(home) == ["2026-08-27", "2026-10-08"]
    (home.folder / "cases" / ".old").mkdir()
    (home.folder / "cases" / ".old" / "case.yaml").write_text("case: OLD", "utf-8")
    assert cases.case_refs(home) == (REF, "OKO-1187")


def test_notes_that_cannot_be_opened_are_said_and_nothing_is_raised(home, folder):
    (folder / "2026-09-01-extraordinary.yaml").symlink_to("nowhere")
    (finding,) = read_meeting(home, folder / REVIEW_3).unread
    assert "cannot be read" in finding.sentence
    assert read_meeting(home, folder / REVIEW_2).unread == ()


def left_out(home) -> list[str]:
    return [line for one in survey(home) for line in one.left_out]


def test_nothing_is_left_out_of_a_sound_home(home):
    assert left_out(home) == []
    assert [one.ref for one in survey(home)] == [REF, "OKO-1187"]


@pytest.mark.parametrize("data", [b"case: [", b"", b"\xff", b"case: MAR-2041\n"])
def test_a_broken_case_is_left_out_with_a_line(home, folder, data):
    (folder / "case.yaml").write_bytes(data)
    (line,) = left_out(home)
    assert line.startswith(f"cases/{REF}/case.yaml:")
    assert "the case is left out" in line
    assert {one.ref: one.case is None for one in survey(home)} == {REF: True, "OKO-1187": False}


def test_a_case_in_another_ones_folder_is_left_out_and_blocks(home, folder):
    folder.rename(folder.with_name("MAR-2014"))
    file = load_case(home, "MAR-2014")
    assert file.value is None
    assert file.blocked
    finding = file.findings[0]
    assert finding.code == "other-folder"
    assert "MAR-2041" in finding.sentence
    assert "MAR-2014" in finding.sentence
    assert finding.place is not None
    assert finding.place.line == 1 + (folder.with_name("MAR-2014") / "case.yaml").read_text("utf-8").split(
        "case: MAR-2041"
    )[0].count("\n")
    assert len(left_out(home)) == 1


def test_a_case_file_that_cannot_be_opened_is_a_finding(home, folder, monkeypatch):
    def refused(path):
        if path.name == "case.yaml" and path.parent.name == REF:
            raise HomeError(f"{path} cannot be read: Permission denied.", "Check who may read it.")
        return path.read_bytes()

    monkeypatch.setattr(casefiles, "read_bytes", refused)
    assert load_case(home, REF).findings[0].code == "case-file-unreadable"
    assert [one.case is None for one in survey(home)] == [True, False]


def test_a_folder_with_notes_and_no_case_file_is_said(home, folder):
    (folder / "case.yaml").rename(folder / "case.yml")
    (line,) = left_out(home)
    assert f"cases/{REF}" in line


def test_each_file_is_read_once_however_many_there_are(home, folder, monkeypatch):
    """The cost of a pass grows with the notes, not with their square."""
    text = (folder / REVIEW_3).read_text("utf-8")
    for week in range(1, 9):
        on = (date(2026, 10, 8) + timedelta(weeks=week)).isoformat()
        (folder / f"{on}-review-{week + 3}.yaml").write_text(
            text.replace("2026-10-08", on).replace("review 3", f"review {week + 3}"), "utf-8"
        )
    reads: Counter[str] = Counter()

    def counted(data, file, *others, **named):
        reads[file] += 1
        return capture_notes.read_notes(data, file, *others, **named)

    monkeypatch.setattr(told, "read_notes", counted)
    assert [len(one.told) for one in survey(home)] == [10, 1]
    assert set(reads.values()) == {1}
    reads.clear()
    monkeypatch.setattr(cases, "read_notes", counted)
    read_meeting(home, folder / "2026-12-03-review-11.yaml")
    assert set(reads.values()) == {1}


def test_meetings_are_due_by_the_procedure_in_force_on_the_day_one_looks(home, monkeypatch):
    """A new procedure that is written down already does not rule before it is in force."""
    asked = []

    def in_force(standards, id, on):
        asked.append(on)
        found = next(one for one in standards if one.id == id)
        assert isinstance(found, Standard)
        return found

    monkeypatch.setattr(cases, "in_force", in_force)
    assert due_in(home, date(2026, 10, 20))
    assert set(asked) == {date(2026, 10, 20)}
