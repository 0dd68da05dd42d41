"""How the home stands, in words: the sums, open incidents, silent addresses, what was approved alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cin_docs.cli.show import day, wrapped
from cin_docs.model.document import Mode
from cin_docs.model.record import LONDON

if TYPE_CHECKING:
    from cin_docs.overview import Overview


def stood(overview: Overview) -> Iterator[str]:
    """Line by line, with a blank line at the end of each part; what there is none of is left out."""
    yield from _incidents(overview)
    for part in (tuple(_alone(overview)), tuple(_silent(overview)), tuple(_sums(overview))):
        if part:
            yield from (*part, "")


def _incidents(overview: Overview) -> Iterator[str]:
    for item in overview.incidents:
        aware = item.aware_at.astimezone(LONDON)
        yield wrapped(
            f"INCIDENT {item.id} is open in {item.case}: known since {day(aware.date())}, {aware:%H:%M}, opened by "
            f"{item.opened_by}. Every copy of the case is held until an approver closes it: cin incident close "
            f"{item.id} --because TEXT. `cin incident list` shows the hours left."
        )
        yield ""


def _alone(overview: Overview) -> Iterator[str]:
    for item in overview.alone:
        yield wrapped(
            f"{item.meeting} was approved by its own author, {item.approver}, on {day(item.on)}: {item.because}"
        )


def _silent(overview: Overview) -> Iterator[str]:
    for item in overview.suppressed:
        whose = ", ".join(item.people) or "an address that no copy uses now"
        yield wrapped(f"Nothing is sent to {whose}: suppressed by {item.by} on {day(item.since)}.")


def _sums(overview: Overview) -> Iterator[str]:
    if not overview.sums:
        yield "Nothing was made yet, and nothing is owed."
    for item in overview.sums:
        for sentence in item.sentences:
            yield wrapped(sentence if item.mode is Mode.LIVE else f"{item.mode.value.upper()}: {sentence}")
