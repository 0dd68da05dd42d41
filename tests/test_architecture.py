"""The constraints of the architecture, held against the imports and sizes the code really has.

Imports are read from the syntax, so those inside functions and TYPE_CHECKING blocks count too. Each constraint is a
function that returns sentences; the second half of this file plants one violation of each and sees it found.
"""

from __future__ import annotations

import ast
import graphlib
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cin_docs"
NAME = "cin_docs"

# --- what the architecture says ---------------------------------------------------------------------------------------

#: Left to right, as the meeting passes through. A module may import from its own place and those before it.
#: A longer name is the exception to a shorter one: `ledger` and `transport` keep promises whose Protocols come first,
#: and the store of bytes knows nothing but bytes.
ORDER = (
    ("model",),
    ("errors", "resources"),
    ("capture",),
    ("procedure",),
    ("documents",),
    ("ledger.protocol", "ledger.store", "transport.protocol"),
    ("distribution",),
    ("transport", "ledger"),
    ("reports",),
    # What live mode needs is read from the home before the settings are.
    ("going_live",),
    ("approval", "settings", "codes"),
    ("home",),
    ("checking", "knowing"),
    ("submitting", "deciding", "rehearsing", "reviewing", "overview"),
    # Who may close an incident is who may approve.
    ("incidents",),
    ("pipeline", "testing"),
    ("running",),
    ("cli",),
    ("", "__main__"),
)

#: These may touch the outside; everything else is given what it needs.
OUTSIDE = (
    "transport", "ledger", "documents", "going_live", "settings", "home", "resources", "cli", "testing", "",
    # The shell of distribution: it renders at submit, re-reads and sends through the ledger and transport it is given.
    "distribution.packing", "distribution.translated", "distribution.scenes", "distribution.release",
    "distribution.dispatch", "distribution.lock",
)  # fmt: skip
#: ... and these are pure all the same, wherever they lie.
PURE = (
    "documents.views",
    "documents.audience",
    "documents.corpus",
    "documents.fixed",
    "documents.items",
    "documents.mistyped",
    "documents.needles",
    "documents.neighbours",
    "documents.normal",
    "documents.places",
    "documents.printed",
    "documents.reassurance",
    "documents.spots",
    "documents.streets",
    "ledger.protocol",
    "transport.protocol",
)
#: The journey names the home's paths and knows the shell; it still has no clock, network or environment of its own.
PATHS = ("pipeline", "running", "checking", "knowing", "submitting", "deciding", "rehearsing", "reviewing", "incidents")

_MODULES = """
asyncio ctypes fcntl fileinput getpass glob http imaplib importlib locale logging mailbox multiprocessing os pathlib
platform poplib pwd random secrets select shelve shutil signal smtplib socket sqlite3 ssl subprocess sys tempfile
threading time urllib webbrowser
"""
_CALLS = "open input print exec eval __import__ breakpoint now today utcnow uuid1 uuid4 make_msgid localtime"
IMPURE_MODULES = frozenset(_MODULES.split())
IMPURE_CALLS = frozenset(_CALLS.split())
#: Pure parts of modules that are not: names and addresses taken apart, nothing opened.
PURE_PARTS = ("pathlib.PurePosixPath", "pathlib.PurePath", "urllib.parse")
#: The only outside packages that pure code may know: they turn text into values and dates into holidays.
PURE_LIBRARIES = frozenset(
    {"_typeshed", "annotated_types", "holidays", "pydantic", "pydantic_core", "typing_extensions", "yaml"}
)

#: One importer each: a folder or a module.
IMPORTERS = {
    "weasyprint": "documents.pdf",
    "docxtpl": "documents.word",
    "aiosmtplib": "transport.smtp",
    "sqlalchemy": "ledger",
    "alembic": "ledger",
    "holidays": "procedure.calendar",
    "typer": "cli",
    "rich": "cli",
}
SLOW_TO_LOAD = ("weasyprint", "sqlalchemy", "alembic", "docxtpl", "docx", "aiosmtplib")

MODULE_LINES, MODULE_MEDIAN, BODY_P90, BODY_LONG, SHARE_LONG = 400, 120, 21, 40, 0.015


# --- what the code says -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    #: Inside the package: `procedure.calendar`; a folder's `__init__` is the folder; the package's own is "".
    name: str
    tree: ast.Module
    lines: int
    #: Modules of the package that it names.
    inside: frozenset[str]
    #: Full dotted names of everything else that it imports.
    outside: frozenset[str]


def within(name: str, *places: str) -> bool:
    return any(name == place or (place and name.startswith(f"{place}.")) for place in places)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    """(module, name or None) for each import, at any depth."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from ((node.module or "", alias.name) for alias in node.names)


def read(package: Path) -> dict[str, Module]:
    files = {
        ".".join(path.relative_to(package).with_suffix("").parts).removesuffix("__init__").removesuffix("."): path
        for path in sorted(package.rglob("*.py"))
    }
    modules = {}
    for name, path in files.items():
        text = path.read_text("utf-8")
        tree = ast.parse(text, str(path))
        inside, outside = set(), set()
        for module, attribute in _imported(tree):
            if module != NAME and not module.startswith(f"{NAME}."):
                outside.add(module if attribute is None else f"{module}.{attribute}")
                continue
            target = module[len(NAME) + 1 :]
            longer = f"{target}.{attribute}".removeprefix(".")
            inside.add(longer if longer in files else target)
        modules[name] = Module(
            name=name,
            tree=tree,
            lines=len(text.splitlines()),
            inside=frozenset(inside - {name}),
            outside=frozenset(outside),
        )
    return modules


@cache
def ours() -> dict[str, Module]:
    return read(PACKAGE)


# --- the constraints --------------------------------------------------------------------------------------------------

Constraint = Callable[[dict[str, Module]], list[str]]


def the_model_imports_nothing_else_of_the_package(modules: dict[str, Module]) -> list[str]:
    return [
        f"{m.name} imports {target or NAME}"
        for m in modules.values()
        if within(m.name, "model")
        for target in sorted(m.inside)
        if not within(target, "model")
    ]


def _rank(name: str) -> int:
    best = max(
        ((len(place), rank) for rank, places in enumerate(ORDER) for place in places if within(name, place)),
        default=(0, -1),
    )
    return best[1]


def every_module_has_a_place(modules: dict[str, Module]) -> list[str]:
    return [f"{name} has no place in ORDER: say where it belongs" for name in modules if _rank(name) < 0]


def imports_run_one_way(modules: dict[str, Module]) -> list[str]:
    return [
        f"{m.name} imports {target or NAME}, which comes after it"
        for m in modules.values()
        for target in sorted(m.inside)
        if _rank(target) > _rank(m.name)
    ]


def there_is_no_cycle(modules: dict[str, Module]) -> list[str]:
    try:
        graphlib.TopologicalSorter({m.name: m.inside for m in modules.values()}).prepare()
    except graphlib.CycleError as error:
        return ["a cycle: " + " <- ".join(name or NAME for name in error.args[1])]
    return []


def only_the_command_line_knows_the_pipeline(modules: dict[str, Module]) -> list[str]:
    return [
        f"{m.name} imports pipeline"
        for m in modules.values()
        if "pipeline" in m.inside and not within(m.name, "", "running", "cli")
    ]


def the_package_never_imports_its_test_helpers(modules: dict[str, Module]) -> list[str]:
    return [
        f"{m.name} imports {target}"
        for m in modules.values()
        for target in sorted(m.inside)
        if within(target, "testing") and not within(m.name, "testing")
    ]


def is_pure(name: str) -> bool:
    return within(name, *PURE) or not (within(name, *OUTSIDE) or name == "__main__")


def _calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id
            elif isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_CALLS - {"print", "input"}:
                yield node.lineno, node.func.attr


def _stains(m: Module) -> list[str]:
    """What makes the module itself impure, its imports from the package aside."""
    found = []
    allowed = frozenset({"pathlib"}) if m.name in PATHS else frozenset()
    for library in sorted(m.outside):
        top = library.partition(".")[0]
        if top in IMPURE_MODULES - allowed and not within(library, *PURE_PARTS):
            found.append(f"{m.name} imports {library}")
        elif top not in sys.stdlib_module_names | PURE_LIBRARIES:
            found.append(f"{m.name} imports {library}, which is not among PURE_LIBRARIES")
    return found + [f"{m.name}, line {line}, calls {call}()" for line, call in _calls(m.tree) if call in IMPURE_CALLS]


def _reach(modules: dict[str, Module], name: str, seen: set[str]) -> set[str]:
    """The module and all that it imports from the package, at any remove."""
    if name not in seen and name in modules:
        seen.add(name)
        for target in modules[name].inside:
            _reach(modules, target, seen)
    return seen


def pure_code_touches_nothing(modules: dict[str, Module]) -> list[str]:
    """No clock, file, network, environment or database, neither itself nor through a module that it imports."""
    found = []
    for m in modules.values():
        if is_pure(m.name):
            found += _stains(m)
            found += [
                f"{m.name} imports {target}, which is not pure"
                for target in sorted(m.inside)
                if not is_pure(target)
                and m.name not in PATHS
                and any(_stains(modules[name]) for name in _reach(modules, target, set()))
            ]
    return found


def heavy_libraries_have_one_importer(modules: dict[str, Module]) -> list[str]:
    return [
        f"{m.name} imports {library}, which is {IMPORTERS[top]}'s"
        for m in modules.values()
        for library in sorted(m.outside)
        if (top := library.partition(".")[0]) in IMPORTERS
        and not within(m.name, IMPORTERS[top])
        and not within(m.name, "testing")
    ]


def modules_are_short(modules: dict[str, Module]) -> list[str]:
    return [f"{m.name} has {m.lines} lines" for m in modules.values() if m.lines > MODULE_LINES]


def the_median_module_is_short(modules: dict[str, Module]) -> list[str]:
    median = statistics.median(m.lines for m in modules.values() if m.lines)
    return [f"the median module has {median} lines"] if median > MODULE_MEDIAN else []


def _bodies(modules: dict[str, Module]) -> list[tuple[int, str]]:
    """Lines of each function without its docstring, longest last."""
    found = []
    for m in modules.values():
        for node in ast.walk(m.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if ast.get_docstring(node, clean=False) is not None:
                    doc = node.body[0]
                    lines -= (doc.end_lineno or doc.lineno) - doc.lineno + 1
                found.append((lines, f"{m.name}.{node.name}"))
    return sorted(found)


def functions_are_short(modules: dict[str, Module]) -> list[str]:
    bodies = _bodies(modules)
    p90 = bodies[int(0.9 * (len(bodies) - 1))][0]
    long = [f"{name} ({lines})" for lines, name in bodies if lines > BODY_LONG]
    found = [f"nine in ten functions have up to {p90} lines, aim {BODY_P90}"] if p90 > BODY_P90 else []
    if len(long) > max(1, SHARE_LONG * len(bodies)):
        found.append(f"too many functions over {BODY_LONG} lines: {', '.join(long)}")
    return found


CONSTRAINTS: tuple[Constraint, ...] = (
    the_model_imports_nothing_else_of_the_package,
    every_module_has_a_place,
    imports_run_one_way,
    there_is_no_cycle,
    only_the_command_line_knows_the_pipeline,
    the_package_never_imports_its_test_helpers,
    pure_code_touches_nothing,
    heavy_libraries_have_one_importer,
    modules_are_short,
    the_median_module_is_short,
    functions_are_short,
)


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint.__name__)
def test_the_package_holds_to(constraint):
    assert constraint(ours()) == []


def test_the_constraints_look_at_the_whole_package():
    assert {"model.meeting", "capture", "procedure.calendar", "ledger.protocol", ""} <= set(ours())
    assert len(ours()) == sum(1 for _ in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("rule", [*OUTSIDE, *PURE, *PATHS, *(place for places in ORDER for place in places)])
def test_each_name_in_these_rules_is_a_place_of_the_package(rule):
    # A rule about a module that was renamed would quietly check nothing.
    assert any(within(name, rule) for name in ours())


def loaded_by(*arguments: str, **environment: str) -> set[str]:
    """Top-level names of everything that `cin ARGUMENTS` has loaded by the time it ends."""
    code = (
        "import atexit, sys; sys.argv[0] = 'cin'; "
        "atexit.register(lambda: print('LOADED', *sorted({n.partition('.')[0] for n in sys.modules}))); "
        "from cin_docs.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    last = done.stdout.rpartition("LOADED")
    assert last[1], done.stderr
    return set(last[2].split())


def test_help_loads_nothing_slow():
    assert loaded_by("--help").isdisjoint(SLOW_TO_LOAD)


def test_checking_notes_loads_nothing_slow(tmp_path):
    sample = next(PACKAGE.parent.glob("config/**/cases/*/2*.yaml"), None)
    assert sample is not None, "config/ has a sample home with a meeting's notes"
    shutil.copytree(sample.parents[2], tmp_path / "home")
    notes = tmp_path / "home" / sample.relative_to(sample.parents[2])
    loaded = loaded_by("check", str(notes), CIN_HOME=str(tmp_path / "home"))
    assert "yaml" in loaded
    assert loaded.isdisjoint(SLOW_TO_LOAD)


# --- each constraint finds what it is there to find -------------------------------------------------------------------

PLANTED: tuple[tuple[Constraint, str, str, str], ...] = (
    (the_model_imports_nothing_else_of_the_package, "model/person.py", "import cin_docs.errors", "imports errors"),
    (every_module_has_a_place, "web/__init__.py", "", "web has no place"),
    (imports_run_one_way, "capture/notes.py", "from cin_docs.procedure import calendar", "which comes after it"),
    (imports_run_one_way, "distribution/manifest.py", "from cin_docs.ledger import sql", "which comes after it"),
    (
        imports_run_one_way,
        "capture/notes.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from cin_docs.reports import due",
        "capture.notes imports reports.due",
    ),
    (there_is_no_cycle, "model/person.py", "def f():\n    from cin_docs.model.case import Case", "a cycle"),
    (only_the_command_line_knows_the_pipeline, "approval.py", "from cin_docs import pipeline", "approval imports"),
    (the_package_never_imports_its_test_helpers, "cli/a.py", "import cin_docs.testing.clock", "imports testing.clock"),
    (pure_code_touches_nothing, "procedure/calendar.py", "import os", "imports os"),
    (pure_code_touches_nothing, "procedure/calendar.py", "from pathlib import Path", "imports pathlib.Path"),
    (pure_code_touches_nothing, "reports/due.py", "import requests", "not among PURE_LIBRARIES"),
    (
        pure_code_touches_nothing,
        "reports/due.py",
        "from datetime import date\n\ndef f():\n    return date.today()",
        "line 4, calls today()",
    ),
    (pure_code_touches_nothing, "capture/notes.py", "def f(p):\n    return open(p)", "calls open()"),
    (
        pure_code_touches_nothing,
        "documents/views.py",
        "from cin_docs.documents import pdf",
        "documents.pdf, which is not",
    ),
    (heavy_libraries_have_one_importer, "documents/html.py", "import weasyprint", "documents.pdf's"),
    (heavy_libraries_have_one_importer, "cli/a.py", "def f():\n    from sqlalchemy import text", "ledger's"),
    (modules_are_short, "capture/notes.py", "x = 1\n" * 401, "has 401 lines"),
    (functions_are_short, "capture/notes.py", "def f():\n" + "    x = 1\n" * 22, "nine in ten functions"),
    (functions_are_short, "capture/notes.py", ("def f():\n" + "    x = 1\n" * 41) * 2, "too many functions"),
)


def planted(root: Path, file: str, text: str) -> dict[str, Module]:
    """A small package that holds to everything, but for the one file."""
    sound = {
        "model/case.py": "from cin_docs.model.person import Person",
        "model/person.py": "",
        "errors.py": "",
        "procedure/calendar.py": "",
        "documents/pdf.py": "import weasyprint",
        "reports/due.py": "",
        "ledger/sql.py": "import sqlalchemy",
        "pipeline.py": "from cin_docs.reports import due",
        "testing/clock.py": "",
    }
    for name, content in {**sound, file: text}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return read(root)


@pytest.mark.parametrize(("constraint", "file", "text", "sentence"), PLANTED)
def test_a_planted_violation_is_found(tmp_path, constraint, file, text, sentence):
    found = constraint(planted(tmp_path, file, text))
    assert any(sentence in line for line in found), found


def test_a_median_module_that_is_too_long_is_found(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.py").write_text("x = 1\n" * 121)
    assert the_median_module_is_short(read(tmp_path)) == ["the median module has 121 lines"]


def test_every_constraint_has_a_planted_violation():
    assert {constraint for constraint, *_ in PLANTED} | {the_median_module_is_short} == set(CONSTRAINTS)
