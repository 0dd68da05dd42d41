"""What a run of the sender did: every dispatch it touched, and why it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cin_docs.model.delivery import State


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Where one dispatch stands now, and why: codes only, no personal data."""

    dispatch: str
    state: State
    note: str
    #: Who has to act next, by staff id; None when nobody needs to.
    owner: str | None = None
    #: It was to go on and could not: the note says why, and somebody has to see to it.
    stuck: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SendReport:
    """One run of the sender."""

    #: Left behind by a run that died: queued again, or uncertain. Said first and loudly.
    recovered: tuple[Outcome, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    #: Queued dispatches left alone, by reason: "not due yet", "not approved", "relay down", "interrupted", "cap".
    left: Mapping[str, int]
    #: What was wrong with each relay that could not be used, in a sentence.
    down: tuple[str, ...] = ()
    #: Why the run ended before its time; None when it took its whole list.
    stopped: str | None = None

    @property
    def counts(self) -> Mapping[State, int]:
        """How many dispatches now stand in each state."""
        return Counter(item.state for item in self.outcomes)

    @property
    def uncertain(self) -> tuple[Outcome, ...]:
        """What nobody knows until a person finds out, from this run and from one that died."""
        return tuple(item for item in (*self.recovered, *self.outcomes) if item.state is State.UNCERTAIN)

    @property
    def needs_a_person(self) -> tuple[Outcome, ...]:
        """What does not go on by itself."""
        waiting = (State.UNCERTAIN, State.FAILED, State.HELD)
        return tuple(item for item in (*self.recovered, *self.outcomes) if item.state in waiting)
