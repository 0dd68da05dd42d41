"""The only clock of the command line. Local days are Europe/London's, instants are UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cin_docs.model.record import LONDON


def now() -> datetime:
    """This instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The local day."""
    return now().astimezone(LONDON).date()
