"""Codes of a case file whose people and protections do not fit together."""

from __future__ import annotations

from cin_docs.capture.code import code
from cin_docs.model.finding import Severity

#: What can be wrong with people and with what is kept from them.
PEOPLE = (
    code(
        "also-of-family",
        Severity.BLOCKS,
        "The key `also` stands with somebody of the family.",
        "It says what a worker is to the child besides, so that a relative does not approve copies.",
        "gran: {name: Jean Marsh, is: grandmother, also: foster carer}",
        "gran: {name: Jean Marsh, is: grandmother and foster carer}",
    ),
    code(
        "common-value",
        Severity.ADVICE,
        "A protected name or word is one that stands in many texts, or its surname is.",
        "Each text that holds it is left out of a copy, also where it means something else: in May, I hope. A surname "
        "that is such a word is looked for with the first name only.",
        "- {of: mum, kind: name, value: May, from: [dad], ...}",
        "- {of: mum, kind: name, value: May Tallow, from: [dad], ...}",
    ),
    code(
        "email-to-prison",
        Severity.BLOCKS,
        "A copy would go by e-mail to somebody in prison.",
        "People in prison read no e-mail of their own; whoever opens the mailbox would.",
        "dad: {..., in prison: yes, email: rob.hale@post.example}",
        "dad: {..., in prison: yes, by: hand, via: dana}",
    ),
    code(
        "excluded-not-there",
        Severity.BLOCKS,
        "Somebody was asked to leave for a part of a meeting at which they were not.",
        "What they did not hear is kept from them; one of the two lines is wrong.",
        "present: [mum, dana]\nexcluded: {dad: the talk about housing}",
        "present: [mum, dad, dana]\nexcluded: {dad: the talk about housing}",
    ),
    code(
        "hidden-name-in-office",
        Severity.ADVICE,
        "Somebody whose name is kept from a reader leads the case, was in the chair or took the minutes.",
        "That reader's copies do not say who it was, and the reader may not know whom to turn to.",
        "chair: dana          # dana's name is kept from dad",
        "chair: tom",
    ),
    code(
        "kept-from-lead",
        Severity.BLOCKS,
        "Something would be kept from the lead practitioner or the manager.",
        "They read and approve every copy; the program could not keep it from them.",
        "- {of: mum, kind: address, from: [dad, dana], ...}",
        "- {of: mum, kind: address, from: [dad], ...}",
    ),
    code(
        "letter-to-prison",
        Severity.ADVICE,
        "A letter would go to somebody in prison.",
        "Letters are opened there, and arrive only with the prison's address and, as a rule, the person's number.",
        'dad: {..., in prison: yes, by: post, address: "HMP Eastmere"}',
        "dad: {..., in prison: yes, by: hand, via: dana}",
    ),
    code(
        "no-address-to-post-to",
        Severity.BLOCKS,
        "A letter would go to somebody of no fixed address.",
        "It would lie where others open it.",
        'uncle: {..., no fixed address: yes, by: post, address: "1 Old Lane"}',
        "uncle: {..., no fixed address: yes, by: hand, via: dana}",
    ),
    code(
        "no-parental-responsibility",
        Severity.ADVICE,
        "Somebody without parental responsibility would get every copy, and nobody has decided on that.",
        "Being related, being there and getting a copy are three different things.",
        "stepdad: {..., parental responsibility: no}",
        "stepdad: {..., parental responsibility: no, receives: [plan]}",
    ),
    code(
        "protected-own-value",
        Severity.BLOCKS,
        "A value is kept from somebody whose own it is by the same file.",
        "Their own copy would hold it, and so could not be sent.",
        '- {of: mum, kind: address, value: "4 Mill Row", from: [dad], ...}   # dad lives there',
        '- {of: mum, kind: address, value: "14 Heron Court", from: [dad], ...}',
    ),
    code(
        "relative-in-charge",
        Severity.ADVICE,
        "The lead practitioner or the manager is a relative of the child.",
        "A relative approves nothing of the case, so somebody else has to.",
        "lead practitioner: dana\npeople: {dana: {from: agencies, also: aunt}}",
        "lead practitioner: tom",
    ),
    code(
        "same-name",
        Severity.ADVICE,
        "Two people of the case have one name. It blocks where something is kept from one of them only.",
        "Envelopes and pages show the name; a copy would easily reach the other.",
        "dad: {name: Rob Hale, ...}\nbrother: {name: Rob Hale, ...}",
        "dad: {name: Rob Hale senior, ...}\nbrother: {name: Rob Hale junior, ...}",
    ),
    code(
        "shared-and-kept",
        Severity.BLOCKS,
        "Two people share a mailbox or letter box, and something is kept from one of them.",
        "Each would read the other's copy.",
        "mum: {..., shares with: [dad]}\nprotected: [{of: mum, kind: phone, from: [dad], ...}]",
        "mum: {..., by: hand, via: dana}",
    ),
    code(
        "unborn-child",
        Severity.BLOCKS,
        "A child who is not born yet gets a copy, was at a meeting, said or agreed to something.",
        "It is somebody else's copy or word, and would be recorded as the child's.",
        "said: {baby: I am looking forward to it.}",
        "said: {mum: I am looking forward to it.}",
    ),
)
