"""Word opens the file without repairing it."""

import subprocess
import sys
from pathlib import Path

import pytest


def test_word_is_expected_to_open_the_plan_cleanly(see, written, tmp_path):
    program = Path(sys.executable).with_name("openxml-audit")
    if not program.exists():
        pytest.skip("openxml-audit is not installed")
    path = tmp_path / "plan.docx"
    path.write_bytes(written(see("mum")[0]))
    done = subprocess.run([program, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
