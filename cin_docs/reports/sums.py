"""The two sums that always hold: nothing that was made, and nothing that is owed, is anywhere else. Pure.

Dispatches created = the sum over their states. Obligations = met + late + outstanding + uncertain + excused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.document import Mode
from cin_docs.model.obligation import Standing
from cin_docs.reports.timeliness import Line, Timeliness


@dataclass(frozen=True, kw_only=True, slots=True)
class Sums:
    """Both sums of one mode. Demo and trial are never added to live."""

    mode: Mode
    #: How many dispatches stand in each state that any stands in, in the order of the states.
    states: Mapping[State, int]
    #: How many obligations stand how, with a deadline and without.
    standings: Mapping[Standing, int]

    @property
    def dispatches(self) -> int:
        """All that were ever created."""
        return sum(self.states.values())

    @property
    def obligations(self) -> int:
        """All that were ever opened for meetings held by the day of the report."""
        return sum(self.standings.values())

    @property
    def sentences(self) -> tuple[str, str]:
        """Each sum on a line: ``7 dispatches = 3 accepted + 4 to hand``."""
        made = " + ".join(f"{count} {state.value}" for state, count in self.states.items())
        owed = " + ".join(f"{count} {standing.value}" for standing, count in self.standings.items())
        return (
            f"{self.dispatches} {_many(self.dispatches, 'dispatch', 'dispatches')} = {made or '0'}.",
            f"{self.obligations} {_many(self.obligations, 'copy', 'copies')} owed = {owed}.",
        )


def sums(dispatches: Iterable[Dispatch], report: Timeliness) -> tuple[Sums, ...]:
    """Both sums for each mode that has dispatches or obligations, live first."""
    by_mode: dict[Mode, Counter[State]] = {mode: Counter() for mode in Mode}
    for item in dispatches:
        by_mode[item.mode][item.state] += 1
    lines: dict[Mode, tuple[Line, ...]] = {series.mode: series.lines for series in report.series}
    return tuple(
        Sums(
            mode=mode,
            states={state: by_mode[mode][state] for state in State if by_mode[mode][state]},
            standings=_standings(lines.get(mode, ())),
        )
        for mode in (Mode.LIVE, Mode.TRIAL, Mode.DEMO)
        if by_mode[mode] or mode in lines
    )


def _standings(lines: Iterable[Line]) -> Mapping[Standing, int]:
    counts = Counter(line.standing for line in lines)
    return {standing: counts[standing] for standing in Standing}


def _many(count: int, one: str, more: str) -> str:
    return one if count == 1 else more
