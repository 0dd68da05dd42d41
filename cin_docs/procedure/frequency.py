"""How often, in the words of a plan: "every Monday", "twice a week", "termly"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from cin_docs.model.standard import Unit

_CARDINALS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
#: "every other week", "every third Friday".
_ORDINALS = {"other": 2, "second": 2, "third": 3, "fourth": 4, "sixth": 6}
_ONCE = {"a": 1, "an": 1, "once": 1, "twice": 2, "thrice": 3}
_NUMBERS = {**_CARDINALS, **_ORDINALS, **_ONCE}
#: The longest that may lie between two times, in calendar days: a calendar month is never longer than 31,
#: a school term about 16 weeks. Five working days are a week.
_LENGTHS: dict[str, int | Fraction] = {
    "day": 1,
    "working day": Fraction(7, 5),
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

_CARDINAL = rf"\d{{1,2}}|{'|'.join(_CARDINALS)}"
_ORDINAL = "|".join(_ORDINALS)
_LENGTH = "|".join(sorted(_LENGTHS, key=len, reverse=True))
_DAY = rf"(?:{'|'.join(_DAYS)})"
_PART = r"(?:morning|afternoon|evening|night)"
_VISITS = (
    r"(?:(?:home|joint|announced|unannounced|statutory|planned|school|face[- ]to[- ]face)(?:,? and |, | ))*"
    r"(?:visit(?:s|ing)?|sessions?|meetings?|contacts?|calls?|checks?)"
)
#: Shortened words: "every 4 wks", "3 x weekly".
_SHORT = (
    (re.compile(r"\b(\d{1,2})(?=(?:w(?:ee)?k|m(?:on)?th|day|x\b))"), r"\1 "),
    (re.compile(r"\b(\d{1,2}) x\b"), r"\1 times"),
    (re.compile(r"\bwk(s|ly)?\b"), r"week\1"),
    (re.compile(r"\bmth(s|ly)?\b"), r"month\1"),
)
#: "visits every 3 weeks", "at least weekly", "not less than four weekly": words before that change nothing.
_LEAD = re.compile(
    rf"^(?:(?:{_VISITS}|(?:to be )?(?:seen|visited)|at least|at a minimum(?: of)?|a minimum of|minimum(?: of)?|"
    r"(?:no|not|(?:should |must )?not be) less (?:often |frequently )?than|on)[,:]?\s+)+"
)
#: What may follow without changing how often: "visits", "(announced)", "at 8.15", "before school", "by phone".
_NOUN = re.compile(rf"\s+{_VISITS}$")
_ASIDE = re.compile(r"\s*\((?P<aside>[^()]{1,60})\)$")
_TAIL = re.compile(
    r"\s*,?\s+(?P<aside>(?:at|before|after|in the|during|from|by|with|to|in person|at home|announced|unannounced|"
    rf"on (?:a )?(?:{'|'.join(_DAYS)}))\b.{{0,60}})$"
)
#: In what follows, these do change it: "weekly (when possible)", "weekly to begin with, then monthly".
_UNSURE = re.compile(
    r"\b(?:if|when|whenever|unless|until|then|needed|required|possible|appropriate|necessary|every|each|twice|"
    rf"\w+ times|{'|'.join(_ADVERBS)})\b"
)

_SCHOOL_DAY = re.compile(
    r"(?:every|each) (?:school|working|week) ?-?(?:day|night|morning|evening)"
    r"|school (?:days|nights|mornings)|weekdays"
)
_EVERY = re.compile(rf"(?:every|each)(?: (?P<count>{_CARDINAL}|{_ORDINAL}))?[ -](?P<unit>{_LENGTH})s?")
#: "4 weekly" is every four weeks; only "4 times weekly" or "twice weekly" count within the week.
_TIMES = re.compile(
    rf"(?!an? times?)(?P<count>{_CARDINAL}|{'|'.join(_ONCE)})(?: times?| visits?)? (?:a|an|per|each|every)"
    rf"(?: (?P<each>{_CARDINAL}|{_ORDINAL}))? (?P<unit>{_LENGTH})s?"
)
_TIMES_ADVERB = re.compile(
    rf"(?:(?P<count>{_CARDINAL}) times|(?P<word>once|twice|thrice)) (?P<adverb>{'|'.join(_ADVERBS)})"
)
_ADVERB = re.compile(rf"(?:(?P<count>{_CARDINAL})[ -])?(?P<adverb>{'|'.join(sorted(_ADVERBS, key=len, reverse=True))})")
#: One weekday by itself is a day, not a habit: it takes "every" or a plural.
_EACH_WEEKDAY = re.compile(
    rf"(?:every|each) (?:(?P<count>{_ORDINAL}) )?(?P<list>{_DAY}s?(?:(?:,? and |, | & ){_DAY}s?)*)(?: {_PART}s?)?"
)
_WEEKDAYS = re.compile(rf"(?P<list>{_DAY}s(?:(?:,? and |, | & ){_DAY}s)*|{_DAY}(?:(?:,? and |, | & ){_DAY})* {_PART}s)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Frequency:
    """Something done again and again."""

    #: As it is printed: "every Monday".
    words: str
    #: How many times in one `length`.
    times: int
    #: The longest one round takes, in calendar days (31 for a month, 112 for a school term,
    #: 1.4 for a working day).
    length: float
    #: The round in the unit it was said in, when that is weeks or months: "every 2 months" is (2, months).
    said: tuple[int, Unit] | None = None

    @property
    def days_apart(self) -> float:
        """The most calendar days between two times, if the times are spread evenly."""
        return self.length / self.times


def parse_frequency(text: str) -> Frequency | None:
    """The frequency in English words, or None when they name no interval.

    Ambiguous words such as "biweekly" and open ones such as "regularly" are not frequencies, and neither is
    one day ("Friday").
    """
    words = " ".join(text.split()).rstrip(".")
    core = _core(words.casefold())
    if core is None:
        return None
    if _SCHOOL_DAY.fullmatch(core):
        return Frequency(words=_printed(words), times=1, length=1)
    for read in (_every, _times, _times_adverb, _adverb, _weekdays):
        found = read(core)
        if found is not None:
            times, count, unit = found
            length = float(count * _LENGTHS[unit])
            return Frequency(words=_printed(words), times=times, length=length, said=_said(count, unit))
    return None


def _core(words: str) -> str | None:
    """The words that say how often, without what may stand around them; None when that makes them unsure."""
    for short, long in _SHORT:
        words = short.sub(long, words)
    core = f" {_LEAD.sub('', words)}"
    for around in (_ASIDE, _TAIL):
        if found := around.search(core):
            if _UNSURE.search(found["aside"]):
                return None
            core = core[: found.start()]
    return _NOUN.sub("", core).strip()


def _every(core: str) -> tuple[int, int, str] | None:
    found = _EVERY.fullmatch(core)
    return _round(1, found["count"], found["unit"]) if found else None


def _times(core: str) -> tuple[int, int, str] | None:
    found = _TIMES.fullmatch(core)
    return _round(_number(found["count"]), found["each"], found["unit"]) if found else None


def _times_adverb(core: str) -> tuple[int, int, str] | None:
    found = _TIMES_ADVERB.fullmatch(core)
    if found is None:
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
    found = _EACH_WEEKDAY.fullmatch(core) or _WEEKDAYS.fullmatch(core)
    if found is None:
        return None
    return _round(len(set(re.findall(_DAY, found["list"]))), found.groupdict().get("count"), "week")


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
