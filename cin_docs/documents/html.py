"""A view as HTML: the page before it is a page."""

from __future__ import annotations

from pathlib import Path

from cin_docs.documents import fidelity, sandbox
from cin_docs.documents.views import MinutesView, PlanView
from cin_docs.model.document import Mode

_TEMPLATE = {PlanView: "html/plan.html.j2", MinutesView: "html/minutes.html.j2"}
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
