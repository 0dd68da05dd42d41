"""`cin demo`: two made-up authorities, four meetings, from notes to proof. The only place that sets the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cin_docs.cli.ending import say
from cin_docs.errors import ResourceError
from cin_docs.model.record import LONDON

if TYPE_CHECKING:
    from cin_docs.capture.node import Node
    from cin_docs.cli.desk import Desk
    from cin_docs.model.record import Moment

#: The day on which the demo's reports look back.
AS_AT = date(2026, 11, 9)
HOMES = ("eastmere", "caldermoor")


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing that somebody does in the story."""

    on: date
    home: str
    who: str
    do: str
    meeting: str
    case: str
    person: str
    what: str
    note: str


def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="A new folder. Left out: cin-demo here, or cin-demo-2 and so on."),
    ] = None,
) -> None:
    """Show the whole journey with two made-up authorities.

    Nothing leaves this machine, and nothing that exists is overwritten.
    """
    from cin_docs.cli.progress import counted
    from cin_docs.cli.telling import tell

    folder = folder or _free()
    homes = [_make(folder, name) for name in HOMES]
    story = tuple(steps())
    say(f"Playing {len(story)} days' work of two authorities into {folder} ...")
    with counted("Days") as done:
        for name in HOMES:
            _play(folder / name, (step for step in story if step.home == name), done)
    for line in tell(homes, AS_AT):
        print(line)


def steps() -> Iterator[Step]:
    """The story's steps as config/sample/story.yaml tells them."""
    from cin_docs import resources
    from cin_docs.capture.yamltext import read

    path = resources.config() / "sample" / "story.yaml"
    tree = read(path.read_bytes(), path.name).value
    if tree is None:
        raise ResourceError(f"{path} cannot be read.", "Install the package again.")
    for item in tree.items:
        yield Step(
            on=date.fromisoformat(_text(item, "on")),
            home=_text(item, "home"),
            who=_text(item, "who"),
            do=_text(item, "do"),
            meeting=_text(item, "meeting"),
            case=_text(item, "case"),
            person=_text(item, "person"),
            what=_text(item, "what"),
            note=_text(item, "note"),
        )


def _text(item: Node, key: str) -> str:
    node = item.entries.get(key)
    return node.text if node else ""


def _free() -> Path:
    """The first of cin-demo, cin-demo-2 ... that is not there yet: a demo never overwrites anything."""
    names = (Path("cin-demo" if number == 1 else f"cin-demo-{number}") for number in count(1))
    return next(path for path in names if not path.exists())


def _make(folder: Path, name: str) -> Path:
    from cin_docs import resources
    from cin_docs.cli.homemaking import place_home

    sample = resources.config() / "sample" / name
    files = {str(path.relative_to(sample)): path.read_bytes() for path in sorted(sample.rglob("*.yaml"))}
    place_home(folder / name, files)
    return folder / name


def _play(home: Path, story: Iterator[Step], done: object) -> None:
    from cin_docs.cli.desk import desk_of, open_home

    with desk_of(open_home(home), "demo") as desk:
        for step in story:
            _PLAYERS[step.do](desk, step)
            if callable(done):
                done(step.do)


def _at(step: Step, minute: int = 0) -> Moment:
    """A moment in the office's afternoon of the step's day."""
    from cin_docs.model.record import Moment

    local = datetime.combine(step.on, time(14, 0), LONDON) + timedelta(minutes=minute)
    return Moment(actor=step.who, on=step.on, at=local.astimezone(UTC))


def _submit(desk: Desk, step: Step) -> None:
    from cin_docs import pipeline
    from cin_docs.cli import show

    pipeline.know(desk.home, desk.ledger, _at(step))
    checkup = pipeline.check(desk.home, desk.home.folder / "cases" / step.meeting, today=step.on, key=desk.key)
    answer = pipeline.submit(desk.home, checkup, ledger=desk.ledger, store=desk.store, key=desk.key, moment=_at(step))
    if isinstance(answer, tuple):
        show.findings(answer, checkup.reading.sources)
        raise ResourceError("The sample does not pass its own checks.", "Install the package again.")


def _approve(desk: Desk, step: Step) -> None:
    from cin_docs import pipeline
    from cin_docs.model.finding import Finding

    record = pipeline.find(desk.ledger, str(desk.home.folder / "cases" / step.meeting))
    manifest, _ = pipeline.preview(record, ledger=desk.ledger, store=desk.store)
    answer = pipeline.approve(
        desk.home, record, code=manifest.code, ledger=desk.ledger, store=desk.store, moment=_at(step)
    )
    if isinstance(answer, Finding):
        raise ResourceError(answer.sentence, answer.remedy)


def _send(desk: Desk, step: Step) -> None:
    from cin_docs import pipeline

    pipeline.dispatch(
        desk.home, ledger=desk.ledger, store=desk.store, key=desk.key, moment=lambda: _at(step, minute=30)
    )


def _record(desk: Desk, step: Step) -> None:
    from cin_docs import pipeline
    from cin_docs.model.delivery import State
    from cin_docs.model.finding import Finding

    wanted = next(
        one
        for one in desk.ledger.dispatches()
        if one.case == step.case and one.person == step.person and one.state is State.TO_HAND
    )
    answer = pipeline.record(desk.ledger, wanted.id, State(step.what), moment=_at(step, minute=60), note=step.note)
    if isinstance(answer, Finding):
        raise ResourceError(answer.sentence, answer.remedy)


_PLAYERS = {"submit": _submit, "approve": _approve, "send": _send, "record": _record}
