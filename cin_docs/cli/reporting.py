"""`cin status`, `report timeliness` and `verify`: what managers, analysts and auditors need."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from cin_docs.cli.clock import today
from cin_docs.cli.ending import FINDINGS, say, stop
from cin_docs.cli.options import HomeOption, JsonOption

report = typer.Typer(no_args_is_help=True, help="Figures for managers and analysts.", rich_markup_mode=None)

AsAtOption = Annotated[
    datetime | None,
    typer.Option(
        "--as-at", formats=["%Y-%m-%d"], help="Count as things stood at the end of this day. By default today."
    ),
]


class Table(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


def status(json: JsonOption = False, as_at: AsAtOption = None, home: HomeOption = None) -> None:
    """Show what waits for whom since when, and what falls due."""
    from cin_docs import pipeline
    from cin_docs.cli.desk import open_desk
    from cin_docs.cli.show import as_json, width
    from cin_docs.reports.tables import due_table, table_text, waiting_table

    with open_desk(home) as desk:
        falling, waiting = pipeline.due(desk.home, desk.ledger, _day(as_at))
    if json:
        print(as_json(waiting=waiting, due=falling))
        return
    print(table_text(waiting_table(waiting), width=width()))
    print()
    print(table_text(due_table(falling), width=width()))


@report.callback()
def reports() -> None:
    """Figures for managers and analysts."""


@report.command("timeliness")
def timeliness(
    form: Annotated[Table, typer.Option("--format", help="How it is printed.")] = Table.TEXT,
    details: Annotated[bool, typer.Option("--details", help="List every copy too (text).")] = False,
    as_at: AsAtOption = None,
    home: HomeOption = None,
) -> None:
    """Show which copies met their deadline, by meeting, case, worker, team and month."""
    from cin_docs import pipeline
    from cin_docs.cli.desk import open_desk
    from cin_docs.cli.show import width
    from cin_docs.reports import tables

    with open_desk(home) as desk:
        found = pipeline.timeliness(desk.home, desk.ledger, _day(as_at))
    match form:
        case Table.JSON:
            print(tables.as_json(found))
        case Table.CSV:
            print(tables.as_csv(found), end="")
        case Table.TEXT:
            print(tables.as_text(found, width=width(), details=details), end="")


def verify(json: JsonOption = False, home: HomeOption = None) -> None:
    """Check that the ledger's chain is whole and that every stored copy is the one that was stored."""
    from cin_docs.cli.desk import open_desk
    from cin_docs.cli.show import as_json
    from cin_docs.errors import LedgerError

    with open_desk(home) as desk:
        problems = list(desk.ledger.verify())
        digests = {copy.file_digest for copy in desk.ledger.copies()} | {
            one.cover_digest for one in desk.ledger.dispatches()
        }
        for digest in sorted(digests):
            try:
                desk.store.get(digest)
            except LedgerError as error:
                problems.append(str(error))
        events, head = len(desk.ledger.events()), desk.ledger.head()
    if json:
        print(as_json(problems=problems, events=events, files=len(digests), head=head))
    else:
        for problem in problems:
            print(problem)
        print(
            f"{events} events, {len(digests)} stored files, head {head[:16]}: {'whole' if not problems else 'BROKEN'}."
        )
    if problems:
        say("Stop sending and tell your administrator: docs/running-unattended.md says what to do.")
        stop(FINDINGS)


def _day(as_at: datetime | None) -> date:
    return as_at.date() if as_at else today()
