"""E-mail and postal addresses made comparable: two writings of one letter box are one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cin_docs.documents.normal import fold
from cin_docs.documents.streets import has_digit, in_full, streets
from cin_docs.model.person import Channel

_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")
_WORDS = re.compile(r"[a-z0-9]+")
#: Providers for which points in the name and what follows a plus sign make no difference.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def mailbox(address: str) -> str:
    """The mailbox behind an e-mail address: without letter case, without what stands behind a plus sign."""
    name, _, domain = address.strip().casefold().partition("@")
    name = name.partition("+")[0]
    if domain in _DOTLESS:
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{domain}"


def identity(channel: Channel, value: str) -> str:
    """What all writings of one mailbox or letter box have in common, to be hashed and compared; empty for no value.

    Two with the same identity are the `same_place`. The other way round it holds too, but for a postal address that
    is written with its postcode here and without it there. What a worker carries is told apart letter by letter.
    """
    if not value.strip():
        return ""
    if channel is Channel.EMAIL:
        return mailbox(value)
    return _Door.of(value).said if channel is Channel.POST else value


def same_place(channel: Channel, one: str, other: str) -> bool:
    """Whether two e-mail or two postal addresses name one mailbox or letter box; never for the other ways."""
    if not one.strip() or not other.strip():
        return False
    if channel is Channel.EMAIL:
        return mailbox(one) == mailbox(other)
    return channel is Channel.POST and _same_door(_Door.of(one), _Door.of(other))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Door:
    """What of a postal address says which door it is."""

    postcode: str
    #: House and flat numbers; where there are none, the house's name: how the first line begins.
    numbers: frozenset[str]
    #: Streets with their number, in full: ``14heroncourt``.
    streets: frozenset[str]
    #: Letters and digits only.
    whole: str

    @classmethod
    def of(cls, address: str) -> _Door:
        text = fold(address)
        found, rest = _POSTCODE.search(text), _POSTCODE.sub(" ", text)
        words = _WORDS.findall(rest)
        numbers = [word for word in words if has_digit(word)]
        first = _WORDS.findall(rest.strip().partition("\n")[0].partition(",")[0])
        house = in_full(next(streets(first))) if first else ""
        return cls(
            postcode="".join(found.groups()) if found else "",
            numbers=frozenset(numbers or {house}),
            streets=frozenset(in_full(street) for street in streets(words) if any(map(has_digit, street))),
            whole="".join(words),
        )

    @property
    def said(self) -> str:
        """The same for the same door, as far as a single text can be."""
        if self.postcode:
            return " ".join((self.postcode, *sorted(self.numbers)))
        return " ".join(sorted(self.streets)) or self.whole


def _same_door(one: _Door, other: _Door) -> bool:
    """By postcode and numbers; where one of them has no postcode, by street and number or by all words."""
    if one.postcode and other.postcode:
        return one.postcode == other.postcode and one.numbers == other.numbers
    return one.whole == other.whole or bool(one.streets & other.streets)
