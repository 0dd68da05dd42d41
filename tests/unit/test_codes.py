"""Every code that anything here can give has a page, every page is of a code that something gives, none means two."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cin_docs
from cin_docs.capture.code import page
from cin_docs.capture.codes import CODES as CAPTURE
from cin_docs.codes import CODES
from cin_docs.distribution.codes import CODES as DISTRIBUTION
from cin_docs.documents.codes import CODES as DOCUMENTS
from cin_docs.procedure.codes import CODES as PROCEDURE

PACKAGE = Path(cin_docs.__file__).parent
SOURCES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not path.name.startswith("code") and "testing" not in path.parts and "migrations" not in path.parts
]
#: Which argument of a call is the code of what it makes.
GIVERS = {
    "blocks": 0, "_blocks": 0, "breach": 0, "advice": 0, "say": 0, "_late": 0, "stop": 0, "_refusal": 0,
    "_refuse": 1, "_with": 1, "_finding": 2, "findings": 2, "settle": 3,
}  # fmt: skip
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def texts(node: ast.AST) -> Iterator[str]:
    """The strings that an expression may be: itself, or either side of `a if b else c`."""
    match node:
        case ast.Constant(value=str(value)):
            yield value
        case ast.IfExp(body=body, orelse=orelse):
            yield from texts(body)
            yield from texts(orelse)


def given() -> dict[str, set[str]]:
    """Every code that is given, with the modules that give it."""
    found: dict[str, set[str]] = {}
    for path, node in nodes():
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        places = [word.value for word in node.keywords if word.arg == "code" and name in {"Finding", "finding"}]
        if name in GIVERS and len(node.args) > GIVERS[name]:
            places.append(node.args[GIVERS[name]])
        for text in (text for place in places for text in texts(place)):
            if CODE.fullmatch(text):
                found.setdefault(text, set()).add(path.name)
    return found


def mentioned() -> set[str]:
    return {node.value for _, node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_code_given_has_a_page():
    assert len(given()) > 80
    assert {code: where for code, where in given().items() if code not in CODES} == {}


def test_every_page_is_of_a_code_that_something_gives():
    assert set(CODES) - mentioned() == set()


def test_no_code_means_two_things():
    parts = (CAPTURE, PROCEDURE, DOCUMENTS, DISTRIBUTION)
    assert sum(map(len, parts)) == len(CODES)
    assert {code: {**CAPTURE, **PROCEDURE, **DOCUMENTS, **DISTRIBUTION}[code] for code in CODES} == CODES


@pytest.mark.parametrize("code", CODES.values(), ids=str)
def test_a_page_can_be_read_by_the_person_who_gets_the_finding(code):
    text = page(code)
    assert CODE.fullmatch(code.code)
    assert code.what[0].isupper()
    assert code.why[0].isupper() or not code.why[0].isalpha()
    assert code.what.endswith(".")
    assert code.why.endswith(".")
    assert code.example != code.instead
    assert f"{code.code} ({code.severity.value})" in text


def test_what_every_guard_answers_is_among_the_codes_and_stops_the_dispatch():
    from cin_docs.model.finding import Severity

    answers = {code for code, where in given().items() if any(name.startswith("guards_of_") for name in where)}
    assert len(answers) >= 20
    assert {CODES[code].severity for code in answers} == {Severity.BLOCKS}
