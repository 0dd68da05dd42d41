"""Check: everything that is wrong with a meeting's notes, and how they were understood. Reads, never writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cin_docs.capture.places import located, merged
from cin_docs.documents.audience import undecided
from cin_docs.documents.disclosure import in_source
from cin_docs.documents.reassurance import understood
from cin_docs.home.cases import Reading, read_meeting, standard_for
from cin_docs.home.folder import Home
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, blocks
from cin_docs.model.meeting import Meeting
from cin_docs.model.standard import Standard
from cin_docs.procedure.rules import check as judged
from cin_docs.procedure.rules import not_said_already


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkup:
    """A notes file with everything that was found, and how it was understood."""

    reading: Reading
    case: Case | None
    #: One for each child the file is about.
    meetings: tuple[Meeting, ...]
    standard: Standard | None
    findings: tuple[Finding, ...]
    #: A few lines of reassurance: "dad is on the list; mum.address is protected from him."
    understood: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether the file cannot be submitted."""
        return not self.meetings or self.standard is None or blocks(self.findings)


def check(home: Home, path: Path, *, today: date, ref: str | None = None, data: bytes | None = None) -> Checkup:
    """Everything that is wrong with a notes file and its case file, all at once. Changes nothing.

    `ref` names the case of notes outside its folder; `data` are stored notes, read as if at `path`.
    """
    reading = read_meeting(home, path, ref=ref, data=data)
    case, meetings = reading.case_file.value, reading.notes.meetings or ()
    found = standard_for(home, case, meetings[0].on) if case and meetings else None
    standard = None if isinstance(found, Finding) else found
    ruled = [found] if isinstance(found, Finding) else []
    ours = [one for one in meetings if case and one.case == case.ref]
    if case and standard:
        for meeting in ours:
            ruled += judged(meeting, case, standard, home.calendar, reading.history, home.wording, today)
            ruled += (*in_source(meeting, case), *undecided(meeting, case))
    notes = reading.notes
    fresh = located(not_said_already(ruled, notes.findings), notes.tree, notes.file)
    return Checkup(
        reading=reading,
        case=case,
        meetings=meetings,
        standard=standard,
        findings=(*home.findings, *reading.case_file.findings, *reading.unread, *merged(notes.findings, fresh)),
        understood=tuple(line for meeting in ours if case for line in understood(meeting, case)),
    )
