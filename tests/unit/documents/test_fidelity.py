"""Every character that is accepted can be drawn."""

import pytest

from cin_docs.documents import fidelity
from cin_docs.documents.fonts import Face, font_bytes
from cin_docs.errors import RenderError


@pytest.mark.parametrize(
    "text", ["Siân Llwŷd & Żółć – £5 “so” … €", "محمد احمد شاہ", "Ελλάδα Київ", "a\u00a0b\tc\nd\u200de", "e\u0301"]
)
def test_what_people_write_here_can_be_printed(text):
    assert fidelity.unprintable(text) == ()


def test_what_no_font_has_is_named_once_each_in_order():
    assert fidelity.unprintable("漢 a \U0001f600 漢") == ("漢", "\U0001f600")
    with pytest.raises(RenderError, match=r"U\+6F22 CJK UNIFIED IDEOGRAPH-6F22, U\+1F600 GRINNING FACE"):
        fidelity.require(("漢 a", ("\U0001f600",)))


@pytest.mark.parametrize("face", Face)
def test_faces_are_static_so_that_no_clock_gets_into_a_file(face):
    assert b"fvar" not in font_bytes(face)[:400]
