"""Text made comparable: case, accents, look-alikes, hyphens and spacing no longer hide a value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from cin_docs.documents.mistyped import meant

#: Letters that NFKD leaves whole, and Cyrillic and Greek letters that look like Latin ones.
_ALIKE = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "đ": "d",
        "ħ": "h",
        "\u0131": "i",
        # Cyrillic a, ve, ie, ka, em, en, o, er, es, te, u, ha, Ukrainian i, je, dze, komi de, shha.
        **dict(
            zip(
                "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u0501\u04bb",
                "abekmhopctyxijsdh",
                strict=True,
            )
        ),
        # Greek, by the look of the small letters.
        **dict(
            zip(
                "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
                "abeznikmvoptux",
                strict=True,
            )
        ),
    }
)
#: Greek capitals that look like a Latin letter other than their small form does: eta, nu, upsilon.
_GREEK_CAPITALS = str.maketrans({"\u0397": "h", "\u039d": "n", "\u03a5": "y"})
_LINE_END_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011\u00ad]\s*[\r\n\x02\ufffe]+\s*(?=\w)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)(?:[\W_]|\b(?:and|dash|hyphen|next|space|then)\b)+(?=\d)")
_GAP = re.compile(r"[\W_]+")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """One text, read the ways a value may hide in it. What was mistyped is read as it may have been meant, too."""

    #: As folded, with its punctuation.
    plain: str
    #: Words with one space between them, with a space at each end: line-end hyphens joined, hyphens as gaps.
    joined: str
    gapped: str
    #: Letters and digits only.
    squashed: str
    #: Letters only where nothing but letters counts, and digits run together: for telephone numbers.
    digits: str
    #: Every word of `gapped` and `joined`: what is not among them need not be looked for in them.
    words: frozenset[str]


def fold(text: str) -> str:
    """`text` casefolded, decomposed, without marks, format characters or look-alike letters; URLs unquoted."""
    if "%" in text:
        text = f"{text}\n{unquote(text)}"
    if "&" in text and ";" in text:
        text = f"{text}\n{unescape(text)}"
    if text.isascii():
        return text.casefold()
    shown = unicodedata.normalize("NFKD", text).translate(_GREEK_CAPITALS).casefold()
    # The soft hyphen is a format character, but at a line's end it joins a word: keep it until `readings`.
    spread = unicodedata.normalize("NFKD", shown).translate(_ALIKE)
    kept = (char for char in spread if char == "\u00ad" or unicodedata.category(char) not in {"Mn", "Me", "Cf"})
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in kept)


@lru_cache(maxsize=4096)
def readings(text: str) -> Readings:
    """Every reading of `text`. Cached, because each reader's search reads the same text."""
    folded = fold(text)
    plain = folded.replace("\u00ad", "")
    joined = f" {_GAP.sub(' ', _LINE_END_HYPHEN.sub('', folded).replace(_SOFT_HYPHEN, '')).strip()} "
    once = f" {_GAP.sub(' ', plain).strip()} "
    # Two spaces keep the end of one reading and the start of the next from making a phrase.
    ways = (once, *meant(once))
    gapped = " ".join(ways)
    return Readings(
        plain=plain,
        joined=joined,
        gapped=gapped,
        squashed="\n".join(way.replace(" ", "") for way in ways),
        digits="\n".join((_BETWEEN_DIGITS.sub("", plain), *(_BETWEEN_DIGITS.sub("", way) for way in ways[1:]))),
        words=frozenset(gapped.split()) | frozenset(joined.split()),
    )
