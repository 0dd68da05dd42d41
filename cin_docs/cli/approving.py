"""`cin preview` and `cin approve`: what an approver needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cin_docs.cli.ending import FINDINGS, say, stop
from cin_docs.cli.options import AsOption, HomeOption, JsonOption
from cin_docs.model.delivery import State
from cin_docs.model.record import LONDON

if TYPE_CHECKING:
    from cin_docs.distribution.preview import Line, Preview
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store
    from cin_docs.model.delivery import Manifest

MeetingArgument = Annotated[
    str,
    typer.Argument(metavar="MEETING", help="A meeting's name, its notes file, or a case's reference for its latest."),
]


def preview(
    meeting: MeetingArgument,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="FOLDER",
            help="Also put every finished copy into this new folder, to be read.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show who gets what, what is withheld, and the code.

    Also by which way and why, on which day it is due, and which rules of the procedure were not kept.
    """
    from cin_docs import pipeline
    from cin_docs.cli.desk import open_desk
    from cin_docs.cli.show import as_json, command, day

    with open_desk(home) as desk:
        record = pipeline.find(desk.ledger, meeting)
        manifest, shown = pipeline.preview(record, ledger=desk.ledger, store=desk.store)
        approvals, drafts = _standing(desk.ledger, manifest)
        if into is not None:
            _lay_out(manifest, desk.store, into)
    if json:
        data = {"code": manifest.code, "digest": manifest.digest, "preview": shown, "manifest": manifest}
        print(as_json({**data, "approved": approvals, "drafts": drafts}))
        return
    print(f"{shown.meeting}   version {shown.version}   {shown.mode.value}")
    _print(shown)
    for index, one in enumerate(approvals):
        number = f"{one.dispatches} dispatch{'es' * (one.dispatches != 1)}"
        print(f"{'' if index else chr(10)}Approved by {one.approver} on {day(one.on)}: {number}.")
    if drafts:
        what = f"the other {drafts}" if approvals else "all of this"
        print(f"\nCode  {manifest.code}\nTo approve {what}: {command()} approve {shown.meeting} {manifest.code}")


def approve(
    meeting: MeetingArgument,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code that the preview shows.")],
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="DISPATCH", help="Approve only this one; may be given several times.", show_default=False),
    ] = None,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Approve the copies that the preview's code stands for.

    Whoever took the minutes or submitted them cannot.
    """
    from cin_docs import pipeline
    from cin_docs.cli import show
    from cin_docs.cli.desk import open_desk
    from cin_docs.model.finding import Finding

    with open_desk(home, acting) as desk:
        record = pipeline.find(desk.ledger, meeting)
        answer = pipeline.approve(
            desk.home,
            record,
            code=code,
            ledger=desk.ledger,
            moment=desk.moment(),
            only=frozenset(only) if only else None,
        )
    if isinstance(answer, Finding):
        show.findings([answer])
        stop(FINDINGS)
    if json:
        print(show.as_json(meeting=record.id, approver=answer.approver, dispatches=answer.dispatches))
        return
    number = len(answer.dispatches)
    print(f"{record.id}: {number} dispatch{'es' * (number != 1)} approved by {answer.approver}.")
    say("They leave with the next `cin send` or `cin run`.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """How many dispatches somebody approved on a day."""

    approver: str
    on: date
    dispatches: int


def _standing(ledger: Ledger, manifest: Manifest) -> tuple[tuple[Approved, ...], int]:
    """Who approved how many of the manifest's dispatches, and how many are drafts still."""
    ours = dict.fromkeys(row.dispatch for row in manifest.rows)
    found = Counter(
        (event.actor, event.recorded_at.astimezone(LONDON).date())
        for dispatch in ours
        for event in ledger.events(subject=dispatch)
        if (event.from_state, event.to_state) == (State.DRAFT.value, State.APPROVED.value)
    )
    approvals = tuple(Approved(approver=who, on=on, dispatches=number) for (who, on), number in found.items())
    return approvals, sum(1 for one in ledger.dispatches(meeting=manifest.meeting, state=State.DRAFT) if one.id in ours)


def _lay_out(manifest: Manifest, store: Store, folder: Path) -> None:
    """Every copy of the manifest as a file that only its owner reads, by person. Raises `HomeError`."""
    from cin_docs.errors import HomeError
    from cin_docs.transport.files import write

    try:
        folder.mkdir(mode=0o700, parents=True)
        for row in manifest.rows:
            write(folder / f"{row.person}-{row.file_name}", store.get(row.file_digest))
    except OSError as error:
        raise HomeError(f"The copies cannot be put into {folder}: {error.strerror}.", "Name a new folder.") from error
    say(f"{len(manifest.rows)} copies are in {folder}. Delete the folder when you have read them.")


def _print(shown: Preview) -> None:
    from cin_docs.cli.show import day, wrapped

    due = f"due by {day(shown.due, weekday=True)}" if shown.due else "no deadline"
    print(wrapped(f"{shown.title} of {day(shown.on, weekday=True)}; {due}"))
    print("\nWho gets what")
    for line in shown.lines:
        _print_line(line)
    if shown.stand:
        *others, last = shown.stand
        whom = f"{', '.join(others)} and {last}" if others else last
        print("\n" + wrapped(f"The copies of {whom} stand as they are: they have left, or are on their way."))
    if shown.why:
        print("\nWhy that day")
        for reason in shown.why:
            print(wrapped(reason, "  "))
    if shown.excused:
        print("\nNo copy")
        for one in shown.excused:
            print(wrapped(f"{one.name} ({one.person}), {one.document.value}: {one.because}", "  "))
    if shown.breaches:
        print("\nBreaches of the procedure that approving confirms")
        for breach in shown.breaches:
            print(wrapped(breach, "  "))


def _print_line(line: Line) -> None:
    from cin_docs.cli.show import wrapped

    print(wrapped(f"{line.name}, {line.role} ({line.person})", "  "))
    print(wrapped(f"{line.dispatch} {line.channel.value}: {', '.join(line.address.splitlines())}", "      "))
    print(wrapped(", ".join(line.copies), "      "))
    print(wrapped(line.because, "      "))
    for item in line.withheld:
        print(wrapped(f"withheld: {item}", "      "))
