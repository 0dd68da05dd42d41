"""Check: everything that is wrong with a meeting's notes, and how they were understood. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cin_docs.capture.cases import CaseFile
from cin_docs.capture.places import located, merged
from cin_docs.distribution.contacts import checked as ways_of
from cin_docs.documents.audience import undecided
from cin_docs.documents.disclosure import in_source
from cin_docs.documents.fixed import on_every_page
from cin_docs.documents.neighbours import Index
from cin_docs.documents.neighbours import in_source as strangers_in
from cin_docs.documents.neighbours import told as not_indexed
from cin_docs.documents.reassurance import understood
from cin_docs.home import neighbours
from cin_docs.home.cases import Reading, read_meeting, standard_for
from cin_docs.home.folder import Home
from cin_docs.home.mailboxes import known_of
from cin_docs.home.our_words import our_words
from cin_docs.home.translators import Told, said_of
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, blocks
from cin_docs.model.meeting import Meeting
from cin_docs.model.standard import Standard
from cin_docs.procedure.rules import check as judged
from cin_docs.procedure.rules import not_said_already


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One child's meeting with all that it is judged by, and what it was judged."""

    meeting: Meeting
    #: The case as this meeting has to know it: see `Reading.cases`.
    case: Case
    #: None when no standard was in force for the case on that day.
    standard: Standard | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkup:
    """A notes file with everything that was found, and how it was understood."""

    reading: Reading
    #: One for each child the file is about, whose folder it lies in first.
    children: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    #: A few lines of reassurance: "dad is on the list; mum.address is protected from him."
    understood: tuple[str, ...] = ()

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """One for each child."""
        return tuple(one.meeting for one in self.children)

    @property
    def blocked(self) -> bool:
        """Whether the file cannot be submitted."""
        return not self.children or any(one.standard is None for one in self.children) or blocks(self.findings)


def check(
    home: Home,
    path: Path,
    *,
    today: date,
    ref: str | None = None,
    data: bytes | None = None,
    key: bytes | None = None,
) -> Checkup:
    """Everything that is wrong with a notes file and its case file, all at once. Changes nothing that people wrote.

    `ref` names the case of notes outside its folder; `data` are stored notes, read as if at `path`. With the home's
    `key` the names and references of other families are looked for too; without it they are not.
    """
    reading = read_meeting(home, path, ref=ref, data=data)
    notes, index = reading.notes, _others(home, reading, key)
    children = tuple(_judged(home, reading, meeting, today) for meeting in notes.meetings or ())
    # What is written once for all children is found once for each of them, and said once.
    ruled = tuple(dict.fromkeys(found for child in children for found in child.findings))
    ruled += _kept(reading, children)
    fresh = located(not_said_already(ruled, notes.findings), notes.tree, notes.file)
    files = (reading.case_file, *(file for file, _ in reading.siblings.values()))
    return Checkup(
        reading=reading,
        children=children,
        findings=(
            *_of_the_home(home, children),
            *(finding for file in files for finding in _of_the_case(home, file, reading, index)),
            *reading.unread,
            *_of_translators(reading, children),
            *merged(notes.findings, (*fresh, *_of_others(index, reading))),
        ),
        understood=tuple(line for child in children for line in understood(child.meeting, child.case)),
    )


def _judged(home: Home, reading: Reading, meeting: Meeting, today: date) -> Judged:
    """A child's meeting, judged by that child's case, its standard and its earlier meetings."""
    case, history = reading.cases[meeting.case], reading.histories[meeting.case]
    standard = standard_for(home, case, meeting.on)
    if isinstance(standard, Finding):
        return Judged(meeting=meeting, case=case, standard=None, findings=(standard,))
    found = (*judged(meeting, case, standard, home.calendar, history, home.wording, today),)
    return Judged(meeting=meeting, case=case, standard=standard, findings=found)


def _others(home: Home, reading: Reading, key: bytes | None) -> Index | None:
    """The index over the families of other cases; None without the key or the case."""
    case = reading.case_file.value
    if key is None or case is None:
        return None
    siblings = {one.case for one in reading.notes.meetings or ()}
    return neighbours.neighbours(home, case.ref, key, also=siblings)


def _of_the_home(home: Home, children: tuple[Judged, ...]) -> Iterator[Finding]:
    """What is odd in the settings and the directory; how a copy would travel only of those who are to get one."""
    getting = {who.id for one in children for who in one.case.people if who.receives}
    for finding in home.findings:
        if finding.code != "no-way-to-reach" or finding.at[-1] in getting:
            yield finding


def _of_the_case(home: Home, file: CaseFile, reading: Reading, index: Index | None) -> tuple[Finding, ...]:
    """What is wrong with the case file, the ways to its people among it: what would hold a copy is said at once."""
    if file.value is None:
        return file.findings
    # As the guards will know the case: with what linked cases keep from whom.
    case = reading.cases.get(file.value.ref, file.value)
    people = [person for person in case.people if person.receives]
    found = (
        *ways_of(case, people, known=known_of(home, index)),
        *on_every_page(file.value, our_words(home, file.value.standard)),
    )
    return merged(file.findings, located(found, file.tree, file.file))


def _kept(reading: Reading, children: tuple[Judged, ...]) -> tuple[Finding, ...]:
    """What the notes give away or leave undecided: of a text about several children once, for all its readers."""
    told = [(one.meeting, one.case) for one in children if one.standard]
    if not told:
        return ()
    (meeting, case), *others = told
    return (*in_source(meeting, case, reading.notes.tree, also=others), *undecided(meeting, case, others))


def _of_translators(reading: Reading, children: tuple[Judged, ...]) -> tuple[Finding, ...]:
    """What is to be said of the translator's files beside the notes."""
    own = reading.case_file.value.ref if reading.case_file.value else None
    told = (Told(meeting=one.meeting, case=one.case, lies_elsewhere=one.case.ref != own) for one in children)
    return said_of(reading.path, told)


def _of_others(index: Index | None, reading: Reading) -> tuple[Finding, ...]:
    """Names and references of other families in the notes, and how many families nobody could look for."""
    tree = reading.notes.tree
    return (*strangers_in(index, tree), *not_indexed(index.unread)) if index and tree else ()
