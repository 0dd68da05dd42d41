"""The home folder's files, read: cases, notes, standards, words. Reads only; nothing here writes or decides."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cin_docs import resources
from cin_docs.capture.agencies import Agency, read_agencies
from cin_docs.capture.cases import CaseFile, read_case
from cin_docs.capture.notes import Notes, peek, read_notes
from cin_docs.errors import HomeError
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.standard import Standard
from cin_docs.procedure.calendar import WorkingCalendar, working_calendar
from cin_docs.procedure.standards import in_force, read_standard
from cin_docs.procedure.wording import Wording, read_wording
from cin_docs.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """One authority's folder with its settings and rules, read once."""

    folder: Path
    settings: Settings
    standards: tuple[Standard, ...]
    wording: Wording
    calendar: WorkingCalendar
    agencies: Mapping[str, Agency] = field(default_factory=dict, repr=False)
    #: What is wrong with agencies.yaml; said with every case that is read.
    findings: tuple[Finding, ...] = ()

    @property
    def outbox(self) -> Path:
        """Where local mail and the piles lie."""
        return self.folder / "outbox"

    @property
    def templates(self) -> tuple[Path, ...]:
        """Template folders, the home's own overrides first."""
        own = self.folder / "templates"
        return (own, resources.templates()) if own.is_dir() else (resources.templates(),)


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


def read_home(settings: Settings) -> Home:
    """The home of `settings`. Raises `HomeError` when a standard or word list of the home cannot be used."""
    folder = settings.home
    agencies_file = folder / "agencies.yaml"
    agencies = read_agencies(_bytes(agencies_file), agencies_file.name) if agencies_file.exists() else None
    return Home(
        folder=folder,
        settings=settings,
        standards=_standards(folder),
        wording=_wording(folder),
        calendar=working_calendar(settings.nation, settings.closures),
        agencies=(agencies.value or {}) if agencies else {},
        findings=agencies.findings if agencies else (),
    )


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
    return read_case(_bytes(path), shown(home, path), home.agencies)


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
        notes = read_notes(_bytes(path), shown(home, path), case, previous=last_counting(tuple(meetings)))
        meetings.extend(meeting for meeting in notes.meetings or () if meeting.case == case.ref)
    return tuple(meetings)


def last_counting(meetings: tuple[Meeting, ...]) -> Meeting | None:
    """The last meeting that counts: its plan is the one in force."""
    return next((meeting for meeting in reversed(meetings) if meeting.counts), None)


def read_meeting(home: Home, path: Path, *, ref: str | None = None, data: bytes | None = None) -> Reading:
    """A notes file with its case and what came before it.

    `ref` is given for files outside the case's folder; `data` for notes that were stored, read as if at `path`.
    Raises `HomeError` when a file cannot be read or the case is not known.
    """
    ref = ref or path.resolve().parent.name
    case_bytes = _bytes(case_path(home, ref))
    case_file = load_case(home, ref)
    notes_bytes = _bytes(path) if data is None else data
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
    notes = read_notes(notes_bytes, shown(home, path), case, previous=last_counting(before), others=others)
    return Reading(
        path=path,
        notes=notes,
        case_file=case_file,
        history=before,
        notes_bytes=notes_bytes,
        case_bytes=case_bytes,
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


def templates_digest(folders: tuple[Path, ...]) -> str:
    """SHA-256 over every template in use, so that a manifest says which ones made its copies."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            total.update(f"{path.relative_to(folder)}\0{digest(path.read_bytes())}\n".encode())
    return total.hexdigest()


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


def shown(home: Home, path: Path) -> str:
    """A path as people see it: from the home folder when it lies there."""
    resolved = path.resolve()
    root = home.folder.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else str(path)


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def _standards(folder: Path) -> tuple[Standard, ...]:
    paths = [*sorted((folder / "config" / "standards").glob("*.yaml"))]
    paths += sorted((resources.config() / "standards").glob("*.yaml"))
    found: dict[tuple[str, str], Standard] = {}
    for path in paths:
        standard = read_standard(_bytes(path), str(path))
        if standard.value is None or standard.blocked:
            raise _unusable(path, standard.findings)
        # The home's own comes first, and so stands where both have the same id and version.
        found.setdefault((standard.value.id, standard.value.version), standard.value)
    return tuple(found.values())


def _wording(folder: Path) -> Wording:
    own = folder / "config" / "wording" / "en.yaml"
    path = own if own.exists() else resources.config() / "wording" / "en.yaml"
    wording = read_wording(_bytes(path), str(path))
    if wording.value is None or wording.blocked:
        raise _unusable(path, wording.findings)
    return wording.value


def _unusable(path: Path, findings: tuple[Finding, ...]) -> HomeError:
    first = findings[0] if findings else None
    where = f":{first.place.line}:{first.place.column}" if first and first.place else ""
    what = f" {first.sentence} {first.remedy}" if first else ""
    return HomeError(f"{path}{where} cannot be used.{what}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise HomeError(f"{path} cannot be read: {error.strerror}.", "Check the name and who may read it.") from error
