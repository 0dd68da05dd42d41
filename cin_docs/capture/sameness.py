"""When two values written in different ways are one: spaces, commas, capitals, a national prefix, Ct for Court."""

from __future__ import annotations

import re
import unicodedata

from cin_docs.model.person import ProtectedKind

_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b")
#: Before a name these say nothing of who it is.
_TITLES = frozenset({"dame", "dr", "miss", "mr", "mrs", "ms", "mx", "prof", "professor", "rev", "reverend", "sir"})
_NUMBER = re.compile(r"\d+[a-z]?\b")


def squeezed(text: str) -> str:
    """Letters and digits alone, in small letters."""
    return "".join(letter for letter in _folded(text) if letter.isalnum())


def words(text: str) -> tuple[str, ...]:
    """The words of a name, in small letters and without accents."""
    return tuple(re.sub(r"[\W_]+", " ", re.sub(r"['\u2019]", "", _folded(text))).split())


def known_as(name: str) -> tuple[str, ...]:
    """The words of a full name in any order and without titles: "Hale, Rob" and "Mr Rob Hale" are one."""
    every = words(name)
    return tuple(sorted(word for word in every if word not in _TITLES) or sorted(every))


def same_value(kind: ProtectedKind, one: str, other: str) -> bool:
    """Whether two values of a kind are the same one. Addresses: the same postcode and the same numbers."""
    if squeezed(one) == squeezed(other):
        return True
    if kind is ProtectedKind.PHONE:
        return bool(_national(one)) and _national(one) == _national(other)
    if kind is ProtectedKind.ADDRESS:
        return _house(one) is not None and _house(one) == _house(other)
    return False


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _national(text: str) -> str:
    return re.sub(r"^(?:0044|44)?0?", "", re.sub(r"\D", "", text))


def _house(text: str) -> tuple[str, frozenset[str]] | None:
    """Postcode and house numbers; None without either."""
    folded = _folded(text)
    postcodes = _POSTCODE.findall(folded)
    numbers = frozenset(_NUMBER.findall(_POSTCODE.sub(" ", folded)))
    return (squeezed(postcodes[0]), numbers) if postcodes and numbers else None
