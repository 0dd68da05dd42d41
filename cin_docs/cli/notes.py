"""`cin init`, `new`, `check`, `submit` and `explain`: what a minute taker needs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from cin_docs.cli.clock import today
from cin_docs.cli.ending import FINDINGS, say, stop
from cin_docs.cli.options import AsOption, HomeOption, JsonOption
from cin_docs.cli.progress import looked_at_first
from cin_docs.cli.recorded import day_said
from cin_docs.model.meeting import Kind

if TYPE_CHECKING:
    from cin_docs.cli.desk import Desk
    from cin_docs.model.finding import Finding


class Form(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


CaseOption = Annotated[
    str | None,
    typer.Option(
        "--case",
        metavar="CASE",
        help="The case of notes that lie outside their case's folder.",
        show_default=False,
    ),
]


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make; it must be new or empty.")],
    authority: Annotated[str, typer.Option(metavar="NAME", help="The authority's name, as printed.")] = "Our Council",
    nation: Annotated[
        str, typer.Option(metavar="NATION", help="Whose bank holidays count: ENG, WLS, SCT or NIR.")
    ] = "ENG",
) -> None:
    """Make a home folder: settings, folders, and the ledger's key.

    A new home is in trial: no e-mail leaves it before you put somebody on the guest list.
    """
    from cin_docs.cli.homemaking import make_home

    for path in make_home(folder, authority=authority, nation=nation):
        say(f"made {path}")
    say(f"\nNext: list your staff in {folder / 'cin.yaml'}, then put a case into {folder / 'cases'}.")


def new(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case's reference, for instance MAR-2041.")],
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            help="The meeting's date, as 2026-11-19. Left out: the one that the last meeting set.",
        ),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(metavar="KIND", help="first, review, extraordinary or strategy. Left out: what comes next."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Begin the next meeting's notes, with what carries over.

    Prints the name of the new file. Nothing that exists is overwritten.
    """
    from cin_docs.cli.desk import open_home
    from cin_docs.errors import HomeError
    from cin_docs.home.cases import earlier, load_case, standard_for
    from cin_docs.home.told import meetings_of
    from cin_docs.model.standard import Standard
    from cin_docs.procedure.carry import next_notes

    said = day_said(on, "--on")
    place = open_home(home)
    found = load_case(place, case)
    if found.value is None:
        _show(found.findings, {}, Form.TEXT)
        stop(FINDINGS)
    files = earlier(place, found.value)
    if unread := [one.finding for one in files if one.finding]:
        # What they left open would be missing from the new file, and a number be given twice.
        _show(unread, {}, Form.TEXT)
        stop(FINDINGS)
    past = meetings_of(files)
    day = said or (past[-1].next.on if past and past[-1].next else None)
    standard = standard_for(place, found.value, day or today())
    if not isinstance(standard, Standard):
        raise HomeError(standard.sentence, standard.remedy)
    text = next_notes(found.value, past, standard, place.calendar, on=day, kind=kind)
    path = _new_path(place.folder / "cases" / case, text)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise HomeError(f"{path} cannot be written: {error.strerror}.", "Nothing was changed.") from error
    print(path)
    say("Fill it in, then run `cin check` on it.")


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="One or more notes files.")],
    form: Annotated[Form, typer.Option("--format", help="How findings are printed.")] = Form.TEXT,
    case: CaseOption = None,
    home: HomeOption = None,
) -> None:
    """Say what is wrong with notes, where, and what to write.

    Says everything at once and changes nothing. Ends with 1 when something blocks.
    """
    from cin_docs import pipeline
    from cin_docs.capture.show import counted
    from cin_docs.cli.desk import key_of, open_home

    place = open_home(home)
    key = key_of(place)
    if key is not None:
        looked_at_first(place)
    stopped = False
    findings: list[Finding] = []
    sources: dict[str, str] = {}
    for path in files:
        checkup = pipeline.check(place, path, today=today(), ref=case, key=key)
        findings += checkup.findings
        sources |= checkup.reading.sources
        stopped = stopped or checkup.blocked
        for line in checkup.understood if form is Form.TEXT else ():
            say(line)
    _show(findings, sources, form)
    if form is Form.TEXT:
        say(counted(findings))
    if stopped:
        stop(FINDINGS)


def submit(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The notes file.")],
    correct: Annotated[
        str | None,
        typer.Option(
            "--correct",
            metavar="WHY",
            help="What was wrong with copies that were sent: makes a version that replaces them. Printed on no copy.",
            show_default=False,
        ),
    ] = None,
    case: CaseOption = None,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Make everybody's copies and lay them before the approver.

    Nothing leaves yet. Submitting again, while nothing has left, makes a new version; afterwards --correct does, for
    everybody who has the old one. Notes about several children make a submission for each of them, all or none.
    """
    from cin_docs import pipeline
    from cin_docs.cli.desk import open_desk
    from cin_docs.cli.progress import counted
    from cin_docs.cli.show import as_json, command

    with open_desk(home, acting) as desk:
        pipeline.know(desk.home, desk.ledger, desk.moment())
        before = _superseded(desk)
        looked_at_first(desk.home)
        checkup = pipeline.check(desk.home, file, today=today(), ref=case, key=desk.key)
        with counted("Making copies") as done:
            answer = pipeline.submit(
                desk.home,
                checkup,
                ledger=desk.ledger,
                store=desk.store,
                key=desk.key,
                moment=desk.moment(),
                done=done,
                correct=correct,
            )
        # What the new copies discharge is no news.
        said = pipeline.left_owed(desk.ledger, _superseded(desk) - before)
        owed = [line for line in said if line.startswith("WARNING")]
    if isinstance(answer, tuple):
        _show(answer, checkup.reading.sources, Form.JSON if json else Form.TEXT)
        stop(FINDINGS)
    _show(checkup.findings, checkup.reading.sources, Form.TEXT, out=sys.stderr)
    for line in (*owed, *(line for one in (answer, *answer.siblings) for line in one.preview.warnings)):
        say(line)
    if json:
        first, *others = (
            {"meeting": one.record.id, "code": one.manifest.code, "digest": one.manifest.digest}
            for one in (answer, *answer.siblings)
        )
        print(as_json({**first, "siblings": others} if others else first))
        return
    for one in (answer, *answer.siblings):
        people = len(one.preview.lines)
        whom = "1 person" if people == 1 else f"{people} people"
        old = one.preview.replaces
        instead = f", version {one.record.version} {old}," if old else ""
        print(f"{one.record.id}: {len(one.manifest.rows)} copies{instead} for {whom} are ready.")
    for ref in answer.unchanged:
        print(f"{ref}: nothing was made; everybody's copies read the same as before.")
    for one in (answer, *answer.siblings):
        print(f"Next: `{command()} preview {one.record.id}`, then somebody who did not write them approves.")


def _superseded(desk: Desk) -> frozenset[str]:
    from cin_docs.model.delivery import State

    return frozenset(one.id for one in desk.ledger.dispatches(state=State.SUPERSEDED))


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code of a finding, for instance banned-timescale.")],
) -> None:
    """Explain a finding: what it means, and what to write instead."""
    from cin_docs.cli.explaining import explained

    print(explained(code))


def _show(findings: Sequence[Finding], sources: Mapping[str, str], form: Form, out: TextIO | None = None) -> None:
    from cin_docs.capture import show
    from cin_docs.cli.show import width

    target = out or sys.stdout
    match form:
        case Form.TEXT:
            text = show.as_text(findings, sources, colour=target.isatty(), width=width())
        case Form.JSON:
            text = show.as_json(findings)
        case Form.GITHUB:
            text = show.as_github(findings)
    print(text, end="", file=target)


def _new_path(folder: Path, text: str) -> Path:
    from cin_docs.capture.notes import peek
    from cin_docs.errors import HomeError

    glance = peek(text.encode(), "new")
    if glance is None:
        raise HomeError("The date of the meeting is not known.", "Name it with --on, for instance --on 2026-11-19.")
    there = sorted(path.name for path in folder.glob(f"{glance.on.isoformat()}-*.yaml"))
    if there:
        raise HomeError(
            f"Notes of {glance.on.isoformat()} are there already: {there[0]}.",
            "Fill those in, or name another day with --on.",
        )
    return folder / f"{glance.on.isoformat()}-{glance.label}.yaml"
