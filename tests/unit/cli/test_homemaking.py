"""A new home is made whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.cli.homemaking import FOLDERS, make_home, place_home
from cin_docs.errors import HomeError
from cin_docs.ledger.keys import read_key
from cin_docs.settings import read_settings, settings_of


def test_the_settings_it_writes_are_right_as_they_stand(tmp_path):
    made = make_home(tmp_path / "home", authority="Eastmere Children's Services", nation="NIR")
    settings = read_settings(tmp_path / "home", {})
    assert (settings.authority, settings.nation, settings.mode.value) == (
        "Eastmere Children's Services", "NIR", "trial",
    )  # fmt: skip
    assert all(path.exists() for path in made)
    assert {path.name for path in (tmp_path / "home").iterdir()} >= {"cin.yaml", "key", "cases", "inbox", "store"}


def test_the_settings_it_leaves_as_remarks_are_right_too(tmp_path):
    """Somebody takes the # away: what comes to light can be read."""
    make_home(tmp_path / "home", authority="E", nation="ENG")
    text = (tmp_path / "home" / "cin.yaml").read_text()
    open_ = "\n".join(line.removeprefix("# ") if line.startswith(("# in use", "# guest", "# mail")) else line
                      for line in text.splitlines())  # fmt: skip
    (tmp_path / "mail.password").write_text("x")
    (tmp_path / "mail.password").chmod(0o600)
    checked = settings_of(open_.encode(), tmp_path, {})
    assert checked.findings == ()
    assert checked.value is not None
    assert checked.value.relay is not None
    assert checked.value.relay.host == "relay.council.example"
    assert checked.value.in_use_since is not None


def test_only_its_owner_can_enter_it(tmp_path):
    make_home(tmp_path / "home", authority="E", nation="ENG")
    for name in ("", *FOLDERS):
        assert (tmp_path / "home" / name).stat().st_mode & 0o077 == 0, name
    assert (tmp_path / "home" / "key").stat().st_mode & 0o777 == 0o600


def test_every_home_has_a_key_of_its_own(tmp_path):
    for name in ("a", "b"):
        make_home(tmp_path / name, authority="E", nation="ENG")
    assert read_key(tmp_path / "a" / "key") != read_key(tmp_path / "b" / "key")


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "home").mkdir()
    make_home(tmp_path / "home", authority="E", nation="ENG")
    assert (tmp_path / "home" / "cin.yaml").exists()


def test_the_folder_one_stands_in_is_filled_and_not_put_in_place_of(tmp_path, monkeypatch):
    """`cin init .`: the shell that stands in it goes on to see the new home."""
    (tmp_path / "home").mkdir(mode=0o755)
    monkeypatch.chdir(tmp_path / "home")
    before = (tmp_path / "home").stat().st_ino
    made = make_home(Path(), authority="E", nation="ENG")
    assert (tmp_path / "home").stat().st_ino == before
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0
    assert all(path.exists() for path in made)
    assert not [path for path in Path().iterdir() if path.name.startswith(".")]
    assert read_settings(Path(), {}).authority == "E"


def test_a_folder_that_could_not_be_filled_is_left_empty(tmp_path):
    with pytest.raises(HomeError, match="cannot be made"):
        place_home(tmp_path, {"cin.yaml": b"x", "cin.yaml/inside": b"y"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["a file", "a full folder", "another home"])
def test_what_is_there_is_never_touched(tmp_path, what):
    home = tmp_path / "home"
    if what == "a file":
        home.write_text("x")
    elif what == "a full folder":
        home.mkdir()
        (home / "x").write_text("x")
    else:
        make_home(home, authority="E", nation="ENG")
    before = sorted((path, path.read_bytes() if path.is_file() else b"") for path in tmp_path.rglob("*"))
    with pytest.raises(HomeError, match="nothing was changed"):
        make_home(home, authority="F", nation="ENG")
    assert sorted((path, path.read_bytes() if path.is_file() else b"") for path in tmp_path.rglob("*")) == before


def test_a_home_that_could_not_be_finished_leaves_nothing_behind(tmp_path):
    """A file of the home stands where a folder is needed: the draft beside it is taken away again."""
    with pytest.raises(HomeError, match="cannot be made"):
        place_home(tmp_path / "home", {"cin.yaml": b"x", "cin.yaml/inside": b"y"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("nation", ["", "eng", "UK", "FRA"])
def test_a_nation_without_bank_holidays_of_its_own_is_refused(tmp_path, nation):
    with pytest.raises(HomeError, match="ENG, WLS, SCT or NIR"):
        make_home(tmp_path / "home", authority="E", nation=nation)


@given(st.text(min_size=1, max_size=30))
def test_any_authoritys_name_is_written_so_that_it_reads_back_or_is_refused(authority):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        try:
            make_home(home, authority=authority, nation="ENG")
        except HomeError:
            assert not home.exists()
        else:
            assert read_settings(home, {}).authority == authority
