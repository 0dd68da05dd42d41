"""Whatever is done in whatever order: the chain holds, the rows agree, and nothing gets lost."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cin_docs.distribution.machine import GIVES_WAY, Actor, allowed
from cin_docs.errors import RefusedError
from cin_docs.ledger.protocol import Change
from cin_docs.ledger.sql import SqlLedger
from cin_docs.model.delivery import State
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest, a_moment, a_record, an_obligation
from cin_docs.testing.ledgers import a_ledger

ACTORS = get_args(Actor)
PEOPLE = ("mum", "dad", "nurse", "head")


@pytest.fixture(scope="module")
def begun() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        ledger = a_ledger(Path(folder))
        _submit(ledger, 1)
        ledger.close()
        yield Path(folder)


def _submit(ledger: SqlLedger, version: int) -> None:
    drafts = tuple(a_dispatch(person, version=version) for person in PEOPLE)
    copies = tuple(a_copy(item) for item in drafts)
    manifest = a_manifest(drafts, copies, version=version)
    owed = [an_obligation(person) for person in PEOPLE]
    ledger.submit(a_record(version=version), owed, manifest, drafts, copies, {}, a_moment("sam"))


CHANGES = st.none() | st.builds(
    Change,
    attempt=st.none() | st.integers(0, 9),
    not_before=st.none() | st.just(a_moment(days=1).at),
    evidence_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    evidence_at=st.none() | st.just(a_moment().at),
    reason=st.none() | st.text(st.characters(codec="utf-8"), max_size=12),
    owner=st.none() | st.sampled_from(("", "dana", "tom")),
)
MOVES = st.tuples(
    st.integers(0, 7), st.sampled_from(tuple(State)), st.sampled_from((None, *ACTORS)), CHANGES, st.integers(-2, 2)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves=st.lists(MOVES, max_size=40), correct_at=st.integers(0, 60))
def test_after_any_moves_the_ledger_is_whole_and_the_states_add_up(
    begun: Path, moves: list[tuple[int, State, str | None, Change | None, int]], correct_at: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        ledger = a_ledger(Path(folder))
        done = 0
        for number, (which, to, by, change, days) in enumerate(moves):
            if number == correct_at:
                _correct(ledger)
            ids = [item.id for item in ledger.dispatches()]
            done += _try(ledger, ids[which % len(ids)], to, by, change, days)
        assert ledger.verify() == ()
        counts = Counter(item.state for item in ledger.dispatches())
        assert sum(counts.values()) == len(ledger.copies())
        assert sum(len(ledger.dispatches(state=state)) for state in State) == len(ledger.dispatches())
        assert sum(event.action == "moved" and event.actor == "mover" for event in ledger.events()) == done
        ledger.close()


def _correct(ledger: SqlLedger) -> None:
    """Submit version 2: wholly or, as soon as anything has left, not at all."""
    before = ledger.dispatches()
    may = {item.state for item in before} <= GIVES_WAY
    try:
        _submit(ledger, 2)
    except RefusedError:
        assert not may
        assert ledger.dispatches() == before
    else:
        assert may


def _try(ledger: SqlLedger, id: str, to: State, by: str | None, change: Change | None, days: int) -> bool:
    before = ledger.dispatch(id)
    assert before is not None
    may = allowed(before.state, to, by)
    try:
        moved = ledger.move(id, before.state, to, a_moment("mover", days=days), change=change, by=by)
    except RefusedError:
        moved = False
    after = ledger.dispatch(id)
    assert after is not None
    assert moved == may
    assert after.state is (to if may else before.state)
    assert may or after == before
    return moved
