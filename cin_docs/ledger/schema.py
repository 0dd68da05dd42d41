"""Which version the database's tables have, and bringing them to the present one. Loads alembic only when it must."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError


def version(connection: Connection) -> str | None:
    """The version of the tables; None when there are none."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def current(connection: Connection, newest: str) -> bool:
    """Whether the tables are at the version `newest`. One cheap query when they are."""
    try:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == newest
    except DBAPIError:
        return False


def upgrade(connection: Connection, *, scripts: Path | None = None) -> None:
    """Run every migration that is missing, in the connection's open transaction.

    `scripts` is the folder of migrations; the package's own when None.
    """
    # Here and not above: a ledger that is up to date must open quickly.
    from alembic import command
    from alembic.config import Config

    with resources.as_file(resources.files("cin_docs.ledger") / "migrations") as shipped:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(scripts or shipped).replace("%", "%%"))
        command.upgrade(config, "head")
