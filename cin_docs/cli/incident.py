"""`cin incident` and `cin suppress`: when a copy went wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from cin_docs.cli.clock import now
from cin_docs.cli.ending import FINDINGS, say, stop
from cin_docs.cli.options import AsOption, HomeOption, JsonOption
from cin_docs.cli.recorded import paused, person_of, time_said, whose
from cin_docs.cli.show import day, wrapped
from cin_docs.errors import RefusedError
from cin_docs.model.finding import Finding

T = TypeVar("T")

incident = typer.Typer(
    no_args_is_help=True,
    help="When a copy is in the wrong hands: pause the case, get the facts.",
    rich_markup_mode=None,
)
suppress = typer.Typer(no_args_is_help=True, help="Addresses that nothing is sent to any more.", rich_markup_mode=None)

DispatchArgument = Annotated[str, typer.Argument(metavar="DISPATCH", help="A dispatch, for instance D-7K3F9QXB.")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The incident, for instance I-7K3F9QXB.")]
BecauseOption = Annotated[str, typer.Option(metavar="TEXT", help="Why. It stands in the record beside your name.")]


@incident.command("open")
def open_(
    what: Annotated[str, typer.Option(metavar="TEXT", help="What happened, in a sentence or two.")],
    dispatch: Annotated[
        str | None, typer.Argument(metavar="[DISPATCH]", help="The copy it is about. Left out: give --case.")
    ] = None,
    case: Annotated[str | None, typer.Option(metavar="REF", help="The case, when it is about no single copy.")] = None,
    aware: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help='When you first knew, local time, as "2026-11-19 09:30". Left out: now.',
        ),
    ] = None,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Open an incident: from now on every copy of the case is held.

    The 72 hours run from when somebody first knew.
    """
    from cin_docs import incidents, pipeline
    from cin_docs.cli.desk import open_desk
    from cin_docs.distribution.incident import clock

    if (dispatch is None) == (case is None):
        raise typer.BadParameter("Name a dispatch, or a case with --case.", param_hint="DISPATCH")
    with open_desk(home, acting) as desk:
        moment = desk.moment()
        said_at = time_said(aware, "--aware")
        aware_at = None if said_at is None else _instant(said_at)
        answer = _or_stop(
            incidents.open_incident(
                desk.home, desk.ledger, dispatch=dispatch, case=case, what=what, aware_at=aware_at, moment=moment
            )
        )
        said = pipeline.tidy(desk.home, desk.ledger)
        stopped = paused(desk, answer)
    # As `cin incident list` says it a moment later.
    found = clock(answer, now())
    _print(json, answer, wrapped(f"{answer.id} is open: {stopped}"))
    for line in said:
        say(line)
    say(f"If it has to be reported, it is by {found.until_local:%A %d %B %Y, %H:%M}: {found.hours_left} hours left.")
    say(f"Next: cin incident pack {answer.id} --into FOLDER")


@incident.command("list")
def list_(json: JsonOption = False, home: HomeOption = None) -> None:
    """List all incidents: the open ones with the hours left."""
    from cin_docs.cli.desk import open_desk
    from cin_docs.cli.show import as_json
    from cin_docs.distribution.incident import clock

    with open_desk(home) as desk:
        found = desk.ledger.incidents()
    clocks = [clock(one, now()) for one in found]
    if json:
        print(as_json(incidents=clocks))
        return
    for one in clocks:
        item = one.incident
        about = f"{item.case} {item.dispatch or ''}".strip()
        if item.closed_at is None:
            print(f"{item.id}  {about}  open, {one.hours_left} hours left, until {one.until_local:%d %B %Y %H:%M}")
        else:
            print(f"{item.id}  {about}  closed {item.closed_at:%Y-%m-%d}")
    if not found:
        say("There is none.")


@incident.command("pack")
def pack(
    id: IdArgument,
    into: Annotated[
        Path, typer.Option(metavar="FOLDER", help="An existing folder that only those who need it can read.")
    ],
    acting: AsOption = None,
    home: HomeOption = None,
) -> None:
    """Write who got what and when, the very copy and the clock into a folder."""
    from cin_docs import incidents
    from cin_docs.cli.desk import open_desk

    if not into.is_dir():
        raise RefusedError(f"There is no folder {into}.", "Make the folder first, then run it again.")
    with open_desk(home, acting) as desk:
        made = _or_stop(incidents.make_pack(desk.home, desk.ledger, desk.store, id, now()))
        target = _free(into / id)
        _write(target, made.files)
        desk.ledger.note("incident pack written", id, f"{len(made.files)} files", desk.moment())
    print(target)
    say("Open incident.html. These papers are private: keep the folder where only those who need it can read it.")


@incident.command("close")
def close(
    id: IdArgument,
    because: BecauseOption,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Close an incident, as an approver. What was held is released one by one."""
    from cin_docs import incidents
    from cin_docs.cli.desk import open_desk
    from cin_docs.model.delivery import State

    with open_desk(home, acting) as desk:
        answer = _or_stop(incidents.close_incident(desk.home, desk.ledger, id, because, desk.moment()))
        held = [one for one in desk.ledger.dispatches(state=State.HELD) if one.case == answer.case]
        waiting = [whose(desk, one) for one in held]
        others = [one.id for one in desk.ledger.incidents(case=answer.case) if one.closed_at is None]
    _print(json, answer, f"{answer.id} is closed.")
    for other in others:
        say(f"{other} is still open, so every copy of case {answer.case} stays held.")
    for line in waiting:
        say(f"Held: {line}.")
    if waiting and not others:
        say("Look at each, then cin release DISPATCH --because TEXT.")
    say("An address that was closed stays closed: cin suppress list.")


@suppress.command("list")
def suppressed(json: JsonOption = False, home: HomeOption = None) -> None:
    """List the addresses that nothing is sent to, by the dispatches that went there."""
    from cin_docs import incidents
    from cin_docs.cli.desk import open_desk
    from cin_docs.cli.show import as_json

    with open_desk(home) as desk:
        found = incidents.closed_addresses(desk.ledger)
        items = {id: desk.ledger.dispatch(id) for _, used in found for id in used}
        people = {id: person_of(desk, item) for id, item in items.items() if item}
    if json:
        print(as_json(suppressed=[{"since": one.since, "by": one.by, "because": one.because, "dispatches": used}
                                  for one, used in found]))  # fmt: skip
        return
    for one, used in found:
        who = " and ".join(dict.fromkeys(people[id] for id in used if id in people)) or one.address_hmac[:12]
        went = f" ({', '.join(used)})" if used else ""
        print(wrapped(f"{who}{went}: since {day(one.since)} by {one.by}: {one.because}"))
    if not found:
        say("There is none.")


@suppress.command("add")
def add(
    dispatch: DispatchArgument,
    because: BecauseOption,
    acting: AsOption = None,
    home: HomeOption = None,
) -> None:
    """Close the address that a dispatch went to: nothing more is sent there."""
    from cin_docs import incidents, pipeline
    from cin_docs.cli.desk import open_desk

    with open_desk(home, acting) as desk:
        answer = _or_stop(incidents.suppress(desk.ledger, dispatch, because, desk.moment()))
        said = pipeline.tidy(desk.home, desk.ledger)
    print(f"Nothing more is sent to the address of {answer.id}.")
    for line in said:
        say(line)


@suppress.command("lift")
def lift(
    dispatch: DispatchArgument,
    because: BecauseOption,
    acting: AsOption = None,
    home: HomeOption = None,
) -> None:
    """Let copies go to the address of a dispatch again, as an approver."""
    from cin_docs import incidents
    from cin_docs.cli.desk import open_desk

    with open_desk(home, acting) as desk:
        answer = _or_stop(incidents.lift(desk.home, desk.ledger, dispatch, because, desk.moment()))
    print(f"Copies may go to the address of {answer.id} again.")


def _instant(local: datetime) -> datetime:
    from cin_docs.model.record import LONDON

    return local.replace(tzinfo=LONDON).astimezone(UTC)


def _or_stop(answer: T | Finding) -> T:
    """The answer; or print the finding and end with 1."""
    from cin_docs.cli import show

    if isinstance(answer, Finding):
        show.findings([answer])
        stop(FINDINGS)
    return answer


def _print(json: bool, value: object, sentence: str) -> None:
    from cin_docs.cli.show import as_json

    print(as_json(value) if json else sentence)


def _free(target: Path) -> Path:
    """The folder to make. An older pack is not mixed with a newer one: the next is `I-…-2`."""
    number = 1
    while (found := target if number == 1 else target.with_name(f"{target.name}-{number}")).exists():
        number += 1
    return found


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, for their owner alone. Raises OSError."""
    target.mkdir(mode=0o700)
    for name, data in files.items():
        path = target / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
