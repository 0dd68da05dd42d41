"""What every test run shares: checks that need a heavy outside program are counted aloud when they cannot run.

@pytest.mark.outside("soffice")
def test_the_plan_opens_in_a_word_processor(): ...
"""

from __future__ import annotations

import shutil
from collections import Counter

import pytest

ABSENT = "outside program not here: "


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("outside"):
        for program in mark.args:
            if shutil.which(program) is None:
                pytest.skip(f"{ABSENT}{program}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        _, _, reason = report.longrepr
        if ABSENT in reason:
            skipped[reason.rpartition(ABSENT)[2]] += 1
    if skipped:
        counts = ", ".join(f"{program} ({count})" for program, count in sorted(skipped.items()))
        terminalreporter.write_line(f"outside checks skipped: {counts}; ./run test --full installs what they need")
    else:
        terminalreporter.write_line("outside checks skipped: none")
