"""What the approver sees, arranged: who gets which piece of the meeting, and the page on which all of it stands.

Pure: from the stored preview, its manifest and what was approved, to tables of plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cin_docs.distribution.preview import Piece, Preview
from cin_docs.model.delivery import Ask

#: What stands in a cell: the reader gets it; none of their documents has a place for it.
GETS, ELSEWHERE = "yes", "-"
#: The reader gets it, without the name of somebody who does it.
VEILED = "yes*"
#: Letters for decisions, without those that are mistaken for a figure or for the "yes" of a cell.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXZ"
#: By whose decision something is withheld, by how its reason begins.
_WHOSE = (
    ("marked as not for", "the mark beside it in the notes"),
    ("nothing says whether", "nobody yet: what is not decided is left out"),
    ("it holds", "the case file, under `protected`"),
    ("this reader must not learn", "the case file, `unknown to`"),
    ("only professionals", "a fixed rule"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A letter of the table, what it stands for, and whose decision that was."""

    letter: str
    because: str
    whose: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One piece of the meeting with a cell for each reader."""

    what: str
    line: int | None
    #: By reader: `GETS`, `VEILED`, `ELSEWHERE`, or the letter of the decision.
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """Who gets what: pieces down, readers across."""

    readers: tuple[str, ...]
    rows: tuple[Row, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """How many dispatches somebody approved on a day."""

    approver: str
    on: date
    dispatches: int
    #: The lead practitioner or manager whose deputy they are.
    in_place_of: str | None = None
    alone: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TextLine:
    """A line of a page, as it is printed."""

    text: str = field(repr=False)
    bold: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyText:
    """The text of one copy, as its reader finds it on the page."""

    reader: str
    title: str
    lines: tuple[TextLine, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How the copies of a manifest stand: approved by whom, how many still wait, what has to be ticked."""

    approved: tuple[Approved, ...] = ()
    drafts: int = 0
    asks: tuple[Ask, ...] = ()
    #: Lines that only the person named in them has to tick, besides `asks`.
    own: tuple[Ask, ...] = ()
    #: By dispatch, what would hold it if it were to leave now: the sentences with what to do.
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def matrix(shown: Preview) -> Matrix:
    """The table of a preview. Reasons that differ only in who is meant share a letter."""
    readers = tuple(line.person for line in shown.lines)
    reasons = dict.fromkeys(
        _general(because, id) for piece in shown.pieces for id, because in piece.withheld.items() if id in readers
    )
    letters = {because: _letter(place) for place, because in enumerate(reasons)}
    rows = tuple(_row(piece, readers, letters) for piece in shown.pieces)
    decisions = (Decision(letter=letter, because=why, whose=_whose(why)) for why, letter in letters.items())
    return Matrix(readers=readers, rows=rows, decisions=tuple(decisions))


def groups(table: Matrix, room: int) -> tuple[tuple[str, ...], ...]:
    """The readers in groups whose columns, each as wide as its id and two spaces, fit into `room` characters."""
    found: list[list[str]] = []
    used = room + 1
    for reader in table.readers:
        wide = column(reader)
        if used + wide > room:
            found.append([])
            used = 0
        found[-1].append(reader)
        used += wide
    return tuple(tuple(group) for group in found)


def column(reader: str) -> int:
    """How many characters a reader's column takes."""
    return max(len(reader), len(VEILED)) + 2


def command(meeting: str, code: str, asks: Iterable[Ask], cin: str = "cin") -> str:
    """What the approver types when every line is made sure of."""
    ticks = "".join(f' --tick "{ask.id}=WHY"' if ask.reasoned else f" --tick {ask.id}" for ask in asks)
    return f"{cin} approve {meeting} {code}{ticks}"


def _row(piece: Piece, readers: Iterable[str], letters: Mapping[str, str]) -> Row:
    cells = {}
    for id in readers:
        if id in piece.elsewhere:
            cells[id] = ELSEWHERE
        elif id in piece.withheld:
            cells[id] = letters[_general(piece.withheld[id], id)]
        else:
            cells[id] = VEILED if id in piece.veiled else GETS
    return Row(what=piece.what, line=piece.line, cells=cells)


def _general(because: str, reader: str) -> str:
    """A reason without its reader: "marked as not for this reader"."""
    return re.sub(rf"(?<![\w.-]){re.escape(reader)}(?![\w.-])", "this reader", because)


def _letter(place: int) -> str:
    """The letter at a place, counted from 0: A to Z, then AA, AB and so on."""
    more, last = divmod(place, len(_LETTERS))
    return (_letter(more - 1) if more else "") + _LETTERS[last]


def _whose(because: str) -> str:
    return next((whose for begins, whose in _WHOSE if because.startswith(begins)), "a fixed rule")
