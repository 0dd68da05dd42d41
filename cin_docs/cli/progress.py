"""Progress on stderr: bars only where somebody watches, one line before what takes long once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cin_docs.cli.ending import say

if TYPE_CHECKING:
    from cin_docs.home.folder import Home


@contextmanager
def counted(what: str) -> Iterator[Callable[[str], None]]:
    """Count steps under a heading; gives the function to call at each. Silent when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} done"),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        task = progress.add_task(what, total=None)
        yield lambda _step: progress.advance(task)


def looked_at_first(home: Home) -> None:
    """Say why the first look into a large home takes its time, so that nobody breaks it off."""
    from cin_docs.home.neighbours import first_look

    if count := first_look(home):
        say(f"Reading {count} cases for the first time, to know other families' names: once, and some seconds long.")
