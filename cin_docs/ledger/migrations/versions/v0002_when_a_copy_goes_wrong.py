"""Ticked lines, suppressed addresses and incidents; and the database itself keeps to the table of states."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Written out here and not taken from the code of today: a migration does not change after it was used.
# From each state, those to which a dispatch may go, whoever moves it.
STEPS = {
    "draft": ("approved", "cancelled", "superseded"),
    "approved": ("queued", "to hand", "held", "uncertain", "cancelled", "superseded"),
    "queued": ("sending(pre)", "failed", "held", "uncertain", "cancelled", "superseded"),
    "held": ("approved", "to hand", "cancelled", "superseded"),
    "sending(pre)": ("queued", "failed", "held", "sending(data)", "uncertain"),
    "sending(data)": ("accepted", "queued", "failed", "uncertain"),
    "uncertain": ("accepted", "failed", "queued", "to hand"),
    "accepted": ("delivered", "bounced", "declined", "misdirected", "uncertain"),
    "delivered": ("bounced", "declined", "misdirected"),
    "bounced": ("to hand", "accepted", "delivered"),
    "failed": ("to hand", "uncertain"),
    "to hand": ("posted", "handed over", "read to", "declined", "queued", "held", "cancelled", "superseded"),
    "posted": ("returned", "declined", "misdirected", "to hand"),
    "returned": ("to hand", "posted"),
    "handed over": ("misdirected", "to hand"),
    "read to": ("misdirected", "to hand"),
    "declined": ("accepted", "delivered", "to hand", "posted"),
    "misdirected": ("accepted", "delivered", "posted", "handed over", "read to"),
}
KEPT = ("suppressions", "incidents")


def upgrade() -> None:
    """Make the tables and triggers. Nothing that is there changes."""
    _make_tables()
    for table in KEPT:
        _refuse_removal(table)
    if op.get_bind().dialect.name == "sqlite":
        _keep_states_sqlite()
    else:
        _keep_states_postgres()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _number(name: str, target: str, *, key: bool = False, nullable: bool = False) -> sa.Column[int]:
    foreign = sa.ForeignKey(target)
    return sa.Column(name, sa.Integer, foreign, primary_key=key, nullable=nullable, autoincrement=False)


def _make_tables() -> None:
    op.create_table(
        "ticks",
        _number("approval", "approvals.seq", key=True),
        sa.Column("ask", sa.Text, primary_key=True, nullable=False),
        sa.Column("text", sa.Text, nullable=True),
    )
    op.create_table(
        "suppressions",
        _number("seq", "reasons.seq", key=True),
        *_texts("address_hmac", "since", "who"),
        _number("lifted_seq", "reasons.seq", nullable=True),
    )
    op.create_index("ix_suppressions_address_hmac", "suppressions", ["address_hmac"])
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        *_texts("case"),
        sa.Column("dispatch", sa.Text, nullable=True),
        *_texts("aware_at", "opened_at", "opened_by"),
        _number("opened_seq", "reasons.seq"),
        sa.Column("closed_at", sa.Text, nullable=True),
        _number("closed_seq", "reasons.seq", nullable=True),
    )
    op.create_index("ix_incidents_case", "incidents", ["case"])


def _refuse_removal(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    for verb, each in (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {table}_refuse()"
        )


def _known_move() -> str:
    """The SQL condition under which a change of state is one of the table's."""
    steps = (
        "(OLD.state = '{}' AND NEW.state IN ({}))".format(frm, ", ".join(f"'{to}'" for to in tos))
        for frm, tos in STEPS.items()
    )
    return f"OLD.state = NEW.state OR {' OR '.join(steps)}"


def _keep_states_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER dispatches_begin_as_draft BEFORE INSERT ON dispatches WHEN NEW.state <> 'draft' "
        "BEGIN SELECT RAISE(ABORT, 'a dispatch begins as a draft'); END"
    )
    op.execute(
        f"CREATE TRIGGER dispatches_known_move BEFORE UPDATE OF state ON dispatches WHEN NOT ({_known_move()}) "
        "BEGIN SELECT RAISE(ABORT, 'a dispatch does not go this way'); END"
    )


def _keep_states_postgres() -> None:
    op.execute(
        "CREATE FUNCTION dispatches_begin_as_draft() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.state <> 'draft' THEN RAISE EXCEPTION 'a dispatch begins as a draft'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE FUNCTION dispatches_known_move() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT ({_known_move()}) THEN RAISE EXCEPTION 'a dispatch does not go this way'; END IF; "
        "RETURN NEW; END $$"
    )
    for trigger, event in (("dispatches_begin_as_draft", "INSERT"), ("dispatches_known_move", "UPDATE OF state")):
        op.execute(f"CREATE TRIGGER {trigger} BEFORE {event} ON dispatches FOR EACH ROW EXECUTE FUNCTION {trigger}()")
