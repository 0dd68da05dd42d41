"""The last net: what must not reach a person is found in the source and in the bytes."""

import base64
import io
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pikepdf
import pytest

from cin_docs.capture.places import pointed
from cin_docs.documents import disclosure
from cin_docs.documents.reading import docx_texts, texts
from cin_docs.documents.reading import pages as pages_of
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


def test_a_hit_on_a_page_says_which(see, rendered):
    long = a_section(text="Weight is steady. " * 400 + "They live at 14 Heron Court.", marks=FOR_DAD)
    mums = separated_parents().person("mum")
    data = rendered(see(mums.id, a_meeting(sections=(long,)))[1])
    found = disclosure.in_bytes("minutes.pdf", data, protections()[:1])
    pages = pages_of(data)
    assert len(pages) > 1
    assert [(hit.protection, hit.where) for hit in found] == [("mum.address", "minutes.pdf")]
    assert "Heron" in pages[(found[0].page or 0) - 1]
    assert found[0].page != 1


def test_a_hit_outside_of_the_pages_names_none(see, rendered):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(rendered(see("dad")[0]))) as pdf:
        pdf.docinfo["/Subject"] = "14 Heron Court"
        pdf.save(target)
    assert [hit.page for hit in disclosure.in_bytes("plan.pdf", target.getvalue(), protections())] == [None]


def test_the_name_of_a_file_that_gives_a_value_away_is_not_repeated():
    (hit,) = disclosure.in_bytes("14 Heron Court.txt", b"x", protections())
    assert (hit.protection, hit.where) == ("mum.address", disclosure.IN_A_NAME)


def leak(meeting: Any, *found: Any) -> Any:
    return disclosure.leaked(found, subject="C-7K3F9QXB", reader="dad", meeting=meeting, case=separated_parents())


def test_a_leak_says_which_page_which_value_and_which_texts_of_the_notes():
    meeting = a_meeting(place="14 Heron Court", sections=(a_section(text="at 14 Heron Court"),))
    found = leak(meeting, disclosure.Hit(protection="mum.address", where="plan.pdf", page=2))
    assert [one.at for one in found] == [("place",), ("information", "nurse")]
    assert {one.code for one in found} == {"protected-value-in-copy"}
    assert all("C-7K3F9QXB would give mum.address to dad on page 2" in one.sentence for one in found)
    assert "Heron" not in repr(found)


def test_a_leak_that_no_line_of_the_notes_explains_says_so():
    (one,) = leak(a_meeting(sections=()), disclosure.Hit(protection="mum.phone", where="plan.pdf"))
    assert one.at == ()
    assert "in no line of the notes" in one.sentence
    assert "case file" in one.remedy
    assert pointed((one,), None, "n.yaml") == (one,)


HIDDEN = "14 Heron Court"


def _annotation(pdf: Any, **entries: Any) -> None:
    pdf.pages[0]["/Annots"] = pdf.make_indirect(pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, **entries)]))


def _field(pdf: Any, key: str) -> None:
    pdf.Root["/AcroForm"] = pikepdf.Dictionary(Fields=[pikepdf.Dictionary({"/T": b"a", key: HIDDEN.encode()})])


def _xmp(pdf: Any) -> None:
    with pdf.open_metadata() as meta:
        meta["dc:description"] = HIDDEN


def _utf16(text: str) -> bytes:
    return b"\xfe\xff" + text.encode("utf-16-be")


PDF_PLACES = {
    "note": lambda pdf: _annotation(pdf, Contents=HIDDEN.encode()),
    "note in UTF-16": lambda pdf: _annotation(pdf, Contents=_utf16(HIDDEN)),
    "note's author": lambda pdf: _annotation(pdf, T=HIDDEN.encode()),
    "note's rich text": lambda pdf: _annotation(pdf, RC=b"<p>14 <b>Heron</b> Court</p>"),
    "note's appearance": lambda pdf: _annotation(
        pdf, AP=pikepdf.Dictionary(N=pdf.make_stream(b"BT (14 Heron Court) Tj ET", Subtype=pikepdf.Name.Form))
    ),
    "field's value": lambda pdf: _field(pdf, "/V"),
    "field's default": lambda pdf: _field(pdf, "/DV"),
    "field's tooltip": lambda pdf: _field(pdf, "/TU"),
    "actual text in the structure": lambda pdf: pdf.Root["/StructTreeRoot"].__setitem__("/ActualText", HIDDEN.encode()),
    "actual text in the drawing": lambda pdf: pdf.pages[0].contents_add(
        b"/Span <</ActualText <FEFF" + HIDDEN.encode("utf-16-be").hex().encode() + b">>> BDC EMC"
    ),
    "expansion of an abbreviation": lambda pdf: pdf.Root["/StructTreeRoot"].__setitem__("/E", HIDDEN.encode()),
    "letters drawn one by one": lambda pdf: pdf.pages[0].contents_add(b"[(14 Her) -20 (on Co) 3 (urt)] pop"),
    "octal letters": lambda pdf: pdf.pages[0].contents_add(rb"/Span <</Alt (14 \110eron Court)>> BDC EMC"),
    "XMP": _xmp,
    "page label": lambda pdf: pdf.Root.__setitem__(
        "/PageLabels", pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(P=b"14 Heron Court ")])
    ),
    "layer": lambda pdf: pdf.Root.__setitem__(
        "/OCProperties", pikepdf.Dictionary(OCGs=[pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=HIDDEN.encode())])
    ),
    "script": lambda pdf: pdf.Root.__setitem__(
        "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pdf.make_stream(b"app.alert('14 Heron Court')"))
    ),
    "name of a destination": lambda pdf: pdf.Root.__setitem__(
        "/Dests", pikepdf.Dictionary({"/Heron Court": pikepdf.Array([])})
    ),
    "name of a picture": lambda pdf: pdf.pages[0]["/Resources"].__setitem__(
        "/XObject", pikepdf.Dictionary({"/14HeronCourt": pdf.make_stream(b"", Subtype=pikepdf.Name.Image)})
    ),
    "attached message": lambda pdf: pdf.attachments.__setitem__("old.eml", eml(subject="14 Heron Court")),
    "attached zip in a zip": lambda pdf: pdf.attachments.__setitem__(
        "a.zip", zipped("b.zip", zipped("c", b"14 Heron Court"))
    ),
}


def zipped(name: str, body: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, body)
    return target.getvalue()


@pytest.fixture(scope="module")
def dads_plan(see, rendered):
    return rendered(see("dad")[0])


@pytest.mark.parametrize("place", PDF_PLACES)
@pytest.mark.parametrize("packed", [False, True], ids=["plain objects", "object streams"])
def test_every_place_of_a_pdf_is_read(dads_plan, place, packed):
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(dads_plan)) as pdf:
        PDF_PLACES[place](pdf)
        pdf.save(target, object_stream_mode=mode)
    assert "mum.address" in hits("plan.pdf", target.getvalue())


def test_what_an_update_of_a_pdf_covered_up_is_still_read(dads_plan):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(dads_plan)) as pdf:
        pdf.docinfo["/Subject"] = "14 Heron Court"
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        number = pdf.trailer["/Info"].objgen[0]
    old = target.getvalue()
    with pikepdf.open(io.BytesIO(old)) as pdf:
        number, size, root = pdf.trailer["/Info"].objgen[0], int(pdf.trailer["/Size"]), pdf.Root.objgen[0]
    start = int(old.rpartition(b"startxref")[2].split()[0])
    new = b"%d 0 obj\n<< /Subject (nothing) >>\nendobj\n" % number
    xref = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(old))
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\n" % (size, root, number, start)
    data = old + new + xref + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(old) + len(new))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo["/Subject"]) == "nothing"
    assert hits("plan.pdf", data) == {"mum.address"}


def test_a_remark_between_the_objects_of_a_pdf_is_read(dads_plan):
    assert hits("plan.pdf", dads_plan + b"\n% 14 Heron Court\n") == {"mum.address"}


DOCX_PLACES = [
    ("word/header3.xml", b"<w:hdr><w:p><w:r><w:t>14 Heron Court</w:t></w:r></w:p></w:hdr>"),
    ("word/footnotes.xml", b"<w:p><w:t>14 Heron</w:t></w:p><w:p><w:t>Court</w:t></w:p>"),
    ("customXml/item9.xml", b"<home>14 Heron Court</home>"),
    ("docProps/app9.xml", b"<Company>14 Heron Court</Company>"),
    ("word/document2.xml", b'<wp:docPr id="1" name="a" descr="14 Heron Court"/>'),
    ("word/document2.xml", b'<wp:docPr id="1" name="a" descr="14 &#72;eron Court"/>'),
    ("word/_rels/x.rels", b'<Relationship Target="file:///C:/14%20Heron%20Court.jpg"/>'),
    ("word/media/heron-court.png", b"\x89PNG"),
    ("word/media/a.jpg", b"\xff\xd8\xff\xe1Exif\0\0" + "14 Heron Court".encode("utf-16-le")),
    ("word/embeddings/ole.bin", b"\xd0\xcf\x11\xe0" + "14 Heron Court".encode("utf-16-le")),
    ("word/embeddings/a.docx", zipped("word/document.xml", b"<w:t>14 Heron Court</w:t>")),
    ("word/document2.xml", b"<w:delText>14 Heron Court</w:delText>"),
    ("word/document2.xml", b"<w:t>14 He</w:t></w:r><w:bookmarkStart/><w:r><w:t>ron Court</w:t>"),
]


@pytest.mark.parametrize(("name", "body"), DOCX_PLACES)
def test_every_part_of_a_word_file_is_read(see, written, name, body):
    assert hits("plan.docx", with_member(written(see("dad")[0]), name, body)) == {"mum.address"}


MESSAGES = {
    "HTML with tags inside the words": b"Content-Type: text/html\n\n<p>14 Her<b>on</b> Co<i>urt</i></p>",
    "HTML with a word in each cell": b"Content-Type: text/html\n\n<td>14</td><td>Heron</td><td>Court</td>",
    "HTML in character references": b"Content-Type: text/html\n\n14 &#72;eron&nbsp;Court",
    "soft line breaks": b"Content-Transfer-Encoding: quoted-printable\n\n14 Her=\non Co=\nurt",
    "base64": b"Content-Transfer-Encoding: base64\n\nMTQgSGVyb24gQ291cnQ=",
    "encoded words": b"Subject: =?utf-8?q?14_Her?= =?utf-8?q?on_Court?=\n\nx",
    "another alphabet's encoding": b"Content-Type: text/plain; charset=utf-16-le\nContent-Transfer-Encoding: base64\n\n"
    b"MQA0ACAASABlAHIAbwBuACAAQwBvAHUAcgB0AA==",
    "own header": b"X-Note: 14 Heron Court\n\nx",
    "folded header": b"Subject: 14 Heron\n Court\n\nx",
    "name of a file in pieces": b'Content-Disposition: attachment;\n filename*0="14 Her";\n'
    b' filename*1="on Court.pdf"\n\nx',
    "name of a file in percents": b"Content-Disposition: attachment; filename*=utf-8''14%20Heron%20Court.pdf\n\nx",
    "message in a message": b"Content-Type: message/rfc822\n\nSubject: =?utf-8?q?14_Heron?= Court\n\nx",
    "part after part": b'Content-Type: multipart/mixed; boundary="b"\n\n14 Heron Court\n--b\n\nx\n--b--\n',
    "after the last part": b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nx\n--b--\n14 Heron Court',
    "message in base64 in a message": b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    + base64.encodebytes(b"Subject: old news of them\n\nThey live at 14 Heron Court."),
}


@pytest.mark.parametrize("place", MESSAGES)
def test_every_place_of_a_message_is_read(place):
    assert hits("m.eml", b"From: a@council.example\n" + MESSAGES[place]) == {"mum.address"}
