"""The send protocol: claim, connect, MAIL, RCPT, commit, DATA, commit.

What may have been taken by a relay is never sent again by itself. `sending(data)` is committed before
DATA, so whoever finds a dispatch there after a crash knows that nobody can know, and says so. What leaves is
the date of its leaving and then the approved bytes, unchanged.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from cin_docs.distribution.address import domain_of, is_strict
from cin_docs.distribution.lock import Held, lock
from cin_docs.distribution.messages import date_line, envid, name_of, recipient
from cin_docs.distribution.outcome import Outcome, SendReport
from cin_docs.errors import LedgerError, RefusedError
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.model.delivery import ApprovedManifest, Dispatch, State
from cin_docs.model.document import Mode
from cin_docs.model.finding import Finding
from cin_docs.model.person import Channel
from cin_docs.model.record import Moment
from cin_docs.transport.protocol import Relay, Reply, Verdict

__all__ = ["Limits", "Outcome", "SendReport", "lock", "recover", "send_queued"]


class Bytes(Protocol):
    """Where stored bytes are read: `get` re-hashes and raises `LedgerError` when a bit has changed."""

    def get(self, digest: str) -> bytes:
        """The bytes with this SHA-256."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How patient the sender is."""

    #: How long to wait after the first, second ... refusal; the last holds from then on.
    back_off: tuple[timedelta, ...] = tuple(timedelta(minutes=m) for m in (5, 15, 30, 60, 120, 240))
    #: Refusals of one dispatch before it has failed. A relay that cannot be reached counts for none of them.
    attempts: int = 12
    #: Most messages in one run (guard W15): the others wait for the next.
    messages: int = 500
    #: Most messages of one case and to one e-mail domain in one run; what is over is held for a person to look at.
    per_case: int = 60
    per_domain: int = 500

    def wait(self, attempt: int) -> timedelta:
        """How long to wait after this attempt, counted from 1."""
        return self.back_off[min(attempt, len(self.back_off)) - 1]


@dataclass(kw_only=True, slots=True)
class _Run:
    """What one run is given, and what it has seen so far."""

    ledger: Ledger
    store: Bytes
    sender: str
    moment: Callable[[], Moment]
    limits: Limits
    outcomes: list[Outcome] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    down: list[Relay] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    #: Messages taken up in this run, by case and by e-mail domain.
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: Set by the first SIGTERM or Ctrl-C.
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: str | None = None

    def settle(
        self, dispatch: Dispatch, frm: State, to: State, note: str, change: Change | None = None, why: str | None = None
    ) -> None:
        """Commit a state and remember it for the report. `note` goes into the event: codes only."""
        change = change or Change(reason=why or note, owner=_owner(self.ledger, dispatch))
        by = "guard" if frm is State.QUEUED else "sender"
        if self.ledger.move(dispatch.id, frm, to, self.moment(), detail=note, change=change, by=by):
            self.outcomes.append(Outcome(dispatch=dispatch.id, state=to, note=note, owner=change.owner or None))

    def step(self, dispatch: Dispatch, frm: State, to: State, change: Change | None = None) -> bool:
        """Commit a step on the way; False when the dispatch no longer stands at `frm`."""
        return self.ledger.move(dispatch.id, frm, to, self.moment(), change=change, by="sender")


def _owner(ledger: Ledger, dispatch: Dispatch) -> str | None:
    """Who acts when a dispatch does not go on by itself: the meeting's lead practitioner."""
    record = ledger.meeting(dispatch.meeting)
    return record.worker if record is not None else None


def recover(ledger: Ledger, moment: Moment) -> tuple[Outcome, ...]:
    """Put in order what a run that died left behind. Only for the holder of the lock.

    Before DATA nothing can have been taken: queued again. From `sending(data)` on nobody can know:
    uncertain, never sent again until a person has found out.
    """
    found = []
    for dispatch in ledger.dispatches(state=State.SENDING_PRE):
        note = "found before DATA at start"
        if ledger.move(dispatch.id, State.SENDING_PRE, State.QUEUED, moment, detail=note, by="sender"):
            found.append(Outcome(dispatch=dispatch.id, state=State.QUEUED, note=note))
    for dispatch in ledger.dispatches(state=State.SENDING_DATA):
        note = "found in DATA at start"
        owner = _owner(ledger, dispatch)
        change = Change(reason="The sender died while handing it over: it may or may not have gone.", owner=owner)
        if ledger.move(
            dispatch.id, State.SENDING_DATA, State.UNCERTAIN, moment, detail=note, change=change, by="sender"
        ):
            found.append(Outcome(dispatch=dispatch.id, state=State.UNCERTAIN, note=note, owner=owner))
    return tuple(found)


def send_queued(
    *,
    held: Held,
    approved: Iterable[ApprovedManifest],
    ledger: Ledger,
    store: Bytes,
    relay_for: Callable[[Dispatch], Relay],
    sender: str,
    moment: Callable[[], Moment],
    check: Callable[[Dispatch], Finding | None],
    limits: Limits = Limits(),
) -> SendReport:
    """Send what is queued, approved and due, one message to one recipient at a time.

    `held` proves the lock. `relay_for` gives the same relay again for the same way out. `check` runs
    before each claim; its finding holds the dispatch. `sender` is the envelope's sender address.
    SIGTERM or Ctrl-C ends the run after the message in hand; a second one leaves it uncertain.

    Raises `RefusedError` when the lock is not held or a live copy would only go to a local folder, and
    `LedgerError` when a state cannot be committed: before DATA nothing is sent then, after it the
    dispatch is found uncertain at the next start.
    """
    if not held.valid:
        raise RefusedError("Nothing is sent without the home's lock.")
    recovered = recover(ledger, moment())
    covers = {
        row.dispatch: row.cover_digest for a in approved for row in a.manifest.rows if row.dispatch in a.dispatches
    }
    run = _Run(ledger=ledger, store=store, sender=sender, moment=moment, limits=limits)
    try:
        asyncio.run(_send_all(run, covers, relay_for, check))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    return SendReport(
        recovered=recovered,
        outcomes=tuple(run.outcomes),
        left=dict(run.left),
        down=tuple(run.trouble),
        stopped=run.stopped,
    )


async def _send_all(
    run: _Run,
    covers: dict[str, str],
    relay_for: Callable[[Dispatch], Relay],
    check: Callable[[Dispatch], Finding | None],
) -> None:
    used: list[Relay] = []
    taken = 0
    try:
        with _ended_by_signal(run.ending):
            for dispatch in run.ledger.dispatches(state=State.QUEUED):
                reason = _leave(run, dispatch, covers, taken)
                if reason is None:
                    relay = relay_for(dispatch)
                    reason = "relay down" if any(relay is other for other in run.down) else None
                if reason is not None:
                    run.left[reason] += 1
                    continue
                message = _ready(run, dispatch, covers[dispatch.id], relay, check)
                if message is None:
                    continue
                if not any(relay is other for other in used):
                    used.append(relay)
                taken += 1
                run.taken.update(_heaps(dispatch, message[0]))
                await _send_one(run, dispatch, relay, message)
            if run.ending.is_set():
                # Asked during the last message: whoever would start another run has to know.
                run.stopped = run.stopped or "interrupted"
    finally:
        for relay in used:
            await relay.close()


def _leave(run: _Run, dispatch: Dispatch, covers: dict[str, str], taken: int) -> str | None:
    """Why a queued dispatch is left alone in this run; None when it is taken."""
    if run.stopped is not None:
        return "stopped"
    if run.ending.is_set():
        run.stopped = "interrupted"
        return "interrupted"
    if dispatch.id not in covers:
        return "not approved"
    if dispatch.not_before is not None and dispatch.not_before > run.moment().at:
        return "not due yet"
    if taken >= run.limits.messages:
        return "cap"
    return None


def _ready(
    run: _Run, dispatch: Dispatch, cover: str, relay: Relay, check: Callable[[Dispatch], Finding | None]
) -> tuple[str, bytes] | None:
    """The address and the stored bytes, re-hashed; or None when something holds the dispatch."""
    if dispatch.mode is Mode.LIVE and not relay.leaves:
        raise RefusedError("A live home does not count mail that stays in a local folder.")
    finding = check(dispatch)
    if finding is not None:
        run.settle(dispatch, State.QUEUED, State.HELD, finding.code, why=finding.sentence)
        return None
    address = run.ledger.contact(dispatch.id)
    if dispatch.channel is not Channel.EMAIL or address is None or not is_strict(address):
        run.settle(dispatch, State.QUEUED, State.HELD, "no-usable-address")
        return None
    if over := _over(run, dispatch, address):
        run.settle(dispatch, State.QUEUED, State.HELD, "cap-reached", why=over)
        return None
    note = "changed-since-approval"
    try:
        message = run.store.get(dispatch.cover_digest)
        same = dispatch.cover_digest == cover and name_of(message) == dispatch.message_id
        if same and recipient(message) == address:
            return address, message
    except LedgerError:
        note = "stored-bytes-changed"
    except RefusedError:
        note = "not-to-one-person"
    run.settle(dispatch, State.QUEUED, State.HELD, note)
    return None


def _heaps(dispatch: Dispatch, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """What a message counts for: its case, and the domain that it goes to."""
    return ("case", dispatch.case), ("domain", domain_of(address))


def _over(run: _Run, dispatch: Dispatch, address: str) -> str | None:
    """Why this message would be one too many (W15), or None. A mistake that repeats itself stops here."""
    of_case, of_domain = (run.taken[heap] for heap in _heaps(dispatch, address))
    if of_case >= run.limits.per_case:
        return f"This run sent {of_case} messages of this case already, as many as cin.yaml allows."
    if of_domain >= run.limits.per_domain:
        return f"This run sent {of_domain} messages to one e-mail domain already, as many as cin.yaml allows."
    return None


async def _send_one(run: _Run, dispatch: Dispatch, relay: Relay, message: tuple[str, bytes]) -> None:
    """One dispatch from claim to result."""
    address, data = message
    attempt = Change(attempt=dispatch.attempt + 1)
    if not run.step(dispatch, State.QUEUED, State.SENDING_PRE, attempt):
        # A person cancelled it, or a newer version took its place, a moment ago.
        run.left["moved by somebody else"] += 1
        return
    size = len(date_line(run.moment().at)) + len(data)
    reply = await _unless_ended(run, _before_data(run, dispatch, relay, address, size))
    if reply is None:
        change = Change(attempt=dispatch.attempt)
        run.settle(dispatch, State.SENDING_PRE, State.QUEUED, "interrupted before DATA", change)
        return
    if reply.verdict is not Verdict.GO_ON:
        _record(run, dispatch, State.SENDING_PRE, relay, reply)
        return
    if not run.step(dispatch, State.SENDING_PRE, State.SENDING_DATA):
        raise LedgerError(f"Dispatch {dispatch.id} was changed by somebody else while it was being sent.")
    try:
        reply = await relay.data(date_line(run.moment().at) + data)
    except asyncio.CancelledError:
        run.settle(dispatch, State.SENDING_DATA, State.UNCERTAIN, "interrupted in DATA")
        raise
    _record(run, dispatch, State.SENDING_DATA, relay, reply)


async def _before_data(run: _Run, dispatch: Dispatch, relay: Relay, address: str, size: int) -> Reply:
    """Connect, MAIL, RCPT: the first answer that is not a plain yes, or the last yes."""
    reply = await relay.connect()
    if reply.verdict is Verdict.GO_ON:
        reply = await relay.mail(run.sender, size=size, envid=envid(dispatch.message_id))
    if reply.verdict is Verdict.GO_ON:
        reply = await relay.rcpt(address)
    return reply


def _record(run: _Run, dispatch: Dispatch, frm: State, relay: Relay, reply: Reply) -> None:
    """Commit what an answer means."""
    said = f"{reply.note}: {reply.text}" if reply.text else reply.note
    match reply.verdict:
        case Verdict.ACCEPTED:
            now = run.moment()
            change = Change(evidence_on=now.on, evidence_at=now.at, reason=said, owner="")
            run.settle(dispatch, frm, State.ACCEPTED, reply.note, change)
        case Verdict.FAILED:
            run.settle(dispatch, frm, State.FAILED, reply.note, why=said)
        case Verdict.HELD:
            run.settle(dispatch, frm, State.HELD, reply.note, why=said)
        case Verdict.QUEUED | Verdict.STOP:
            _try_later(run, dispatch, frm, relay, reply, said)
        case Verdict.UNCERTAIN | Verdict.GO_ON:
            run.settle(dispatch, frm, State.UNCERTAIN, reply.note, why=said)


def _try_later(run: _Run, dispatch: Dispatch, frm: State, relay: Relay, reply: Reply, said: str) -> None:
    """Queue again after a wait. A refusal of this message counts as an attempt; a relay that is down does not."""
    about_the_relay = reply.relay_is_down or reply.verdict is Verdict.STOP
    attempt = dispatch.attempt if about_the_relay else dispatch.attempt + 1
    if reply.verdict is Verdict.STOP:
        run.stopped = reply.note
    elif reply.relay_is_down:
        run.down.append(relay)
        run.trouble.append(reply.trouble)
    if attempt >= run.limits.attempts:
        run.settle(dispatch, frm, State.FAILED, f"{reply.note}, {attempt} attempts", why=said)
        return
    wait = run.limits.wait(max(attempt, 1))
    change = Change(attempt=attempt, not_before=run.moment().at + wait, reason=said)
    run.settle(dispatch, frm, State.QUEUED, reply.note, change)


async def _unless_ended(run: _Run, steps: Coroutine[None, None, Reply]) -> Reply | None:
    """Take steps that may still be given up; None when a signal came first. Nothing has been sent then."""
    going = asyncio.ensure_future(steps)
    ending = asyncio.ensure_future(run.ending.wait())
    try:
        await asyncio.wait({going, ending}, return_when=asyncio.FIRST_COMPLETED)
        if going.done() and not run.ending.is_set():
            return going.result()
        run.stopped = "interrupted"
        return None
    finally:
        for task in (going, ending):
            task.cancel()
        await asyncio.gather(going, ending, return_exceptions=True)


@contextlib.contextmanager
def _ended_by_signal(ending: asyncio.Event) -> Iterator[None]:
    """The first SIGTERM or Ctrl-C asks the run to end, the second ends it where it stands."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()

    def end() -> None:
        if ending.is_set() and task is not None:
            task.cancel()
        ending.set()

    signals = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in signals}
    for number in signals:
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])
