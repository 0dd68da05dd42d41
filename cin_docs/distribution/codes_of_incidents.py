"""Every code of recording what happened to a copy, of taking it back, and of incidents."""

from __future__ import annotations

from cin_docs.capture.code import Code, code
from cin_docs.model.finding import Severity

_BLOCKS = Severity.BLOCKS

INCIDENTS: tuple[Code, ...] = (
    code(
        "aware-in-future",
        _BLOCKS,
        "The time at which somebody became aware of an incident has not come yet.",
        "The 72 hours run from that time; a slip in it would show hours that are not there.",
        'cin incident open D-7K3F9QXB --what "Wrong door" --aware "2036-11-19 09:30"',
        '--aware "2026-11-19 09:30", or leave it out when it is now',
    ),
    code(
        "made-again",
        _BLOCKS,
        "A copy that did not arrive was made again for the same person, and now the old one was to be used as well.",
        "The person would get two, of which one may go to the wrong place or be out of date.",
        "cin record D-7K3F9QXB to-hand, after the address was corrected and the meeting submitted again",
        "cin record of the newer dispatch, which the finding names",
    ),
    code(
        "no-address-to-close",
        _BLOCKS,
        "The address of a dispatch was to be closed or lifted, and it has none: a worker takes it along.",
        "A worker's hand is no address that somebody else reads.",
        "cin suppress add D-7K3F9QXB --because TEXT, of a copy by hand",
        "cin cancel, or cin incident open, so that nothing is handed over",
    ),
    code(
        "no-open-incident",
        _BLOCKS,
        "The incident is not known, or is closed already.",
        "An incident is closed once, by one person, for one reason.",
        "cin incident close I-7K3F9QXB --because TEXT, twice",
        "cin incident list",
    ),
    code(
        "made-instead",
        _BLOCKS,
        "What was recorded of a copy is to be taken back, and another copy that was made because of it still waits.",
        "Its reader would get the same papers twice, and would not know which of them counts.",
        "cin record D-7K3F9QXB not-so, when the meeting was submitted again for that reader since",
        "cin cancel D-9QX7K3FB --because TEXT, and then cin record D-7K3F9QXB not-so --note TEXT",
    ),
    code(
        "no-way-said",
        _BLOCKS,
        "A copy goes another way than the one that was approved, and nothing says which.",
        "The record has to show where a child's papers went, also when the computer did not take them there.",
        "cin record D-7K3F9QXB to-hand, of an e-mail that failed",
        'cin record D-7K3F9QXB to-hand --by dana --note "Dana takes it to the school on Monday"',
    ),
    code(
        "nothing-to-take-back",
        _BLOCKS,
        "Something was to be taken back that no person recorded, or after which more has happened.",
        "What the mail server answered, or an approver decided, is not undone by a note.",
        "cin record D-7K3F9QXB not-so --note TEXT, of a message that was accepted",
        "cin record with what is true now; cin status shows where it stands",
    ),
)
