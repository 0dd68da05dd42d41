"""Finished files bound into one PDF for the printer: each on sheets of its own, each page read back for whose it is.

Pages are taken over as they are; nothing is drawn on them. The file is for paper, so it keeps no tags.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf
import pypdfium2

from cin_docs.errors import RenderError

#: A number as it stands on covers and copies.
_NUMBER = re.compile(r"(?=([CD]-[0-9A-Z]{8}))")


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One finished file, and the number that each of its pages has to carry."""

    data: bytes = field(repr=False)
    number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """What goes into one envelope, in order."""

    #: The dispatch's number; the blank side carries it.
    dispatch: str
    leaves: tuple[Leaf, ...]
    #: A PDF of one page that says whose set it lies in: the back of a sheet on which nothing is printed.
    blank: bytes = field(repr=False)


def bind(bundles: Sequence[Bundle]) -> tuple[bytes, tuple[int, ...]]:
    """One PDF of all bundles in order, and how many pages each has there; the same input gives the same bytes.

    Every file begins on the front of a sheet printed on both sides, so pages come in twos. Read back, each page
    carries its own file's number and none of another bundle's. Raises `RenderError`, naming the dispatch, when one
    does not: then there is nothing that could be printed.
    """
    sizes = []
    wanted: list[tuple[Bundle, str]] = []
    target = io.BytesIO()
    with pikepdf.new() as pile:
        for bundle in bundles:
            numbers = _append(pile, bundle)
            sizes.append(len(numbers))
            wanted += [(bundle, number) for number in numbers]
        pile.save(target, deterministic_id=True)
    data = target.getvalue()
    _read_back(data, wanted)
    return data, tuple(sizes)


def _append(pile: pikepdf.Pdf, bundle: Bundle) -> list[str]:
    """Add a bundle's pages; the number that each of them has to carry."""
    numbers: list[str] = []
    try:
        for leaf in bundle.leaves:
            with pikepdf.open(io.BytesIO(leaf.data)) as file:
                pile.pages.extend(file.pages)
                numbers += [leaf.number] * len(file.pages)
            if len(numbers) % 2:
                with pikepdf.open(io.BytesIO(bundle.blank)) as blank:
                    pile.pages.append(blank.pages[0])
                numbers.append(bundle.dispatch)
    except pikepdf.PdfError as error:
        raise _refusal(bundle, "holds a file that is no PDF") from error
    return numbers


def _read_back(data: bytes, wanted: Sequence[tuple[Bundle, str]]) -> None:
    owner = {number: bundle.dispatch for bundle, number in wanted}
    texts = page_by_page(data)
    if len(texts) != len(wanted):
        raise RenderError("The pile does not read back with as many pages as were put into it.")
    for text, (bundle, number) in zip(texts, wanted, strict=True):
        words = "".join(text.split())
        strangers = {found for found in _NUMBER.findall(words) if owner.get(found, bundle.dispatch) != bundle.dispatch}
        if number not in words or strangers:
            raise _refusal(bundle, f"has a page without {number}" if number not in words else "holds another's page")


def page_by_page(data: bytes) -> tuple[str, ...]:
    """The text of each page of a PDF, as pdfium reads it."""
    document = pypdfium2.PdfDocument(data)
    try:
        return tuple(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def _refusal(bundle: Bundle, what: str) -> RenderError:
    return RenderError(
        f"{bundle.dispatch} {what}, so no pile was made.",
        "Do not post that folder. Move it out of the outbox; the next `cin send` lays it anew.",
    )
