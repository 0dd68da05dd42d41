"""Dispatches created = the sum over their states; obligations = met + late + outstanding + uncertain + excused.

Over random histories through the real table of moves and a real ledger: corrections after sending with their
replacement obligations, declined, misdirected, cancelled and superseded copies, and what was taken back.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cin_docs.distribution.machine import GIVES_WAY, MOVES
from cin_docs.ledger.protocol import Change
from cin_docs.ledger.sql import SqlLedger
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.document import DocumentKind
from cin_docs.model.obligation import Standing
from cin_docs.procedure.calendar import working_calendar
from cin_docs.reports.history import as_they_stood
from cin_docs.reports.owing import MAY_DISCHARGE, left_by
from cin_docs.reports.sums import sums
from cin_docs.reports.timeliness import EVIDENCE, Timeliness, timeliness
from cin_docs.testing.deliveries import MEETING, a_copy, a_dispatch, a_manifest, a_moment, a_record, an_obligation
from cin_docs.testing.ledgers import a_ledger

PEOPLE = ("mum", "dad", "nurse", "head")
START = date(2026, 11, 20)
ENGLAND = working_calendar("ENG")
_STEPS = sorted({(move.frm, move.to, move.actor) for move in MOVES if move.frm is not None})


@pytest.fixture(scope="module")
def begun() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        ledger = a_ledger(Path(folder))
        correct(ledger, 1, 0)
        ledger.excuse(f"{MEETING}/head/minutes", "Asked not to have them.", a_moment("sam"))
        ledger.close()
        yield Path(folder)


def correct(ledger: SqlLedger, version: int, days: int) -> bool:
    """Submit a version: what has not left gives way, who got the one before is owed this one besides."""
    before = ledger.dispatches()
    if any(item.state in (State.SENDING_PRE, State.SENDING_DATA) for item in before):
        return False
    left = frozenset(item.id for item in before if item.state not in GIVES_WAY)
    got = {item.person for item in before if item.id in left}
    drafts = tuple(a_dispatch(person, version=version) for person in PEOPLE)
    copies, owed = [], []
    for item in drafts:
        for document in DocumentKind:
            suffix = f"/v{version}" if item.person in got else ""
            obligation = an_obligation(item.person, document, id=f"{MEETING}/{item.person}/{document}{suffix}")
            owed.append(obligation)
            copies.append(a_copy(item, document, obligation=obligation.id))
    manifest = a_manifest(drafts, tuple(copies), version=version, replaces=version - 1 if got else None)
    record = a_record(version=version)
    ledger.submit(record, owed, manifest, drafts, copies, {}, a_moment("sam", days=days), keep=left)
    return True


def step(ledger: SqlLedger, item: Dispatch, choice: int, days: int) -> None:
    """Take one of the steps that the table has for it, with evidence where there is some."""
    possible = [(to, actor) for frm, to, actor in _STEPS if frm is item.state and to is not State.SUPERSEDED]
    if not possible:
        return
    to, actor = possible[choice % len(possible)]
    evidence = START + timedelta(days=days) if to in EVIDENCE else None
    moment = a_moment("mover", days=days)
    assert ledger.move(item.id, item.state, to, moment, change=Change(evidence_on=evidence), by=actor)


def report_of(ledger: SqlLedger, as_at: date) -> tuple[Timeliness, tuple[Dispatch, ...]]:
    stood = as_they_stood(ledger.events(), ledger.dispatches(), ledger.obligations(), as_at)
    report = timeliness(
        stood.obligations, stood.dispatches, ledger.copies(), ENGLAND, as_at, posted=stood.posted, head=ledger.head()
    )
    return report, stood.dispatches


HISTORY = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 11), st.integers(0, 40)),  # which dispatch, which of its steps
        st.none(),  # a correction
    ),
    max_size=45,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(history=HISTORY, as_at=st.integers(-1, 60))
def test_both_sums_hold_after_any_history(begun: Path, history: list[tuple[int, int] | None], as_at: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        ledger = a_ledger(Path(folder))
        made, version = len(PEOPLE), 1
        for days, what in enumerate(history):
            if what is None:
                if version < 3 and correct(ledger, version + 1, days):
                    version += 1
                    made += len(PEOPLE)
                continue
            all_ = ledger.dispatches()
            step(ledger, all_[what[0] % len(all_)], what[1], days)
        hold(ledger, made, as_at)
        ledger.close()


def hold(ledger: SqlLedger, made: int, days: int) -> None:
    report, dispatches = report_of(ledger, START + timedelta(days=60))
    (found,) = sums(dispatches, report)
    assert found.dispatches == made == len(ledger.dispatches())
    assert found.obligations == len(ledger.obligations())
    assert set(found.standings) == set(Standing)
    assert found.standings[Standing.EXCUSED] == sum(item.excused_because is not None for item in ledger.obligations())
    # Each obligation counted as provided has a dispatch that shows it, and no other has.
    shown = {item.id for item in dispatches if item.state in EVIDENCE and item.evidence_on}
    by_obligation: dict[str, set[str]] = {}
    for copy in ledger.copies():
        by_obligation.setdefault(copy.obligation, set()).add(copy.dispatch)
    for line in report.series[0].lines:
        provided = line.standing in {Standing.MET, Standing.LATE}
        if line.standing is not Standing.EXCUSED:
            assert provided == bool(by_obligation[line.obligation.id] & shown)
    # What nothing will discharge any more is said so when the last of its copies is cancelled.
    cancelled = [item for item in dispatches if item.state is State.CANCELLED]
    for left in left_by(cancelled, dispatches, ledger.copies(), ledger.obligations()):
        others = by_obligation[left.obligation.id] - {item.id for item in cancelled}
        assert bool(left.others) == any(item.state in MAY_DISCHARGE for item in dispatches if item.id in others)
        assert ("nothing else will discharge it" in left.warning) is not bool(left.others)
    # A day in between adds up as well.
    early, then = report_of(ledger, START + timedelta(days=days))
    for one in sums(then, early):
        assert one.dispatches == len(then)
        assert one.obligations == len(early.series[0].lines) if early.series else one.obligations == 0
    assert ledger.verify() == ()
