"""Every code of submitting, approving and sending: what it finds, why, an example and what to do instead."""

from __future__ import annotations

from cin_docs.capture.code import Code, code
from cin_docs.distribution.codes_of_approval import APPROVAL
from cin_docs.distribution.codes_of_guards import GUARDED
from cin_docs.distribution.codes_of_incidents import INCIDENTS
from cin_docs.distribution.codes_of_submitting import SUBMITTING
from cin_docs.distribution.codes_of_the_home import HOME
from cin_docs.model.finding import Severity

_BLOCKS = Severity.BLOCKS

_ALL = (
    code(
        "already-sent",
        _BLOCKS,
        "Copies of this meeting have left, and the notes are not those that were submitted: a new version would not "
        "replace what was sent.",
        "What was sent cannot be recalled, and two versions in different hands are worse than one with a slip. "
        "The notes as they were can be submitted again, for those whom no copy has reached.",
        "cin submit cases/MAR-2041/2026-11-19-review-2.yaml, after cin send and a change in the notes",
        'cin submit FILE --correct "Gran was there." makes a version that replaces what was sent; for a wrong address, '
        "put case.yaml right, leave the notes alone, and cin submit",
    ),
    code(
        "approver-is-author",
        _BLOCKS,
        "The person who wrote or submitted the notes tried to approve them.",
        "A slip is found by a second pair of eyes.",
        "cin approve MAR-2041 7K3F-9QXB, by the minute taker",
        "The lead practitioner approves; when they took the notes, the manager does.",
    ),
    code(
        "before-it-was-there",
        _BLOCKS,
        "Something was recorded for a day before the copy was approved, when it cannot have left.",
        "The day is the evidence for the deadline; a day that cannot be right would make a late copy look timely.",
        "cin record D-7K3F9QXB posted --on 2026-01-02, of a letter approved on 12 January",
        "cin record D-7K3F9QXB posted --on 2026-01-13",
    ),
    code(
        "bytes-changed",
        _BLOCKS,
        "A stored copy or message is not the one that was approved.",
        "Only what an approver saw may leave. A changed byte is a fault of the disk, or somebody's doing.",
        "a file in store/ was edited",
        "cin verify, and tell your administrator",
    ),
    code(
        "cannot-decide",
        _BLOCKS,
        "A copy was to be released that is not held, or cancelled that has left.",
        "What was sent cannot be recalled.",
        "cin cancel D-7K3F9QXB, after it was sent",
        "cin status shows what is held and what waits",
    ),
    code(
        "cannot-record",
        _BLOCKS,
        "What was recorded cannot follow from where the dispatch stands.",
        "The record is evidence: a letter that was never printed was not posted.",
        "cin record D-7K3F9QXB returned, before it was posted",
        "cin record D-7K3F9QXB posted --on 2026-10-13",
    ),
    code(
        "case-changed",
        _BLOCKS,
        "The case file, or the notes of an earlier meeting, changed after the approval, so that this person would now "
        "get a different document.",
        "A protection that is entered today must stop the copy that was approved yesterday. Earlier notes count too: "
        "the plan prints what became of their actions.",
        "protected: a new line that hides mum's address from dad; or an action reworded in the last meeting's notes",
        "cin submit the meeting again, and have it approved again; or put the earlier notes back and cin release",
    ),
    code(
        "case-unreadable",
        _BLOCKS,
        "The case file, or the notes as they were stored, cannot be read when a copy is about to leave.",
        "What somebody may see today is compared with what was approved; without the case nobody can.",
        "a case.yaml that was moved, or that has a new mistake in it",
        "cin check the notes, put the case file right, then cin submit and have it approved again",
    ),
    code(
        "changed-since-approval",
        _BLOCKS,
        "The message in the store is not the one that this dispatch was approved with, or goes to another address.",
        "What leaves is compared with the approval once more, just before it is handed over.",
        "the digest of a message was edited in the database",
        "cin verify, and tell your administrator",
    ),
    code(
        "changed-meanwhile",
        _BLOCKS,
        "Somebody else changed the dispatch at the same moment.",
        "Nothing is overwritten unseen.",
        "two people record the same letter",
        "cin status, then record what is still true",
    ),
    code(
        "contact-changed",
        _BLOCKS,
        "The address is no longer the one that was approved.",
        "A copy may only go where the approver saw it go.",
        "email: kim.marsh@post.example became kim@post.example",
        "cin submit the meeting again, and have it approved again",
    ),
    code(
        "gives-away",
        _BLOCKS,
        "Bytes that were approved hold a value that is protected from the recipient today.",
        "A protection may be entered after the approval; the last look is at what is about to leave.",
        "protected: mum's new address, which the minutes mention",
        "mark the text `not for`, submit again and have it approved again",
    ),
    code(
        "held-by-manager",
        _BLOCKS,
        "The notes say that all copies are held, for instance until a strategy meeting.",
        "The clock runs on, but nobody is warned by a letter.",
        "hold: Strategy meeting on 20 November; Tom Ashe",
        "take `hold:` out when the manager releases the copies, and submit again",
    ),
    code(
        "manifest-changed",
        _BLOCKS,
        "The list of copies in the ledger is not the one that was submitted and approved.",
        "Only what an approver saw may leave. A changed list is a fault of the disk, or somebody's doing.",
        "a row of the manifest was edited in the database",
        "cin verify, and tell your administrator",
    ),
    code(
        "mark-missing",
        _BLOCKS,
        "Read back, a copy does not carry its case reference, its number or its recipient's name.",
        "A paper without its mark cannot be traced, and may be somebody else's.",
        "a template without its footer",
        "put the template right, and submit again",
    ),
    code(
        "no-evidence",
        _BLOCKS,
        "An uncertain copy was settled without saying how it was found out.",
        "Uncertain means that nobody knows; the report must be able to say who found out, and how.",
        "cin record D-7K3F9QXB accepted",
        'cin record D-7K3F9QXB accepted --note "Ruth rang: she has it"',
    ),
    code(
        "no-reason",
        _BLOCKS,
        "A copy was released or cancelled without saying why.",
        "The reason stands in the record beside the name.",
        "cin cancel D-7K3F9QXB",
        'cin cancel D-7K3F9QXB --because "Moved out of the area; told by hand"',
    ),
    code(
        "no-usable-address",
        _BLOCKS,
        "An e-mail was about to leave and has no address that is safe to write to.",
        "It is asked once more just before sending, whatever was approved.",
        "an address was erased after the approval",
        "write the address in the case file, submit the meeting again and have it approved again",
    ),
    code(
        "not-an-approver",
        _BLOCKS,
        "The person is not the lead practitioner, the manager or a listed approver.",
        "An approval must carry a name that answers for the case.",
        "cin approve MAR-2041 7K3F-9QXB, by business support",
        "staff: {tom: {name: Tom Ashe, account: tashe, approves: yes}}",
    ),
    code(
        "not-approved",
        _BLOCKS,
        "A dispatch was about to leave without an approval that lists it.",
        "Nothing leaves that a named person did not approve.",
        "a dispatch left out by `cin approve --only`",
        "cin preview MAR-2041, then cin approve",
    ),
    code(
        "not-to-one-person",
        _BLOCKS,
        "A stored message is not addressed to exactly one person.",
        "Recipients never see each other, and nobody is copied in.",
        "a message in store/ has a Cc line",
        "cin verify, and tell your administrator",
    ),
    code(
        "nothing-to-approve",
        _BLOCKS,
        "Every copy of the meeting was approved already, or is past that.",
        "An approval that approves nothing would only look like one.",
        "cin approve MAR-2041 7K3F-9QXB, for the second time",
        "cin status",
    ),
    code(
        "nothing-to-make",
        _BLOCKS,
        "The notes of a meeting were submitted again unchanged, and nobody needs a new copy.",
        "Once copies have left, a new one is made only for somebody whose copy was held, cancelled, failed or came "
        "back. Everybody else has one, or has one on its way.",
        "cin submit cases/MAR-2041/2026-11-19-review-2.yaml, for the second time",
        "cin status shows where each copy stands",
    ),
    code(
        "other-mode",
        _BLOCKS,
        "A copy was made in one mode, and the home is in another now.",
        "A page that says TRIAL must not count, and a copy that counts must not end in a trial.",
        "mode: demo became mode: trial, with copies still in the queue",
        "cin submit the meeting again; or cin cancel what the trial left behind",
    ),
    code(
        "protected-value-in-copy",
        _BLOCKS,
        "The finished copy of somebody would hold a value that is protected from them.",
        "It is the last net: nothing is made, stored or sent.",
        "a place name that gives the address away, in a template",
        "mark the text `not for`, or take it out",
    ),
    code(
        "recipient-gone",
        _BLOCKS,
        "Somebody with an approved copy is no longer a recipient in the case file.",
        "People are taken out for a reason.",
        "dad was removed from `people:` after the approval",
        "submit again; or put the person back",
    ),
    code(
        "stored-bytes-changed",
        _BLOCKS,
        "A stored message was damaged between the guards' look and the sending.",
        "Only what an approver saw may leave.",
        "a file in store/ was edited while cin send ran",
        "cin verify, and tell your administrator",
    ),
    code(
        "unfit-name",
        _BLOCKS,
        "The authority's name is too long for the sender's line of an e-mail, or holds signs that nobody sees.",
        "A line break or a hidden sign before an address is how mail is forged, and mail programs refuse it.",
        'authority: "Eastmere\\nBcc: x@y.example"',
        "authority: Cyngor Dwyrain y Llyn",
    ),
    code(
        "unknown-dispatch",
        _BLOCKS,
        "There is no dispatch with this id here.",
        "Nothing is recorded for a copy that nobody knows.",
        "cin record D-123 posted",
        "cin status shows the ids",
    ),
    code(
        "unsafe-address",
        _BLOCKS,
        "An e-mail address is quoted, has a comment or a display name, or is not plain ASCII.",
        "Mail programs read such addresses in different ways, and one of them is somebody else's.",
        "email: '\"kim@post.example\" <rob@mail.example>'",
        "email: kim.marsh@post.example",
    ),
    code(
        "wrong-code",
        _BLOCKS,
        "The code is not that of the copies as they stand now.",
        "The code binds the approval to what was looked at.",
        "cin approve MAR-2041 0000-0000",
        "cin preview MAR-2041, and approve the code it shows",
    ),
)

#: By code, in alphabetical order.
CODES: dict[str, Code] = {
    one.code: one
    for one in sorted((*_ALL, *APPROVAL, *GUARDED, *HOME, *INCIDENTS, *SUBMITTING), key=lambda one: one.code)
}
