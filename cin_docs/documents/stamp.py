"""One copy for one person: the primed file with the person's mark in the places kept for it.

Of a PDF nothing that was there changes: the mark is an incremental update, so the copy begins with the
primed file's very bytes. Of a DOCX only the footer's words change.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

from cin_docs.documents import update
from cin_docs.documents.embed import Drawn, draw
from cin_docs.documents.finish import MARK_BOX
from cin_docs.documents.marks import Mark
from cin_docs.documents.shaping import Glyph, shape, width
from cin_docs.errors import RenderError

__all__ = ["Mark", "stamp_docx", "stamp_pdf"]

#: What stands in a primed Word file where the mark will be.
WORD_PLACE = "CIN-COPY-MARK"
_SIZE = 7.5
_GAP = 12.0


def stamp_pdf(primed: bytes, mark: Mark) -> bytes:
    """The copy: `primed` followed by an update that fills each page's footer with the mark and "Page x of y".

    The same input gives the same bytes. The embedded font holds the letters of this mark only: a font
    shared by copies would give away letters of other people's names. Raises `RenderError` when `primed` has
    no places for a mark.
    """
    places = update.places(primed)
    label = shape(mark.line)
    numbers = [shape(f"Page {page} of {len(places.forms)}") for page in range(1, len(places.forms) + 1)]
    drawn = draw((label, *numbers), first_object=places.size)
    objects = dict(drawn.objects)
    for form, number, text in zip(places.forms, numbers, drawn.lines[1:], strict=True):
        objects[form] = _form(drawn, drawn.lines[0], label, text, number)
    return primed + update.section(places, objects)


def _form(drawn: Drawn, label: bytes, shaped: tuple[Glyph, ...], page: bytes, number: tuple[Glyph, ...]) -> bytes:
    """The form XObject of one page: the label on the left, made smaller when it is long; the page on the right."""
    left, bottom, wide, high = MARK_BOX
    page_at = wide - width(number) * _SIZE / 1000
    size = min(_SIZE, _SIZE * (page_at - _GAP) / (width(shaped) * _SIZE / 1000))
    content = b"".join(
        (
            b"0.267 0.322 0.361 rg\n",
            b"BT %.3f 0 0 %.3f 0 6 Tm\n%sET\n" % (size, size, label),
            b"BT %.3f 0 0 %.3f %.3f 6 Tm\n%sET" % (_SIZE, _SIZE, page_at, page),
        )
    )
    head = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 %.3f %.3f] /Matrix [1 0 0 1 %.3f %.3f] "
        b"/Resources << /Font << %s >> >>" % (wide, high, left, bottom, drawn.fonts)
    )
    return update.stream(head, content)


def stamp_docx(primed: bytes, mark: Mark) -> bytes:
    """The copy: the primed Word file with the mark's words in its footer. Deterministic.

    Raises `RenderError` when the footer has no place for a mark.
    """
    words = escape(mark.line).encode()
    filled = 0
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(primed)) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            data = source.read(info)
            if re.fullmatch(r"word/footer\d*\.xml", info.filename):
                filled += data.count(WORD_PLACE.encode())
                data = data.replace(WORD_PLACE.encode(), words)
            copy.writestr(info, data, compresslevel=6)
    if not filled:
        raise RenderError("The Word template's footer has no place for the copy's mark.", f"Write {WORD_PLACE} there.")
    return target.getvalue()
