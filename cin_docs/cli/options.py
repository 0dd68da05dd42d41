"""Options that several commands share, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="FOLDER", help="The home folder. Left out: the one that CIN_HOME names.", show_default=False
    ),
]
AsOption = Annotated[
    str | None,
    typer.Option(
        "--as", metavar="PERSON", help="Act as this member of staff; in demo and trial only.", show_default=False
    ),
]
MeetingArgument = Annotated[
    str,
    typer.Argument(metavar="MEETING", help="A meeting's name, its notes file, or a case's reference for its latest."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
