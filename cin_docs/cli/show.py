"""How commands print: JSON for scripts, findings for people, text that fits the terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any, TextIO

from cin_docs.model.finding import Finding


def as_json(value: Any = None, **values: Any) -> str:
    """A value, or named values, as indented JSON; dataclasses, dates and enums as plain data."""
    return json.dumps(values if value is None else value, default=_plain, indent=2, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else str(value)


def day(on: date, *, weekday: bool = False) -> str:
    """A day as people write it: ``8 October 2026``, ``Thursday 8 October 2026``."""
    return f"{on:%A} {on.day} {on:%B %Y}" if weekday else f"{on.day} {on:%B %Y}"


def command() -> str:
    """What people type to call the program: ``cin``, or what the script that started it says."""
    return os.environ.get("CIN_COMMAND") or "cin"


def width() -> int:
    """How many columns the terminal has: at least 40, and no more than people like to read."""
    return max(40, min(shutil.get_terminal_size((100, 24)).columns, 120))


def wrapped(text: str, indent: str = "") -> str:
    """`text` folded to the terminal, each line behind `indent`."""
    return textwrap.fill(text, width(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def findings(items: Iterable[Finding], sources: Mapping[str, str] | None = None, out: TextIO | None = None) -> None:
    """Print findings as text."""
    from cin_docs.capture import show

    target = out or sys.stdout
    text = show.as_text(tuple(items), sources or {}, colour=target.isatty(), width=width())
    print(text, end="", file=target)
