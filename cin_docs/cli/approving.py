"""`cin preview` and `cin approve`: what an approver needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cin_docs.cli.clock import LONDON
from cin_docs.cli.ending import FINDINGS, say, stop
from cin_docs.cli.options import AsOption, HomeOption, JsonOption

if TYPE_CHECKING:
    from cin_docs.distribution.preview import Line, Preview
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
        approved = desk.ledger.approval(manifest.digest)
        if into is not None:
            _lay_out(manifest, desk.store, into)
    if json:
        print(as_json({"code": manifest.code, "digest": manifest.digest, "preview": shown, "manifest": manifest}))
        return
    print(f"{shown.meeting}   version {shown.version}   {shown.mode.value}")
    _print(shown)
    if approved:
        print(f"\nApproved by {approved.approver} on {day(approved.approved_at.astimezone(LONDON))}.")
    else:
        print(f"\nCode  {manifest.code}\nTo approve all of this: {command()} approve {shown.meeting} {manifest.code}")


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
