"""`cin status` says first what is on fire, and at its head how everything adds up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cin_docs.cli.standing import stood
from cin_docs.model.delivery import State
from cin_docs.model.document import Mode
from cin_docs.model.incident import Incident
from cin_docs.model.obligation import Standing
from cin_docs.overview import Overview, Silent
from cin_docs.reports.alone import ApprovedAlone
from cin_docs.reports.sums import Sums


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")


def said(**changes) -> str:
    nothing = {"sums": (), "incidents": (), "suppressed": (), "alone": ()}
    return " ".join(" ".join(stood(Overview(**{**nothing, **changes}))).split())


def test_an_open_incident_comes_first_and_says_since_when_in_local_time():
    incident = Incident(
        id="I-7K3F9QXB",
        case="MAR-2041",
        dispatch=None,
        aware_at=datetime(2026, 7, 1, 8, 30, tzinfo=UTC),
        opened_at=datetime(2026, 7, 1, 9, 0, tzinfo=UTC),
        opened_by="dana",
        what="x",
    )
    text = said(incidents=(incident,))
    assert text.startswith("INCIDENT I-7K3F9QXB is open in MAR-2041: known since 1 July 2026, 09:30, opened by dana.")


def test_what_was_approved_alone_and_whom_nothing_is_sent_to():
    text = said(
        alone=(ApprovedAlone(meeting="M-1", approver="dana", on=date(2026, 11, 19), because="Christmas Eve"),),
        suppressed=(
            Silent(people=("MAR-2041/dad",), since=date(2026, 11, 20), by="sam"),
            Silent(people=(), since=date(2026, 11, 20), by="sam"),
        ),
    )
    assert "M-1 was approved by its own author, dana, on 19 November 2026: Christmas Eve" in text
    assert "Nothing is sent to MAR-2041/dad: suppressed by sam on 20 November 2026." in text
    assert "Nothing is sent to an address that no copy uses now" in text


def test_sums_of_a_trial_say_so_and_live_ones_need_not():
    sums = [Sums(mode=mode, states={State.DRAFT: 2}, standings={Standing.MET: 1}) for mode in (Mode.LIVE, Mode.TRIAL)]
    text = said(sums=tuple(sums))
    assert text.startswith("2 dispatches = 2 draft. 1 copy owed = 1 met.")
    assert "TRIAL: 2 dispatches = 2 draft." in text


def test_an_empty_home_owes_nothing():
    assert said() == "Nothing was made yet, and nothing is owed."
