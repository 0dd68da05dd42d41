"""The same ledger on PostgreSQL: nothing in it is SQLite's alone. Skipped aloud where no server can be started."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cin_docs.distribution.machine import allowed
from cin_docs.ledger.engine import make_engine, reading
from cin_docs.ledger.protocol import Change
from cin_docs.ledger.sql import SqlLedger, open_ledger
from cin_docs.ledger.tables import APPEND_ONLY, metadata
from cin_docs.model.delivery import State
from cin_docs.testing.deliveries import (
    MEETING,
    a_copy,
    a_dispatch,
    a_manifest,
    a_moment,
    a_record,
    an_approved_manifest,
    an_obligation,
)  # fmt: skip
from cin_docs.testing.ledgers import KEY

PEOPLE = ("mum", "dad")


@pytest.fixture
def url(emptied_postgres: Callable[[], str]) -> str:
    return emptied_postgres()


@pytest.fixture
def ledger(url: str) -> Iterator[SqlLedger]:
    made = open_ledger(url, KEY, allowed=allowed)
    yield made
    made.close()


def _submit(ledger: SqlLedger) -> tuple[str, ...]:
    drafts = tuple(a_dispatch(person) for person in PEOPLE)
    copies = tuple(a_copy(item) for item in drafts)
    manifest = a_manifest(drafts, copies)
    owed = [an_obligation(person) for person in PEOPLE]
    ledger.submit(a_record(), owed, manifest, drafts, copies, {drafts[0].id: "kim@post.example"}, a_moment("sam"))
    ledger.approve(an_approved_manifest(manifest), a_moment())
    return tuple(item.id for item in drafts)


def test_the_journey_of_a_dispatch_is_the_same(ledger: SqlLedger, url: str) -> None:
    mum, _ = _submit(ledger)
    assert ledger.move(mum, State.APPROVED, State.QUEUED, a_moment(), by="sender")
    assert ledger.move(mum, State.QUEUED, State.SENDING_PRE, a_moment(), change=Change(attempt=1, reason="a try"))
    assert not ledger.move(mum, State.QUEUED, State.SENDING_PRE, a_moment())
    ledger.excuse(an_obligation("dad").id, "asked for none", a_moment())
    again = open_ledger(url, KEY, allowed=allowed)
    found = again.dispatch(mum)
    assert found is not None and (found.state, found.attempt, found.reason) == (State.SENDING_PRE, 1, "a try")
    assert again.meeting(MEETING) is not None and again.contact(mum) == "kim@post.example"
    assert again.obligations()[1].excused_because == "asked for none"
    assert len(again.copies(meeting=MEETING)) == 2
    assert again.verify() == ()
    again.close()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "TRUNCATE {0} CASCADE", "UPDATE {0} SET {1} = {1}"])
def test_what_was_written_is_kept_by_the_database(ledger: SqlLedger, url: str, table: str, statement: str) -> None:
    _submit(ledger)
    engine = make_engine(url)
    column = next(iter(metadata.tables[table].columns)).name
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement.format(table, column)))
    engine.dispose()
    assert ledger.verify() == ()


def test_an_edit_behind_its_back_is_found(ledger: SqlLedger, url: str) -> None:
    _submit(ledger)
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE events DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE events SET actor = 'tom' WHERE seq = 2"))
    engine.dispose()
    found = ledger.verify()
    assert found[0] == "The triggers that keep events as they were written were taken away."
    assert any("Event 2 was changed" in sentence for sentence in found)


def test_the_migrations_make_the_same_tables(ledger: SqlLedger, url: str) -> None:
    engine = make_engine(url)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
