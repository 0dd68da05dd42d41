"""Words that stand on our pages whatever is written in the notes. A protected value that is one keeps every copy back.

Such a value is found at `check`, where it is written, and not at `submit`, where no line of the notes is to blame.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator

from cin_docs.documents import printed
from cin_docs.documents.audience import OTHER_CHILDREN, shared_surnames
from cin_docs.documents.needles import holds
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Severity

#: What our code writes on pages beside the templates: labels of facts, the footer, names of files.
LABELS = (
    "The child", "Child", "Date of birth", "Expected", "Lead practitioner", "Date", "Time", "Place", "Chair",
    "Minutes by", "Invitations sent", "The plan ends on", "Step-down", "Time between reviews", "Assessment updated on",
    "New assessment asked for", "For part of the meeting", "Asked to leave for", "Child in Need plan",
    "Minutes of the Child in Need meeting", "a family member", "a professional", "Plan", "Minutes", "Plan and minutes",
    "Review", "Page 1 of 2", "Copy", "Version 1", "replaces version 1", "Your copies from the meeting", "Your papers",
    "by", "until", "now by", "decided by", "Agreed later, on",
)  # fmt: skip
_DAYS = (*(name for name in calendar.month_name if name), *calendar.day_name)
_REMARK = re.compile(r"\{#.*?#\}", re.DOTALL)
_CODE = re.compile(r"\{[{%](.*?)[}%]\}", re.DOTALL)
_LITERAL = re.compile(r'"([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


def of_template(source: str) -> Iterator[str]:
    """The texts that a template prints by itself: between its tags, and in quotation marks within its code."""
    bare = _REMARK.sub("", source)
    yield from (text for code in _CODE.findall(bare) for text in _LITERAL.findall(code) if not text.endswith(".j2"))
    yield from (text for part in _TAG.split(_CODE.sub("<>", bare)) if (text := " ".join(part.split())))


def on_every_page(case: Case, texts: Iterable[str]) -> tuple[Finding, ...]:
    """One finding that blocks for each protected value that stands in our own words: no copy could ever be made.

    `texts` are those of the templates, the standard and the settings. A value that is kept only from people who get
    no copies is in nobody's way. The finding does not repeat it.
    """
    ours = tuple(dict.fromkeys((*LABELS, *_DAYS, *printed.words(), *texts)))
    shared, getting = shared_surnames(case), {who.id for who in case.people if who.receives}
    return tuple(
        Finding(
            code="stands-on-every-page",
            severity=Severity.BLOCKS,
            sentence=f"`{item.id}` is a word that stands on our own pages, such as a label, a month or the name of the "
            "authority, so no copy could be made for whom it is kept from.",
            remedy="Write the whole name or more of it in `value`; or take the entry out and mark the texts `not for`.",
            at=item.at,
            rows=("G7", "P15"),
        )
        for item in case.protections
        if item.of != OTHER_CHILDREN and item.hidden_from & getting and any(holds(text, item, shared) for text in ours)
    )
