"""What the rest of the project asks of the ledger. `ledger.sql` keeps the promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from cin_docs.model.delivery import ApprovedManifest, Copy, Dispatch, Event, Manifest, State
from cin_docs.model.incident import Incident, Suppression
from cin_docs.model.obligation import Obligation
from cin_docs.model.record import MeetingRecord, Moment

#: The detail of an approval's event when the author approved their own work, as a standard may allow.
ALONE = "alone"
#: And when a deputy approved: the id of whom they stand in for follows.
IN_PLACE_OF = "in place of "
#: The event of an acceptance of an older ledger, and the line that is ticked at an approval after it.
ACCEPTED, ACCEPTED_LINE = "restored ledger accepted", "restored"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What changes with a move besides the state. None leaves a field as it is."""

    attempt: int | None = None
    not_before: datetime | None = None
    evidence_on: date | None = None
    evidence_at: datetime | None = None
    #: Take older evidence away: what was recorded was not so. Evidence given beside it stands in its place.
    withdrawn: bool = False
    #: Shown to people and stored apart from events. Empty text takes an older reason away.
    reason: str | None = None
    #: Who has to act next. Empty text: nobody.
    owner: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing:
    """One meeting's version, ready to be stored; the arguments of `Ledger.submit` by name."""

    record: MeetingRecord
    obligations: Sequence[Obligation]
    manifest: Manifest
    dispatches: Sequence[Dispatch]
    copies: Sequence[Copy]
    #: Dispatch ids to the address used. Never shown.
    contacts: Mapping[str, str] = field(repr=False)
    keep: AbstractSet[str] = frozenset()


class Ledger(Protocol):
    """Append-only events, with current-state rows changed in the same transaction.

    Every call that changes something is one durable transaction: it happens wholly or not at all.
    """

    def open_meeting(self, record: MeetingRecord, obligations: Sequence[Obligation], moment: Moment) -> None:
        """Note that a meeting is known to be held. Again with the same obligations changes nothing;
        obligations that are new are added; those already open stay frozen."""

    def submit(
        self,
        record: MeetingRecord,
        obligations: Sequence[Obligation],
        manifest: Manifest,
        dispatches: Sequence[Dispatch],
        copies: Sequence[Copy],
        contacts: Mapping[str, str],
        moment: Moment,
        *,
        keep: AbstractSet[str] = frozenset(),
    ) -> None:
        """Store a version with its drafts. What was made for the meeting before is superseded, said in events, but
        for the dispatches in `keep`, which stay as they are. Raises `RefusedError`, and stores nothing, when one of
        the others has left or is leaving; also for dispatch ids that are in the ledger already.

        Obligations that are new are opened. Those already open stay frozen but for their excuse: it becomes that of
        `obligations`, given or withdrawn, said in events. Obligations that are not among them are not touched.

        `manifest.digest` becomes the record's. Raises ValueError when the manifest does not list exactly `copies`.
        `contacts` maps dispatch ids to the address used; it is stored apart from events.
        """

    def submit_all(self, filings: Sequence[Filing], moment: Moment) -> None:
        """`submit` for the children of one meeting in one transaction: all of them, or none."""

    def approve(self, approved: ApprovedManifest, moment: Moment) -> None:
        """Record the approval and move its dispatches from draft to approved: all of them or none.

        What was ticked, and why somebody approved alone, is stored with it. Raises `RefusedError` when the manifest is
        not the stored one, or one of them is no longer a draft.
        """

    def move(
        self,
        dispatch: str,
        frm: State,
        to: State,
        moment: Moment,
        *,
        detail: str = "",
        change: Change | None = None,
        by: str | None = None,
    ) -> bool:
        """Move one dispatch if it still stands at `frm`. False when it does not.

        Raises `RefusedError` for a move that `distribution.machine`'s table does not have: for the actor `by` of
        that table when one is given, else for anybody. Also for a claim (to ``sending(pre)``) while `behind` says
        something. `detail` goes into the event: codes and digests only, never personal data.
        """

    def excuse(self, obligation: str, because: str, moment: Moment) -> None:
        """Record a reason given in advance. Raises `RefusedError` for an obligation that is not open."""

    def reconcile(self, obligations: Sequence[Obligation], moment: Moment) -> None:
        """Give or withdraw the excuses of obligations that are open, as these say now; nothing else of them changes.

        Said in events, one for each that changes; those that are not open are passed over.
        """

    def suppress(self, address_hmac: str, because: str, moment: Moment) -> None:
        """Nothing is sent to this address any more (W16), until `unsuppress`. Again changes nothing."""

    def unsuppress(self, address_hmac: str, because: str, moment: Moment) -> None:
        """Lift a suppression, with the reason. Raises `RefusedError` when there is none."""

    def suppressions(self) -> tuple[Suppression, ...]:
        """Every address that is suppressed now, oldest first."""

    def open_incident(self, incident: Incident, moment: Moment) -> None:
        """Open an incident; from now on the case's copies are held. Raises `RefusedError` for an id that is known."""

    def close_incident(self, id: str, because: str, moment: Moment) -> None:
        """Close it, with the reason. Raises `RefusedError` when it is not open."""

    def incidents(self, *, case: str | None = None) -> tuple[Incident, ...]:
        """All incidents, open and closed, oldest first."""

    def note(self, action: str, subject: str, detail: str, moment: Moment) -> None:
        """Append an event that changes no state (a file answered, a run begun)."""

    def accept_restored(self, because: str, moment: Moment) -> None:
        """A person accepts a ledger that stands behind its mark; the mark is set back and sending is free again."""

    def meeting(self, id: str) -> MeetingRecord | None: ...
    def meetings(self) -> tuple[MeetingRecord, ...]: ...
    def obligations(self, *, meeting: str | None = None) -> tuple[Obligation, ...]: ...
    def dispatch(self, id: str) -> Dispatch | None: ...
    def dispatches(self, *, meeting: str | None = None, state: State | None = None) -> tuple[Dispatch, ...]: ...
    def copies(self, *, meeting: str | None = None, dispatch: str | None = None) -> tuple[Copy, ...]: ...
    def contact(self, dispatch: str) -> str | None: ...
    def manifest(self, digest: str) -> Manifest | None: ...
    def manifest_of(self, dispatch: str) -> Manifest | None:
        """The manifest that this dispatch was submitted with, whatever was submitted since; None when no manifest
        lists it. Raises `LedgerError` when a manifest of its meeting was changed, so that nobody can say."""

    def approval(self, manifest_digest: str) -> ApprovedManifest | None:
        """Everything approved of the manifest so far, taken together; the newest approval names the approver."""

    def events(self, *, subject: str | None = None) -> tuple[Event, ...]: ...

    def head(self) -> str:
        """The hash of the newest event; printed on reports so that truncation shows."""

    def behind(self) -> str | None:
        """A sentence when the ledger stands behind the high-water mark that lies outside the database (an older
        backup was put back, its end was cut off, the mark is gone). Until a person
        accepts it, nothing is claimed for sending."""

    def remarks(self) -> tuple[str, ...]:
        """What is odd but breaks nothing, as sentences: a clock that jumped back."""

    def verify(self) -> tuple[str, ...]:
        """Every break in the chain and every row that contradicts the events, as sentences. Empty: whole."""

    def close(self) -> None: ...
