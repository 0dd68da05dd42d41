"""The states of a dispatch: one table of who may move it from where to where.

Pure. The ledger is given `allowed` when it is opened and refuses every move that is not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from cin_docs.model.delivery import State

#: In which part somebody moves a dispatch. "sender" is the holder of the lock, also when it applies the
#: standard's rule; "report" is a verified delivery report; "person" is a named person with evidence; "correction" is
#: a named person who takes back what was recorded by mistake.
Actor: TypeAlias = Literal[
    "submit", "approver", "author", "sender", "guard", "manager", "person", "report", "correction"
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """One step that a dispatch may take. `frm` is None for a dispatch that begins."""

    frm: State | None
    to: State
    actor: Actor


def _moves(frm: Iterable[State | None], to: Iterable[State], *actors: Actor) -> frozenset[Move]:
    targets = tuple(to)
    return frozenset(Move(frm=a, to=b, actor=actor) for a in frm for b in targets for actor in actors)


S = State

#: Not yet on the way: what may still be cancelled, or give way to a newer version.
UNSENT: frozenset[State] = frozenset({S.DRAFT, S.APPROVED, S.QUEUED, S.HELD, S.TO_HAND})

#: What a new version of a whole meeting may take the place of: nothing of it has left, and nothing of it is leaving.
GIVES_WAY: frozenset[State] = UNSENT | {S.SUPERSEDED, S.CANCELLED}

#: Nothing reached the person by this dispatch, and nothing is on its way to them: their copies are made again when the
#: same notes are submitted. What is held gives way then; what somebody else has got stays in the record as it is.
MADE_AGAIN: frozenset[State] = frozenset(
    {S.HELD, S.CANCELLED, S.FAILED, S.BOUNCED, S.RETURNED, S.SUPERSEDED, S.MISDIRECTED}
)

MOVES: frozenset[Move] = frozenset().union(
    # Making and approving.
    _moves([None], [S.DRAFT], "submit"),
    _moves([S.DRAFT], [S.APPROVED], "approver"),
    _moves(UNSENT, [S.CANCELLED], "author", "approver"),
    # A newer version takes the place of what was not sent; never from sending.
    _moves(UNSENT, [S.SUPERSEDED], "submit"),
    _moves([S.APPROVED], [S.QUEUED, S.TO_HAND], "sender"),
    _moves([S.APPROVED, S.QUEUED], [S.HELD], "guard", "manager"),
    # A letter that lies on the pile, too, must not go while a case is paused; released, it lies there again. Going
    # back by way of approved, an e-mail that failed and became a paper copy would go by e-mail once more.
    _moves([S.TO_HAND], [S.HELD], "guard", "manager"),
    _moves([S.HELD], [S.APPROVED, S.TO_HAND], "approver"),
    # The send protocol. Before DATA a retry is safe; after it only a stored reply says what happened.
    _moves([S.QUEUED], [S.SENDING_PRE, S.FAILED], "sender"),
    _moves([S.SENDING_PRE], [S.QUEUED, S.FAILED, S.HELD, S.SENDING_DATA], "sender"),
    _moves([S.SENDING_DATA], [S.ACCEPTED, S.QUEUED, S.FAILED, S.UNCERTAIN], "sender"),
    # An older ledger was put back and accepted: what was about to go may have gone since.
    _moves([S.APPROVED, S.QUEUED, S.SENDING_PRE], [S.UNCERTAIN], "guard"),
    # What nobody can know, a person settles: with evidence, or by accepting that a duplicate may go out.
    _moves([S.UNCERTAIN], [S.ACCEPTED, S.FAILED, S.QUEUED], "person"),
    # Delivery reports, also late ones.
    _moves([S.ACCEPTED], [S.DELIVERED, S.BOUNCED], "report"),
    _moves([S.DELIVERED], [S.BOUNCED], "report"),
    # Until the program reads the reports itself, a person does, in the sender's mailbox, and says what they read.
    _moves([S.ACCEPTED, S.DELIVERED], [S.BOUNCED], "person"),
    # By hand and by post.
    _moves([S.FAILED, S.BOUNCED, S.UNCERTAIN], [S.TO_HAND], "person", "sender"),
    # What the post brought back can still be handed over, or posted once more.
    _moves([S.RETURNED], [S.TO_HAND], "person"),
    _moves([S.TO_HAND], [S.POSTED, S.HANDED_OVER, S.READ_TO], "person"),
    _moves([S.TO_HAND], [S.QUEUED], "approver"),
    _moves([S.POSTED], [S.RETURNED], "person"),
    # What the recipient said, and what went to the wrong person.
    _moves([S.ACCEPTED, S.DELIVERED, S.TO_HAND, S.POSTED], [S.DECLINED], "person"),
    # Read to the wrong person is as bad as handed to them.
    _moves([S.ACCEPTED, S.DELIVERED, S.POSTED, S.HANDED_OVER, S.READ_TO], [S.MISDIRECTED], "person"),
    # What was recorded by mistake goes back to where it stood; `recording.corrected` sees to it that it stood there.
    _moves([S.POSTED, S.HANDED_OVER, S.READ_TO], [S.TO_HAND], "correction"),
    _moves([S.DECLINED], [S.ACCEPTED, S.DELIVERED, S.TO_HAND, S.POSTED], "correction"),
    _moves([S.RETURNED], [S.POSTED], "correction"),
    _moves([S.MISDIRECTED], [S.ACCEPTED, S.DELIVERED, S.POSTED, S.HANDED_OVER, S.READ_TO], "correction"),
    _moves([S.ACCEPTED, S.FAILED], [S.UNCERTAIN], "correction"),
    _moves([S.BOUNCED], [S.ACCEPTED, S.DELIVERED], "correction"),
)

_TRIPLES = frozenset((move.frm, move.to, move.actor) for move in MOVES)
_PAIRS = frozenset((move.frm, move.to) for move in MOVES)


def allowed(frm: State | None, to: State, actor: str | None = None) -> bool:
    """Whether the table has this step for this actor; without an actor, whether it has it for anybody."""
    return (frm, to) in _PAIRS if actor is None else (frm, to, actor) in _TRIPLES


def reachable(frm: State | None, actor: str | None = None) -> frozenset[State]:
    """The states to which the actor, or anybody, may move a dispatch that stands at `frm`."""
    return frozenset(to for to in State if allowed(frm, to, actor))
