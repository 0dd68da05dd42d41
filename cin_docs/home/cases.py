"""The cases of a home and their meetings, read with everything they are judged by. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cin_docs.capture.cases import CaseFile, read_case
from cin_docs.capture.notes import Notes, peek, read_notes
from cin_docs.errors import HomeError
from cin_docs.home.folder import Home, read_bytes, shown
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.obligation import MeetingDue
from cin_docs.model.standard import Standard
from cin_docs.procedure.obligations import meetings_due
from cin_docs.procedure.past import in_force as plan_in_force
from cin_docs.procedure.standards import in_force


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A notes file read with everything it is judged by."""

    path: Path
    notes: Notes
    case_file: CaseFile
    history: tuple[Meeting, ...]
    #: The bytes of the notes and of the case file.
    notes_bytes: bytes = field(repr=False)
    case_bytes: bytes = field(repr=False)

    @property
    def sources(self) -> Mapping[str, str]:
        """The text of both files by the name findings use, for carets."""
        return {
            self.notes.file: self.notes_bytes.decode("utf-8", "replace"),
            self.case_file.file: self.case_bytes.decode("utf-8", "replace"),
        }


def case_refs(home: Home) -> tuple[str, ...]:
    """The references of all cases in the home, sorted."""
    return tuple(sorted(path.parent.name for path in (home.folder / "cases").glob("*/case.yaml")))


def case_path(home: Home, ref: str) -> Path:
    """Where the case file of `ref` stands. Raises `HomeError` with the nearest references when there is none."""
    path = home.folder / "cases" / ref / "case.yaml"
    if ref not in case_refs(home):
        known = ", ".join(case_refs(home)) or "none yet"
        raise HomeError(f"There is no case {ref} in {home.folder}.", f"Cases here: {known}.")
    return path


def load_case(home: Home, ref: str) -> CaseFile:
    """The case file of `ref`, with its findings."""
    path = case_path(home, ref)
    return read_case(read_bytes(path), shown(home, path), home.agencies)


def notes_paths(home: Home, ref: str) -> tuple[Path, ...]:
    """The notes files of a case, oldest first: their names begin with the meeting's date."""
    return tuple(sorted(path for path in (home.folder / "cases" / ref).glob("*.yaml") if path.name != "case.yaml"))


def history(home: Home, case: Case, before: Path | None = None) -> tuple[Meeting, ...]:
    """The meetings of a case in order, up to the file `before`. Files that cannot be read are left out here;
    they have findings of their own."""
    meetings: list[Meeting] = []
    for path in notes_paths(home, case.ref):
        if before is not None and path.name >= before.name:
            break
        past = tuple(meetings)
        notes = read_notes(
            read_bytes(path), shown(home, path), case, previous=plan_in_force(past), used=action_ids(past)
        )
        meetings.extend(meeting for meeting in notes.meetings or () if meeting.case == case.ref)
    return tuple(meetings)


def action_ids(meetings: tuple[Meeting, ...]) -> frozenset[str]:
    """Every action id that was ever used: an id is for life and never given again."""
    new = {action.id for meeting in meetings for need in meeting.needs for action in need.actions}
    return frozenset(new | {item.action.id for meeting in meetings for item in meeting.progress})


def read_meeting(home: Home, path: Path, *, ref: str | None = None, data: bytes | None = None) -> Reading:
    """A notes file with its case and what came before it.

    `ref` is given for files outside the case's folder that do not say `case:`; `data` for notes that were stored,
    read as if at `path`. Raises `HomeError` when a file cannot be read or the case is not known.
    """
    notes_bytes = read_bytes(path) if data is None else data
    ref = ref or _ref_of(home, path, notes_bytes)
    case_bytes = read_bytes(case_path(home, ref))
    case_file = load_case(home, ref)
    case = case_file.value
    if case is None:
        return Reading(
            path=path,
            notes=Notes(file=shown(home, path), meetings=None, findings=(), tree=None),
            case_file=case_file,
            history=(),
            notes_bytes=notes_bytes,
            case_bytes=case_bytes,
        )
    before = history(home, case, path)
    others = {
        other: found
        for other in case_refs(home)
        if other != ref and other.encode() in notes_bytes and (found := load_case(home, other).value)
    }
    notes = read_notes(
        notes_bytes,
        shown(home, path),
        case,
        previous=plan_in_force(before),
        others=others,
        previous_of={other: last for other, one in others.items() if (last := plan_in_force(history(home, one)))},
        used=action_ids(before),
    )
    return Reading(
        path=path,
        notes=notes,
        case_file=case_file,
        history=before,
        notes_bytes=notes_bytes,
        case_bytes=case_bytes,
    )


def _ref_of(home: Home, path: Path, data: bytes) -> str:
    """Whose notes these are: by the folder they lie in, else by their `case:`. Raises `HomeError`."""
    glance = peek(data, path.name)
    for ref in (path.resolve().parent.name, glance.case if glance else None):
        if ref is not None and ref in case_refs(home):
            return ref
    known = ", ".join(case_refs(home)) or "none yet"
    raise HomeError(
        f"{path} does not lie in a case's folder, and does not say whose notes they are.",
        f"Name the case with --case. Cases here: {known}.",
    )


def held_meetings(home: Home, case: Case) -> tuple[Meeting, ...]:
    """Every meeting that the case's notes files tell of, even those that cannot be read in full."""
    found: list[Meeting] = []
    for path in notes_paths(home, case.ref):
        reading = read_meeting(home, path, ref=case.ref)
        meetings = [meeting for meeting in reading.notes.meetings or () if meeting.case == case.ref]
        glance = None if meetings else peek(reading.notes_bytes, reading.notes.file)
        found += meetings
        if glance is not None:
            found.append(
                Meeting(
                    case=case.ref,
                    kind=glance.kind,
                    number=glance.number,
                    on=glance.on,
                    held=glance.held,
                    time="",
                    place="",
                    chair=None,
                    minute_taker="",
                    purpose="",
                )
            )
    return tuple(found)


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


def due_in(home: Home) -> tuple[MeetingDue, ...]:
    """The meetings that the procedure asks for in every case, with their days."""
    found: list[MeetingDue] = []
    for ref in case_refs(home):
        case = load_case(home, ref).value
        past = history(home, case) if case else ()
        standard = standard_for(home, case, past[-1].on if past else date.max) if case else None
        if case and isinstance(standard, Standard):
            found += meetings_due(case, past, standard, home.calendar)
    return tuple(found)
