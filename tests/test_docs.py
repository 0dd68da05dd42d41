"""The documents tell the truth: their commands run, every option is described, and every link leads somewhere.

How a command is written in README.md and docs/: in a fenced block marked `console`, each command on a line that begins
with `$ `, what it prints below it if that helps. A command that is meant to end otherwise says so, after two spaces:
`$ cin check x.yaml  # exit 1`. `# stays` marks one that goes on until it is stopped. The `cin` and `./run cin`
commands of one document are run in order, from a folder in which `cin demo` has been; CIN_HOME names one of its homes;
`$ cd` holds for what follows, and `$ cp` and `$ mv` are run too. CODE and LETTER in a command stand for the approval
code and the letter's dispatch that an earlier command of the document printed last. Other `./run` commands are looked
up in the script's own usage. Blocks of other commands (for root, for cron) and of synopses are marked `text`.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from cin_docs import cli

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
DOCUMENTS = [path for path in [README, *sorted((ROOT / "docs").rglob("*.md"))] if path.exists()]
#: The home of the demo that CIN_HOME names.
HOME = Path("cin-demo") / "eastmere"
#: Marks of blocks whose content is no command line.
NO_COMMANDS = frozenset({"text", "yaml", "json", "csv", "python", "ini"})
FENCE = re.compile(r"^(?P<mark>```+|~~~+)(?P<info>\w*)[^\n]*\n(?P<body>.*?)^(?P=mark)\s*$", re.DOTALL | re.MULTILINE)


def fences(text: str) -> Iterator[tuple[str, str]]:
    """(what the block is marked as, what it holds)."""
    for match in FENCE.finditer(text):
        yield match["info"].lower(), match["body"]


def commands(text: str) -> list[str]:
    found = []
    for info, body in fences(text):
        if info == "console":
            joined = body.replace("\\\n", " ")
            found += [line[2:].strip() for line in joined.splitlines() if line.startswith("$ ")]
    return found


def escaped(text: str) -> list[str]:
    """Commands of ours in blocks where nothing would run them."""
    return [
        line
        for info, body in fences(text)
        if info not in NO_COMMANDS
        for line in body.splitlines()
        if re.match(r"(cin|\./run)\s" if info == "console" else r"(\$\s+)?(cin|\./run)\s", line)
    ]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_no_command_stands_where_it_would_not_be_run(document):
    assert escaped(document.read_text("utf-8")) == []


# --- the commands run -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A path on which `cin` is the code under test, whatever else is installed."""
    programs = tmp_path_factory.mktemp("bin")
    cin = programs / "cin"
    cin.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cin_docs "$@"\n')
    cin.chmod(0o755)
    return {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """A folder in which `cin demo` has been."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        ["cin", "demo"], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / HOME).is_dir()
    return folder


def run_line(line: str, folder: Path, environment: dict[str, str], said_before: list[str] | None = None) -> str | None:
    """None when the command ended as the document says, else what happened. What it prints joins `said_before`."""
    command, _, remark = line.partition("  # ")
    expected = int(said[1]) if (said := re.match(r"exit (\d+)", remark)) else 0
    process = subprocess.Popen(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            output, _ = process.communicate(timeout=5 if remark == "stays" else 120)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 15)
            return None if remark == "stays" else f"{command}: still running after two minutes"
    if said_before is not None:
        said_before.append(output)
    if remark == "stays" or process.returncode != expected:
        return f"{command}: exit {process.returncode}\n{output}"
    return None


def runnable(text: str) -> list[str]:
    """The commands of a document that are run, with `./run cin` said as `cin`."""
    lines = [re.sub(r"^\./run cin\b", "cin", line) for line in commands(text)]
    return [line for line in lines if re.match(r"(cin|cd|cp|mv)\s", line)]


#: What a word in capitals stands for: the last one of these that an earlier command printed.
PRINTED = {"CODE": r"^Code +(\S+)$", "LETTER": r"^(D-\w+)  to hand  \(post\)$"}


def filled(line: str, said_before: list[str]) -> str:
    """The command with what earlier ones printed in the place of CODE and LETTER."""
    for word, pattern in PRINTED.items():
        found = re.findall(pattern, "\n".join(said_before), re.MULTILINE)
        if found:
            line = re.sub(rf"\b{word}\b", found[-1], line)
    return line


def wrong_in(lines: list[str], folder: Path, environment: dict[str, str]) -> list[str]:
    wrong: list[str] = []
    said_before: list[str] = []
    for line in lines:
        if line.startswith("cd "):
            folder /= line[3:].strip()
        elif said := run_line(filled(line, said_before), folder, environment, said_before):
            wrong.append(said)
    return wrong


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if runnable(d.read_text("utf-8"))], ids=named)
def test_the_commands_of_a_document_run(document, demo, environment, tmp_path):
    here = tmp_path / "here"
    shutil.copytree(demo, here, symlinks=True)
    wrong = wrong_in(runnable(document.read_text("utf-8")), here, {**environment, "CIN_HOME": str(here / HOME)})
    assert not wrong, "\n\n".join(wrong)


def test_there_are_commands_to_run():
    assert any(runnable(document.read_text("utf-8")) for document in DOCUMENTS)


def usage() -> str:
    return subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_the_run_commands_of_a_document_are_in_the_scripts_usage(document):
    lines = [" ".join(line.split()[:2]) for line in commands(document.read_text("utf-8")) if line.startswith("./run")]
    assert [line for line in lines if not re.search(rf"^  {re.escape(line)}\b", usage(), re.MULTILINE)] == []


def test_the_readme_asks_for_two_commands_and_nothing_before_them():
    assert README.exists(), "README.md is missing"
    lines = commands(README.read_text("utf-8"))
    assert lines[:2] == ["./run demo", "./run test"]


# --- every option is described ----------------------------------------------------------------------------------------


def described() -> dict[str, set[str]]:
    """The options of each command, by its full name: `cin report timeliness`."""
    found: dict[str, set[str]] = {}

    def visit(command, name: str) -> None:
        found[name] = {
            option
            for parameter in command.params
            if parameter.param_type_name == "option" and not getattr(parameter, "hidden", False)
            for option in [*parameter.opts, *parameter.secondary_opts]
            if option.startswith("--")
        } - {"--help"}
        if hasattr(command, "list_commands"):
            context = typer.Context(command)
            for part in command.list_commands(context):
                visit(command.get_command(context, part), f"{name} {part}")

    visit(typer.main.get_command(cli.app()), "cin")
    return found


def sections(text: str) -> dict[str, str]:
    """The document by its headings that name a command: "## `cin check`"."""
    parts = re.split(r"^#+ +`?(cin(?: [a-z-]+)*)`?.*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def undescribed(text: str, options: dict[str, set[str]]) -> list[str]:
    by_command = sections(text)
    return [
        *(f"{name} has no section" for name in options if name not in by_command),
        *(
            f"{name} does not describe {option}"
            for name, names in options.items()
            for option in sorted(names)
            if not re.search(rf"`{option}\b(?!-)", by_command.get(name, ""))
        ),
    ]


def unknown(text: str, options: dict[str, set[str]]) -> list[str]:
    """Options the document speaks of and no command has."""
    known = set().union(*options.values()) | {"--help"}
    return sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - known)


def test_every_command_and_option_is_described():
    assert COMMANDS.exists(), "docs/commands.md is missing"
    options = described()
    assert len(options) > 1
    assert undescribed(COMMANDS.read_text("utf-8"), options) == []


def test_no_option_is_described_that_does_not_exist():
    assert COMMANDS.exists(), "docs/commands.md is missing"
    assert unknown(COMMANDS.read_text("utf-8"), described()) == []


# --- links, versions, units -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=named)
def test_every_link_within_the_project_leads_somewhere(document):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_changelog_begins_with_the_version_being_made():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == version


def test_the_decisions_are_numbered_in_order_and_fit_on_a_page():
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        assert len(file.read_text("utf-8").splitlines()) <= 60, file.name


def test_the_unit_files_run_a_command_there_is():
    service = (ROOT / "docs" / "systemd" / "cin-run.service").read_text("utf-8")
    (command,) = re.findall(r"^ExecStart=\S+/cin (.+)$", service, re.MULTILINE)
    assert f"cin {command}" in described()


@pytest.mark.outside("systemd-analyze")
def test_systemd_accepts_the_unit_files(tmp_path):
    for unit in (ROOT / "docs" / "systemd").iterdir():
        # The program is in place on the administrator's host; here something else stands in for it.
        (tmp_path / unit.name).write_text(re.sub(r"(?m)^ExecStart=.*", "ExecStart=/bin/true", unit.read_text("utf-8")))
    units = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert not [line for line in done.stderr.splitlines() if str(tmp_path) in line or "cin-run" in line], done.stderr


# --- these checks find what they are there to find --------------------------------------------------------------------


def test_a_command_that_would_not_be_run_is_found():
    blocks = ("bash\ncin check x", "\n$ ./run demo", "console\ncin status", "text\ncin check FILE")
    text = "\n\n".join(f"```{block}\n```" for block in blocks)
    assert escaped(text) == ["cin check x", "$ ./run demo", "cin status"]


def test_commands_are_read_with_their_continuations_and_without_what_they_print():
    assert commands("```console\n$ cin check \\\n  x.yaml\ncin says this\n$ ./run demo\n```\n") == [
        "cin check    x.yaml",
        "./run demo",
    ]


@pytest.mark.parametrize(("line", "wrong"), [("true", False), ("false", True), ("false  # exit 1", False)])
def test_a_command_that_ends_otherwise_than_it_says_is_found(line, wrong, tmp_path):
    assert bool(run_line(line, tmp_path, dict(os.environ))) is wrong


def test_a_folder_is_changed_for_what_follows(tmp_path):
    (tmp_path / "a b").mkdir()
    assert wrong_in(["cd a b", "test -d ../a\\ b", "false"], tmp_path, dict(os.environ)) == ["false: exit 1\n"]
    assert runnable("```console\n$ ./run cin status\n$ ./run demo\n$ cd x\n```\n") == ["cin status", "cd x"]


def test_words_in_capitals_stand_for_what_was_printed_last():
    said = ["Code  7K3F-9QXB\n", "D-AAAA1111  to hand  (hand)\nD-BBBB2222  to hand  (post)\n", "Code  AAAA-0000\n"]
    assert filled("cin approve MAR-2041 CODE --as dana", said) == "cin approve MAR-2041 AAAA-0000 --as dana"
    assert filled("cin record LETTER posted", said) == "cin record D-BBBB2222 posted"
    assert filled("cin approve MAR-2041 CODE", []) == "cin approve MAR-2041 CODE"


def test_an_option_that_is_missing_or_made_up_is_found():
    text = "## `cin check`\n\n`--json` and `--questions-only` and --colour.\n\n## cin send\n\nNothing.\n"
    options = {"cin check": {"--json", "--questions"}, "cin send": {"--json"}, "cin run": set()}
    assert undescribed(text, options) == [
        "cin run has no section",
        "cin check does not describe --questions",
        "cin send does not describe --json",
    ]
    assert unknown(text, options) == ["--colour", "--questions-only"]
