"""The ledger on a database: `open_ledger` and what keeps the promises of `ledger.protocol`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine

from cin_docs.errors import LedgerError, RefusedError
from cin_docs.ledger import mark as marks
from cin_docs.ledger import mishaps, reads, writes
from cin_docs.ledger.engine import reading, writer, writing
from cin_docs.ledger.journal import Journal, newest
from cin_docs.ledger.opening import opened
from cin_docs.ledger.protocol import ACCEPTED, Change, Filing
from cin_docs.ledger.standing import behind
from cin_docs.ledger.verify import faults, remarks
from cin_docs.ledger.writes import Allowed
from cin_docs.model.delivery import ApprovedManifest, Copy, Dispatch, Event, Manifest, State
from cin_docs.model.incident import Incident, Suppression
from cin_docs.model.obligation import Obligation
from cin_docs.model.record import MeetingRecord, Moment


def open_ledger(url: str, key: bytes, *, allowed: Allowed, mark: Path | None = None) -> SqlLedger:
    """The ledger at `url` (``sqlite:///FILE`` or PostgreSQL), made with this key; a new file is begun.

    `allowed` is `distribution.machine.allowed`: the ledger refuses every other move. `mark` is the file of the
    high-water mark; for SQLite it lies beside the database (``ledger.head``) unless named.

    Raises `LedgerError` with the remedy for a file that is missing though its mark is there, damaged, of a newer
    version, made with another key, or not writable. Such a file is never made anew.
    """
    engine, mark = opened(url, key, mark)
    return SqlLedger(engine, key, allowed, mark)


class SqlLedger:
    """See `ledger.protocol.Ledger`. Each call is one transaction."""

    def __init__(self, engine: Engine, key: bytes, allowed: Allowed, mark: Path | None) -> None:
        self._engine = engine
        self._writer = writer(engine)
        self._key = key
        self._allowed = allowed
        self._mark = mark

    def __repr__(self) -> str:
        return "SqlLedger()"

    # Changes

    @contextmanager
    def _journal(self, moment: Moment, *, claim: bool = False) -> Iterator[Journal]:
        if moment.at.tzinfo is None:
            raise ValueError("the ledger keeps instants in UTC: give a moment with its zone")
        with writing(self._writer) as connection:
            start = newest(connection)
            stale = behind(connection, start, self._mark, self._key)
            if claim and stale is not None:
                raise RefusedError(
                    f"{stale} Nothing is sent.", "Restore the newest ledger, or accept this one by name."
                )
            journal = Journal(connection=connection, key=self._key, moment=moment, last=start)
            yield journal
        # A mark that lags is harmless, and what is committed must not look failed.
        if self._mark is not None and stale is None and journal.last != start:
            with suppress(OSError):
                marks.write(self._mark, self._key, journal.last)

    def open_meeting(self, record: MeetingRecord, obligations: Sequence[Obligation], moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            writes.open_meeting(journal, record, obligations)

    def submit(
        self,
        record: MeetingRecord,
        obligations: Sequence[Obligation],
        manifest: Manifest,
        dispatches: Sequence[Dispatch],
        copies: Sequence[Copy],
        contacts: Mapping[str, str],
        moment: Moment,
        *,
        keep: AbstractSet[str] = frozenset(),
    ) -> None:
        """See the protocol."""
        filed = Filing(
            record=record,
            obligations=obligations,
            manifest=manifest,
            dispatches=dispatches,
            copies=copies,
            contacts=contacts,
            keep=keep,
        )
        self.submit_all([filed], moment)

    def submit_all(self, filings: Sequence[Filing], moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            for filed in filings:
                writes.submit(journal, self._allowed, filed)

    def approve(self, approved: ApprovedManifest, moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            writes.approve(journal, self._allowed, approved)

    def move(
        self,
        dispatch: str,
        frm: State,
        to: State,
        moment: Moment,
        *,
        detail: str = "",
        change: Change | None = None,
        by: str | None = None,
    ) -> bool:
        """See the protocol. Raises `RefusedError` also for a claim while the ledger stands behind its mark."""
        with self._journal(moment, claim=to is State.SENDING_PRE) as journal:
            return writes.move(journal, self._allowed, dispatch, frm, to, detail=detail, change=change, by=by)

    def excuse(self, obligation: str, because: str, moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            writes.excuse(journal, obligation, because)

    def reconcile(self, obligations: Sequence[Obligation], moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            writes.reconcile(journal, obligations)

    def suppress(self, address_hmac: str, because: str, moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            mishaps.suppress(journal, address_hmac, because)

    def unsuppress(self, address_hmac: str, because: str, moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            mishaps.unsuppress(journal, address_hmac, because)

    def open_incident(self, incident: Incident, moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            mishaps.open_incident(journal, incident)

    def close_incident(self, id: str, because: str, moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            mishaps.close_incident(journal, id, because)

    def note(self, action: str, subject: str, detail: str, moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            writes.note(journal, action, subject, detail)

    def accept_restored(self, because: str, moment: Moment) -> None:
        """See the protocol."""
        with self._journal(moment) as journal:
            stale = behind(journal.connection, journal.last, self._mark, self._key)
            if self._mark is None or stale is None:
                raise RefusedError("The ledger does not stand behind its mark: there is nothing to accept.")
            journal.add(ACCEPTED, "ledger", detail=stale, reason=because)
            journal.flush()
        try:
            marks.write(self._mark, self._key, journal.last, back=True, create=True)
        except OSError as error:
            raise LedgerError(f"The mark {self._mark} cannot be written: {error.strerror}.") from None

    # Questions

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with reading(self._engine) as connection:
            try:
                yield connection
            except (ValueError, KeyError):
                # A row that was edited into nonsense: no value of it may show.
                remedy = "See what `cin verify` tells, then restore it from the backup."
                raise LedgerError("A row of the ledger cannot be read.", remedy) from None

    def meeting(self, id: str) -> MeetingRecord | None:
        """See the protocol."""
        with self._read() as connection:
            return reads.meeting(connection, id)

    def meetings(self) -> tuple[MeetingRecord, ...]:
        """See the protocol."""
        with self._read() as connection:
            return reads.meetings(connection)

    def obligations(self, *, meeting: str | None = None) -> tuple[Obligation, ...]:
        """See the protocol."""
        with self._read() as connection:
            return reads.obligations_of(connection, meeting)

    def dispatch(self, id: str) -> Dispatch | None:
        """See the protocol."""
        with self._read() as connection:
            return reads.dispatch(connection, id)

    def dispatches(self, *, meeting: str | None = None, state: State | None = None) -> tuple[Dispatch, ...]:
        """See the protocol."""
        with self._read() as connection:
            return reads.dispatches_of(connection, meeting, state)

    def copies(self, *, meeting: str | None = None, dispatch: str | None = None) -> tuple[Copy, ...]:
        """See the protocol."""
        with self._read() as connection:
            return reads.copies_of(connection, meeting, dispatch)

    def contact(self, dispatch: str) -> str | None:
        """See the protocol."""
        with self._read() as connection:
            return reads.contact(connection, dispatch)

    def manifest(self, digest: str) -> Manifest | None:
        """See the protocol."""
        with self._read() as connection:
            return reads.manifest(connection, digest)

    def manifest_of(self, dispatch: str) -> Manifest | None:
        """See the protocol."""
        with self._read() as connection:
            return reads.manifest_of(connection, dispatch)

    def approval(self, manifest_digest: str) -> ApprovedManifest | None:
        """See the protocol."""
        with self._read() as connection:
            return reads.approval(connection, manifest_digest, self._key)

    def suppressions(self) -> tuple[Suppression, ...]:
        """See the protocol."""
        with self._read() as connection:
            return mishaps.suppressed_now(connection)

    def incidents(self, *, case: str | None = None) -> tuple[Incident, ...]:
        """See the protocol."""
        with self._read() as connection:
            return mishaps.incidents_of(connection, case)

    def events(self, *, subject: str | None = None) -> tuple[Event, ...]:
        """See the protocol."""
        with self._read() as connection:
            return reads.events_of(connection, subject)

    def head(self) -> str:
        """See the protocol."""
        with self._read() as connection:
            return newest(connection).hash

    def behind(self) -> str | None:
        """See the protocol."""
        with self._read() as connection:
            return behind(connection, newest(connection), self._mark, self._key)

    def verify(self) -> tuple[str, ...]:
        """See the protocol."""
        with self._read() as connection:
            return faults(connection, self._key, self._mark)

    def remarks(self) -> tuple[str, ...]:
        """See the protocol."""
        with self._read() as connection:
            return remarks(connection)

    def close(self) -> None:
        """See the protocol."""
        self._engine.dispose()
