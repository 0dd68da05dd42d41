"""What must hold before a dispatch may leave. Each guard answers with a finding, or None when all is well.

Guards are pure: the stored bytes, the case as it is now and the manifest are handed in. They block
(fail closed); who may release a held dispatch is the approver's business, not theirs. docs/guards.md lists them.
"""

from __future__ import annotations

from cin_docs.distribution.guarded import Guard, NotesNow, Scene, rows
from cin_docs.distribution.guards_of_approval import (
    approver_is_not_the_author,
    is_approved,
    is_the_newest_version,
    lines_are_ticked,
    manifest_is_the_submitted_one,
    of_the_homes_mode,
)
from cin_docs.distribution.guards_of_bytes import (
    bytes_are_the_approved_ones,
    copy_says_whose_it_is,
    gives_nothing_away,
    names_no_other_family,
)
from cin_docs.distribution.guards_of_case import (
    agencies_can_be_read,
    case_can_be_read,
    is_not_held,
    is_of_the_case,
    may_still_see,
    no_incident_is_open,
    notes_say_the_same,
    translation_is_there,
)
from cin_docs.distribution.guards_of_contact import (
    address_is_not_suppressed,
    address_is_of_one_family,
    address_is_strict,
    contact_is_unchanged,
    domain_is_not_a_look_alike,
    domain_is_the_agencys,
    guest_is_no_family,
    nobody_kept_apart_reads_it,
)
from cin_docs.model.finding import Finding

__all__ = ["GUARDS", "OF_THE_ADDRESS", "Guard", "NotesNow", "Scene", "rows", "stopped_by"]

#: About the address that was approved: they say nothing about a copy that is given from hand to hand instead.
OF_THE_ADDRESS: tuple[Guard, ...] = (
    address_is_strict,
    contact_is_unchanged,
    domain_is_not_a_look_alike,
    domain_is_the_agencys,
    nobody_kept_apart_reads_it,
    address_is_of_one_family,
    address_is_not_suppressed,
    guest_is_no_family,
)

#: In the order they are asked; the first that answers stops the dispatch.
GUARDS: tuple[Guard, ...] = (
    manifest_is_the_submitted_one,
    of_the_homes_mode,
    is_approved,
    approver_is_not_the_author,
    lines_are_ticked,
    agencies_can_be_read,
    case_can_be_read,
    no_incident_is_open,
    is_not_held,
    is_of_the_case,
    is_the_newest_version,
    *OF_THE_ADDRESS,
    may_still_see,
    notes_say_the_same,
    translation_is_there,
    gives_nothing_away,
    names_no_other_family,
    bytes_are_the_approved_ones,
    copy_says_whose_it_is,
)


def stopped_by(scene: Scene) -> Finding | None:
    """The first guard that objects, or None when the dispatch may leave."""
    for guard in GUARDS:
        if finding := guard(scene):
            return finding
    return None
