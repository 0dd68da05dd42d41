"""What went wrong, in the ledger: addresses that are suppressed, and incidents. Inside one open transaction each."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from cin_docs.errors import RefusedError
from cin_docs.ledger import rows
from cin_docs.ledger.journal import Journal
from cin_docs.ledger.tables import incidents, reasons, suppressions
from cin_docs.model.incident import Incident, Suppression

_closing = reasons.alias("closing")
_SUPPRESSIONS = (
    select(suppressions, reasons.c.text.label("because"))
    .outerjoin(reasons, suppressions.c.seq == reasons.c.seq)
    .where(suppressions.c.lifted_seq.is_(None))
    .order_by(suppressions.c.seq)
)
_INCIDENTS = (
    select(incidents, reasons.c.text.label("what"), _closing.c.text.label("closed_because"))
    .outerjoin(reasons, incidents.c.opened_seq == reasons.c.seq)
    .outerjoin(_closing, incidents.c.closed_seq == _closing.c.seq)
    .order_by(incidents.c.opened_seq)
)


def suppress(journal: Journal, address_hmac: str, because: str) -> None:
    """Suppress an address, known by its keyed hash. One that is suppressed already stays as it is."""
    if _suppressed(journal.connection, address_hmac) is not None:
        return
    row = {"address_hmac": address_hmac, "since": rows.instant(journal.moment.at), "who": journal.moment.actor}
    seq = journal.add("suppressed", address_hmac, change={"row": rows.fingerprint(row)}, reason=because)
    journal.flush()
    journal.connection.execute(insert(suppressions), [row | {"seq": seq}])


def unsuppress(journal: Journal, address_hmac: str, because: str) -> None:
    """Lift the suppression. Raises `RefusedError` when the address is not suppressed."""
    found = _suppressed(journal.connection, address_hmac)
    if found is None:
        raise RefusedError("This address is not suppressed.", "`cin suppress list` shows those that are.")
    seq = journal.add("suppression lifted", address_hmac, change={"suppressed": found}, reason=because)
    journal.flush()
    journal.connection.execute(update(suppressions).where(suppressions.c.seq == found).values(lifted_seq=seq))


def _suppressed(connection: Connection, address_hmac: str) -> int | None:
    query = select(suppressions.c.seq).where(suppressions.c.address_hmac == address_hmac)
    return connection.execute(query.where(suppressions.c.lifted_seq.is_(None))).scalar()


def suppressed_now(connection: Connection) -> tuple[Suppression, ...]:
    """Every address that is suppressed, oldest first."""
    return tuple(rows.suppression_from(dict(row)) for row in connection.execute(_SUPPRESSIONS).mappings())


def open_incident(journal: Journal, incident: Incident) -> None:
    """Take down an incident that is open.

    Raises `RefusedError` for an id that is known, ValueError for an incident that is closed already.
    """
    if incident.closed_at is not None or incident.closed_because is not None:
        raise ValueError("an incident is opened before it is closed")
    if journal.connection.execute(select(incidents.c.id).where(incidents.c.id == incident.id)).first() is not None:
        raise RefusedError(f"Incident {incident.id} is known already.", "`cin incident list` shows it.")
    row = rows.incident_row(incident)
    seq = journal.add("incident opened", incident.id, change={"row": rows.fingerprint(row)}, reason=incident.what)
    journal.flush()
    journal.connection.execute(insert(incidents), [row | {"opened_seq": seq}])


def close_incident(journal: Journal, id: str, because: str) -> None:
    """Close it at the journal's moment. Raises `RefusedError` when it is not open."""
    query = select(incidents.c.closed_seq).where(incidents.c.id == id)
    found = journal.connection.execute(query).first()
    if found is None or found.closed_seq is not None:
        raise RefusedError(f"There is no open incident {id}.", "`cin incident list` shows them.")
    seq = journal.add("incident closed", id, reason=because)
    journal.flush()
    closed = {"closed_at": rows.instant(journal.moment.at), "closed_seq": seq}
    journal.connection.execute(update(incidents).where(incidents.c.id == id).values(closed))


def incidents_of(connection: Connection, case: str | None) -> tuple[Incident, ...]:
    """The incidents of a case or all, open and closed, in the order in which they were opened."""
    query = _INCIDENTS if case is None else _INCIDENTS.where(incidents.c.case == case)
    return tuple(rows.incident_from(dict(row)) for row in connection.execute(query).mappings())
