"""What people do about a copy that went wrong: open an incident, get its pack, close it; close an address, lift it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from cin_docs import resources
from cin_docs.deciding import approvers_of, approvers_of_case
from cin_docs.distribution.evidence import Pack, pack
from cin_docs.distribution.incident import opened, places_of, suppressed
from cin_docs.documents import sandbox
from cin_docs.home.cases import case_path, load_case
from cin_docs.home.folder import Home
from cin_docs.model.delivery import Dispatch
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.incident import Incident, Suppression
from cin_docs.model.record import Moment

if TYPE_CHECKING:
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store


def open_incident(
    home: Home,
    ledger: Ledger,
    *,
    dispatch: str | None,
    case: str | None,
    what: str,
    aware_at: datetime | None,
    moment: Moment,
) -> Incident | Finding:
    """Open an incident about a dispatch, or about a case as a whole; from now on every copy of the case is held.

    Anybody may: to pause is never wrong. Raises `HomeError` for a case that is not there.
    """
    if aware_at is not None and aware_at > moment.at:
        return _refusal(
            "aware-in-future", "Nobody is aware of something that has not happened yet.", "Look at --aware."
        )
    item = ledger.dispatch(dispatch) if dispatch else None
    if dispatch and item is None:
        return _unknown(dispatch)
    if item is None:
        case_path(home, case or "")
    ref = item.case if item else case or ""
    return opened(ledger, moment, case=ref, dispatch=item.id if item else None, what=what, aware_at=aware_at)


def close_incident(home: Home, ledger: Ledger, id: str, because: str, moment: Moment) -> Incident | Finding:
    """Close an incident, as somebody who may approve for the case. What was held stays held until it is released,
    and an address that was closed stays closed."""
    found = next((one for one in ledger.incidents() if one.id == id), None)
    if found is None or found.closed_at is not None:
        return _refusal("no-open-incident", f"There is no open incident {id}.", "`cin incident list` shows them.")
    refusal = _not_theirs(home, ledger, found.case, moment.actor, because)
    if refusal is not None:
        return refusal
    ledger.close_incident(id, because, moment)
    return replace(found, closed_at=moment.at, closed_because=because)


def make_pack(home: Home, ledger: Ledger, store: Store, id: str, now: datetime) -> Pack | Finding:
    """The incident's pack with its page, as it stands now (UTC)."""
    found = next((one for one in ledger.incidents() if one.id == id), None)
    if found is None:
        return _refusal("no-open-incident", f"There is no incident {id}.", "`cin incident list` shows them.")
    made = pack(ledger, store.get, found, now, names=_names(home, found.case))
    page = sandbox.fill("html/incident.html.j2", (resources.templates(),), **made.told)
    return replace(made, files={"incident.html": page.encode(), **made.files})


def _names(home: Home, ref: str) -> dict[str, str]:
    """Who is meant by the ids of a case file, and of staff. The reader of a pack does not have the file."""
    case = load_case(home, ref).value
    staff = {one.id: one.name for one in home.settings.staff}
    return staff | ({one.id: f"{one.name}, {one.role}" for one in case.people} if case else {})


def suppress(ledger: Ledger, named: str, because: str, moment: Moment) -> Dispatch | Finding:
    """Close the address of a dispatch: nothing goes there until somebody lifts it. Anybody may."""
    item = ledger.dispatch(named)
    if item is None:
        return _unknown(named)
    if not because.strip():
        return _no_reason()
    return item if suppressed(ledger, item, moment, because) else _no_address(named)


def lift(home: Home, ledger: Ledger, named: str, because: str, moment: Moment) -> Dispatch | Finding:
    """Let copies go again to the address of a dispatch, as somebody who may approve for its case.

    Raises `RefusedError` when the address is not closed.
    """
    item = ledger.dispatch(named)
    if item is None:
        return _unknown(named)
    places = places_of(ledger, item)
    if not places:
        return _no_address(named)
    refusal = _not_theirs(home, ledger, item.case, moment.actor, because)
    if refusal is not None:
        return refusal
    closed = {one.address_hmac for one in ledger.suppressions()}
    for place in [one for one in places if one in closed] or places[:1]:
        ledger.unsuppress(place, because, moment)
    return item


def closed_addresses(ledger: Ledger) -> tuple[tuple[Suppression, tuple[str, ...]], ...]:
    """Every address that is closed, with the dispatches that went there: `lift` takes one of them."""
    closed = ledger.suppressions()
    used: dict[str, dict[str, None]] = {one.address_hmac: {} for one in closed}
    for digest in {one.manifest_digest for one in ledger.meetings() if one.manifest_digest} if closed else ():
        manifest = ledger.manifest(digest)
        for row in manifest.rows if manifest else ():
            for place in row.places:
                used.get(place, {})[row.dispatch] = None
    if not all(used.values()):
        # The newest lists do not have it: it went there by an older version. Slower, and seldom.
        for item in ledger.dispatches():
            for place in places_of(ledger, item):
                used.get(place, {})[item.id] = None
    return tuple((one, tuple(used[one.address_hmac])) for one in closed)


def _not_theirs(home: Home, ledger: Ledger, case: str, staff: str, because: str) -> Finding | None:
    """Why this person may not decide here, or None when they may."""
    if not because.strip():
        return _no_reason()
    records = [one for one in ledger.meetings() if one.case == case]
    known = approvers_of(home, records[-1]) if records else approvers_of_case(home, case)
    if staff and known.include(staff):
        return None
    asked = sorted(known.everybody - {""})
    return _refusal(
        "not-an-approver",
        f"{staff} is not an approver for this case.",
        f"Ask one of: {', '.join(asked)}." if asked else "List an approver under `staff:` in cin.yaml.",
    )


def _unknown(named: str) -> Finding:
    return _refusal(
        "unknown-dispatch", f"There is no dispatch {named}.", "`cin status` lists them; their ids begin with D-."
    )


def _no_reason() -> Finding:
    return _refusal("no-reason", "A decision about a copy needs its reason.", "Say it with --because.")


def _no_address(named: str) -> Finding:
    return _refusal(
        "no-address-to-close",
        f"{named} goes by a worker's hand, or its list was changed.",
        "There is nothing to close.",
    )


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
