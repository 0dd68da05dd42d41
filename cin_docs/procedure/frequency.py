"""How often, in the words of a plan: "every Monday", "twice a week", "termly"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cin_docs.model.standard import Unit

_NUMBERS = {
    "one": 1,
    "once": 1,
    "a": 1,
    "an": 1,
    "other": 2,
    "second": 2,
    "two": 2,
    "twice": 2,
    "three": 3,
    "thrice": 3,
    "third": 3,
    "four": 4,
    "fourth": 4,
    "five": 5,
    "six": 6,
    "sixth": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
#: The longest that may lie between two times, in calendar days: a calendar month is never longer than 31,
#: a school term about 16 weeks.
_LENGTHS = {
    "day": 1,
    "morning": 1,
    "evening": 1,
    "night": 1,
    "bedtime": 1,
    "afternoon": 1,
    "mealtime": 1,
    "week": 7,
    "weekend": 7,
    "fortnight": 14,
    "month": 31,
    "half term": 56,
    "half-term": 56,
    "term": 112,
    "year": 366,
}
_ADVERBS = {
    "daily": ("day", 1),
    "nightly": ("night", 1),
    "weekly": ("week", 1),
    "fortnightly": ("fortnight", 1),
    "monthly": ("month", 1),
    "half termly": ("half term", 1),
    "half-termly": ("half term", 1),
    "termly": ("term", 1),
    "quarterly": ("month", 3),
    "yearly": ("year", 1),
    "annually": ("year", 1),
}
_UNIT_OF = {"week": Unit.WEEKS, "fortnight": Unit.WEEKS, "month": Unit.MONTHS}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_LENGTH = "|".join(sorted(_LENGTHS, key=len, reverse=True))
_DAY = rf"(?:{'|'.join(_DAYS)})s?"
_LIST = rf"{_DAY}(?:(?:,? and |, | & ){_DAY})*"
#: "visits every 3 weeks", "at least weekly", "no less than every 4 weeks": words before that change nothing.
_LEAD = re.compile(r"^(?:(?:visits?|at least|at a minimum of|a minimum of|minimum|no less (?:often )?than|on)\s+)+")
#: What may follow without changing how often: "at 8.15", "before school", "by phone".
_TAIL = re.compile(
    r"\s*,?\s+(?:at|before|after|in the|during|from|by|with|to|in person|at home|"
    rf"on (?:a )?(?:{'|'.join(_DAYS)}))\b.{{0,60}}$"
)

_SCHOOL_DAY = re.compile(
    r"(?:every|each) (?:school|working|week) ?-?(?:day|night|morning|evening)"
    r"|school (?:days|nights|mornings)|weekdays"
)
_EVERY = re.compile(rf"(?:every|each)(?: {_COUNT})?[ -](?P<unit>{_LENGTH})s?")
#: "4 weekly" is every four weeks; only "4 times weekly" or "twice weekly" count within the week.
_TIMES = re.compile(
    rf"{_COUNT}(?: times)? (?:a|an|per|each|every)(?: (?P<each>\d{{1,2}}|two|three|four|six|other))?"
    rf" (?P<unit>{_LENGTH})s?"
)
_TIMES_ADVERB = re.compile(r"(?:(?P<count>\d{1,2}|\w+) times|(?P<word>once|twice|thrice)) (?P<adverb>[\w-]+ly)")
_ADVERB = re.compile(rf"(?:{_COUNT}[ -])?(?P<adverb>{'|'.join(sorted(_ADVERBS, key=len, reverse=True))})")
_WEEKDAYS = re.compile(rf"(?:(?:every|each) )?(?:(?P<count>other|second|third|fourth) )?(?P<list>{_LIST})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Frequency:
    """Something done again and again."""

    #: As it is printed: "every Monday".
    words: str
    #: How many times in one `length`.
    times: int
    #: The longest one round takes, in calendar days (31 for a month, 112 for a school term).
    length: int
    #: The round in the unit it was said in, when that is weeks or months: "every 2 months" is (2, months).
    said: tuple[int, Unit] | None = None

    @property
    def days_apart(self) -> float:
        """The most calendar days between two times, if the times are spread evenly."""
        return self.length / self.times


def parse_frequency(text: str) -> Frequency | None:
    """The frequency in English words, or None when they name no interval.

    Ambiguous words such as "biweekly" and open ones such as "regularly" are not frequencies.
    """
    words = " ".join(text.split()).rstrip(".")
    core = _LEAD.sub("", words.casefold())
    core = _TAIL.sub("", f" {core}").strip()
    if _SCHOOL_DAY.fullmatch(core):
        return Frequency(words=_printed(words), times=1, length=1)
    for read in (_every, _times, _times_adverb, _adverb, _weekdays):
        found = read(core)
        if found is not None:
            times, count, unit = found
            return Frequency(words=_printed(words), times=times, length=count * _LENGTHS[unit], said=_said(count, unit))
    return None


def _every(core: str) -> tuple[int, int, str] | None:
    found = _EVERY.fullmatch(core)
    return _round(1, found["count"], found["unit"]) if found else None


def _times(core: str) -> tuple[int, int, str] | None:
    found = _TIMES.fullmatch(core)
    return _round(_number(found["count"]), found["each"], found["unit"]) if found else None


def _times_adverb(core: str) -> tuple[int, int, str] | None:
    found = _TIMES_ADVERB.fullmatch(core)
    if found is None or found["adverb"] not in _ADVERBS:
        return None
    unit, count = _ADVERBS[found["adverb"]]
    return _round(_number(found["count"] or found["word"]), None, unit, count)


def _adverb(core: str) -> tuple[int, int, str] | None:
    found = _ADVERB.fullmatch(core)
    if found is None:
        return None
    unit, count = _ADVERBS[found["adverb"]]
    return _round(1, found["count"], unit, count)


def _weekdays(core: str) -> tuple[int, int, str] | None:
    found = _WEEKDAYS.fullmatch(core)
    if found is None:
        return None
    return _round(len(re.findall(_DAY, found["list"])), found["count"], "week")


def _round(times: int, count: str | None, unit: str, each: int = 1) -> tuple[int, int, str] | None:
    number = each * (_number(count) if count else 1)
    return (times, number, unit) if times and number else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word, 0)


def _said(count: int, unit: str) -> tuple[int, Unit] | None:
    if unit not in _UNIT_OF:
        return None
    return (count * 2 if unit == "fortnight" else count, _UNIT_OF[unit])


def _printed(words: str) -> str:
    """As written, without the capital that started the line; a weekday keeps its own."""
    first = words.split(" ", 1)[0].casefold().rstrip(",").removesuffix("s")
    return words if first in _DAYS else words[:1].lower() + words[1:]
