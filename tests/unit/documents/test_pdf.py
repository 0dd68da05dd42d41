"""Pages: tagged, faithful, deterministic, and made from nothing but our own fonts."""

import io
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from typing import Any

import page
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from cin_docs.documents import fidelity, html, pdf
from cin_docs.documents.reading import page_text
from cin_docs.errors import RenderError, ResourceError
from cin_docs.model.document import Mode
from cin_docs.model.meeting import Held, Section, SectionKind
from cin_docs.testing.builders import a_case, a_meeting, a_need, a_section, an_action, separated_parents
from tests.unit.documents.conftest import AUTHORITY

SHELL = '<html lang="en-GB" data-authority="" data-banner="" data-marking="" data-reference="">{}</html>'


def failures(data: Any) -> Any:
    return [(item.rule_id, item.message) for item in page.validate_pdf_bytes(data, profile="ua1").failures]


def body(data: Any) -> Any:
    """The words of all pages without the running heads, and without white space."""
    document = pypdfium2.PdfDocument(data)
    lines = [line for one in document for line in one.get_textpage().get_text_bounded().splitlines()]
    document.close()
    kept = (line for line in lines if not line.startswith((AUTHORITY, "MAR-2041 ·")))
    return squashed("".join(kept))


def squashed(text: Any) -> Any:
    # pdfium writes a hyphen at the end of a line as this sign.
    return re.sub(r"\s|\u00ad", "", unicodedata.normalize("NFC", text.replace("\x02", "-")))


def missing(view: Any, data: Any) -> Any:
    """Fields of a view whose characters do not all stand in the pages, in order."""
    found = body(data)
    running = {view.head.on_iso, view.head.ref}
    return [text for text in fidelity.texts(view) if text not in running and squashed(text) not in found]


@pytest.mark.parametrize("reader", ["mum", "dad", "leo", "nurse"])
@pytest.mark.parametrize("document", [0, 1])
def test_every_view_is_pdf_ua_and_prints_every_character_of_its_fields(see, rendered, reader, document):
    view = see(reader)[document]
    data = rendered(view)
    assert failures(data) == []
    assert missing(view, data) == []


def test_a_meeting_that_was_not_held_says_so_and_passes(see, rendered):
    meeting = a_meeting(
        held=Held.NOT_HELD, reason="Snow.", needs=(), progress=(), sections=(), next=None, decision=None
    )
    for view in see("mum", meeting):
        data = rendered(view)
        assert failures(data) == []
        assert "Snow." in page_text(data)


LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=("Cc", "Cf", "Zs"))
WORDS = st.text(st.one_of(LETTERS, st.sampled_from("ŵŷ<>&\"'{}%_’“”–£€")), min_size=1, max_size=30)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@run(max_examples=12, deadline=None)
@given(st.lists(SENTENCES, min_size=6, max_size=6))
def test_whatever_people_write_stands_on_the_page(see, rendered, texts):
    need = replace(a_need(), need=texts[0], why=texts[1], outcome=texts[2], actions=(an_action(what=texts[3]),))
    section = a_section(text=f"{texts[4]}\n\n{texts[5]}")
    for view in see("mum", a_meeting(needs=(need,), sections=(section,)), a_case()):
        data = rendered(view)
        assert missing(view, data) == []


def test_markup_in_a_text_is_printed_and_not_obeyed(see, rendered):
    section = a_section(
        text='<script>x</script> <b>bold</b> &amp; {{ view }} {% if x %} <img src="file:///etc/passwd">'
    )
    _, minutes = see("mum", a_meeting(sections=(section,)), a_case())
    assert missing(minutes, rendered(minutes)) == []


def test_a_name_in_urdu_is_on_the_page_with_all_its_letters(see, rendered):
    case = a_case()
    people = tuple(replace(who, name="محمد احمد شاہ") if who.id == "dad" else who for who in case.people)
    plan, _ = see("mum", a_meeting(), replace(case, people=people))
    data = rendered(plan)
    assert failures(data) == []
    letters = squashed(unicodedata.normalize("NFKC", page_text(data)))
    assert set(squashed("محمد احمد شاہ")) <= set(letters)


def test_long_tables_go_over_pages_with_their_heads_and_lose_no_row(see, rendered):
    actions = tuple(an_action(f"x{number}", what=f"Does thing number {number} of many.") for number in range(90))
    plan, _ = see("mum", a_meeting(needs=(a_need(actions=actions),)), a_case())
    data = rendered(plan)
    assert failures(data) == []
    assert missing(plan, data) == []
    document = pypdfium2.PdfDocument(data)
    middle = document[2].get_textpage().get_text_bounded()
    document.close()
    assert "What will be done" in middle


def test_texts_of_hundreds_of_words_are_not_lost_even_over_a_page(see, rendered):
    long = " ".join(f"word{number}" for number in range(300))
    longer = " ".join(f"mot{number}" for number in range(1500))
    need = replace(a_need(), why=long, discussion=Section(id="d", kind=SectionKind.DISCUSSION, text=longer))
    for view in see("mum", a_meeting(needs=(need,), because=long), a_case()):
        data = rendered(view)
        assert missing(view, data) == []
        assert failures(data) == []


def test_large_print_passes_and_keeps_every_word(see, rendered):
    plan, _ = see("gran")
    data = rendered(plan, large_print=True)
    assert failures(data) == []
    assert missing(plan, data) == []


@pytest.mark.parametrize(("mode", "banner"), [(Mode.DEMO, "DEMO"), (Mode.TRIAL, "TRIAL"), (Mode.LIVE, None)])
def test_the_mode_and_the_marking_stand_on_every_page(see, rendered, mode, banner):
    _, minutes = see("mum")
    data = rendered(minutes, mode=mode, marking="OFFICIAL-SENSITIVE")
    document = pypdfium2.PdfDocument(data)
    pages = [one.get_textpage().get_text_bounded() for one in document]
    document.close()
    assert all("OFFICIAL-SENSITIVE" in text and "MAR-2041" in text and "Version 1" in text for text in pages)
    assert all(("DEMO" in text, "TRIAL" in text) == (banner == "DEMO", banner == "TRIAL") for text in pages)


def test_a_child_s_copy_has_no_marking(see, rendered):
    plan, _ = see("leo")
    assert "OFFICIAL" not in page_text(rendered(plan, marking=None))


def test_title_language_and_dates_come_from_the_meeting(see, rendered):
    data = rendered(see("mum")[0])
    with pikepdf.open(io.BytesIO(data)) as made:
        assert made.Root.Lang == "en-GB"
        assert made.docinfo["/Title"] == "Child in Need Plan, MAR-2041, 19 November 2026"
        assert str(made.docinfo["/CreationDate"]).startswith("D:20261119")


def test_running_heads_are_artifacts_and_every_marked_text_belongs_to_an_element(see, rendered):
    data = rendered(see("mum")[0])
    with pikepdf.open(io.BytesIO(data)) as made:
        parents = made.Root.StructTreeRoot.ParentTree.Nums
        for number, one in enumerate(made.pages):
            content = b"\n".join(part.read_bytes() for part in one.Contents)
            assert content.count(b"/Pagination") >= 3
            marked = [int(found) for found in re.findall(rb"/MCID (\d+)", content)]
            owners = parents[2 * number + 1]
            assert all(owners[mcid] is not None for mcid in marked)
            assert len(marked) < len(owners), "the running heads' own numbers are gone"


def test_an_element_in_another_language_says_so(templates):
    words = '<head><title>t</title></head><h1>Hi</h1><p lang="cy">Siân</p><p>and <span lang="ur">شاہ</span></p>'
    data = pdf.primed(SHELL.format(words), templates=templates)
    with pikepdf.open(io.BytesIO(data)) as made:
        said = {
            str(item.Lang)
            for item in made.objects
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/Lang" in item
        }
    assert said == {"cy", "ur"}


ASKS = [
    '<img src="file:///etc/passwd" alt="x">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<style>@import "https://evil.example/x.css";</style>',
    '<p style="background: url(https://evil.example/x.png)">x</p>',
    '<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><image href="file:///etc/hostname"/></svg>',
    '<object data="file:///etc/passwd"></object>',
    '<img src="cin-font:regular/../../etc/passwd" alt="x">',
    '<img src="data:image/png;base64,AAAA" alt="x">',
]


@pytest.mark.parametrize("asked", ASKS)
def test_a_document_that_asks_for_anything_is_refused(templates, asked):
    with pytest.raises(RenderError, match="from outside"):
        pdf.primed(SHELL.format(f"<head><title>t</title></head><h1>x</h1>{asked}"), templates=templates)


def test_a_style_sheet_that_asks_for_anything_is_refused(tmp_path):
    (tmp_path / "style").mkdir()
    (tmp_path / "style" / "document.css").write_text('@import "https://evil.example/x.css"; p { color: red }')
    with pytest.raises(RenderError, match="style sheet"):
        pdf.primed(SHELL.format("<h1>x</h1>"), templates=(tmp_path,))


def test_a_missing_template_or_style_sheet_is_a_message_with_a_remedy(see, settings, tmp_path):
    with pytest.raises(ResourceError, match="Install the package again"):
        html.render(see("mum")[0], **{**settings, "templates": (tmp_path,)})
    with pytest.raises(ResourceError, match=r"document\.css"):
        pdf.primed(SHELL.format("<h1>x</h1>"), templates=(tmp_path,))


def test_a_character_that_no_font_has_is_refused_and_named(see, settings):
    plan, _ = see("mum", a_meeting(contingency="Ring \U0001f600 now."), separated_parents())
    with pytest.raises(RenderError, match=r"U\+1F600 GRINNING FACE"):
        html.render(plan, **settings)


PROGRAM = """
import hashlib
from datetime import date
from cin_docs import resources
from cin_docs.documents import cover, html, pdf, stamp, views, word
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.model.standard import *
from cin_docs.testing.builders import a_meeting, separated_parents
cited = Cited(sentence="s", rows=())
weeks = Period(count=6, unit=Unit.WEEKS)
standard = Standard(id="s", name="s", version="1", in_force_from=date(2020, 1, 1), copies=(), first_meeting=None,
    reviews=ReviewRule(every=weeks, maximum=weeks, cited=cited, maximum_cited=cited), visits=None, smart=cited)
case, templates = separated_parents(), (resources.templates(),)
plan = views.plan_view(a_meeting(), case, case.person("mum"), standard)
how = dict(templates=templates, authority="A", marking="M", mode=Mode.DEMO, version=1)
mark = stamp.Mark(copy="C-1", recipient="Siân شاہ", document="d", case="MAR-2041", version=1)
primed, written = pdf.primed(html.render(plan, **how), templates=templates), word.primed(plan, **how)
sheet = cover.cover_sheet(recipient="Kim", address="x", via=None, documents=[DocumentKind.PLAN], on=date(2026, 11, 19),
    mark=mark, authority="A", reply_to="a@council.test", mode=Mode.DEMO, templates=templates)
made = (views.digest(plan).encode(), primed, stamp.stamp_pdf(primed, mark), written, stamp.stamp_docx(written, mark))
for data in (*made, sheet):
    print(hashlib.sha256(data).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes_in_another_process():
    def digests(seed: Any) -> Any:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": seed}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout.split()

    first, second = digests("1"), digests("424242")
    assert len(first) == 6
    assert first == second
