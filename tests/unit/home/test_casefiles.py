"""Which cases there are: by the names of their folders, and by no way out of them."""

from __future__ import annotations

import pytest

from cin_docs.cli.desk import open_home
from cin_docs.cli.homemaking import place_home
from cin_docs.errors import HomeError
from cin_docs.home import casefiles
from cin_docs.home.casefiles import case_path, case_refs, has_case


@pytest.fixture
def home(tmp_path):
    settings = b"authority: Eastmere Council\nnation: ENG\nmode: trial\nsender: cin@eastmere.example\n"
    settings += b"staff:\n  dana: {name: Dana Cole, account: dcole}\n"
    files = {"cin.yaml": settings, "case.yaml": b"", "cases/MAR-2041/case.yaml": b"", "cases/OKO-1187/notes.yaml": b""}
    files |= {"cases/.hidden/case.yaml": b"", "cases/case.yaml": b"", "cases/MAR-2041/deep/case.yaml": b""}
    place_home(tmp_path / "home", files)
    return open_home(tmp_path / "home")


def test_a_case_is_a_folder_with_a_case_file(home):
    assert case_refs(home) == ("MAR-2041",)
    assert has_case(home, "MAR-2041")
    assert case_path(home, "MAR-2041") == home.folder / "cases" / "MAR-2041" / "case.yaml"


@pytest.mark.parametrize(
    "ref",
    ["", ".", "..", "../cases/MAR-2041", "MAR-2041/", "MAR-2041/deep", "./MAR-2041", "MAR-2041/..", "/etc",
     ".hidden", "OKO-1187", "MAR\x00", "mar", "*"],
)  # fmt: skip
def test_nothing_else_is_a_case_and_no_reference_leads_out_of_the_folder(home, ref):
    assert not has_case(home, ref)
    with pytest.raises(HomeError, match="There is no case"):
        case_path(home, ref)


def test_one_case_is_found_without_a_look_at_all_others(home, monkeypatch):
    """In a home of 2,000 cases a list of all, for each of them, would be four million folders."""
    monkeypatch.setattr(casefiles, "case_refs", lambda _home: pytest.fail("all cases were listed"))
    assert case_path(home, "MAR-2041").name == "case.yaml"
