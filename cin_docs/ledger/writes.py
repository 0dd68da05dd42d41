"""What changes the ledger. Each function works inside one open transaction and adds its events to the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Update, bindparam, insert, select, update

from cin_docs.errors import RefusedError
from cin_docs.ledger import rows
from cin_docs.ledger.chain import canonical
from cin_docs.ledger.engine import swift
from cin_docs.ledger.journal import Journal
from cin_docs.ledger.keys import keyed_hash
from cin_docs.ledger.protocol import ACCEPTED_LINE, ALONE, IN_PLACE_OF, Change, Filing
from cin_docs.ledger.tables import (
    approvals,
    contacts,
    copies,
    dispatches,
    manifests,
    meetings,
    obligations,
    reasons,
    ticks,
)  # fmt: skip
from cin_docs.model.delivery import ApprovedManifest, Copy, Dispatch, Manifest, State
from cin_docs.model.obligation import Obligation
from cin_docs.model.record import MeetingRecord

#: `distribution.machine.allowed`: whether a dispatch may go from one state to another, by this actor or by anybody.
Allowed: TypeAlias = Callable[[State | None, State, str | None], bool]


#: Nothing left, and nothing ever will: in nobody's way.
_OVER = frozenset({State.SUPERSEDED, State.CANCELLED})


@lru_cache(maxsize=64)
def _moving(names: tuple[str, ...]) -> Update:
    # Built once for each set of columns: every step of the send protocol comes through here.
    row = dispatches.c
    query = update(dispatches).where(row.id == bindparam("id_"), row.state == bindparam("frm"))
    return query.values({name: bindparam(name) for name in names})


def open_meeting(journal: Journal, record: MeetingRecord, owed: Sequence[Obligation]) -> None:
    """Take down a meeting that is not known yet, and those of its obligations that are not open yet."""
    known = journal.connection.execute(select(meetings.c.id).where(meetings.c.id == record.id).limit(1)).first()
    if known is None:
        _snapshot(journal, "meeting opened", record)
    _open_obligations(journal, owed)


def _snapshot(journal: Journal, action: str, record: MeetingRecord, **change: str) -> None:
    row = rows.meeting_row(record)
    seq = journal.add(
        action, record.id, detail=f"version {record.version}", change={"row": rows.fingerprint(row)} | change
    )
    journal.flush()
    journal.connection.execute(insert(meetings), [row | {"seq": seq}])


def _open_obligations(journal: Journal, owed: Sequence[Obligation]) -> None:
    ids = [item.id for item in owed]
    query = select(obligations.c.id).where(obligations.c.id.in_(ids))
    known = set(journal.connection.execute(query).scalars())
    added = []
    for item in owed:
        if item.id in known:
            continue
        row = rows.obligation_row(item)
        change = {"row": rows.fingerprint(row)}
        seq = journal.add("obligation opened", item.id, change=change, reason=item.excused_because)
        added.append(row | {"opened_seq": seq, "excused_seq": None if item.excused_because is None else seq})
        known.add(item.id)
    journal.flush()
    if added:
        journal.connection.execute(insert(obligations), added)


def reconcile(journal: Journal, owed: Sequence[Obligation]) -> None:
    """Say of those that are open already whether they are excused now; everything else of them stays frozen."""
    ids = [item.id for item in owed]
    query = select(obligations.c.id, obligations.c.excused_seq, reasons.c.text)
    query = query.outerjoin(reasons, obligations.c.excused_seq == reasons.c.seq).where(obligations.c.id.in_(ids))
    known = {row.id: row for row in journal.connection.execute(query)}
    for item in owed:
        row = known.get(item.id)
        if row is None:
            continue
        was, now = row.excused_seq is not None, item.excused_because
        if now is None and was:
            journal.add("excuse withdrawn", item.id)
            _set_excuse(journal, item.id, None)
        # A reason whose text was erased stays erased.
        elif now is not None and (not was or row.text not in (None, now)):
            excuse(journal, item.id, now)


def submit(journal: Journal, allowed: Allowed, filed: Filing) -> None:
    """Store a version: its snapshot, obligations, manifest, drafts and copies; what was unsent before gives way.

    What is in `filed.keep` stays as it is. Raises `RefusedError` when anything else has left, or is leaving.
    """
    manifest, drafts, files, addresses = filed.manifest, filed.dispatches, filed.copies, filed.contacts
    _refuse_mismatch(manifest, drafts, files, addresses)
    _refuse_known(journal, drafts)
    _supersede(journal, allowed, filed.record.id, filed.keep)
    record = replace(filed.record, manifest_digest=manifest.digest)
    _snapshot(journal, "submitted", record, manifest=manifest.digest)
    reconcile(journal, filed.obligations)
    _open_obligations(journal, filed.obligations)
    known = journal.connection.execute(select(manifests.c.digest).where(manifests.c.digest == manifest.digest)).first()
    if known is None:
        row = {"digest": manifest.digest, "meeting": manifest.meeting, "canonical": manifest.canonical().decode()}
        journal.connection.execute(insert(manifests), [row])
    _add_drafts(journal, allowed, drafts, files)
    if addresses:
        journal.connection.execute(insert(contacts), [{"dispatch": id, "value": to} for id, to in addresses.items()])


def _refuse_mismatch(
    manifest: Manifest, drafts: Sequence[Dispatch], files: Sequence[Copy], addresses: Mapping[str, str]
) -> None:
    listed = sorted((row.copy, row.dispatch, row.file_digest) for row in manifest.rows)
    if listed != sorted((item.id, item.dispatch, item.file_digest) for item in files):
        raise ValueError("the manifest does not list exactly the copies that are submitted")
    ids = {item.id for item in drafts}
    if not set(addresses) | {item.dispatch for item in files} <= ids:
        raise ValueError("a copy or an address belongs to a dispatch that is not submitted")


def _refuse_known(journal: Journal, drafts: Sequence[Dispatch]) -> None:
    query = select(dispatches.c.id).where(dispatches.c.id.in_([item.id for item in drafts]))
    if journal.connection.execute(query).first() is not None:
        raise RefusedError("These copies are in the ledger already.", "Submit again only after a change.")


def _add_drafts(journal: Journal, allowed: Allowed, drafts: Sequence[Dispatch], files: Sequence[Copy]) -> None:
    by_dispatch: dict[str, list[dict[str, Any]]] = {item.id: [] for item in drafts}
    for item in files:
        by_dispatch[item.dispatch].append(rows.copy_row(item))
    added = []
    for draft in drafts:
        _refuse(allowed, None, draft.state, "submit")
        row, standing = rows.dispatch_row(draft), rows.standing_row(draft)
        change = {"row": rows.fingerprint(row), "copies": _fingerprint_copies(by_dispatch[draft.id])} | standing
        seq = journal.add("drafted", draft.id, to=draft.state, change=change, reason=draft.reason)
        since = rows.instant(journal.moment.at)
        reason = None if draft.reason is None else seq
        added.append(row | standing | {"opened_seq": seq, "reason_seq": reason, "since": since})
    journal.flush()
    if added:
        journal.connection.execute(insert(dispatches), added)
        journal.connection.execute(insert(copies), [row for group in by_dispatch.values() for row in group])


def _fingerprint_copies(group: Iterable[Mapping[str, Any]]) -> str:
    return rows.fingerprint({row["id"]: dict(row) for row in group})


def approve(journal: Journal, allowed: Allowed, approved: ApprovedManifest) -> None:
    """Record an approval and move its dispatches from draft to approved; all of them, or nothing happens."""
    digest = approved.manifest.digest
    known = journal.connection.execute(select(manifests.c.digest).where(manifests.c.digest == digest)).first()
    if known is None:
        raise RefusedError("What was approved is not what was submitted.", "Look at the preview again.")
    chosen = sorted(approved.dispatches)
    if not set(chosen) <= {row.dispatch for row in approved.manifest.rows}:
        raise RefusedError("The approval names copies that its manifest does not list.", "Look at the preview again.")
    row = {
        "manifest": digest,
        "approver": approved.approver,
        "approved_at": rows.instant(approved.approved_at),
        "dispatches": canonical(chosen),
    }
    change = {"row": rows.fingerprint(row), "manifest": digest} | _ticks_said(journal, approved)
    alone = approved.alone_because
    # In words too, so that a list of those who approved their own work can be made from the events alone.
    place = f"{IN_PLACE_OF}{approved.in_place_of}" if approved.in_place_of else ""
    detail = place if alone is None else ALONE
    seq = journal.add("approved", approved.manifest.meeting, detail=detail, change=change, reason=alone)
    journal.flush()
    journal.connection.execute(insert(approvals), [row | {"seq": seq}])
    if approved.ticked:
        said = [{"approval": seq, "ask": ask, "text": text} for ask, text in sorted(approved.ticked.items())]
        journal.connection.execute(insert(ticks), said)
    for id in chosen:
        if not move(journal, allowed, id, State.DRAFT, State.APPROVED, by="approver"):
            raise RefusedError("A copy is no longer a draft.", "Something changed since the preview: look at it again.")


def _ticks_said(journal: Journal, approved: ApprovedManifest) -> dict[str, object]:
    """What the event says of the ticked lines: their ids, and a keyed hash for the words beside each."""
    if not approved.ticked:
        return {}
    # W13 depends on who approves, and an older ledger is put back at any time: asked at the approval, in no manifest.
    late = {ACCEPTED_LINE, *(f"W13-{row.person}" for row in approved.manifest.rows)}
    asked = {ask.id for ask in approved.manifest.asks} | late
    if not set(approved.ticked) <= asked:
        raise RefusedError("The approval ticks lines that were not asked.", "Look at the preview again.")
    return {"ticks": {ask: keyed_hash(journal.key, text) if text else "" for ask, text in approved.ticked.items()}}


def _supersede(journal: Journal, allowed: Allowed, meeting: str, keep: AbstractSet[str]) -> None:
    """Whatever of the meeting is not in `keep` gives way to the newer version; all of it, or nothing happens."""
    query = select(dispatches.c.id, dispatches.c.state).where(dispatches.c.meeting == meeting)
    found = journal.connection.execute(query.order_by(dispatches.c.opened_seq)).all()
    standing = {row.id: State(row.state) for row in found if row.id not in keep}
    # Asked here once more: a sender may have been at work since the caller looked.
    left = [
        id for id, state in standing.items() if state not in _OVER and not allowed(state, State.SUPERSEDED, "submit")
    ]
    if left:
        raise RefusedError(
            f"{len(left)} copies of this meeting have left meanwhile: {', '.join(left)}.",
            "Nothing was submitted. `cin status` shows where they stand.",
        )
    for id, state in standing.items():
        if state not in _OVER:
            move(journal, allowed, id, state, State.SUPERSEDED, by="submit")


def _refuse(allowed: Allowed, frm: State | None, to: State, by: str | None) -> None:
    if not allowed(frm, to, by):
        here = "its beginning" if frm is None else f"'{frm}'"
        raise RefusedError(f"A dispatch does not go from {here} to '{to}'{f' by the {by}' if by else ''}.")


def move(
    journal: Journal,
    allowed: Allowed,
    dispatch: str,
    frm: State,
    to: State,
    *,
    detail: str = "",
    change: Change | None = None,
    by: str | None = None,
) -> bool:
    """Move one dispatch if it still stands at `frm`; False when it does not. Raises `RefusedError`."""
    _refuse(allowed, frm, to, by)
    reason = None if change is None else change.reason
    values = {} if change is None else _changed(change)
    since = rows.instant(journal.moment.at)
    # The state is asked for in the statement itself: two claims never both hold.
    sets = {"state": to.value, "since": since} | values
    found = swift(journal.connection, _moving(tuple(sets)), {"id_": dispatch, "frm": frm.value} | sets)
    if found.rowcount != 1:
        return False
    said = values | ({"reason": None} if reason == "" else {})
    seq = journal.add("moved", dispatch, frm=frm, to=to, detail=detail, change=said, reason=reason or None)
    journal.flush()
    if reason is not None:
        query = update(dispatches).where(dispatches.c.id == dispatch)
        journal.connection.execute(query.values(reason_seq=seq if reason else None))
    return True


def _changed(change: Change) -> dict[str, Any]:
    values: dict[str, Any] = {
        "attempt": change.attempt,
        "not_before": rows.maybe_instant(change.not_before),
        "evidence_on": rows.maybe_day(change.evidence_on),
        "evidence_at": rows.maybe_instant(change.evidence_at),
    }
    owner = {} if change.owner is None else {"owner": change.owner or None}
    withdrawn = {"evidence_on": None, "evidence_at": None} if change.withdrawn else {}
    return withdrawn | {name: value for name, value in values.items() if value is not None} | owner


def excuse(journal: Journal, obligation: str, because: str) -> None:
    """Record the reason for which an obligation is excused. Raises `RefusedError` when it is not open."""
    query = select(obligations.c.id).where(obligations.c.id == obligation)
    if journal.connection.execute(query).first() is None:
        raise RefusedError("Nobody is owed that copy.", "`cin status` lists what is owed.")
    seq = journal.add("excused", obligation, reason=because)
    _set_excuse(journal, obligation, seq)


def _set_excuse(journal: Journal, obligation: str, seq: int | None) -> None:
    journal.flush()
    journal.connection.execute(update(obligations).where(obligations.c.id == obligation).values(excused_seq=seq))


def note(journal: Journal, action: str, subject: str, detail: str) -> None:
    """Append an event that changes no row."""
    journal.add(action, subject, detail=detail)
    journal.flush()
