"""What the demo tells at its end, in a screenful: what was made, who got what, what met its deadline, where to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cin_docs.cli.show import command, day, wrapped
from cin_docs.model.obligation import Standing

if TYPE_CHECKING:
    from cin_docs.cli.desk import Desk
    from cin_docs.reports.timeliness import Line


def tell(homes: Sequence[Path], as_at: date) -> Iterator[str]:
    """The demo's last words, line by line, as things stood on `as_at`."""
    from cin_docs.cli.desk import desk_of, open_home

    for folder in homes:
        with desk_of(open_home(folder), "demo") as desk:
            yield from _authority(desk, as_at)
    first, cin = homes[0], command()
    yield "Where to look"
    yield f"  the mail         {first}/outbox/mail"
    yield f"  letters, by hand {first}/outbox/print"
    yield f"                   {first}/outbox/hand"
    yield f"  who gets what    {cin} preview MAR-2041 --home {first}"
    yield f"  the report       {cin} report timeliness --as-at {as_at} --home {first}"
    yield f"  is it all whole  {cin} verify --home {first}"


def _authority(desk: Desk, as_at: date) -> Iterator[str]:
    from cin_docs import pipeline

    report = pipeline.timeliness(desk.home, desk.ledger, as_at)
    lines = [line for series in report.series for line in series.lines]
    yield f"{desk.home.settings.authority}, as at {day(as_at)}"
    for record in desk.ledger.meetings():
        mine = [line for line in lines if line.obligation.meeting == record.id]
        sent = desk.ledger.dispatches(meeting=record.id)
        ways = Counter(one.channel.value for one in sent)
        number = len(desk.ledger.copies(meeting=record.id))
        yield wrapped(f"{record.id}: {number} copies for {len(sent)} people ({_ways(ways)})", "  ")
        yield f"    {_standing(mine)}"
        yield from (f"    {_odd(line)}" for line in mine if line.standing is not Standing.MET and _worth_saying(line))
    yield ""


def _ways(ways: Counter[str]) -> str:
    return ", ".join(
        f"{number} by {way}" if way != "none" else f"{number} with no way known" for way, number in ways.items()
    )


def _standing(lines: list[Line]) -> str:
    timed = [line for line in lines if line.obligation.due is not None]
    counts = Counter(line.standing.value for line in timed)
    due = min((line.obligation.due for line in timed if line.obligation.due), default=None)
    words = ", ".join(f"{number} {standing}" for standing, number in counts.items())
    return f"due by {day(due)}: {words}" if due else words


def _worth_saying(line: Line) -> bool:
    return line.obligation.due is not None and line.standing in {Standing.OUTSTANDING, Standing.UNCERTAIN}


def _odd(line: Line) -> str:
    from cin_docs.reports.tables import standing

    return f"{line.obligation.document.value} for {line.obligation.role}: {standing(line)}"
