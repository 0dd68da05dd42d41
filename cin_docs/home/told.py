"""What the notes files of a case tell, one after the other: each is read once, with what came before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cin_docs.capture.marking import lost_marks
from cin_docs.capture.notes import Glance, Notes, peek, read_notes
from cin_docs.errors import HomeError
from cin_docs.home.folder import Home, read_bytes, seen
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Place, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.procedure.past import in_force as plan_in_force

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Order:
    """Where a notes file stands among those of its case: by its meeting's day, and on one day by its name."""

    on: date
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What one notes file tells."""

    #: The file's name as people see it.
    file: str
    order: Order
    #: The case's own meetings: one, or none when the file cannot be understood that far.
    meetings: tuple[Meeting, ...] = field(default=(), repr=False)
    #: Date and kind, which may be known of a file that is not understood any further.
    glance: Glance | None = None
    #: Whether findings still forbid submitting it, as in a file that `cin new` has just written.
    blocked: bool = False
    #: Why it tells of no meeting, and where in the file; None when it does.
    unread: str | None = None
    place: Place | None = None
    #: The first mark in it that cannot be understood any more, such as one with an id that the case has no longer.
    lost: Finding | None = None

    @property
    def finding(self) -> Finding | None:
        """What blocks every later meeting of the case while this file, or who may read something in it, is unclear."""
        if self.lost is not None:
            return replace(
                self.lost,
                code="earlier-marks-unclear",
                sentence=f"Earlier notes, {self.file}, keep something from somebody, and it is not clear from whom; it "
                f"would be kept from them no longer. {self.lost.sentence}",
                remedy=f"Put the mark right there, with the ids as the case file has them now. {self.lost.remedy}",
                at=(),
            )
        if self.unread is None:
            return None
        return Finding(
            code="earlier-notes-unreadable",
            severity=Severity.BLOCKS,
            sentence=f"Earlier notes, {self.file}, cannot be read, so what they left open is not known. {self.unread}",
            remedy=f"Put that file right first: cin check {self.file}",
            place=self.place or Place(file=self.file, line=1, column=1),
        )


def notes_paths(home: Home, ref: str) -> tuple[Path, ...]:
    """The notes files of a case, by name; hidden files, such as an editor's lock, are none."""
    found = (home.folder / "cases" / ref).glob("*.yaml")
    return tuple(sorted(path for path in found if path.name != "case.yaml" and seen(path)))


def told(
    home: Home,
    case: Case,
    *,
    before: Order | None = None,
    without: Path | None = None,
    linked: Mapping[str, Case] | None = None,
) -> tuple[Told, ...]:
    """What every notes file of a case tells, in the order of the meetings: all, or those that come `before`.

    The notes of a meeting about several children lie with one of them: of the `linked` cases' files, by reference,
    those that name this case are its own too. The file `without` is left out, whatever stands in it. Never raises:
    what cannot be read says why.
    """
    cases = {case.ref: case, **(linked or {})}
    past: dict[str, list[Meeting]] = {ref: [] for ref in cases}
    found = []
    # Linked cases' other files are read as well: what a file says of one child builds on that child's last plan.
    for file in sorted(_files(home, cases, without), key=lambda one: (one.order, one.ref)):
        if before is None or file.order < before:
            notes = _read(file, cases, past)
            for meeting in (notes and notes.meetings) or ():
                past[meeting.case].append(meeting)
            one = _told(file, notes, case)
            found += [one] if one.meetings or file.concerns(case) else []
    return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    """One notes file as it lies there."""

    #: In whose folder.
    ref: str
    name: str
    order: Order
    glance: Glance | None
    #: Its bytes, or why it cannot be read.
    data: bytes | str = field(repr=False)

    def concerns(self, case: Case) -> bool:
        """Whether it may tell of this case. One that cannot be read at all may."""
        return self.ref == case.ref or isinstance(self.data, str) or case.ref.encode() in self.data


def _files(home: Home, refs: Iterable[str], without: Path | None) -> Iterator[_File]:
    own = without.resolve() if without else None
    for ref in refs:
        for path in notes_paths(home, ref):
            if own is None or path.resolve() != own:
                data = _bytes(path)
                glance = None if isinstance(data, str) else peek(data, path.name)
                order = order_of(path.name, glance, unknown=date.min)
                yield _File(ref=ref, name=path.name, order=order, glance=glance, data=data)


def order_of(name: str, glance: Glance | None, *, unknown: date) -> Order:
    """Where a file stands: by the date in it, else by the one in its name, else as if held on `unknown`."""
    if glance is not None:
        return Order(on=glance.on, name=name)
    dated = _DATED.match(name)
    try:
        return Order(on=date.fromisoformat(dated[0]) if dated else unknown, name=name)
    except ValueError:
        return Order(on=unknown, name=name)


def meetings_of(files: Iterable[Told]) -> tuple[Meeting, ...]:
    """The meetings that the files tell of, in order, as far as they are understood."""
    return tuple(meeting for one in files for meeting in one.meetings)


def known_of(files: Iterable[Told], case: Case) -> tuple[Meeting, ...]:
    """Every meeting that the files tell of, even where no more than its date and kind can be read."""
    return tuple(meeting for one in files for meeting in one.meetings or _bare(one.glance, case))


def action_ids(meetings: Iterable[Meeting]) -> frozenset[str]:
    """Every action id that was ever used: an id is for life and never given again."""
    found = tuple(meetings)
    new = {action.id for meeting in found for need in meeting.needs for action in need.actions}
    return frozenset(new | {item.action.id for meeting in found for item in meeting.progress})


def _read(file: _File, cases: Mapping[str, Case], past: Mapping[str, list[Meeting]]) -> Notes | None:
    """The file as far as it is understood; None when it cannot be read at all."""
    if isinstance(file.data, str):
        return None
    return read_notes(
        file.data,
        f"cases/{file.ref}/{file.name}",
        cases[file.ref],
        others={ref: one for ref, one in cases.items() if ref != file.ref},
        previous=plan_in_force(past[file.ref]),
        previous_of={ref: last for ref, meetings in past.items() if (last := plan_in_force(meetings))},
        used=action_ids(past[file.ref]),
        used_of={ref: action_ids(meetings) for ref, meetings in past.items()},
    )


def _told(file: _File, notes: Notes | None, case: Case) -> Told:
    bare = Told(file=f"cases/{file.ref}/{file.name}", order=file.order, glance=file.glance)
    if notes is None:
        return replace(bare, unread=str(file.data))
    meetings = tuple(meeting for meeting in notes.meetings or () if meeting.case == case.ref)
    if meetings:
        lost = next(iter(lost_marks(notes.findings)), None)
        return replace(bare, meetings=meetings, blocked=notes.blocked, lost=lost)
    first = _first(notes)
    return replace(
        bare, unread=first.sentence if first else "It tells of no meeting.", place=first.place if first else None
    )


def _first(notes: Notes) -> Finding | None:
    """The first thing that stands in the way."""
    return next((one for one in notes.findings if one.severity is Severity.BLOCKS), None)


def _bytes(path: Path) -> bytes | str:
    """The bytes of a file, or why it cannot be read."""
    try:
        return read_bytes(path)
    except HomeError as error:
        return error.what


def _bare(glance: Glance | None, case: Case) -> tuple[Meeting, ...]:
    """A meeting of which only date and kind are known."""
    if glance is None:
        return ()
    return (
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
        ),
    )
