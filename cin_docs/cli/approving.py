"""`cin approve`: the second pair of eyes says yes to what the preview's code stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cin_docs.cli.ending import FINDINGS, say, stop
from cin_docs.cli.options import AsOption, HomeOption, JsonOption, MeetingArgument

if TYPE_CHECKING:
    from cin_docs.cli.desk import Desk
    from cin_docs.model.record import MeetingRecord


def approve(
    meeting: MeetingArgument,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code that the preview shows.")],
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="DISPATCH", help="Approve only this one; may be given several times.", show_default=False),
    ] = None,
    tick: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LINE[=WHY]", help="Confirm a line that the preview asks; several times.", show_default=False
        ),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Approve what you wrote yourself, where the procedure allows it.")
    ] = False,
    because: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why nobody else approves; with --alone.", show_default=False)
    ] = None,
    acting: AsOption = None,
    json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Approve the copies that the preview's code stands for.

    Whoever took the minutes or submitted them cannot, but where a procedure lets authors approve alone.
    """
    from cin_docs import pipeline
    from cin_docs.cli import show
    from cin_docs.cli.desk import open_desk
    from cin_docs.model.finding import Finding

    if because is not None and not alone:
        raise typer.BadParameter("A reason goes with --alone.", param_hint="--because")
    with open_desk(home, acting) as desk:
        record = pipeline.find(desk.ledger, meeting)
        answer = pipeline.approve(
            desk.home,
            record,
            code=code,
            ledger=desk.ledger,
            store=desk.store,
            moment=desk.moment(),
            only=frozenset(only) if only else None,
            ticked=ticks(tick or ()),
            alone_because=(because or "") if alone else None,
        )
        held = {} if isinstance(answer, Finding) else _held(desk, record)
    if isinstance(answer, Finding):
        show.findings([answer])
        stop(FINDINGS)
    if json:
        said = {"meeting": record.id, "approver": answer.approver, "in_place_of": answer.in_place_of}
        print(show.as_json({**said, "dispatches": answer.dispatches, "ticked": dict(answer.ticked)}))
        return
    number = len(answer.dispatches)
    whose = f" for {answer.in_place_of}" if answer.in_place_of else ""
    alone_said = ", alone" if answer.alone_because else ""
    print(f"{record.id}: {number} dispatch{'es' * (number != 1)} approved by {answer.approver}{whose}{alone_said}.")
    for reason in dict.fromkeys(one for id in sorted(answer.dispatches) for one in held.get(id, ())):
        say(show.wrapped(f"would be held: {reason}"))
    say("They leave with the next `cin send` or `cin run`.")


def _held(desk: Desk, record: MeetingRecord) -> Mapping[str, tuple[str, ...]]:
    """What would hold any of the approved copies now."""
    from cin_docs import reviewing

    manifest = desk.ledger.manifest(record.manifest_digest or "")
    return reviewing.would_be_held(desk.home, desk.ledger, record, manifest) if manifest else {}


def ticks(given: Sequence[str]) -> Mapping[str, str]:
    """The lines that are confirmed, each with its reason: ``W6-mum``, ``W11-x=Same name, another family``."""
    parts = (one.partition("=") for one in given)
    return {line.strip(): reason.strip() for line, _, reason in parts}
