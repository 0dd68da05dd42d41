"""What is owed to whom when a copy is cancelled or a newer version takes its place: said loudly. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cin_docs.model.delivery import Copy, Dispatch, State
from cin_docs.model.obligation import Obligation
from cin_docs.procedure.periods import in_words
from cin_docs.reports.timeliness import EVIDENCE

#: What may still discharge an obligation, or already does. What failed, bounced or came back waits for another way.
MAY_DISCHARGE = EVIDENCE | {
    State.DRAFT,
    State.APPROVED,
    State.QUEUED,
    State.SENDING_PRE,
    State.SENDING_DATA,
    State.UNCERTAIN,
    State.HELD,
    State.TO_HAND,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """One obligation of a copy that will not go."""

    obligation: Obligation
    #: Other dispatches that still may discharge it, or did.
    others: tuple[Dispatch, ...]

    @property
    def warning(self) -> str:
        """What it means, with the day and what to do."""
        item = self.obligation
        what = f"the {item.document.value} of {item.meeting} to {item.person}"
        if not self.others:
            day = f", by {in_words(item.due)}" if item.due else ""
            return (
                f"WARNING: {what} is still owed{day}, and nothing else will discharge it. Submit the notes again, or "
                f"it counts as never sent. {item.worker} is to see to it."
            )
        first = self.others[0]
        return f"{what[0].upper()}{what[1:]} is still discharged by {first.id} ({first.state.value})."


def left_by(
    gone: Iterable[Dispatch], dispatches: Sequence[Dispatch], copies: Iterable[Copy], obligations: Iterable[Obligation]
) -> tuple[Left, ...]:
    """What the dispatches in `gone` were to discharge, each with what else does. Excused obligations are left out."""
    ids = {item.id for item in gone}
    by_id = {item.id: item for item in dispatches}
    carried: dict[str, list[str]] = {}
    for copy in copies:
        carried.setdefault(copy.obligation, []).append(copy.dispatch)
    return tuple(
        Left(obligation=item, others=tuple(_others(carried[item.id], ids, by_id)))
        for item in obligations
        if item.excused_because is None and ids & set(carried.get(item.id, ()))
    )


def _others(carriers: Iterable[str], gone: set[str], by_id: dict[str, Dispatch]) -> Iterator[Dispatch]:
    found = [by_id[id] for id in dict.fromkeys(carriers) if id in by_id and id not in gone]
    return iter(sorted((one for one in found if one.state in MAY_DISCHARGE), key=lambda one: one.state not in EVIDENCE))


def had_before(gone: Iterable[Dispatch], dispatches: Iterable[Dispatch]) -> tuple[str, ...]:
    """Sentences that say who has another copy of the same meeting in their hands already, and since when."""
    asked = list(gone)
    ids = {item.id for item in asked}
    pairs = {(item.meeting, item.person) for item in asked}
    return tuple(
        f"{one.person} {'may have' if one.state is State.UNCERTAIN else 'has'} {one.id} of {one.meeting} already: "
        f"{one.state.value}{_on(one.evidence_on)}. It cannot be called back."
        for one in dispatches
        if (one.meeting, one.person) in pairs and one.id not in ids and one.state in EVIDENCE | {State.UNCERTAIN}
    )


def _on(day: date | None) -> str:
    return f" on {in_words(day)}" if day else ""
