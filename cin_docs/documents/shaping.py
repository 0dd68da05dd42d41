"""A line of text as glyphs of our fonts, each glyph with the characters it stands for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import uharfbuzz

from cin_docs.documents.fonts import Face, harfbuzz_face
from cin_docs.errors import RenderError

#: Ligatures and compositions off for Latin, so that each glyph stands for exactly its character.
_PLAIN = {"liga": False, "clig": False, "dlig": False, "ccmp": False, "calt": False, "kern": True}

#: Amiri is drawn smaller than Noto Sans at the same size.
SCALE = {face: 1.3 if face in {Face.NASKH, Face.NASKH_BOLD} else 1.0 for face in Face}


@dataclass(frozen=True, kw_only=True, slots=True)
class Glyph:
    """One glyph of a shaped line. Lengths are thousandths of the font size."""

    face: Face
    glyph: int
    #: The characters it stands for; empty when an earlier glyph stands for them.
    text: str
    advance: int
    x_offset: int
    y_offset: int


def shape(text: str) -> tuple[Glyph, ...]:
    """The glyphs of `text`, in the order they are drawn, from left to right.

    The line runs from left to right; stretches of Arabic script in it run from right to left.
    Raises `RenderError` when a character is in none of our fonts.
    """
    composed = unicodedata.normalize("NFC", text)
    return tuple(glyph for naskh, run in _runs(composed) for glyph in _shape(run, naskh=naskh))


def width(glyphs: tuple[Glyph, ...]) -> int:
    """The width of a shaped line in thousandths of the font size."""
    return sum(glyph.advance for glyph in glyphs)


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """Stretches of Arabic script with the spaces inside them, and the rest."""
    right_to_left = [unicodedata.bidirectional(char) in {"AL", "R", "AN"} for char in text]
    for place, char in enumerate(text):
        if char.isspace() or unicodedata.bidirectional(char) == "NSM":
            before = place > 0 and right_to_left[place - 1]
            after = place + 1 < len(text) and right_to_left[place + 1]
            right_to_left[place] = before and (after or not char.isspace())
    for naskh, run in groupby(range(len(text)), key=right_to_left.__getitem__):
        yield naskh, "".join(text[place] for place in run)


def _shape(run: str, *, naskh: bool) -> Iterator[Glyph]:
    face = Face.NASKH if naskh else Face.REGULAR
    whole = harfbuzz_face(face)
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(run)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if naskh else "ltr"
    uharfbuzz.shape(uharfbuzz.Font(whole), buffer, {} if naskh else _PLAIN)
    thousandth = 1000 * SCALE[face] / whole.upem
    stands_for = _characters(run, [info.cluster for info in buffer.glyph_infos], naskh=naskh)
    for info, position, text in zip(buffer.glyph_infos, buffer.glyph_positions, stands_for, strict=True):
        if info.codepoint == 0:
            raise RenderError("The recipient's name has a character that our fonts do not have.", "Write it otherwise.")
        yield Glyph(
            face=face,
            glyph=info.codepoint,
            text=text,
            advance=round(position.x_advance * thousandth),
            x_offset=round(position.x_offset * thousandth),
            y_offset=round(position.y_offset * thousandth),
        )


def _characters(run: str, clusters: list[int], *, naskh: bool) -> list[str]:
    """For each glyph the characters of its cluster, given to the cluster's first glyph in reading order."""
    starts = sorted(set(clusters))
    ends = dict(zip(starts, [*starts[1:], len(run)], strict=True))
    order = range(len(clusters) - 1, -1, -1) if naskh else range(len(clusters))
    texts = [""] * len(clusters)
    given: set[int] = set()
    for place in order:
        cluster = clusters[place]
        if cluster not in given:
            given.add(cluster)
            texts[place] = run[cluster : ends[cluster]]
    return texts
