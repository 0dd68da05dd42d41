"""Whoever changes the database behind the ledger's back is found by `verify`."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cin_docs.errors import LedgerError, RefusedError
from cin_docs.ledger.protocol import Change
from cin_docs.ledger.sql import SqlLedger
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
from cin_docs.testing.ledgers import a_ledger

PEOPLE = ("mum", "dad", "nurse")
NURSE = a_dispatch("nurse").id


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    """A ledger with three dispatches: one queued, one approved, one held with a reason."""
    made = a_ledger(tmp_path)
    drafts = tuple(a_dispatch(person) for person in PEOPLE)
    copies = tuple(a_copy(item) for item in drafts)
    manifest = a_manifest(drafts, copies)
    owed = [an_obligation(person) for person in PEOPLE]
    made.submit(a_record(), owed, manifest, drafts, copies, {}, a_moment("sam"))
    made.approve(an_approved_manifest(manifest), a_moment("dana"))
    made.move(drafts[0].id, State.APPROVED, State.QUEUED, a_moment(), detail="by the run")
    made.move(NURSE, State.APPROVED, State.HELD, a_moment(), change=Change(reason="wait", owner="tom"))
    made.excuse(owed[1].id, "Rob asked for none", a_moment())
    yield made
    made.close()


def tamper(folder: Path, *statements: str) -> None:
    """What somebody with the file and an SQLite shell can do; the triggers are taken away first and put back."""
    with closing(sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        for _, sql in triggers:
            raw.execute(sql)


def test_the_untouched_ledger_is_whole(ledger: SqlLedger, tmp_path: Path) -> None:
    tamper(tmp_path)
    assert ledger.verify() == ()


@pytest.mark.parametrize("table", ["events", "meetings", "manifests", "approvals", "copies"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET rowid = rowid", "DELETE FROM {0}"])
def test_the_database_itself_refuses_changes_of_what_was_written(
    ledger: SqlLedger, tmp_path: Path, table: str, statement: str
) -> None:
    with (
        closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as raw,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        raw.execute(statement.format(table))
    assert ledger.verify() == ()


def test_the_database_itself_refuses_an_unknown_state(ledger: SqlLedger, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as raw:
        with pytest.raises(sqlite3.IntegrityError, match="does not go this way"):
            raw.execute("UPDATE dispatches SET state = 'sent'")
        raw.execute("DROP TRIGGER dispatches_known_move")
        with pytest.raises(sqlite3.IntegrityError, match="known_state"):
            raw.execute("UPDATE dispatches SET state = 'sent'")
    assert ledger.verify() == ("The triggers that keep the states of dispatches to the known moves were taken away.",)


SWAP = (
    "UPDATE events SET seq = -1 WHERE seq = 6",
    "UPDATE events SET seq = 6 WHERE seq = 7",
    "UPDATE events SET seq = 7 WHERE seq = -1",
)
INVENTED = (
    "INSERT INTO dispatches SELECT 'new', meeting, \"case\", person, channel, contact, state, attempt, not_before, "
    "message_id, cover_digest, evidence_on, evidence_at, reason_seq, owner, since, mode, opened_seq "
    "FROM dispatches LIMIT 1"
)
LAST = "(SELECT max(seq) FROM events)"


def test_an_excuse_that_was_withdrawn_and_put_back_by_hand_is_found(ledger: SqlLedger, tmp_path: Path) -> None:
    given = [event.seq for event in ledger.events() if event.action == "excused"]
    drafts = tuple(a_dispatch(person, version=2) for person in PEOPLE)
    copies = tuple(a_copy(item) for item in drafts)
    manifest = a_manifest(drafts, copies, version=2)
    keep = {item.id for item in ledger.dispatches()}
    owed = [an_obligation(person) for person in PEOPLE]
    ledger.submit(a_record(version=2), owed, manifest, drafts, copies, {}, a_moment("sam"), keep=keep)
    assert ledger.verify() == ()
    tamper(tmp_path, f"UPDATE obligations SET excused_seq = {given[0]} WHERE person = 'dad'")
    assert any("whether it is excused contradicts the events" in told for told in ledger.verify())


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["UPDATE events SET detail = 'by hand' WHERE detail = 'by the run'"], "was changed after it was written"),
        (["UPDATE events SET actor = 'tom' WHERE action = 'approved'"], "was changed after it was written"),
        (["UPDATE events SET recorded_at = 'yesterday' WHERE seq = 3"], "Event 3 cannot be read"),
        (["UPDATE events SET change = 'not json' WHERE seq = 3"], "Event 3 was changed"),
        (["DELETE FROM events WHERE seq = 5"], "Event 5 is missing"),
        (["DELETE FROM events WHERE seq = 1"], "Event 1 is missing"),
        ([f"DELETE FROM events WHERE seq = {LAST}"], "its end was cut off"),
        ([f"DELETE FROM events WHERE seq > {LAST} - 3"], "its end was cut off"),
        (["DELETE FROM events"], "its end was cut off"),
        (SWAP, "does not follow event"),
        (["UPDATE dispatches SET state = 'accepted' WHERE person = 'mum'"], "its state is 'accepted'"),
        (["UPDATE dispatches SET evidence_on = '2026-11-20' WHERE person = 'mum'"], "its evidence_on is"),
        (["UPDATE dispatches SET evidence_at = '2026-11-20T09:00:00+00:00'"], "its evidence_at is"),
        (["UPDATE dispatches SET since = '2026-01-01T09:00:00+00:00'"], "its since is"),
        (["UPDATE dispatches SET attempt = 9 WHERE person = 'mum'"], "its attempt is '9'"),
        (["UPDATE dispatches SET owner = NULL WHERE person = 'nurse'"], "its owner is"),
        (["UPDATE dispatches SET reason_seq = NULL"], "its reason_seq is"),
        (["UPDATE dispatches SET person = 'gran' WHERE person = 'mum'"], "was changed after it was submitted"),
        (["UPDATE dispatches SET mode = 'live'"], "was changed after it was submitted"),
        (["DELETE FROM dispatches WHERE person = 'dad'"], "is missing, though events tell of it"),
        ([INVENTED], "no event tells of it"),
        (["UPDATE copies SET file_digest = 'x'"], "copies of dispatch"),
        (["DELETE FROM copies WHERE dispatch LIKE '%dad'"], "copies of dispatch"),
        (["UPDATE obligations SET due = '2027-01-01' WHERE person = 'mum'"], "was changed after it was opened"),
        (["UPDATE obligations SET excused_seq = NULL"], "contradicts the events"),
        (["DELETE FROM obligations WHERE person = 'mum'"], "obligation"),
        (["UPDATE meetings SET team = 'South'"], "snapshot of a meeting"),
        (["DELETE FROM meetings"], "snapshot of a meeting"),
        (["UPDATE approvals SET approver = 'tom'"], "approval of event"),
        (["DELETE FROM approvals"], "approval of event"),
        (["UPDATE manifests SET canonical = replace(canonical, 'mum', 'dad')"], "manifest"),
        (["DELETE FROM manifests"], "manifest"),
        (["UPDATE reasons SET text = 'another' WHERE text = 'wait'"], "The reason of event"),
        (["DELETE FROM reasons WHERE text = 'wait'"], "reason of event"),
    ],
)  # fmt: skip
def test_each_tampering_is_found(ledger: SqlLedger, tmp_path: Path, statements: list[str], told: str) -> None:
    tamper(tmp_path, *statements)
    found = ledger.verify()
    assert any(told in sentence for sentence in found), found


def test_triggers_that_were_taken_away_are_missed(ledger: SqlLedger, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER events_refuse_update")
    assert ledger.verify() == ("The triggers that keep events as they were written were taken away.",)


def test_a_trigger_that_was_made_harmless_is_found(ledger: SqlLedger, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER events_refuse_update")
        raw.execute("CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events BEGIN SELECT 1; END")
    assert ledger.verify() == ("The triggers that keep events as they were written were taken away.",)


def copy_out(folder: Path) -> None:
    """A backup as an administrator makes it: the database alone, with its journal taken in."""
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as raw, closing(sqlite3.connect(folder / "old")) as old:
        raw.backup(old)


def put_back(folder: Path) -> None:
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(folder / "old", folder / "ledger.sqlite")


def test_an_old_backup_put_back_shows_and_sends_nothing_until_a_person_accepts_it(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    mum = a_dispatch("mum").id
    copy_out(tmp_path)
    ledger.move(mum, State.QUEUED, State.SENDING_PRE, a_moment())
    ledger.move(mum, State.SENDING_PRE, State.SENDING_DATA, a_moment())
    ledger.move(mum, State.SENDING_DATA, State.ACCEPTED, a_moment())
    ledger.close()
    put_back(tmp_path)
    old = a_ledger(tmp_path)
    told = old.behind()
    assert told is not None and "an older backup was put back" in told
    assert old.verify() == (told,)
    with pytest.raises(RefusedError, match="Nothing is sent"):
        old.move(mum, State.QUEUED, State.SENDING_PRE, a_moment())
    # Held by a person, also past the number where the mark stands: it still shows.
    assert old.move(mum, State.QUEUED, State.HELD, a_moment())
    for _ in range(5):
        old.note("run begun", "run", "", a_moment())
    told = old.behind()
    assert told is not None and "put back and used since" in told
    with pytest.raises(RefusedError, match="Nothing is sent"):
        old.move(mum, State.QUEUED, State.SENDING_PRE, a_moment())
    old.accept_restored("the disk broke on Monday", a_moment("tom"))
    assert old.behind() is None
    assert old.verify() == ()
    assert old.events()[-1].actor == "tom"
    assert old.move(mum, State.HELD, State.APPROVED, a_moment())
    old.close()


def test_a_missing_mark_shows_and_is_not_quietly_made_again(ledger: SqlLedger, tmp_path: Path) -> None:
    (tmp_path / "ledger.head").unlink()
    ledger.note("run begun", "run", "", a_moment())
    assert not (tmp_path / "ledger.head").exists()
    assert len(ledger.verify()) == 1 and "missing or damaged" in ledger.verify()[0]
    with pytest.raises(RefusedError):
        ledger.move(a_dispatch("mum").id, State.QUEUED, State.SENDING_PRE, a_moment())
    ledger.accept_restored("the mark was lost in a move", a_moment("tom"))
    assert ledger.verify() == ()


def test_a_mark_written_without_the_key_is_found(ledger: SqlLedger, tmp_path: Path) -> None:
    tamper(tmp_path, f"DELETE FROM events WHERE seq = {LAST}")
    seq, head = len(ledger.events()), ledger.head()
    (tmp_path / "ledger.head").write_text(f"{seq:012d} {head} {'0' * 64}\n")
    assert any("missing or damaged" in sentence for sentence in ledger.verify())


def test_a_mark_that_lags_after_a_loss_of_power_is_harmless(ledger: SqlLedger, tmp_path: Path) -> None:
    before = (tmp_path / "ledger.head").read_bytes()
    ledger.note("run begun", "run", "", a_moment())
    (tmp_path / "ledger.head").write_bytes(before)
    assert ledger.verify() == ()
    ledger.note("run ended", "run", "", a_moment())
    assert (tmp_path / "ledger.head").read_bytes() != before
    assert ledger.verify() == ()


def test_there_is_nothing_to_accept_in_a_whole_ledger(ledger: SqlLedger) -> None:
    with pytest.raises(RefusedError, match="nothing to accept"):
        ledger.accept_restored("just so", a_moment())


def test_a_meeting_that_was_edited_into_nonsense_is_a_message_and_no_traceback(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    tamper(tmp_path, "UPDATE meetings SET mode = 'nonsense'")
    with pytest.raises(LedgerError, match="cin verify"):
        ledger.meeting(MEETING)
