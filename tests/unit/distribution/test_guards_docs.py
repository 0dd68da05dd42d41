"""docs/guards.md tells of every guard, every code that one gives, and every line to tick; and of no others."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import cin_docs
from cin_docs.codes import CODES
from cin_docs.distribution import contacts
from cin_docs.distribution.guards import GUARDS, OF_THE_ADDRESS

PACKAGE = Path(cin_docs.__file__).parent / "distribution"
PAGE = (PACKAGE.parent.parent / "docs" / "guards.md").read_text("utf-8")
CALLS = {"stop": 0, "settle": 3}


def given(*files: str) -> set[str]:
    """Every code that these modules give."""
    found = set({"unsafe-address"} | contacts.W3 | contacts.W4 | contacts.W7 | contacts.W8)
    for path in (path for name in files for path in PACKAGE.glob(name)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                at = CALLS.get(name)
                code = node.args[at] if at is not None and len(node.args) > at else None
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
    return found & set(CODES)


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows[1:]]


def codes(cells: list[str]) -> set[str]:
    return {code for cell in cells for code in re.findall(r"`([a-z-]+)`", cell)} & set(CODES)


def test_every_code_of_a_guard_has_its_row_and_no_row_is_of_another():
    told = {code for heading in ("Held: asked of every copy", "Held: asked of the address, where the copy goes to one")
            for row in table(heading) for code in codes([row[2]])}  # fmt: skip
    assert told == given("guards_of_*.py")


def test_what_the_sender_holds_is_told():
    told = {code for row in table("Held by the sender") for code in codes([row[1]])}
    assert told >= {"cap-reached", "changed-since-approval", "no-usable-address"}


def test_there_is_a_row_for_each_guard():
    every = table("Held: asked of every copy")
    address = table("Held: asked of the address, where the copy goes to one")
    assert len(address) == len(OF_THE_ADDRESS)
    # The notes as they are now are one guard and two rows.
    assert len(every) == len(GUARDS) - len(OF_THE_ADDRESS) + 1


def test_each_guard_and_row_names_the_same_numbers():
    of_guards = {number for guard in GUARDS for number in re.findall(r"W\d+", (guard.__doc__ or "").partition(":")[0])}
    assert {f"W{number}" for number in re.findall(r"W(\d+)\)", PAGE.split("## Held by", 1)[0])} == of_guards


def test_every_line_to_tick_is_told():
    asked = set()
    for name in ("asks.py", "changes.py", "submissions.py"):
        asked |= set(re.findall(r'"(W\d+)"', (PACKAGE / name).read_text("utf-8")))
    assert {row[0] for row in table("Lines that the approver ticks")} == asked
