"""A meeting as it was approved beside its case as the file is now: what the guards compare."""

from __future__ import annotations

from cin_docs.distribution.scenes import Present
from cin_docs.errors import HomeError, LedgerError
from cin_docs.home.cases import read_meeting, standard_for
from cin_docs.home.folder import Home
from cin_docs.ledger.protocol import Ledger
from cin_docs.ledger.store import Store
from cin_docs.model.delivery import Dispatch
from cin_docs.model.finding import blocks
from cin_docs.model.standard import Standard


def present(home: Home, ledger: Ledger, store: Store, item: Dispatch) -> Present | None:
    """The meeting as it was approved, and the case as its file is now; None when they cannot be read."""
    try:
        return _present(home, ledger, store, item)
    except (HomeError, LedgerError):
        # A case that was moved or notes that were damaged hold their own copies, and nobody else's.
        return None


def _present(home: Home, ledger: Ledger, store: Store, item: Dispatch) -> Present | None:
    record, manifest = ledger.meeting(item.meeting), ledger.manifest_of(item.id)
    if record is None or manifest is None:
        return None
    path = home.folder / "cases" / record.case / record.facts["path"]
    reading = read_meeting(home, path, ref=record.case, data=store.get(manifest.notes_digest))
    case = reading.case_file.value
    meeting = next((one for one in reading.notes.meetings or () if one.id == item.meeting), None)
    standard = standard_for(home, case, meeting.on) if case and meeting else None
    if case is None or meeting is None or blocks(reading.case_file.findings) or not isinstance(standard, Standard):
        return None
    return Present(meeting=meeting, case=case, standard=standard)
