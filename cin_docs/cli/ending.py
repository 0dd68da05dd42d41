"""How a command ends: its exit code, and one calm message instead of a traceback."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from cin_docs.errors import CinError, LockedError

#: Everything asked for was done.
DONE = 0
#: Something was found that a person has to look at.
FINDINGS = 1
#: The command was not understood.
USAGE = 2
#: Another sender is at work (EX_TEMPFAIL of sysexits).
LOCKED = 75


def run(app: typer.Typer) -> NoReturn:
    """Run the application; turn the project's own errors into a message and an exit code."""
    try:
        app()
    except LockedError as error:
        say(told(error))
        sys.exit(LOCKED)
    except CinError as error:
        say(told(error))
        sys.exit(FINDINGS)
    except BrokenPipeError:
        sys.exit(DONE)
    except OSError as error:
        say(told(error))
        sys.exit(FINDINGS)
    finally:
        _finish_output()
    sys.exit(DONE)


def _finish_output() -> None:
    """Write out what is buffered. The reader may have gone away (`cin status | head`), which is nobody's mistake."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left goes nowhere; otherwise Python complains of it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def told(error: CinError | OSError) -> str:
    """An error as one calm message with its remedy."""
    if isinstance(error, CinError):
        return f"cin: {error}"
    # The disk is full, or a folder belongs to somebody else: each step is whole or not done at all.
    what = f"{error.filename} cannot be used" if error.filename else "The system refused"
    return f"cin: {what}: {error.strerror or 'an error of the system'}. Put that right, then run it again."


def say(text: str) -> None:
    """Chatter for people, on stderr, so that stdout holds data only."""
    print(text, file=sys.stderr)


def stop(code: int = FINDINGS) -> NoReturn:
    """End the command with an exit code, when everything has been said."""
    raise typer.Exit(code)
