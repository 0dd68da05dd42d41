"""Every code of the home folder: its settings, its case files and notes as they lie there."""

from __future__ import annotations

from cin_docs.capture.code import Code, code
from cin_docs.model.finding import Severity

_BLOCKS = Severity.BLOCKS

HOME: tuple[Code, ...] = (
    code(
        "account-twice",
        _BLOCKS,
        "Two members of staff have the same account in cin.yaml.",
        "Nobody could tell which of them acted, and an author could approve as the other one.",
        "staff: {dana: {name: Dana Cole, account: office}, tom: {name: Tom Ashe, account: office}}",
        "staff: {dana: {name: Dana Cole, account: dcole}, tom: {name: Tom Ashe, account: tashe}}",
    ),
    code(
        "case-file-unreadable",
        _BLOCKS,
        "The case file is there and cannot be opened.",
        "Who gets a copy, and what is kept from whom, stands in it.",
        "a case.yaml that belongs to another account",
        "let the account that runs cin_docs read it",
    ),
    code(
        "earlier-marks-unclear",
        _BLOCKS,
        "A mark in earlier notes names somebody whom the case file does not know by that id, for instance any more.",
        "What it kept from that person is carried into later plans, and would no longer be kept from them.",
        "not for: [father]      # in older notes; the case file has dad",
        "not for: [dad]",
    ),
    code(
        "earlier-notes-unreadable",
        _BLOCKS,
        "Notes of an earlier meeting of the case cannot be read.",
        "Their open actions, numbers and dates would be missing here, as if that meeting had never been.",
        "a tab, or a quotation mark that is not closed, in the last review's notes",
        "cin check the earlier notes and put them right",
    ),
    code(
        "live-refused",
        _BLOCKS,
        "The settings ask for live mode, and something that it needs is missing.",
        "In live mode real people get real copies. It opens by three hands: the settings, the "
        "environment, and then a dry preview of approved copies (cin send --dry).",
        "mode: live, without mail: and without CIN_LIVE=yes in the environment",
        "put right each line that is named; docs/for-administrators.md has the steps. Until then mode: trial",
    ),
    code(
        "missing-setting",
        _BLOCKS,
        "A setting is missing from cin.yaml.",
        "Without it nobody knows whose bank holidays count, or who may approve.",
        "authority: Eastmere",
        "authority: Eastmere\nnation: ENG",
    ),
    code(
        "no-standard",
        _BLOCKS,
        "No standard of that name is in force on the day of the meeting.",
        "A meeting is judged by the procedure in force on its day.",
        "standard: ten-points",
        "standard: ten-point",
    ),
    code(
        "other-folder",
        _BLOCKS,
        "The reference in a case file is not the name of the folder in which it lies.",
        "One of the two is a slip, and copies made under the wrong reference are another child's.",
        "cases/MAR-2014/case.yaml with case: MAR-2041",
        "cases/MAR-2041/case.yaml with case: MAR-2041",
    ),
    code(
        "unknown-setting",
        _BLOCKS,
        "A key in cin.yaml is not known.",
        "A misspelt safeguard that is quietly ignored protects nobody.",
        "natoin: ENG",
        "nation: ENG",
    ),
    code(
        "unsafe-sender",
        _BLOCKS,
        "The sender in cin.yaml is not a plain e-mail address.",
        "Answers and delivery reports go there.",
        "sender: Children's Services <cin@council.example>",
        "sender: cin@council.example",
    ),
    code(
        "wrong-setting",
        _BLOCKS,
        "A value in cin.yaml is of the wrong kind.",
        "Deadlines and approvals depend on it.",
        "closures: [2026-02-30]",
        "closures: [2026-12-24]",
    ),
)
