"""The shipped standards, word list and calendar, as every rule test needs them."""

from __future__ import annotations

from typing import Any

import pytest

from cin_docs import resources
from cin_docs.procedure.calendar import working_calendar
from cin_docs.procedure.standards import read_standard
from cin_docs.procedure.wording import read_wording


def shipped(name: str) -> Any:
    checked = read_standard((resources.config() / "standards" / f"{name}.yaml").read_bytes(), f"{name}.yaml")
    assert checked.findings == ()
    return checked.value


@pytest.fixture(scope="session")
def ten_point():
    return shipped("ten-point")


@pytest.fixture(scope="session")
def protocol():
    return shipped("cin-protocol")


@pytest.fixture(scope="session")
def wording():
    checked = read_wording((resources.config() / "wording" / "en.yaml").read_bytes(), "en.yaml")
    assert checked.findings == ()
    return checked.value


@pytest.fixture(scope="session")
def england():
    return working_calendar("ENG")
