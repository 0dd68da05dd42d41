"""The first tables, and the triggers that keep events as they were written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Written out here and not taken from the code of today: a migration does not change after it was used.
STATES = (
    "'draft', 'approved', 'queued', 'sending(pre)', 'sending(data)', 'accepted', 'delivered', 'bounced', 'failed', "
    "'uncertain', 'held', 'to hand', 'posted', 'returned', 'handed over', 'read to', 'declined', 'misdirected', "
    "'superseded', 'cancelled'"
)
APPEND_ONLY = ("events", "meetings", "manifests", "approvals", "copies")


def upgrade() -> None:
    """Make every table and trigger."""
    _make_events()
    _make_meetings()
    _make_manifests()
    _make_dispatches()
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _key(name: str, target: str = "") -> sa.Column[int]:
    foreign = (sa.ForeignKey(target),) if target else ()
    return sa.Column(name, sa.Integer, *foreign, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _maybe(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=True) for name in names]


def _make_events() -> None:
    op.create_table(
        "about",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True),
        *_texts("key_check"),
    )
    op.create_table(
        "events",
        _key("seq"),
        *_texts("occurred_on", "recorded_at", "actor", "action", "subject"),
        *_maybe("from_state", "to_state"),
        *_texts("detail", "change", "prev_hash", "hash"),
    )
    op.create_index("ix_events_subject", "events", ["subject"])
    op.create_table("reasons", _key("seq", "events.seq"), *_texts("subject"), *_maybe("text"))


def _make_meetings() -> None:
    op.create_table(
        "meetings",
        _key("seq", "events.seq"),
        *_texts("id", "case", "label", "on"),
        sa.Column("version", sa.Integer, nullable=False),
        *_texts("team", "worker", "standard", "calendar", "mode"),
        *_maybe("author", "submitted_by", "manifest_digest"),
        *_texts("facts"),
    )
    op.create_index("ix_meetings_id", "meetings", ["id"])
    op.create_index("ix_meetings_case", "meetings", ["case"])
    op.create_table(
        "obligations",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        *_texts("meeting", "case", "person", "role", "document", "meeting_on"),
        *_maybe("due"),
        *_texts("because", "team", "worker", "standard", "calendar", "mode"),
        sa.Column("posting_allowance", sa.Integer, nullable=False),
        sa.Column("excused_seq", sa.Integer, sa.ForeignKey("reasons.seq"), nullable=True),
        sa.Column("opened_seq", sa.Integer, sa.ForeignKey("events.seq"), nullable=False),
    )
    op.create_index("ix_obligations_meeting", "obligations", ["meeting"])


def _make_manifests() -> None:
    op.create_table(
        "manifests", sa.Column("digest", sa.Text, primary_key=True, nullable=False), *_texts("meeting", "canonical")
    )
    op.create_table(
        "approvals",
        _key("seq", "events.seq"),
        sa.Column("manifest", sa.Text, sa.ForeignKey("manifests.digest"), nullable=False),
        *_texts("approver", "approved_at", "dispatches"),
    )
    op.create_index("ix_approvals_manifest", "approvals", ["manifest"])


def _make_dispatches() -> None:
    op.create_table(
        "dispatches",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        *_texts("meeting", "case", "person", "channel", "contact", "state"),
        sa.Column("attempt", sa.Integer, nullable=False),
        *_maybe("not_before"),
        *_texts("message_id", "cover_digest"),
        *_maybe("evidence_on", "evidence_at"),
        sa.Column("reason_seq", sa.Integer, sa.ForeignKey("reasons.seq"), nullable=True),
        *_maybe("owner"),
        *_texts("since", "mode"),
        sa.Column("opened_seq", sa.Integer, sa.ForeignKey("events.seq"), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name="known_state"),
    )
    op.create_index("ix_dispatches_meeting", "dispatches", ["meeting"])
    op.create_index("ix_dispatches_state", "dispatches", ["state"])
    op.create_table(
        "copies",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        sa.Column("dispatch", sa.Text, sa.ForeignKey("dispatches.id"), nullable=False),
        sa.Column("obligation", sa.Text, sa.ForeignKey("obligations.id"), nullable=False),
        *_texts("document", "format", "file_digest", "file_name"),
    )
    op.create_index("ix_copies_dispatch", "copies", ["dispatch"])
    op.create_index("ix_copies_obligation", "copies", ["obligation"])
    op.create_table(
        "contacts",
        sa.Column("dispatch", sa.Text, sa.ForeignKey("dispatches.id"), primary_key=True, nullable=False),
        *_maybe("value"),
    )


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {table}_refuse()"
        )
