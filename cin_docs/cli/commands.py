"""The commands of `cin`, in the order of the journey."""

from __future__ import annotations

import typer

from cin_docs.cli import approving, demo, notes, reporting, sending


def build() -> typer.Typer:
    """The application. Importing it loads no document, ledger or mail library."""
    app = typer.Typer(
        name="cin",
        help="From Child in Need meeting notes to the plan and minutes in the right hands, with proof of when.",
        no_args_is_help=True,
        # A traceback with its variables would print names and addresses.
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for command in (notes.init, notes.new, notes.check, notes.submit):
        app.command()(command)
    for command in (approving.preview, approving.approve):
        app.command()(command)
    for command in (sending.send, sending.record, sending.run):
        app.command()(command)
    app.command()(reporting.status)
    app.add_typer(reporting.report, name="report")
    for command in (reporting.verify, notes.explain, demo.demo):
        app.command()(command)
    return app
