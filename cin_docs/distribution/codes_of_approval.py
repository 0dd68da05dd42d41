"""Every code of approving, of going live and of what must be tried before."""

from __future__ import annotations

from cin_docs.capture.code import Code, code
from cin_docs.model.finding import Severity

_BLOCKS = Severity.BLOCKS

APPROVAL: tuple[Code, ...] = (
    code(
        "alone-not-allowed",
        _BLOCKS,
        "An author tried to approve their own work, and the procedure does not allow it.",
        "A slip is found by a second pair of eyes. Some procedures let an author approve alone, with a reason.",
        "cin approve MAR-2041 7K3F-9QXB --alone --because TEXT, under a standard without `approve alone: yes`",
        "another approver, or a deputy, approves",
    ),
    code(
        "alone-protected",
        _BLOCKS,
        "An author tried to approve their own work in a case where something is kept from somebody.",
        "There a slip can put a person in danger, so a second person always looks.",
        "cin approve MAR-2041 7K3F-9QXB --alone --because TEXT, where mum's address is protected from dad",
        "another approver, or a deputy, approves",
    ),
    code(
        "approver-is-relative",
        _BLOCKS,
        "A member of staff who belongs to the child's family tried to approve.",
        "They know things about the family that others must not learn from them, and the other way round.",
        "nurse: {name: Ruth Hale, is: school nurse, also: aunt}, and Ruth approves",
        "an approver who is no relative approves",
    ),
    code(
        "deputy-for-nobody",
        _BLOCKS,
        "A deputy in cin.yaml stands in for somebody who is not among the staff, or for themselves.",
        "A deputy for a misspelt name would stand in for nobody on the day it matters.",
        "sam: {name: Sam Bell, account: sbell, deputy for: [dan]}",
        "sam: {name: Sam Bell, account: sbell, deputy for: [dana]}",
    ),
    code(
        "guest-is-family",
        _BLOCKS,
        "In trial, the guest list names a member of the child's family.",
        "A trial is practice. A parent must not get practice copies for real, nor take them for the plan.",
        "guest list: [kim.marsh@post.example], and Kim Marsh is the child's mother",
        "guest list: [dana.cole@council.example], and cin release the copy: it then stays in outbox/mail",
    ),
    code(
        "not-alone",
        _BLOCKS,
        "Somebody who did not write the notes used --alone.",
        "It is for authors only, and a manager looks at each use.",
        "cin approve MAR-2041 7K3F-9QXB --alone --because TEXT, by the manager",
        "cin approve MAR-2041 7K3F-9QXB",
    ),
    code(
        "not-ticked",
        _BLOCKS,
        "A line that only a person can judge was not ticked.",
        "The program cannot know whether a new address is right, or whether somebody was left out on purpose.",
        "cin approve MAR-2041 7K3F-9QXB",
        "cin approve MAR-2041 7K3F-9QXB --tick W6-mum, after ringing her",
    ),
    code(
        "unknown-tick",
        _BLOCKS,
        "A line was ticked that this preview does not have.",
        "It was mistyped, or it belongs to an older version of these copies.",
        "cin approve MAR-2041 7K3F-9QXB --tick W6-mom",
        "cin preview MAR-2041 shows the lines to tick; --tick W6-mum",
    ),
)
