"""The home's inbox: notes dropped there are answered beside themselves, and taken when they are clean."""

from __future__ import annotations

from pathlib import Path

from cin_docs.transport.files import sync, write

_ANSWER = ".answer.txt"


def waiting(inbox: Path) -> tuple[Path, ...]:
    """The YAML files in the inbox, by name; hidden files, such as an editor's lock, are none."""
    return tuple(sorted(path for path in inbox.glob("*.y*ml") if path.is_file() and not path.name.startswith(".")))


def is_answered(path: Path, mark: str) -> bool:
    """Whether the answer beside the file is about what this mark stands for."""
    answer = path.with_name(path.name + _ANSWER)
    try:
        return mark in answer.read_text(encoding="utf-8")
    except OSError:
        return False


def answer(path: Path, mark: str, text: str) -> Path:
    """Lay the answer beside the file, replacing an older one, and give its path.

    `mark` tells apart what the answer is about: it begins with the file's SHA-256.
    """
    target = path.with_name(path.name + _ANSWER)
    draft = target.with_name(f".{target.name}.part")
    write(draft, f"{text.rstrip()}\n\n(about the file with SHA-256 {mark})\n".encode())
    draft.replace(target)
    sync(target.parent)
    return target


def file_away(target: Path, data: bytes) -> None:
    """Put the notes into the case's folder durably. The file in the inbox stays until `clear`.

    Raises FileExistsError when another file stands there already.
    """
    if target.exists():
        if target.read_bytes() == data:
            return
        raise FileExistsError(target)
    draft = target.with_name(f".{target.name}.part")
    write(draft, data)
    draft.replace(target)
    sync(target.parent)


def clear(path: Path) -> None:
    """Take a file that was filed away, and an older answer to it, out of the inbox."""
    path.with_name(path.name + _ANSWER).unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    sync(path.parent)
