"""The report for a past day, made today, is the report that was made on that day."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cin_docs.distribution.machine import reachable
from cin_docs.ledger.protocol import Change
from cin_docs.ledger.sql import SqlLedger
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.obligation import Obligation
from cin_docs.procedure.calendar import working_calendar
from cin_docs.reports.history import TAKEN_BACK, Stood, as_they_stood
from cin_docs.reports.timeliness import Timeliness, timeliness
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest, a_moment, a_record, an_obligation
from cin_docs.testing.ledgers import a_ledger

ENGLAND = working_calendar("ENG")
PEOPLE = ("mum", "dad", "nurse")
PROVIDED = {State.ACCEPTED, State.POSTED, State.HANDED_OVER, State.READ_TO}


@pytest.fixture(scope="module")
def begun() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        ledger = a_ledger(Path(folder))
        drafts = tuple(a_dispatch(person) for person in PEOPLE)
        copies = tuple(a_copy(item) for item in drafts)
        owed = [an_obligation(person, posting_allowance=1) for person in PEOPLE]
        ledger.submit(a_record(), owed, a_manifest(drafts, copies), drafts, copies, {}, a_moment("sam"))
        ledger.close()
        yield Path(folder)


#: How many days later, whose, and which of the moves that are possible then; or None for an excuse.
STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.none() | st.integers(0, 20)), min_size=1, max_size=25
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_every_days_report_is_the_one_that_was_made_at_its_end(
    begun: Path, steps: list[tuple[int, int, int | None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        ledger = a_ledger(Path(folder))
        told, days = {}, 0
        for later, who, what in steps:
            told[days] = _now(ledger, days)
            days += later
            _step(ledger, PEOPLE[who], what, days)
        told[days] = _now(ledger, days)
        assert _rows(_then(ledger, days)) == (ledger.dispatches(), ledger.obligations())
        for day, (dispatches, obligations, report) in told.items():
            then = _then(ledger, day)
            # The text of a reason is of today, so only what is told without it is the same.
            assert [replace(one, reason=None) for one in then.dispatches] == dispatches
            assert [one.excused_because is None for one in then.obligations] == obligations
            assert _figures(_report(ledger, then, day)) == report
        ledger.close()


def _day(days: int) -> date:
    return a_moment().on + timedelta(days=days)


def _step(ledger: SqlLedger, person: str, what: int | None, days: int) -> None:
    moment = a_moment("sam", days=days)
    if what is None:
        ledger.excuse(an_obligation(person).id, f"said on day {days}", moment)
        return
    item = ledger.dispatch(a_dispatch(person).id)
    assert item is not None
    possible = sorted(reachable(item.state) - {State.SENDING_PRE, State.SUPERSEDED})
    if possible:
        to = possible[what % len(possible)]
        evidence = _day(days) if to in PROVIDED or (to is State.DECLINED and item.evidence_on is None) else None
        ledger.move(item.id, item.state, to, moment, change=Change(evidence_on=evidence, attempt=what, owner="tom"))


def _then(ledger: SqlLedger, days: int) -> Stood:
    return as_they_stood(ledger.events(), ledger.dispatches(), ledger.obligations(), _day(days))


def _rows(stood: Stood) -> tuple[tuple[Dispatch, ...], tuple[Obligation, ...]]:
    assert all(one.excused_because != TAKEN_BACK for one in stood.obligations)
    return stood.dispatches, stood.obligations


def _report(ledger: SqlLedger, stood: Stood, days: int) -> Timeliness:
    return timeliness(stood.obligations, stood.dispatches, ledger.copies(), ENGLAND, _day(days), posted=stood.posted)


def _now(ledger: SqlLedger, days: int) -> tuple[list[Dispatch], list[bool], object]:
    """What the rows are now, and the report that is made of them."""
    dispatches, obligations = ledger.dispatches(), ledger.obligations()
    now = Stood(dispatches=dispatches, obligations=obligations, posted=_then(ledger, days).posted)
    return (
        [replace(one, reason=None) for one in dispatches],
        [one.excused_because is None for one in obligations],
        _figures(_report(ledger, now, days)),
    )


def _figures(report: Timeliness) -> object:
    return [
        (line.obligation.id, line.standing, line.evidence, line.evidence_on, line.late_by, line.never_sent)
        for series in report.series
        for line in series.lines
    ]
