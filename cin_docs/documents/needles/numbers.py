"""Telephone numbers, postcodes and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cin_docs.documents.mistyped import slips
from cin_docs.documents.needles.words import Needle, matching, split, squashed
from cin_docs.documents.normal import fold

POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")
_ALIKE = {"0": "[0o]", "1": "[1il]", "5": "[5s]", "o": "[o0]", "i": "[i1]", "l": "[l1]", "s": "[s5]"}
#: What follows a number in ordinary sentences: half a postcode that reads like one is not searched by itself.
_MEASURES = frozenset({
    "ft", "gb", "hr", "hz", "lb", "ln", "nd", "nt", "pd", "pt", "rd", "sq", "st", "th", "wd", "wk", "xl", "yd", "yr",
})  # fmt: skip
_WORDS_FOR = {"@": "(?:at)?", ".": "(?:dot|point|fullstop)?", "-": "(?:dash|hyphen|minus)?", "_": "(?:underscore)?"}
#: A mailbox is searched without its domain when a digit makes it one of a kind, not just somebody's name.
_DIGIT = re.compile(r"\d")


def phone(value: str) -> Iterator[Needle]:
    """The national number's digits: 07700 900123, +44 (0)7700-900123 and 00447700900123 are one."""
    # Several numbers may stand in one value, and an extension after one: all that is long enough counts.
    runs = [re.sub(r"\D", "", part) for part in re.split(r"[/;,\n]|[^\W\d_]+", fold(value))]
    numbers = [run for run in runs if len(run) >= 6] or ["".join(runs)]
    for national in {re.sub(r"^(?:0044|44)?0?", "", number) for number in numbers} - {""}:
        yield from _national(national)


def _national(number: str) -> Iterator[Needle]:
    yield lambda text: number in text.digits
    if len(number) < 9:
        return
    swapped = frozenset(one for one in slips(number) if len(one) == len(number))
    yield lambda text: any(one in text.digits for one in swapped)
    local = number[-_local(number) :]
    yield matching(" (?:\\d+ )?" + " ?".join(local) + " ")


def _local(number: str) -> int:
    """How many digits are dialled without the area code; of a mobile number, how many people say of it."""
    if number.startswith("2"):
        return 8
    return 7 if re.match(r"1\d?1|11", number) else 6


def postcode(value: str) -> Iterator[Needle]:
    """The postcode however it is spaced, its halves apart, and its second half alone."""
    yield squashed(value)
    yield look_alike(value)
    for outward, inward in POSTCODE.findall(fold(value)):
        yield matching(rf" {outward} (?:\w+ ){{1,3}}{inward} ", inward)
        for typed in (inward, inward[0] + inward[:0:-1]):
            yield matching(rf" {outward} {typed} | {outward}{typed} ")
        if inward[1:] not in _MEASURES:
            yield matching(f" {inward} ", inward)


def look_alike(value: str) -> Needle:
    """Letters and digits in a row, with letters that look like the digits for them and the other way round."""
    alike = re.compile("".join(_ALIKE.get(char, re.escape(char)) for char in "".join(split(value))))
    return lambda text: bool(alike.search(text.squashed))


def email(value: str) -> Iterator[Needle]:
    """The address with its ``@`` and each of its points in signs or in words; without its last part; the mailbox."""
    folded = fold(value)
    whole = re.compile(_spoken(folded))
    yield lambda text: bool(whole.search(text.squashed))
    mailbox, _, domain = folded.partition("@")
    first = domain.partition(".")[0]
    if first and len("".join(split(mailbox))) >= 4:
        started = re.compile(
            r"\W*".join(map(re.escape, split(mailbox))) + rf"\s*(?:@|[(\[]at[)\]])\s*{re.escape(first)}\b"
        )
        yield lambda text: bool(started.search(text.plain))
    if _DIGIT.search(mailbox) and len("".join(split(mailbox))) >= 6:
        yield squashed(mailbox)


def _spoken(address: str) -> str:
    parts = re.split(r"([@._-])", address)
    return "".join(_WORDS_FOR.get(part) or re.escape("".join(split(part))) for part in parts)
