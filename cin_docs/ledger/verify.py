"""Does the ledger hold together? The chain is reckoned again, and the events are replayed against the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, select, text

from cin_docs.ledger import chain, rows
from cin_docs.ledger.journal import newest
from cin_docs.ledger.keys import keyed_hash
from cin_docs.ledger.replay import STANDING, Replayed
from cin_docs.ledger.standing import behind
from cin_docs.ledger.tables import (
    APPEND_ONLY,
    KEPT,
    OF_STATES,
    approvals,
    copies,
    dispatches,
    events,
    incidents,
    manifests,
    meetings,
    suppressions,
    ticks,
)  # fmt: skip
from cin_docs.ledger.tables import obligations as owed
from cin_docs.ledger.tables import reasons as texts
from cin_docs.model.delivery import Event

#: Columns that are not part of a row's fingerprint.
_NUMBERS = frozenset({"seq", "opened_seq", "excused_seq", "reason_seq", "lifted_seq", "closed_seq", "closed_at"})
_MOVING = frozenset((*STANDING, "since"))


def faults(connection: Connection, key: bytes, mark: Path | None) -> tuple[str, ...]:
    """A sentence for each break; none when the ledger is whole."""
    return tuple(_faults(connection, key, mark))


def remarks(connection: Connection) -> tuple[str, ...]:
    """What is odd but breaks nothing: a clock that jumped back."""
    return tuple(chain.clock_jumps(_events(connection, [])))


def _faults(connection: Connection, key: bytes, mark: Path | None) -> Iterator[str]:
    yield from _file(connection)
    stale = behind(connection, newest(connection), mark, key)
    if stale is not None:
        yield stale
    replayed = Replayed()
    unreadable: list[str] = []
    yield from chain.breaks(key, _taken(_events(connection, unreadable), replayed))
    yield from unreadable
    yield from replayed.faults
    yield from _dispatches(connection, replayed)
    yield from _obligations(connection, replayed)
    yield from _numbered(connection, meetings, "snapshot of a meeting", replayed.meetings)
    yield from _numbered(connection, approvals, "approval", replayed.approvals)
    yield from _manifests(connection, replayed)
    yield from _ticks(connection, replayed, key)
    yield from _suppressions(connection, replayed)
    yield from _incidents(connection, replayed)
    yield from _reasons(connection, replayed, key)


def _rows(connection: Connection, query: Select[Any]) -> Iterator[dict[str, Any]]:
    found = connection.execution_options(yield_per=500).execute(query)
    return (dict(row) for row in found.mappings())


def _events(connection: Connection, unreadable: list[str]) -> Iterator[Event]:
    for row in _rows(connection, select(events).order_by(events.c.seq)):
        try:
            yield rows.event_from(row)
        except (ValueError, TypeError):
            unreadable.append(f"Event {row['seq']} cannot be read: it was changed after it was written.")


def _taken(stream: Iterator[Event], replayed: Replayed) -> Iterator[Event]:
    for event in stream:
        replayed.take(event)
        yield event


def _file(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for (said,) in connection.execute(text("PRAGMA quick_check(5)")):
            if said != "ok":
                yield f"The database file is damaged: {said}."
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    found = set(connection.execute(text(query)).scalars())
    for table in APPEND_ONLY:
        if not {f"{table}_refuse_update", f"{table}_refuse_delete"} <= found:
            yield f"The triggers that keep {table} as they were written were taken away."
    for table in KEPT:
        if f"{table}_refuse_delete" not in found:
            yield f"The trigger that keeps {table} was taken away."
    if not found.issuperset(OF_STATES):
        yield "The triggers that keep the states of dispatches to the known moves were taken away."


def _fingerprint(row: Mapping[str, Any], without: frozenset[str] = _NUMBERS) -> str:
    return rows.fingerprint({name: value for name, value in row.items() if name not in without})


def _absent(what: str, said: Mapping[Any, Any] | set[str], seen: set[Any]) -> Iterator[str]:
    for id in said:
        if id not in seen:
            yield f"The {what} {id} is missing, though events tell of it."


def _dispatches(connection: Connection, replayed: Replayed) -> Iterator[str]:
    files: dict[str, dict[str, Any]] = {}
    for row in _rows(connection, select(copies)):
        files.setdefault(row["dispatch"], {})[row["id"]] = row
    seen = set()
    for row in _rows(connection, select(dispatches)):
        id = row["id"]
        seen.add(id)
        said = replayed.dispatches.get(id)
        if said is None:
            yield f"Dispatch {id} is in the ledger, but no event tells of it."
            continue
        for name in (*STANDING, "since", "reason_seq"):
            if row[name] != said[name]:
                yield f"Dispatch {id}: its {name} is '{row[name]}', but the events say '{said[name]}'."
        if _fingerprint(row, _NUMBERS | _MOVING) != said["row"]:
            yield f"Dispatch {id} was changed after it was submitted."
        if rows.fingerprint(files.get(id, {})) != said["copies"]:
            yield f"The copies of dispatch {id} were changed after they were submitted."
    yield from _absent("dispatch", replayed.dispatches, seen)


def _obligations(connection: Connection, replayed: Replayed) -> Iterator[str]:
    seen = set()
    for row in _rows(connection, select(owed)):
        id = row["id"]
        seen.add(id)
        said = replayed.obligations.get(id)
        if said is None:
            yield f"Obligation {id} is in the ledger, but no event tells of it."
        elif _fingerprint(row) != said["row"]:
            yield f"Obligation {id} was changed after it was opened."
        elif row["excused_seq"] != said["excused_seq"]:
            yield f"Obligation {id}: whether it is excused contradicts the events."
    yield from _absent("obligation", replayed.obligations, seen)


def _numbered(connection: Connection, table: Table, what: str, said: Mapping[int, str]) -> Iterator[str]:
    seen = set()
    for row in _rows(connection, select(table)):
        seen.add(row["seq"])
        if said.get(row["seq"]) != _fingerprint(row):
            yield f"The {what} of event {row['seq']} was changed after it was written."
    yield from _absent(f"{what} of event", said, seen)


def _manifests(connection: Connection, replayed: Replayed) -> Iterator[str]:
    seen = set()
    for row in _rows(connection, select(manifests)):
        seen.add(row["digest"])
        if hashlib.sha256(row["canonical"].encode()).hexdigest() != row["digest"]:
            yield f"The manifest {row['digest'][:12]} was changed after it was submitted."
        if row["digest"] not in replayed.manifests:
            yield f"The manifest {row['digest'][:12]} is in the ledger, but no event tells of it."
    yield from _absent("manifest", replayed.manifests, seen)


def _ticks(connection: Connection, replayed: Replayed, key: bytes) -> Iterator[str]:
    seen = set()
    for row in _rows(connection, select(ticks)):
        line = (row["approval"], row["ask"])
        seen.add(line)
        said = replayed.ticks.get(line)
        if said is None:
            yield f"The tick {row['ask']} of event {row['approval']} is in the ledger, but no event tells of it."
        # A text may be erased; what stands there must be what was written.
        elif row["text"] is not None and (keyed_hash(key, row["text"]) if row["text"] else "") != said:
            yield f"The tick {row['ask']} of event {row['approval']} was changed after it was written."
    yield from _absent("tick", replayed.ticks, seen)


def _suppressions(connection: Connection, replayed: Replayed) -> Iterator[str]:
    seen = set()
    for row in _rows(connection, select(suppressions)):
        seen.add(row["seq"])
        said = replayed.suppressions.get(row["seq"])
        if said is None or _fingerprint(row) != said["row"]:
            yield f"The suppression of event {row['seq']} was changed after it was written."
        elif row["lifted_seq"] != said["lifted_seq"]:
            yield f"The suppression of event {row['seq']}: whether it was lifted contradicts the events."
    yield from _absent("suppression of event", replayed.suppressions, seen)


def _incidents(connection: Connection, replayed: Replayed) -> Iterator[str]:
    seen = set()
    for row in _rows(connection, select(incidents)):
        id = row["id"]
        seen.add(id)
        said = replayed.incidents.get(id)
        if said is None or (_fingerprint(row), row["opened_seq"]) != (said["row"], said["opened_seq"]):
            yield f"Incident {id} was changed after it was opened."
        elif (row["closed_seq"], row["closed_at"]) != (said["closed_seq"], said["closed_at"]):
            yield f"Incident {id}: whether it is closed contradicts the events."
    yield from _absent("incident", replayed.incidents, seen)


def _reasons(connection: Connection, replayed: Replayed, key: bytes) -> Iterator[str]:
    seen = set()
    for row in _rows(connection, select(texts)):
        seen.add(row["seq"])
        # A text may be erased; what stands there must be what was written.
        if row["text"] is not None and keyed_hash(key, row["text"]) != replayed.reasons.get(row["seq"]):
            yield f"The reason of event {row['seq']} was changed after it was written."
    yield from _absent("reason of event", replayed.reasons, seen)
