"""Who may approve, what they have to tick, and what an approval binds.

"The author is the minute taker named in the notes and the account that submitted; the approver is
neither": one person's slip must meet a second pair of eyes before anything leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from cin_docs.model.delivery import ApprovedManifest, Ask, Manifest
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
    #: Staff whom the settings list as approvers.
    listed: frozenset[str]
    #: Whom each deputy stands in for, by staff id.
    deputies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: Staff who belong to the child's family: they approve nothing of the case.
    relatives: frozenset[str] = frozenset()

    def stands_for(self, staff: str) -> str | None:
        """In whose place this person would approve: their own, or that of the lead practitioner or manager whose
        deputy they are. None when they may not approve at all."""
        if staff in {self.lead, self.manager} | self.listed:
            return staff
        absent = self.deputies.get(staff, frozenset())
        return next((one for one in (self.lead, self.manager) if one in absent), None)

    def include(self, staff: str) -> bool:
        """Whether this person may approve at all."""
        return staff not in self.relatives and self.stands_for(staff) is not None

    @property
    def everybody(self) -> frozenset[str]:
        """Ids of all who may approve, whoever wrote the notes."""
        known = {self.lead, self.manager} | self.listed | set(self.deputies)
        return frozenset(staff for staff in known if self.include(staff))


def may_approve(staff: str, authors: Authors, approvers: Approvers) -> Finding | None:
    """Why this person may not approve (W13), or None when they may.

    By default the lead practitioner approves what the minute taker wrote; when the lead practitioner
    took the notes, the manager, any listed approver or a deputy of either does.
    """
    if refusal := _is_no_approver(staff, authors, approvers):
        return refusal
    if authors.include(staff):
        return _refusal(
            "approver-is-author",
            f"{staff} wrote or submitted these notes and cannot approve them.",
            _ask_others(staff, authors, approvers),
        )
    return None


def may_approve_alone(
    staff: str, authors: Authors, approvers: Approvers, *, because: str, allowed: bool, protected: bool
) -> Finding | None:
    """Why this author may not approve their own work, or None when they may.

    A standard may allow it (`allowed`), with a reason, "where nothing in the case is protected".
    """
    return _is_no_approver(staff, authors, approvers) or _needs_to_be_alone(
        staff, authors, approvers, because=because, allowed=allowed, protected=protected
    )


def _needs_to_be_alone(
    staff: str, authors: Authors, approvers: Approvers, *, because: str, allowed: bool, protected: bool
) -> Finding | None:
    others = _ask_others(staff, authors, approvers)
    if not authors.include(staff):
        sentence = f"{staff} neither wrote nor submitted these notes, and so approves nothing alone."
        return _refusal("not-alone", sentence, "Leave out --alone and --because.")
    if not approvers.include(staff):
        return _refusal("not-an-approver", f"{staff} is not an approver for this case.", others)
    if not because.strip():
        return _refusal("no-reason", "Nothing says why nobody else approves.", "Write why, behind --because.")
    if not allowed:
        sentence = "The procedure this case is judged by does not let authors approve their own work."
        return _refusal("alone-not-allowed", sentence, others)
    if protected:
        sentence = "Something in this case is kept from somebody, so its author never approves it alone."
        return _refusal("alone-protected", sentence, others)
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
    ticked: Mapping[str, str] | None = None,
    asks: Sequence[Ask] = (),
    alone_because: str | None = None,
    alone_allowed: bool = False,
    protected: bool = True,
) -> ApprovedManifest | Finding:
    """The approved manifest, or the reason there is none.

    `code` is the short code from the preview; it must be this manifest's, so that what was looked at
    is what is approved. `at` is UTC. `dispatches` limits the approval to some rows; None means all. `ticked` are the
    ids of the lines that this person confirms, each with its reason where one is needed; `asks` are lines that arise
    from who approves, besides the manifest's own. `alone_because` is the reason of an author who approves their own
    work, where the standard says so (`alone_allowed`) and nothing is kept from anybody in the case (`protected`).
    """
    if alone_because is None:
        refusal = may_approve(staff, authors, approvers)
    else:
        refusal = may_approve_alone(
            staff, authors, approvers, because=alone_because, allowed=alone_allowed, protected=protected
        )
    listed = frozenset(row.dispatch for row in manifest.rows)
    chosen = listed if dispatches is None else frozenset(dispatches)
    every = (*manifest.asks, *asks)
    ticked = _as_written(every, ticked or {})
    refusal = refusal or _wrong(code, manifest, chosen, listed) or _ticked_wrongly(every, chosen, listed, ticked)
    if refusal is not None:
        return refusal
    place = approvers.stands_for(staff)
    return ApprovedManifest(
        manifest=manifest,
        approver=staff,
        approved_at=at,
        dispatches=chosen,
        ticked={one.id: ticked[one.id].strip() for one in _about(every, chosen)},
        alone_because=alone_because.strip() if alone_because is not None else None,
        in_place_of=place if place != staff else None,
    )


def _is_no_approver(staff: str, authors: Authors, approvers: Approvers) -> Finding | None:
    whom = _ask_others(staff, authors, approvers)
    if staff in approvers.relatives:
        return _refusal(
            "approver-is-relative", f"{staff} belongs to the family in this case and approves nothing of it.", whom
        )
    if not authors.include(staff) and not approvers.include(staff):
        return _refusal("not-an-approver", f"{staff} is not an approver for this case.", whom)
    # Who wrote the notes is told so first; to approve alone, they have to be an approver besides.
    return None


def _ask_others(staff: str, authors: Authors, approvers: Approvers) -> str:
    others = sorted(other for other in approvers.everybody if not authors.include(other) and other != staff)
    return f"Ask {' or '.join(others)}." if others else "List an approver under `staff:` in cin.yaml."


def _wrong(code: str, manifest: Manifest, chosen: frozenset[str], listed: frozenset[str]) -> Finding | None:
    if _plain(code) != _plain(manifest.code):
        return _refusal(
            "wrong-code",
            f"{code} is not the code of this meeting's copies as they stand now.",
            "Preview the meeting again: something changed since that code was shown, or it was mistyped.",
        )
    if not chosen:
        return _refusal(
            "nothing-to-approve",
            "No copy of this meeting waits for approval.",
            "`cin preview` shows who approved them, and `cin status` where they stand.",
        )
    if strange := chosen - listed:
        return _refusal(
            "unknown-dispatch",
            f"{', '.join(sorted(strange))} is not in this manifest.",
            f"Choose from {', '.join(sorted(listed))}.",
        )
    return None


def _as_written(asks: Sequence[Ask], ticked: Mapping[str, str]) -> Mapping[str, str]:
    """What is ticked under the ids that the lines have, however they were capitalised when they were typed."""
    known = {one.id.casefold(): one.id for one in asks}
    return {known.get(line.casefold(), line): why for line, why in ticked.items()}


def _about(asks: Sequence[Ask], chosen: frozenset[str]) -> tuple[Ask, ...]:
    """The lines that these dispatches need ticked: those about one of them, and those about the meeting."""
    return tuple(one for one in asks if one.dispatch is None or one.dispatch in chosen)


def _ticked_wrongly(
    asks: Sequence[Ask], chosen: frozenset[str], listed: frozenset[str], ticked: Mapping[str, str]
) -> Finding | None:
    """What is ticked that nobody asked, or asked and not ticked; all of it in one finding."""
    if strange := sorted(set(ticked) - {one.id for one in asks}):
        known = ", ".join(one.id for one in asks) or "none; leave out --tick"
        return _refusal("unknown-tick", f"There is no line {' or '.join(strange)} to tick.", f"Lines here: {known}.")
    missing = [
        one for one in _about(asks, chosen) if one.id not in ticked or (one.reasoned and not ticked[one.id].strip())
    ]
    if not missing:
        return None
    lines = "; ".join(f"{one.id}{' (with a reason)' if one.reasoned else ''}: {one.sentence}" for one in missing)
    ticks = " ".join(f'--tick "{one.id}=WHY"' if one.reasoned else f"--tick {one.id}" for one in missing)
    free = sorted((chosen & listed) - {one.dispatch for one in missing})
    rest = "" if not free or any(one.dispatch is None for one in missing) else _only(free)
    return _refusal(
        "not-ticked",
        f"Only a person can say whether this is right. Still to tick: {lines}",
        f"When you have made sure of each, add {ticks}.{rest}",
    )


def _only(dispatches: Sequence[str]) -> str:
    return f" The other copies can be approved without it: {' '.join(f'--only {id}' for id in dispatches)}."


def _plain(code: str) -> str:
    """The code without what people add or mistake when they type it."""
    return code.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")


def _refusal(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)
