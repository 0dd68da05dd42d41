"""Which document prints which item of a meeting: who gets the plan alone is told nothing of what the minutes hold."""

from __future__ import annotations

from collections.abc import Iterable

from cin_docs.documents.items import Key
from cin_docs.model.document import DocumentKind
from cin_docs.model.meeting import Meeting, SectionKind

#: Names of items, the first part of their key, that one document alone prints.
_PLAN_ALONE = frozenset({"visits", "if things get worse", "agreed", "agreed note"})
_MINUTES_ALONE = frozenset(
    {
        "absent",
        "apologies",
        "because",
        "chair",
        "correction",
        "excluded",
        "minutes by",
        "part only",
        "place",
        "prepared",
        "purpose",
        "reports",
    }
)
#: Free text that the plan prints too.
_OF_BOTH = frozenset({SectionKind.VIEWS, SectionKind.CHANGED})


def printed_in(key: Key, meeting: Meeting, documents: Iterable[DocumentKind]) -> bool:
    """Whether any of `documents` has a place for the item with this key.

    An item of a kind that is not known here has one in both: a reviewer is rather shown too much than too little.
    """
    return any(document in _places(key, meeting) for document in documents)


def _places(key: Key, meeting: Meeting) -> frozenset[DocumentKind]:
    if key[0] in _PLAN_ALONE:
        return frozenset({DocumentKind.PLAN})
    if key[0] in _MINUTES_ALONE or (key[0] == "section" and not _in_both(key[-1], meeting)):
        return frozenset({DocumentKind.MINUTES})
    return frozenset(DocumentKind)


def _in_both(section: str, meeting: Meeting) -> bool:
    """Whether a section stands in the plan too. What was said about one need stands in the minutes alone."""
    own = next((one for one in meeting.sections if one.id == section), None)
    return own is not None and own.kind in _OF_BOTH
