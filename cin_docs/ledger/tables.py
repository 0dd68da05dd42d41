"""The ledger's tables as they are now. `migrations/` makes them; a test compares the two.

Days and instants are ISO 8601 text (instants in UTC), so that they sort and read alike in every database.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, MetaData, Table, Text

from cin_docs.model.delivery import State

#: The newest migration. An older database is backed up and brought here; a newer one is refused.
SCHEMA = "0002"

metadata = MetaData()


def _text(name: str, *rest: ForeignKey, key: bool = False, index: bool = False) -> Column[str]:
    return Column(name, Text, *rest, primary_key=key, nullable=False, index=index)


def _maybe(name: str) -> Column[str]:
    return Column(name, Text, nullable=True)


#: One row: which key the chain is made with, as a hash.
about = Table("about", metadata, Column("id", Integer, CheckConstraint("id = 1"), primary_key=True), _text("key_check"))

#: Append-only; triggers refuse UPDATE and DELETE. Ids and digests only.
events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("occurred_on"),
    _text("recorded_at"),
    _text("actor"),
    _text("action"),
    _text("subject", index=True),
    _maybe("from_state"),
    _maybe("to_state"),
    _text("detail"),
    _text("change"),
    _text("prev_hash"),
    _text("hash"),
)

#: What people wrote as a reason, apart from the event it belongs to, so that it can be erased.
reasons = Table(
    "reasons",
    metadata,
    Column("seq", Integer, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    _text("subject"),
    _maybe("text"),
)

#: Every snapshot of a meeting; the one with the highest seq counts.
meetings = Table(
    "meetings",
    metadata,
    Column("seq", Integer, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    _text("id", index=True),
    _text("case", index=True),
    _text("label"),
    _text("on"),
    Column("version", Integer, nullable=False),
    _text("team"),
    _text("worker"),
    _text("standard"),
    _text("calendar"),
    _text("mode"),
    _maybe("author"),
    _maybe("submitted_by"),
    _maybe("manifest_digest"),
    _text("facts"),
)

obligations = Table(
    "obligations",
    metadata,
    _text("id", key=True),
    _text("meeting", index=True),
    _text("case"),
    _text("person"),
    _text("role"),
    _text("document"),
    _text("meeting_on"),
    _maybe("due"),
    _text("because"),
    _text("team"),
    _text("worker"),
    _text("standard"),
    _text("calendar"),
    _text("mode"),
    Column("posting_allowance", Integer, nullable=False),
    #: The reason given in advance, when there is one.
    Column("excused_seq", Integer, ForeignKey("reasons.seq"), nullable=True),
    Column("opened_seq", Integer, ForeignKey("events.seq"), nullable=False),
)

manifests = Table("manifests", metadata, _text("digest", key=True), _text("meeting"), _text("canonical"))

approvals = Table(
    "approvals",
    metadata,
    Column("seq", Integer, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    _text("manifest", ForeignKey("manifests.digest"), index=True),
    _text("approver"),
    _text("approved_at"),
    _text("dispatches"),
)

#: The lines that were ticked in an approval. The text is what the approver wrote beside it; it can be erased.
ticks = Table(
    "ticks",
    metadata,
    Column("approval", Integer, ForeignKey("approvals.seq"), primary_key=True, autoincrement=False),
    _text("ask", key=True),
    _maybe("text"),
)

dispatches = Table(
    "dispatches",
    metadata,
    _text("id", key=True),
    _text("meeting", index=True),
    _text("case"),
    _text("person"),
    _text("channel"),
    _text("contact"),
    _text("state", index=True),
    Column("attempt", Integer, nullable=False),
    _maybe("not_before"),
    _text("message_id"),
    _text("cover_digest"),
    _maybe("evidence_on"),
    _maybe("evidence_at"),
    Column("reason_seq", Integer, ForeignKey("reasons.seq"), nullable=True),
    _maybe("owner"),
    _text("since"),
    _text("mode"),
    Column("opened_seq", Integer, ForeignKey("events.seq"), nullable=False),
    CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in State)), name="known_state"),
)

copies = Table(
    "copies",
    metadata,
    _text("id", key=True),
    _text("dispatch", ForeignKey("dispatches.id"), index=True),
    _text("obligation", ForeignKey("obligations.id"), index=True),
    _text("document"),
    _text("format"),
    _text("file_digest"),
    _text("file_name"),
)

#: Addresses, apart from everything else; erasing one leaves the evidence.
contacts = Table("contacts", metadata, _text("dispatch", ForeignKey("dispatches.id"), key=True), _maybe("value"))

#: Addresses that nothing is sent to, by their keyed hash. Lifting one leaves the row, with the event that lifted it.
suppressions = Table(
    "suppressions",
    metadata,
    #: The event that suppressed it; its reason stands under the same number.
    Column("seq", Integer, ForeignKey("reasons.seq"), primary_key=True, autoincrement=False),
    _text("address_hmac", index=True),
    _text("since"),
    _text("who"),
    Column("lifted_seq", Integer, ForeignKey("reasons.seq"), nullable=True),
)

#: Copies in wrong hands. What happened, and why it was closed, stand among the reasons.
incidents = Table(
    "incidents",
    metadata,
    _text("id", key=True),
    _text("case", index=True),
    _maybe("dispatch"),
    _text("aware_at"),
    _text("opened_at"),
    _text("opened_by"),
    Column("opened_seq", Integer, ForeignKey("reasons.seq"), nullable=False),
    _maybe("closed_at"),
    Column("closed_seq", Integer, ForeignKey("reasons.seq"), nullable=True),
)

#: Tables whose rows never change and never go.
APPEND_ONLY = ("events", "meetings", "manifests", "approvals", "copies")

#: Tables whose rows change once, when the matter is over, and never go.
KEPT = ("suppressions", "incidents")

#: Triggers that let a dispatch begin as a draft only, and change its state only as `distribution.machine` has it.
OF_STATES = ("dispatches_begin_as_draft", "dispatches_known_move")
