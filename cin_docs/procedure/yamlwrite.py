"""YAML that a person will edit: plain where that is safe, quoted where it is not, comments beside."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable

#: Text that means itself without quotation marks, also inside brackets.
_PLAIN = re.compile(r"[^\W_][\w .’()/-]*[\w.)]|[^\W_]")
#: Column at which comments begin, where there is room.
_COLUMN = 29
#: The longest line that is read without looking aside.
_WIDTH = 80


def value(text: str) -> str:
    """One line of text as a YAML value; quoted unless it cannot be misread."""
    one_line = " ".join(text.split())
    return one_line if _PLAIN.fullmatch(one_line) else json.dumps(one_line, ensure_ascii=False)


def quoted(text: str) -> str:
    """A value that is always written in quotation marks, such as a time of day."""
    return json.dumps(text, ensure_ascii=False)


def listing(items: Iterable[str]) -> str:
    """``[mum, leo]``."""
    return f"[{', '.join(value(item) for item in items)}]"


def entry(key: str, text: str = "", comment: str = "", *, indent: int = 0) -> str:
    """``key: text  # comment`` on one line; the text is YAML already."""
    line = f"{' ' * indent}{key}: {text}".rstrip()
    beside = f"{line.ljust(_COLUMN - 1)} # {note(comment)}" if comment else line
    if not comment or len(beside) <= _WIDTH:
        return beside
    return f"{wrapped(note(comment), indent=indent)}\n{line}"


def wrapped(text: str, *, indent: int = 0) -> str:
    """Lines of comment, none longer than people see at once."""
    before = f"{' ' * indent}# "
    return textwrap.fill(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=before,
        subsequent_indent=before,
        break_long_words=False,
        break_on_hyphens=False,
    )


def note(text: str, longest: int = 150) -> str:
    """Text fit for a comment: one line, cut after `longest` characters."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= longest else f"{one_line[: longest - 1].rstrip()}…"


def block(key: str, text: str, *, indent: int = 0) -> str:
    """A key with text that may have several lines; these are kept."""
    kept = text.rstrip("\n").splitlines()
    if len(kept) <= 1 or any(line != line.rstrip() or line.startswith((" ", "\t")) for line in kept):
        return entry(key, value(text), indent=indent)
    body = "\n".join(f"{' ' * (indent + 2)}{line}" if line else "" for line in kept)
    return f"{' ' * indent}{key}: |\n{body}"
