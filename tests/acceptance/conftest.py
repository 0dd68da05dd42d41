"""The demo, played once for all acceptance tests of a process, as a person would: by the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Played:
    folder: Path
    told: str

    @property
    def eastmere(self) -> Path:
        return self.folder / "eastmere"

    @property
    def caldermoor(self) -> Path:
        return self.folder / "caldermoor"


def cin(*args: str | Path, home: Path | None = None, width: int = 100) -> subprocess.CompletedProcess[str]:
    """Run `cin` in a process of its own."""
    environment = {**os.environ, "COLUMNS": str(width)}
    environment.pop("CIN_HOME", None)
    if home is not None:
        environment["CIN_HOME"] = str(home)
    return subprocess.run(
        [sys.executable, "-m", "cin_docs", *map(str, args)],
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.fixture(scope="session")
def run_cin():
    return cin


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Played:
    folder = tmp_path_factory.mktemp("demo") / "played"
    done = cin("demo", folder)
    assert done.returncode == 0, done.stderr
    return Played(folder=folder, told=done.stdout)
