"""What people type when they are tired: numbers in words, letters for digits and digits for letters, slips."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_UNITS = {
    "zero": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13",
    "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_ORDINALS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12", "thirteenth": "13",
    "fourteenth": "14", "fifteenth": "15", "sixteenth": "16", "seventeenth": "17", "eighteenth": "18",
    "nineteenth": "19", "twentieth": "20", "thirtieth": "30",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_NUMBER = re.compile(rf" (?:{'|'.join([*_UNITS, *_TENS, *_ORDINALS, *_TIMES])}|oh)(?= )|\d")
#: A number with letters that look like digits in it, and a word with digits that look like letters.
_NUMBERISH = re.compile(r"(?<= )(?=[a-z]*\d)[\doil]+(?= )|(?<= )(?:o[oil]*|oh)(?= \d)")
_AS_DIGITS = str.maketrans("oil", "011")
_WORDISH = re.compile(r"(?<= )(?=(?:\d*[a-z]){3})(?=[a-z]*\d)[a-z\d]+(?= )")
_AS_LETTERS = (str.maketrans("0134578", "oieastb"), str.maketrans("0134578", "oleastb"))


def meant(words: str) -> Iterator[str]:
    """`words` (folded, one space between and at each end) as they may have been meant, each way that differs."""
    if not _NUMBER.search(words):
        return
    digits = f" {' '.join(_figures(_NUMBERISH.sub(_digits, words).split()))} "
    if digits != words:
        yield digits
    if _WORDISH.search(words):
        for letters in _AS_LETTERS:
            yield _WORDISH.sub(lambda found, as_=letters: found[0].translate(as_), words)  # type: ignore[misc]


def _digits(found: re.Match[str]) -> str:
    return "0" if found[0] == "oh" else found[0].translate(_AS_DIGITS)


def _figures(words: list[str]) -> Iterator[str]:
    """Numbers in words as figures: oh seven seven, double five, twenty seven, nine hundred, the fourth."""
    n = 0
    while n < len(words):
        figure, used = _figure(words, n)
        yield figure
        n += used


def _figure(words: list[str], n: int) -> tuple[str, int]:
    """What stands at `n` as a figure, or as it is, and how many words that took."""
    word, after = words[n], words[n + 1] if n + 1 < len(words) else ""
    if word in _TIMES and (digit := _digit(after)):
        return digit * _TIMES[word], 2
    if word in _TENS:
        last = _UNITS.get(after) or _ORDINALS.get(after) or ""
        return (str(_TENS[word] + int(last)), 2) if len(last) == 1 and last != "0" else (str(_TENS[word]), 1)
    if after == "hundred" and (digit := _digit(word)):
        return f"{digit}00", 2
    if word in {"oh", "o"} and (_number(after) or (n and _number(words[n - 1]))):
        return "0", 1
    return _UNITS.get(word) or _ORDINALS.get(word) or word, 1


def _digit(word: str) -> str:
    """One digit in a figure or in words; empty when it is none."""
    figure = "0" if word in {"oh", "o"} else _UNITS.get(word, word)
    return figure if len(figure) == 1 and figure.isdigit() else ""


def _number(word: str) -> bool:
    return word in _UNITS or word in _TENS or word in _TIMES or word == "oh" or word.isdigit()


@lru_cache(maxsize=4096)
def slips(word: str) -> frozenset[str]:
    """`word` with two letters the wrong way round, one left out or typed twice, or a silent e; the first is right."""
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(1, len(word) - 1)}
    short = {word[:n] + word[n + 1 :] for n in range(1, len(word))}
    twice = {word[:n] + word[n] + word[n:] for n in range(len(word))}
    return frozenset(swapped | short | twice | {f"{word}e"}) - {word, f"{word}s"}
