"""Which e-mail addresses are written to at all (guard W2): plain ASCII, nothing quoted, nothing routed."""

from __future__ import annotations

import re
import unicodedata

_ATOM = r"[A-Za-z0-9_'+&-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_STRICT = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>(?:{_LABEL}\.)+(?:[A-Za-z]{{2,63}}|xn--{_LABEL}))")

LONGEST_LOCAL = 64
LONGEST = 254
LONGEST_NAME = 120
#: Controls, signs that turn or hide text, halves of characters, ends of lines.
_STEERING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def is_strict(address: str) -> bool:
    """Whether the whole of `address` is one plain address that every mail program reads alike."""
    return why_not(address) is None


def why_not(address: str) -> str | None:
    """Why an address is not written to, as a sentence that does not repeat it; None when it is fine."""
    if not address.isascii():
        return "The address has letters outside plain English ones."
    match = _STRICT.fullmatch(address)
    if match is None:
        return "The address is not of the plain form name@place.uk."
    if len(match["local"]) > LONGEST_LOCAL or len(address) > LONGEST:
        return "The address is too long to be a real one."
    return None


def is_fit_name(name: str) -> bool:
    """Whether a name can stand before an address: short, in any script, with nothing that steers a mail program."""
    steers = any(unicodedata.category(letter) in _STEERING for letter in name)
    return bool(name.strip()) and len(name) <= LONGEST_NAME and not steers and "=?" not in name


def domain_of(address: str) -> str:
    """The part after the @, in lower case. Raises ValueError for an address that is not strict."""
    if not is_strict(address):
        raise ValueError("Not a strict address.")
    return address.rpartition("@")[2].lower()
