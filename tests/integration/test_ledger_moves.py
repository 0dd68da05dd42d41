"""The ledger on a real file: what is written is there, in the states that the events tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cin_docs.distribution.machine import allowed
from cin_docs.errors import LedgerError, RefusedError
from cin_docs.ledger.engine import reading
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.ledger.sql import SqlLedger
from cin_docs.model.delivery import Manifest, State
from cin_docs.model.document import DocumentKind
from cin_docs.model.person import Channel
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
ADDRESS = "kim.marsh@post.example"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    made = a_ledger(tmp_path)
    yield made
    made.close()


def submitted(ledger: Ledger, version: int = 1) -> tuple[str, ...]:
    """Submit one e-mail dispatch for each person; the ids."""
    drafts = tuple(a_dispatch(person, version=version) for person in PEOPLE)
    copies = tuple(a_copy(item) for item in drafts)
    owed = [an_obligation(person) for person in PEOPLE]
    addresses = {item.id: f"{item.person}@post.example" for item in drafts}
    manifest = a_manifest(drafts, copies, version=version)
    ledger.submit(a_record(version=version), owed, manifest, drafts, copies, addresses, a_moment("sam"))
    return tuple(item.id for item in drafts)


def approved(ledger: Ledger) -> tuple[str, ...]:
    """Submit and approve; the ids."""
    ids = submitted(ledger)
    ledger.approve(an_approved_manifest(manifest_of(ledger)), a_moment("dana"))
    return ids


def manifest_of(ledger: Ledger) -> Manifest:
    record = ledger.meeting(MEETING)
    assert record is not None and record.manifest_digest is not None
    manifest = ledger.manifest(record.manifest_digest)
    assert manifest is not None
    return manifest


def states(ledger: Ledger, *ids: str) -> list[State]:
    found = [ledger.dispatch(id) for id in ids]
    return [item.state for item in found if item is not None]


def test_the_class_keeps_the_protocol(ledger: SqlLedger) -> None:
    promised: Ledger = ledger
    assert promised.verify() == ()


def test_a_new_ledger_is_empty_and_whole(ledger: SqlLedger) -> None:
    assert ledger.meetings() == ledger.obligations() == ledger.dispatches() == ledger.copies() == ledger.events() == ()
    assert ledger.head() == "0" * 64
    assert ledger.verify() == ledger.remarks() == ()
    assert ledger.meeting("x") is ledger.dispatch("x") is ledger.contact("x") is ledger.manifest("x") is None
    assert ledger.approval("x") is None


def test_a_meeting_known_to_be_held_opens_its_obligations_once(ledger: SqlLedger) -> None:
    first = [an_obligation("mum"), an_obligation("dad")]
    ledger.open_meeting(a_record(version=0), first, a_moment())
    head = ledger.head()
    ledger.open_meeting(a_record(version=0, team="South"), [an_obligation("mum", due=date(2030, 1, 1))], a_moment())
    assert ledger.head() == head
    assert ledger.meetings() == (a_record(version=0),)
    ledger.open_meeting(a_record(version=0), [*first, an_obligation("nurse")], a_moment(days=1))
    assert [item.person for item in ledger.obligations(meeting=MEETING)] == ["mum", "dad", "nurse"]
    assert ledger.obligations()[:2] == tuple(first)
    assert ledger.verify() == ()


def test_what_was_submitted_comes_back_the_same(ledger: SqlLedger, tmp_path: Path) -> None:
    draft = a_dispatch(channel=Channel.POST, owner="dana", reason="no e-mail")
    copies = (a_copy(draft), a_copy(draft, DocumentKind.MINUTES))
    owed = [an_obligation(), an_obligation(document=DocumentKind.MINUTES, due=None)]
    manifest = a_manifest((draft,), copies)
    ledger.submit(a_record(), owed, manifest, [draft], copies, {draft.id: "4 Mill Row\nEastmere"}, a_moment())
    again = a_ledger(tmp_path)
    assert again.meeting(MEETING) == a_record(manifest_digest=manifest.digest)
    assert again.dispatch(draft.id) == draft
    assert set(again.copies(dispatch=draft.id)) == set(again.copies(meeting=MEETING)) == set(copies)
    assert again.obligations() == tuple(owed)
    assert again.contact(draft.id) == "4 Mill Row\nEastmere"
    assert again.manifest(manifest.digest) == manifest
    assert again.verify() == ()
    again.close()


def test_no_event_holds_an_address_or_a_reason(ledger: SqlLedger) -> None:
    (id, *_) = approved(ledger)
    change = Change(reason="Kim asked to wait", owner="tom")
    ledger.move(id, State.APPROVED, State.HELD, a_moment(), detail=f"550 <{ADDRESS}> unknown", change=change)
    ledger.note("answered", "notes", f"sent to {ADDRESS}", a_moment())
    text = repr(ledger.events())
    assert "post.example" not in text and "Kim" not in text
    assert "550 <(address)> unknown" in text
    held = ledger.dispatch(id)
    assert held is not None and (held.reason, held.owner) == ("Kim asked to wait", "tom")
    assert "Kim" not in repr(held)


def test_an_approval_moves_exactly_its_dispatches(ledger: SqlLedger) -> None:
    mum, dad, nurse = submitted(ledger)
    part = an_approved_manifest(manifest_of(ledger), dispatches=frozenset({mum, nurse}))
    ledger.approve(part, a_moment("dana"))
    assert states(ledger, mum, dad, nurse) == [State.APPROVED, State.DRAFT, State.APPROVED]
    assert ledger.approval(part.manifest.digest) == part
    rest = replace(part, dispatches=frozenset({dad}), approver="tom")
    ledger.approve(rest, a_moment("tom"))
    whole = ledger.approval(part.manifest.digest)
    assert whole is not None and (whole.dispatches, whole.approver) == ({mum, dad, nurse}, "tom")
    assert ledger.verify() == ()


def test_an_approval_of_what_was_not_submitted_changes_nothing(ledger: SqlLedger) -> None:
    ids = submitted(ledger)
    head = ledger.head()
    other = replace(manifest_of(ledger), notes_digest="0" * 64)
    with pytest.raises(RefusedError, match="not what was submitted"):
        ledger.approve(an_approved_manifest(other), a_moment())
    with pytest.raises(RefusedError, match="does not list"):
        ledger.approve(an_approved_manifest(manifest_of(ledger), dispatches=frozenset({"another"})), a_moment())
    assert states(ledger, *ids) == [State.DRAFT] * 3
    assert ledger.head() == head


def test_an_approval_of_which_one_copy_is_no_draft_any_more_happens_not_at_all(ledger: SqlLedger) -> None:
    mum, dad, nurse = submitted(ledger)
    assert ledger.move(nurse, State.DRAFT, State.CANCELLED, a_moment())
    with pytest.raises(RefusedError, match="no longer a draft"):
        ledger.approve(an_approved_manifest(manifest_of(ledger)), a_moment())
    assert states(ledger, mum, dad, nurse) == [State.DRAFT, State.DRAFT, State.CANCELLED]
    assert ledger.approval(manifest_of(ledger).digest) is None
    assert ledger.verify() == ()


def test_a_move_changes_the_state_and_what_came_with_it(ledger: SqlLedger) -> None:
    (id, *_) = approved(ledger)
    assert ledger.move(id, State.APPROVED, State.QUEUED, a_moment(), by="sender")
    assert ledger.move(id, State.QUEUED, State.SENDING_PRE, a_moment(), change=Change(attempt=1))
    later = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    busy = Change(not_before=later, reason="450 busy")
    assert ledger.move(id, State.SENDING_PRE, State.QUEUED, a_moment(seconds=5), detail="450 4.3.0", change=busy)
    found = ledger.dispatch(id)
    assert found is not None
    assert (found.state, found.attempt, found.not_before, found.reason) == (State.QUEUED, 1, later, "450 busy")
    assert found.since == a_moment(seconds=5).at
    ledger.move(id, State.QUEUED, State.SENDING_PRE, a_moment(), change=Change(attempt=2, reason="", owner=""))
    ledger.move(id, State.SENDING_PRE, State.SENDING_DATA, a_moment())
    sent = Change(evidence_on=date(2026, 11, 20), evidence_at=later)
    ledger.move(id, State.SENDING_DATA, State.ACCEPTED, a_moment(), detail="250 2.0.0", change=sent)
    found = ledger.dispatch(id)
    assert found is not None
    assert (found.attempt, found.evidence_on, found.evidence_at) == (2, date(2026, 11, 20), later)
    assert (found.reason, found.owner) == (None, None)
    told = [(event.from_state, event.to_state) for event in ledger.events(subject=id)]
    assert told[-2:] == [("sending(pre)", "sending(data)"), ("sending(data)", "accepted")]
    assert ledger.verify() == ()


def test_a_dispatch_that_stands_elsewhere_or_nowhere_is_not_moved(ledger: SqlLedger) -> None:
    (id, *_) = approved(ledger)
    head = ledger.head()
    assert not ledger.move(id, State.QUEUED, State.SENDING_PRE, a_moment())
    assert not ledger.move("nobody", State.QUEUED, State.SENDING_PRE, a_moment())
    assert ledger.head() == head


def test_a_move_that_the_table_does_not_have_is_refused(ledger: SqlLedger) -> None:
    (id, *_) = approved(ledger)
    head = ledger.head()
    with pytest.raises(RefusedError, match="from 'approved' to 'accepted'"):
        ledger.move(id, State.APPROVED, State.ACCEPTED, a_moment())
    with pytest.raises(RefusedError, match="by the author"):
        ledger.move(id, State.APPROVED, State.QUEUED, a_moment(), by="author")
    assert ledger.head() == head
    assert states(ledger, id) == [State.APPROVED]


def test_every_move_of_the_table_and_no_other_passes_through_the_ledger(ledger: SqlLedger) -> None:
    for frm in State:
        for to in State:
            if allowed(frm, to):
                assert ledger.move("nobody", frm, to, a_moment()) is False
            else:
                with pytest.raises(RefusedError):
                    ledger.move("nobody", frm, to, a_moment())


def test_of_two_claims_one_holds(ledger: SqlLedger, tmp_path: Path) -> None:
    (id, *_) = approved(ledger)
    ledger.move(id, State.APPROVED, State.QUEUED, a_moment())
    other = a_ledger(tmp_path)
    held = [one.move(id, State.QUEUED, State.SENDING_PRE, a_moment()) for one in (ledger, other, ledger)]
    assert held == [True, False, False]
    assert other.verify() == ()
    other.close()


def test_a_newer_version_supersedes_what_was_not_on_its_way(ledger: SqlLedger) -> None:
    mum, dad, nurse = approved(ledger)
    for id in (mum, dad):
        ledger.move(id, State.APPROVED, State.QUEUED, a_moment())
    ledger.move(mum, State.QUEUED, State.CANCELLED, a_moment())
    newer = submitted(ledger, version=2)
    assert states(ledger, mum, dad, nurse) == [State.CANCELLED, State.SUPERSEDED, State.SUPERSEDED]
    assert states(ledger, *newer) == [State.DRAFT] * 3
    record = ledger.meeting(MEETING)
    assert record is not None and record.version == 2
    assert [event.to_state for event in ledger.events(subject=dad)] == ["draft", "approved", "queued", "superseded"]
    assert ledger.verify() == ()


@pytest.mark.parametrize(
    "way",
    [
        (State.QUEUED, State.SENDING_PRE),
        (State.QUEUED, State.SENDING_PRE, State.SENDING_DATA),
        (State.QUEUED, State.SENDING_PRE, State.SENDING_DATA, State.ACCEPTED),
        (State.QUEUED, State.FAILED),
        (State.TO_HAND, State.POSTED),
    ],
    ids=lambda way: str(way[-1]),
)
def test_a_version_is_not_stored_when_a_copy_it_would_replace_has_left_meanwhile(
    ledger: SqlLedger, way: tuple[State, ...]
) -> None:
    mum, dad, nurse = approved(ledger)
    stands = State.APPROVED
    for to in way:
        assert ledger.move(dad, stands, to, a_moment())
        stands = to
    head = ledger.head()
    with pytest.raises(RefusedError, match="1 copies of this meeting have left meanwhile"):
        submitted(ledger, version=2)
    assert ledger.head() == head
    assert states(ledger, mum, dad, nurse) == [State.APPROVED, stands, State.APPROVED]
    assert {item.id for item in ledger.dispatches()} == {mum, dad, nurse}


def again_for_dad(ledger: Ledger, keep: set[str]) -> str:
    """Submit version 2 with a dispatch for dad alone; its id."""
    draft = a_dispatch("dad", version=2)
    copies = (a_copy(draft),)
    manifest = a_manifest((draft,), copies, version=2)
    ledger.submit(
        a_record(version=2), [an_obligation("dad")], manifest, [draft], copies, {}, a_moment("sam"), keep=keep
    )
    return draft.id


def test_what_is_kept_stays_as_it_is_with_its_own_manifest_and_approval(ledger: SqlLedger) -> None:
    mum, dad, nurse = approved(ledger)
    first = manifest_of(ledger)
    ledger.move(mum, State.APPROVED, State.TO_HAND, a_moment())
    ledger.move(nurse, State.APPROVED, State.QUEUED, a_moment())
    ledger.move(dad, State.APPROVED, State.HELD, a_moment())
    newer = again_for_dad(ledger, {mum, nurse})
    ledger.approve(an_approved_manifest(manifest_of(ledger)), a_moment())
    assert states(ledger, mum, dad, nurse, newer) == [
        State.TO_HAND, State.SUPERSEDED, State.QUEUED, State.APPROVED,
    ]  # fmt: skip
    assert ledger.manifest_of(mum) == ledger.manifest_of(dad) == ledger.manifest_of(nurse) == first
    assert ledger.manifest_of(newer) == manifest_of(ledger) != first
    assert ledger.manifest_of("nobody") is None
    old = ledger.approval(first.digest)
    assert old is not None and mum in old.dispatches
    assert ledger.verify() == ()


def test_what_is_not_kept_and_has_left_stops_the_version_for_one_person_too(ledger: SqlLedger) -> None:
    mum, dad, nurse = approved(ledger)
    ledger.move(dad, State.APPROVED, State.QUEUED, a_moment())
    ledger.move(dad, State.QUEUED, State.SENDING_PRE, a_moment())
    with pytest.raises(RefusedError, match="left meanwhile"):
        again_for_dad(ledger, {mum, nurse})
    assert states(ledger, mum, dad, nurse) == [State.APPROVED, State.SENDING_PRE, State.APPROVED]


def excuses(ledger: Ledger) -> dict[str, str | None]:
    return {item.person: item.excused_because for item in ledger.obligations()}


def submitted_with(ledger: Ledger, version: int, **reasons: str | None) -> None:
    """Submit a version for mum, with everybody's obligations excused as said."""
    draft = a_dispatch("mum", version=version)
    copies = (a_copy(draft),)
    owed = [an_obligation(person, excused_because=reasons.get(person)) for person in PEOPLE]
    manifest = a_manifest((draft,), copies, version=version)
    ledger.submit(a_record(version=version), owed, manifest, [draft], copies, {}, a_moment("sam", days=version))


def test_a_submission_gives_and_withdraws_the_excuses_of_what_is_open_already(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    ledger.open_meeting(
        a_record(version=0), [an_obligation("mum"), an_obligation("dad"), an_obligation("nurse")], a_moment()
    )
    submitted_with(ledger, 1, dad="Rob asked for none", nurse="Left the service")
    assert excuses(ledger) == {"mum": None, "dad": "Rob asked for none", "nurse": "Left the service"}
    head = len(ledger.events())
    submitted_with(ledger, 2, nurse="Moved to another team")
    assert excuses(ledger) == {"mum": None, "dad": None, "nurse": "Moved to another team"}
    told = [(event.action, event.subject) for event in ledger.events()[head:] if "excuse" in event.action]
    assert told == [
        ("excuse withdrawn", an_obligation("dad").id),
        ("excused", an_obligation("nurse").id),
    ]
    submitted_with(ledger, 3, nurse="Moved to another team")
    assert [event.action for event in ledger.events() if "excuse" in event.action].count("excused") == 3
    again = a_ledger(tmp_path)
    assert again.verify() == ()
    assert excuses(again) == {"mum": None, "dad": None, "nurse": "Moved to another team"}
    again.close()


def test_a_submission_leaves_alone_the_obligations_it_does_not_name(ledger: SqlLedger) -> None:
    ledger.open_meeting(a_record(version=0), [an_obligation("mum"), an_obligation("dad")], a_moment())
    ledger.excuse(an_obligation("mum").id, "Kim asked for none", a_moment())
    again_for_dad(ledger, set())
    assert excuses(ledger) == {"mum": "Kim asked for none", "dad": None}


def test_a_reason_that_was_erased_is_not_written_down_again(ledger: SqlLedger, tmp_path: Path) -> None:
    submitted_with(ledger, 1, dad="Rob asked for none")
    with sqlite3.connect(tmp_path / "ledger.sqlite") as raw:
        raw.execute("UPDATE reasons SET text = NULL")
    submitted_with(ledger, 2, dad="Rob asked for none")
    assert excuses(ledger)["dad"] == "(erased)"
    assert ledger.verify() == ()


def test_the_same_copies_are_not_submitted_twice(ledger: SqlLedger) -> None:
    submitted(ledger)
    head = ledger.head()
    with pytest.raises(RefusedError, match="in the ledger already"):
        submitted(ledger)
    assert ledger.head() == head


def test_a_manifest_that_lists_other_copies_is_a_programming_mistake(ledger: SqlLedger) -> None:
    draft = a_dispatch()
    with pytest.raises(ValueError, match="exactly the copies"):
        ledger.submit(a_record(), [an_obligation()], a_manifest((draft,)), [draft], [], {}, a_moment())
    assert ledger.events() == ()


def test_an_excuse_is_kept_apart_from_its_event(ledger: SqlLedger) -> None:
    ledger.open_meeting(a_record(version=0), [an_obligation("mum"), an_obligation("dad")], a_moment())
    ledger.excuse(an_obligation("dad").id, "Rob asked for none", a_moment())
    assert [item.excused_because for item in ledger.obligations()] == [None, "Rob asked for none"]
    assert "Rob" not in repr(ledger.events())
    with pytest.raises(RefusedError):
        ledger.excuse("nobody/plan", "why", a_moment())
    assert ledger.verify() == ()


def test_contacts_and_reasons_can_be_erased_while_the_evidence_stays(ledger: SqlLedger, tmp_path: Path) -> None:
    (id, *_) = approved(ledger)
    ledger.move(id, State.APPROVED, State.HELD, a_moment(), change=Change(reason="a strategy meeting"))
    ledger.excuse(an_obligation("mum").id, "Kim asked for none", a_moment())
    with sqlite3.connect(tmp_path / "ledger.sqlite") as raw:
        raw.execute("DELETE FROM contacts")
        raw.execute("UPDATE reasons SET text = NULL")
    assert ledger.contact(id) is None
    found = ledger.dispatch(id)
    assert found is not None and (found.state, found.reason) == (State.HELD, None)
    assert ledger.obligations()[0].excused_because == "(erased)"
    assert ledger.verify() == ()


def test_events_of_one_subject_are_in_their_order(ledger: SqlLedger) -> None:
    ledger.note("run begun", "run", "", a_moment(days=3))
    ledger.note("answered", "notes", "sha", a_moment(days=2))
    ledger.note("run ended", "run", "", a_moment(days=1))
    assert [event.action for event in ledger.events(subject="run")] == ["run begun", "run ended"]
    assert [event.seq for event in ledger.events()] == [1, 2, 3]
    assert ledger.head() == ledger.events()[-1].hash
    assert ledger.verify() == ()
    assert len(ledger.remarks()) == 2


def test_a_moment_without_a_zone_is_a_programming_mistake(ledger: SqlLedger) -> None:
    moment = replace(a_moment(), at=datetime(2026, 11, 20, 9, 0))
    with pytest.raises(ValueError, match="UTC"):
        ledger.note("run begun", "run", "", moment)


def test_a_fault_shows_no_value(ledger: SqlLedger) -> None:
    draft = a_dispatch()
    copy = a_copy(draft, obligation="nobody/plan")
    contacts = {draft.id: ADDRESS}
    with pytest.raises(LedgerError) as caught:
        ledger.submit(a_record(), [], a_manifest((draft,), (copy,)), [draft], [copy], contacts, a_moment())
    assert ADDRESS not in str(caught.value)
    assert caught.value.__suppress_context__
    assert ledger.events() == () == ledger.verify()


def test_the_settings_are_safe_against_loss_of_power(ledger: SqlLedger, tmp_path: Path) -> None:
    with reading(ledger._engine) as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_full_disk_is_told_and_nothing_is_half_written(ledger: SqlLedger) -> None:
    (id, *_) = approved(ledger)
    ledger.move(id, State.APPROVED, State.QUEUED, a_moment())
    with reading(ledger._engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerError, match="has no space left"):
        _until_it_is_full(ledger, id)
    assert states(ledger, id)[0] in (State.QUEUED, State.SENDING_PRE)
    assert ledger.verify() == ()


def _until_it_is_full(ledger: Ledger, id: str) -> None:
    for _ in range(1000):
        assert ledger.move(id, State.QUEUED, State.SENDING_PRE, a_moment(), detail="450 4.3.0 try again later")
        assert ledger.move(id, State.SENDING_PRE, State.QUEUED, a_moment(), detail="450 4.3.0 try again later")
