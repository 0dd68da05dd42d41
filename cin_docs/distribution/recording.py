"""What a named person writes down about a dispatch: posted, handed over, read to, declined, found out."""

from __future__ import annotations

from cin_docs.distribution.machine import reachable
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.record import Moment

#: What provides a copy: the day it is recorded for is the evidence.
_EVIDENCE = {State.ACCEPTED, State.POSTED, State.HANDED_OVER, State.READ_TO, State.DECLINED}


def recorded(ledger: Ledger, named: str, to: State, *, moment: Moment, note: str) -> Dispatch | Finding:
    """Move the dispatch as a person, or say what can be recorded instead.

    `moment.on` is the local day it happened, never later than the day it is written down.
    """
    dispatch = ledger.dispatch(named)
    if dispatch is None:
        return _refusal(
            "unknown-dispatch", f"There is no dispatch {named}.", "`cin status` lists them; their ids begin with D-."
        )
    possible = reachable(dispatch.state, "person")
    if to not in possible:
        words = ", ".join(sorted(state.value for state in possible)) or "nothing"
        return _refusal(
            "cannot-record",
            f"{named} is {dispatch.state.value}; it cannot become {to.value}.",
            f"What can be recorded now: {words}.",
        )
    if dispatch.state is State.UNCERTAIN and not note.strip():
        return _refusal(
            "no-evidence",
            f"Nobody knows yet whether {named} arrived.",
            "Say with --note how you found out, for instance what the recipient told you.",
        )
    evidence = moment.on if to in _EVIDENCE else None
    change = Change(evidence_on=evidence, reason=note or None, owner="")
    if not ledger.move(named, dispatch.state, to, moment, detail="recorded by a person", change=change, by="person"):
        return _refusal("changed-meanwhile", f"{named} has just changed.", "Look at `cin status` and record it again.")
    return ledger.dispatch(named) or dispatch


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
