"""Codes of a standard or a word list that cannot be used."""

from __future__ import annotations

from cin_docs.capture.code import code
from cin_docs.model.finding import Severity

#: What can be wrong with a file in config/standards or config/wording.
SETTINGS = (
    code(
        "bare-days",
        Severity.ADVICE,
        "A period is in bare “days”, which are read as calendar days.",
        "Five days and five working days differ by a weekend at least.",
        "within: 5 days",
        "within: 5 working days",
    ),
    code(
        "standard-anchor",
        Severity.BLOCKS,
        "A deadline is counted from a date that is not known when its rule is asked.",
        "It would never fall due. A first meeting can only be counted from a date of the case file.",
        "of: assesment",
        "of: assessment completed",
    ),
    code(
        "standard-posting",
        Severity.BLOCKS,
        "A posting allowance is not in working days, or stands where “sent” is what counts.",
        "It would never be used, or mean something else.",
        "counts as: sent\nposting allowance: 2 days",
        "counts as: provided\nposting allowance: 2 working days",
    ),
    code(
        "standard-sentence",
        Severity.BLOCKS,
        "A sentence stands under a name that no rule looks for.",
        "The rule it was meant for would be silent.",
        "sentences:\n  next meetings: {sentence: ...}",
        "sentences:\n  next meeting: {sentence: ...}",
    ),
    code(
        "standard-unreadable",
        Severity.BLOCKS,
        "A standard has a key that is unknown, missing or of the wrong kind.",
        "A number that is not read is a deadline that is not kept.",
        "within: five days",
        "within: 5 working days",
    ),
    code(
        "standard-word",
        Severity.BLOCKS,
        "A local word stands under a name that no document prints.",
        "The document would use the program's own word.",
        "words:\n  meeting: Family Help meeting",
        "words:\n  first meeting: Family Help meeting",
    ),
    code(
        "wording-unreadable",
        Severity.BLOCKS,
        "A word list has a key that is unknown, missing or of the wrong kind.",
        "Banned words that are not read are not found.",
        "banned: [ongoing]",
        "banned timescales: [ongoing]",
    ),
)
