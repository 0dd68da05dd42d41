"""A home with dispatches queued, ready for the sender: a real ledger, a real store, real messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cin_docs.distribution.dispatch import Limits, SendReport, lock, send_queued
from cin_docs.distribution.messages import Sender, attach, build, message_id
from cin_docs.ledger.sql import SqlLedger
from cin_docs.ledger.store import Store
from cin_docs.model.delivery import ApprovedManifest, Copy, Dispatch, State
from cin_docs.testing.deliveries import (
    a_copy,
    a_dispatch,
    a_manifest,
    a_moment,
    a_record,
    an_approved_manifest,
    an_obligation,
)
from cin_docs.testing.ledgers import KEY, a_ledger
from cin_docs.transport.protocol import Relay
from cin_docs.transport.settings import SmtpSettings, Timeouts
from cin_docs.transport.smtp import SmtpRelay

SENDER = Sender(address="cin@council.example", name="Council Children's Services")
#: The limits the sender has when nobody says otherwise.
PATIENT = Limits()
#: Short enough for a test to wait for each of them.
HASTY = Timeouts(connect=0.6, command=0.4, data=0.4, dot=0.4, quit=0.2, slowest=1e9)
_PDF = b"%PDF-1.7\n% a made-up copy\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """What the sender works with."""

    folder: Path
    ledger: SqlLedger
    store: Store
    approved: ApprovedManifest
    #: As queued, by person.
    queued: dict[str, Dispatch]

    def state(self, person: str) -> State:
        """Where the person's dispatch stands now."""
        found = self.ledger.dispatch(self.queued[person].id)
        assert found is not None
        return found.state

    def send(self, relay: Relay, *, days: int = 0, limits: Limits = PATIENT) -> SendReport:
        """One run of the sender, so many days after, with no guard in the way."""
        with lock(self.folder) as held:
            return send_queued(
                held=held,
                approved=[self.approved],
                ledger=self.ledger,
                store=self.store,
                relay_for=lambda _dispatch: relay,
                sender=SENDER.address,
                moment=lambda: a_moment(days=days),
                check=lambda _dispatch: None,
                limits=limits,
            )


def a_relay(port: int, ca_file: Path, timeouts: Timeouts = HASTY, **changes: Any) -> SmtpRelay:
    """The real SMTP relay, pointed at a test server, with little patience."""
    settings = SmtpSettings(host="localhost", port=port, ca_file=ca_file, hello="sender.test", timeouts=timeouts)
    return SmtpRelay(replace(settings, **changes))


def address_of(person: str) -> str:
    """The made-up address of a person of these homes."""
    return f"{person}@post.example"


def a_message(dispatch: Dispatch, address: str, size: int = 2_000) -> bytes:
    """The message of a dispatch with one made-up plan of about `size` bytes."""
    return build(
        sender=SENDER,
        to=address,
        subject="Your copy of a plan",
        text="Your copy is attached.\n",
        attachments=[attach(f"{dispatch.case}-plan.pdf", _PDF + bytes(size))],
        message_id=dispatch.message_id,
    )


def approved_part(sent: bytes) -> bytes:
    """What was approved of a message that arrived: all behind the date of its leaving."""
    date, _, rest = sent.partition(b"\r\n")
    assert date.startswith(b"Date: ")
    return rest


def a_home(folder: Path, people: Sequence[str] = ("mum",), *, size: int = 2_000) -> Home:
    """One e-mail to each person, approved and queued at 09:00 UTC on 20 November 2026."""
    ledger, store = a_ledger(folder), Store(folder / "store")
    drafts, copies = [], []
    for person in people:
        draft = a_dispatch(person)
        draft = replace(draft, message_id=message_id(KEY, draft.id, sender=SENDER.address))
        draft = replace(draft, cover_digest=store.put(a_message(draft, address_of(person), size)))
        drafts.append(draft)
        copies.append(a_copy(draft))
    return _queued(folder, ledger, store, drafts, copies)


def _queued(folder: Path, ledger: SqlLedger, store: Store, drafts: list[Dispatch], copies: list[Copy]) -> Home:
    manifest = a_manifest(tuple(drafts), tuple(copies))
    approved = an_approved_manifest(manifest)
    record = a_record(manifest_digest=manifest.digest)
    obligations = [an_obligation(draft.person) for draft in drafts]
    contacts = {draft.id: address_of(draft.person) for draft in drafts}
    ledger.open_meeting(a_record(version=0), obligations, a_moment())
    ledger.submit(record, obligations, manifest, drafts, copies, contacts, a_moment())
    ledger.approve(approved, a_moment())
    for draft in drafts:
        assert ledger.move(draft.id, State.APPROVED, State.QUEUED, a_moment(), by="sender")
    queued = {draft.person: replace(draft, state=State.QUEUED) for draft in drafts}
    return Home(folder=folder, ledger=ledger, store=store, approved=approved, queued=queued)
