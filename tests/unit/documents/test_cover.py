"""Covers name nobody but the recipient and the sender."""

from datetime import date
from typing import Any

import page
import pypdfium2
import pytest

from cin_docs.documents.cover import cover_sheet, cover_text
from cin_docs.documents.reading import page_text, pdf_texts
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.testing.builders import everyone

BOTH = (DocumentKind.PLAN, DocumentKind.MINUTES)


def a_sheet(templates: Any, mark: Any, **changes: Any) -> Any:
    usual = {
        "recipient": "Jean Shaw",
        "address": "2 Quay Street\nEastmere\nEM1 1AB",
        "via": None,
        "documents": BOTH,
        "on": date(2026, 11, 19),
        "mark": mark,
        "authority": "Eastmere Children's Services",
        "reply_to": "cin@council.test",
        "mode": Mode.DEMO,
        "templates": templates,
    }
    return cover_sheet(**{**usual, **changes})


def a_text(templates: Any, **changes: Any) -> Any:
    usual = {
        "recipient": "Kim Marsh",
        "documents": BOTH,
        "on": date(2026, 11, 19),
        "case": "MAR-2041",
        "authority": "Eastmere Children's Services",
        "reply_to": "cin@council.test",
        "mode": Mode.LIVE,
        "templates": templates,
    }
    return cover_text(**{**usual, **changes})


@pytest.mark.parametrize(
    "changes", [{}, {"address": None, "via": "Dana Cole"}, {"large_print": True, "documents": BOTH[:1]}]
)
def test_a_sheet_passes_and_carries_recipient_contents_and_mark(templates, mark, changes):
    data = a_sheet(templates, mark, **changes)
    assert page.validate_pdf_bytes(data, profile="ua1").failures == []
    text = page_text(data)
    assert "Jean Shaw" in text
    assert "The plan" in text
    assert "Copy C-7K3F9QXB" in text
    assert "DEMO" in text
    assert ("EM1 1AB" in text) == (changes.get("address", "x") is not None)


def test_no_other_person_and_no_word_of_the_case_s_nature_is_on_a_cover(templates, mark):
    from dataclasses import replace

    own = replace(mark, recipient="Jean Shaw")
    texts = "\n".join((*pdf_texts(a_sheet(templates, own)), *a_text(templates, recipient="Jean Shaw")))
    assert not [who.name for who in everyone() if who.name in texts]
    assert "Need" not in texts
    assert "child in need" not in texts.casefold()


def test_the_subject_is_one_line_without_a_name_and_the_body_says_what_comes(templates):
    subject, body = a_text(templates)
    assert subject == "Your copy from the meeting of 19 November 2026"
    assert body.startswith("Dear Kim Marsh,")
    assert "- The plan\n- The minutes\n" in body
    assert "MAR-2041" in body


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.TRIAL])
def test_a_mode_that_does_not_count_is_said_in_subject_and_body(templates, mode):
    subject, body = a_text(templates, mode=mode)
    assert subject.startswith(mode.value.upper())
    assert body.startswith(mode.value.upper())


@pytest.mark.parametrize("authority", ["Cyngor M\u00f4n", "Eastmere Children\u2019s Services", "A\nB: c"])
def test_whatever_the_authority_is_called_the_subject_is_plain_letters_and_the_body_says_its_name(templates, authority):
    subject, body = a_text(templates, authority=authority)
    assert subject == "Your copy from the meeting of 19 November 2026"
    assert authority in body


def test_signs_in_a_name_stay_as_they_are(templates):
    assert "Dear O’Neil & <Sons>," in a_text(templates, recipient="O’Neil & <Sons>")[1]


MM = 72 / 25.4
#: What shows in the window of a DL or C5 envelope wherever the sheet slips: millimetres from the left and the top.
WINDOW = (20, 50, 110, 86)
#: What may show there when the sheet slips: nothing but the address stands in it.
AROUND = (10, 46, 120, 94)


def words_of(data: bytes) -> list[tuple[str, float, float, float, float]]:
    """Each piece of text of the first page with its left, top, right and bottom in millimetres from the top left."""
    document = pypdfium2.PdfDocument(data)
    try:
        sheet = document[0]
        height, text = sheet.get_height(), sheet.get_textpage()
        found = []
        for number in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(number)
            said = text.get_text_bounded(left, bottom, right, top)
            found.append((said, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
        return found
    finally:
        document.close()


LONG = "The Flat above the Post Office\n22 Old Harbour Road\nLittle Eastmere\nEastmere\nCounty of Mere\nEM1 1AB"


@pytest.mark.parametrize("address", ["2 Quay Street\nEastmere\nEM1 1AB", LONG])
@pytest.mark.parametrize("large_print", [False, True])
@pytest.mark.parametrize("office", [None, "Eastmere Council\nTown Hall\nEastmere\nEM1 1AA"])
def test_the_address_and_nothing_else_stands_where_the_window_is(templates, mark, address, large_print, office):
    data = a_sheet(
        templates, mark, address=address, large_print=large_print, return_address=office, telephone="01632 960123"
    )
    lines = ["Jean Shaw", *address.splitlines()]
    left, top, right, bottom = WINDOW
    inside = [
        " ".join(said.split())
        for said, x, y, x2, y2 in words_of(data)
        if left <= x and x2 <= right and top <= y and y2 <= bottom
    ]
    assert " ".join(inside).split() == " ".join(lines).split()
    left, top, right, bottom = AROUND
    touching = [said for said, x, y, x2, y2 in words_of(data) if x < right and x2 > left and y < bottom and y2 > top]
    assert " ".join(touching).split() == " ".join(lines).split()


def test_who_cannot_be_reached_sends_it_back_to_the_office(templates, mark):
    assert "return it to" in page_text(a_sheet(templates, mark, return_address="Town Hall\nEastmere"))
    by_hand = a_sheet(templates, mark, address=None, via="Dana Cole", return_address="Town Hall\nEastmere")
    assert "return it to" not in page_text(by_hand)


def test_a_telephone_number_stands_where_there_is_one(templates, mark):
    for child in (False, True):
        sheet = page_text(a_sheet(templates, mark, telephone="01632 960123", child=child))
        assert "01632 960123" in " ".join(sheet.split())
        assert "ring" not in page_text(a_sheet(templates, mark, child=child)).split()
        assert "01632 960123" in a_text(templates, telephone="01632 960123", child=child)[1]
        assert " ring " not in a_text(templates, child=child)[1]


def test_a_child_is_spoken_to_as_a_child(templates, mark):
    text = " ".join(page_text(a_sheet(templates, mark, address=None, via="Dana Cole", child=True)).split())
    assert "tell Dana Cole" in text
    assert "You do not have to show it to anybody" in text
    assert "do not pass them on" not in text
    assert "You do not have to show it" in a_text(templates, child=True)[1]


def test_by_hand_there_is_a_receipt_to_sign_and_by_post_there_is_none(templates, mark):
    by_hand = " ".join(page_text(a_sheet(templates, mark, address=None, via="Dana Cole")).split())
    for words in ("Receipt", "C-7K3F9QXB", "Signed by the recipient", "Signed by Dana Cole", "Read to the recipient"):
        assert words in by_hand
    assert "Receipt" not in page_text(a_sheet(templates, mark))
