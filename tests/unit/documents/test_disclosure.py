"""The last net: what must not reach a person is found in the source and in the bytes."""

import io
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pikepdf
import pytest

from cin_docs.documents import disclosure
from cin_docs.documents.reading import docx_texts, texts
from cin_docs.documents.stamp import stamp_docx, stamp_pdf
from cin_docs.documents.word import repacked
from cin_docs.errors import RenderError
from cin_docs.model.finding import Severity
from cin_docs.model.meeting import Marks
from cin_docs.testing.builders import a_case, a_meeting, a_section, protections, separated_parents

FOR_DAD = Marks(only_for=frozenset({"dad", "mum"}))


def hits(name: Any, data: Any, items: Any = None) -> Any:
    return {hit.protection for hit in disclosure.in_bytes(name, data, items or protections())}


def eml(*attachments: Any, subject: Any = "Your copy", body: Any = "Hello") -> Any:
    message = EmailMessage()
    message["Subject"], message["To"] = subject, "rob@post.example"
    message.set_content(body)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_the_protected_from_parent_s_bytes_hold_nothing_and_the_protected_parent_s_hold_hers(
    see, rendered, written, mark
):
    for reader, expected in (("dad", set()), ("mum", {"leo.school"})):
        own = replace(mark, recipient=separated_parents().person(reader).name)
        plan, minutes = see(reader)
        copies = [
            ("plan.pdf", stamp_pdf(rendered(plan), own)),
            ("minutes.pdf", stamp_pdf(rendered(minutes), own)),
            ("plan.docx", stamp_docx(written(plan), own)),
        ]
        assert [hits(*copy) for copy in copies] == [expected] * 3
        assert hits("message.eml", eml(*copies)) == expected


PLACES = {
    "title": lambda pdf: pdf.docinfo.__setitem__("/Title", "14 Heron Court"),
    "bookmark": lambda pdf: pdf.open_outline().__enter__().root.append(pikepdf.OutlineItem("14 Heron Court", 0)),
    "attachment": lambda pdf: pdf.attachments.__setitem__("a.txt", b"at 14 Heron Court"),
    "attachment name": lambda pdf: pdf.attachments.__setitem__("14 Heron Court.txt", b"x"),
    "custom key": lambda pdf: pdf.Root.__setitem__("/X", pikepdf.String("14 Heron Court")),
    "link": lambda pdf: pdf.pages[0].__setitem__(
        "/Annots", pikepdf.Array([pikepdf.Dictionary(URI=b"x?q=14%20Heron%20Court")])
    ),
    "alternative text in the drawing": lambda pdf: pdf.pages[0].contents_add(
        b"/Span <</Alt (14 Heron Court)>> BDC EMC"
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_value_hidden_in_a_pdf_is_found(see, rendered, place):
    data = rendered(see("dad")[0])
    assert hits("plan.pdf", data) == set()
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if place == "bookmark":
            with pdf.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem("14 Heron Court", 0))
        else:
            PLACES[place](pdf)
        pdf.save(target)
    assert hits("plan.pdf", target.getvalue()) == {"mum.address"}


def with_member(data: Any, name: Any, body: Any) -> Any:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for info in source.infolist():
            made.writestr(info, source.read(info))
        made.writestr(name, body)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("docProps/custom.xml", b"<x>14 Heron Court</x>"),
        ("word/comments.xml", b"<w:p><w:r><w:t>14 Her</w:t></w:r><w:r><w:t>on Court</w:t></w:r></w:p>"),
        ("word/14 Heron Court.xml", b"<x/>"),
        ("word/media/note.txt", b"14 heron court"),
        ("word/e.xml", b"<w:t>14 Heron&#32;Court</w:t>"),
    ],
)
def test_a_value_hidden_in_any_member_of_a_word_file_is_found(see, written, name, body):
    data = written(see("dad")[0])
    assert hits("plan.docx", data) == set()
    assert hits("plan.docx", with_member(data, name, body)) == {"mum.address"}


def test_a_value_in_a_message_is_found_in_its_subject_body_names_and_attachments(see, written):
    plain = written(see("dad")[0])
    assert hits("m.eml", eml(("plan.docx", plain))) == set()
    assert hits("m.eml", eml(subject="About 14 Heron Court")) == {"mum.address"}
    assert hits("m.eml", eml(subject="Über 14 Heron Court")) == {"mum.address"}
    assert hits("m.eml", eml(body="ring 07700 900 123 – soon")) == {"mum.phone"}
    assert hits("m.eml", eml(("Brook Lane.pdf", b"x"))) == {"leo.school"}
    hidden = with_member(plain, "docProps/x.xml", b"<x>EM4 2QT</x>")
    assert hits("m.eml", eml(("plan.docx", hidden))) == {"mum.address", "mum.postcode"}


def test_a_file_name_alone_can_give_a_value_away():
    assert hits("Leo at Brook Lane Primary.txt", b"x") == {"leo.school"}


def test_what_cannot_be_read_back_is_an_error_and_not_silence():
    for name, data in (("a.pdf", b"%PDF-1.7 broken"), ("a.docx", b"PK\x03\x04broken")):
        with pytest.raises(RenderError):
            texts(name, data)


def test_a_hit_never_holds_the_value():
    found = disclosure.in_bytes("x.txt", b"14 Heron Court", protections())
    assert "Heron" not in repr(found)


def test_a_text_marked_for_a_reader_that_holds_their_protected_value_blocks_with_its_place():
    wrong = a_section(text="They live at 14 Heron Court.", marks=FOR_DAD)
    found = disclosure.in_source(a_meeting(sections=(wrong,)), separated_parents())
    assert [(item.code, item.severity, item.at) for item in found] == [
        ("protected-value", Severity.BLOCKS, ("information", "nurse"))
    ]
    assert "mum.address" in found[0].sentence
    assert "Heron" not in found[0].sentence + found[0].remedy


def test_a_text_marked_not_for_a_reader_may_hold_the_value():
    fine = a_section(text="They live at 14 Heron Court.", marks=Marks(not_for=frozenset({"dad"})))
    assert disclosure.in_source(a_meeting(sections=(fine,)), separated_parents()) == ()


def test_a_value_in_a_short_field_is_advice_because_the_reader_s_copy_goes_without_it():
    found = disclosure.in_source(a_meeting(place="Brook Lane Primary", sections=()), separated_parents())
    assert [(item.code, item.severity, item.at) for item in found] == [
        ("protected-value-left-out", Severity.ADVICE, ("place",))
    ]


def test_a_case_without_protections_gives_no_finding():
    assert disclosure.in_source(a_meeting(place="Brook Lane Primary"), a_case()) == ()


def test_words_split_into_runs_are_whole_when_read_back(see, written):
    assert any("Leo misses school on Mondays." in text for text in docx_texts(written(see("mum")[0])))


def test_a_value_in_a_word_file_attached_to_a_pdf_is_found(see, rendered, written):
    inside = with_member(written(see("dad")[0]), "word/x.xml", b"<w:t>14 Heron Court</w:t>")
    squeezed = repacked(inside)
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(rendered(see("dad")[0]))) as pdf:
        pdf.attachments["report.docx"] = squeezed
        pdf.save(target)
    assert hits("plan.pdf", target.getvalue()) == {"mum.address"}
