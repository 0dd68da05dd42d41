"""The connection to the database: made safe for SQLite, open for PostgreSQL, its errors turned into sentences."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Engine, Insert, Select, Update, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from cin_docs.errors import LedgerError

Statement: TypeAlias = Select[Any] | Insert | Update

_BUSY_SECONDS = 30
#: The name under which SQLAlchemy would log each row it reads, addresses and reasons too. That log is closed.
_LOG = "cin_docs"

_QUOTED = re.compile(r"\"[^\"]*\"?|'[^']*'?")
_RESTORE = "Restore it from the backup; it is never made anew."

#: What SQLite says, what it means here, and what to do.
_SENTENCES = (
    ("not a database", "is not a database, or is encrypted or overwritten.", _RESTORE),
    ("malformed", "is damaged.", _RESTORE),
    ("append-only", "keeps what was written: nothing in it is changed or removed.", ""),
    ("locked", f"was busy for {_BUSY_SECONDS} seconds.", "See which other `cin` is at work, then try again."),
    ("full", "has no space left on its disk.", "Free some space, then try again."),
    ("readonly", "cannot be written.", "Let the folder and the file belong to the account that runs `cin`."),
    ("unable to open", "cannot be opened.", "Let the folder and the file belong to the account that runs `cin`."),
    ("disk i/o", "could not be read or written: the disk has a fault.", "Look at the disk before anything else."),
    ("no such", "is not whole: a table is missing.", _RESTORE),
)


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite address; None for another database. Raises `LedgerError` for an unusable address."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise LedgerError(
            "The ledger's address is not one.", "Write sqlite:///FILE or postgresql+psycopg://…"
        ) from None
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise LedgerError("A ledger in memory would not last.", "Name a file: sqlite:///FILE")
    return Path(parsed.database)


def make_engine(url: str) -> Engine:
    """An engine that shows neither parameters nor rows, whatever logging is set to.

    Raises `LedgerError` when the database's driver is missing.
    """
    logging.getLogger(f"sqlalchemy.engine.Engine.{_LOG}").disabled = True
    sqlite = sqlite_file(url) is not None
    arguments: dict[str, Any] = {"timeout": _BUSY_SECONDS} if sqlite else {}
    try:
        engine = create_engine(url, hide_parameters=True, logging_name=_LOG, connect_args=arguments)
    except (NoSuchModuleError, ModuleNotFoundError):
        remedy = "For PostgreSQL install the extra: cin-docs[postgres]"
        raise LedgerError("The driver for the ledger's database is missing.", remedy) from None
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite if sqlite else _begin_postgres)
    return engine


def writer(engine: Engine) -> Engine:
    """The same engine, whose transactions take the one write lock at their beginning."""
    return engine.execution_options(cin_writes=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes too late for us: two writers would both read before either locks.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("cin_writes"))


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    # Events are numbered one after the other: one writer at a time, as SQLite has it.
    if _writes(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(2041)"))
    else:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


@lru_cache(maxsize=64)
def _compiled(statement: Statement, dialect: Dialect, keys: tuple[str, ...]) -> tuple[str, Sequence[str] | None, Any]:
    made = statement.compile(dialect=dialect, column_keys=keys)
    return str(made), made.positiontup if made.positional else None, made.params


def swift(connection: Connection, statement: Statement, values: Mapping[str, Any]) -> Any:
    """Execute a statement that was built once, past SQLAlchemy's bookkeeping; gives the driver's cursor.

    For the steps of the send protocol only: each is two small statements, and the bookkeeping costs more than the disk.
    """
    sql, order, fixed = _compiled(statement, connection.dialect, tuple(values))
    cursor = connection.connection.cursor()
    given = {**fixed, **values}
    cursor.execute(sql, given if order is None else [given[name] for name in order])
    return cursor


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database. Raises `LedgerError` for the database's faults."""
    with plain_errors(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that alone may write; durable when the block ends, undone when it raises.

    `engine` is a `writer`.
    """
    with plain_errors(engine), engine.begin() as connection:
        yield connection


@contextmanager
def plain_errors(engine: Engine) -> Iterator[None]:
    """Turn the database's faults into `LedgerError`: the sentence and the remedy, never a parameter."""
    try:
        yield
    except DBAPIError as error:
        raise _plain(engine, str(error.orig)) from None
    except engine.dialect.loaded_dbapi.Error as error:
        raise _plain(engine, str(error)) from None


def _plain(engine: Engine, text: str) -> LedgerError:
    name = engine.url.database or "ledger"
    # The first line only, without what is quoted: PostgreSQL puts values there and on the second.
    said = _QUOTED.sub("…", (text.splitlines() or [""])[0])
    for sign, what, remedy in _SENTENCES:
        if sign in said.casefold():
            return LedgerError(f"The ledger {name} {what}", remedy)
    return LedgerError(f"The ledger {name} refused: {said}.", "Nothing was changed. `cin verify` shows how it stands.")
