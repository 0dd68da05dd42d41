"""The pile of envelopes to print and post, or to hand over: a folder each, in order, with an index."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from cin_docs.errors import RefusedError
from cin_docs.transport.files import sync, write
from cin_docs.transport.protocol import Envelope

__all__ = ["INDEX", "Envelope", "lay"]

INDEX = "index.csv"
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
    folders = []
    for envelope in envelopes:
        if envelope.dispatch not in laid:
            laid[envelope.dispatch] = _lay_one(pile, envelope, _next_number(laid))
        folders.append(pile / laid[envelope.dispatch]["folder"])
    _write_index(pile, list(laid.values()))
    return tuple(folders)


def _next_number(laid: dict[str, dict[str, str]]) -> int:
    return 1 + max((int(line["number"]) for line in laid.values()), default=0)


def _lay_one(pile: Path, envelope: Envelope, number: int) -> dict[str, str]:
    names = [f"{place:02d}-{name}" for place, name in enumerate(["cover.pdf", *(n for n, _ in envelope.copies)])]
    if not all(_FILE_NAME.fullmatch(name) for name in names):
        raise RefusedError("A copy's file name may hold only letters, digits, dots and dashes.")
    folder = f"{number:04d}-{_slug(envelope.dispatch)}"
    draft = pile / f".{folder}.part"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    for name, data in zip(names, [envelope.cover, *(data for _, data in envelope.copies)], strict=True):
        write(draft / name, data)
    # Kept inside too, so that an index that was lost can be made again from the folders.
    write(draft / ".dispatch", envelope.dispatch.encode())
    sync(draft)
    draft.rename(pile / folder)
    sync(pile)
    return {"number": str(number), "dispatch": envelope.dispatch, "folder": folder, "files": " ".join(names)}


def _lying(pile: Path) -> list[dict[str, str]]:
    """What lies on the pile, read from the folders: they are the truth, the index only shows it."""
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
    draft = pile / f".{INDEX}.part"
    write(draft, text.getvalue().encode())
    draft.replace(pile / INDEX)
    sync(pile)


def _slug(dispatch: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", dispatch).strip("-")[:80]
