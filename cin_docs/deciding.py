"""What an approver does: find a meeting, look at its preview, approve it, release or cancel a copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cin_docs.approval import Approvers, Authors, may_approve
from cin_docs.approval import approve as approve_manifest
from cin_docs.errors import HomeError, LedgerError, LockedError
from cin_docs.home.cases import case_refs, folder_of, load_case
from cin_docs.home.folder import Home
from cin_docs.model.case import Case
from cin_docs.model.delivery import ApprovedManifest, Dispatch, Manifest, State
from cin_docs.model.finding import Finding
from cin_docs.model.person import Side
from cin_docs.model.record import MeetingRecord, Moment

if TYPE_CHECKING:
    from cin_docs.distribution.outcome import Outcome
    from cin_docs.distribution.preview import Preview
    from cin_docs.distribution.scenes import Present
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store


def find(ledger: Ledger, named: str) -> MeetingRecord:
    """The submitted meeting that a person names: its id, its notes file, or a case reference for the latest.

    Raises `HomeError` with what there is when nothing fits.
    """
    records = [record for record in ledger.meetings() if record.manifest_digest]
    path = Path(named)
    # Notes about several children are found as those of the child with whom they lie.
    for record in sorted(records, key=lambda one: (one.on, folder_of(one) == one.case, one.id), reverse=True):
        if named in {record.id, record.case} or (
            path.name == record.facts.get("path") and path.resolve().parent.name == folder_of(record)
        ):
            return record
    known = ", ".join(record.id for record in records) or "none yet"
    raise HomeError(f"No submitted meeting is called {named}.", f"Submitted: {known}.")


def decide(
    home: Home, ledger: Ledger, named: str, to: State, *, store: Store, moment: Moment, because: str
) -> Dispatch | Finding:
    """Release a held dispatch (State.APPROVED) or cancel one that has not left, as `moment.actor`.

    Only somebody who may approve the version that it belongs to may decide; the finding says who that is, or what
    else is wrong.
    """
    from cin_docs.distribution.recording import decided

    item = ledger.dispatch(named)
    record = ledger.meeting(item.meeting) if item else None
    refusal = None
    if item and record:
        refusal = may_approve(moment.actor, _authors(home, ledger, store, item, record), approvers_of(home, record))
    return refusal or decided(ledger, named, to, moment=moment, because=because)


def tidy(home: Home, ledger: Ledger) -> tuple[str, ...]:
    """Keep the piles true at once: what was cancelled, held, posted or handed over leaves the PDF that is printed.

    While a sender is at work the PDF is taken away, and the sender does the rest when it ends. Gives what people have
    to know, in words: above all which letters must not be posted.
    """
    from cin_docs.distribution.lock import lock
    from cin_docs.distribution.release import tidy as tidied
    from cin_docs.distribution.release import to_take_off
    from cin_docs.distribution.tidying import unbind
    from cin_docs.transport.pile import piles

    there = piles(home.outbox)
    trouble = unbind(ledger, there)
    said = (trouble,) if trouble else ()
    try:
        with lock(home.folder):
            return (*off_the_pile(ledger, tidied(ledger, there)), *said)
    except LockedError:
        waits = (_not_to_post("Stopped on the pile", one) for one in to_take_off(ledger, there))
        return (*waits, *said, "A sender is at work and binds the piles anew when it ends. Print nothing till then.")


def off_the_pile(ledger: Ledger, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """A sentence for each copy that was taken off a pile, or could not be: somebody may have printed it already."""
    from cin_docs.distribution.release import LEFT_ON, TAKEN_OFF

    told = {TAKEN_OFF: "Taken off the pile", LEFT_ON: "Still on the pile"}
    found = ((told.get(one.note.partition(":")[0]), ledger.dispatch(one.dispatch)) for one in outcomes)
    return tuple(_not_to_post(what, item) for what, item in found if what and item)


def _not_to_post(what: str, item: Dispatch) -> str:
    return f"{what}: {item.id} ({item.person}). If it is printed already, do not post it or hand it over."


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
    store: Store,
    moment: Moment,
    only: frozenset[str] | None = None,
    ticked: Mapping[str, str] | None = None,
    alone_because: str | None = None,
) -> ApprovedManifest | Finding:
    """Approve what the code stands for as `moment.actor`, or the reason why not.

    `only` limits it to some dispatches; without it every one that still is a draft is approved. `ticked` are the
    lines that the approver confirms, `alone_because` the reason of an author who approves their own work.
    """
    from cin_docs.distribution.restored import to_confirm
    from cin_docs.distribution.submissions import own_contacts, recorders

    manifest = ledger.manifest(record.manifest_digest or "")
    if manifest is None:
        raise LedgerError(f"The manifest of {record.id} is missing.", "Run `cin verify`.")
    drafts = frozenset(one.id for one in ledger.dispatches(meeting=record.id, state=State.DRAFT))
    chosen = drafts if only is None else only
    openness = _openness(home, ledger, store, manifest) if alone_because is not None else _Openness()
    # Who approves alone says so with a reason, and a manager reads it: each contact besides would say no more.
    asks = (
        ()
        if alone_because is not None
        else own_contacts(manifest, recorders(ledger, record.case, manifest), moment.actor)
    )
    answer = approve_manifest(
        manifest,
        code=code,
        staff=moment.actor,
        authors=Authors(minute_taker=record.author or "", submitted_by=record.submitted_by or ""),
        approvers=approvers_of(home, record),
        at=moment.at,
        dispatches=chosen,
        ticked=ticked,
        asks=(*asks, *to_confirm(ledger, record)),
        alone_because=alone_because,
        alone_allowed=openness.alone,
        protected=openness.protected,
    )
    if isinstance(answer, ApprovedManifest):
        ledger.approve(answer, moment)
    return answer


@dataclass(frozen=True, kw_only=True, slots=True)
class _Openness:
    """Whether an author may approve alone. What cannot be read is taken as protected."""

    alone: bool = False
    protected: bool = True


def _openness(home: Home, ledger: Ledger, store: Store, manifest: Manifest) -> _Openness:
    """What the standard of the meeting's day allows, and whether anything is kept from anybody, here or in a case
    that is linked."""
    seen = _present(home, ledger, store, manifest)
    if seen is None:
        return _Openness()
    known = case_refs(home)
    linked = [load_case(home, ref).value if ref in known else None for ref in seen.case.linked]
    guarded = bool(seen.meeting.excluded) or any(one is None or _guards(one) for one in (seen.case, *linked))
    return _Openness(alone=seen.standard.approve_alone, protected=guarded)


def _guards(case: Case) -> bool:
    """Whether anything of the case is kept from anybody."""
    return bool(case.protections or case.no_contact) or any(one.unknown_to for one in case.people)


def _present(home: Home, ledger: Ledger, store: Store, manifest: Manifest) -> Present | None:
    from cin_docs.home.present import present

    item = next((found for row in manifest.rows if (found := ledger.dispatch(row.dispatch))), None)
    return present(home, ledger, store, item) if item else None


def _authors(home: Home, ledger: Ledger, store: Store, item: Dispatch, record: MeetingRecord) -> Authors:
    """Who wrote and submitted the version that a dispatch belongs to; it may be older than the newest."""
    from cin_docs.distribution.submissions import submitter
    from cin_docs.home.present import present

    manifest, seen = ledger.manifest_of(item.id), present(home, ledger, store, item)
    by = submitter(ledger, manifest) if manifest else None
    return Authors(
        minute_taker=(seen.meeting.minute_taker if seen else record.author) or "",
        submitted_by=by or record.submitted_by or "",
    )


def approvers_of(home: Home, record: MeetingRecord) -> Approvers:
    """Who may approve a meeting's copies, as the case file and the settings are now."""
    return _approvers(home, load_case(home, record.case).value, record.worker)


def approvers_of_case(home: Home, ref: str) -> Approvers:
    """Who may decide about a case of which nothing was submitted yet: its lead and manager as the file is now. A file
    that cannot be read leaves those whom the settings list."""
    case = load_case(home, ref).value
    return _approvers(home, case, case.lead if case else "")


def _approvers(home: Home, case: Case | None, worker: str) -> Approvers:
    settings = home.settings
    return Approvers(
        lead=worker,
        manager=case.manager if case else worker,
        listed=settings.approvers,
        deputies={one.id: one.deputy_for for one in settings.staff if one.deputy_for},
        relatives=_relatives(home, case) if case else frozenset(),
    )


def _relatives(home: Home, case: Case) -> frozenset[str]:
    """Staff who belong to the family: by their id, or by their name under another id."""
    family = [one for one in case.people if one.side is not Side.PROFESSIONAL or one.also]
    names = {" ".join(one.name.casefold().split()) for one in family}
    namesakes = {one.id for one in home.settings.staff if " ".join(one.name.casefold().split()) in names}
    return frozenset({one.id for one in family} | namesakes)
