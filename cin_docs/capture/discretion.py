"""Findings that keep to themselves what is protected: they may be mailed, logged or shown beside code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cin_docs.capture.ordinary import FIRST_NAMES, ORDINARY
from cin_docs.model.finding import Finding
from cin_docs.model.person import ProtectedKind, Protection

_POSTCODE = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}", re.ASCII)
#: What was put into a sentence: the rest of it is always the same, and gives nothing away.
_PUT_IN = re.compile(r"`[^`]*`|\"[^\"]*\"")
#: Words shorter than this stand inside others by chance.
_SHORT = 5


def discreet(findings: Iterable[Finding], protections: Iterable[Protection]) -> Iterator[Finding]:
    """`findings` without a protected value in sentence or remedy. The place still shows where to look."""
    values = {part for item in protections for part in _parts(item)}
    for finding in findings:
        if any(_stands(value, f"{finding.sentence} {finding.remedy}") for value in values):
            yield replace(
                finding,
                sentence="What is written here cannot be read as it stands.",
                remedy=f"It holds a protected value, so it is not repeated. See `cin explain {finding.code}`.",
            )
        else:
            yield finding


def _stands(value: str, text: str) -> bool:
    """Whether a squeezed value stands in a finding's text, wherever its spaces are.

    A word of every day ("May") counts only where it was put in: our own sentences hold such words. A short one
    ("Ann") counts only as a whole word.
    """
    if value in ORDINARY | FIRST_NAMES:
        text = " ".join(_PUT_IN.findall(text))
    elif not (value.isalpha() and len(value) < _SHORT):
        return value in _squeezed(text)
    return value in (_squeezed(word) for word in re.split(r"[\W\d_]+", text))


def _parts(item: Protection) -> Iterator[str]:
    """A value as it is looked for: whole, and for an address also its first line and its postcode."""
    wholes = [item.value]
    if item.kind is ProtectedKind.ADDRESS:
        wholes += [item.value.partition("\n")[0], *_POSTCODE.findall(item.value)]
    yield from (squeezed for squeezed in map(_squeezed, wholes) if len(squeezed) > 2)


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
