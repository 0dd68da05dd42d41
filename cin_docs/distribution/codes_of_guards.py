"""Every code of the guards that look at contacts, lines to tick, notes and incidents."""

from __future__ import annotations

from cin_docs.capture.code import Code, code
from cin_docs.model.finding import Severity

_BLOCKS = Severity.BLOCKS

GUARDED: tuple[Code, ...] = (
    code(
        "address-in-other-case",
        _BLOCKS,
        "Somebody of the family would get copies at an address that a family of another case uses.",
        "One of the two addresses is a slip, and would bring one family's papers to the other. Which case it is, is "
        "never said.",
        "email: kim.marsh@post.example, in two cases that are not linked",
        "the right address; or, of brothers and sisters, linked cases: [MAR-2042]",
    ),
    code(
        "address-of-two",
        _BLOCKS,
        "Two people of the case would get their copies at one address, and nothing says that they share it.",
        "A copy for a mother that a brother opens is a copy in wrong hands; and one of the addresses may be a slip.",
        "mum and gran both with address: 2 Quay Street, EM1 1AB",
        "mum: {..., shares with: [gran]}",
    ),
    code(
        "agencies-unreadable",
        _BLOCKS,
        "The directory agencies.yaml is damaged, or lists no agency's e-mail domains any more.",
        "Without it nobody could say whether a professional's mailbox is their agency's, so nothing leaves.",
        "agencies: {Council: {domains: [council.test], people: {}}, without the last bracket",
        "cin check shows line and column; put the file right, then cin release each copy that is held",
    ),
    code(
        "agency-unlisted",
        _BLOCKS,
        "A professional's agency is not in agencies.yaml with its e-mail domains. A home in trial that lists none "
        "at all hears this as advice.",
        "Without the agency's domains nobody can tell its mailbox from a stranger's.",
        "agency: Brook Lane Primary, which agencies.yaml does not have",
        "agencies: {Brook Lane Primary: {domains: [brooklane.example], people: {}}}",
    ),
    code(
        "asks-not-ticked",
        _BLOCKS,
        "A line that only a person can answer was not ticked for a copy that is about to leave.",
        "Some things nothing can decide but a person: whether a new address is right, whether somebody was left out.",
        "an approval that was changed in the database",
        "cin submit the meeting again, and tick the lines when approving it",
    ),
    code(
        "awaiting-translation",
        _BLOCKS,
        "Somebody's copies need a translation, and there is no translator's file beside them.",
        "A plan that its reader cannot read is no plan. The clock runs on, and the report says so.",
        "mum: {..., language: ur, translated: yes}",
        "2026-11-19-first.plan.mum.ur.pdf beside the notes 2026-11-19-first.yaml (the notes' name, plan or minutes, "
        "the person's id, the language's tag); then cin submit again. 2026-11-19-first.plan.ur.pdf serves everybody "
        "who reads Urdu and whose copy leaves nothing out",
    ),
    code(
        "cap-reached",
        _BLOCKS,
        "One run was about to send more messages of one case, or to one e-mail domain, than cin.yaml allows.",
        "A mistake that repeats itself should stop by itself, and a person should look at it.",
        "80 messages of one case in one run",
        "cin release D-7K3F9QXB when they are right; limits: {messages of a case: 100} when it happens often",
    ),
    code(
        "family-at-agency",
        Severity.ADVICE,
        "A family member would get copies in a mailbox of an agency.",
        "Colleagues and administrators may read what comes there. The approver is asked to confirm it.",
        "mum: {email: kim.marsh@eastmere-health.example}",
        "mum: {email: kim.marsh@post.example}",
    ),
    code(
        "incident-open",
        _BLOCKS,
        "A copy of the case is in wrong hands, or may be, and nobody has closed the incident yet.",
        "What went wrong once may go wrong with the next copy.",
        "cin record D-7K3F9QXB misdirected, and then cin send",
        "cin incident list shows what is open; cin incident close I-7K3F9QXB --because TEXT, then cin release each "
        "copy that is held",
    ),
    code(
        "look-alike-domain",
        _BLOCKS,
        "What stands after the @ of an address nearly is a domain that is known here.",
        "One wrong letter brings a child's plan to a stranger, and some domains are registered for just that.",
        "email: kim.marsh@gmial.com",
        "email: kim.marsh@gmail.com; or list the domain in agencies.yaml when it is written so",
    ),
    code(
        "newer-version",
        _BLOCKS,
        "The notes were corrected and submitted again, and this copy is of the version before.",
        "An incorrect version that arrives after its correction is the one that is believed.",
        "a copy in the queue, while the corrected notes were submitted",
        "cin cancel the old copy; the corrected one takes its place",
    ),
    code(
        "notes-changed",
        _BLOCKS,
        "The notes file was changed after the approval, so that this person would now get a different document.",
        "Somebody wrote a mark, a name or a correction for a reason, and what was approved does not have it.",
        "`not for: [dad]` written beside a text after the approval",
        "cin submit the meeting again and have it approved; or put the notes back as they were and cin release",
    ),
    code(
        "notes-gone",
        _BLOCKS,
        "The notes file of the meeting is not in its case's folder, or can no longer be read.",
        "Then nobody can say whether it was corrected, or held, after the approval.",
        "2026-11-19-review-2.yaml was renamed, or submitted from another folder and never filed",
        "put the file into the case's folder under its name, or put right what cin check finds; then cin release",
    ),
    code(
        "other-domain",
        _BLOCKS,
        "A professional's e-mail address is not in a domain of their agency.",
        "It is a slip, a mailbox of their own, or somebody else's.",
        "sen_lead: {agency: Brook Lane Primary, email: amy.reed@brooklane-old.example}",
        "the address in the agency's domain; or the domain in agencies.yaml, when it is the agency's too",
    ),
    code(
        "personal-mailbox",
        _BLOCKS,
        "A professional would get copies in a mailbox of their own.",
        "Nobody at the agency looks after it, and it goes with them when they leave.",
        "nurse: {from: agencies, email: ruth.adeyemi@post.example}",
        "nurse: {email: ruth.adeyemi@eastmere-health.example}",
    ),
    code(
        "shared-with-kept-apart",
        _BLOCKS,
        "Somebody from whom something is kept reads what is sent to this mailbox or letter box.",
        "A new address sent to the old shared mailbox is how people are found.",
        "mum: {email: family@post.example, shares with: [dad]}, and mum's address is protected from dad",
        "mum: {email: kim.marsh@post.example}; or by: hand, via: dana",
    ),
    code(
        "stranger-in-copy",
        _BLOCKS,
        "A copy holds a full name or a reference that belongs to another family's case.",
        "Text pasted from other minutes brings one family's troubles to another. Which case it is, is never said.",
        "another child's name, in minutes begun as a copy of that child's",
        "take it out and cin submit again; or tick the W11 line with the reason why it belongs there",
    ),
    code(
        "suppressed-address",
        _BLOCKS,
        "A copy to this address came back, or reached somebody else, so nothing is sent there, however it is written.",
        "What went wrong with the last copy goes wrong with the next.",
        "mum's address after cin record D-7K3F9QXB misdirected",
        "the right address in case.yaml, then cin submit; or by: hand",
    ),
    code(
        "worker-no-contact",
        _BLOCKS,
        "A copy would be handed over by a worker who must have no contact with its reader.",
        "To hand an envelope over is to meet.",
        "dad: {no contact with: [tom]}, and cin record D-7K3F9QXB to-hand --by tom, of dad's copy",
        "cin record D-7K3F9QXB to-hand --by dana --note TEXT; or dad: {by: hand, via: dana}",
    ),
    code(
        "worker-unknown",
        _BLOCKS,
        "A copy would be handed over by a worker of whom its reader must not know.",
        "The hand that gives the envelope gives away that the worker is around the child.",
        "refuge_worker: {unknown to: [dad]}, and dad: {by: hand, via: refuge_worker}",
        "dad: {by: hand, via: dana}",
    ),
)
