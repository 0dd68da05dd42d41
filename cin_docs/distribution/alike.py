"""Which e-mail domain looks like another one without being it (guard W4). Pure text, no lookup."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

#: Endings that are no endings of a domain, and what was meant.
_SLIPS = frozenset(
    {"cm", "cmo", "co.u", "co.k", "cok", "com.uk", "comm", "con", "coom", "couk", "cpm", "ocm", "vom", "xom"}
)
#: Endings of two words: what stands before them is the name.
_DOUBLE = frozenset(
    {"ac.uk", "co.uk", "gov.uk", "ltd.uk", "me.uk", "nhs.uk", "org.uk", "plc.uk", "police.uk", "sch.uk"}
)
#: Letters that look like others in most type faces. Those of two signs come first.
_LOOKS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("5", "s"), ("i", "l"), ("3", "e"))
#: How long a name must be for two slips in it to be taken for a slip and not for another name.
_LONG = 8
_SHORT = 4
#: ... and for another ending behind it to look like the same sender.
_TELLING = 4


def looks_like(domain: str, known: Iterable[str]) -> str | None:
    """The known domain that `domain` is taken for, or None; a known domain is never taken for another.

    `domain` and `known` are in small letters. Looked for are the same letters by sight, one or two slips of the
    finger, another ending behind the same name, an ending that does not exist, and signs put between or left out.
    """
    domains = sorted(set(known))
    if domain in domains:
        return None
    seen = _unmasked(domain)
    return next((one for one in domains if _alike(seen, one)), None)


def no_ending(domain: str) -> bool:
    """Whether a domain ends in a slip of the finger, such as ``.con``."""
    return any(domain.endswith(f".{slip}") for slip in _SLIPS)


def _unmasked(domain: str) -> str:
    """A domain as it is shown: ``xn--`` labels as the letters they stand for."""
    try:
        return domain.encode().decode("idna")
    except UnicodeError:
        return domain


def _alike(domain: str, known: str) -> bool:
    name, ending = _split(domain)
    other, expected = _split(known)
    same = _by_sight(name) == _by_sight(other)
    if same and (len(other) >= _TELLING or _by_sight(ending) == expected or no_ending(domain)):
        return True
    if _run_together(domain) == _run_together(known) or domain.startswith(f"{known}."):
        return True
    if len(other) >= _LONG and domain.startswith(f"{other}."):
        return True
    near = slips(name, other) <= (2 if len(other) >= _LONG else 1) and len(other) >= _SHORT
    return near and (ending == expected or no_ending(domain))


def _split(domain: str) -> tuple[str, str]:
    """The name and the ending: ``mail.gmail`` and ``com``, ``hotmail`` and ``co.uk``."""
    words = domain.split(".")
    count = 2 if ".".join(words[-2:]) in _DOUBLE | _SLIPS and len(words) > 2 else 1
    return ".".join(words[:-count]), ".".join(words[-count:])


def _by_sight(text: str) -> str:
    """The text with letters that look alike made one."""
    plain = "".join(_LATIN.get(letter, letter) for letter in unicodedata.normalize("NFKD", text.casefold()))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for shown, meant in _LOOKS:
        plain = plain.replace(shown, meant)
    return plain


def _run_together(domain: str) -> str:
    return "".join(letter for letter in _by_sight(domain) if letter.isalnum())


def slips(one: str, other: str) -> int:
    """How many letters were left out, added, mistaken or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            if before and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]


#: Cyrillic and Greek letters by the Latin ones that they look like.
_LATIN = dict(
    zip(
        "\u0430\u0432\u0435\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0501\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
        "abeijkmhopctyxsdaeikvoptux",
        strict=True,
    )
)
