"""One mark per copy: nothing else changes, nobody else's letters are in it, and the file still passes."""

import hashlib
import io
import unicodedata
import zipfile
from dataclasses import replace
from typing import Any

import page
import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from cin_docs.documents.reading import docx_texts, page_text
from cin_docs.documents.stamp import stamp_docx, stamp_pdf
from cin_docs.errors import RenderError

NAMES = [
    "Kim Marsh",
    "Siân Llwŷd-O’Brien & Żółć",
    "محمد احمد شاہ",
    "Dr زینب بی بی (aunt)",
    'A <b> & "B"',
    "Office first " * 9,
]


@pytest.fixture(scope="module")
def primed(see, rendered):
    return rendered(see("mum")[1])


@pytest.mark.parametrize("name", NAMES)
def test_a_stamped_copy_begins_with_the_primed_bytes_and_still_passes(primed, mark, name):
    copy = stamp_pdf(primed, replace(mark, recipient=name))
    assert hashlib.sha256(copy[: len(primed)]).hexdigest() == hashlib.sha256(primed).hexdigest()
    assert len(copy) > len(primed)
    assert page.validate_pdf_bytes(copy, profile="ua1").failures == []


@pytest.mark.parametrize("name", NAMES[:2] + NAMES[4:])
def test_the_mark_reads_back_on_every_page(primed, mark, name):
    document = pypdfium2.PdfDocument(stamp_pdf(primed, replace(mark, recipient=name)))
    texts = [one.get_textpage().get_text_bounded() for one in document]
    document.close()
    for number, text in enumerate(texts, start=1):
        assert f"Copy C-7K3F9QXB for {' '.join(name.split())} · MAR-2041" in " ".join(text.split())
        assert f"Page {number} of {len(texts)}" in text


def test_a_name_in_arabic_script_keeps_all_its_letters(primed, mark):
    text = unicodedata.normalize("NFKC", page_text(stamp_pdf(primed, replace(mark, recipient=NAMES[2]))))
    assert set(NAMES[2]) - {" "} <= set(text)


def test_the_embedded_font_has_only_this_mark_s_letters(primed, mark):
    def embedded(name: Any) -> Any:
        with pikepdf.open(io.BytesIO(stamp_pdf(primed, replace(mark, recipient=name)))) as made:
            font = made.pages[0].Resources.XObject.CopyMark0.Resources.Font.regular
            return font.ToUnicode.read_bytes()

    assert b"<007A>" not in embedded("Kim Marsh")
    with pikepdf.open(io.BytesIO(stamp_pdf(primed, mark))) as made:
        font = made.pages[0].Resources.XObject.CopyMark0.Resources.Font.regular
        program = TTFont(io.BytesIO(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
    letters = set(mark.line + "Page of 1234567890")
    assert len(program.getGlyphOrder()) <= len(letters) + 1
    assert b"<007A>" in embedded("Zzz")


def whole(item: Any) -> Any:
    """An object with all that is in it, so that two can be compared."""
    if isinstance(item, pikepdf.Stream):
        return item.stream_dict.unparse(), item.read_raw_bytes()
    return item.unparse(resolved=True)


def test_the_stamp_opens_cleanly_and_nothing_but_the_footer_forms_was_replaced(primed, mark):
    copy = stamp_pdf(primed, mark)
    with pikepdf.open(io.BytesIO(copy)) as after, pikepdf.open(io.BytesIO(primed)) as before:
        assert after.check_pdf_syntax() == []
        changed = [
            number
            for number in range(1, len(before.objects) + 1)
            if whole(before.get_object(number, 0)) != whole(after.get_object(number, 0))
        ]
        forms = [one.Resources.XObject[f"/CopyMark{at}"].objgen[0] for at, one in enumerate(before.pages)]
        assert sorted(changed) == sorted(forms)


def test_a_file_made_elsewhere_is_not_stamped(mark):
    other = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(other)
    for data in (other.getvalue(), b"", b"%PDF-1.7 trailer << /Root 1 0 R >> startxref 1 %%EOF"):
        with pytest.raises(RenderError):
            stamp_pdf(data, mark)


def test_a_name_that_no_font_has_is_refused(primed, mark):
    with pytest.raises(RenderError, match="character"):
        stamp_pdf(primed, replace(mark, recipient="Kim 漢"))


def test_a_word_copy_differs_from_the_primed_file_in_its_footer_only(see, written, mark):
    primed = written(see("mum")[0])
    copy = stamp_docx(primed, replace(mark, recipient="O’Neil & <Sons>"))
    with zipfile.ZipFile(io.BytesIO(primed)) as before, zipfile.ZipFile(io.BytesIO(copy)) as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert [name.startswith("word/footer") for name in changed] == [True]
    assert any("Copy C-7K3F9QXB for O’Neil & <Sons> · MAR-2041" in text for text in docx_texts(copy))
    assert copy == stamp_docx(primed, replace(mark, recipient="O’Neil & <Sons>"))


def test_a_word_file_without_a_place_is_not_stamped(see, written, mark):
    with pytest.raises(RenderError, match="place"):
        stamp_docx(stamp_docx(written(see("mum")[0]), mark), mark)
