"""Copies, the manifest that lists them, and the states a dispatch goes through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cin_docs.model.document import DocumentKind, Format, Mode
from cin_docs.model.person import Channel


class State(StrEnum):
    """Where a dispatch stands; `distribution.machine` holds the only table of moves."""

    DRAFT = "draft"
    APPROVED = "approved"
    QUEUED = "queued"
    #: The sender holds it; DATA has not begun.
    SENDING_PRE = "sending(pre)"
    #: Committed before DATA; a crash from here on is uncertain.
    SENDING_DATA = "sending(data)"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    HELD = "held"
    TO_HAND = "to hand"
    POSTED = "posted"
    RETURNED = "returned"
    HANDED_OVER = "handed over"
    READ_TO = "read to"
    DECLINED = "declined"
    MISDIRECTED = "misdirected"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class ManifestRow:
    """One copy: one stamped file for one person."""

    copy: str
    dispatch: str
    person: str
    #: The contact's id, and the keyed hash of its value: a changed address shows without being stored here.
    contact: str
    address_hmac: str
    channel: Channel
    document: DocumentKind
    format: Format
    #: SHA-256 in hex: of the view's canonical form, the primed file, the stamped file, the message or cover.
    view_digest: str
    primed_digest: str
    file_digest: str
    cover_digest: str
    file_name: str
    #: The language of a translator's file; None for a document that cin_docs made.
    translation: str | None = None
    #: The keyed hash of the mailbox or letter box, however it is written: what is closed when a copy goes wrong (W16).
    #: None in manifests of earlier releases, and for a worker's hand.
    place_hmac: str | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """Every keyed hash by which this row's address may have been closed; the newest way first."""
        return (self.place_hmac, self.address_hmac) if self.place_hmac else (self.address_hmac,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Something that nothing can decide but a person: a line that the approver ticks, with their name beside it."""

    #: Short and stable within the manifest, for instance ``W6-mum``: what the approver types.
    id: str
    #: The guard that asks, for instance ``W6``.
    guard: str
    #: What is to be confirmed, in words without protected values.
    sentence: str
    #: The dispatch it is about; None when it is about the meeting as a whole.
    dispatch: str | None = None
    #: Whether a tick needs a reason: it overrides a block.
    reasoned: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """Every copy of one meeting. Its digest is what an approver approves."""

    meeting: str
    version: int
    mode: Mode
    standard: str
    calendar: str
    templates: str
    #: SHA-256 of the notes and of the case file that were read.
    notes_digest: str
    case_digest: str
    rows: tuple[ManifestRow, ...]
    #: Codes and sentences of breaches the approver confirms.
    breaches: tuple[str, ...] = ()
    #: Lines the approver has to tick before the dispatches they are about can be approved.
    asks: tuple[Ask, ...] = ()
    #: The version that this one corrects, after that one was sent. None: nothing was sent before.
    replaces: int | None = None

    def canonical(self) -> bytes:
        """The manifest as canonical JSON: sorted keys, no spaces, UTF-8.

        What came with a later release is left out where it says nothing, so that older manifests keep their digest.
        """
        plain = {name: value for name, value in asdict(self).items() if value or name not in {"asks", "replaces"}}
        plain["rows"] = [
            {
                name: value
                for name, value in row.items()
                if value is not None or name not in {"translation", "place_hmac"}
            }
            for row in plain["rows"]
        ]
        return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hex."""
        return hashlib.sha256(self.canonical()).hexdigest()

    @property
    def code(self) -> str:
        """The short code a person reads out and types: eight letters and digits in two groups."""
        letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        number = int(self.digest[:10], 16)
        text = "".join(letters[(number >> (5 * place)) & 31] for place in reversed(range(8)))
        return f"{text[:4]}-{text[4:]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovedManifest:
    """A manifest that a named person who is not its author approved. Only `approval.approve` makes one."""

    manifest: Manifest
    approver: str
    approved_at: datetime
    #: Dispatches approved; the rest stay drafts.
    dispatches: frozenset[str]
    #: Ids of the asks that the approver ticked, each with the reason where one was needed.
    ticked: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Why the author approved their own work, where the standard allows it. None: somebody else approved.
    alone_because: str | None = field(default=None, repr=False)
    #: The staff id of the lead practitioner or manager whose deputy the approver is. None: approved in their own right.
    #: The ledger says it in the approval's event.
    in_place_of: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatch:
    """One message or envelope of 1..n copies to one person by one channel, as it stands now."""

    id: str
    meeting: str
    case: str
    person: str
    channel: Channel
    contact: str
    state: State
    attempt: int = 0
    #: UTC; not before this may the sender try again.
    not_before: datetime | None = None
    #: Made once, without personal data; the same on every retry.
    message_id: str
    #: Digest of the stored message bytes (e-mail) or cover sheet (post, hand).
    cover_digest: str
    #: Local date of the evidence of provision, and UTC time of the reply for e-mail.
    evidence_on: date | None = None
    evidence_at: datetime | None = None
    #: Why it stands where it stands: a reply code, a person's note.
    reason: str | None = field(default=None, repr=False)
    #: Who has to act next, by staff id; None when nobody needs to.
    owner: str | None = None
    #: UTC time of the last change.
    since: datetime
    mode: Mode


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """One stamped file for one person, discharging one obligation."""

    id: str
    dispatch: str
    obligation: str
    document: DocumentKind
    format: Format
    file_digest: str
    file_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line of the ledger. Holds ids and digests, never personal data."""

    seq: int
    #: The local day it happened, and the UTC time it was written down.
    occurred_on: date
    recorded_at: datetime
    actor: str
    action: str
    subject: str
    from_state: str | None
    to_state: str | None
    detail: str
    #: What changed with it, as canonical JSON: replaying these gives the current rows. Hashes stand for texts.
    change: str = ""
    prev_hash: str
    hash: str
