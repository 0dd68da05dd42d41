"""The case files of a home: which there are, and each as far as it can be understood. Reads only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cin_docs.capture.cases import CaseFile, read_case
from cin_docs.capture.places import located
from cin_docs.errors import HomeError
from cin_docs.home.folder import Home, read_bytes, seen, shown
from cin_docs.model.finding import Finding, Severity


def case_refs(home: Home) -> tuple[str, ...]:
    """The references of all cases in the home, sorted."""
    paths = (home.folder / "cases").glob("*/case.yaml")
    return tuple(sorted(path.parent.name for path in paths if seen(path.parent)))


def has_case(home: Home, ref: str) -> bool:
    """Whether the home has a case of that reference: the name of a folder, and no way out of it."""
    path = home.folder / "cases" / ref
    plain = path.name == ref and path.parent == home.folder / "cases" and "\0" not in ref
    return plain and ref != ".." and seen(path) and (path / "case.yaml").exists()


def case_path(home: Home, ref: str) -> Path:
    """Where the case file of `ref` stands. Raises `HomeError` with the references there are when there is none."""
    if not has_case(home, ref):
        known = ", ".join(case_refs(home)) or "none yet"
        raise HomeError(f"There is no case {ref} in {home.folder}.", f"Cases here: {known}.")
    return home.folder / "cases" / ref / "case.yaml"


def load_case(home: Home, ref: str) -> CaseFile:
    """The case file of `ref`, with its findings. Raises `HomeError` only when there is no such case.

    A file that cannot be read, or is another case's, has no value and a finding that blocks.
    """
    return loaded(home, case_path(home, ref))[0]


def loaded(home: Home, path: Path) -> tuple[CaseFile, bytes]:
    """A case file that lies in the folder of its own reference, with its bytes."""
    file, ref = shown(home, path), path.parent.name
    try:
        data = read_bytes(path)
    except HomeError as error:
        found = Finding(code="case-file-unreadable", severity=Severity.BLOCKS, sentence=error.what, remedy=error.remedy)
        return CaseFile(file=file, value=None, findings=located((found,), None, file)), b""
    read = read_case(data, file, home.agencies, standard=home.settings.standard)
    if read.value is None or read.value.ref == ref:
        return read, data
    other = Finding(
        code="other-folder",
        severity=Severity.BLOCKS,
        sentence=f"This says case {read.value.ref}, but it lies in the folder of case {ref}.",
        remedy="Rename the folder, or put the reference right: they have to be the same.",
        at=("case",),
    )
    return replace(read, value=None, findings=(*located((other,), read.tree, file), *read.findings)), data
