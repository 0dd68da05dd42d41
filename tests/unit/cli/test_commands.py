"""The commands: all there, each says what it does, none loads what it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cin_docs.cli import app

#: Of the issue: in the order of the journey.
COMMANDS = (
    "init", "new", "check", "submit", "preview", "approve", "send", "record", "run", "status", "report", "verify",
    "explain", "demo",
)  # fmt: skip
HEAVY = ("weasyprint", "sqlalchemy", "docxtpl", "aiosmtplib", "pikepdf", "alembic")


def asked(*args: str) -> str:
    done = CliRunner().invoke(app(), [*args, "--help"], env={"COLUMNS": "100", "TERM": "dumb"})
    assert done.exit_code == 0, done.output
    return done.output


def test_every_command_of_the_journey_is_listed():
    text = asked()
    for command in COMMANDS:
        assert f"  {command} " in text, command


@pytest.mark.parametrize("command", [*COMMANDS, "report timeliness"])
def test_every_command_says_what_it_does(command):
    text = asked(*command.split())
    first = next(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("Usage"))
    assert first[0].isupper()
    assert len(first) > 20


@pytest.mark.parametrize("command", ["submit", "approve", "send", "record", "run"])
def test_whoever_changes_something_can_be_named(command):
    assert "--as" in asked(command)


@pytest.mark.parametrize("command", ["new", "check", "preview", "status", "report timeliness"])
def test_whoever_only_looks_needs_no_name(command):
    assert "--as " not in asked(*command.split())


def test_no_command_has_a_switch_that_weakens_a_guard():
    for command in COMMANDS:
        text = asked(command)
        for word in ("--force", "--skip", "--no-check", "--yes", "--insecure", "--to "):
            assert word not in text, (command, word)


@pytest.mark.parametrize("command", ["--help", "check --help", "explain banned-timescale", "explain"])
def test_help_and_explanations_load_no_heavy_library(command):
    code = (
        "import sys\nsys.argv = ['cin', *sys.argv[1:]]\nfrom cin_docs.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\nassert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", code, *command.split()], check=True, capture_output=True, timeout=60)
