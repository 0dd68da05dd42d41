"""What went wrong in a line that is not YAML, in plain words, with the line mended where that is possible."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from cin_docs.capture.mending import KEYED, insert, quote, quote_value
from cin_docs.capture.node import Node
from cin_docs.capture.source import Source
from cin_docs.model.finding import Finding, Place, Severity

#: A finding, and the text mended so that the rest of the file can be read; None when only a person can mend it.
Slipped: TypeAlias = tuple[Finding, Source | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """Where the parser gave up, and why."""

    problem: str
    source: Source = field(repr=False)
    index: int
    #: Line and column from 0.
    line: int
    column: int
    #: Where the thing began that could not be finished: line and column from 0.
    began: tuple[int, int]

    @property
    def text(self) -> str:
        """The line on which the parser gave up."""
        return self.source.line(self.line)

    @property
    def letter(self) -> str:
        """The character at which it gave up; empty at the end of the file."""
        return self.source.text[self.index : self.index + 1]

    @property
    def above(self) -> int:
        """The number of the nearest line above that is not blank; -1 when there is none."""
        lines = range(self.line - 1, -1, -1)
        return next((line for line in lines if self.source.line(line).strip()), -1)


def explain(error: yaml.YAMLError, source: Source) -> Slipped:
    """The finding for a syntax error, and the text mended when the slip is one that can be mended."""
    slip = _slip(error, source)
    for rule in RULES:
        explained = rule(slip)
        if explained is not None:
            return explained
    return _blocks(
        "not-yaml",
        source.place(slip.index),
        "This line cannot be read.",
        "Compare it with the lines around it: each begins with a key and a colon, or with a dash.",
    ), None


def special_start(source: Source, index: int) -> Slipped:
    """The finding for a value that begins with one of YAML's own marks: ``*``, ``&``, ``!`` and the like."""
    line = source.place(index).line - 1
    mended = quote_value(source, line)
    return _with(
        mended,
        "special-start",
        source.place(index),
        f"A sentence cannot begin with {source.text[index : index + 1]} here; it has a meaning of its own in YAML.",
        "Put the whole sentence in quotation marks",
    )


def lost_after_hash(node: Node) -> tuple[Finding, ...]:
    """The finding for a plain sentence that YAML cuts off at `` #``; empty when a remark follows.

    A remark has a space after its #, and two before it when it follows a whole sentence.
    """
    source, line = node.source, node.source.line_of(node.end)
    text, column = source.line(line), node.end - source.starts[line]
    rest = re.compile(r"(?P<gap>\s+|(?<=:))#(?P<space>\s|$)?").match(text, column)
    if rest is None or (rest["space"] is not None and (len(rest["gap"]) > 1 or len(node.text.split()) < 4)):
        return ()
    piece = piece_around(text, rest.end("gap"))
    return (
        _with(
            quote(source, line, *piece) if piece else quote_value(source, line),
            "cut-off-at-hash",
            source.place(source.starts[line] + rest.end("gap")),
            "A # after a space begins a remark, so the rest of this line would be lost.",
            "If it belongs to the sentence, use quotation marks; a remark has two spaces before its # and one after",
        )[0],
    )


def piece_around(text: str, column: int) -> tuple[int, int] | None:
    """From where to where (from 0) the sentence around `column` goes that stands in brackets or braces."""
    start = max((found.end() for found in re.finditer(r"[{\[] *|[:,] +", text[:column])), default=-1)
    end = re.compile(r", [^,:]*: |[}\]](?=\s*(?:[,}\]]|$))").search(text, column + 1)
    return (start, end.start()) if start >= 0 and end and re.search(r"[{\[]", text[:column]) else None


def _tab(slip: Slip) -> Slipped | None:
    tabbed = (line for line in (slip.line, slip.above) if re.match(r"[ ]*\t", slip.source.line(line)))
    line = next(tabbed, None)
    if line is None and slip.letter != "\t":
        return None
    index = slip.index if line is None else slip.source.starts[line] + slip.source.line(line).index("\t")
    return _blocks(
        "tab",
        slip.source.place(index),
        "There is a tab here; only spaces may stand at the start of a line.",
        "Delete it and type two spaces for each step to the right.",
    ), None


def _colon_in_line(slip: Slip) -> Slipped | None:
    keyed = KEYED.fullmatch(slip.text)
    if "mapping values" not in slip.problem or keyed is None or slip.column <= keyed.start("value"):
        return None
    return _with(
        quote_value(slip.source, slip.line),
        "colon-in-sentence",
        slip.source.place(slip.index),
        "A colon and a space inside a sentence look like a key, so the sentence cannot be read.",
        "Put the whole sentence in quotation marks",
    )


def _colon_in_braces(slip: Slip) -> Slipped | None:
    if "expected ',' or" not in slip.problem or slip.letter != ":":
        return None
    piece = piece_around(slip.text, slip.column)
    return piece and _with(
        quote(slip.source, slip.line, *piece),
        "colon-in-sentence",
        slip.source.place(slip.index),
        "A colon and a space inside a sentence look like a key, so the sentence cannot be read.",
        "Put the whole sentence in quotation marks",
    )


def _no_space_after_colon(slip: Slip) -> Slipped | None:
    for line in (slip.above, slip.line):
        run_on = re.match(r"\s*(?:- +)*[A-Za-z][A-Za-z _]*:(?=[^\s:/])(?!.*: )", slip.source.line(line))
        if run_on and line >= 0:
            return _with(
                insert(slip.source, line, run_on.end(), " "),
                "space-after-colon",
                slip.source.place(slip.source.starts[line] + run_on.end() - 1),
                "A colon after a key needs a space.",
                "Put one in",
            )
    return None


def _not_closed(slip: Slip) -> Slipped | None:
    opened = slip.source.line(slip.began[0])[slip.began[1] :][:1]
    unfinished = "end of stream" in slip.problem or "document indicator" in slip.problem or "',' or" in slip.problem
    if not unfinished or opened not in {"{", "[", '"', "'"} or (opened in "{[" and slip.began[0] == slip.line):
        return None
    index = slip.source.index(*slip.began)
    cut = re.compile(r"\s(#)").search(slip.source.line(slip.began[0]), slip.began[1])
    piece = piece_around(slip.source.line(slip.began[0]), cut.start(1)) if cut and opened in "{[" else None
    if cut and piece:
        return _with(
            quote(slip.source, slip.began[0], *piece),
            "cut-off-at-hash",
            slip.source.place(slip.source.index(slip.began[0], cut.start(1))),
            f"A # after a space begins a remark, so the {opened} before it is never closed.",
            "If it belongs to the sentence, use quotation marks",
        )
    return _blocks(
        "not-closed",
        slip.source.place(index),
        f"The {opened} that is opened here is never closed.",
        f"Close it with { {'{': '}', '[': ']'}.get(opened, opened) } where the text ends."
        + (" A sentence that begins with an apostrophe goes in double quotation marks." if opened == "'" else ""),
    ), None


def _words_after_quote(slip: Slip) -> Slipped | None:
    before = slip.text[: slip.column].rstrip()[-1:]
    if not before or before not in "\"']}" or slip.letter.isspace():
        return None
    if "expected key" not in slip.problem and "'-' indicator" not in slip.problem:
        return None
    mended = quote_value(slip.source, slip.line)
    thing = "a quotation mark" if before in "\"'" else "a bracket"
    return mended and _with(
        mended,
        "words-after-quote",
        slip.source.place(slip.index),
        f"Words follow after {thing} that ends the text.",
        "Put the whole sentence in quotation marks of the other kind",
    )


def _special_letter(slip: Slip) -> Slipped | None:
    keyed = KEYED.fullmatch(slip.text)
    at = keyed.start("value") if keyed else None
    if at is None or slip.text[at] not in "@`%&*!|>]},?-" or (slip.column > at + 8 and slip.text[at] not in "|>&*!"):
        return None
    if slip.text[at : at + 2] == "- ":
        return _blocks(
            "list-beside-key",
            slip.source.place(slip.source.starts[slip.line] + at),
            "A list cannot begin on the line of its key.",
            "Write each item on a line of its own below the key, or all in brackets: [mum, dana].",
        ), None
    return special_start(slip.source, slip.source.starts[slip.line] + at)


def _indentation(slip: Slip) -> Slipped | None:
    told = (
        "expected key",
        "mapping values",
        "'-' indicator",
        "could not find expected",
        "sequence entries",
        "block end",
    )
    if not any(words in slip.problem for words in told) or not slip.text.strip():
        return None
    here = len(slip.text) - len(slip.text.lstrip())
    columns = {len(line) - len(line.lstrip()) for line in _lines_above(slip, 12)}
    above = slip.source.line(slip.above)
    if here in columns and ":" in slip.text and ":" not in above:
        return _blocks(
            "no-colon",
            slip.source.place(slip.source.starts[slip.above] + len(above) - len(above.lstrip())),
            "There is no key with a colon here.",
            "Write the key, a colon and a space before the text; a sentence that goes on begins further right.",
        ), None
    if "could not find" in slip.problem or (here in columns and ":" not in slip.text):
        return _blocks(
            "no-colon",
            slip.source.place(slip.source.starts[slip.line] + here),
            "There is no key with a colon here.",
            "Write the key, a colon and a space before the text; a sentence that goes on begins further right.",
        ), None
    fits = " or ".join(str(column + 1) for column in sorted(columns) if column <= here + 4) or "1"
    cut = re.search(r"\s#\S", above)
    more = " The # in the line above cut its sentence off." if cut and here > len(above) - len(above.lstrip()) else ""
    return _blocks(
        "indentation",
        slip.source.place(slip.source.starts[slip.line] + here),
        f"This line begins at column {here + 1}, where nothing can begin.{more}",
        f"Lines that belong together begin in the same column: here {fits}. "
        "A sentence over several lines goes below `|`, two spaces further right.",
    ), None


#: In this order: the first that knows the slip explains it.
RULES: tuple[Callable[[Slip], Slipped | None], ...] = (
    _tab,
    _colon_in_line,
    _colon_in_braces,
    _no_space_after_colon,
    _not_closed,
    _words_after_quote,
    _special_letter,
    _indentation,
)


def _slip(error: yaml.YAMLError, source: Source) -> Slip:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    began = getattr(error, "context_mark", None) or mark
    line = min(mark.line, len(source.starts) - 1) if mark else 0
    return Slip(
        problem=str(getattr(error, "problem", "") or ""),
        source=source,
        index=min(mark.index, len(source.text)) if mark else 0,
        line=line,
        column=mark.column if mark else 0,
        began=(min(began.line, len(source.starts) - 1), began.column) if began else (0, 0),
    )


def _lines_above(slip: Slip, most: int) -> list[str]:
    lines = (slip.source.line(line) for line in range(slip.line - 1, max(slip.line - 1 - most, -1), -1))
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _with(mended: tuple[Source, str] | None, code: str, place: Place, sentence: str, remedy: str) -> Slipped:
    if mended is None:
        return _blocks(code, place, sentence, f"{remedy}."), None
    return _blocks(code, place, sentence, f"{remedy}:\n    {mended[1]}"), mended[0]


def _blocks(code: str, place: Place, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy, place=place)
