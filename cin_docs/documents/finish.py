"""What WeasyPrint leaves undone in a tagged PDF, put right before it is written.

Running heads become artifacts, and each page gets an empty place in its footer for a copy's mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pydyf

#: Where the mark stands: left, bottom, width and height in points from the page's lower left corner.
MARK_BOX = (48.2, 38.0, 498.9, 20.0)
#: The name of each page's placeholder is this with the page's number, from 0.
PLACEHOLDER = "CopyMark"
#: The catalog's list of the placeholders, page by page.
PLACES = "CIN_CopyMarks"
_REFERENCE = re.compile(rb"(\d+) 0 R")


def finish(pdf: pydyf.PDF) -> None:
    """Change `pdf` in place: running heads as artifacts, placeholders for the mark."""
    pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    _unlinked_to_artifacts(pdf, pages)
    forms = [_placeholder(pdf, page, number) for number, page in enumerate(pages)]
    pdf.catalog[PLACES] = pydyf.Array(forms)
    for made in pdf.objects:
        # All but the XMP packet, which readers of metadata look for in the open.
        if isinstance(made, pydyf.Stream) and made.extra.get("Type") != "/Metadata":
            made.compress = True


def _placeholder(pdf: pydyf.PDF, page: pydyf.Dictionary, number: int) -> bytes:
    """An empty form XObject, drawn first on the page inside a pagination artifact; the reference to it."""
    left, bottom, width, height = MARK_BOX
    form = pydyf.Stream(
        [],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, width, height]),
            "Matrix": pydyf.Array([1, 0, 0, 1, left, bottom]),
            "Resources": pydyf.Dictionary(),
        },
    )
    pdf.add_object(form)
    resources = _object(pdf, page["Resources"])
    name = f"{PLACEHOLDER}{number}"
    resources["XObject"][name] = form.reference
    draw = f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q /{name} Do Q EMC"
    # A stream of its own before the page's: WeasyPrint's turns the axes over and never turns them back.
    content = pydyf.Stream([draw.encode()])
    pdf.add_object(content)
    page["Contents"] = pydyf.Array([content.reference, page["Contents"]])
    reference: bytes = form.reference
    return reference


def _unlinked_to_artifacts(pdf: pydyf.PDF, pages: list[pydyf.Dictionary]) -> None:
    """Text of margin boxes is marked as content of elements that hang nowhere: make it an artifact."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    reached = set(_reach(pdf, root))
    nums = _object(pdf, root["ParentTree"])["Nums"]
    by_page = {nums[at]: nums[at + 1] for at in range(0, len(nums), 2)}
    for page in pages:
        owners = by_page[page["StructParents"]]
        loose = {mcid for mcid, owner in enumerate(owners) if _number(owner) not in reached}
        _remark(_object(pdf, page["Contents"]).stream, loose)
        for mcid in loose:
            owners[mcid] = "null"


def _remark(operators: list[Any], loose: set[int]) -> None:
    """Begin an artifact where the operators begin content that nothing owns."""
    for at, operator in enumerate(operators):
        if isinstance(operator, pydyf.Dictionary) and operator.get("MCID") in loose:
            operators[at - 1 : at + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]


def _reach(pdf: pydyf.PDF, element: pydyf.Dictionary) -> Iterator[int]:
    """Numbers of the structure elements that hang under `element`."""
    waiting = [element]
    while waiting:
        for kid in waiting.pop().get("K", ()):
            number = _number(kid)
            if number is not None:
                yield number
                below = pdf.objects[number]
                if isinstance(below, pydyf.Dictionary) and below.get("Type") == "/StructElem":
                    waiting.append(below)


def _number(reference: Any) -> int | None:
    match = _REFERENCE.fullmatch(reference) if isinstance(reference, bytes) else None
    return int(match[1]) if match else None


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    number = _number(reference)
    if number is None:
        raise ValueError(reference)
    return pdf.objects[number]
