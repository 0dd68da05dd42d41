"""What `cin record` takes and answers, in words: the day, what happened, and whose copy it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from cin_docs.cli.show import day
from cin_docs.model.document import DocumentKind

if TYPE_CHECKING:
    from cin_docs.cli.desk import Desk
    from cin_docs.model.delivery import Dispatch
    from cin_docs.model.incident import Incident


class What(StrEnum):
    """What a person can write down about a dispatch."""

    POSTED = "posted"
    HANDED_OVER = "handed-over"
    READ_TO = "read-to"
    RETURNED = "returned"
    BOUNCED = "bounced"
    DECLINED = "declined"
    MISDIRECTED = "misdirected"
    ACCEPTED = "accepted"
    FAILED = "failed"
    TO_HAND = "to-hand"
    QUEUED = "queued"
    #: What was recorded last was a mistake.
    NOT_SO = "not-so"


#: For the help: every word that is taken.
WORDS = ", ".join(one.value for one in What)


def what_said(text: str) -> What:
    """The word, however it is capitalised and joined. Raises `typer.BadParameter` with the words there are."""
    plain = "-".join(text.casefold().replace("_", " ").split())
    found = next((one for one in What if one.value == plain), None)
    if found is None:
        raise typer.BadParameter(f"“{text}” is none of the words for it: {WORDS}.", param_hint="WHAT")
    return found


def day_said(text: str | None, option: str) -> date | None:
    """The local day that was given with the option. Raises `typer.BadParameter` for what is no day."""
    if text is None:
        return None
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        raise typer.BadParameter("Write the day as 2026-11-22.", param_hint=option) from None


def time_said(text: str | None, option: str) -> datetime | None:
    """The local time that was given with the option, without its zone. Raises `typer.BadParameter`."""
    if text is None:
        return None
    try:
        return datetime.strptime(" ".join(text.split()), "%Y-%m-%d %H:%M")  # noqa: DTZ007  # the caller knows it
    except ValueError:
        raise typer.BadParameter('Write the day and the time as "2026-11-22 09:30".', param_hint=option) from None


def whose(desk: Desk, item: Dispatch) -> str:
    """``D-7K3F9QXB, Kim Marsh (mother), plan and minutes``: that a number was mistyped is seen by it."""
    made = {copy.document for copy in desk.ledger.copies(dispatch=item.id)}
    kinds = [kind.value for kind in DocumentKind if kind in made]
    return ", ".join(part for part in (item.id, person_of(desk, item), " and ".join(kinds)) if part)


def person_of(desk: Desk, item: Dispatch) -> str:
    """``Kim Marsh (mother)``; the id in the case file, when the file cannot be read or has nobody of that id now."""
    from cin_docs.home.cases import load_case

    case = load_case(desk.home, item.case).value
    person = case.person(item.person) if case and case.knows(item.person) else None
    return f"{person.name} ({person.role})" if person else f"{item.case}/{item.person}"


def stands(item: Dispatch, on: date) -> str:
    """What was recorded, with its day: ``posted on 22 November 2026``."""
    return f"{item.state.value} on {day(on)}"


def next_steps(desk: Desk, item: Dispatch, what: What, note: str) -> Iterator[str]:
    """What whoever recorded it has to know: what is paused by it, and what to do next."""
    for one in desk.ledger.incidents():
        if one.dispatch != item.id or one.closed_at is not None:
            continue
        if what is What.NOT_SO:
            yield (
                f"{one.id} stays open until an approver closes it: cin incident close {one.id} --because TEXT. "
                "An address that was closed stays closed until an approver lifts it: cin suppress list."
            )
            continue
        yield f"Incident {one.id} is open: {paused(desk, one)} Next: cin incident pack {one.id} --into FOLDER"
        yield "Tell the lead practitioner now, by telephone."
        if what is What.MISDIRECTED and not note.strip():
            yield (
                "Nothing says yet what happened. Note who has it and since when; put it beside the pack, and into "
                "--because when the incident is closed."
            )


def paused(desk: Desk, one: Incident) -> str:
    """What an open incident stops, and what it does not."""
    from cin_docs.home.cases import load_case

    case = load_case(desk.home, one.case).value
    linked = case.linked if case else ()
    said = f"every copy of case {one.case} is held until an approver closes it."
    if not linked:
        return said
    cases = f"case {linked[0]} is" if len(linked) == 1 else f"cases {', '.join(linked)} are"
    return f"{said} The linked {cases} not paused; if it may concern them too: cin incident open --case {linked[0]}."
