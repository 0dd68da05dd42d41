"""One unattended pass: the inbox answered, clean notes submitted, what is owed opened, what is approved sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cin_docs import pipeline
from cin_docs.capture.notes import peek
from cin_docs.capture.show import as_text
from cin_docs.checking import Checkup
from cin_docs.distribution.restored import refuse_restored
from cin_docs.errors import CinError, HomeError, LedgerError
from cin_docs.home.cases import case_refs, has_case
from cin_docs.home.folder import Home, digest, read_bytes, seen
from cin_docs.model.delivery import Manifest
from cin_docs.model.finding import Finding
from cin_docs.model.record import Moment
from cin_docs.transport import tray

if TYPE_CHECKING:
    from cin_docs.distribution.outcome import Outcome, SendReport
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Pass:
    """What one pass did."""

    #: A line for each file answered or submitted, and each meeting whose obligations were opened or excused.
    said: tuple[str, ...]
    #: Cases, notes and meetings that could not be taken into account, each with the reason.
    skipped: tuple[str, ...]
    #: Files in the inbox that were answered with findings, or could not be.
    refused: int
    released: tuple[Outcome, ...]
    sent: SendReport


def run(home: Home, *, ledger: Ledger, store: Store, key: bytes, moment: Callable[[], Moment]) -> Pass:
    """Everything that is due now, in an order that loses nothing if it is broken off: each step can be done again.

    Raises `RefusedError` before anything is done when an older ledger was put back.
    """
    refuse_restored(ledger)
    known = pipeline.know(home, ledger, moment())
    replaced = [f"{meeting}: nothing is owed, the notes now tell of it otherwise" for meeting in known.replaced]
    opened = [f"{meeting}: copies are owed" for meeting in known.opened]
    answers = [
        _answer(home, path, ledger=ledger, store=store, key=key, moment=moment())
        for path in tray.waiting(home.folder / "inbox")
    ]
    released, sent = pipeline.dispatch(home, ledger=ledger, store=store, key=key, moment=moment)
    return Pass(
        said=(*replaced, *opened, *(text for text, _ in answers if text)),
        skipped=known.skipped,
        refused=sum(1 for _, refused in answers if refused),
        released=released,
        sent=sent,
    )


def _answer(home: Home, path: Path, *, ledger: Ledger, store: Store, key: bytes, moment: Moment) -> tuple[str, bool]:
    """Answer or submit one file of the inbox: what to say about it, and whether it was refused now.

    What is odd about one file stops no other. Raises `LedgerError` only.
    """
    try:
        data = read_bytes(path)
        mark = _mark(home, path, data)
        if tray.is_answered(path, mark):
            return "", False
        refusal = _refusal(home, path, data, ledger=ledger, store=store, key=key, moment=moment)
        if refusal is None:
            tray.clear(path)
            return f"{path.name}: submitted, waits for approval", False
        tray.answer(path, mark, refusal)
    except (HomeError, OSError) as error:
        why = f"{error.strerror}." if isinstance(error, OSError) else str(error)
        return f"{path.name}: not answered, it is tried again by the next run. {why}", True
    ledger.note("answered", digest(data), "findings", moment)
    return f"{path.name}: answered with findings", True


def _refusal(
    home: Home, path: Path, data: bytes, *, ledger: Ledger, store: Store, key: bytes, moment: Moment
) -> str | None:
    """Why the file cannot be taken, as text to lay beside it; None when it was submitted and filed."""
    try:
        return _take(home, path, data, ledger=ledger, store=store, key=key, moment=moment)
    except LedgerError:
        # No fault of the file's: it is not answered, and taken by the next run.
        raise
    except CinError as error:
        return str(error)


def _take(
    home: Home, path: Path, data: bytes, *, ledger: Ledger, store: Store, key: bytes, moment: Moment
) -> str | None:
    """Submit clean notes and file them with their case; otherwise the findings as text.

    They are filed last: what is refused is found in the inbox only. A run broken off in between submitted them
    already, and the next one files them.
    """
    ref, glance = _case_of(home, path, data), peek(data, path.name)
    if glance is None or ref is None:
        return (
            "This file does not say which meeting it is about.\n"
            "Write `case:`, `meeting:` and `date:` at its top, for instance case: MAR-2041; then save it again.\n"
            f"Cases here: {', '.join(case_refs(home)) or 'none yet'}."
        )
    target = home.folder / "cases" / ref / f"{glance.on.isoformat()}-{glance.label}.yaml"
    checkup = pipeline.check(home, target, today=moment.on, ref=ref, data=data, key=key)
    if checkup.blocked:
        return _text(checkup.findings, checkup.reading.sources)
    filed_already = f"Notes of this meeting are filed already as {target.name}.\nCorrect them there."
    if target.exists() and read_bytes(target) != data:
        return filed_already
    if not _is_submitted(ledger, checkup):
        answer = pipeline.submit(home, checkup, ledger=ledger, store=store, key=key, moment=moment)
        if isinstance(answer, tuple):
            return _text(answer, checkup.reading.sources)
    try:
        tray.file_away(target, data)
    except FileExistsError:
        return filed_already
    return None


def _case_of(home: Home, path: Path, data: bytes) -> str | None:
    """The case that a file of the inbox names; None when it names none that there is."""
    glance = peek(data, path.name)
    return glance.case if glance and glance.case and has_case(home, glance.case) else None


def _is_submitted(ledger: Ledger, checkup: Checkup) -> bool:
    """Whether exactly these notes were submitted with exactly these case files."""
    reading = checkup.reading
    return all(
        (manifest.notes_digest, manifest.case_digest)
        == (digest(reading.notes_bytes), digest(reading.bytes_of(meeting.case)))
        if (manifest := _manifest_of(ledger, meeting.id))
        else False
        for meeting in checkup.meetings
    )


def _manifest_of(ledger: Ledger, meeting: str) -> Manifest | None:
    record = ledger.meeting(meeting)
    return ledger.manifest(record.manifest_digest) if record and record.manifest_digest else None


def _mark(home: Home, path: Path, data: bytes) -> str:
    """What an answer is about: the file, and what it was judged by. When either changes, it is looked at again."""
    ref = _case_of(home, path, data)
    folder = home.folder / "cases" / (ref or "")
    beside = sorted(one for one in folder.glob("*.yaml") if seen(one)) if ref else []
    around = [f"{one.name} {_digest_of(one)}" for one in (*beside, home.folder / "agencies.yaml")]
    return f"{digest(data)}, judged by {digest(' '.join((*case_refs(home), *around)).encode())}"


def _digest_of(path: Path) -> str:
    try:
        return digest(read_bytes(path))
    except HomeError:
        return "-"


def _text(findings: tuple[Finding, ...], sources: object) -> str:
    return as_text(findings, sources if isinstance(sources, dict) else {}, colour=False)
