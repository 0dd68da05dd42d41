"""The cases of a home and their meetings, read with everything they are judged by. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cin_docs.capture.cases import CaseFile, read_case
from cin_docs.capture.notes import Notes, peek, read_notes
from cin_docs.capture.places import located
from cin_docs.errors import CinError, HomeError
from cin_docs.home.folder import Home, read_bytes, seen, shown
from cin_docs.home.told import Order, Told, action_ids, meetings_of, order_of, told
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
    #: Earlier notes of the case that cannot be read, each as a finding that blocks.
    unread: tuple[Finding, ...] = ()
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Surveyed:
    """A case of the home with all that its notes tell."""

    ref: str
    #: None when the case cannot be taken into account.
    case: Case | None
    told: tuple[Told, ...] = ()
    #: What of it cannot be taken into account and why, as sentences. Empty: nothing is left out.
    left_out: tuple[str, ...] = ()


def case_refs(home: Home) -> tuple[str, ...]:
    """The references of all cases in the home, sorted."""
    paths = (home.folder / "cases").glob("*/case.yaml")
    return tuple(sorted(path.parent.name for path in paths if seen(path.parent)))


def case_path(home: Home, ref: str) -> Path:
    """Where the case file of `ref` stands. Raises `HomeError` with the nearest references when there is none."""
    if ref not in case_refs(home):
        known = ", ".join(case_refs(home)) or "none yet"
        raise HomeError(f"There is no case {ref} in {home.folder}.", f"Cases here: {known}.")
    return home.folder / "cases" / ref / "case.yaml"


def load_case(home: Home, ref: str) -> CaseFile:
    """The case file of `ref`, with its findings. Raises `HomeError` only when there is no such case.

    A file that cannot be read, or is another case's, has no value and a finding that blocks.
    """
    return _loaded(home, case_path(home, ref))[0]


def survey(home: Home) -> Iterator[Surveyed]:
    """Every case of the home, each file read once. Never raises for what one case has wrong."""
    yield from (Surveyed(ref=ref, case=None, left_out=(why,)) for ref, why in _strays(home))
    for ref in case_refs(home):
        try:
            yield _surveyed(home, ref)
        except (CinError, OSError) as error:
            yield Surveyed(ref=ref, case=None, left_out=(f"cases/{ref} is left out: {error}",))


def read_meeting(home: Home, path: Path, *, ref: str | None = None, data: bytes | None = None) -> Reading:
    """A notes file with its case and what came before it, by the dates of the meetings.

    `ref` is given for files outside the case's folder that do not say `case:`; `data` for notes that were stored,
    read as if at `path`. Raises `HomeError` when the notes cannot be read or the case is not known.
    """
    notes_bytes = read_bytes(path) if data is None else data
    ref = ref or _ref_of(home, path, notes_bytes)
    case_file, case_bytes = _loaded(home, case_path(home, ref))
    case, name = case_file.value, shown(home, path)
    bare = Reading(
        path=path,
        notes=Notes(file=name, meetings=None, findings=(), tree=None),
        case_file=case_file,
        history=(),
        notes_bytes=notes_bytes,
        case_bytes=case_bytes,
    )
    if case is None:
        return bare
    order = _order(home, path, notes_bytes)
    earlier = told(home, case, before=order, without=path)
    past = meetings_of(earlier)
    linked = {
        other: found
        for other in case_refs(home)
        if other != ref and other.encode() in notes_bytes and (found := load_case(home, other).value)
    }
    theirs = {other: told(home, one, before=order, without=path) for other, one in linked.items()}
    notes = read_notes(
        notes_bytes,
        name,
        case,
        previous=plan_in_force(past),
        others=linked,
        previous_of={other: last for other, files in theirs.items() if (last := plan_in_force(meetings_of(files)))},
        used=action_ids(past),
    )
    unread = tuple(one.finding for one in earlier if one.finding)
    return replace(bare, notes=notes, history=past, unread=unread)


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


def _loaded(home: Home, path: Path) -> tuple[CaseFile, bytes]:
    """A case file that lies in the folder of its own reference, with its bytes."""
    file, ref = shown(home, path), path.parent.name
    try:
        data = read_bytes(path)
    except HomeError as error:
        found = Finding(code="case-file-unreadable", severity=Severity.BLOCKS, sentence=error.what, remedy=error.remedy)
        return CaseFile(file=file, value=None, findings=located((found,), None, file)), b""
    read = read_case(data, file, home.agencies, standard=home.settings.standard)
    if read.value is None or read.value.ref == ref:
        return read, data
    other = Finding(
        code="other-folder",
        severity=Severity.BLOCKS,
        sentence=f"This says case {read.value.ref}, but it lies in the folder of case {ref}.",
        remedy="Rename the folder, or put the reference right: they have to be the same.",
        at=("case",),
    )
    return replace(read, value=None, findings=(*located((other,), read.tree, file), *read.findings)), data


def _surveyed(home: Home, ref: str) -> Surveyed:
    file = load_case(home, ref)
    if file.value is None:
        first = next((one for one in file.findings if one.severity is Severity.BLOCKS), None)
        why = f"{first.sentence} {first.remedy}" if first else "It cannot be understood."
        where = f":{first.place.line}" if first and first.place else ""
        return Surveyed(ref=ref, case=None, left_out=(f"{file.file}{where}: the case is left out. {why}",))
    files = told(home, file.value)
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
        if ref is not None and ref in case_refs(home):
            return ref
    known = ", ".join(case_refs(home)) or "none yet"
    raise HomeError(
        f"{path} does not lie in a case's folder, and does not say whose notes they are.",
        f"Name the case with --case. Cases here: {known}.",
    )
