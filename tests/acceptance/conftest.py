"""What the acceptance tests play on, each made once for all tests of a process and copied for those that change it.

`demo` is the whole demo, played by the command line. `office` is a small authority with one meeting today, as it
stands before and after it was submitted and approved.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest


@dataclass(frozen=True)
class Played:
    folder: Path
    told: str
    #: Everything that any library had to say at DEBUG while it was played.
    log: Path

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


#: The command line with everything that can be logged at DEBUG in the file named first.
LOGGED = """
import logging, sys, warnings
logging.basicConfig(filename=sys.argv.pop(1), level=logging.DEBUG, format="%(name)s %(message)s")
logging.captureWarnings(True)
warnings.simplefilter("always")
for name in ("weasyprint", "weasyprint.progress", "fontTools", "aiosmtplib", "sqlalchemy", "sqlalchemy.engine",
             "sqlalchemy.engine.Engine", "sqlalchemy.pool", "sqlalchemy.orm", "alembic", "PIL", "asyncio", "pikepdf"):
    logging.getLogger(name).setLevel(logging.DEBUG)
from cin_docs.cli import main
main()
"""


@pytest.fixture(scope="session")
def run_cin():
    return cin


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Played:
    folder = tmp_path_factory.mktemp("demo") / "played"
    log = folder.with_name("debug.log")
    environment = {**os.environ, "COLUMNS": "100"}
    environment.pop("CIN_HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", LOGGED, str(log), "demo", str(folder)],
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Played(folder=folder, told=done.stdout, log=log)


#: The local day; the command line has no other clock.
TODAY = datetime.now(UTC).astimezone(ZoneInfo("Europe/London")).date()

SETTINGS = """\
authority: Eastmere Council
nation: ENG
mode: trial
sender: cin@eastmere.example
staff:
  dana: {name: Dana Cole, account: dcole}
  tom: {name: Tom Ashe, account: tashe, approves: yes}
  priya: {name: Priya Shah, account: pshah}
  sam: {name: Sam Bell, account: sbell}
"""

CASE = """\
case: MAR-2041
standard: ten-point
child: {id: leo, name: Leo Marsh, born: 2018-05-04, school: Brook Lane Primary, level: 2, team: North}
lead practitioner: dana
manager: tom
people:
  leo: {by: hand, via: dana, receives: [plan]}
  mum: {name: Kim Marsh, is: mother, by: email, email: kim.marsh@post.example, phone: 07700 900123}
  dad: {name: Rob Hale, is: father, by: email, email: rob.hale@mail.example, no contact with: [mum]}
  gran: {name: Jean Marsh, is: grandmother, by: post, address: "2 Quay Street\\nEastmere\\nEM1 1AB"}
  dana: {name: Dana Cole, is: lead social worker, agency: Council, by: email, email: dana@eastmere.example}
  tom: {name: Tom Ashe, is: team manager, agency: Council, receives: none, because: Reads the record.}
  priya: {name: Priya Shah, is: business support, agency: Council, receives: none, because: Takes the minutes.}
protected:
  - {id: mum.phone, of: mum, kind: phone, value: 07700 900123, from: [dad], because: Order of 3 March 2026}
anchors: {assessment completed: @before@}
visits:
  - {on: @before@, by: dana, seen: yes, alone: yes}
"""

NOTES = """\
meeting: first
date: @today@
time: "14:00"
place: Brook House
chair: dana
minutes by: priya
present: [mum, leo, dana, gran]
apologies: {dad: seen on his own}
purpose: Agree a plan for Leo.
needs:
  - need: Leo misses school on Mondays.
    why: 9 Mondays missed since September.
    outcome: Leo is at school every Monday.
    review: The register.
    actions:
      - {what: Walks Leo to the breakfast club., who: mum, how often: every Monday, not for: [dad]}
      - {what: Tells Leo a day ahead when he comes., who: dad, how often: every 2 weeks}
said:
  leo: {text: I like my bike., for: everyone}
  mum: {text: Mornings are easier now., not for: [dad]}
risk of harm: {text: No new concern., for: everyone}
visits: every 2 weeks
if things get worse: Kim rings the duty team and Dana visits the next working day.
decision: start
because: Leo's school and his family want the same.
agreed: {mum: yes, leo: yes, dad: yes}
next: {date: @next@, time: "14:00", place: Brook House, chair: dana}
"""


def dated(text: str, today: date = TODAY) -> str:
    """The text with its days put in: some days before, today, and the next meeting four weeks on."""
    days = {"before": today - timedelta(days=3), "today": today, "next": today + timedelta(weeks=4)}
    for name, day in days.items():
        text = text.replace(f"@{name}@", day.isoformat())
    return text


@dataclass(frozen=True)
class Answer:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything that it said, on one line, so that folding hides no words."""
        return " ".join(f"{self.out} {self.err}".split())

    @property
    def data(self) -> Any:
        """What it printed for a script."""
        return json.loads(self.out)


def cin_here(*args: str | Path, home: Path | None = None) -> Answer:
    """Run `cin` in this process, which is the same but for the start-up: an exception nobody caught is a failure."""
    from cin_docs.cli import main

    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["cin", *map(str, args)])
        patch.setenv("COLUMNS", "100")
        patch.delenv("CIN_HOME", raising=False)
        if home is not None:
            patch.setenv("CIN_HOME", str(home))
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main()
    return Answer(code=int(ended.value.code or 0), out=out.getvalue(), err=err.getvalue())


@dataclass(frozen=True)
class Office:
    """A small home: one case, one meeting today, five people who get a copy (mum, dad, leo, gran, dana)."""

    folder: Path

    @property
    def case(self) -> Path:
        return self.folder / "cases" / "MAR-2041" / "case.yaml"

    @property
    def notes(self) -> Path:
        return self.case.with_name(f"{TODAY.isoformat()}-first.yaml")

    @property
    def meeting(self) -> str:
        return f"MAR-2041/{TODAY.isoformat()}-first"

    def cin(self, *args: str | Path) -> Answer:
        return cin_here(*args, home=self.folder)

    def edit(self, path: Path, old: str, new: str) -> None:
        """Change some words of a file; they have to be there."""
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text.count(old))
        path.write_text(text.replace(old, new), encoding="utf-8")

    def preview(self) -> Any:
        return self.cin("preview", "MAR-2041", "--json").data

    def dispatch_of(self, person: str) -> str:
        (found,) = [line["dispatch"] for line in self.preview()["preview"]["lines"] if line["person"] == person]
        return str(found)

    def mailed(self) -> list[str]:
        """Addresses that anything was written to."""
        mail = self.folder / "outbox" / "mail"
        return sorted(path.name for path in mail.iterdir()) if mail.exists() else []

    def piled(self) -> list[str]:
        """What lies on the piles of letters and of copies by hand."""
        return sorted(path.name for path in (self.folder / "outbox").glob("*/*") if "D-" in path.name)

    def tree(self) -> dict[str, str]:
        """Every file with its digest, but for the locks and the database's own scratch files."""
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
        }

    def is_whole(self) -> bool:
        done = self.cin("verify")
        return done.code == 0 and "whole" in done.out


@pytest.fixture(scope="session")
def here() -> Callable[..., Answer]:
    return cin_here


@pytest.fixture(scope="session")
def notes_text() -> str:
    """The notes of the small office's meeting, dated today."""
    return dated(NOTES)


@pytest.fixture(scope="session")
def settings_text() -> str:
    return SETTINGS


@pytest.fixture(scope="session")
def case_text() -> str:
    return dated(CASE)


@pytest.fixture(scope="session")
def fresh_office(tmp_path_factory) -> Office:
    """The office with its meeting written down and nothing submitted. Copy it before changing it."""
    office = Office(tmp_path_factory.mktemp("fresh") / "home")
    done = cin_here("init", office.folder)
    assert done.code == 0, done.err
    (office.folder / "cin.yaml").write_text(SETTINGS, encoding="utf-8")
    office.case.parent.mkdir()
    office.case.write_text(dated(CASE), encoding="utf-8")
    office.notes.write_text(dated(NOTES), encoding="utf-8")
    return office


@pytest.fixture(scope="session")
def submitted_office(fresh_office, tmp_path_factory) -> Office:
    """The same with every copy made, waiting for approval. The slow part, done once."""
    office = Office(tmp_path_factory.mktemp("submitted") / "home")
    shutil.copytree(fresh_office.folder, office.folder)
    done = office.cin("submit", office.notes, "--as", "priya")
    assert done.code == 0, done.said
    return office


@pytest.fixture(scope="session")
def approved_office(submitted_office, tmp_path_factory) -> Office:
    """The same, approved by Dana and not yet sent."""
    office = Office(tmp_path_factory.mktemp("approved") / "home")
    shutil.copytree(submitted_office.folder, office.folder)
    done = office.cin("approve", "MAR-2041", office.preview()["code"], "--as", "dana")
    assert done.code == 0, done.said
    return office


def _copied(office: Office, folder: Path) -> Office:
    shutil.copytree(office.folder, folder / "home")
    return Office(folder / "home")


@pytest.fixture
def fresh(fresh_office, tmp_path) -> Office:
    """An office of one's own, before the meeting is submitted."""
    return _copied(fresh_office, tmp_path)


@pytest.fixture
def submitted(submitted_office, tmp_path) -> Office:
    """An office of one's own, waiting for approval."""
    return _copied(submitted_office, tmp_path)


@pytest.fixture
def approved(approved_office, tmp_path) -> Office:
    """An office of one's own, ready to send."""
    return _copied(approved_office, tmp_path)
