"""The pile of envelopes to print and post, or to hand over: a folder each, in order, with an index."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from cin_docs.errors import RefusedError
from cin_docs.transport.binding import BLANK, LABEL, Bound, Lying, bind_pile, bound_last, label, unbind
from cin_docs.transport.files import sync, write
from cin_docs.transport.protocol import HAND, PRINT, Envelope, Piles

__all__ = ["INDEX", "WITHDRAWN", "Envelope", "bind", "lay", "lying", "piles", "strays", "withdraw"]

T = TypeVar("T")

INDEX = "index.csv"
#: Beside the piles: the folder that takes, pile by pile, what must not be posted or handed over any more.
WITHDRAWN = "withdrawn"
#: Name and first line of the address are there against mix-ups at the table; the file is the owner's alone.
_COLUMNS = ("number", "dispatch", "person", "recipient", "address", "pile", "first page", "pages", "folder", "files")
#: What a folder keeps, out of sight, of the dispatch it was laid for.
_MARK = ".dispatch"
#: A folder as it was laid: its number, and its dispatch.
_FOLDER = re.compile(r"(\d{4,})-(.+)")
_DISPATCH = re.compile(r"D-[0-9A-Z]{8}")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def lay(pile: Path, envelopes: Sequence[Envelope]) -> tuple[Path, ...]:
    """Lay envelopes on the pile, after those that lie there, and give their folders in the same order.

    An envelope appears whole or not at all; one that already lies there is left as it is. Files are for
    the owner's eyes only (mode 0600). `index.csv` lists each with whose it is and where it stands in the pile's PDF.
    Raises `RefusedError` for a file name that is not neutral, OSError when the pile cannot be written.
    """
    pile.mkdir(mode=0o700, parents=True, exist_ok=True)
    laid = {one.dispatch: one for one in _lying(pile)}
    number = _last_number(pile)
    folders = []
    for envelope in envelopes:
        if envelope.dispatch not in laid:
            number += 1
            laid[envelope.dispatch] = _lay_one(pile, envelope, number)
        folders.append(laid[envelope.dispatch].folder)
    _write_index(pile, list(laid.values()))
    return tuple(folders)


def lying(pile: Path) -> frozenset[str]:
    """The dispatches whose envelopes lie on the pile; none when there is no pile yet. Raises OSError."""
    return frozenset(one.dispatch for one in _lying(pile))


def withdraw(pile: Path, gone: Collection[str]) -> tuple[Path, ...]:
    """Take the envelopes of the dispatches in `gone` off the pile, into `withdrawn` beside it, and give where they lie.

    They stay whole, as part of the record, and their numbers are not used again. The index is written anew without
    them, and a PDF that holds one of them is gone until `bind` makes the next. What does not lie there is passed
    over. Raises OSError when a folder cannot be written.
    """
    there = _lying(pile)
    moved = []
    away = _away(pile)
    if any(one.dispatch in gone for one in there):
        # First of all: somebody may print it while the folders are moved.
        for file in pile.glob("pile-*.pdf"):
            file.unlink(missing_ok=True)
    for one in there:
        if one.dispatch in gone:
            away.mkdir(mode=0o700, parents=True, exist_ok=True)
            moved.append(one.folder.rename(away / one.folder.name))
    if moved:
        sync(away)
        sync(pile)
    # Also when nothing was moved now: a pass that was killed may have left an index that lists too much.
    if pile.is_dir():
        _write_index(pile, [one for one in there if one.dispatch not in gone])
    return tuple(moved)


def bind(pile: Path, waiting: Collection[str]) -> Mapping[str, str]:
    """Make the pile's PDF of what is `waiting` there, and say so in the index. Gives what was in the way, by dispatch.

    Raises OSError when the pile cannot be read or written.
    """
    if not pile.is_dir():
        return {}
    there = _lying(pile)
    bound = bind_pile(pile, there, waiting)
    _write_index(pile, there, bound)
    return bound.trouble


def piles(outbox: Path) -> Piles:
    """The piles of an outbox, taken together."""
    both = (outbox / PRINT, outbox / HAND)
    return Piles(
        lying=lambda: frozenset[str]().union(*map(lying, both)),
        lay=lambda pile, envelope: lay(outbox / pile, [envelope]),
        withdraw=lambda gone: _each(partial(withdraw, gone=gone), both),
        bind=lambda waiting: _bind_each(both, waiting),
        bound=lambda: frozenset[str]().union(*map(bound_last, both)),
        unbind=lambda allowed: _each(partial(unbind, allowed=allowed), both),
        strays=lambda: tuple(one for pile in both for one in strays(pile)),
    )


def strays(pile: Path) -> tuple[tuple[str, str], ...]:
    """The folders on the pile that were copied, renamed or damaged there: the dispatch each belongs to, as far as that
    can be told, and what to do about it. What they are called is not said: people write names on folders.

    Folders that hold no envelope are nobody's business. Raises OSError.
    """
    said = f"a folder in outbox/{pile.name} was copied, renamed or damaged and is left out: move it out of the outbox"
    return tuple((_belongs(folder), said) for folder in _folders(pile) if _read(folder) is None)


def _each(step: Callable[[Path], T], both: Sequence[Path]) -> list[T]:
    """Take a step on every pile; one that cannot be used keeps no other from it, and its error is raised at the end."""
    done, failed = [], None
    for pile in both:
        try:
            done.append(step(pile))
        except OSError as error:
            failed = failed or error
    if failed is not None:
        raise failed
    return done


def _bind_each(both: Sequence[Path], waiting: Collection[str]) -> dict[str, str]:
    return {key: said for trouble in _each(partial(bind, waiting=waiting), both) for key, said in trouble.items()}


def _away(pile: Path) -> Path:
    return pile.parent / WITHDRAWN / pile.name


def _last_number(pile: Path) -> int:
    # Of strays too: a number that was once on the table stays what it was.
    names = (_FOLDER.fullmatch(folder.name) for place in (pile, _away(pile)) for folder in _folders(place))
    return max((int(name[1]) for name in names if name), default=0)


def _lay_one(pile: Path, envelope: Envelope, number: int) -> Lying:
    # The copies are counted from 1, with a cover before them or without.
    cover = [("cover.pdf", envelope.cover)] if envelope.cover is not None else []
    files = [*cover, *envelope.copies]
    names = [f"{place:02d}-{name}" for place, (name, _) in enumerate(files, start=1 - len(cover))]
    if not all(_FILE_NAME.fullmatch(name) for name in names):
        raise RefusedError("A copy's file name may hold only letters, digits, dots and dashes.")
    folder = f"{number:04d}-{_slug(envelope.dispatch)}"
    draft = pile / f".{folder}.part"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    for name, (_, data) in zip(names, files, strict=True):
        write(draft / name, data)
    if envelope.blank is not None:
        write(draft / BLANK, envelope.blank)
    write(draft / LABEL, label(person=envelope.person, recipient=envelope.recipient, address=envelope.address))
    # Kept inside too, so that an index that was lost can be made again from the folders.
    write(draft / _MARK, envelope.dispatch.encode())
    sync(draft)
    draft.rename(pile / folder)
    sync(pile)
    return Lying(number=number, dispatch=envelope.dispatch, folder=pile / folder, files=tuple(names))


def _lying(pile: Path) -> list[Lying]:
    """What lies on the pile, read from the folders: they are the truth, the index only shows it."""
    return [one for folder in _folders(pile) if (one := _read(folder)) is not None]


def _folders(pile: Path) -> list[Path]:
    """The folders on the pile that hold an envelope, or did; whatever people have called them since."""
    if not pile.is_dir():
        return []
    found = (entry for entry in pile.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    return sorted(entry for entry in found if (entry / _MARK).is_file())


def _read(folder: Path) -> Lying | None:
    """The envelope in a folder; None when the folder is not as it was laid: a copy of it, or renamed, or damaged."""
    name, dispatch = _FOLDER.fullmatch(folder.name), _marked(folder)
    if name is None or not dispatch or name[2] != _slug(dispatch):
        return None
    files = tuple(sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith(".")))
    return Lying(number=int(name[1]), dispatch=dispatch, folder=folder, files=files)


def _marked(folder: Path) -> str:
    """The dispatch that the folder was laid for; empty when that cannot be read as text."""
    try:
        return (folder / _MARK).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def _belongs(folder: Path) -> str:
    """The dispatch of a folder that is not as it was laid, by its mark or else by its name; empty when neither says."""
    found = _DISPATCH.fullmatch(_marked(folder)) or _DISPATCH.search(folder.name)
    return found[0] if found else ""


def _write_index(pile: Path, lying: Sequence[Lying], bound: Bound | None = None) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_line(one, bound) for one in lying)
    data, index = text.getvalue().encode(), pile / INDEX
    if index.is_file() and index.read_bytes() == data:
        return
    draft = pile / f".{INDEX}.part"
    write(draft, data)
    draft.replace(index)
    sync(pile)


def _line(one: Lying, bound: Bound | None) -> dict[str, str]:
    """A line of the index. Without a place in the pile's PDF: it is posted or handed over, or the PDF is to be made."""
    place = bound.pages.get(one.dispatch) if bound and bound.file else None
    of_pile = (
        {"pile": bound.file.name, "first page": str(place[0]), "pages": str(place[1] - place[0] + 1)}
        if bound and bound.file and place
        else {}
    )
    own = {"number": str(one.number), "dispatch": one.dispatch, "folder": one.folder.name, "files": " ".join(one.files)}
    # A name that begins like a formula is one to a spreadsheet.
    whose = {
        key: f"'{value}" if value[:1] in "=+-@\t\r" and value else value
        for key, value in one.label.items()
        if key in _COLUMNS
    }
    return {**whose, **own, **of_pile}


def _slug(dispatch: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", dispatch).strip("-")[:80]
