"""`./run` says what it does, and what a machine lacks, in words a stranger can act on."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: What the script needs before Python is there.
TOOLS = ("bash", "cat", "cut", "dirname", "env", "id", "readlink", "rm", "sha256sum")


def start(script: Path, *arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    bash = shutil.which("bash")
    assert bash is not None
    return subprocess.run(
        [bash, str(script), *arguments],
        env={**os.environ, **({"PATH": str(path)} if path else {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def bare(tmp_path: Path) -> tuple[Path, Path]:
    """A clone in a folder with a space, and a path to look programs up in that has neither Python nor apt."""
    clone, programs = tmp_path / "a clone", tmp_path / "bin"
    clone.mkdir()
    programs.mkdir()
    for name in ("run", "requirements.lock", "pyproject.toml"):
        shutil.copy2(ROOT / name, clone / name)
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None, tool
        (programs / tool).symlink_to(found)
    return clone, programs


@pytest.mark.parametrize("job", ["demo", "test", "test --full", "cin"])
def test_its_help_names_each_job(job):
    said = start(ROOT / "run", "help")
    assert said.returncode == 0
    assert f"./run {job}" in said.stdout


@pytest.mark.parametrize("arguments", [[], ["tset"]])
def test_called_wrongly_it_shows_its_usage_and_does_nothing(arguments, bare):
    clone, programs = bare
    said = start(clone / "run", *arguments, path=programs)
    assert said.returncode == 2
    assert "Usage: ./run COMMAND" in said.stderr
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("job", ["demo", "test"])
def test_where_it_may_not_install_it_names_what_is_missing_and_the_command(job, bare):
    clone, programs = bare
    said = start(clone / "run", job, path=programs)
    assert said.returncode == 1
    assert "Python 3.11 or newer" in said.stderr
    assert re.search(r"sudo apt-get install .*python3-venv libpango-1.0-0 libpangoft2-1.0-0", said.stderr)
    assert not (clone / ".venv").exists()


def test_a_python_that_is_too_old_is_passed_over(bare):
    clone, programs = bare
    old = programs / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    assert "Python 3.11 or newer" in start(clone / "run", "demo", path=programs).stderr


def test_the_automatic_check_is_the_developers_test():
    assert re.search(r'^exec "\$\(dirname .*/run" test$', (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)


def outside_programs(source: str) -> set[str]:
    """Programs named in `pytest.mark.outside(...)`."""
    return {
        argument.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "outside"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_the_full_test_installs_every_outside_program_that_a_check_needs():
    (line,) = re.findall(r"^outside=\((.*)\)$", (ROOT / "run").read_text("utf-8"), re.MULTILINE)
    installed = {pair.partition(":")[0] for pair in line.split()}
    needed = set().union(*(outside_programs(path.read_text("utf-8")) for path in (ROOT / "tests").rglob("test_*.py")))
    assert needed == installed
