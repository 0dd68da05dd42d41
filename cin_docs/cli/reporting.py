"""`cin status`, `report timeliness` and `verify`: what managers, analysts and auditors need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cin_docs.cli.clock import today
from cin_docs.cli.ending import FINDINGS, say, stop
from cin_docs.cli.options import AsOption, HomeOption, JsonOption
from cin_docs.cli.recorded import day_said

if TYPE_CHECKING:
    from cin_docs.cli.desk import Desk
    from cin_docs.distribution.outcome import Outcome

report = typer.Typer(no_args_is_help=True, help="Figures for managers and analysts.", rich_markup_mode=None)

AsAtOption = Annotated[
    str | None,
    typer.Option(
        "--as-at",
        metavar="DATE",
        help="Count as things stood at the end of this day. Left out: today.",
    ),
]


class Table(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


def status(json: JsonOption = False, home: HomeOption = None) -> None:
    """Show what waits for whom since when, what falls due, and how everything adds up."""
    from cin_docs import pipeline, reviewing
    from cin_docs.cli.desk import open_desk
    from cin_docs.cli.show import as_json, width, wrapped
    from cin_docs.cli.standing import stood
    from cin_docs.knowing import skipped
    from cin_docs.reports.tables import due_table, table_text, waiting_table

    with open_desk(home) as desk:
        falling, waiting = pipeline.due(desk.home, desk.ledger, today())
        left_out = skipped(desk.home, today())
        stands = pipeline.overview(desk.home, desk.ledger, today())
        awaiting = tuple(reviewing.awaiting(desk.home, desk.ledger))
    for line in left_out:
        say(line)
    if json:
        print(as_json(waiting=waiting, due=falling, skipped=left_out, overview=stands, awaiting=awaiting))
        return
    for line in stood(stands):
        print(line)
    for meeting, sentence in awaiting:
        print(wrapped(f"{meeting}: {sentence}") + "\n")
    print(table_text(waiting_table(waiting), width=width()))
    print()
    print(table_text(due_table(falling), width=width()))


@report.callback()
def reports() -> None:
    """Figures for managers and analysts."""


@report.command("timeliness")
def timeliness(
    form: Annotated[Table, typer.Option("--format", help="How it is printed.")] = Table.TEXT,
    details: Annotated[bool, typer.Option("--details", help="List every copy too, in text.")] = False,
    as_at: AsAtOption = None,
    home: HomeOption = None,
) -> None:
    """Show which copies met their deadline.

    By meeting, case, worker, team and month of the due day.
    """
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


def verify(
    accept_restored: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help="First accept an older ledger that was put back. What may have gone becomes uncertain or is held.",
            show_default=False,
        ),
    ] = None,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Check that the ledger and the stored copies are whole.

    Ends with 1 when anything was changed, removed or put back from a backup, and says what to do.
    """
    from cin_docs.cli.desk import open_desk
    from cin_docs.cli.show import as_json
    from cin_docs.deciding import off_the_pile
    from cin_docs.distribution.release import TAKEN_OFF

    with open_desk(home, acting) as desk:
        stopped = () if accept_restored is None else _accept(desk, accept_restored)
        off = off_the_pile(desk.ledger, stopped)
        behind, remarks = desk.ledger.behind(), desk.ledger.remarks()
        digests = _stored(desk)
        problems = [*desk.ledger.verify(), *_damaged(desk, digests)]
        events, head = len(desk.ledger.events()), desk.ledger.head()
    if json:
        print(
            as_json(
                problems=problems,
                behind=behind,
                remarks=remarks,
                uncertain=[one for one in stopped if one.state.value == "uncertain"],
                held=[one for one in stopped if one.state.value == "held" and one.note != TAKEN_OFF],
                events=events,
                files=len(digests),
                head=head,
            )
        )
    else:
        for line in (*problems, *remarks, *(f"{one.dispatch}  {one.state.value}  ({one.note})" for one in stopped)):
            print(line)
        print(
            f"{events} events, {len(digests)} stored files, head {head[:16]}: {'whole' if not problems else 'BROKEN'}."
        )
    if accept_restored is not None:
        _after_accepting(stopped, off)
    _advise(problems, behind)


def _accept(desk: Desk, because: str) -> tuple[Outcome, ...]:
    from cin_docs import pipeline

    if not because.strip():
        raise typer.BadParameter("Say why, for the ledger.", param_hint="--accept-restored")
    return pipeline.accept_restored(desk.home, desk.ledger, because.strip(), desk.moment())


def _stored(desk: Desk) -> frozenset[str]:
    """The digests of every file and cover that the ledger speaks of."""
    copies = {copy.file_digest for copy in desk.ledger.copies()}
    return frozenset(copies | {one.cover_digest for one in desk.ledger.dispatches()})


def _damaged(desk: Desk, digests: frozenset[str]) -> Iterator[str]:
    """A sentence for each stored file that is missing or changed."""
    from cin_docs.errors import LedgerError

    for digest in sorted(digests):
        try:
            desk.store.get(digest)
        except LedgerError as error:
            yield str(error)


def _after_accepting(stopped: tuple[Outcome, ...], off: tuple[str, ...]) -> None:
    """Say what the accepted ledger cannot know, and what a person has to do about it."""
    from cin_docs.model.delivery import State

    states = Counter({one.dispatch: one.state for one in stopped}.values())
    if unsure := states[State.UNCERTAIN]:
        say(
            f"{unsure} dispatches may have gone since that copy was made, so they are uncertain. `cin status` lists "
            "them; settle each with `cin record`."
        )
    if held := states[State.HELD]:
        say(
            f"{held} letters and copies by hand are held. Find out which were posted or handed over since; "
            "`cin release` the others, and record the rest once they are released."
        )
    for line in off:
        say(line)
    say(
        "This ledger knows no incident that was opened and no address that was closed since that copy was made. Enter "
        "each again before anything is released or sent: cin incident open, cin suppress add. Drafts may have gone, "
        "too: approving one asks for the line `restored`."
    )


def _advise(problems: list[str], behind: str | None) -> None:
    """Say what to do about what was found; end with 1 when something is broken."""
    if behind is not None:
        say(
            "Nothing is sent until the newest ledger is put back. If it is lost, accept this one:\n"
            "cin verify --accept-restored REASON"
        )
    if problems:
        say("Stop sending and tell your administrator: docs/running-unattended.md says what to do.")
        stop(FINDINGS)


def _day(as_at: str | None) -> date:
    return day_said(as_at, "--as-at") or today()
