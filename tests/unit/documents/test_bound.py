"""The pile to print: every page is read back for whose it is, and every file begins a new sheet."""

import io

import pikepdf
import pytest

from cin_docs.documents.bound import Bundle, Leaf, bind, page_by_page
from cin_docs.documents.cover import blank_side
from cin_docs.documents.marks import Mark
from cin_docs.documents.pdf import primed
from cin_docs.documents.stamp import stamp_pdf
from cin_docs.errors import RenderError

NAMES = {"D-7K3F9QXB": "Jean Marsh", "D-M9M8ZM24": "Rob Hale", "D-AAAA2222": "Kim Marsh"}


@pytest.fixture(scope="module")
def pages():
    """A file of so many pages, without anybody's mark."""
    made = {}

    def make(templates, count):
        if count not in made:
            body = "".join(f'<p style="break-before: page">Words {page}</p>' for page in range(count))
            made[count] = primed(f'<html lang="en-GB"><title>x</title><body>{body}</body></html>', templates=templates)
        return made[count]

    return make


@pytest.fixture
def a_bundle(pages, templates):
    def make(dispatch="D-7K3F9QXB", counts=(1, 3, 2), copies=("C-11111111", "C-22222222")):
        numbers = (dispatch, *copies)
        leaves = [
            Leaf(data=stamp_pdf(pages(templates, count), a_mark(number, NAMES[dispatch])), number=number)
            for count, number in zip(counts, numbers, strict=True)
        ]
        blank = blank_side(dispatch=dispatch, recipient=NAMES[dispatch], templates=templates)
        return Bundle(dispatch=dispatch, leaves=tuple(leaves), blank=blank)

    return make


def a_mark(number, name):
    return Mark(copy=number, recipient=name, document="MAR-2041/x/plan", case="MAR-2041", version=1)


def test_each_file_begins_on_the_front_of_a_sheet_and_blank_sides_say_whose_they_are(a_bundle):
    other = a_bundle("D-M9M8ZM24", counts=(1, 2), copies=("C-33333333",))
    data, sizes = bind([a_bundle(), other])
    assert sizes == (2 + 4 + 2, 2 + 2)
    texts = page_by_page(data)
    blank = [number for number, text in enumerate(texts, start=1) if "left blank" in text]
    assert blank == [2, 6, 10]
    assert ["Jean Marsh" in text for text in texts] == [True] * 8 + [False] * 4
    assert ["Rob Hale" in text for text in texts] == [False] * 8 + [True] * 4
    assert [number for number, text in enumerate(texts, start=1) if "C-11111111" in text] == [3, 4, 5]


def test_the_same_envelopes_make_the_same_bytes(a_bundle):
    assert bind([a_bundle()])[0] == bind([a_bundle()])[0]


def test_three_pages_of_another_family_in_an_envelope_stop_the_pile(a_bundle):
    """A file of another family's three pages was put into the folder by hand."""
    ours, theirs = a_bundle(), a_bundle("D-M9M8ZM24", counts=(1, 3), copies=("C-33333333",))
    swapped = Bundle(
        dispatch=ours.dispatch,
        leaves=(ours.leaves[0], Leaf(data=theirs.leaves[1].data, number="C-11111111")),
        blank=ours.blank,
    )
    with pytest.raises(RenderError, match=r"D-7K3F9QXB has a page without C-11111111"):
        bind([swapped, theirs])
    assert bind([ours, theirs])


def test_one_page_of_another_family_behind_ones_own_stops_it_too(a_bundle):
    ours, theirs = a_bundle(), a_bundle("D-M9M8ZM24", counts=(1, 3), copies=("C-33333333",))
    target = io.BytesIO()
    with (
        pikepdf.open(io.BytesIO(ours.leaves[1].data)) as own,
        pikepdf.open(io.BytesIO(theirs.leaves[1].data)) as other,
    ):
        own.pages.append(other.pages[0])
        own.save(target)
    mixed = Bundle(
        dispatch=ours.dispatch,
        leaves=(Leaf(data=target.getvalue(), number="C-11111111"),),
        blank=ours.blank,
    )
    with pytest.raises(RenderError, match="D-7K3F9QXB"):
        bind([mixed, theirs])


def test_a_page_that_carries_two_families_numbers_stops_it(a_bundle, pages, templates):
    ours, theirs = a_bundle(), a_bundle("D-M9M8ZM24", counts=(1, 3), copies=("C-33333333",))
    both = stamp_pdf(pages(templates, 1), a_mark("C-11111111", "Jean Marsh C-33333333"))
    mixed = Bundle(dispatch=ours.dispatch, leaves=(Leaf(data=both, number="C-11111111"),), blank=ours.blank)
    with pytest.raises(RenderError, match="holds another's page"):
        bind([mixed, theirs])
    assert bind([mixed])


def test_what_is_no_pdf_is_refused_by_name(a_bundle):
    ours = a_bundle()
    broken = Bundle(dispatch=ours.dispatch, leaves=(Leaf(data=b"%PDF", number="C-1"),), blank=ours.blank)
    with pytest.raises(RenderError, match="D-7K3F9QXB holds a file that is no PDF"):
        bind([broken])
