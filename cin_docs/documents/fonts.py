"""The fonts that documents are set in: known files, as static instances.

A variable font puts the clock into the rendered file, and a family that is not installed is replaced
without a word; so each face is cut once per process from the packaged file and given to the renderer as bytes.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import fontpkg
import uharfbuzz

from cin_docs.errors import ResourceError


class Face(StrEnum):
    """A face of the documents. The value is how style sheets name its file: ``cin-font:regular``."""

    REGULAR = "regular"
    BOLD = "bold"
    ITALIC = "italic"
    #: For Arabic, Urdu, Persian, Pashto and Sorani.
    NASKH = "naskh"
    NASKH_BOLD = "naskh-bold"


_SOURCE = {
    Face.REGULAR: ("Noto Sans", 400, "normal"),
    Face.BOLD: ("Noto Sans", 700, "normal"),
    Face.ITALIC: ("Noto Sans", 400, "italic"),
    Face.NASKH: ("Amiri", 400, "normal"),
    Face.NASKH_BOLD: ("Amiri", 700, "normal"),
}


@cache
def font_bytes(face: Face) -> bytes:
    """The face as a static TrueType file; the same bytes in every process. Raises `ResourceError`."""
    family, weight, style = _SOURCE[face]
    try:
        whole = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(fontpkg.path(family, weight, style))))
    except (fontpkg.FontpkgError, OSError, uharfbuzz.HarfBuzzError) as error:
        raise ResourceError(
            f"The font {family} that documents are set in is missing.",
            f"Install the package fontpkg-{fontpkg.slugify(family)} again.",
        ) from error
    wanted = uharfbuzz.SubsetInput()
    wanted.keep_everything()
    if not whole.axis_infos:
        return bytes(whole.blob.data)
    wanted.pin_axis_location(whole, "wght", weight)
    wanted.pin_axis_location(whole, "wdth", 100)
    return bytes(uharfbuzz.subset(whole, wanted).blob.data)


@cache
def harfbuzz_face(face: Face) -> uharfbuzz.Face:
    """The face, for shaping and for its character map."""
    return uharfbuzz.Face(uharfbuzz.Blob(font_bytes(face)))


@cache
def characters(*faces: Face) -> frozenset[int]:
    """Code points that at least one of `faces` can draw."""
    return frozenset(point for face in faces for point in harfbuzz_face(face).unicodes)
