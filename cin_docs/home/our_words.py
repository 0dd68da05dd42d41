"""What stands on every page of this home's copies: the texts of its templates, its standards' words, its settings."""

from __future__ import annotations

from pathlib import Path

from cin_docs.documents.fixed import of_template
from cin_docs.documents.html import BANNER
from cin_docs.home.folder import Home

#: What copies and covers are made of. What only the approver or an incident's reader sees is not among them.
_PRINTED = (
    "html/_page.html.j2",
    "html/_parts.html.j2",
    "html/plan.html.j2",
    "html/minutes.html.j2",
    "html/cover.html.j2",
    "html/translation.html.j2",
    "html/blank.html.j2",
    "email/cover.txt.j2",
)


def our_words(home: Home, standard: str) -> tuple[str, ...]:
    """The fixed texts of every copy made in `home` under the standard of this id, each once.

    A template that cannot be read is left out: the render says what is wrong with it.
    """
    settings = home.settings
    found = [settings.authority, BANNER[settings.mode], *settings.marking.values()]
    found += [word for one in home.standards if one.id == standard for word in one.words.values()]
    for name in _PRINTED:
        found += of_template(_source(home.templates, name))
    return tuple(dict.fromkeys(text for text in found if text))


def _source(folders: tuple[Path, ...], name: str) -> str:
    """The template as the first folder that has it holds it."""
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    try:
        return path.read_text("utf-8") if path else ""
    except (OSError, UnicodeDecodeError):
        return ""
