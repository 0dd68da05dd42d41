"""Which meeting it was, whether it took place, and what it decided."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TypeVar

from cin_docs.capture.found import Found
from cin_docs.capture.names import listed, nearest
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Decision, Held, Kind, Meeting

E = TypeVar("E", bound=StrEnum)


def kind(word: str, at: Path, previous: Meeting | None, found: Found) -> tuple[Kind, int] | None:
    """The kind of meeting and its number. A review without a number is the one after `previous`."""
    if not word:
        return None
    review = re.fullmatch(r"review(?: +(\d{1,3}))?", word.strip().lower(), re.ASCII)
    if review:
        number = int(review[1]) if review[1] else _after(previous)
        if number > 0:
            return Kind.REVIEW, number
        found.blocks("unknown-word", at, "The first review is review 1.", "Write `review 1`.")
        return Kind.REVIEW, 1
    name, _, number_word = word.strip().lower().partition(" ")
    if number_word.isdecimal() and nearest(name, ["review"]):
        found.blocks("unknown-word", at, f"`{word}` is not a kind of meeting.", f"Did you mean `review {number_word}`?")
        return Kind.REVIEW, int(number_word)
    one = choice(Kind, word.strip().lower(), at, found)
    return None if one is None else (one, 1)


def held(word: str | None, at: Path, found: Found) -> Held:
    """Whether the meeting took place; it did unless the file says otherwise."""
    return (choice(Held, word, at, found) if word else None) or Held.HELD


def decision(word: str | None, at: Path, found: Found) -> Decision | None:
    """What the meeting decided, or None when nothing usable was written."""
    return choice(Decision, word, at, found) if word else None


def choice(words: type[E], word: str, at: Path, found: Found) -> E | None:
    """The one of `words` that was written; None, with a finding, when it is none of them."""
    known = [item.value for item in words]
    if word.lower() in known:
        return words(word.lower())
    near = nearest(word, known)
    remedy = f"Did you mean `{near}`?" if near else f"Write {listed(known)}."
    found.blocks("unknown-word", at, f"`{word}` is not one of the words used here.", remedy)
    return None


def _after(previous: Meeting | None) -> int:
    return previous.number + 1 if previous is not None and previous.kind is Kind.REVIEW else 1
