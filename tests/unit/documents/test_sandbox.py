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
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_template_that_reaches_out_is_refused(see, settings, tmp_path, attack):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "plan.html.j2").write_text(attack)
    with pytest.raises((RenderError, ResourceError)):
        html.render(see("mum")[0], **{**settings, "templates": (tmp_path,)})


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
