"""What was submitted in a case, in order, and whose submission first held each contact."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cin_docs.ledger.protocol import Ledger
from cin_docs.model.delivery import Ask, Manifest
from cin_docs.model.person import Channel

#: The ways whose contact is an address. By hand it is a colleague's id, which nobody mistypes into a stranger's.
_ADDRESSED = frozenset({Channel.EMAIL, Channel.POST})


@dataclass(frozen=True, kw_only=True, slots=True)
class Submitted:
    """One submission: who made it, and what it listed."""

    seq: int
    by: str
    manifest: Manifest


def submissions(ledger: Ledger, case: str | None = None) -> Iterator[Submitted]:
    """Every submission of a case, or of all, oldest first. Raises `LedgerError` when a manifest was changed."""
    subjects = {one.id for one in ledger.meetings() if case is None or one.case == case}
    events = (event for id in subjects for event in ledger.events(subject=id) if event.action == "submitted")
    for event in sorted(events, key=lambda one: one.seq):
        manifest = ledger.manifest(str(json.loads(event.change).get("manifest", "")))
        if manifest is not None:
            yield Submitted(seq=event.seq, by=event.actor, manifest=manifest)


def submitter(ledger: Ledger, manifest: Manifest) -> str | None:
    """The account that submitted this manifest; None when no event says so."""
    for event in ledger.events(subject=manifest.meeting):
        if event.action == "submitted" and json.loads(event.change).get("manifest") == manifest.digest:
            return event.actor
    return None


def recorders(ledger: Ledger, case: str, manifest: Manifest) -> Mapping[str, str]:
    """For each person of the manifest who is sent something by mail or post: whose submission first held that
    very address for them (W13). Addresses are compared by their keyed hashes."""
    first: dict[tuple[str, str], str] = {}
    for one in submissions(ledger, case):
        for row in one.manifest.rows:
            first.setdefault((row.person, row.address_hmac), one.by)
    return {
        row.person: first[row.person, row.address_hmac]
        for row in manifest.rows
        if row.channel in _ADDRESSED and (row.person, row.address_hmac) in first
    }


def own_contacts(manifest: Manifest, recorded: Mapping[str, str], staff: str) -> tuple[Ask, ...]:
    """The lines that `staff` has to tick to approve copies that go to a contact they first recorded themselves.

    W13: the approver is not the author, nor the account whose submission first recorded the contact.
    """
    dispatches = {
        row.person: row.dispatch
        for row in manifest.rows
        # One's own address one knows.
        if recorded.get(row.person) == staff and row.person != staff
    }
    return tuple(
        Ask(
            id=f"W13-{person}",
            guard="W13",
            sentence=f"the contact of {person} was first entered by {staff}, so nobody else has looked at it yet. "
            f"Read it out to {person}, or compare it with what they wrote down.",
            dispatch=dispatch,
        )
        for person, dispatch in dispatches.items()
    )
