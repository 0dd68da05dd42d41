"""Every code of the documents: what it finds, why, an example and what to write instead."""

from __future__ import annotations

from cin_docs.capture.codes import Code
from cin_docs.model.finding import Severity

_ALL = (
    Code(
        code="protected-value",
        severity=Severity.BLOCKS,
        what="A text is marked for a person and holds a value that is protected from that person.",
        why="One of the two is a mistake, and only a person can say which. Once it is sent it cannot be taken back.",
        example="said:\n  mum: {text: We moved to 14 Heron Court., for: [dad]}",
        instead="said:\n  mum: {text: We moved., for: [dad]}",
    ),
    Code(
        code="protected-value-left-out",
        severity=Severity.ADVICE,
        what="A text holds a value that is protected from a person, so that person's copy goes without the text.",
        why="The person is safe either way; but they may need to know what else the text says.",
        example="{what: Walks Leo to Brook Lane Primary., who: mum, how often: every Monday}",
        instead="{what: Walks Leo to school., who: mum, how often: every Monday}",
    ),
    Code(
        code="undecided-section",
        severity=Severity.ADVICE,
        what="Nothing says whether somebody who must have no contact with another, or from whom something is "
        "protected, may read a text.",
        why="What nobody decided is left out of that person's copy: the safe reading of silence.",
        example="information:\n  nurse: Weight is steady.",
        instead="information:\n  nurse: {text: Weight is steady., not for: [dad]}",
    ),
    Code(
        code="stands-on-every-page",
        severity=Severity.BLOCKS,
        what="A protected value is a word that stands on our own pages: a label, a month, a weekday, the authority.",
        why="It would be found on every page of every copy for the person it is kept from, so that no copy of the "
        "meeting could be made, for anybody.",
        example="- {of: mum, kind: name, value: Page, from: [dad], ...}",
        instead="- {of: mum, kind: name, value: Ann Page, from: [dad], ...}",
    ),
    Code(
        code="other-family",
        severity=Severity.ADVICE,
        what="A full name or a case reference stands here that is that of another family in this home.",
        why="Text pasted from other notes has told one family about another. Two people can have one name, so the "
        "approver may let it stand, with a reason; which case it is from is never said.",
        example="information:\n  nurse: Sarah Khan missed two appointments.",
        instead="information:\n  nurse: Mum missed two appointments.",
    ),
    Code(
        code="family-not-indexed",
        severity=Severity.ADVICE,
        what="A case file of this home could never be read, so names of that family are not looked for.",
        why="Silence would be taken for safety.",
        example="case: MAR-2042\nchild:",
        instead="case: MAR-2042\nchild: {id: mia, name: Mia Okafor, born: 2019-03-02}",
    ),
)

#: By code.
CODES: dict[str, Code] = {code.code: code for code in _ALL}
