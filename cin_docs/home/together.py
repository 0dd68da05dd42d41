"""What a case file says that cannot be true beside what its linked cases keep from the same people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cin_docs.capture.cases import CaseFile
from cin_docs.capture.contact_rules import safe_ways
from cin_docs.capture.contradictions import contradictions
from cin_docs.capture.discretion import discreet
from cin_docs.capture.found import Found
from cin_docs.capture.places import located
from cin_docs.home.linked import with_linked
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Severity


def beside_linked(file: CaseFile, others: Iterable[Case]) -> CaseFile:
    """A case file with what blocks it only because of its linked cases, `others`: two who are kept apart there share
    a mailbox here, or a worker from whom something is kept there hands copies over here.

    Advice is said where the protection is written, and not here.
    """
    if file.value is None:
        return file
    whole = with_linked(file.value, others)
    alone = set(_found(file.value))
    more = [one for one in _found(whole) if one.severity is Severity.BLOCKS and one not in alone]
    if not more:
        return file
    added = located(discreet(more, whole.protections), file.tree, file.file)
    return replace(file, findings=(*file.findings, *added))


def _found(case: Case) -> tuple[Finding, ...]:
    found = Found()
    safe_ways(case, found)
    contradictions(case, found)
    return tuple(found.findings)
