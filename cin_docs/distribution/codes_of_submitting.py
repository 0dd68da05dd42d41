"""Every code of a submission itself: siblings, corrections and translators' files."""

from __future__ import annotations

from cin_docs.capture.code import Code, code
from cin_docs.model.finding import Severity

_BLOCKS = Severity.BLOCKS

SUBMITTING: tuple[Code, ...] = (
    code(
        "copy-is-leaving",
        _BLOCKS,
        "A copy of the version that is to be corrected is being sent at this moment.",
        "Whether the person has it is not known yet, and so not what they are to get.",
        'cin submit FILE --correct "Gran was there.", while cin send runs',
        "the same again when cin status shows that it left or failed",
    ),
    code(
        "correction-without-words",
        _BLOCKS,
        "A correction says nothing of what was wrong.",
        "The approver has to know it, and the record keeps it; no copy prints it.",
        'cin submit FILE --correct ""',
        'cin submit FILE --correct "Gran was there, not aunt May."',
    ),
    code(
        "linked-case-unreadable",
        _BLOCKS,
        "The file of a case that is linked with this one is not there, or has a mistake that blocks.",
        "What is kept from somebody there is kept from the same person here, and now nobody can say what that is.",
        "linked cases: [mar-2042]     # the folder is cases/MAR-2042; or its case.yaml has a mistake",
        "linked cases: [MAR-2042]; or put that case file right; cin check names the line",
    ),
    code(
        "linked-person-unclear",
        _BLOCKS,
        "Somebody here may be a person from whom a linked case keeps something, and the names are not the same.",
        "If it is one person, what must not reach them would reach them by this case.",
        "dad: {name: Robert Hale, ...}     # and in the linked case Rob Hale, from whom something is kept",
        "the name as it is written there; or, of two people, not here: [dad]",
    ),
    code(
        "nothing-corrected",
        _BLOCKS,
        "A correction was submitted, and every copy would read as the one that was sent.",
        "Everybody would be told that their copy was wrong, and get the same again.",
        "cin submit FILE --correct WHY, with nothing changed that anybody reads",
        "change the notes or the case file first",
    ),
    code(
        "nothing-to-correct",
        _BLOCKS,
        "A correction was submitted before any copy of the last version had left.",
        "A copy that says what it replaces would puzzle somebody who never had that.",
        "cin submit FILE --correct WHY, before cin send",
        "cin submit FILE",
    ),
    code(
        "translation-of-nobody",
        _BLOCKS,
        "A file beside the notes looks like a translator's, and by its name it goes with nobody's copies.",
        "A file that is passed over in silence leaves its reader without a copy, and everybody believes it went.",
        "2026-11-19-first.plan.nan.PL.pdf, where the case file says language: pl",
        "2026-11-19-first.plan.nan.pl.pdf: the notes' name, the document, the person's id, the language's tag",
    ),
    code(
        "translation-out-of-date",
        _BLOCKS,
        "The translator's file is the one that went with an earlier text.",
        "The reader would be told in their language what the notes no longer say.",
        "new words in the notes, and 2026-11-19-review-2.plan.pl.pdf as it was",
        "a translation of the new text under the same name",
    ),
    code(
        "translation-unusable",
        _BLOCKS,
        "The translator's file is locked, damaged, too large, or no PDF.",
        "It could not be searched for what must not reach the reader, nor marked as theirs.",
        "a PDF with a password, or a Word file called .pdf",
        "a PDF without a password, of at most 20 MB",
    ),
)
