"""The only place where templates meet data: sandboxed, strict, escaped, and never built from data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cin_docs.errors import RenderError, ResourceError


@cache
def environment(folders: tuple[Path, ...], *, escape: bool = True) -> ImmutableSandboxedEnvironment:
    """The environment over template folders, the first folder that has a file wins (a home's before the shipped).

    `escape` is off for plain text only. An unknown field is an error, never an empty place in a document.
    """
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    # Helpers that templates have no use for, and that could fill memory from a template.
    for name in ("range", "lipsum", "cycler", "joiner"):
        made.globals.pop(name, None)
    return made


def fill(name: str, folders: tuple[Path, ...], *, escape: bool = True, **fields: object) -> str:
    """The template `name` filled with `fields`. Raises `ResourceError` when it is missing, `RenderError` when
    it asks for a field there is none of or for something the sandbox refuses.
    """
    try:
        return environment(folders, escape=escape).get_template(name).render(fields)
    except TemplateNotFound as error:
        raise ResourceError(
            f"The template {error.name} is missing.", "Install the package again, or put it back into templates/."
        ) from error
    except TemplateError as error:
        raise RenderError(
            f"The template {name} cannot be used: {error.message}.", "Mend it, or remove your own copy."
        ) from error


def style_sheet(name: str, folders: tuple[Path, ...]) -> str:
    """The text of a style sheet, looked for like a template. Raises `ResourceError`."""
    for folder in folders:
        path = folder / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise ResourceError(f"The style sheet {name} is missing.", "Install the package again.")
