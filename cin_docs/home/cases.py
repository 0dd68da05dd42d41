"""The cases of a home and their meetings, read with everything they are judged by. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cin_docs.capture.cases import CaseFile
from cin_docs.capture.notes import Notes, peek, read_notes
from cin_docs.documents.siblings import beside
from cin_docs.errors import CinError, HomeError
from cin_docs.home.casefiles import case_path, case_refs, has_case, load_case, loaded
from cin_docs.home.folder import Home, read_bytes, seen, shown
from cin_docs.home.linked import UNCLEAR, UNREADABLE, Mentions, apart, family, mentions, unclear, with_linked
from cin_docs.home.shared_texts import for_all_children
from cin_docs.home.together import beside_linked
from cin_docs.home.told import Order, Told, action_ids, meetings_of, order_of, told
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Severity, blocks
from cin_docs.model.meeting import Meeting
from cin_docs.model.obligation import MeetingDue
from cin_docs.model.record import MeetingRecord
from cin_docs.model.standard import Standard
from cin_docs.procedure.obligations import meetings_due
from cin_docs.procedure.past import in_force as plan_in_force
from cin_docs.procedure.standards import in_force

__all__ = [
    "Reading",
    "Surveyed",
    "case_path",
    "case_refs",
    "due_in",
    "earlier",
    "folder_of",
    "has_case",
    "load_case",
    "notes_path",
    "read_meeting",
    "standard_for",
    "survey",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A notes file read with everything it is judged by."""

    path: Path
    notes: Notes
    case_file: CaseFile
    #: Each child's case, by reference, as this meeting has to know it: with what linked cases keep from the same
    #: people, and with the names around the other children of the meeting.
    cases: Mapping[str, Case] = field(default_factory=dict, repr=False)
    #: Each child's earlier meetings.
    histories: Mapping[str, tuple[Meeting, ...]] = field(default_factory=dict, repr=False)
    #: The case files of the other children of the meeting, with their bytes.
    siblings: Mapping[str, tuple[CaseFile, bytes]] = field(default_factory=dict, repr=False)
    #: Earlier notes and linked cases that cannot be read, each as a finding that blocks.
    unread: tuple[Finding, ...] = ()
    #: The bytes of the notes and of the case file.
    notes_bytes: bytes = field(repr=False)
    case_bytes: bytes = field(repr=False)

    @property
    def case(self) -> Case | None:
        """The case in whose folder the notes lie; None when it cannot be read."""
        return self.cases.get(self.case_file.value.ref) if self.case_file.value else None

    @property
    def history(self) -> tuple[Meeting, ...]:
        """That case's earlier meetings."""
        return self.histories.get(self.case_file.value.ref, ()) if self.case_file.value else ()

    @property
    def known(self) -> bool:
        """Whether nothing blocks in any child's case file, and every linked one can be read."""
        files = (self.case_file, *(file for file, _ in self.siblings.values()))
        unknown = any(one.code in {UNREADABLE, UNCLEAR, "unknown-case"} for one in (*self.unread, *self.notes.findings))
        return not unknown and not any(blocks(file.findings) for file in files)

    def bytes_of(self, ref: str) -> bytes:
        """The bytes of a child's case file."""
        return self.siblings[ref][1] if ref in self.siblings else self.case_bytes

    @property
    def sources(self) -> Mapping[str, str]:
        """The text of both files by the name findings use, for carets."""
        return {
            self.notes.file: self.notes_bytes.decode("utf-8", "replace"),
            self.case_file.file: self.case_bytes.decode("utf-8", "replace"),
            **{file.file: data.decode("utf-8", "replace") for file, data in self.siblings.values()},
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Surveyed:
    """A case of the home with all that its notes tell."""

    ref: str
    #: None when the case cannot be taken into account.
    case: Case | None
    told: tuple[Told, ...] = ()
    #: What of it cannot be taken into account and why, as sentences. Empty: nothing is left out.
    left_out: tuple[str, ...] = ()


def survey(home: Home) -> Iterator[Surveyed]:
    """Every case of the home, each file read once. Never raises for what one case has wrong."""
    yield from (Surveyed(ref=ref, case=None, left_out=(why,)) for ref, why in _strays(home))
    named = mentions(home)
    for ref in case_refs(home):
        try:
            yield _surveyed(home, ref, named)
        except (CinError, OSError) as error:
            yield Surveyed(ref=ref, case=None, left_out=(f"cases/{ref} is left out: {error}",))


def read_meeting(
    home: Home, path: Path, *, ref: str | None = None, data: bytes | None = None, named: Mentions | None = None
) -> Reading:
    """A notes file with its case and what came before it, by the dates of the meetings.

    `ref` is given for files outside the case's folder that do not say `case:`; `data` for notes that were stored,
    read as if at `path`; `named` are the home's `mentions`, when many files are read in one run. Raises `HomeError`
    when the notes cannot be read or the case is not known.
    """
    notes_bytes = read_bytes(path) if data is None else data
    ref = ref or _ref_of(home, path, notes_bytes)
    case_file, case_bytes = loaded(home, case_path(home, ref))
    case = case_file.value
    bare = Reading(
        path=path,
        notes=Notes(file=shown(home, path), meetings=None, findings=(), tree=None),
        case_file=case_file,
        notes_bytes=notes_bytes,
        case_bytes=case_bytes,
    )
    return bare if case is None else _read(home, bare, case, mentions(home) if named is None else named)


def _read(home: Home, bare: Reading, case: Case, named: Mentions) -> Reading:
    """The reading with what its notes tell of each child, judged by everything that is linked with the case."""
    order, kin = _order(home, bare.path, bare.notes_bytes), family(home, case, named)
    cases = {case.ref: case, **kin.cases}
    around = [ref for ref in cases if ref == case.ref or ref.encode() in bare.notes_bytes]
    files = {
        ref: told(home, cases[ref], before=order, without=bare.path, linked=_without(ref, cases)) for ref in around
    }
    past = {ref: meetings_of(earlier) for ref, earlier in files.items()}
    notes = read_notes(
        bare.notes_bytes,
        bare.notes.file,
        with_linked(case, kin.cases.values()),
        previous=plan_in_force(past[case.ref]),
        others={ref: cases[ref] for ref in around if ref != case.ref},
        previous_of={ref: last for ref, meetings in past.items() if (last := plan_in_force(meetings))},
        used=action_ids(past[case.ref]),
        used_of={ref: action_ids(meetings) for ref, meetings in past.items()},
    )
    meetings = notes.meetings or ()
    refs = dict.fromkeys((case.ref, *(one.case for one in meetings)))
    doubts = (doubt for ref in refs for doubt in unclear(home, cases[ref], _without(ref, cases).values()))
    unread = (one.finding for ref in refs for one in files[ref] if one.finding)
    return replace(
        bare,
        case_file=beside_linked(bare.case_file, kin.cases.values()),
        notes=replace(notes, meetings=tuple(_apart(one, cases, case.ref, notes) for one in meetings) or None),
        cases={ref: _beside_others(cases, ref, refs) for ref in refs},
        histories={ref: past[ref] for ref in refs},
        siblings={ref: _sibling(home, ref, cases) for ref in refs if ref != case.ref},
        unread=(*kin.findings, *doubts, *dict.fromkeys(unread)),
    )


def _without(ref: str, cases: Mapping[str, Case]) -> dict[str, Case]:
    return {other: one for other, one in cases.items() if other != ref}


def _sibling(home: Home, ref: str, cases: Mapping[str, Case]) -> tuple[CaseFile, bytes]:
    file, data = loaded(home, case_path(home, ref))
    return beside_linked(file, _without(ref, cases).values()), data


def _apart(meeting: Meeting, cases: Mapping[str, Case], folder: str, notes: Notes) -> Meeting:
    """The meeting, with who of its case is not around every child it is about, and which texts are about them all."""
    return replace(
        meeting,
        apart=apart(cases[meeting.case], [cases[ref] for ref in meeting.siblings]),
        for_all_children=for_all_children(notes.tree, meeting.case, folder, meeting.siblings),
    )


def _beside_others(cases: Mapping[str, Case], ref: str, together: Iterable[str]) -> Case:
    """A child's case with all that linked cases keep from its people, and the names around the meeting's others."""
    whole = with_linked(cases[ref], _without(ref, cases).values())
    return beside(whole, [cases[other] for other in together if other != ref])


def folder_of(record: MeetingRecord) -> str:
    """The reference of the case in whose folder a submitted meeting's notes lie: a sibling's, for one of several."""
    return record.facts.get("folder", record.case)


def notes_path(home: Home, record: MeetingRecord) -> Path:
    """Where the notes of a submitted meeting lie."""
    return home.folder / "cases" / folder_of(record) / record.facts["path"]


def standard_for(home: Home, case: Case, on: date) -> Standard | Finding:
    """The standard that judges a meeting of `case` held on `on`, or the finding that there is none."""
    if found := in_force(home.standards, case.standard, on):
        return found
    names = ", ".join(sorted({standard.id for standard in home.standards}))
    return Finding(
        code="no-standard",
        severity=Severity.BLOCKS,
        sentence=f"No standard called {case.standard} is in force on {on.isoformat()}.",
        remedy=f"Write one of {names} behind `standard:` in the case file, or add the standard to config/standards.",
    )


def due_in(home: Home, as_at: date) -> tuple[MeetingDue, ...]:
    """The meetings that the procedure in force on `as_at` asks for in every case, with their days."""
    found: list[MeetingDue] = []
    for one in survey(home):
        standard = standard_for(home, one.case, as_at) if one.case else None
        if one.case and isinstance(standard, Standard):
            # Notes with blocking findings prove no meeting: a file just begun must not hide a review that is overdue.
            clean = [file for file in one.told if not file.blocked]
            past = (meeting for meeting in meetings_of(clean) if meeting.on <= as_at)
            found += meetings_due(one.case, past, standard, home.calendar)
    return tuple(found)


def earlier(home: Home, case: Case, named: Mentions | None = None) -> tuple[Told, ...]:
    """What every notes file tells of a case, those that lie with a linked case among them, in the meetings' order."""
    kin = family(home, case, mentions(home) if named is None else named)
    return told(home, case, linked=kin.cases)


def _surveyed(home: Home, ref: str, named: Mentions) -> Surveyed:
    file = load_case(home, ref)
    if file.value is None:
        first = next((one for one in file.findings if one.severity is Severity.BLOCKS), None)
        why = f"{first.sentence} {first.remedy}" if first else "It cannot be understood."
        where = f":{first.place.line}" if first and first.place else ""
        return Surveyed(ref=ref, case=None, left_out=(f"{file.file}{where}: the case is left out. {why}",))
    files = earlier(home, file.value, named)
    unread = tuple(f"{one.file}: its meeting is left out. {one.unread}" for one in files if one.unread)
    return Surveyed(ref=ref, case=file.value, told=files, left_out=unread)


def _strays(home: Home) -> Iterator[tuple[str, str]]:
    """Folders that hold notes and no case file."""
    refs = frozenset(case_refs(home))
    for folder in sorted((home.folder / "cases").glob("*")):
        if seen(folder) and folder.name not in refs and any(seen(path) for path in folder.glob("*.y*ml")):
            yield folder.name, f"cases/{folder.name} is left out: there is no case.yaml in it that can be read."


def _order(home: Home, path: Path, data: bytes) -> Order:
    """Where notes stand among those of their case; from outside the home they have no name to go by."""
    glance = peek(data, path.name)
    inside = path.resolve().is_relative_to((home.folder / "cases").resolve())
    order = order_of(path.name, glance, unknown=date.max)
    return order if inside or glance is None else replace(order, name=f"{glance.on.isoformat()}-{glance.label}.yaml")


def _ref_of(home: Home, path: Path, data: bytes) -> str:
    """Whose notes these are: by the folder they lie in, else by their `case:`. Raises `HomeError`."""
    glance = peek(data, path.name)
    for ref in (path.resolve().parent.name, glance.case if glance else None):
        if ref is not None and has_case(home, ref):
            return ref
    known = ", ".join(case_refs(home)) or "none yet"
    raise HomeError(
        f"{path} does not lie in a case's folder, and does not say whose notes they are.",
        f"Name the case with --case. Cases here: {known}.",
    )
