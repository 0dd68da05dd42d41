"""A process that does jobs in forked children, so that one can be killed in the middle without importing all again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Forker:
    """A script that reads a job a line as JSON and answers each with how its child ended."""

    def __init__(self, script: Path) -> None:
        # The package under test, also where it is not installed.
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
        self._process = subprocess.Popen(  # noqa: S603 - the project's own script
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )

    def do(self, **job: Any) -> int:
        """One job; its exit code, or minus the signal that ended it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=10)
