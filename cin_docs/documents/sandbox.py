"""The only place where templates meet data: sandboxed, strict, escaped, and never built from data."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cin_docs.errors import RenderError, ResourceError

#: What our templates are called.
_OUR_NAME = re.compile(r"(?:html|email)/_?[a-z]+\.(?:html|txt)\.j2")

#: The highest base and power, and the longest page in characters.
_HIGHEST, _LONGEST = 64, 5_000_000


class _Inside(FileSystemLoader):
    """Templates of some folders; a link that leads out of its folder is as if it were not there."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """As jinja2 wants it. Raises `TemplateNotFound`."""
        source, file, fresh = super().get_source(environment, template)
        if not any(_within(Path(file), Path(folder)) for folder in self.searchpath):
            raise TemplateNotFound(template)
        return source, file, fresh


def _within(path: Path, folder: Path) -> bool:
    return path.is_relative_to(folder) and path.resolve().is_relative_to(folder.resolve())


class Bounded(ImmutableSandboxedEnvironment):
    """A sandbox in which no template makes a text that fills the memory."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Numbers are reckoned with; texts and lists are neither repeated nor filled in by a sign."""
        for one in (left, right):
            if not isinstance(one, int | float) or (operator == "**" and abs(one) > _HIGHEST):
                raise SecurityError("a text or a number that may be too large")
        return super().call_binop(context, operator, left, right)


@cache
def environment(folders: tuple[Path, ...], *, escape: bool = True) -> ImmutableSandboxedEnvironment:
    """The environment over template folders, the first folder that has a file wins (a home's before the shipped).

    `escape` is off for plain text only. An unknown field is an error, never an empty place in a document.
    """
    made = Bounded(
        loader=_Inside(folders),
        undefined=StrictUndefined,
        autoescape=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    return bare(made)


def bare(made: ImmutableSandboxedEnvironment) -> ImmutableSandboxedEnvironment:
    """The environment without helpers that could fill memory, or keep what one reader's render put into them."""
    for name in ("range", "lipsum", "cycler", "joiner", "namespace"):
        made.globals.pop(name, None)
    for name in ("center", "format", "indent"):
        made.filters.pop(name, None)
    return made


def fill(name: str, folders: tuple[Path, ...], *, escape: bool = True, **fields: object) -> str:
    """The template `name` filled with `fields`. Raises `ResourceError` when it cannot be read, `RenderError` when
    it asks for a field there is none of or for something the sandbox refuses.

    The errors say which template and line, and never what jinja says of it: that quotes the values it stumbled on.
    """
    try:
        made = environment(folders, escape=escape).get_template(name).render(fields)
    except TemplateNotFound as error:
        missing = f"The template {name}" if error.name == name else f"{_named(error.name)} that {name} takes in"
        raise ResourceError(
            f"{missing} is missing.", "Install the package again, or put it back into templates/."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(
            f"The template {name}, or one that it takes in, cannot be read as UTF-8 text.",
            "Save it again as UTF-8, or remove your own copy.",
        ) from error
    except RenderError:
        raise
    except Exception as error:  # a template may stumble over anything: a number that is none, a sum of words
        raise RenderError(
            f"The template {name} cannot be used: {what_is_wrong(error, name)}.", "Mend it, or remove your own copy."
        ) from error
    if len(made) > _LONGEST:
        raise RenderError(f"The template {name} makes a page that is too long.", "Mend it, or remove your own copy.")
    return made


def _named(name: object) -> str:
    """A template by its name, if it looks like one of ours: a name that came from a value is not said."""
    return f"The template {name}" if isinstance(name, str) and _OUR_NAME.fullmatch(name) else "A template"


def what_is_wrong(error: Exception, name: str) -> str:
    """What is wrong with a template, in words that hold nothing of what it was filled with."""
    if isinstance(error, TemplateSyntaxError):
        return f"line {error.lineno} of {error.name or name} is no template language"
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename.endswith(f"/{name}")]
    where = f"line {lines[-1]}" if lines else "somewhere"
    if isinstance(error, UndefinedError):
        return f"{where} asks for something that is not there"
    if isinstance(error, SecurityError):
        return f"{where} asks for something that templates must not do"
    return f"{where} stumbles ({type(error).__name__})"


def style_sheet(name: str, folders: tuple[Path, ...]) -> str:
    """The text of a style sheet, looked for like a template. Raises `ResourceError`."""
    for folder in folders:
        path = folder / name
        if path.is_file() and _within(path, folder):
            return _text(path)
    raise ResourceError(f"The style sheet {name} is missing.", "Install the package again.")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(
            f"The style sheet {path} cannot be read as UTF-8 text.", "Save it again as UTF-8, or remove your own copy."
        ) from error
