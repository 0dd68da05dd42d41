"""What a named person writes down about a dispatch: posted, handed over, read to, declined, found out."""

from __future__ import annotations

from datetime import date

from cin_docs.distribution.machine import reachable
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.record import Moment

#: What provides a copy: the day it is recorded for is the evidence.
_EVIDENCE = {State.ACCEPTED, State.POSTED, State.HANDED_OVER, State.READ_TO, State.DECLINED}
#: What a copy stands at that was provided already: who declines it then takes nothing from its day.
_PROVIDED = {State.ACCEPTED, State.DELIVERED, State.POSTED}


def recorded(ledger: Ledger, named: str, to: State, *, moment: Moment, note: str) -> Dispatch | Finding:
    """Move the dispatch as a person, or say what can be recorded instead.

    `moment.on` is the local day it happened: never later than the day it is written down, which the caller sees
    to, and never before the dispatch was approved. Who declines what had been provided already leaves that day as
    the evidence: the copy was there in time, or was not.
    """
    dispatch = ledger.dispatch(named)
    if dispatch is None:
        return _unknown(named)
    possible = reachable(dispatch.state, "person")
    if to not in possible:
        words = ", ".join(sorted(state.value for state in possible)) or "nothing"
        return _refusal(
            "cannot-record",
            f"{named} is {dispatch.state.value}; it cannot become {to.value}.",
            f"What can be recorded now: {words}.",
        )
    begun = _begun(ledger, named)
    if begun is not None and moment.on < begun:
        return _refusal(
            "before-it-was-there",
            f"{named} was approved on {begun.isoformat()}; nothing can have happened to it before.",
            "Check the day behind --on.",
        )
    if dispatch.state is State.UNCERTAIN and not note.strip():
        return _refusal(
            "no-evidence",
            f"Nobody knows yet whether {named} arrived.",
            "Say with --note how you found out, for instance what the recipient told you.",
        )
    kept = to is State.DECLINED and dispatch.state in _PROVIDED and dispatch.evidence_on is not None
    evidence = moment.on if to in _EVIDENCE and not kept else None
    change = Change(evidence_on=evidence, reason=note or None, owner="")
    if not ledger.move(named, dispatch.state, to, moment, detail="recorded by a person", change=change, by="person"):
        return _refusal("changed-meanwhile", f"{named} has just changed.", "Look at `cin status` and record it again.")
    return ledger.dispatch(named) or dispatch


def _begun(ledger: Ledger, named: str) -> date | None:
    """The local day the dispatch was last approved, or drafted: before it, it cannot have left.

    Not the day of its last move: a letter of Friday is written down on Monday, and what was found to be uncertain
    on the 19th may well have arrived on the 15th.
    """
    days = [
        event.occurred_on for event in ledger.events(subject=named) if event.to_state in (State.DRAFT, State.APPROVED)
    ]
    return days[-1] if days else None


def decided(ledger: Ledger, named: str, to: State, *, moment: Moment, because: str) -> Dispatch | Finding:
    """Release a held dispatch (to approved) or cancel one that has not left, as an approver; or say why not.

    What is released is looked at by every guard again before it leaves.
    """
    dispatch = ledger.dispatch(named)
    if dispatch is None:
        return _unknown(named)
    if not because.strip():
        return _refusal("no-reason", "A decision about a copy needs its reason.", "Say it with --because.")
    if to not in reachable(dispatch.state, "approver"):
        return _refusal(
            "cannot-decide",
            f"{named} is {dispatch.state.value}; it cannot become {to.value}.",
            "Held copies can be released; what has not left can be cancelled.",
        )
    change = Change(reason=because, owner="")
    if not ledger.move(
        named, dispatch.state, to, moment, detail="decided by an approver", change=change, by="approver"
    ):
        return _refusal("changed-meanwhile", f"{named} has just changed.", "Look at `cin status` and decide again.")
    return ledger.dispatch(named) or dispatch


def _unknown(named: str) -> Finding:
    return _refusal(
        "unknown-dispatch", f"There is no dispatch {named}.", "`cin status` lists them; their ids begin with D-."
    )


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
