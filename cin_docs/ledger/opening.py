"""Opening a ledger: begin a new file, accept a whole one, refuse everything else with the remedy."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select

from cin_docs.errors import LedgerError
from cin_docs.ledger import mark as marks
from cin_docs.ledger import schema
from cin_docs.ledger.chain import START
from cin_docs.ledger.engine import make_engine, reading, sqlite_file, writer, writing
from cin_docs.ledger.keys import keyed_hash
from cin_docs.ledger.mark import Mark
from cin_docs.ledger.store import sync_folder
from cin_docs.ledger.tables import SCHEMA, about

_RESTORE = "Restore it from the backup; it is never made anew."


def opened(
    url: str, key: bytes, mark: Path | None, *, newest: str = SCHEMA, scripts: Path | None = None
) -> tuple[Engine, Path | None]:
    """An engine whose database is at the present version and belongs to the key, and the mark's file.

    `newest` and `scripts` name another present version and its migrations; tests of upgrades give them.
    Raises `LedgerError`, see `ledger.sql.open_ledger`.
    """
    if len(key) < 16:
        raise ValueError("the ledger's key is at least 16 bytes")
    file = sqlite_file(url)
    if file is None:
        return _engine(url, None, key, newest, scripts), mark
    mark = mark or file.with_suffix(".head")
    with _alone(file.parent):
        _begin_file(file, mark, key)
        return _engine(url, file, key, newest, scripts), mark


def _engine(url: str, file: Path | None, key: bytes, newest: str, scripts: Path | None) -> Engine:
    engine = make_engine(url)
    try:
        _bring_up(engine, file, key, newest, scripts)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else opens a ledger in the folder meanwhile: SQLite does not wait while a file becomes a WAL one."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        what = f"The folder {folder} for the ledger cannot be entered: {error.strerror}."
        raise LedgerError(what, "Make one with `cin init FOLDER`.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _begin_file(file: Path, mark: Path, key: bytes) -> None:
    """Make an empty file that only its owner reads, or refuse: a ledger that is gone is not begun again."""
    if file.exists() and not file.is_file():
        raise LedgerError(f"The ledger {file} is not a file.", "Name a file.")
    if file.exists() and file.stat().st_size > 0:
        return
    standing = marks.read(mark, key)
    if mark.exists() and (standing is None or standing.seq > 0):
        raise LedgerError(f"The ledger {file} is gone or empty, though its mark {mark.name} is there.", _RESTORE)
    if file.exists() and standing is None:
        raise LedgerError(f"The ledger {file} is empty.", f"{_RESTORE} If it never was one, remove the empty file.")
    try:
        # The mark first: an empty file without one was not begun by us.
        marks.write(mark, key, Mark(seq=0, hash=START), create=True)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
        sync_folder(file.parent)
    except OSError as error:
        remedy = "Let the folder belong to the account that runs `cin`."
        raise LedgerError(f"The ledger {file} cannot be made: {error.strerror}.", remedy) from None


def _bring_up(engine: Engine, file: Path | None, key: bytes, newest: str, scripts: Path | None) -> None:
    with reading(engine) as connection:
        if schema.current(connection, newest):
            _check_key(connection, key)
            return
    with writing(writer(engine)) as connection:
        # Asked again under the write lock: another process may just have brought it up.
        found = schema.version(connection)
        if found == newest:
            _check_key(connection, key)
            return
        if found is not None and found > newest:
            what = f"The ledger was made by a newer version of cin_docs (its tables are {found}, known are {newest})."
            raise LedgerError(what, "Install that version or a later one.")
        if found is None and connection.dialect.get_table_names(connection):
            raise LedgerError("The database holds tables that are not a ledger's.", "Name another database.")
        if found is not None and file is not None:
            _back_up(engine, file, found, newest)
        schema.upgrade(connection, scripts=scripts)
        if found is None:
            connection.execute(insert(about), [{"id": 1, "key_check": _key_check(key)}])
        _check_key(connection, key)


def _key_check(key: bytes) -> str:
    return keyed_hash(key, "the key of this ledger")


def _check_key(connection: Connection, key: bytes) -> None:
    if connection.execute(select(about.c.key_check)).scalar() != _key_check(key):
        raise LedgerError("The key is not the one that this ledger was made with.", "Put back its own key file.")


def _back_up(engine: Engine, file: Path, found: str, newest: str) -> None:
    target = file.with_name(f"{file.name}.before-{newest}-from-{found}")
    if target.exists():
        return
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with engine.connect() as source:
        source.exec_driver_sql("ROLLBACK")
        source.exec_driver_sql("VACUUM INTO ?", (str(target),))
