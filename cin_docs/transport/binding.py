"""The pile to print: everything on a pile that still waits, as one PDF with a number of its own.

A new number comes with every change, so that a print shows whether it is of the pile as it is now.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cin_docs.documents.bound import Bundle, Leaf, bind
from cin_docs.errors import RenderError
from cin_docs.transport.files import sync, write

#: What a folder keeps for the pile, out of sight: whose it is, and the page for blank sides.
LABEL, BLANK = ".label", ".blank"
_STATE = ".pile"
_PILE = re.compile(r"pile-\d{4,}\.pdf")
#: A copy's number at the end of its file name.
_COPY = re.compile(r"(C-[0-9A-Z]{8})\.pdf")


@dataclass(frozen=True, kw_only=True, slots=True)
class Lying:
    """One envelope as it lies on a pile."""

    number: int
    dispatch: str
    folder: Path
    #: Names of what is in it, in order.
    files: tuple[str, ...]

    @property
    def label(self) -> Mapping[str, str]:
        """Whose it is: `person`, `recipient`, `address`; empty where an older release laid it."""
        try:
            found = json.loads((self.folder / LABEL).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """The pile as it was bound."""

    #: Its file; None when nothing waits, or something was in the way.
    file: Path | None
    #: First and last page there, by dispatch.
    pages: Mapping[str, tuple[int, int]]
    #: What was in the way, by dispatch.
    trouble: Mapping[str, str]


def label(*, person: str, recipient: str, address: str) -> bytes:
    """What `LABEL` holds."""
    return json.dumps({"person": person, "recipient": recipient, "address": address}, ensure_ascii=False).encode()


def bind_pile(pile: Path, lying: Sequence[Lying], waiting: Collection[str]) -> Bound:
    """Make ``pile-0004.pdf`` of the envelopes that are waiting, in their order, and take older ones away.

    What is bound already is left as it is. A pile with a page that is not its envelope's is not made at all, and the
    older one is gone too: nothing is better than a page of another family. Raises OSError.
    """
    wanted = [one for one in lying if one.dispatch in waiting and (one.folder / BLANK).is_file()]
    stamp = _digest(wanted)
    number, before, pages = _state(pile)
    number = max(number, *(int(old.stem.partition("-")[2]) for old in _made(pile)), 0)
    there = pile / f"pile-{number:04d}.pdf"
    if stamp == before and (there.is_file() if wanted else True):
        return Bound(file=there if wanted else None, pages=pages, trouble={})
    for old in _made(pile):
        old.unlink(missing_ok=True)
    try:
        data, sizes = bind([_bundle(one) for one in wanted]) if wanted else (b"", ())
    except RenderError as error:
        return Bound(file=None, pages={}, trouble={_named(error, wanted): str(error)})
    made = pile / f"pile-{number + 1:04d}.pdf"
    pages = _places([one.dispatch for one in wanted], sizes)
    if wanted:
        draft = pile / ".pile.part"
        write(draft, data)
        draft.replace(made)
    write(pile / f"{_STATE}.part", json.dumps({"number": number + 1, "of": stamp, "pages": pages}).encode())
    (pile / f"{_STATE}.part").replace(pile / _STATE)
    sync(pile)
    return Bound(file=made if wanted else None, pages=pages, trouble={})


def bound_last(pile: Path) -> frozenset[str]:
    """The dispatches that the pile's PDF was made of, the last time. Raises OSError."""
    return frozenset(_state(pile)[2])


def unbind(pile: Path, allowed: Collection[str]) -> None:
    """Take the pile's PDF away when it holds anything but `allowed`, or nobody can say what it holds.

    Needs no lock: a sender that is binding meanwhile asks once more when it is done. Raises OSError.
    """
    number, _, pages = _state(pile)
    for file in _made(pile):
        if file.name != f"pile-{number:04d}.pdf" or not pages.keys() <= set(allowed):
            file.unlink(missing_ok=True)


def _made(pile: Path) -> list[Path]:
    return [file for file in pile.glob("pile-*.pdf") if _PILE.fullmatch(file.name)]


def _bundle(one: Lying) -> Bundle:
    return Bundle(
        dispatch=one.dispatch,
        leaves=tuple(
            Leaf(data=(one.folder / name).read_bytes(), number=_number(name, one.dispatch))
            for name in one.files
            if name.endswith(".pdf")
        ),
        blank=(one.folder / BLANK).read_bytes(),
    )


def _number(name: str, dispatch: str) -> str:
    """What each page of a file carries: the copy's number, and on the cover the dispatch's."""
    found = _COPY.search(name)
    return found[1] if found else dispatch


def _digest(wanted: Sequence[Lying]) -> str:
    digest = hashlib.sha256()
    for one in wanted:
        for name in (*one.files, BLANK):
            digest.update(f"{one.folder.name}/{name}\0".encode())
            digest.update(hashlib.sha256((one.folder / name).read_bytes()).digest())
    return digest.hexdigest()


def _state(pile: Path) -> tuple[int, str, Mapping[str, tuple[int, int]]]:
    """The number of the newest pile, the digest of what it was made of, and where each envelope stands in it."""
    try:
        found = json.loads((pile / _STATE).read_text(encoding="utf-8"))
        pages = {str(key): (int(first), int(last)) for key, (first, last) in found["pages"].items()}
        return int(found["number"]), str(found["of"]), pages
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return 0, "", {}


def _places(dispatches: Sequence[str], sizes: Sequence[int]) -> dict[str, tuple[int, int]]:
    places, first = {}, 1
    for dispatch, size in zip(dispatches, sizes, strict=True):
        places[dispatch] = (first, first + size - 1)
        first += size
    return places


def _named(error: RenderError, wanted: Sequence[Lying]) -> str:
    return next((one.dispatch for one in wanted if error.what.startswith(one.dispatch)), wanted[0].dispatch)
