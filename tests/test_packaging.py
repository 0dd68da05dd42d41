"""A wheel, a source archive, an editable install and a checkout each find their templates and configuration.

Everything is built with the back end that is installed already, so no network is needed. What was built is asked in a
Python of its own that sees the standard library and the one install, not the checkout these tests run from.
"""

from __future__ import annotations

import email
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = ("templates", "config")
ASK = """
import site, sys
site.addsitedir(sys.argv[1])
from cin_docs import resources
from cin_docs.errors import ResourceError
try:
    print(resources.templates(), resources.config(), sep="\\n")
except ResourceError as error:
    print(f"ResourceError: {error}")
"""


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def found_in(folder: Path, cwd: Path) -> list[str]:
    return run(sys.executable, "-I", "-S", "-c", ASK, folder, cwd=cwd).splitlines()


def listing(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy, in a folder whose name has a space."""
    copy = tmp_path_factory.mktemp("a checkout") / "cin docs"
    copy.mkdir()
    for name in ("cin_docs", *SHIPPED, "docs", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "run", "requirements.lock", ".gitignore"):
        shutil.copy2(ROOT / name, copy / name)
    return copy


def built(checkout: Path, kind: str) -> Path:
    out = checkout.parent / f"{kind} of {checkout.name}"
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", out, cwd=checkout)
    (archive,) = out.iterdir()
    return archive


def installed(wheel: Path) -> Path:
    target = wheel.parent / "installed"
    run(
        *(sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-index", "--target", target, wheel),
        cwd=wheel.parent,
        PIP_USER="no",
    )
    return target


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    return built(checkout, "wheel")


@pytest.fixture(scope="module")
def wheel_install(wheel: Path) -> Path:
    return installed(wheel)


@pytest.fixture(scope="module")
def sdist(checkout: Path) -> Path:
    """The source archive, unpacked."""
    archive = built(checkout, "sdist")
    with tarfile.open(archive) as tar:
        if hasattr(tarfile, "data_filter"):  # not yet in Debian 12's Python 3.11.2
            tar.extraction_filter = tarfile.data_filter
        tar.extractall(archive.parent)
    return archive.with_name(archive.name.removesuffix(".tar.gz"))


@pytest.mark.parametrize("name", SHIPPED)
def test_there_is_something_to_ship(name):
    assert listing(ROOT / name)


def test_a_checkout_finds_its_own_files(checkout, tmp_path):
    assert found_in(checkout, tmp_path) == [str(checkout / name) for name in SHIPPED]


def test_an_installed_wheel_finds_its_own_files(wheel_install, tmp_path):
    assert found_in(wheel_install, tmp_path) == [str(wheel_install / "cin_docs" / "_shipped" / n) for n in SHIPPED]


@pytest.mark.parametrize("name", SHIPPED)
def test_an_installed_wheel_holds_every_shipped_file(wheel_install, name):
    assert listing(wheel_install / "cin_docs" / "_shipped" / name) == listing(ROOT / name)


def test_an_unpacked_source_archive_finds_its_own_files(sdist, tmp_path):
    assert found_in(sdist, tmp_path) == [str(sdist / name) for name in SHIPPED]


def test_a_wheel_made_from_the_source_archive_is_the_same_wheel(sdist, wheel):
    again = built(sdist, "wheel")
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(again) as second:
        assert sorted(first.namelist()) == sorted(second.namelist())


def test_an_editable_install_finds_the_files_of_its_checkout(checkout, tmp_path):
    code = "import hatchling.build, sys; hatchling.build.build_editable(sys.argv[1])"
    run(sys.executable, "-c", code, tmp_path / "editable", cwd=checkout)
    (editable,) = (tmp_path / "editable").iterdir()
    assert found_in(installed(editable), tmp_path) == [str(checkout / name) for name in SHIPPED]


def test_a_stray_folder_beside_an_install_is_not_taken_for_ours(wheel_install, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(wheel_install, broken)
    shutil.rmtree(broken / "cin_docs" / "_shipped")
    (broken / "templates").mkdir()
    (answer,) = found_in(broken, tmp_path)
    assert answer.startswith("ResourceError: The folder templates/")
    assert "Install the package again" in answer


def test_the_wheel_starts_away_from_the_checkout(wheel_install, tmp_path):
    said = run(sys.executable, "-m", "cin_docs", "--help", cwd=tmp_path, PYTHONPATH=str(wheel_install))
    assert "timeliness" in said or "report" in said


def test_the_wheel_says_what_it_is_and_carries_its_licence_and_nothing_of_ours_besides(wheel):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        (scripts,) = (name for name in names if name.endswith(".dist-info/entry_points.txt"))
        said = email.message_from_bytes(archive.read(metadata))
        assert (said["Name"], said["Version"]) == (project["name"], project["version"])
        assert b"cin = cin_docs.cli:main" in archive.read(scripts)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "cin_docs/py.typed" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"cin_docs"}
    assert not [name for name in names if name.endswith(".pyc")]
