"""A meeting as it was approved beside its case and its notes as the files are now: what the guards compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from hashlib import sha256
from pathlib import Path

from cin_docs.distribution.asks import line_of
from cin_docs.distribution.scenes import Present
from cin_docs.documents.neighbours import Index, strangers
from cin_docs.errors import HomeError, LedgerError
from cin_docs.home.cases import Reading, folder_of, notes_path, read_meeting, standard_for
from cin_docs.home.folder import Home, read_bytes
from cin_docs.home.linked import Mentions, mentions
from cin_docs.home.mailboxes import known_of
from cin_docs.home.neighbours import Census, census, neighbours
from cin_docs.ledger.protocol import Ledger
from cin_docs.ledger.store import Store
from cin_docs.model.delivery import Dispatch
from cin_docs.model.meeting import Meeting
from cin_docs.model.standard import Standard

#: The index over the families of all other cases, by the reference of the case that asks and those of siblings.
Others = Callable[[str, frozenset[str]], Index | None]


def presents(home: Home, ledger: Ledger, store: Store, key: bytes) -> Callable[[Dispatch], Present | None]:
    """`present` for one run: each case's index over the others is made once."""

    @cache
    def everyone() -> Census:
        return census(home, key)

    @cache
    def others(ref: str, siblings: frozenset[str]) -> Index:
        return neighbours(home, ref, key, also=siblings, all_of=everyone())

    @cache
    def named() -> Mentions:
        return mentions(home)

    return partial(present, home, ledger, store, others=others, named=named)


def present(
    home: Home,
    ledger: Ledger,
    store: Store,
    item: Dispatch,
    *,
    others: Others = lambda _ref, _siblings: None,
    named: Callable[[], Mentions] | None = None,
) -> Present | None:
    """The meeting as it was approved, and its notes and case as their files are now; None when they cannot be read.

    `others` gives the index over other cases' families; without it nothing is compared with them. `named` gives the
    home's `mentions`, looked for once in a run.
    """
    try:
        return _present(home, ledger, store, item, others, named() if named else mentions(home))
    except (HomeError, LedgerError):
        # A case that was moved or notes that were damaged hold their own copies, and nobody else's.
        return None


def _present(
    home: Home, ledger: Ledger, store: Store, item: Dispatch, others: Others, named: Mentions
) -> Present | None:
    record, manifest = ledger.meeting(item.meeting), ledger.manifest_of(item.id)
    if record is None or manifest is None:
        return None
    # Notes about several children lie with one of them, and are read as that child's.
    path, folder = notes_path(home, record), folder_of(record)
    reading = read_meeting(home, path, ref=folder, data=store.get(manifest.notes_digest), named=named)
    case, meeting = reading.cases.get(record.case), _told(reading, item.meeting)
    standard = standard_for(home, case, meeting.on) if case and meeting else None
    if case is None or meeting is None or not reading.known or not isinstance(standard, Standard):
        return None
    index = others(case.ref, frozenset(meeting.siblings))
    return Present(
        meeting=meeting,
        case=case,
        standard=standard,
        now=meeting if _unchanged(path, manifest.notes_digest) else _now(home, path, folder, meeting.id, named),
        known=known_of(home, index),
        strangers=partial(_strange, index),
    )


def _strange(index: Index | None, texts: Iterable[str]) -> tuple[str, ...]:
    found = {id for text in texts for id in _lines(index, text)} if index else ()
    return tuple(sorted(found))


@lru_cache(maxsize=128)
def _lines(index: Index, text: str) -> tuple[str, ...]:
    """Cached: each text is read when its copy is released and once more when it is sent."""
    return tuple(line_of(one.id) for one in strangers(index, [("", text)]))


def _unchanged(path: Path, approved: str) -> bool:
    """Whether the notes file is, to the bit, what was approved."""
    try:
        return sha256(read_bytes(path)).hexdigest() == approved
    except HomeError:
        return False


def _now(home: Home, path: Path, folder: str, meeting: str, named: Mentions) -> Meeting | None:
    """The meeting as its notes file tells it now."""
    try:
        return _told(read_meeting(home, path, ref=folder, named=named), meeting)
    except HomeError:
        return None


def _told(reading: Reading, id: str) -> Meeting | None:
    return next((one for one in reading.notes.meetings or () if one.id == id), None)
