"""One unattended pass: the inbox answered, clean notes submitted, what is owed opened, what is approved sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cin_docs import pipeline
from cin_docs.capture.notes import peek
from cin_docs.capture.show import as_text
from cin_docs.distribution.restored import refuse_restored
from cin_docs.errors import CinError
from cin_docs.home.cases import case_refs
from cin_docs.home.folder import Home, digest
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

    #: A line for each file answered or submitted, and each meeting whose obligations were opened.
    said: tuple[str, ...]
    #: Files in the inbox that were answered with findings.
    refused: int
    released: tuple[Outcome, ...]
    sent: SendReport


def run(home: Home, *, ledger: Ledger, store: Store, key: bytes, moment: Callable[[], Moment]) -> Pass:
    """Everything that is due now, in an order that loses nothing if it is broken off: each step can be done again.

    Raises `RefusedError` before anything is done when an older ledger was put back.
    """
    refuse_restored(ledger)
    opened = [f"{meeting}: copies are owed" for meeting in pipeline.know(home, ledger, moment())]
    answers = [
        _answer(home, path, ledger=ledger, store=store, key=key, moment=moment())
        for path in tray.waiting(home.folder / "inbox")
    ]
    released, sent = pipeline.dispatch(home, ledger=ledger, store=store, key=key, moment=moment)
    return Pass(
        said=(*opened, *(text for text, _ in answers if text)),
        refused=sum(1 for _, refused in answers if refused),
        released=released,
        sent=sent,
    )


def _answer(home: Home, path: Path, *, ledger: Ledger, store: Store, key: bytes, moment: Moment) -> tuple[str, bool]:
    """Answer or submit one file of the inbox: what to say about it, and whether it was refused now."""
    data = path.read_bytes()
    mark = digest(data)
    if tray.is_answered(path, mark):
        return "", False
    try:
        refusal = _take(home, path, data, ledger=ledger, store=store, key=key, moment=moment)
    except CinError as error:
        refusal = str(error)
    if refusal is None:
        tray.clear(path)
        return f"{path.name}: submitted, waits for approval", False
    tray.answer(path, mark, refusal)
    ledger.note("answered", mark, "findings", moment)
    return f"{path.name}: answered with findings", True


def _take(
    home: Home, path: Path, data: bytes, *, ledger: Ledger, store: Store, key: bytes, moment: Moment
) -> str | None:
    """File clean notes with their case and submit them; otherwise the findings as text."""
    glance = peek(data, path.name)
    ref = glance.case if glance else None
    if glance is None or ref is None or ref not in case_refs(home):
        return (
            "This file does not say which meeting it is about.\n"
            "Write `case:`, `meeting:` and `date:` at its top, for instance case: MAR-2041; then save it again.\n"
            f"Cases here: {', '.join(case_refs(home)) or 'none yet'}."
        )
    target = home.folder / "cases" / ref / f"{glance.on.isoformat()}-{glance.label}.yaml"
    checkup = pipeline.check(home, target, today=moment.on, ref=ref, data=data)
    if checkup.blocked:
        return _text(checkup.findings, checkup.reading.sources)
    try:
        tray.file_away(target, data)
    except FileExistsError:
        return f"Notes of this meeting are filed already as {target.name}.\nCorrect them there."
    answer = pipeline.submit(home, checkup, ledger=ledger, store=store, key=key, moment=moment)
    return _text(answer, checkup.reading.sources) if isinstance(answer, tuple) else None


def _text(findings: tuple[Finding, ...], sources: object) -> str:
    return as_text(findings, sources if isinstance(sources, dict) else {}, colour=False)
