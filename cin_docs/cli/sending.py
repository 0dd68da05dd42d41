"""`cin send`, `record` and `run`: what business support and the timer need."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cin_docs.cli.ending import FINDINGS, say, stop, told
from cin_docs.cli.options import AsOption, HomeOption, JsonOption
from cin_docs.cli.recorded import WORDS, What, day_said, next_steps, stands, what_said, whose
from cin_docs.errors import CinError
from cin_docs.model.document import Mode

if TYPE_CHECKING:
    from cin_docs.cli.desk import Desk
    from cin_docs.distribution.outcome import Outcome, SendReport


#: What a report says of a run that was asked to end.
INTERRUPTED = "interrupted"


def send(
    dry: Annotated[
        bool, typer.Option("--dry", help="Only say where each copy would go, and what would be held.")
    ] = False,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Send what is approved: e-mail, letters, copies by hand.

    E-mail leaves; letters and copies by hand are laid into the outbox. Ends with 1 when a person is needed.
    """
    from cin_docs import pipeline
    from cin_docs.cli.desk import open_desk
    from cin_docs.knowing import directory_lost

    with open_desk(home, acting) as desk:
        for line in directory_lost(desk.home):
            say(line)
        if dry:
            _rehearse(desk, json=json)
            return
        pipeline.know(desk.home, desk.ledger, desk.moment())
        released, sent = pipeline.dispatch(
            desk.home, ledger=desk.ledger, store=desk.store, key=desk.key, moment=desk.moment
        )
        for line in pipeline.off_the_pile(desk.ledger, released):
            say(line)
        _tell(desk, released, sent, json=json)


def _rehearse(desk: Desk, *, json: bool) -> None:
    """Print what would become of each copy; end with 1 when one would be held."""
    from cin_docs import pipeline
    from cin_docs.cli.show import as_json, wrapped

    lines = pipeline.rehearse(desk.home, ledger=desk.ledger, store=desk.store, key=desk.key, moment=desk.moment)
    if json:
        print(as_json(rehearsed=lines))
    for line in () if json else lines:
        print(f"{line.dispatch}  {line.person}  {'held: ' if line.held else 'to '}{line.goes}")
        if line.note:
            say(wrapped(line.note, "  "))
    if not lines:
        say("Nothing is ready to leave, so nothing was tried: only a dry preview of approved copies opens live mode.")
    say(f"Nothing was sent: this is what `cin send` would do now in {desk.home.settings.mode.value} mode.")
    if any(line.held for line in lines):
        stop(FINDINGS)


def record(
    dispatch: Annotated[str, typer.Argument(metavar="DISPATCH", help="Its number, for instance D-7K3F9QXB.")],
    what: Annotated[str, typer.Argument(metavar="WHAT", help=f"What happened: {WORDS}.")],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day it happened, as 2026-11-20. Left out: today."),
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="How, to whom, or how you know.")] = "",
    by: Annotated[
        str | None,
        typer.Option(metavar="PERSON", help="With to-hand: the worker who takes it. Left out: the meeting's worker."),
    ] = None,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Write down what happened to a letter, copy or message."""
    from dataclasses import replace

    from cin_docs import pipeline
    from cin_docs.cli import show
    from cin_docs.cli.desk import open_desk
    from cin_docs.model.delivery import State
    from cin_docs.model.finding import Finding

    did, said_day = what_said(what), day_said(on, "--on")
    with open_desk(home, acting) as desk:
        moment = desk.moment()
        day = said_day or moment.on
        if day > moment.on:
            raise typer.BadParameter(f"{day} has not come yet; record what has happened.", param_hint="--on")
        if by is not None and desk.home.settings.member(by) is None:
            raise typer.BadParameter(f"{by} is nobody's id in cin.yaml.", param_hint="--by")
        if did is What.NOT_SO:
            answer = pipeline.take_back(desk.ledger, dispatch, moment=moment, note=note)
        else:
            to = State(did.value.replace("-", " "))
            at = replace(moment, on=day)
            answer = pipeline.record(desk.ledger, dispatch, to, moment=at, note=note, by=by, home=desk.home)
        said = pipeline.tidy(desk.home, desk.ledger)
        if isinstance(answer, Finding):
            show.findings([answer])
            stop(FINDINGS)
        copy, steps = whose(desk, answer), tuple(next_steps(desk, answer, did, note))
    stood = f"Taken back. {copy}: {answer.state.value}" if did is What.NOT_SO else f"{copy}: {stands(answer, day)}"
    print(show.as_json(answer) if json else show.wrapped(f"{stood}."))
    for line in (*said, *steps):
        say(show.wrapped(line))


BecauseOption = Annotated[str, typer.Option(metavar="TEXT", help="Why. It stands in the record beside your name.")]
DispatchArgument = Annotated[str, typer.Argument(help="The dispatch, for instance D-7K3F9QXB.")]


def release(
    dispatch: DispatchArgument,
    because: BecauseOption,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Release a copy that is held, as an approver.

    Every guard looks at it again before it leaves.
    """
    _decide(dispatch, "approved", because, acting, home, json=json)


def cancel(
    dispatch: DispatchArgument,
    because: BecauseOption,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Cancel a copy that has not left, as an approver. What it was to discharge stays owed."""
    _decide(dispatch, "cancelled", because, acting, home, json=json)


def _decide(dispatch: str, to: str, because: str, acting: str | None, home: Path | None, *, json: bool) -> None:
    from cin_docs import pipeline
    from cin_docs.cli import show
    from cin_docs.cli.desk import open_desk
    from cin_docs.model.delivery import State
    from cin_docs.model.finding import Finding

    with open_desk(home, acting) as desk:
        answer = pipeline.decide(
            desk.home, desk.ledger, dispatch, State(to), store=desk.store, moment=desk.moment(), because=because
        )
        warnings = pipeline.left_owed(desk.ledger, [dispatch]) if to == "cancelled" else ()
        said = pipeline.tidy(desk.home, desk.ledger) if to == "cancelled" else ()
    if isinstance(answer, Finding):
        show.findings([answer])
        stop(FINDINGS)
    for warning in (*said, *warnings):
        say(show.wrapped(warning))
    print(show.as_json(answer) if json else f"{answer.id} is now {answer.state.value}.")


def run(
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and do it again and again.")] = False,
    every: Annotated[int, typer.Option(min=1, metavar="SECONDS", help="Seconds between passes with --watch.")] = 60,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Do everything that is due, once. Fit for a timer.

    Answers the inbox, submits clean notes, sends what is approved, and sees to what an earlier pass left.
    """
    from cin_docs.cli.desk import open_desk

    while True:
        try:
            with open_desk(home, acting) as desk:
                interrupted = _pass(desk, json=json, stay=watch)
        except BrokenPipeError:
            raise
        except (CinError, OSError) as error:
            if not watch:
                raise
            # Whatever it is, it may be over by the next pass.
            say(told(error))
            interrupted = False
        if not watch or interrupted:
            return
        time.sleep(every)


def _pass(desk: Desk, *, json: bool, stay: bool) -> bool:
    """Make one pass and print what it did; whether somebody asked the program to end meanwhile."""
    from cin_docs import pipeline, running

    done = running.run(desk.home, ledger=desk.ledger, store=desk.store, key=desk.key, moment=desk.moment)
    for line in (*done.said, *done.skipped, *pipeline.off_the_pile(desk.ledger, done.released)):
        say(line)
    found = done.refused > 0 or bool(done.skipped)
    _tell(desk, done.released, done.sent, json=json, stay=stay, found=found, skipped=done.skipped)
    return done.sent.stopped == INTERRUPTED


def _tell(
    desk: Desk,
    released: tuple[Outcome, ...],
    sent: SendReport,
    *,
    json: bool,
    stay: bool = False,
    found: bool = False,
    skipped: tuple[str, ...] = (),
) -> None:
    """Print what a run did; end with 1 when a person is needed."""
    from cin_docs.cli.show import as_json

    everything = (*released, *sent.recovered, *sent.outcomes)
    if json:
        print(
            as_json(
                released=released,
                recovered=sent.recovered,
                sent=sent.outcomes,
                left=sent.left,
                down=sent.down,
                stopped=sent.stopped,
                skipped=skipped,
            )
        )
    else:
        for outcome in everything:
            note = f"  ({outcome.note})" if outcome.note else ""
            print(f"{outcome.dispatch}  {outcome.state.value}{note}")
        for reason, number in sent.left.items():
            say(f"{number} left alone: {reason}")
        if not everything:
            say("Nothing was due.")
    settings = desk.home.settings
    if settings.mode is Mode.TRIAL and settings.guests and settings.relay is None and sent.outcomes:
        say("There is no `mail:` in cin.yaml, so the guest list's copies stayed in outbox/mail like all others.")
    held = [one for one in released if one.stuck or one.state.value == "held"]
    needed = (*held, *sent.needs_a_person)
    for trouble in sent.down:
        say(f"{trouble} What is queued stays queued and is tried again by the next runs.")
    if sent.stopped:
        say(f"The run ended early: {sent.stopped}.")
    for outcome in needed:
        say(f"{outcome.dispatch} is {outcome.state.value} and needs {outcome.owner or 'a person'}: {outcome.note}")
    if (needed or sent.down or sent.stopped or found) and not stay:
        stop(FINDINGS)
