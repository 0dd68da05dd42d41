"""Which copies met their day: every obligation weighed against the evidence, then counted.

Pure: no clock, no ledger. obligations = met + late + outstanding + uncertain + excused, always.

A percentage is met ÷ denominator. The denominator holds the obligations with a deadline, less those excused
and less those that are still outstanding or uncertain but not yet due. Obligations without a deadline are
counted apart, and so are corrected copies: a percentage is of first copies, whatever is corrected later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cin_docs.model.delivery import Copy, Dispatch, State
from cin_docs.model.document import Mode
from cin_docs.model.obligation import Obligation, Standing
from cin_docs.procedure.calendar import WorkingCalendar
from cin_docs.procedure.replacements import discharged, is_replacement

#: States whose evidence counts as provided. A refusal on delivery discharges, and is shown apart.
EVIDENCE = frozenset({State.ACCEPTED, State.DELIVERED, State.POSTED, State.HANDED_OVER, State.READ_TO, State.DECLINED})
#: States of a dispatch that has never left the house. A queued one on a second attempt counts as never left too.
NEVER_LEFT = frozenset(
    {
        State.DRAFT,
        State.APPROVED,
        State.QUEUED,
        State.SENDING_PRE,
        State.HELD,
        State.TO_HAND,
        State.CANCELLED,
        State.SUPERSEDED,
    }
)
_UNKNOWN = frozenset({State.UNCERTAIN, State.SENDING_DATA})


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One obligation with how it stands on the as-at date."""

    obligation: Obligation
    standing: Standing
    #: The day that counts: accepted, handed over, read, or posted plus the posting allowance. None without evidence.
    evidence_on: date | None = None
    #: By which state it was shown: "accepted", "posted". None without evidence.
    evidence: State | None = None
    #: Working days after the due date, at least 1: of the evidence when late, of the as-at date when overdue.
    late_by: int = 0
    #: Working days left until the due date, when outstanding or uncertain and not overdue. None otherwise.
    due_in: int | None = None
    #: Outstanding, and no dispatch of it ever left: none was made, approved or sent.
    never_sent: bool = False
    #: The person refused it on delivery.
    declined: bool = False

    @property
    def overdue(self) -> bool:
        """Whether the day passed without evidence."""
        return self.standing in {Standing.OUTSTANDING, Standing.UNCERTAIN} and self.late_by > 0

    @property
    def counted(self) -> bool:
        """Whether it stands in the denominator."""
        if self.obligation.due is None or self.standing is Standing.EXCUSED or is_replacement(self.obligation.id):
            return False
        return self.standing in {Standing.MET, Standing.LATE} or self.overdue


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Counts over some obligations; the first five are all of them."""

    met: int = 0
    late: int = 0
    outstanding: int = 0
    uncertain: int = 0
    excused: int = 0
    #: Of those outstanding or uncertain: past their day.
    overdue: int = 0
    #: Of those outstanding: nothing ever left.
    never_sent: int = 0
    #: Of those met or late: refused on delivery.
    declined: int = 0
    #: What the percentage is of.
    denominator: int = 0

    @property
    def obligations(self) -> int:
        """All of them."""
        return self.met + self.late + self.outstanding + self.uncertain + self.excused

    @property
    def numerator(self) -> int:
        """Those that met their day, out of the denominator; 0 where there is no denominator."""
        return self.met if self.denominator else 0

    @property
    def percent(self) -> float | None:
        """Met ÷ denominator in per cent; None where nothing could yet be met or missed."""
        return 100 * self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Figures of the obligations that share a meeting, case, worker, team or month."""

    key: str
    figures: Figures


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """The figures of one mode. Demo and trial are never added to live."""

    mode: Mode
    #: In order of due date, those without one last.
    lines: tuple[Line, ...]
    #: Obligations of first copies with a deadline.
    total: Figures
    #: Obligations of first copies with no deadline, outside every percentage.
    no_deadline: Figures
    #: Obligations of corrected copies, with a deadline and without: outside every other figure.
    corrections: Figures
    #: Obligations of first copies with a deadline, by each key. A month is that of the due date: "2026-11".
    by_meeting: tuple[Group, ...]
    by_case: tuple[Group, ...]
    by_worker: tuple[Group, ...]
    by_team: tuple[Group, ...]
    by_month: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeliness:
    """The report: one series for each mode that has obligations, live first."""

    as_at: date
    #: The hash of the ledger's newest event; printed, so that a shortened ledger shows.
    head: str
    #: The working-day calendar that late days were counted with.
    calendar: str
    series: tuple[Series, ...]


def timeliness(
    obligations: Iterable[Obligation],
    dispatches: Iterable[Dispatch],
    copies: Iterable[Copy],
    calendar: WorkingCalendar,
    as_at: date,
    *,
    head: str = "",
    posted: frozenset[str] = frozenset(),
) -> Timeliness:
    """How every obligation stands at the end of `as_at` (a local date), and the figures.

    The dispatches are those of that day: `history.as_they_stood` gives them, and `posted` with them. Evidence dated
    after `as_at` is not yet there. Obligations opened by a meeting held after it are left out.
    """
    of = _dispatches_of(dispatches, copies)
    lines = [line_of(item, of[item.id], calendar, as_at, posted) for item in obligations if item.meeting_on <= as_at]
    return Timeliness(
        as_at=as_at,
        head=head,
        calendar=calendar.version,
        series=tuple(
            _series(mode, [line for line in lines if line.obligation.mode is mode])
            for mode in (Mode.LIVE, Mode.TRIAL, Mode.DEMO)
            if any(line.obligation.mode is mode for line in lines)
        ),
    )


def line_of(
    obligation: Obligation,
    dispatches: Sequence[Dispatch],
    calendar: WorkingCalendar,
    as_at: date,
    posted: frozenset[str] = frozenset(),
) -> Line:
    """How one obligation stands, given every dispatch that carries a copy for it.

    Excused first: a reason given in advance. Then the earliest evidence, met or late against the due date;
    without a due date it is met. Then uncertain, if any dispatch is. Otherwise outstanding. `posted` names
    dispatches that were declined after they were posted: their evidence is the day of posting.
    """
    if obligation.excused_because is not None:
        return Line(obligation=obligation, standing=Standing.EXCUSED)
    shown = [
        found
        for item in dispatches
        if (found := _evidence(item, obligation, calendar, as_at, by_post=item.id in posted))
    ]
    if shown:
        on, state = min(shown)
        late = days_late(obligation.due, on, calendar)
        return Line(
            obligation=obligation,
            standing=Standing.LATE if late else Standing.MET,
            evidence_on=on,
            evidence=State(state),
            late_by=late,
            declined=state == State.DECLINED,
        )
    uncertain = any(item.state in _UNKNOWN for item in dispatches)
    late = days_late(obligation.due, as_at, calendar)
    return Line(
        obligation=obligation,
        standing=Standing.UNCERTAIN if uncertain else Standing.OUTSTANDING,
        late_by=late,
        due_in=None if obligation.due is None or late else calendar.count(as_at, obligation.due),
        never_sent=not uncertain and all(item.state in NEVER_LEFT for item in dispatches),
    )


def days_late(due: date | None, on: date, calendar: WorkingCalendar) -> int:
    """Working days from `due` to `on`: 0 on or before the day, at least 1 after it, weekends included."""
    if due is None or on <= due:
        return 0
    return max(1, calendar.count(due, on))


def figures(lines: Iterable[Line]) -> Figures:
    """The counts over some lines."""
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        counts[line.standing.value] += 1
        counts["overdue"] += line.overdue
        counts["never_sent"] += line.never_sent
        counts["declined"] += line.declined
        counts["denominator"] += line.counted
    return Figures(**counts)


def _dispatches_of(dispatches: Iterable[Dispatch], copies: Iterable[Copy]) -> Mapping[str, Sequence[Dispatch]]:
    """What may discharge each obligation: the dispatches of its own copies, and those of whatever corrected them.

    Who has the corrected copy is not owed the incorrect one, so its evidence counts for both, each on its day.
    """
    by_id = {item.id: item for item in dispatches}
    found: dict[str, dict[str, Dispatch]] = defaultdict(dict)
    for copy in copies:
        if copy.dispatch in by_id:
            for obligation in discharged(copy.obligation):
                if obligation == copy.obligation or by_id[copy.dispatch].state in EVIDENCE:
                    found[obligation][copy.dispatch] = by_id[copy.dispatch]
    return defaultdict(tuple, {obligation: tuple(each.values()) for obligation, each in found.items()})


def _evidence(
    dispatch: Dispatch, obligation: Obligation, calendar: WorkingCalendar, as_at: date, *, by_post: bool
) -> tuple[date, str] | None:
    """The day that counts and its state, or None: failed, bounced, returned and misdirected copies show nothing.

    A letter counts as provided the standard's allowance of working days after it was posted; it is evidence
    from the day it was posted. What matters is that it was posted, not how it was once meant to go: a failed e-mail
    that was posted instead has the same allowance.
    """
    on = dispatch.evidence_on
    if dispatch.state not in EVIDENCE or on is None or on > as_at:
        return None
    if dispatch.state is State.POSTED or (by_post and dispatch.state is State.DECLINED):
        on = calendar.add(on, obligation.posting_allowance)
    return on, dispatch.state.value


def _series(mode: Mode, lines: Sequence[Line]) -> Series:
    ordered = tuple(sorted(lines, key=lambda line: (line.obligation.due or date.max, line.obligation.id)))
    first = [line for line in ordered if not is_replacement(line.obligation.id)]
    timed = [line for line in first if line.obligation.due is not None]
    return Series(
        mode=mode,
        lines=ordered,
        total=figures(timed),
        no_deadline=figures(line for line in first if line.obligation.due is None),
        corrections=figures(line for line in ordered if is_replacement(line.obligation.id)),
        by_meeting=_grouped(timed, lambda item: item.meeting),
        by_case=_grouped(timed, lambda item: item.case),
        by_worker=_grouped(timed, lambda item: item.worker),
        by_team=_grouped(timed, lambda item: item.team),
        by_month=_grouped(timed, lambda item: f"{item.due:%Y-%m}"),
    )


def _grouped(lines: Iterable[Line], key: Callable[[Obligation], str]) -> tuple[Group, ...]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[key(line.obligation)].append(line)
    return tuple(Group(key=name, figures=figures(groups[name])) for name in sorted(groups))
