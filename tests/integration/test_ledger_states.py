"""The table of states is kept three times: by the code, by the ledger's moves, and by the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

import cin_docs.ledger
from cin_docs.distribution.machine import MOVES, Actor, allowed
from cin_docs.errors import RefusedError
from cin_docs.ledger.engine import make_engine
from cin_docs.ledger.sql import SqlLedger, open_ledger
from cin_docs.model.delivery import State
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest, a_moment, a_record, an_obligation
from cin_docs.testing.ledgers import KEY

ACTORS: tuple[Actor, ...] = get_args(Actor)
BEGINS = [(move.to, move.actor) for move in MOVES if move.frm is None]
STEPS = sorted((move.frm, move.to, move.actor) for move in MOVES if move.frm is not None)
PAIRS = {(frm, to) for frm, to, _ in STEPS}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("emptied_postgres")())
    return f"sqlite:///{tmp_path_factory.mktemp('states') / 'ledger.sqlite'}"


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[Engine]:
    made = make_engine(url)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def ledger(url: str, engine: Engine) -> Iterator[SqlLedger]:
    """A dispatch for every step of the table, which stands where the step begins, and one for each state."""
    made = open_ledger(url, KEY, allowed=allowed)
    stand = {id_of(*step): step[0] for step in STEPS} | {state.value: state for state in State}
    drafts = tuple(a_dispatch(id=id) for id in stand)
    copies = tuple(a_copy(item) for item in drafts)
    made.submit(a_record(), [an_obligation()], a_manifest(drafts, copies), drafts, copies, {}, a_moment("sam"))
    with engine.begin() as connection, without_the_trigger(connection):
        for id, state in stand.items():
            put(connection, id, state)
    yield made
    made.close()


def id_of(frm: State, to: State, actor: Actor) -> str:
    return f"{frm} | {to} | {actor}"


def put(connection: Connection, id: str, state: State) -> None:
    connection.execute(text("UPDATE dispatches SET state = :state WHERE id = :id"), {"state": state.value, "id": id})


@contextmanager
def without_the_trigger(connection: Connection) -> Iterator[None]:
    """What only somebody who owns the database can do."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT sql FROM sqlite_master WHERE name = 'dispatches_known_move'")
        back = str(connection.execute(query).scalar())
        connection.execute(text("DROP TRIGGER dispatches_known_move"))
    else:
        back = "ALTER TABLE dispatches ENABLE TRIGGER dispatches_known_move"
        connection.execute(text("ALTER TABLE dispatches DISABLE TRIGGER dispatches_known_move"))
    yield
    connection.execute(text(back))


def test_every_step_of_the_table_is_taken_by_the_ledger_for_its_actor(ledger: SqlLedger) -> None:
    for frm, to, actor in STEPS:
        assert ledger.move(id_of(frm, to, actor), frm, to, a_moment(), by=actor), (frm, to, actor)
    found = {item.id: item.state for item in ledger.dispatches()}
    assert [(frm, to, actor) for frm, to, actor in STEPS if found[id_of(frm, to, actor)] is not to] == []


def test_every_other_triple_is_refused_by_the_ledger_and_changes_nothing(ledger: SqlLedger) -> None:
    head, tried = ledger.head(), 0
    for frm in State:
        for to in State:
            for actor in ACTORS:
                if (frm, to, actor) in STEPS:
                    continue
                with pytest.raises(RefusedError, match=f"by the {actor}"):
                    ledger.move(frm.value, frm, to, a_moment(), by=actor)
                tried += 1
    assert ledger.head() == head
    assert tried + len(STEPS) == 20 * 20 * len(ACTORS)


def test_a_dispatch_begins_as_a_draft_that_was_submitted_and_as_nothing_else(ledger: SqlLedger) -> None:
    assert BEGINS == [(State.DRAFT, "submit")]
    head, keep = ledger.head(), {item.id for item in ledger.dispatches()}
    for state in State:
        if state is State.DRAFT:
            continue
        draft = a_dispatch(state=state, id="new")
        files = (a_copy(draft),)
        with pytest.raises(RefusedError, match="from its beginning"):
            ledger.submit(a_record(), [], a_manifest((draft,), files), [draft], files, {}, a_moment(), keep=keep)
    assert ledger.head() == head


def refused(engine: Engine, statement: str, **values: str) -> bool:
    """Whether the database's own triggers refuse the statement; nothing of it stays either way."""
    with engine.connect() as connection, connection.begin() as transaction:
        try:
            connection.execute(text(statement), values)
            said = ""
        except DBAPIError as error:
            said = str(error.orig)
        transaction.rollback()
    return "does not go this way" in said or "begins as a draft" in said


def test_the_database_refuses_every_change_of_state_that_the_table_does_not_have(
    ledger: SqlLedger, engine: Engine
) -> None:
    assert ledger.dispatch("draft") is not None
    wrong = [
        (frm, to)
        for frm in State
        for to in State
        if refused(engine, "UPDATE dispatches SET state = :to WHERE id = :frm", frm=frm.value, to=to.value)
        is ((frm, to) in PAIRS or frm is to)
    ]
    assert wrong == []


def test_the_database_refuses_a_dispatch_that_does_not_begin_as_a_draft(ledger: SqlLedger, engine: Engine) -> None:
    assert ledger.dispatch("draft") is not None
    insert = (
        "INSERT INTO dispatches SELECT 'new', meeting, \"case\", person, channel, contact, :state, attempt, "
        "not_before, message_id, cover_digest, evidence_on, evidence_at, reason_seq, owner, since, mode, opened_seq "
        "FROM dispatches WHERE id = 'draft'"
    )
    assert [state for state in State if not refused(engine, insert, state=state.value)] == [State.DRAFT]


def test_the_steps_written_out_in_the_migration_are_the_tables() -> None:
    folder = Path(cin_docs.ledger.__file__).parent / "migrations"
    modules = [script.module for script in ScriptDirectory(str(folder)).walk_revisions()]
    newest = next(module for module in modules if hasattr(module, "STEPS"))
    assert {(frm, to) for frm, tos in newest.STEPS.items() for to in tos} == PAIRS
