"""A translator's file bound into a copy: what nobody sees of it is found or left behind, what is drawn stays."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from cin_docs import resources
from cin_docs.documents.disclosure import in_bytes
from cin_docs.documents.marks import Mark
from cin_docs.documents.reading import page_text
from cin_docs.documents.translation import bound
from cin_docs.model.document import Mode
from cin_docs.testing.builders import a_protection

WORDS = b"BT /F1 12 Tf 72 700 Td (To jest plan dla Leo, prosze przeczytac uwaznie.) Tj ET\n"
ADDRESS = "14 Heron Court"
KEPT = a_protection("mum.address", value=f"{ADDRESS}\nEastmere\nEM4 2QT")
MARK = Mark(copy="C-AAAAAAAA", recipient="Rob Hale", document="m/plan", case="MAR-2041", version=1)
Change = Callable[[pikepdf.Pdf, pikepdf.Page], None]


def a_file(content: bytes = b"", change: Change = lambda _pdf, _page: None) -> bytes:
    """A page as a translator's program may write it, with more content and whatever `change` puts into it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    page.Contents = pdf.make_stream(WORDS + content)
    change(pdf, page)
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


def a_form(pdf: pikepdf.Pdf, content: bytes, own: pikepdf.Object | None = None) -> Any:
    form = pdf.make_stream(content)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, 500, 500])
    if own is not None:
        form.Resources = own
    return form


def copied(data: bytes) -> bytes:
    return bound(
        data, MARK, language="pl", authority="Eastmere", marking=None, mode=Mode.TRIAL,
        templates=(resources.templates(),),
    )  # fmt: skip


def found(data: bytes) -> bool:
    return bool(in_bytes("plan.pdf", data, [KEPT]))


SHOWN = f"BT /F1 12 Tf 0 0 Td ({ADDRESS}) Tj ET".encode()
HEX = f"BT /F1 12 Tf 0 0 Td <{ADDRESS.encode().hex()}> Tj ET".encode()
SPLIT = b"BT /F1 12 Tf 0 0 Td [<%s> -20 <%s>] TJ ET" % (b"14 Her".hex().encode(), b"on Court".hex().encode())


def with_unused(content: bytes) -> Change:
    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.Resources.XObject = pikepdf.Dictionary(Hid=a_form(pdf, content, page.Resources))

    return change


@pytest.mark.parametrize("content", [SHOWN, HEX, SPLIT, f"% {ADDRESS}\n".encode()])
def test_what_a_form_holds_that_no_page_draws_is_found_in_the_file_and_left_out_of_the_copy(content):
    data = a_file(change=with_unused(content))
    assert found(data)
    copy = copied(data)
    assert not found(copy)
    assert "To jest plan dla Leo" in page_text(copy)


@pytest.mark.parametrize("content", [b"% 14 Heron Court\n", HEX, SPLIT])
def test_a_remark_and_letters_written_as_figures_are_found_in_the_copy(content):
    assert found(copied(a_file(content)))


def test_what_a_page_draws_by_a_form_or_a_form_within_it_is_in_the_copy_and_is_found():
    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        inner = a_form(pdf, SHOWN, pikepdf.Dictionary(Font=page.Resources.Font))
        unseen = a_form(pdf, b"BT /F1 12 Tf (Unseen) Tj ET", pikepdf.Dictionary(Font=page.Resources.Font))
        # Without resources of its own a form draws by those of its page.
        outer = a_form(pdf, b"q /Inner Do Q")
        page.Resources.XObject = pikepdf.Dictionary(Outer=outer, Inner=inner, Unseen=unseen)

    copy = copied(a_file(b"q /Outer Do Q\n", change))
    assert found(copy)
    assert ADDRESS in page_text(copy)
    assert not in_bytes("plan.pdf", copy, [a_protection("word", value="Unseen")])


def test_a_form_that_draws_itself_is_still_bound():
    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        ring = pdf.make_indirect(a_form(pdf, b"q /Ring Do Q"))
        ring.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Ring=ring))
        page.Resources.XObject = pikepdf.Dictionary(Ring=ring)

    assert "To jest plan dla Leo" in page_text(copied(a_file(b"q /Ring Do Q\n", change)))
