"""The plan as a Word file, for those whose needs say so. The one importer of docxtpl."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from cin_docs.documents import sandbox
from cin_docs.documents.html import BANNER
from cin_docs.documents.views import PlanView
from cin_docs.errors import CinError, RenderError, ResourceError
from cin_docs.model.document import Mode

#: The earliest time a zip can hold; every member has it, so that equal content is equal bytes.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def primed(
    view: PlanView, *, templates: tuple[Path, ...], authority: str, marking: str | None, mode: Mode, version: int | str
) -> bytes:
    """The plan as DOCX with a place for the copy's mark in its footer. The same input gives the same bytes.

    Raises `ResourceError` for a template that is missing or no Word file, naming the file, and `RenderError` for
    one that asks for what is not there.
    """
    path = _template(templates)
    try:
        template = DocxTemplate(io.BytesIO(path.read_bytes()))
        return _filled(template, view, authority=authority, marking=marking, mode=mode, version=version)
    except CinError:
        raise
    except Exception as error:
        # A damaged Word file fails in its zip, its XML or its relations, each with errors of another library.
        raise ResourceError(
            f"The Word template {path} cannot be used: it is damaged, or no Word file.",
            "Save it again as .docx, or remove your own.",
        ) from error


def _filled(
    template: DocxTemplate, view: PlanView, *, authority: str, marking: str | None, mode: Mode, version: int | str
) -> bytes:
    """The template with the view in it, as bytes without a clock."""
    fields = {
        "view": view,
        "authority": authority,
        "marking": marking or "",
        "banner": BANNER[mode],
        "version": str(version),
    }
    try:
        template.render(fields, jinja_env=_environment(), autoescape=True)
    except (TemplateError, TypeError, ArithmeticError) as error:
        # What jinja says of it quotes the values it stumbled on. A damaged file fails in other ways: see `primed`.
        wrong = sandbox.what_is_wrong(error, "plan.docx")
        raise RenderError(f"The Word template cannot be used: {wrong}.", "Mend it, or remove your own.") from error
    _describe(template, view)
    target = io.BytesIO()
    template.save(target)
    return repacked(target.getvalue())


def _template(folders: tuple[Path, ...]) -> Path:
    for folder in folders:
        path = folder / "word" / "plan.docx"
        # Reached by a link out of its folder, it is none of ours.
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            return path
    raise ResourceError("The Word template plan.docx is missing.", "Install the package again.")


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    """The same sandbox as for HTML; it fills the template's own markup, never data."""
    return sandbox.bare(
        sandbox.Bounded(loader=DictLoader({}), undefined=StrictUndefined, autoescape=True, finalize=_as_written)
    )


def _as_written(value: object) -> object:
    """Text that docxtpl would take for its own signs ("{_{" and the like) stays as it was written."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = str(escape(value)).replace("{_", "{&#95;").replace("_}", "&#95;}").replace("%_", "%&#95;")
    return Markup(text)  # noqa: S704 - escaped in the line above


def _describe(template: DocxTemplate, view: PlanView) -> None:
    """The file's properties: from the view, with the meeting's date for every time."""
    day = datetime.combine(date.fromisoformat(view.head.on_iso), time(), UTC)
    properties = template.docx.core_properties
    properties.title = f"{view.head.title}, {view.head.ref}, {view.head.on}"
    properties.language = "en-GB"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = day
    properties.revision = 1


def repacked(data: bytes) -> bytes:
    """A zip with its members sorted, the content types first, and no clock in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            made.writestr(info, source.read(name), compresslevel=6)
    return target.getvalue()
