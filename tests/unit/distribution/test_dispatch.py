"""The sender's rules, with a real ledger, a real store and the folder relay."""

from __future__ import annotations

import asyncio
import mailbox
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from cin_docs.distribution.dispatch import Limits, SendReport, lock, recover, send_queued
from cin_docs.errors import LedgerError, RefusedError
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.document import Mode
from cin_docs.model.finding import Finding, Severity
from cin_docs.testing.deliveries import a_moment
from cin_docs.testing.sending import SENDER, Home, a_home
from cin_docs.transport.maildir import MaildirRelay
from cin_docs.transport.protocol import Phase, Relay, Reply

PEOPLE = ("mum", "dad", "gran")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = a_home(tmp_path, PEOPLE)
    yield home
    home.ledger.close()


def relay(home: Home) -> MaildirRelay:
    return MaildirRelay(home.folder / "mail")


def run(home: Home, **changes: Any) -> SendReport:
    folder = relay(home)
    arguments: dict[str, Any] = {
        "approved": [home.approved],
        "ledger": home.ledger,
        "store": home.store,
        "relay_for": lambda _dispatch: folder,
        "sender": SENDER.address,
        "moment": a_moment,
        "check": lambda _dispatch: None,
    }
    with lock(home.folder) as held:
        return send_queued(**({"held": held} | arguments | changes))


def kept(home: Home, person: str) -> int:
    folder = home.folder / "mail" / f"{person}@post.example"
    return len(mailbox.Maildir(folder, create=False)) if folder.is_dir() else 0


@dataclass
class Answering:
    """A relay that gives the same answer at one step and says yes at the others."""

    phase: Phase
    code: int | None
    asked: list[str] = field(default_factory=list)
    leaves: bool = True

    def _reply(self, phase: Phase, usual: int) -> Reply:
        self.asked.append(phase)
        return Reply(phase=phase, code=self.code if phase is self.phase else usual, text="so it says")

    async def connect(self) -> Reply:
        return self._reply(Phase.CONNECT, 220)

    async def mail(self, sender: str, *, size: int, envid: str) -> Reply:
        return self._reply(Phase.MAIL, 250)

    async def rcpt(self, address: str) -> Reply:
        return self._reply(Phase.RCPT, 250)

    async def data(self, message: bytes) -> Reply:
        return self._reply(Phase.DOT, 250)

    async def close(self) -> None:
        self.asked.append("close")


def always(relay: Relay) -> Callable[[Dispatch], Relay]:
    return lambda _dispatch: relay


def test_everyone_queued_and_approved_gets_one_copy(home: Home) -> None:
    report = run(home)
    assert report.counts == {State.ACCEPTED: 3}
    assert [kept(home, person) for person in PEOPLE] == [1, 1, 1]
    assert report.stopped is None
    assert report.needs_a_person == ()


def test_the_reply_and_its_day_and_hour_are_kept_as_evidence(home: Home) -> None:
    run(home)
    found = home.ledger.dispatch(home.queued["mum"].id)
    assert found is not None
    assert (found.evidence_on, found.evidence_at) == (a_moment().on, a_moment().at)
    assert found.reason == "kept in outbox/mail"
    assert (found.attempt, found.owner) == (1, None)


def test_a_second_run_sends_nothing(home: Home) -> None:
    run(home)
    assert run(home).outcomes == ()
    assert kept(home, "mum") == 1


def test_without_the_lock_nothing_is_sent(home: Home) -> None:
    with lock(home.folder) as held:
        pass
    with pytest.raises(RefusedError, match="lock"):
        run(home, held=held)
    assert kept(home, "mum") == 0


def test_only_what_was_approved_is_sent(home: Home) -> None:
    part = replace(home.approved, dispatches=frozenset({home.queued["mum"].id}))
    report = run(home, approved=[part])
    assert report.left == {"not approved": 2}
    assert [home.state(person) for person in PEOPLE] == [State.ACCEPTED, State.QUEUED, State.QUEUED]


@pytest.mark.parametrize("state", [State.APPROVED, State.HELD, State.CANCELLED, State.UNCERTAIN, State.TO_HAND])
def test_nothing_but_queued_is_sent(state: State, tmp_path: Path) -> None:
    home = a_home(tmp_path)
    way = {
        State.HELD: [State.HELD],
        State.APPROVED: [State.HELD, State.APPROVED],
        State.CANCELLED: [State.CANCELLED],
        State.UNCERTAIN: [State.SENDING_PRE, State.SENDING_DATA, State.UNCERTAIN],
        State.TO_HAND: [State.FAILED, State.TO_HAND],
    }[state]
    at = State.QUEUED
    for to in way:
        assert home.ledger.move(home.queued["mum"].id, at, to, a_moment())
        at = to
    assert run(home).outcomes == ()
    assert home.state("mum") is state
    assert kept(home, "mum") == 0


def test_a_guard_holds_one_and_lets_the_others_go(home: Home) -> None:
    finding = Finding(code="address-changed", severity=Severity.BLOCKS, sentence="It changed.", remedy="Approve it.")
    report = run(home, check=lambda dispatch: finding if dispatch.person == "dad" else None)
    assert home.state("dad") is State.HELD
    assert report.counts == {State.ACCEPTED: 2, State.HELD: 1}
    assert [(item.note, item.owner) for item in report.needs_a_person] == [("address-changed", "dana")]
    found = home.ledger.dispatch(home.queued["dad"].id)
    assert found is not None
    assert found.reason == "It changed."


def test_stored_bytes_changed_by_one_bit_are_held(home: Home) -> None:
    digest = home.queued["mum"].cover_digest
    path = home.folder / "store" / digest[:2] / digest[2:]
    data = bytearray(path.read_bytes())
    data[-10] ^= 1
    path.write_bytes(data)
    report = run(home)
    assert home.state("mum") is State.HELD
    assert "stored-bytes-changed" in [item.note for item in report.outcomes]
    assert [kept(home, person) for person in PEOPLE] == [0, 1, 1]


def test_a_manifest_that_names_other_bytes_holds(home: Home) -> None:
    rows = tuple(replace(row, cover_digest="0" * 64) for row in home.approved.manifest.rows)
    other = replace(home.approved, manifest=replace(home.approved.manifest, rows=rows))
    report = run(home, approved=[other])
    assert {item.note for item in report.outcomes} == {"changed-since-approval"}
    assert {home.state(person) for person in PEOPLE} == {State.HELD}


def test_a_contact_that_is_not_the_one_in_the_message_holds(home: Home) -> None:
    class Corrected:
        def __getattr__(self, name: str) -> Any:
            return getattr(home.ledger, name)

        def contact(self, dispatch: str) -> str:
            return "somebody.else@post.example"

    report = run(home, ledger=Corrected())
    assert {item.note for item in report.outcomes} == {"changed-since-approval"}
    assert kept(home, "mum") == 0


def test_a_live_home_does_not_count_mail_in_a_folder(home: Home) -> None:
    class Live:
        def __getattr__(self, name: str) -> Any:
            return getattr(home.ledger, name)

        def dispatches(self, **asked: Any) -> tuple[Dispatch, ...]:
            return tuple(replace(item, mode=Mode.LIVE) for item in home.ledger.dispatches(**asked))

    with pytest.raises(RefusedError, match="live home"):
        run(home, ledger=Live())
    assert kept(home, "mum") == 0


def test_the_step_into_data_is_durable_before_data_is_said(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    seen = []

    class Looking(Answering):
        async def data(self, message: bytes) -> Reply:
            seen.append(home.state("mum"))
            return await super().data(message)

    run(home, relay_for=always(Looking(Phase.DOT, 250)))
    assert seen == [State.SENDING_DATA]


@pytest.mark.parametrize("step", [State.SENDING_PRE, State.SENDING_DATA])
def test_a_commit_that_fails_before_data_sends_nothing_and_ends_the_run(step: State, home: Home) -> None:
    class Full:
        def __getattr__(self, name: str) -> Any:
            return getattr(home.ledger, name)

        def move(self, dispatch: str, frm: State, to: State, *args: Any, **kwargs: Any) -> bool:
            if to is step:
                raise LedgerError("The ledger has no space left on its disk.")
            return home.ledger.move(dispatch, frm, to, *args, **kwargs)

    relay = Answering(Phase.DOT, 250)
    with pytest.raises(LedgerError, match="no space"):
        run(home, ledger=Full(), relay_for=always(relay))
    assert Phase.DOT not in relay.asked


def test_f53_a_disk_that_is_really_full_sends_nothing(home: Home) -> None:
    home.ledger.close()

    def fill(connection: Any, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(home.ledger._engine, "connect", fill)
    relay = Answering(Phase.DOT, 250)
    refused = always(Answering(Phase.RCPT, 450))

    def runs_for_days() -> None:
        # A page may still have room for the first few events; it does not for all.
        for day in range(200):
            run(home, relay_for=refused, moment=partial(a_moment, days=day), limits=Limits(attempts=500))

    with pytest.raises(LedgerError, match="no space left"):
        runs_for_days()
    with pytest.raises(LedgerError, match="no space left"):
        run(home, relay_for=always(relay), moment=lambda: a_moment(days=300))
    assert Phase.DOT not in relay.asked


def test_f54_a_commit_that_fails_after_the_reply_is_found_uncertain_at_the_next_start(home: Home) -> None:
    class Full:
        def __getattr__(self, name: str) -> Any:
            return getattr(home.ledger, name)

        def move(self, dispatch: str, frm: State, to: State, *args: Any, **kwargs: Any) -> bool:
            if to is State.ACCEPTED:
                raise LedgerError("The ledger has no space left on its disk.")
            return home.ledger.move(dispatch, frm, to, *args, **kwargs)

    with pytest.raises(LedgerError):
        run(home, ledger=Full())
    report = run(home)
    assert len(report.uncertain) == 1
    assert report.counts == {State.ACCEPTED: 2}
    assert sum(kept(home, person) for person in PEOPLE) == 3


def test_what_a_dead_run_left_is_put_in_order_first(home: Home) -> None:
    ledger = home.ledger
    ledger.move(home.queued["mum"].id, State.QUEUED, State.SENDING_PRE, a_moment())
    ledger.move(home.queued["dad"].id, State.QUEUED, State.SENDING_PRE, a_moment())
    ledger.move(home.queued["dad"].id, State.SENDING_PRE, State.SENDING_DATA, a_moment())
    found = recover(ledger, a_moment())
    assert [(item.dispatch, item.state, item.owner) for item in found] == [
        (home.queued["mum"].id, State.QUEUED, None),
        (home.queued["dad"].id, State.UNCERTAIN, "dana"),
    ]
    assert recover(ledger, a_moment()) == ()


@pytest.mark.parametrize(
    ("phase", "code", "state"),
    [
        (Phase.RCPT, 450, State.QUEUED),
        (Phase.RCPT, 550, State.FAILED),
        (Phase.RCPT, 251, State.HELD),
        (Phase.DOT, 451, State.QUEUED),
        (Phase.DOT, 554, State.FAILED),
        (Phase.DOT, None, State.UNCERTAIN),
    ],
)
def test_what_needs_a_person_has_an_owner_and_a_reason(
    phase: Phase, code: int | None, state: State, tmp_path: Path
) -> None:
    home = a_home(tmp_path)
    report = run(home, relay_for=always(Answering(phase, code)))
    found = home.ledger.dispatch(home.queued["mum"].id)
    assert found is not None
    assert found.state is state
    assert found.reason is not None
    assert "so it says" in found.reason
    assert (found.owner == "dana") is (state is not State.QUEUED)
    assert bool(report.needs_a_person) is (state is not State.QUEUED)


def test_the_relays_words_go_to_people_and_not_into_events(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    run(home, relay_for=always(Answering(Phase.RCPT, 550)))
    assert "so it says" not in "".join(item.detail for item in home.ledger.events())


def test_a_refusal_waits_longer_each_time(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    limits = Limits(back_off=(timedelta(minutes=5), timedelta(hours=1)), attempts=9)
    waits = []
    for day in range(3):
        run(
            home, relay_for=always(Answering(Phase.RCPT, 450)), moment=lambda day=day: a_moment(days=day), limits=limits
        )
        found = home.ledger.dispatch(home.queued["mum"].id)
        assert found is not None
        assert found.not_before is not None
        waits.append(found.not_before - a_moment(days=day).at)
    assert waits == [timedelta(minutes=5), timedelta(hours=1), timedelta(hours=1)]


def test_a_relay_that_is_down_is_asked_once_a_run_and_costs_no_attempt(home: Home) -> None:
    relay = Answering(Phase.CONNECT, None)
    for day in range(5):
        report = run(
            home, relay_for=always(relay), moment=lambda day=day: a_moment(days=day), limits=Limits(attempts=2)
        )
        assert report.left == {"relay down": 2}
    assert relay.asked.count(Phase.CONNECT) == 5
    assert {home.state(person) for person in PEOPLE} == {State.QUEUED}


def test_one_relay_down_does_not_stop_another(home: Home) -> None:
    down, up = Answering(Phase.CONNECT, None), relay(home)
    report = run(home, relay_for=lambda dispatch: down if dispatch.person == "mum" else up)
    assert report.counts == {State.QUEUED: 1, State.ACCEPTED: 2}


def test_a_run_sends_no_more_than_its_cap(home: Home) -> None:
    report = run(home, limits=Limits(messages=2))
    assert report.left == {"cap": 1}
    assert report.counts == {State.ACCEPTED: 2}


@pytest.mark.parametrize("limits", [Limits(per_case=2), Limits(per_domain=2)], ids=["of a case", "to a domain"])
def test_what_is_too_much_of_one_case_or_to_one_domain_is_held_for_a_person(limits: Limits, home: Home) -> None:
    """W15: a mistake that repeats itself stops by itself, and whoever leads the case hears of it."""
    report = run(home, limits=limits)
    assert report.counts == {State.ACCEPTED: 2, State.HELD: 1}
    (held,) = [one for one in report.outcomes if one.state is State.HELD]
    assert (held.note, held.owner) == ("cap-reached", "dana")
    assert report.needs_a_person == (held,)
    kept_back = home.ledger.dispatch(held.dispatch)
    assert kept_back is not None
    assert "cin.yaml" in (kept_back.reason or "")
    assert "@" not in (kept_back.reason or "")


def test_a_cap_counts_what_was_taken_up_and_not_what_a_guard_held(home: Home) -> None:
    def check(dispatch: Dispatch) -> Finding | None:
        held = Finding(code="x", severity=Severity.BLOCKS, sentence="No.", remedy="Do.")
        return held if dispatch.person == "mum" else None

    report = run(home, limits=Limits(per_case=2), check=check)
    assert report.counts == {State.HELD: 1, State.ACCEPTED: 2}


def test_what_a_cap_held_goes_with_the_next_run_once_somebody_released_it(home: Home) -> None:
    run(home, limits=Limits(per_case=2))
    (held,) = home.ledger.dispatches(state=State.HELD)
    assert home.ledger.move(held.id, State.HELD, State.APPROVED, a_moment(), by="approver")
    assert home.ledger.move(held.id, State.APPROVED, State.QUEUED, a_moment(), by="sender")
    assert run(home, limits=Limits(per_case=2)).counts == {State.ACCEPTED: 1}


def test_every_relay_used_is_closed(home: Home) -> None:
    relay = Answering(Phase.RCPT, 550)
    run(home, relay_for=always(relay))
    assert relay.asked.count("close") == 1


def test_a_relay_that_breaks_in_data_leaves_it_uncertain(home: Home) -> None:
    class Breaking(Answering):
        async def data(self, message: bytes) -> Reply:
            raise asyncio.CancelledError

    with pytest.raises(KeyboardInterrupt):
        run(home, relay_for=always(Breaking(Phase.DOT, 250)))
    assert sorted(home.state(person) for person in PEOPLE) == [State.QUEUED, State.QUEUED, State.UNCERTAIN]
