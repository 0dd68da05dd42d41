"""Word lists: what is no timescale, and who is nobody in particular (config/wording, docs/standards.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from pydantic import ValidationError

from cin_docs.capture import yamltext
from cin_docs.model.finding import Checked
from cin_docs.procedure import standard_file as file_model


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The word lists of one language, as `plain` leaves words."""

    #: For instance "en".
    language: str
    banned_timescales: tuple[str, ...] = field(repr=False)
    collective_owners: tuple[str, ...] = field(repr=False)


def read_wording(data: bytes, file: str) -> Checked[Wording]:
    """The word lists in a YAML file's bytes; None with findings when they cannot be read."""
    read = yamltext.read(data, file)
    if read.value is None:
        return Checked(value=None, findings=read.findings)
    try:
        written = file_model.WordingFile.model_validate(read.value.plain())
    except ValidationError as error:
        found = file_model.findings(error, read.value, "wording-unreadable")
        return Checked(value=None, findings=(*read.findings, *found))
    wording = Wording(
        language=written.language,
        banned_timescales=tuple(plain(term) for term in written.banned_timescales),
        collective_owners=tuple(plain(term) for term in written.collective_owners),
    )
    return Checked(value=wording, findings=read.findings)


def extended(base: Wording, more: Wording) -> Wording:
    """`base` with an authority's own words added."""
    return Wording(
        language=base.language,
        banned_timescales=(*base.banned_timescales, *more.banned_timescales),
        collective_owners=(*base.collective_owners, *more.collective_owners),
    )


def banned_in(words: str, wording: Wording) -> str | None:
    """The part of `words` that is a banned timescale, as plain words; None when there is none."""
    found = _any_of(wording.banned_timescales).search(plain(words))
    return found[0] if found else None


def is_collective(words: str, wording: Wording) -> bool:
    """Whether an owner is a group ("School", "Everyone") instead of a named person."""
    return plain(words) in wording.collective_owners


def plain(words: str) -> str:
    """Words as they are compared: no capitals, dots, hyphens or doubled spaces; "a.s.a.p." becomes "asap"."""
    text = words.casefold().replace("’", "'").replace("&", " and ")
    text = re.sub(r"[\u2010-\u2015\u2212_-]+", " ", text).replace(".", "").replace(",", " ")
    return " ".join(text.split()).strip(" '\"!?;:()")


@lru_cache(maxsize=8)
def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(set(terms), key=lambda term: (-len(term), term))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
