"""Findings as people, programs and code hosts read them."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping

from cin_docs.capture.characters import LINE_END
from cin_docs.model.finding import Finding, Place, Severity

#: How wide a page of text is, in characters.
WIDTH = 80
_COLOURS = {Severity.BLOCKS: "31", Severity.BREACH: "33", Severity.ADVICE: "36"}
#: One, and several.
_WORDS = {
    Severity.BLOCKS: ("thing that blocks", "things that block"),
    Severity.BREACH: ("breach of the procedure", "breaches of the procedure"),
    Severity.ADVICE: ("piece of advice", "pieces of advice"),
}
_ANNOTATIONS = {Severity.BLOCKS: "error", Severity.BREACH: "warning", Severity.ADVICE: "notice"}


def as_text(findings: Iterable[Finding], sources: Mapping[str, str], *, colour: bool, width: int = WIDTH) -> str:
    """The findings as a page to read, in the order given; empty when there are none. `width` is in characters.

    `sources` holds the text of each file by the name in its places, for the lines that are shown. A blank line
    stands between findings. `colour` puts in ANSI codes; without it there are none.
    """
    lines = {file: LINE_END.split(text.removeprefix("\ufeff")) for file, text in sources.items()}
    return "\n".join(_page(finding, lines, colour=colour, width=width) for finding in findings)


def counted(findings: Iterable[Finding]) -> str:
    """How many findings of which weight, in a sentence."""
    counts = Counter(finding.severity for finding in findings)
    if not counts:
        return "Nothing found."
    said = (f"{counts[severity] or 'no'} {_WORDS[severity][counts[severity] != 1]}" for severity in Severity)
    return f"Found: {', '.join(said)}."


def as_json(findings: Iterable[Finding]) -> str:
    """The findings as a JSON list of objects, one for each, for a script."""
    return json.dumps([_as_dict(finding) for finding in findings], ensure_ascii=False, indent=2) + "\n"


def as_github(findings: Iterable[Finding]) -> str:
    """The findings as annotations that a code host shows beside the lines."""
    return "".join(f"{_annotation(finding)}\n" for finding in findings)


def _page(finding: Finding, lines: Mapping[str, list[str]], *, colour: bool, width: int) -> str:
    word = finding.severity.value.upper()
    painted = f"\x1b[{_COLOURS[finding.severity]};1m{word}\x1b[0m" if colour else word
    head = _wrapped(f"{_address(finding.place)}{word}  {finding.code}  {finding.sentence}", "", "    ", width)
    return "\n".join(
        (
            head.replace(f"{word}  {finding.code}", f"{painted}  {finding.code}", 1),
            *_source_lines(finding.place, lines, width),
            *(_wrapped(part, "    ", "    ", width) for part in finding.remedy.split("\n")),
            *([_wrapped(f"The procedure says: “{finding.source}”", "    ", "    ", width)] if finding.source else []),
            "",
        )
    )


def _address(place: Place | None) -> str:
    return f"{place.file}:{place.line}:{place.column}  " if place else ""


def _source_lines(place: Place | None, lines: Mapping[str, list[str]], width: int) -> tuple[str, ...]:
    """The line with a caret below it; a long line is shown from near the place on. Nothing for an unknown file."""
    if place is None or place.line > len(lines.get(place.file, ())):
        return ()
    text, column = lines[place.file][place.line - 1].replace("\t", " "), place.column - 1
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    gutter = f"{place.line:>5} | "
    room = width - len(gutter)
    start = max(0, min(column - room // 3, len(text) - room + 1)) if len(text) > room else 0
    shown = ("…" if start else "") + text[start + bool(start) :]
    shown = shown if len(shown) <= room else shown[: room - 1] + "…"
    length = max(1, min(place.length, room - (column - start), max(len(text) - column, 1)))
    return (f"{gutter}{shown}".rstrip(), " " * (len(gutter) + column - start) + "^" * length)


def _wrapped(text: str, first: str, rest: str, width: int) -> str:
    if text.startswith("    "):
        return first + text
    return textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _as_dict(finding: Finding) -> dict[str, object]:
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "length": place.length if place else None,
        "path": list(finding.at),
        "sentence": finding.sentence,
        "remedy": finding.remedy,
        "source": finding.source,
    }


def _annotation(finding: Finding) -> str:
    place = finding.place
    where = (
        f" file={_property(place.file)},line={place.line},col={place.column},title={_property(finding.code)}"
        if place
        else f" title={_property(finding.code)}"
    )
    words = _escaped(f"{finding.sentence}\n{finding.remedy}")
    return f"::{_ANNOTATIONS[finding.severity]}{where}::{words}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
