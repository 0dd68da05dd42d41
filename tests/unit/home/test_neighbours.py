"""The index over a home's other cases: who is in it, what is kept of it on disk, and what it costs."""

from __future__ import annotations

import json
import stat
import tempfile
from datetime import date

import pytest

from cin_docs import checking
from cin_docs.cli import progress
from cin_docs.cli.desk import open_home
from cin_docs.cli.homemaking import place_home
from cin_docs.documents.neighbours import strangers
from cin_docs.home import neighbours as of_home
from cin_docs.home.neighbours import FILE, census, neighbours
from cin_docs.testing.builders import an_email

KEY = b"k" * 32
CASE = """\
case: {ref}
child: {{id: kid, name: {child}, born: 2018-05-04}}
team: North
standard: ten-point
lead practitioner: dana
manager: tom
{linked}people:
  mum: {{name: {mum}, role: mother, email: {email}, safe to use: yes}}
  dana: {{name: Dana Cole, role: social worker, agency: Council, email: dana@council.example}}
  tom: {{name: Tom Ashe, role: team manager, agency: Council, email: tom@council.example}}
"""


def case(ref: str, child: str, mum: str, *, linked: str = "", email: str = "") -> bytes:
    link = f"linked cases: [{linked}]\n" if linked else ""
    email = email or f"{mum.partition(' ')[0].lower()}@post.example"
    return CASE.format(ref=ref, child=child, mum=mum, linked=link, email=email).encode()


SETTINGS = b"""\
authority: Eastmere Council
nation: ENG
mode: trial
sender: cin@eastmere.example
staff:
  dana: {name: Dana Cole, account: dcole}
  staffer: {name: Nadia Rowe, account: nrowe}
"""


@pytest.fixture
def home(tmp_path):
    files = {
        "cin.yaml": SETTINGS,
        "cases/AAA-1001/case.yaml": case("AAA-1001", "Leo Okafor", "Kim Marsh"),
        "cases/BBB-1002/case.yaml": case("BBB-1002", "Zara Khan", "Sarah Khan"),
        "cases/CCC-1003/case.yaml": case("CCC-1003", "Ian Pell", "Nadia Rowe", linked="DDD-1004"),
        "cases/DDD-1004/case.yaml": case("DDD-1004", "Una Pell", "Olu Pell"),
    }
    place_home(tmp_path / "home", files)
    return open_home(tmp_path / "home")


def found(home, ref: str, text: str) -> list[str]:
    return [one.kind for one in strangers(neighbours(home, ref, KEY), [("x", text)])]


def test_the_names_of_all_other_families_are_found_and_one_s_own_are_not(home):
    text = "Leo Okafor, Kim Marsh; Zara Khan; Sarah Khan; BBB-1002; AAA-1001"
    assert found(home, "AAA-1001", text) == ["name", "name", "reference"]
    assert found(home, "BBB-1002", text) == ["name", "name", "reference"]


def test_linked_cases_are_no_strangers_from_either_side(home):
    assert found(home, "CCC-1003", "Una Pell DDD-1004") == []
    assert found(home, "DDD-1004", "Ian Pell CCC-1003") == []
    assert found(home, "AAA-1001", "Una Pell, Ian Pell") == ["name", "name"]


def test_the_other_children_of_one_meeting_are_no_strangers(home):
    known = neighbours(home, "AAA-1001", KEY, also=["BBB-1002"])
    assert strangers(known, [("x", "Zara Khan BBB-1002")]) == ()


def test_a_name_that_a_member_of_staff_bears_is_no_stranger(home):
    assert found(home, "AAA-1001", "Nadia Rowe and Dana Cole") == []


def test_a_family_that_uses_the_address_is_known(home):
    known = neighbours(home, "AAA-1001", KEY)
    assert known.uses(an_email("sarah@post.example"))
    assert not known.uses(an_email("kim@post.example"))
    assert not known.uses(an_email("dana@council.example"))


def test_on_disk_lie_keyed_hashes_alone_for_the_owner_alone(home):
    neighbours(home, "AAA-1001", KEY)
    path = home.folder / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text().casefold()
    assert not any(word in text for word in ("khan", "zara", "bbb", "1002", "post.example"))
    assert len(json.loads(text)) == 4


def test_only_files_that_changed_are_read_again(home, monkeypatch):
    neighbours(home, "AAA-1001", KEY)
    read: list[str] = []
    real = of_home._read

    def watched(home, ref, key):
        read.append(ref)
        return real(home, ref, key)

    monkeypatch.setattr(of_home, "_read", watched)
    assert found(home, "AAA-1001", "Zara Khan") == ["name"]
    assert read == []
    path = home.folder / "cases" / "BBB-1002" / "case.yaml"
    path.write_bytes(case("BBB-1002", "Zora Khan", "Sarah Khan"))
    assert found(home, "AAA-1001", "Zara Khan and Zora Khan") == ["name"]
    assert read == ["BBB-1002"]


def test_a_case_that_is_gone_is_forgotten(home):
    census(home, KEY)
    (home.folder / "cases" / "BBB-1002" / "case.yaml").unlink()
    assert found(home, "AAA-1001", "Zara Khan") == []
    assert len(json.loads((home.folder / FILE).read_text())) == 3


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b'{"a": 1}', b'{"a": ["x"]}', b"\xff", b"[" * 20000,
     b'{"a": ["x", "", [1], []]}', b'{"a": ["x", "", [], [[["n", 1], []]]]}', b'{"a": [1, "", [], []]}'])  # fmt: skip
def test_a_spoilt_file_is_made_again(home, spoilt):
    (home.folder / FILE).write_bytes(spoilt)
    assert found(home, "AAA-1001", "Zara Khan") == ["name"]
    assert len(json.loads((home.folder / FILE).read_text())) == 4


def test_hashes_made_with_another_key_are_not_taken(home):
    neighbours(home, "AAA-1001", b"x" * 32)
    assert found(home, "AAA-1001", "Zara Khan") == ["name"]


def test_a_file_copied_into_another_folder_is_not_that_case_s(home):
    path = home.folder / "cases" / "BBB-1002" / "case.yaml"
    path.write_bytes((home.folder / "cases" / "AAA-1001" / "case.yaml").read_bytes())
    assert neighbours(home, "AAA-1001", KEY).unread == 1


def test_a_case_that_cannot_be_read_is_counted_and_stops_nobody(home):
    (home.folder / "cases" / "BBB-1002" / "case.yaml").write_bytes(b"case: [")
    known = neighbours(home, "AAA-1001", KEY)
    assert known.unread == 1
    assert strangers(known, [("x", "Una Pell")]) != ()
    # ... and its own notes are judged by its own file.
    assert neighbours(home, "BBB-1002", KEY).unread == 0


def test_a_case_with_a_slip_is_known_as_it_was_last_read_until_it_is_put_right(home):
    census(home, KEY)
    path = home.folder / "cases" / "BBB-1002" / "case.yaml"
    before = path.read_bytes()
    path.write_bytes(before + b"broken: [")
    for _ in range(2):
        known = neighbours(home, "AAA-1001", KEY)
        assert known.unread == 0
        assert [one.kind for one in strangers(known, [("x", "Zara Khan BBB-1002")])] == ["name", "reference"]
        assert known.uses(an_email("Sarah@post.example"))
    path.write_bytes(before.replace(b"Zara Khan", b"Zora Khan"))
    assert found(home, "AAA-1001", "Zara Khan and Zora Khan") == ["name"]
    path.write_bytes(b"case: [")
    assert found(home, "AAA-1001", "Zara Khan and Zora Khan") == ["name"]


def test_a_slip_in_a_linked_case_makes_it_no_stranger(home):
    census(home, KEY)
    (home.folder / "cases" / "CCC-1003" / "case.yaml").write_bytes(b"case: [")
    assert found(home, "DDD-1004", "Ian Pell CCC-1003") == []
    assert found(home, "AAA-1001", "Ian Pell CCC-1003") == ["name", "reference"]


def test_the_first_look_into_a_large_home_is_announced_once(home, monkeypatch, capsys):
    progress.looked_at_first(home)
    monkeypatch.setattr(of_home, "MANY", 4)
    progress.looked_at_first(home)
    census(home, KEY)
    progress.looked_at_first(home)
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "Reading 4 cases for the first time" in said.err


def test_a_file_that_cannot_be_written_costs_only_time(home):
    """A folder in its place: nobody can put a file there, whoever they are."""
    (home.folder / FILE).mkdir()
    (home.folder / FILE / "in the way").touch()
    assert found(home, "AAA-1001", "Zara Khan") == ["name"]
    assert found(home, "AAA-1001", "Zara Khan") == ["name"]
    assert not list(home.folder.glob(f".{FILE}-*"))


def test_a_home_that_is_full_costs_only_time(home, monkeypatch):
    def full(**_: object) -> tuple[int, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    assert found(home, "AAA-1001", "Zara Khan") == ["name"]
    assert not (home.folder / FILE).exists()


def test_one_census_serves_every_case_of_a_run(home):
    taken = census(home, KEY)
    for ref, text in (
        ("AAA-1001", "Zara Khan Leo Okafor"),
        ("CCC-1003", "Una Pell Zara Khan"),
        ("DDD-1004", "Ian Pell"),
    ):
        known = neighbours(home, ref, KEY, all_of=taken)
        assert [one.kind for one in strangers(known, [("x", text)])] == found(home, ref, text)
    assert neighbours(home, "AAA-1001", KEY, all_of=taken).names is not taken.everyone.names


NOTES = """\
meeting: first
date: 2026-09-10
time: "14:00"
place: Brook House
chair: dana
minutes by: tom
present: [mum, dana]
purpose: Agree a plan. Sarah Khan's notes say the same.
"""


def test_the_check_of_notes_says_where_another_family_stands(home):
    path = home.folder / "cases" / "AAA-1001" / "2026-09-10-first.yaml"
    path.write_text(NOTES)
    with_key = checking.check(home, path, today=date(2026, 9, 11), key=KEY)
    (one,) = [one for one in with_key.findings if one.code == "other-family"]
    assert one.place is not None
    assert NOTES.splitlines()[one.place.line - 1][one.place.column - 1 :][: one.place.length] == "Sarah Khan"
    without = checking.check(home, path, today=date(2026, 9, 11))
    assert [one for one in without.findings if one.code == "other-family"] == []


def test_the_check_says_that_a_case_could_not_be_looked_for(home):
    (home.folder / "cases" / "BBB-1002" / "case.yaml").write_bytes(b"case: [")
    path = home.folder / "cases" / "AAA-1001" / "2026-09-10-first.yaml"
    path.write_text(NOTES)
    codes = [one.code for one in checking.check(home, path, today=date(2026, 9, 11), key=KEY).findings]
    assert "family-not-indexed" in codes
    assert "other-family" not in codes
