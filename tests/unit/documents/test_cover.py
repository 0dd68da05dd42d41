"""Covers name nobody but the recipient and the sender."""

from datetime import date
from typing import Any

import page
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
