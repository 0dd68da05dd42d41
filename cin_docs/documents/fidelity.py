"""Every character that is accepted is in the output: text is checked against the fonts before it is rendered."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from cin_docs.documents.fonts import Face, characters
from cin_docs.errors import RenderError

#: Drawn as nothing by design: line ends, joiners, direction marks, variation selectors.
_UNSEEN = frozenset({0x09, 0x0A, 0x0D, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065),
                     *range(0x2066, 0x206A), *range(0xFE00, 0xFE10), 0x2028, 0x2029, 0xFEFF})  # fmt: skip


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of `text` that our fonts cannot draw, each once, in the order they come."""
    known = characters(*Face)
    strange = (char for char in text if ord(char) not in known and ord(char) not in _UNSEEN)
    return tuple(dict.fromkeys(char for char in strange if not _composes(char, known)))


def _composes(char: str, known: frozenset[int]) -> bool:
    """Whether a character can be drawn from its parts."""
    parts = unicodedata.normalize("NFD", char)
    return len(parts) > 1 and all(ord(part) in known for part in parts)


def named(char: str) -> str:
    """A character in words that can be shown anywhere: "U+1F600 GRINNING FACE"."""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"


def texts(value: object) -> Iterator[str]:
    """Every text of a view, in the order of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Iterable):
        for part in value:
            yield from texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def require(value: object) -> None:
    """Raise `RenderError` when a view holds a character that would print as an empty box."""
    strange = tuple(dict.fromkeys(char for text in texts(value) for char in unprintable(text)))
    if strange:
        raise RenderError(
            f"Our fonts cannot print {', '.join(map(named, strange[:5]))}.", "Write it otherwise in the notes."
        )
