"""A view as HTML: the page before it is a page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from cin_docs.documents import fidelity, sandbox
from cin_docs.documents.views import MinutesView, PlanView
from cin_docs.errors import RenderError
from cin_docs.model.document import Mode

_TEMPLATE = {PlanView: "html/plan.html.j2", MinutesView: "html/minutes.html.j2"}
_TAG = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
#: What stands on every page of a copy that does not count.
BANNER = {Mode.DEMO: "DEMO", Mode.TRIAL: "TRIAL", Mode.LIVE: ""}


def render(
    view: PlanView | MinutesView,
    *,
    templates: tuple[Path, ...],
    authority: str,
    marking: str | None,
    mode: Mode,
    version: int | str,
    large_print: bool = False,
) -> str:
    """The view as one HTML document.

    `templates` are folders with html/ in them, the home's before the shipped one. `marking` is the
    protective marking for this audience, or None (a child's copy has none: it would frighten). Raises
    `ResourceError` for a missing template and `RenderError` for one that asks for what is not there, or for
    a character that our fonts cannot print.
    """
    fidelity.require((view, authority, marking or ""))
    return sandbox.fill(
        _TEMPLATE[type(view)],
        templates,
        view=view,
        authority=authority,
        marking=marking or "",
        banner=BANNER[mode],
        version=str(version),
        large_print=large_print,
    )


def require_said(view: PlanView | MinutesView, page: str) -> None:
    """Refuse a page without what makes it this child's document: an authority's own template may be empty.

    Raises `RenderError` that names the template and the part, and no word of it.
    """
    words = _plain(unescape(_TAG.sub(" ", page)))
    parts = [
        ("the case reference", _plain(unescape(page)), view.head.ref),
        ("the child's name", words, view.head.child),
    ]
    parts += [(f"need {one.number}", words, one.need) for one in view.needs]
    for part, where, text in parts:
        if _plain(text) not in where:
            raise RenderError(
                f"The template {_TEMPLATE[type(view)]} makes a page without {part}, so no copy was made.",
                "Put it back into your own template, or remove that file.",
            )


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
