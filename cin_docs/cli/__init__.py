"""The command line: arguments in, exit code out. Heavy folders load inside the commands that need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def app() -> typer.Typer:
    """The typer application with every command."""
    from cin_docs.cli.commands import build

    return build()


def main() -> None:
    """Run `cin` and leave with its exit code: 0 done, 1 findings, 2 usage, 70 a mistake of ours, 75 locked."""
    from cin_docs.cli.ending import run

    def play() -> None:
        # Built inside, so that a mistake in building it ends calmly too.
        app()()

    run(play)
