"""requirements.lock is what gets installed: complete, hashed, and silent about where it was made.

To make it anew after a change in pyproject.toml, with uv at hand and nothing of it to commit:

    uv export --all-extras --no-emit-project --no-header --quiet --output-file requirements.lock && rm uv.lock
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
MAKE_ANEW = "make requirements.lock anew, see tests/test_lock.py"


def blocks(text: str) -> list[str]:
    """One per package: its line, its hashes, and the comment that says who wants it."""
    return re.split(r"\n(?=\S)", text.strip())


def locked(text: str) -> dict[str, tuple[Requirement, str]]:
    found: dict[str, tuple[Requirement, str]] = {}
    for block in blocks(text):
        requirement = Requirement(block.partition("\\")[0].strip())
        found[canonicalize_name(requirement.name)] = (requirement, block)
    return found


def wanted() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, lines)}


def test_the_lock_holds_no_address():
    assert "http" not in LOCK.read_text("utf-8")


def test_every_locked_package_has_hashes_and_one_exact_version():
    for name, (requirement, block) in locked(LOCK.read_text("utf-8")).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), name
        assert [s.operator for s in requirement.specifier] == ["=="], name


def test_the_lock_answers_exactly_the_dependencies_of_the_project():
    direct = {name for name, (_, block) in locked(LOCK.read_text("utf-8")).items() if re.search(r"\bcin-docs\b", block)}
    assert direct == set(wanted()), MAKE_ANEW


@pytest.mark.parametrize("name", sorted(wanted()))
def test_the_locked_version_is_one_the_project_allows(name):
    version = next(iter(locked(LOCK.read_text("utf-8"))[name][0].specifier)).version
    assert wanted()[name].specifier.contains(version), MAKE_ANEW


def test_build_needs_come_from_the_lock_too():
    # ./run installs the checkout without a network, with the back end that the lock brought.
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert {Requirement(line).name for line in build} <= set(locked(LOCK.read_text("utf-8")))


def test_resolvers_own_files_stay_out():
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    assert {"/uv.lock", "/pylock.toml"} <= set(ignored)
