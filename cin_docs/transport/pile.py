"""The pile of envelopes to print and post, or to hand over: a folder each, in order, with an index."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from cin_docs.errors import RefusedError
from cin_docs.transport.files import sync, write
from cin_docs.transport.protocol import HAND, PRINT, Envelope, Piles

__all__ = ["INDEX", "WITHDRAWN", "Envelope", "lay", "lying", "piles", "withdraw"]

INDEX = "index.csv"
#: Beside the piles: the folder that takes, pile by pile, what must not be posted or handed over any more.
WITHDRAWN = "withdrawn"
_COLUMNS = ("number", "dispatch", "folder", "files")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def lay(pile: Path, envelopes: Sequence[Envelope]) -> tuple[Path, ...]:
    """Lay envelopes on the pile, after those that lie there, and give their folders in the same order.

    An envelope appears whole or not at all; one that already lies there is left as it is. Files are for
    the owner's eyes only (mode 0600). `index.csv` lists number, dispatch, folder and files. Raises
    `RefusedError` for a file name that is not neutral, OSError when the pile cannot be written.
    """
    pile.mkdir(mode=0o700, parents=True, exist_ok=True)
    laid = {line["dispatch"]: line for line in _lying(pile)}
    number = _last_number(pile)
    folders = []
    for envelope in envelopes:
        if envelope.dispatch not in laid:
            number += 1
            laid[envelope.dispatch] = _lay_one(pile, envelope, number)
        folders.append(pile / laid[envelope.dispatch]["folder"])
    _write_index(pile, list(laid.values()))
    return tuple(folders)


def lying(pile: Path) -> frozenset[str]:
    """The dispatches whose envelopes lie on the pile; none when there is no pile yet. Raises OSError."""
    return frozenset(line["dispatch"] for line in _lying(pile))


def withdraw(pile: Path, gone: Collection[str]) -> tuple[Path, ...]:
    """Take the envelopes of the dispatches in `gone` off the pile, into `withdrawn` beside it, and give where they lie.

    They stay whole, as part of the record, and their numbers are not used again. The index is written anew
    without them. What does not lie there is passed over. Raises OSError when a folder cannot be written.
    """
    lines = _lying(pile)
    moved = []
    away = _away(pile)
    for line in lines:
        if line["dispatch"] in gone:
            away.mkdir(mode=0o700, parents=True, exist_ok=True)
            moved.append((pile / line["folder"]).rename(away / line["folder"]))
    if moved:
        sync(away)
        sync(pile)
    # Also when nothing was moved now: a pass that was killed may have left an index that lists too much.
    if pile.is_dir():
        _write_index(pile, [line for line in lines if line["dispatch"] not in gone])
    return tuple(moved)


def piles(outbox: Path) -> Piles:
    """The piles of an outbox, taken together."""
    both = (outbox / PRINT, outbox / HAND)
    return Piles(
        lying=lambda: frozenset[str]().union(*map(lying, both)),
        lay=lambda pile, envelope: lay(outbox / pile, [envelope]),
        withdraw=lambda gone: [withdraw(pile, gone) for pile in both],
    )


def _away(pile: Path) -> Path:
    return pile.parent / WITHDRAWN / pile.name


def _last_number(pile: Path) -> int:
    return max((int(line["number"]) for line in (*_lying(pile), *_lying(_away(pile)))), default=0)


def _lay_one(pile: Path, envelope: Envelope, number: int) -> dict[str, str]:
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
    # Kept inside too, so that an index that was lost can be made again from the folders.
    write(draft / ".dispatch", envelope.dispatch.encode())
    sync(draft)
    draft.rename(pile / folder)
    sync(pile)
    return {"number": str(number), "dispatch": envelope.dispatch, "folder": folder, "files": " ".join(names)}


def _lying(pile: Path) -> list[dict[str, str]]:
    """What lies on the pile, read from the folders: they are the truth, the index only shows it."""
    if not pile.is_dir():
        return []
    lines = []
    for folder in sorted(entry for entry in pile.iterdir() if entry.is_dir() and not entry.name.startswith(".")):
        mark = folder / ".dispatch"
        if mark.is_file():
            files = " ".join(sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith(".")))
            number = folder.name.partition("-")[0]
            lines.append({"number": number, "dispatch": mark.read_text(), "folder": folder.name, "files": files})
    return lines


def _write_index(pile: Path, lines: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**line, "number": int(line["number"])} for line in lines)
    data, index = text.getvalue().encode(), pile / INDEX
    if index.is_file() and index.read_bytes() == data:
        return
    draft = pile / f".{INDEX}.part"
    write(draft, data)
    draft.replace(index)
    sync(pile)


def _slug(dispatch: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", dispatch).strip("-")[:80]
