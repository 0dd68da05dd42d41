"""The home folder: settings, standards, words, calendar and agencies, read once. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cin_docs import resources
from cin_docs.capture.agencies import Agency, read_agencies
from cin_docs.errors import HomeError
from cin_docs.model.finding import Finding
from cin_docs.model.standard import Standard
from cin_docs.procedure.calendar import WorkingCalendar, working_calendar
from cin_docs.procedure.standards import read_standard
from cin_docs.procedure.wording import Wording, extended, read_wording
from cin_docs.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """One authority's folder with its settings and rules, read once."""

    folder: Path
    settings: Settings
    standards: tuple[Standard, ...]
    wording: Wording
    calendar: WorkingCalendar
    agencies: Mapping[str, Agency] = field(default_factory=dict, repr=False)
    #: What is wrong with agencies.yaml; said with every case that is read.
    findings: tuple[Finding, ...] = ()

    @property
    def outbox(self) -> Path:
        """Where local mail and the piles lie."""
        return self.folder / "outbox"

    @property
    def templates(self) -> tuple[Path, ...]:
        """Template folders, the home's own overrides first."""
        own = self.folder / "templates"
        return (own, resources.templates()) if own.is_dir() else (resources.templates(),)


def read_home(settings: Settings) -> Home:
    """The home of `settings`. Raises `HomeError` when a standard or word list of the home cannot be used."""
    folder = settings.home
    agencies_file = folder / "agencies.yaml"
    agencies = read_agencies(read_bytes(agencies_file), agencies_file.name) if agencies_file.exists() else None
    return Home(
        folder=folder,
        settings=settings,
        standards=_standards(folder),
        wording=_wording(folder),
        calendar=working_calendar(settings.nation, settings.closures),
        agencies=(agencies.value or {}) if agencies else {},
        findings=agencies.findings if agencies else (),
    )


def templates_digest(folders: tuple[Path, ...]) -> str:
    """SHA-256 over every template in use, so that a manifest says which ones made its copies."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            total.update(f"{path.relative_to(folder)}\0{digest(path.read_bytes())}\n".encode())
    return total.hexdigest()


def shown(home: Home, path: Path) -> str:
    """A path as people see it: from the home folder when it lies there."""
    resolved = path.resolve()
    root = home.folder.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else str(path)


def seen(path: Path) -> bool:
    """Whether a name is one that people gave: hidden files are an editor's or the system's own."""
    return not path.name.startswith(".")


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises `HomeError` with the system's reason."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise HomeError(f"{path} cannot be read: {error.strerror}.", "Check the name and who may read it.") from error


def _standards(folder: Path) -> tuple[Standard, ...]:
    paths = [*sorted((folder / "config" / "standards").glob("*.yaml"))]
    paths += sorted((resources.config() / "standards").glob("*.yaml"))
    found: dict[tuple[str, str], Standard] = {}
    for path in paths:
        standard = read_standard(read_bytes(path), str(path))
        if standard.value is None or standard.blocked:
            raise _unusable(path, standard.findings)
        # The home's own comes first, and so stands where both have the same id and version.
        found.setdefault((standard.value.id, standard.value.version), standard.value)
    return tuple(found.values())


def _wording(folder: Path) -> Wording:
    """The shipped words, with the authority's own added."""
    shipped = _words(resources.config() / "wording" / "en.yaml")
    own = folder / "config" / "wording" / "en.yaml"
    return extended(shipped, _words(own)) if own.exists() else shipped


def _words(path: Path) -> Wording:
    wording = read_wording(read_bytes(path), str(path))
    if wording.value is None or wording.blocked:
        raise _unusable(path, wording.findings)
    return wording.value


def _unusable(path: Path, findings: tuple[Finding, ...]) -> HomeError:
    first = findings[0] if findings else None
    where = f":{first.place.line}:{first.place.column}" if first and first.place else ""
    what = f" {first.sentence} {first.remedy}" if first else ""
    return HomeError(f"{path}{where} cannot be used.{what}")
