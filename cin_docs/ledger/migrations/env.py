"""Run by alembic: the migrations go through the connection that `ledger.schema` hands over."""

from __future__ import annotations

from alembic import context

# The connection's own transaction spans all steps: a database is wholly at a version or not at all.
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
