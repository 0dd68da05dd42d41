"""Shaped lines as PDF text, with fonts that hold their glyphs and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import uharfbuzz

from cin_docs.documents.fonts import Face, harfbuzz_face
from cin_docs.documents.shaping import SCALE, Glyph
from cin_docs.documents.update import stream

#: Drawing needs only these tables; everything else (names, layout, character maps) stays out.
_TABLES = frozenset({"glyf", "head", "hhea", "hmtx", "loca", "maxp", "cvt ", "fpgm", "prep"})
#: Stands for nothing visible: for a glyph whose characters another glyph stands for.
_NOTHING = "\u200d"


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """Lines of text as operators, and the objects they need."""

    #: One for each line, to stand between BT with a text matrix of the font's size, and ET.
    lines: tuple[bytes, ...]
    #: Entries of a /Font dictionary.
    fonts: bytes
    objects: Mapping[int, bytes]


def draw(lines: Sequence[tuple[Glyph, ...]], first_object: int) -> Drawn:
    """The lines with fonts embedded as objects from `first_object` on."""
    used = sorted({(glyph.face, glyph.glyph, glyph.text) for line in lines for glyph in line})
    faces = sorted({face for face, _, _ in used})
    codes: dict[tuple[Face, int, str], int] = {}
    objects: dict[int, bytes] = {}
    names = []
    for place, face in enumerate(faces):
        own = [(glyph, text) for kind, glyph, text in used if kind is face]
        # One code for each pair of glyph and text: what a glyph stands for may differ from place to place.
        codes |= {(face, glyph, text): code for code, (glyph, text) in enumerate(own, start=1)}
        number = first_object + 6 * place
        objects |= _font(face, own, number)
        names.append(b"/%s %d 0 R" % (_name(face), number))
    return Drawn(lines=tuple(_operators(line, codes) for line in lines), fonts=b" ".join(names), objects=objects)


def _name(face: Face) -> bytes:
    return face.value.replace("-", "").encode()


def _operators(line: Iterable[Glyph], codes: Mapping[tuple[Face, int, str], int]) -> bytes:
    """Each glyph set at its own place; the text matrix already holds the size, so the font's is its scale."""
    parts = []
    face = None
    for glyph in line:
        if glyph.face is not face:
            face = glyph.face
            parts.append(b"/%s %.2f Tf\n" % (_name(face), SCALE[face]))
        code = codes[glyph.face, glyph.glyph, glyph.text]
        own = _advance(glyph.face, glyph.glyph)
        # TJ numbers move left: out to the glyph's offset, and back to where the next one begins.
        shift = -glyph.x_offset / SCALE[face]
        rest = own - shift - glyph.advance / SCALE[face]
        rise = b"%.3f Ts " % (glyph.y_offset / 1000) if glyph.y_offset else b""
        level = b" 0 Ts" if glyph.y_offset else b""
        parts.append(b"%s[%.1f <%04X> %.1f] TJ%s\n" % (rise, shift, code, rest, level))
    return b"".join(parts)


@cache
def _advance(face: Face, glyph: int) -> int:
    font = uharfbuzz.Font(harfbuzz_face(face))
    thousandths: int = round(font.get_glyph_h_advance(glyph) * 1000 / harfbuzz_face(face).upem)
    return thousandths


def _font(face: Face, own: list[tuple[int, str]], number: int) -> dict[int, bytes]:
    """The six objects of a composite font: itself, its descendant, descriptor, file, character map and glyph map."""
    file, moved = _subset(face, {glyph for glyph, _ in own})
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(file).digest()[:6])
    name = f"{tag}+CIN-{face.value}".encode()
    widths = b" ".join(b"%d" % _advance(face, glyph) for glyph, _ in own)
    to_glyph = b"\0\0" + b"".join(moved[glyph].to_bytes(2, "big") for glyph, _ in own)
    own_map = stream(b"", to_glyph)
    return {
        number: b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H "
        b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (name, number + 1, number + 4),
        number + 1: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/FontDescriptor %d 0 R /DW 0 /W [1 [%s]] /CIDToGIDMap %d 0 R >>" % (name, number + 2, widths, number + 5),
        number + 2: _descriptor(face, name, number + 3),
        number + 3: stream(b"/Length1 %d" % len(file), file),
        number + 4: stream(b"", _to_unicode([text for _, text in own])),
        number + 5: own_map,
    }


def _descriptor(face: Face, name: bytes, file: int) -> bytes:
    whole = harfbuzz_face(face)
    extents = uharfbuzz.Font(whole).get_font_extents("ltr")
    up, down = (round(value * 1000 / whole.upem) for value in (extents.ascender, extents.descender))
    return (
        b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [-1000 %d 3000 %d] /ItalicAngle 0 "
        b"/Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>" % (name, down, up, up, down, up, file)
    )


def _subset(face: Face, glyphs: set[int]) -> tuple[bytes, Mapping[int, int]]:
    """The font with these glyphs only, and each glyph's number in it."""
    whole = harfbuzz_face(face)
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(glyphs)
    tables = {tag for tag in whole.table_tags if tag not in _TABLES}
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in tables)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    plan = uharfbuzz.SubsetPlan(whole, wanted)
    return bytes(plan.execute().blob.data), dict(plan.old_to_new_glyph_mapping)


def _to_unicode(texts: Sequence[str]) -> bytes:
    """The character map: what each code stands for."""
    lines = [
        f"<{code:04X}> <{(text or _NOTHING).encode('utf-16-be').hex().upper()}>"
        for code, text in enumerate(texts, start=1)
    ]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
