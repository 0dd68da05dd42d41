"""`cin preview`: what an approver looks at, on the terminal, as a page, and as the very files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_docs.cli.ending import say
from cin_docs.cli.options import HomeOption, JsonOption, MeetingArgument
from cin_docs.model.person import Channel

if TYPE_CHECKING:
    from cin_docs.cli.desk import Desk
    from cin_docs.distribution.preview import Line, Preview
    from cin_docs.distribution.review import Matrix, Standing
    from cin_docs.ledger.store import Store
    from cin_docs.model.delivery import Ask, Manifest
    from cin_docs.model.record import MeetingRecord


def preview(
    meeting: MeetingArgument,
    who: Annotated[
        bool, typer.Option("--who", help="Show a table: each piece of the meeting, and who gets it.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Also write all of it as one page for a browser.", show_default=False
        ),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="FOLDER",
            help="Also put every finished copy, cover and message into this new folder.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show who gets what, what is withheld, and the code.

    Also by which way and why, on which day it is due, what has to be ticked, and which rules of the procedure were
    not kept.
    """
    from cin_docs import pipeline, reviewing
    from cin_docs.cli.desk import open_desk

    with open_desk(home) as desk:
        record = pipeline.find(desk.ledger, meeting)
        manifest, shown = pipeline.preview(record, ledger=desk.ledger, store=desk.store)
        stands = reviewing.standing(desk.home, desk.ledger, record, manifest)
        if into is not None:
            _lay_out(manifest, desk.store, into)
        if html is not None:
            _write_page(desk, record, manifest, shown, stands, html)
    if json:
        _print_json(manifest, shown, stands, who=who)
    elif who:
        from cin_docs.distribution.review import matrix

        _print_matrix(matrix(shown))
    else:
        _print(manifest, shown, stands)


def _lay_out(manifest: Manifest, store: Store, folder: Path) -> None:
    """Every copy with its cover sheet or message as a file that only its owner reads, by person. Raises `HomeError`."""
    from cin_docs.errors import HomeError
    from cin_docs.transport.files import write

    covers = {row.person: row for row in manifest.rows}
    try:
        folder.mkdir(mode=0o700, parents=True)
        for row in manifest.rows:
            write(folder / f"{row.person}-{row.file_name}", store.get(row.file_digest))
        for person, row in covers.items():
            name = "message.eml" if row.channel is Channel.EMAIL else "cover.pdf"
            write(folder / f"{person}-{name}", store.get(row.cover_digest))
    except OSError as error:
        raise HomeError(f"The copies cannot be put into {folder}: {error.strerror}.", "Name a new folder.") from error
    say(
        f"{len(manifest.rows)} copies and {len(covers)} covers and messages are in {folder}. "
        "Delete the folder when you have read them."
    )


def _write_page(
    desk: Desk, record: MeetingRecord, manifest: Manifest, shown: Preview, stands: Standing, path: Path
) -> None:
    """The whole preview as one page. Raises `HomeError` when the file is there, or cannot be written."""
    from cin_docs import reviewing
    from cin_docs.cli.show import command
    from cin_docs.errors import HomeError
    from cin_docs.transport.files import write_new

    page = reviewing.page(desk.home, record, manifest, shown, stands, store=desk.store, cin=command())
    try:
        write_new(path, page.encode())
    except FileExistsError as error:
        raise HomeError(f"{path} is there already.", "Name another file, or delete the old page.") from error
    except OSError as error:
        raise HomeError(f"{path} cannot be written: {error.strerror}.", "Name another file.") from error
    say(f"The page is {path}. It holds names and addresses: delete it when you have read it.")


def _print_json(manifest: Manifest, shown: Preview, stands: Standing, *, who: bool) -> None:
    from cin_docs.cli.show import as_json
    from cin_docs.distribution.review import matrix

    data: dict[str, Any] = {"code": manifest.code, "digest": manifest.digest, "preview": shown, "manifest": manifest}
    if who:
        data = {"code": manifest.code, "who": matrix(shown)}
    tick = (*stands.asks, *stands.own)
    print(as_json({**data, "approved": stands.approved, "drafts": stands.drafts, "tick": tick, "held": stands.held}))


def _print_matrix(table: Matrix) -> None:
    """The table in as many blocks of columns as the terminal needs."""
    from cin_docs.cli.show import width, wrapped
    from cin_docs.distribution.review import ELSEWHERE, GETS, VEILED, column, groups

    if not table.rows:
        say("These copies were made by an older release, which kept no such table. Submit again to see it.")
    label = min(46, max([24, *(len(_label(row.what, row.line)) for row in table.rows)]), width() // 2)
    for group in groups(table, width() - label):
        print("line piece".ljust(label) + "".join(f"  {reader:<{column(reader) - 2}}" for reader in group))
        for row in table.rows:
            *first, last = _folded(_label(row.what, row.line), label)
            for line in first:
                print(line)
            cells = "".join(f"  {row.cells[reader]:<{column(reader) - 2}}" for reader in group)
            print(f"{last:<{label}}{cells}".rstrip())
        print()
    print(wrapped(f"{GETS}: they get it.  {ELSEWHERE}: they get no document that has a place for it."))
    if any(VEILED in row.cells.values() for row in table.rows):
        print(wrapped(f"{VEILED}: they get it, and read “a professional” or “a family member” for who does it."))
    for one in table.decisions:
        print(wrapped(f"{one.letter}: withheld, {one.because}. By: {one.whose}."))


def _label(what: str, line: int | None) -> str:
    return f"{line:>4} {what}" if line is not None else f"     {what}"


def _folded(text: str, room: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, room, subsequent_indent=" " * 7, drop_whitespace=False) or [""]


def _print(manifest: Manifest, shown: Preview, stands: Standing) -> None:
    from cin_docs.cli.show import command, day, wrapped
    from cin_docs.distribution import review

    replaces = f"   {shown.replaces}" if shown.replaces else ""
    print(f"{shown.meeting}   version {shown.version}   {shown.mode.value}{replaces}")
    _print_preview(shown, stands)
    _print_ticks(stands)
    for index, one in enumerate(stands.approved):
        number = f"{one.dispatches} dispatch{'es' * (one.dispatches != 1)}"
        whose = f" for {one.in_place_of}" if one.in_place_of else ""
        alone = ", alone" if one.alone else ""
        print(f"{'' if index else chr(10)}Approved by {one.approver}{whose}{alone} on {day(one.on)}: {number}.")
    if stands.drafts:
        what = f"the other {stands.drafts}" if stands.approved else "all of this"
        print(f"\nCode  {manifest.code}")
        print(f"To approve {what}: {review.command(shown.meeting, manifest.code, stands.asks, command())}")
        if stands.asks:
            print(wrapped("Each --tick says that you have made sure of that line yourself."))


def _print_ticks(stands: Standing) -> None:
    if stands.asks and stands.drafts:
        print("\nTo tick, when you have made sure of it")
        for ask in stands.asks:
            _print_ask(ask)
    if stands.own and stands.drafts:
        print("\nTo tick as well, by the one who is named in it and by nobody else")
        for ask in stands.own:
            _print_ask(ask)


def _print_ask(ask: Ask) -> None:
    from cin_docs.cli.show import wrapped

    about = f" ({ask.dispatch})" if ask.dispatch else ""
    print(wrapped(f"{ask.id}{about}{', with a reason' if ask.reasoned else ''}", "  "))
    print(wrapped(ask.sentence, "      "))


def _print_preview(shown: Preview, stands: Standing) -> None:
    from cin_docs.cli.show import day, wrapped

    due = f"due by {day(shown.due, weekday=True)}" if shown.due else "no deadline"
    print(wrapped(f"{shown.title} of {day(shown.on, weekday=True)}; {due}"))
    print("\nWho gets what")
    for line in shown.lines:
        _print_line(line, stands.held.get(line.dispatch, ()))
    if shown.correction:
        print("\n" + wrapped(f"Corrects what was sent: {shown.correction} (printed on no copy)"))
    if standing := [id for id in shown.stand if id not in shown.same]:
        whom = _and(standing)
        print("\n" + wrapped(f"The copies of {whom} stand as they are: they have left, or are on their way."))
    if shown.same:
        whom, keep = _and(shown.same), "keep" if len(shown.same) > 1 else "keeps"
        print("\n" + wrapped(f"{whom} {keep} the copies that they have: these read the same as before."))
    if shown.without:
        whom, have = _and(shown.without), "have" if len(shown.without) > 1 else "has"
        print("\n" + wrapped(f"{whom} {have}, or may have, an earlier version, and nothing here replaces it."))
    _print_list("Why that day", shown.why)
    _print_list("No copy", [f"{one.name} ({one.person}), {one.document.value}: {one.because}" for one in shown.excused])
    _print_list("Breaches of the procedure that approving confirms", shown.breaches)


def _and(ids: Sequence[str]) -> str:
    *others, last = ids
    return f"{', '.join(others)} and {last}" if others else last


def _print_list(title: str, lines: tuple[str, ...] | list[str]) -> None:
    from cin_docs.cli.show import wrapped

    if lines:
        print(f"\n{title}")
        for line in lines:
            print(wrapped(line, "  "))


def _print_line(line: Line, held: tuple[str, ...]) -> None:
    from cin_docs.cli.show import day, wrapped

    print(wrapped(f"{line.name}, {line.role} ({line.person})", "  "))
    print(wrapped(f"{line.dispatch} {line.channel.value}: {', '.join(line.address.splitlines())}", "      "))
    print(wrapped(", ".join(line.copies), "      "))
    if line.instead is not None:
        print(wrapped(f"in place of version {line.instead}, which they have or may have", "      "))
    if line.post_by is not None:
        print(wrapped(f"post by {day(line.post_by, weekday=True)}", "      "))
    print(wrapped(line.because, "      "))
    for item in held:
        print(wrapped(f"would be held: {item}", "      "))
    for item in line.withheld:
        print(wrapped(f"withheld: {item}", "      "))
