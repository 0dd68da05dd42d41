"""Who may approve, and what an approval binds.

"The author is the minute taker named in the notes and the account that submitted; the approver is
neither": one person's slip must meet a second pair of eyes before anything leaves.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from cin_docs.model.delivery import ApprovedManifest, Manifest
from cin_docs.model.finding import Finding, Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Authors:
    """Everybody whose own work the approval is about."""

    #: The minute taker named in the notes.
    minute_taker: str
    #: The staff id of the account that submitted.
    submitted_by: str

    def include(self, staff: str) -> bool:
        """Whether this person wrote or submitted what is to be approved."""
        return staff in {self.minute_taker, self.submitted_by}


@dataclass(frozen=True, kw_only=True, slots=True)
class Approvers:
    """Who may approve the documents of one case."""

    lead: str
    manager: str
    #: Staff whom the settings list as approvers or deputies.
    listed: frozenset[str]

    def include(self, staff: str) -> bool:
        """Whether this person may approve at all."""
        return staff in {self.lead, self.manager} | self.listed


def may_approve(staff: str, authors: Authors, approvers: Approvers) -> Finding | None:
    """Why this person may not approve (W13), or None when they may.

    By default the lead practitioner approves what the minute taker wrote; when the lead practitioner
    took the notes, the manager or any listed approver does.
    """
    others = sorted(
        other
        for other in {approvers.lead, approvers.manager} | approvers.listed
        if not authors.include(other) and other != staff
    )
    whom = f"Ask {' or '.join(others)}." if others else "List an approver under `staff:` in cin.yaml."
    if authors.include(staff):
        return _refusal("approver-is-author", f"{staff} wrote or submitted these notes and cannot approve them.", whom)
    if not approvers.include(staff):
        return _refusal("not-an-approver", f"{staff} is not an approver for this case.", whom)
    return None


def approve(
    manifest: Manifest,
    *,
    code: str,
    staff: str,
    authors: Authors,
    approvers: Approvers,
    at: datetime,
    dispatches: AbstractSet[str] | None = None,
) -> ApprovedManifest | Finding:
    """The approved manifest, or the reason there is none.

    `code` is the short code from the preview; it must be this manifest's, so that what was looked at
    is what is approved. `at` is UTC. `dispatches` limits the approval to some rows; None means all.
    """
    if refusal := may_approve(staff, authors, approvers):
        return refusal
    if _plain(code) != _plain(manifest.code):
        return _refusal(
            "wrong-code",
            f"{code} is not the code of this meeting's copies as they stand now.",
            "Preview the meeting again: something changed since that code was shown, or it was mistyped.",
        )
    if dispatches is not None and not dispatches:
        return _refusal(
            "nothing-to-approve",
            "No copy of this meeting waits for approval.",
            "`cin preview` shows who approved them, and `cin status` where they stand.",
        )
    listed = frozenset(row.dispatch for row in manifest.rows)
    chosen = listed if dispatches is None else frozenset(dispatches)
    if strange := chosen - listed:
        return _refusal(
            "unknown-dispatch",
            f"{', '.join(sorted(strange))} is not in this manifest.",
            f"Choose from {', '.join(sorted(listed))}.",
        )
    return ApprovedManifest(manifest=manifest, approver=staff, approved_at=at, dispatches=chosen)


def _plain(code: str) -> str:
    """The code without what people add or mistake when they type it."""
    return code.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
