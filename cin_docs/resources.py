"""Where the shipped templates and configuration are, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from cin_docs.errors import ResourceError

_PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """The folder of shipped templates (html, word, email, style). Raises `ResourceError` when it is missing."""
    return _shipped("templates")


def config() -> Path:
    """The folder of shipped configuration (standards, wording, sample home). Raises `ResourceError`."""
    return _shipped("config")


def _shipped(name: str) -> Path:
    installed = _PACKAGE / "_shipped" / name
    if installed.is_dir():
        return installed
    # Beside the package only in a checkout: a stray templates/ in site-packages is not ours.
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise ResourceError(f"The folder {name}/ that belongs to cin_docs is missing.", "Install the package again.")
