"""What a named person writes down about a dispatch: posted, handed over, read to, declined, found out."""

from __future__ import annotations

from datetime import date

from cin_docs.distribution import incident
from cin_docs.distribution.contacts import carried
from cin_docs.distribution.machine import reachable
from cin_docs.ledger.protocol import Change, Ledger
from cin_docs.model.case import Case
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.person import Channel
from cin_docs.model.record import Moment

#: What provides a copy: the day it is recorded for is the evidence.
_EVIDENCE = {State.ACCEPTED, State.POSTED, State.HANDED_OVER, State.READ_TO, State.DECLINED}
#: What a copy stands at that was provided already: who declines it then takes nothing from its day.
_PROVIDED = {State.ACCEPTED, State.DELIVERED, State.POSTED}
#: Where a dispatch stands by which nothing reaches the person any more.
_OVER = {State.FAILED, State.BOUNCED, State.RETURNED, State.CANCELLED, State.SUPERSEDED, State.MISDIRECTED}
#: The detail of an event that a person caused; what was recorded by mistake is known by it.
BY_A_PERSON = "recorded by a person"


def recorded(
    ledger: Ledger,
    named: str,
    to: State,
    *,
    moment: Moment,
    note: str,
    by: str | None = None,
    case: Case | None = None,
) -> Dispatch | Finding:
    """Move the dispatch as a person, or say what can be recorded instead.

    `moment.on` is the local day it happened: never later than the day it is written down, which the caller sees
    to, and never before the dispatch was approved. Who declines what had been provided already leaves that day as
    the evidence: the copy was there in time, or was not.

    An e-mail that is to go by hand is given to `by`, a staff id, or else to the worker of the meeting; with the case
    as its file is now, not to one whom its reader must not meet. What bounced
    suppresses its address; what reached the wrong person does too, and opens an incident that pauses the case.
    """
    dispatch = ledger.dispatch(named)
    if dispatch is None:
        return _unknown(named)
    if to not in reachable(dispatch.state, "person"):
        words = _words(ledger, dispatch)
        return _refusal(
            "cannot-record",
            f"{named} is {dispatch.state.value}; it cannot become {to.value}.",
            f"What can be recorded now: {words}.",
        )
    owner = _next(ledger, dispatch, to, by)
    refusal = (
        _too_early(ledger, named, moment)
        or _unsaid(dispatch, to, note)
        or _made_again(ledger, dispatch, to)
        or (_worker(dispatch, owner, case) if to is State.TO_HAND else None)
    )
    if refusal is not None:
        return refusal
    # The pause and the suppression first: broken off here, nothing more goes out, and it is recorded again.
    if to is State.MISDIRECTED:
        incident.misdirected(ledger, dispatch, moment, note)
    elif to is State.BOUNCED:
        incident.suppressed(ledger, dispatch, moment, note)
    kept = to is State.DECLINED and dispatch.state in _PROVIDED and dispatch.evidence_on is not None
    evidence = moment.on if to in _EVIDENCE and not kept else None
    change = Change(evidence_on=evidence, reason=note or None, owner=owner)
    if not ledger.move(named, dispatch.state, to, moment, detail=BY_A_PERSON, change=change, by="person"):
        return _refusal("changed-meanwhile", f"{named} has just changed.", "Look at `cin status` and record it again.")
    return ledger.dispatch(named) or dispatch


def _words(ledger: Ledger, dispatch: Dispatch) -> str:
    """What can be recorded of it now, in the words that `cin record` takes."""
    possible = sorted(state.value.replace(" ", "-") for state in reachable(dispatch.state, "person"))
    events = ledger.events(subject=dispatch.id)
    back = bool(events) and events[-1].detail == BY_A_PERSON and bool(reachable(dispatch.state, "correction"))
    return ", ".join([*possible, *(["not-so, with --note (that was a mistake)"] if back else [])]) or "nothing"


def _worker(dispatch: Dispatch, worker: str, case: Case | None) -> Finding | None:
    """Why this worker must not give the copy (W8), asked again before it is laid on the pile."""
    known = case is not None and case.knows(dispatch.person)
    return carried(case.person(dispatch.person), worker, case) if case and known else None


def _too_early(ledger: Ledger, named: str, moment: Moment) -> Finding | None:
    begun = _begun(ledger, named)
    if begun is None or moment.on >= begun:
        return _while_held(ledger, named, moment)
    return _refusal(
        "before-it-was-there",
        f"{named} was approved on {begun.isoformat()}; nothing can have happened to it before.",
        "Check the day behind --on.",
    )


def _while_held(ledger: Ledger, named: str, moment: Moment) -> Finding | None:
    """What lay under hold all day cannot have left on it. The days on which it was stopped and let go count as both."""
    since: date | None = None
    for event in ledger.events(subject=named):
        if event.from_state == State.HELD and since is not None:
            if since < moment.on < event.occurred_on:
                return _refusal(
                    "before-it-was-there",
                    f"{named} was held from {since.isoformat()} to {event.occurred_on.isoformat()}; nothing can have "
                    "happened to it in between.",
                    "Check the day behind --on.",
                )
            since = None
        if event.to_state == State.HELD:
            since = event.occurred_on
    return None


def _unsaid(dispatch: Dispatch, to: State, note: str) -> Finding | None:
    """What has to be said in words and was not."""
    if note.strip():
        return None
    if dispatch.state is State.UNCERTAIN:
        return _refusal(
            "no-evidence",
            f"Nobody knows yet whether {dispatch.id} arrived.",
            "Say with --note how you found out, for instance what the recipient told you.",
        )
    if to is State.BOUNCED:
        return _refusal(
            "no-evidence",
            f"The mail server took {dispatch.id}; that it came back has to be shown.",
            "Say with --note what the returned message says, for instance: 550 no such mailbox.",
        )
    if to is State.TO_HAND and dispatch.channel is Channel.EMAIL:
        return _refusal(
            "no-way-said",
            f"{dispatch.id} was to go by e-mail, so it does not show how it reaches the person otherwise.",
            "Say with --note where it goes, and with --by which worker takes it.",
        )
    if to is State.POSTED and dispatch.channel is not Channel.POST:
        return _refusal(
            "no-way-said",
            f"{dispatch.id} was not to go by post: no approved postal address stands on it.",
            "If it was posted all the same, say with --note where to; if not, record handed-over or read-to.",
        )
    return None


def _made_again(ledger: Ledger, dispatch: Dispatch, to: State) -> Finding | None:
    """A copy that was made again goes by the newer dispatch; on paper beside it, the person would get two."""
    if to not in (State.TO_HAND, State.QUEUED):
        return None
    documents = {copy.document for copy in ledger.copies(dispatch=dispatch.id)}
    same = [one for one in ledger.dispatches(meeting=dispatch.meeting) if one.person == dispatch.person]
    later = same[[one.id for one in same].index(dispatch.id) + 1 :]
    for newer in later:
        if newer.state not in _OVER and documents & {copy.document for copy in ledger.copies(dispatch=newer.id)}:
            return _refusal(
                "made-again",
                f"The copy of {dispatch.id} was made again: {newer.id} is {newer.state.value}.",
                f"See to {newer.id} instead; this one stays in the record as it is.",
            )
    return None


def _next(ledger: Ledger, dispatch: Dispatch, to: State, by: str | None) -> str:
    """Who has to act next, by staff id; empty when nobody needs to."""
    if to in (State.BOUNCED, State.MISDIRECTED, State.RETURNED) or (
        to is State.TO_HAND and dispatch.channel is Channel.EMAIL
    ):
        record = ledger.meeting(dispatch.meeting)
        return by or (record.worker if record else "")
    return by or ""


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
    to = _back_to_the_pile(ledger, dispatch) if to is State.APPROVED else to
    if refusal := _undecidable(ledger, dispatch, to):
        return refusal
    change = Change(reason=because, owner="")
    if not ledger.move(
        named, dispatch.state, to, moment, detail="decided by an approver", change=change, by="approver"
    ):
        return _refusal("changed-meanwhile", f"{named} has just changed.", "Look at `cin status` and decide again.")
    return ledger.dispatch(named) or dispatch


def _undecidable(ledger: Ledger, dispatch: Dispatch, to: State) -> Finding | None:
    """What is not held is not released, and nothing is while a copy of the case is in wrong hands."""
    if to is not State.CANCELLED and dispatch.state is not State.HELD:
        return _refusal(
            "cannot-decide",
            f"{dispatch.id} is {dispatch.state.value}, not held; there is nothing to release.",
            "`cin status` lists what is held.",
        )
    if to not in reachable(dispatch.state, "approver"):
        return _refusal(
            "cannot-decide",
            f"{dispatch.id} is {dispatch.state.value}; it cannot become {to.value}.",
            "What has not left can be cancelled. `cin record` says what can be written down now.",
        )
    open_ = [one.id for one in ledger.incidents(case=dispatch.case) if one.closed_at is None]
    if to is State.CANCELLED or not open_:
        return None
    return _refusal(
        "incident-open",
        f"{dispatch.id} waits until {' and '.join(open_)} is closed.",
        f"First, as an approver: cin incident close {open_[0]} --because TEXT",
    )


def _back_to_the_pile(ledger: Ledger, dispatch: Dispatch) -> State:
    """Where a release goes: what was held while it lay on a pile lies there again, so that no e-mail that failed and
    became a paper copy is sent a second time; everything else is approved, and leaves by its own way."""
    held = [event for event in ledger.events(subject=dispatch.id) if event.to_state == State.HELD]
    return State.TO_HAND if held and held[-1].from_state == State.TO_HAND else State.APPROVED


def _unknown(named: str) -> Finding:
    return _refusal(
        "unknown-dispatch", f"There is no dispatch {named}.", "`cin status` lists them; their ids begin with D-."
    )


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
