"""How a command ends: its exit code, and one calm message instead of a traceback."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import typer

from cin_docs.errors import CinError, LockedError

#: Everything asked for was done.
DONE = 0
#: Something was found that a person has to look at.
FINDINGS = 1
#: The command was not understood.
USAGE = 2
#: A mistake of the program's own (EX_SOFTWARE of sysexits).
MISTAKE = 70
#: Another sender is at work (EX_TEMPFAIL of sysexits).
LOCKED = 75
#: Set to 1, a mistake of the program's own shows the way to it: files, lines and names of functions, never a value.
TRACEBACK = "CIN_TRACEBACK"
_PACKAGE = Path(__file__).resolve().parent.parent


def run(app: Callable[[], object]) -> NoReturn:
    """Run the application; turn every error into one calm message and an exit code.

    What an unexpected error says is never printed: it may quote a name, an address, a line of somebody's notes.
    """
    # Libraries that warn would print whatever they were working on.
    logging.getLogger().addHandler(logging.NullHandler())
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
    except Exception as error:  # noqa: BLE001 - the last one: a traceback would print what the notes say
        for line in _mistake(error):
            say(line)
        sys.exit(MISTAKE)
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


def _mistake(error: BaseException) -> Iterator[str]:
    """An error that nobody foresaw: its kind and where it was, without its words."""
    frames = _frames(error)
    own = [frame for frame in frames if frame.startswith("cin_docs/")] or frames
    where = own[-1] if own else "an unknown place"
    yield (
        f"cin: A mistake in the program stopped this: {type(error).__name__} at {where}. "
        "What was done before it is whole. Tell your administrator this line; `cin verify` says whether all is well."
    )
    if os.environ.get(TRACEBACK) == "1":
        yield from (f"  {frame}" for frame in frames)


def _frames(error: BaseException) -> list[str]:
    """The way to an error and to what caused it, outermost first: ``cin_docs/pipeline.py:75 dispatch``."""
    before = error.__cause__ or error.__context__
    here = traceback.extract_tb(error.__traceback__, limit=200)
    places = [f"{_inside(frame.filename)}:{frame.lineno} {frame.name}" for frame in here]
    return [*(_frames(before) if before is not None else ()), *places]


def _inside(filename: str) -> str:
    """The file's name from its package on: where a home or an account lies is nobody's business."""
    path = Path(filename)
    if path.is_relative_to(_PACKAGE):
        return str(Path(_PACKAGE.name, path.relative_to(_PACKAGE)))
    return "/".join(path.parts[-2:])


def told(error: CinError | OSError) -> str:
    """An error as one calm message with its remedy."""
    if isinstance(error, CinError):
        return f"cin: {error}"
    # The disk is full, or a folder belongs to somebody else: each step is whole or not done at all.
    what = f"{_place(error.filename)} cannot be used" if error.filename else "The system refused"
    return f"cin: {what}: {error.strerror or 'an error of the system'}. Put that right, then run it again."


def _place(filename: object) -> str:
    """The path, but of the outbox's mail no further than its folder: each one in it is named like an address."""
    path = os.fsdecode(filename) if isinstance(filename, str | bytes) else str(filename)
    head, outbox, _ = path.partition("outbox/mail/")
    return f"{head}{outbox}".rstrip("/") if outbox else path


def say(text: str) -> None:
    """Chatter for people, on stderr, so that stdout holds data only."""
    print(text, file=sys.stderr)


def stop(code: int = FINDINGS) -> NoReturn:
    """End the command with an exit code, when everything has been said."""
    raise typer.Exit(code)
