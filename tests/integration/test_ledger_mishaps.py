"""Ticked lines, suppressed addresses, incidents and meetings of several children, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import cin_docs.ledger
from cin_docs.distribution.machine import allowed
from cin_docs.errors import RefusedError
from cin_docs.ledger.engine import make_engine
from cin_docs.ledger.opening import opened
from cin_docs.ledger.protocol import Filing, Ledger
from cin_docs.ledger.sql import SqlLedger, open_ledger
from cin_docs.model.delivery import Ask, Manifest, State
from cin_docs.model.incident import Incident
from cin_docs.testing.deliveries import (
    a_copy,
    a_dispatch,
    a_manifest,
    a_moment,
    a_record,
    an_approved_manifest,
    an_obligation,
    digest_of,
)  # fmt: skip
from cin_docs.testing.ledgers import KEY

ADDRESS = digest_of("an address")
SIBLING = "MAR-2042/2026-11-19-review-2"
ASKS = (
    Ask(id="W6-mum", guard="W6", sentence="mum's e-mail address is new.", dispatch=a_dispatch().id),
    Ask(id="W11-1", guard="W11", sentence="Page 2 may name somebody of another family.", reasoned=True),
)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    return str(request.getfixturevalue("emptied_postgres")())


@pytest.fixture
def ledger(url: str) -> Iterator[SqlLedger]:
    made = open_ledger(url, KEY, allowed=allowed)
    yield made
    made.close()


@pytest.fixture
def tamper(url: str) -> Callable[..., None]:
    """What somebody with the database can do; the triggers are taken away first and put back."""

    def do(*statements: str) -> None:
        engine = make_engine(url)
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                triggers = connection.execute(text(query)).all()
                before, after = [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
            else:
                before = [f"SET session_replication_role = {role}" for role in ("replica",)]
                after = ["SET session_replication_role = DEFAULT"]
            for statement in (*before, *statements, *after):
                connection.exec_driver_sql(statement)
        engine.dispose()

    return do


def filing(meeting: str, person: str = "mum", **changes: object) -> Filing:
    """One child's version 1 with one dispatch."""
    case = meeting.partition("/")[0]
    draft = a_dispatch(person, meeting=meeting, case=case)
    files = (a_copy(draft),)
    made = Filing(
        record=a_record(id=meeting, case=case),
        obligations=[an_obligation(person, meeting=meeting, case=case)],
        manifest=a_manifest((draft,), files),
        dispatches=[draft],
        copies=files,
        contacts={draft.id: f"{person}@post.example"},
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the tests name its own fields


def submitted(ledger: Ledger, **changes: object) -> Manifest:
    draft = a_dispatch()
    manifest = replace(a_manifest((draft,), (a_copy(draft),)), asks=ASKS, **changes)  # type: ignore[arg-type]
    ledger.submit(a_record(), [an_obligation()], manifest, [draft], [a_copy(draft)], {}, a_moment("sam"))
    return manifest


def an_incident(id: str = "I-KXWNRTZC", **changes: object) -> Incident:
    moment = a_moment("sam")
    made = Incident(
        id=id,
        case="MAR-2041",
        dispatch=a_dispatch().id,
        aware_at=moment.at - timedelta(hours=2),
        opened_at=moment.at,
        opened_by="sam",
        what="Kim's letter was put through next door.",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the tests name its own fields


# --- several children -------------------------------------------------------------------------------------------------


def test_the_children_of_a_meeting_are_submitted_together(ledger: SqlLedger) -> None:
    ledger.submit_all([filing(a_record().id), filing(SIBLING)], a_moment("sam"))
    assert [(one.case, one.state) for one in ledger.dispatches()] == [
        ("MAR-2041", State.DRAFT),
        ("MAR-2042", State.DRAFT),
    ]
    assert len(ledger.meetings()) == 2
    assert ledger.verify() == ()


def test_when_one_child_cannot_be_submitted_none_is(ledger: SqlLedger) -> None:
    known = filing(SIBLING)
    ledger.submit_all([known], a_moment("sam"))
    head = ledger.head()
    with pytest.raises(RefusedError, match="in the ledger already"):
        ledger.submit_all([filing(a_record().id), known], a_moment("sam"))
    assert ledger.head() == head
    assert {one.case for one in ledger.dispatches()} == {"MAR-2042"}


def test_nothing_to_submit_changes_nothing(ledger: SqlLedger) -> None:
    head = ledger.head()
    ledger.submit_all([], a_moment())
    assert ledger.head() == head


# --- what an approver ticked ------------------------------------------------------------------------------------------


def test_a_manifest_with_asks_a_correction_and_a_translation_comes_back_the_same(ledger: SqlLedger) -> None:
    draft = a_dispatch()
    made = a_manifest((draft,), (a_copy(draft),))
    row = replace(made.rows[0], translation="ur")
    manifest = replace(made, rows=(row,), asks=ASKS, replaces=1)
    ledger.submit(a_record(), [an_obligation()], manifest, [draft], [a_copy(draft)], {}, a_moment("sam"))
    assert ledger.manifest(manifest.digest) == ledger.manifest_of(draft.id) == manifest
    assert ledger.verify() == ()


def test_what_was_ticked_is_kept_with_its_words_and_no_event_holds_them(ledger: SqlLedger) -> None:
    manifest = submitted(ledger)
    ticked = {"W6-mum": "", "W11-1": "It is Kim's own sister."}
    approved = an_approved_manifest(manifest, ticked=ticked, alone_because="Nobody else is here this week.")
    ledger.approve(approved, a_moment("dana"))
    found = ledger.approval(manifest.digest)
    assert found == approved
    assert "sister" not in repr(found) and "this week" not in repr(found)
    told = repr(ledger.events())
    assert "sister" not in told and "this week" not in told
    (event,) = [event for event in ledger.events() if event.action == "approved"]
    assert (event.detail, "W11-1" in event.change) == ("alone", True)
    assert ledger.verify() == ()


def test_ticks_of_several_approvals_are_taken_together(ledger: SqlLedger) -> None:
    drafts = (a_dispatch("mum"), a_dispatch("dad"))
    files = tuple(a_copy(one) for one in drafts)
    manifest = replace(a_manifest(drafts, files), asks=ASKS)
    owed = [an_obligation("mum"), an_obligation("dad")]
    ledger.submit(a_record(), owed, manifest, drafts, files, {}, a_moment("sam"))
    one = an_approved_manifest(manifest, dispatches=frozenset({drafts[0].id}), ticked={"W6-mum": ""})
    two = an_approved_manifest(manifest, dispatches=frozenset({drafts[1].id}), ticked={"W11-1": "Her sister."})
    ledger.approve(one, a_moment("dana"))
    ledger.approve(two, a_moment("dana"))
    found = ledger.approval(manifest.digest)
    assert found is not None
    assert (dict(found.ticked), found.alone_because) == ({"W6-mum": "", "W11-1": "Her sister."}, None)
    assert ledger.verify() == ()


def test_a_line_that_was_not_asked_cannot_be_ticked(ledger: SqlLedger) -> None:
    manifest = submitted(ledger)
    head = ledger.head()
    with pytest.raises(RefusedError, match="lines that were not asked"):
        ledger.approve(an_approved_manifest(manifest, ticked={"W5-gran": ""}), a_moment())
    assert ledger.head() == head


def test_words_that_were_erased_leave_the_tick(ledger: SqlLedger, tamper: Callable[..., None]) -> None:
    manifest = submitted(ledger)
    approved = an_approved_manifest(manifest, ticked={"W11-1": "Her sister."}, alone_because="Nobody else was here.")
    ledger.approve(approved, a_moment())
    tamper("UPDATE ticks SET text = NULL", "UPDATE reasons SET text = NULL")
    found = ledger.approval(manifest.digest)
    assert found is not None
    assert (dict(found.ticked), found.alone_because) == ({"W11-1": "(erased)"}, "(erased)")
    assert ledger.verify() == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE ticks SET text = 'Somebody else said so.'", "tick W11-1 of event .* was changed"),
        ("UPDATE ticks SET ask = 'W6-mum'", "tick W6-mum of event .* no event tells of it"),
        ("DELETE FROM ticks", "tick .* is missing"),
    ],
)
def test_a_tick_that_was_tampered_with_is_found(
    ledger: SqlLedger, tamper: Callable[..., None], statement: str, told: str
) -> None:
    manifest = submitted(ledger)
    ledger.approve(an_approved_manifest(manifest, ticked={"W11-1": "Her sister."}), a_moment())
    tamper(statement)
    found = ledger.verify()
    assert any(_matches(told, line) for line in found), found


def test_a_tick_put_in_by_hand_ticks_nothing(ledger: SqlLedger, tamper: Callable[..., None]) -> None:
    manifest = submitted(ledger)
    ledger.approve(an_approved_manifest(manifest), a_moment())
    seq = next(event.seq for event in ledger.events() if event.action == "approved")
    tamper(f"INSERT INTO ticks VALUES ({seq}, 'W11-1', 'Yes.')")
    found = ledger.approval(manifest.digest)
    assert found is not None and dict(found.ticked) == {}
    assert any("no event tells of it" in line for line in ledger.verify())


def _matches(told: str, line: str) -> bool:
    return re.search(told, line) is not None


# --- suppressed addresses ---------------------------------------------------------------------------------------------


def test_an_address_is_suppressed_once_until_it_is_lifted(ledger: SqlLedger) -> None:
    ledger.suppress(ADDRESS, "It bounced: no such mailbox.", a_moment("sam"))
    head = ledger.head()
    ledger.suppress(ADDRESS, "Again.", a_moment("tom", days=1))
    assert ledger.head() == head
    (found,) = ledger.suppressions()
    assert (found.address_hmac, found.because) == (ADDRESS, "It bounced: no such mailbox.")
    assert (found.since, found.by) == (a_moment().at, "sam")
    assert "mailbox" not in repr(found) + repr(ledger.events())
    ledger.unsuppress(ADDRESS, "The mailbox is there again.", a_moment("tom", days=2))
    assert ledger.suppressions() == ()
    ledger.suppress(ADDRESS, "It bounced once more.", a_moment("sam", days=3))
    assert [one.because for one in ledger.suppressions()] == ["It bounced once more."]
    assert ledger.verify() == ()


def test_what_is_not_suppressed_cannot_be_lifted(ledger: SqlLedger) -> None:
    with pytest.raises(RefusedError, match="not suppressed"):
        ledger.unsuppress(ADDRESS, "Why not.", a_moment())


# --- incidents --------------------------------------------------------------------------------------------------------


def test_an_incident_is_opened_and_closed_with_its_reason(ledger: SqlLedger) -> None:
    ledger.open_incident(an_incident(), a_moment("sam"))
    ledger.open_incident(an_incident("I-2", case="OTH-1", dispatch=None), a_moment("sam", seconds=1))
    assert ledger.incidents() == (an_incident(), an_incident("I-2", case="OTH-1", dispatch=None))
    assert ledger.incidents(case="MAR-2041") == (an_incident(),)
    ledger.close_incident("I-KXWNRTZC", "The neighbour gave it back unopened.", a_moment("tom", days=1))
    (closed,) = ledger.incidents(case="MAR-2041")
    assert (closed.closed_at, closed.closed_because) == (
        a_moment(days=1).at,
        "The neighbour gave it back unopened.",
    )
    told = repr(ledger.incidents()) + repr(ledger.events())
    assert "Kim" not in told and "neighbour" not in told
    assert ledger.verify() == ()


def test_an_incident_is_opened_once_and_closed_once(ledger: SqlLedger) -> None:
    ledger.open_incident(an_incident(), a_moment())
    with pytest.raises(RefusedError, match="known already"):
        ledger.open_incident(an_incident(), a_moment())
    with pytest.raises(RefusedError, match="no open incident"):
        ledger.close_incident("I-NOBODY", "x", a_moment())
    ledger.close_incident("I-KXWNRTZC", "Over.", a_moment(days=1))
    with pytest.raises(RefusedError, match="no open incident"):
        ledger.close_incident("I-KXWNRTZC", "Over.", a_moment(days=1))
    with pytest.raises(ValueError, match="before it is closed"):
        ledger.open_incident(an_incident("I-3", closed_because="Over."), a_moment())
    assert ledger.verify() == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE suppressions SET lifted_seq = 1", "whether it was lifted contradicts"),
        (f"UPDATE suppressions SET address_hmac = '{digest_of('another')}'", "suppression of event 1 was changed"),
        ("UPDATE suppressions SET who = 'tom'", "suppression of event 1 was changed"),
        ("DELETE FROM suppressions", "suppression of event 1 is missing"),
        ("UPDATE incidents SET closed_seq = 2, closed_at = opened_at", "whether it is closed contradicts"),
        ("UPDATE incidents SET aware_at = '2026-11-21T09:00:00+00:00'", "Incident I-KXWNRTZC was changed"),
        ("UPDATE incidents SET dispatch = NULL", "Incident I-KXWNRTZC was changed"),
        ("DELETE FROM incidents", "incident I-KXWNRTZC is missing"),
        ("UPDATE reasons SET text = 'Nothing happened.' WHERE seq = 2", "reason of event 2 was changed"),
    ],
)
def test_a_suppression_or_an_incident_that_was_tampered_with_is_found(
    ledger: SqlLedger, tamper: Callable[..., None], statement: str, told: str
) -> None:
    ledger.suppress(ADDRESS, "It bounced.", a_moment("sam"))
    ledger.open_incident(an_incident(), a_moment("sam"))
    assert ledger.verify() == ()
    tamper(statement)
    found = ledger.verify()
    assert any(told in line for line in found), found


@pytest.mark.parametrize("table", ["suppressions", "incidents"])
def test_the_database_itself_refuses_to_remove_them(ledger: SqlLedger, url: str, table: str) -> None:
    ledger.suppress(ADDRESS, "It bounced.", a_moment("sam"))
    ledger.open_incident(an_incident(), a_moment("sam"))
    engine = make_engine(url)
    verbs = ["DELETE FROM {}", "TRUNCATE {}"] if engine.dialect.name != "sqlite" else ["DELETE FROM {}"]
    for verb in verbs:
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(verb.format(table)))
    engine.dispose()
    assert ledger.verify() == ()


# --- ledgers made before ----------------------------------------------------------------------------------------------


def first_version(folder: Path) -> Path:
    """The migrations as they were when there was only one."""
    source = Path(cin_docs.ledger.__file__).parent / "migrations"
    target = folder / "first"
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "v0002*"))
    return target


def test_a_ledger_of_the_first_version_is_brought_up_and_stays_whole(url: str, tmp_path: Path) -> None:
    mark = tmp_path / "ledger.head" if url.startswith("sqlite") else None
    engine, _ = opened(url, KEY, mark, newest="0001", scripts=first_version(tmp_path))
    old = SqlLedger(engine, KEY, allowed, mark)
    draft = a_dispatch()
    manifest = a_manifest((draft,), (a_copy(draft),))
    old.submit(
        a_record(), [an_obligation()], manifest, [draft], [a_copy(draft)], {draft.id: "x@post.example"}, a_moment()
    )
    old.approve(an_approved_manifest(manifest), a_moment("dana"))
    assert old.move(draft.id, State.APPROVED, State.QUEUED, a_moment(), by="sender")
    head = old.head()
    old.close()

    new = open_ledger(url, KEY, allowed=allowed, mark=mark)
    assert new.verify() == ()
    assert new.head() == head
    assert new.manifest_of(draft.id) == manifest
    approval = new.approval(manifest.digest)
    assert approval == an_approved_manifest(manifest)
    assert new.suppressions() == new.incidents() == ()
    assert new.move(draft.id, State.QUEUED, State.SENDING_PRE, a_moment(), by="sender")
    new.open_incident(an_incident(), a_moment())
    assert new.verify() == ()
    new.close()
    if url.startswith("sqlite"):
        assert (tmp_path / "ledger.sqlite.before-0002-from-0001").stat().st_mode & 0o777 == 0o600


def test_a_manifest_without_anything_new_keeps_the_digest_that_the_first_version_gave_it() -> None:
    assert a_manifest().digest == "cece8437b1fab60a00fe4c1565282b1f5fdc1d6db0ff34863f358c081a7c565f"
    assert a_manifest().code == "SV78-8DXH"
