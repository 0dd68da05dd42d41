"""A ledger is begun once; whatever is wrong with its file is said, and it is never made anew."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import cin_docs.ledger
from cin_docs.distribution.machine import allowed
from cin_docs.errors import LedgerError
from cin_docs.ledger.engine import make_engine, reading
from cin_docs.ledger.opening import opened
from cin_docs.ledger.sql import open_ledger
from cin_docs.ledger.tables import APPEND_ONLY, SCHEMA, metadata
from cin_docs.testing.deliveries import a_moment, a_record, an_obligation
from cin_docs.testing.ledgers import KEY, a_ledger

MIGRATIONS = Path(cin_docs.ledger.__file__).parent / "migrations"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a ledger that holds a meeting."""
    ledger = a_ledger(tmp_path)
    ledger.open_meeting(a_record(version=0), [an_obligation()], a_moment())
    ledger.close()
    return tmp_path


def file_of(home: Path) -> Path:
    return home / "ledger.sqlite"


def refused(home: Path, told: str) -> None:
    """Opening raises, and leaves every byte as it was."""
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.suffix != ".sqlite-shm"}
    with pytest.raises(LedgerError, match=told):
        a_ledger(home)
    after = {path.name: path.read_bytes() for path in home.iterdir() if path.suffix != ".sqlite-shm"}
    assert {name: after.get(name) for name in before} == before


def test_a_ledger_that_was_closed_opens_with_what_it_held(home: Path) -> None:
    ledger = a_ledger(home)
    assert ledger.meetings() == (a_record(version=0),)
    assert ledger.verify() == ()
    ledger.close()


def test_what_is_begun_is_for_its_owner_alone_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ledger = a_ledger(tmp_path)
        ledger.note("run begun", "run", "", a_moment())
        modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        ledger.close()
    finally:
        os.umask(before)
    assert modes == {0o600}


def test_opening_a_present_ledger_loads_no_migrations(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cin_docs.testing.ledgers import a_ledger\n"
        f"a_ledger(Path({str(home)!r})).meetings(); print('alembic' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_a_ledger_that_is_gone_while_its_mark_is_there_is_not_begun_again(home: Path) -> None:
    file_of(home).unlink()
    refused(home, "is gone or empty, though its mark ledger.head is there. Restore it")
    assert not file_of(home).exists()


def test_a_ledger_that_was_emptied_is_not_begun_again(home: Path) -> None:
    file_of(home).write_bytes(b"")
    refused(home, "is gone or empty")


def test_an_empty_file_without_a_mark_is_not_taken_for_a_ledger(tmp_path: Path) -> None:
    file_of(tmp_path).touch()
    refused(tmp_path, "is empty")


def test_a_beginning_that_was_cut_off_is_taken_up_again(tmp_path: Path) -> None:
    a_ledger(tmp_path).close()
    file_of(tmp_path).write_bytes(b"")
    ledger = a_ledger(tmp_path)
    assert ledger.events() == ()
    ledger.close()


def test_a_file_that_is_no_database_is_refused(home: Path) -> None:
    file_of(home).write_bytes(b"This is a letter and not a ledger." * 200)
    refused(home, "is not a database.*Restore it from the backup; it is never made anew")


def found_out(home: Path) -> str:
    """What is said of a damaged file: when it is opened, or by `verify`."""
    try:
        ledger = a_ledger(home)
    except LedgerError as error:
        return str(error)
    try:
        return " ".join(ledger.verify())
    except LedgerError as error:
        return str(error)
    finally:
        ledger.close()


def test_a_file_cut_in_half_is_found_out(home: Path) -> None:
    data = file_of(home).read_bytes()
    file_of(home).write_bytes(data[: len(data) // 2 // 4096 * 4096])
    assert "is damaged" in found_out(home)


@pytest.mark.parametrize("page", range(1, 8))
def test_a_page_of_noise_is_found_out_and_never_a_traceback(home: Path, page: int) -> None:
    data = bytearray(file_of(home).read_bytes())
    data[page * 4096 : page * 4096 + 4096] = b"\x5a" * 4096
    file_of(home).write_bytes(data)
    assert "damaged" in found_out(home)


def test_another_key_is_refused(home: Path) -> None:
    with pytest.raises(LedgerError, match="not the one that this ledger was made with"):
        open_ledger(f"sqlite:///{file_of(home)}", b"x" * 32, allowed=allowed)
    with pytest.raises(ValueError, match="at least 16 bytes"):
        open_ledger(f"sqlite:///{file_of(home)}", b"", allowed=allowed)


def test_a_ledger_of_a_newer_version_is_refused_and_kept(home: Path) -> None:
    with closing(sqlite3.connect(file_of(home))) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    refused(home, "newer version of cin_docs .its tables are 9999, known are .*Install that version")


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(file_of(tmp_path))) as raw, raw:
        raw.execute("CREATE TABLE recipes (name)")
    with pytest.raises(LedgerError, match="not a ledger's"):
        a_ledger(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    refused_in = tmp_path / "nowhere"
    with pytest.raises(LedgerError, match=r"cannot be entered.*cin init"):
        a_ledger(refused_in)
    assert not refused_in.exists()


def test_a_folder_in_the_ledgers_place_is_told(tmp_path: Path) -> None:
    file_of(tmp_path).mkdir()
    with pytest.raises(LedgerError, match="is not a file"):
        a_ledger(tmp_path)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ledger.sqlite", "address is not one"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("oracle+nothing://host/db", "driver"),
    ],
)
def test_an_address_that_cannot_be_used_is_told(url: str, told: str) -> None:
    with pytest.raises(LedgerError, match=told):
        open_ledger(url, KEY, allowed=allowed)


@pytest.fixture
def lent() -> Iterator[Path]:
    """A ledger in a folder that any account may enter, so that another account can be refused in it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        ledger = a_ledger(home)
        ledger.note("run begun", "run", "", a_moment())
        ledger.close()
        for path in home.iterdir():
            path.chmod(0o644)
        yield home


CHILD = """
import os, sys, tempfile
from pathlib import Path
from cin_docs.errors import LedgerError
from cin_docs.testing.deliveries import a_moment
from cin_docs.testing.ledgers import a_ledger
# Once while every module can still be read.
with tempfile.TemporaryDirectory() as folder:
    a_ledger(Path(folder)).close()
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    a_ledger(Path(sys.argv[1])).note("run begun", "run", "", a_moment())
except LedgerError as error:
    print(error)
"""


def as_another(home: Path) -> str:
    run = subprocess.run([sys.executable, "-c", CHILD, str(home)], capture_output=True, text=True, check=True)
    return run.stdout


def test_a_ledger_in_a_folder_that_cannot_be_written_is_told(lent: Path) -> None:
    lent.chmod(0o555)
    said = as_another(lent)
    assert "cannot be" in said and "belong to the account that runs" in said


def test_a_ledger_cannot_be_begun_in_a_folder_that_cannot_be_written() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        said = as_another(Path(folder))
        assert "cannot be made: Permission denied. Let the folder belong" in said
        assert list(Path(folder).iterdir()) == []


def test_the_tables_that_the_migrations_make_are_those_that_the_code_uses(home: Path) -> None:
    engine = make_engine(f"sqlite:///{file_of(home)}")
    with reading(engine) as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        checks = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'dispatches'").scalar()
        assert str(context.get_current_revision()) == SCHEMA
    engine.dispose()
    check = next(item for item in metadata.tables["dispatches"].constraints if item.name == "known_state")
    assert isinstance(checks, str) and str(check.sqltext) in checks  # type: ignore[attr-defined]  # a CHECK has it


def test_the_newest_migration_is_the_one_that_the_code_knows() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == SCHEMA
    assert set(APPEND_ONLY) <= set(metadata.tables)


#: A version that comes after the present one.
LATER = f"{int(SCHEMA) + 1:04d}"

NEXT = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "{version}", "{before}"
def upgrade():
    op.add_column("events", sa.Column("later", sa.Text))
    {more}
"""


def scripts(folder: Path, more: str = "") -> Path:
    target = folder / "later"
    shutil.copytree(MIGRATIONS, target, ignore=shutil.ignore_patterns("__pycache__"))
    (target / "versions" / "v_next.py").write_text(NEXT.format(more=more, version=LATER, before=SCHEMA))
    return target


def test_an_older_ledger_is_copied_aside_and_brought_up(home: Path) -> None:
    url = f"sqlite:///{file_of(home)}"
    engine, _ = opened(url, KEY, None, newest=LATER, scripts=scripts(home))
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(later), count(*) FROM events").one() == (0, 2)
    engine.dispose()
    aside = home / f"ledger.sqlite.before-{LATER}-from-{SCHEMA}"
    assert aside.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(aside)) as raw:
        assert raw.execute("SELECT count(*) FROM events").fetchone() == (2,)
    with pytest.raises(LedgerError, match="newer version"):
        a_ledger(home)


def test_an_upgrade_that_fails_leaves_the_ledger_as_it_was(home: Path) -> None:
    url = f"sqlite:///{file_of(home)}"
    with pytest.raises(RuntimeError, match="half way"):
        opened(url, KEY, None, newest=LATER, scripts=scripts(home, "raise RuntimeError('half way')"))
    ledger = a_ledger(home)
    assert ledger.verify() == ()
    ledger.close()
    with closing(sqlite3.connect(file_of(home))) as raw:
        assert "later" not in {row[1] for row in raw.execute("PRAGMA table_info(events)")}


def test_a_ledger_that_another_holds_is_waited_for(home: Path) -> None:
    with closing(sqlite3.connect(file_of(home), isolation_level=None, check_same_thread=False)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        child = subprocess.Popen([sys.executable, "-c", WAITER, str(home)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "opened\n"
        raw.execute("COMMIT")
        assert child.communicate(timeout=30)[0] == "noted\n"


WAITER = """
import sys
from pathlib import Path
from cin_docs.testing.deliveries import a_moment
from cin_docs.testing.ledgers import a_ledger
ledger = a_ledger(Path(sys.argv[1]))
print("opened", flush=True)
ledger.note("run begun", "run", "", a_moment())
print("noted", flush=True)
"""
