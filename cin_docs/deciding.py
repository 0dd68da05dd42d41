"""What an approver does: find a meeting, look at its preview, approve it, release or cancel a copy."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cin_docs.approval import Approvers, Authors, may_approve
from cin_docs.approval import approve as approve_manifest
from cin_docs.errors import HomeError, LedgerError, LockedError
from cin_docs.home.cases import load_case
from cin_docs.home.folder import Home
from cin_docs.model.delivery import ApprovedManifest, Dispatch, Manifest, State
from cin_docs.model.finding import Finding
from cin_docs.model.record import MeetingRecord, Moment

if TYPE_CHECKING:
    from cin_docs.distribution.preview import Preview
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store


def find(ledger: Ledger, named: str) -> MeetingRecord:
    """The submitted meeting that a person names: its id, its notes file, or a case reference for the latest.

    Raises `HomeError` with what there is when nothing fits.
    """
    records = [record for record in ledger.meetings() if record.manifest_digest]
    path = Path(named)
    for record in sorted(records, key=lambda one: (one.on, one.id), reverse=True):
        if named in {record.id, record.case} or (
            path.name == record.facts.get("path") and path.resolve().parent.name == record.case
        ):
            return record
    known = ", ".join(record.id for record in records) or "none yet"
    raise HomeError(f"No submitted meeting is called {named}.", f"Submitted: {known}.")


def decide(home: Home, ledger: Ledger, named: str, to: State, *, moment: Moment, because: str) -> Dispatch | Finding:
    """Release a held dispatch (State.APPROVED) or cancel one that has not left, as `moment.actor`.

    Only somebody who may approve the meeting may decide; the finding says who that is, or what else is wrong.
    """
    from cin_docs.distribution.lock import lock
    from cin_docs.distribution.recording import decided
    from cin_docs.distribution.release import take_off
    from cin_docs.transport.pile import piles

    item = ledger.dispatch(named)
    record = ledger.meeting(item.meeting) if item else None
    refusal = may_approve(moment.actor, *_hands(home, record)) if record else None
    answer = refusal or decided(ledger, named, to, moment=moment, because=because)
    if isinstance(answer, Dispatch) and answer.state is State.CANCELLED:
        # A sender that is at work takes it off itself, or the next one does.
        with suppress(LockedError), lock(home.folder):
            take_off(ledger, piles(home.outbox))
    return answer


def preview(record: MeetingRecord, *, ledger: Ledger, store: Store) -> tuple[Manifest, Preview]:
    """The manifest of a submitted meeting, and what it stands for in words, as it was when submitted."""
    from cin_docs.distribution.preview import from_bytes

    manifest = ledger.manifest(record.manifest_digest or "")
    if manifest is None:
        raise LedgerError(f"The manifest of {record.id} is missing.", "Run `cin verify`.")
    return manifest, from_bytes(store.get(record.facts["preview"]))


def approve(
    home: Home,
    record: MeetingRecord,
    *,
    code: str,
    ledger: Ledger,
    moment: Moment,
    only: frozenset[str] | None = None,
) -> ApprovedManifest | Finding:
    """Approve what the code stands for as `moment.actor`, or the reason why not.

    `only` limits it to some dispatches; without it every one that still is a draft is approved.
    """
    manifest = ledger.manifest(record.manifest_digest or "")
    if manifest is None:
        raise LedgerError(f"The manifest of {record.id} is missing.", "Run `cin verify`.")
    authors, approvers = _hands(home, record)
    drafts = frozenset(one.id for one in ledger.dispatches(meeting=record.id, state=State.DRAFT))
    answer = approve_manifest(
        manifest,
        code=code,
        staff=moment.actor,
        authors=authors,
        approvers=approvers,
        at=moment.at,
        dispatches=drafts if only is None else only,
    )
    if isinstance(answer, ApprovedManifest):
        ledger.approve(answer, moment)
    return answer


def _hands(home: Home, record: MeetingRecord) -> tuple[Authors, Approvers]:
    """Who wrote a meeting's notes, and who may approve its copies."""
    case = load_case(home, record.case).value
    return (
        Authors(minute_taker=record.author or "", submitted_by=record.submitted_by or ""),
        Approvers(lead=record.worker, manager=case.manager if case else record.worker, listed=home.settings.approvers),
    )
