"""Templates cannot reach out, and an unknown field is an error."""

import pytest

from cin_docs.documents import html, sandbox
from cin_docs.errors import RenderError, ResourceError

ATTACKS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ view.__class__.__init__.__globals__ }}",
    "{{ view.head.ref.format.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ '%s' | format(view.missing) }}",
    "{{ ('{0.__class__.__mro__}') .format(view) }}{{ view.nothing }}",
    "{% for x in range(10 ** 9) %}x{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% include '../../../etc/passwd' %}",
    "{{ view.head.facts.append(1) }}",
    "{% set kept = namespace(text='') %}",
    "{{ 'x' * 10 ** 9 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'x' | center(1000000000) }}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_template_that_reaches_out_is_refused(see, settings, tmp_path, attack):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "plan.html.j2").write_text(attack)
    with pytest.raises((RenderError, ResourceError)):
        html.render(see("mum")[0], **{**settings, "templates": (tmp_path,)})


@pytest.mark.parametrize("link", ["n.j2", "folder"])
def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path, link):
    """A template must not be able to print another file of the home, such as the notes themselves."""
    outside, inside = tmp_path / "cases", tmp_path / "templates"
    outside.mkdir()
    inside.mkdir()
    (outside / "n.j2").write_text("secret")
    (inside / link).symlink_to(outside if link == "folder" else outside / "n.j2")
    name = "folder/n.j2" if link == "folder" else link
    with pytest.raises(ResourceError):
        sandbox.fill(name, (inside,))
    with pytest.raises(ResourceError):
        sandbox.style_sheet(name, (inside,))
    (tmp_path / "linked").symlink_to(outside)
    assert sandbox.fill("n.j2", (tmp_path / "linked",)) == "secret", "the folder itself may be a link"


def test_an_authority_s_own_template_wins_and_borrows_the_shipped_parts(see, settings, templates, tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "plan.html.j2").write_text(
        '{% extends "html/_page.html.j2" %}{% block content %}<h2>Ours</h2>{% endblock %}'
    )
    page = html.render(see("mum")[0], **{**settings, "templates": (tmp_path, *templates)})
    assert "<h2>Ours</h2>" in page
    assert "MAR-2041" in page


def test_text_is_escaped_in_pages_and_not_in_plain_text(tmp_path):
    (tmp_path / "t.txt").write_text("{{ word }}")
    assert sandbox.fill("t.txt", (tmp_path,), word="<&>") == "&lt;&amp;&gt;"
    assert sandbox.fill("t.txt", (tmp_path,), escape=False, word="<&>") == "<&>"


@pytest.mark.parametrize("name", ["html/plan.html.j2", "html/_page.html.j2"])
def test_a_template_that_is_no_utf_8_is_a_message_with_a_remedy(see, settings, templates, tmp_path, name):
    (tmp_path / "html").mkdir()
    (tmp_path / name).write_bytes("Cyngor M\u00f4n".encode("latin-1"))
    with pytest.raises(ResourceError, match="UTF-8"):
        html.render(see("mum")[0], **{**settings, "templates": (tmp_path, *templates)})


def test_a_style_sheet_that_is_no_utf_8_is_named(templates, tmp_path):
    (tmp_path / "style").mkdir()
    (tmp_path / "style" / "document.css").write_bytes(b"/* \xf4 */")
    with pytest.raises(ResourceError, match=r"document\.css"):
        sandbox.style_sheet("style/document.css", (tmp_path, *templates))


def test_a_page_that_leaves_out_whose_it_is_or_a_need_is_refused_and_ours_are_not(see, settings, templates, tmp_path):
    for view in see("mum"):
        html.require_said(view, html.render(view, **settings))
    plan = see("mum")[0]
    own = tmp_path / "html" / "plan.html.j2"
    own.parent.mkdir()
    for text, missing in (("", "the case reference"), ('{% extends "html/_page.html.j2" %}', "need")):
        own.write_text(text)
        sandbox.environment.cache_clear()
        page = html.render(plan, **{**settings, "templates": (tmp_path, *templates)})
        with pytest.raises(RenderError, match=missing):
            html.require_said(plan, page)
