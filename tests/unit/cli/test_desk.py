"""Which home, and who acts in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from cin_docs.cli import desk
from cin_docs.cli.homemaking import make_home
from cin_docs.errors import HomeError, RefusedError


@pytest.fixture
def home(tmp_path):
    make_home(tmp_path / "home", authority="Eastmere", nation="ENG")
    return desk.open_home(tmp_path / "home")


def test_the_option_comes_before_the_environment(monkeypatch):
    monkeypatch.setenv("CIN_HOME", "/srv/other")
    assert desk.home_folder(Path("/srv/cin")) == Path("/srv/cin")
    assert desk.home_folder(None) == Path("/srv/other")


@pytest.mark.parametrize("value", [None, ""])
def test_without_either_it_says_how_to_make_one(monkeypatch, value):
    monkeypatch.delenv("CIN_HOME", raising=False)
    if value is not None:
        monkeypatch.setenv("CIN_HOME", value)
    with pytest.raises(HomeError, match="cin init"):
        desk.home_folder(None)


def logged_in(monkeypatch, name: str) -> None:
    """The account that the system itself gives for this process."""
    monkeypatch.setattr("pwd.getpwuid", lambda _uid: SimpleNamespace(pw_name=name))


def test_who_acts_is_the_account_mapped_to_staff(home, monkeypatch):
    logged_in(monkeypatch, "dcole")
    assert desk.acting_person(home, None) == "dana"


def test_an_account_that_is_nobodys_acts_under_its_own_name(home, monkeypatch):
    """It may look, and approves nothing: it is in no list of approvers."""
    logged_in(monkeypatch, "stranger")
    assert desk.acting_person(home, None) == "account stranger"


@pytest.mark.parametrize("name", ["tom", "dana"])
def test_an_account_that_looks_like_somebodys_id_is_not_that_person(home, monkeypatch, name):
    """Tom Ashe logs in as tashe. Whoever has the account tom is somebody else, and approves nothing."""
    logged_in(monkeypatch, name)
    assert desk.acting_person(home, None) == f"account {name}"


@pytest.mark.parametrize("name", ["LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"])
def test_nobody_becomes_an_approver_by_setting_a_variable(home, monkeypatch, name):
    logged_in(monkeypatch, "stranger")
    monkeypatch.setenv(name, "tashe")
    assert desk.acting_person(home, None) == "account stranger"


def test_behind_the_service_account_sudo_says_who_called_it(home, monkeypatch):
    logged_in(monkeypatch, "cin")
    monkeypatch.setenv("SUDO_USER", "tashe")
    shared = replace(home, settings=replace(home.settings, service_account="cin"))
    assert desk.acting_person(shared, None) == "tom"
    monkeypatch.delenv("SUDO_USER")
    assert desk.acting_person(shared, None) == "account cin"


def test_in_trial_somebody_may_be_named(home):
    assert desk.acting_person(home, "tom") == "tom"
    with pytest.raises(RefusedError, match="dana, tom"):
        desk.acting_person(home, "tashe")


def test_a_name_that_is_nobodys_is_refused_with_those_there_are(home):
    with pytest.raises(RefusedError, match="dana, tom"):
        desk.acting_person(home, "tmo")


def test_in_live_nobody_acts_for_somebody_else(home):
    from cin_docs.model.document import Mode

    live = replace(home, settings=replace(home.settings, mode=Mode.LIVE))
    with pytest.raises(RefusedError, match="demo and trial only"):
        desk.acting_person(live, "tom")


def test_a_moment_has_the_local_day_and_the_instant(home, monkeypatch):
    """Half past midnight in June is still the day before in UTC, and the new day in London."""
    from datetime import UTC, date, datetime

    monkeypatch.setattr(desk, "now", lambda: datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    with desk.desk_of(home, "dana") as opened:
        moment = opened.moment()
    assert (moment.actor, moment.on) == ("dana", date(2026, 7, 1))
    assert moment.at == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
