"""The commands of `cin`, in the order of the journey."""

from __future__ import annotations

from collections.abc import Callable

import typer

from cin_docs.cli import approving, demo, disclosing, incident, notes, previewing, reporting, sending


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
    for command in _COMMANDS:
        app.command()(command)
    app.add_typer(reporting.report, name="report")
    app.add_typer(incident.incident, name="incident")
    app.add_typer(incident.suppress, name="suppress")
    return app


#: In the order in which `cin --help` lists them.
_COMMANDS: tuple[Callable[..., None], ...] = (
    notes.init,
    notes.new,
    notes.check,
    notes.submit,
    previewing.preview,
    approving.approve,
    sending.send,
    sending.record,
    sending.release,
    sending.cancel,
    sending.run,
    reporting.status,
    reporting.verify,
    notes.explain,
    disclosing.disclosure,
    demo.demo,
)
