"""The plan as a Word file."""

import hashlib
import io
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest

from cin_docs import resources
from cin_docs.documents import fidelity, word, word_template
from cin_docs.documents.reading import docx_texts
from cin_docs.errors import RenderError, ResourceError
from cin_docs.testing.builders import a_case, a_meeting, a_need, a_section, an_action


def body(data: Any) -> Any:
    texts = dict(zip(members(data), map(text_of(data), members(data)), strict=True))
    return "\n".join(texts.values())


def members(data: Any) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def text_of(data: Any) -> Any:
    from cin_docs.documents.reading import words

    archive = zipfile.ZipFile(io.BytesIO(data))
    return lambda name: words(archive.read(name).decode()) if name.endswith(".xml") else ""


def missing(view: Any, data: Any) -> Any:
    found = "".join(body(data).split())
    return [text for text in fidelity.texts(view) if text != view.head.on_iso and "".join(text.split()) not in found]


@pytest.mark.parametrize("reader", ["mum", "dad", "leo"])
def test_every_field_of_every_view_is_in_the_file(see, written, reader):
    plan, _ = see(reader)
    assert missing(plan, written(plan)) == []


NASTY = '<b>bold</b> & "x" {{ view }} {% if %} {_{ a }_} {_% b %_} {# c #} ]]> </w:t> \' é ŵ\nnext line'


def test_what_looks_like_markup_or_template_signs_stays_as_it_was_written(see, written):
    need = replace(a_need(), need=NASTY, why=NASTY, actions=(an_action(what=NASTY),))
    plan, _ = see("mum", a_meeting(needs=(need,), sections=(a_section(text=NASTY),), contingency=NASTY), a_case())
    data = written(plan)
    assert missing(plan, data) == []
    docx.Document(io.BytesIO(data))


def test_the_file_opens_has_its_title_and_no_clock(see, written):
    data = written(see("mum")[0])
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert properties.title == "Child in Need Plan, MAR-2041, 19 November 2026"
    assert (properties.modified.year, properties.language) == (2026, "en-GB")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
    assert hashlib.sha256(data).digest() == hashlib.sha256(written(see("mum")[0])).digest()


def test_the_heads_carry_authority_mode_and_marking(see, written):
    text = "\n".join(docx_texts(written(see("mum")[0])))
    assert "DEMO · OFFICIAL-SENSITIVE" in text
    assert "MAR-2041 · Child in Need Plan · Review 2, 19 November 2026 · Version 1" in text


def test_the_template_that_ships_is_the_one_the_code_makes():
    shipped = (resources.templates() / "word" / "plan.docx").read_bytes()
    assert shipped == word_template.build(), "run python -m cin_docs.documents.word_template"


def a_template(folder: Any, text: Any) -> Any:
    made = docx.Document()
    made.add_paragraph(text)
    (folder / "word").mkdir()
    made.save(folder / "word" / "plan.docx")
    return (folder,)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ view.__init__.__globals__ }}",
        "{{ view.head.__class__.__base__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ view.no_such_field }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_that_reaches_out_is_refused(see, settings, tmp_path, attack):
    with pytest.raises(RenderError):
        word.primed(see("mum")[0], **{**settings, "templates": a_template(tmp_path, attack)})


def test_a_missing_template_is_a_message_with_a_remedy(see, settings, tmp_path):
    with pytest.raises(ResourceError, match="Install the package again"):
        word.primed(see("mum")[0], **{**settings, "templates": (tmp_path,)})


def shipped_template() -> bytes:
    return (resources.templates() / "word" / "plan.docx").read_bytes()


def with_member(name: str, data: bytes | None) -> bytes:
    """The shipped template with one member changed, or left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(shipped_template())) as source, zipfile.ZipFile(target, "w") as made:
        for member in source.namelist():
            body = data if member == name else source.read(member)
            if body is not None:
                made.writestr(member, body)
    return target.getvalue()


DAMAGED = {
    "empty": b"",
    "no zip": b"Dear Kim,",
    "a zip of something else": b"PK\x05\x06" + bytes(18),
    "cut short": shipped_template()[:-200],
    "cut to half": shipped_template()[: len(shipped_template()) // 2],
    "document is no XML": with_member("word/document.xml", b"<w:document"),
    "document is missing": with_member("word/document.xml", None),
    "types are missing": with_member("[Content_Types].xml", None),
    "types are no XML": with_member("[Content_Types].xml", b"\x00\x01"),
    "styles are no XML": with_member("word/styles.xml", b"x"),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_template_of_ones_own_is_named_with_a_remedy(see, settings, tmp_path, data):
    own = tmp_path / "word" / "plan.docx"
    own.parent.mkdir()
    own.write_bytes(data)
    with pytest.raises(ResourceError) as caught:
        word.primed(see("mum")[0], **{**settings, "templates": (tmp_path, resources.templates())})
    assert str(own) in caught.value.what
    assert "remove your own" in caught.value.remedy
