"""Every code that capture can give is explained, and every explanation is of a code."""

import re
from pathlib import Path
from typing import Any

import pytest

import cin_docs.capture
from cin_docs.capture.codes import CODES, page
from cin_docs.capture.codes_of_text import TEXT
from cin_docs.capture.yamltext import read

FOLDER = Path(cin_docs.capture.__file__).parent


def given_codes() -> Any:
    texts = (path.read_text() for path in FOLDER.glob("*.py") if not path.name.startswith("code"))
    return {code for text in texts for code in re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', text)} | {"tab", "indentation"}


def test_every_code_given_is_explained() -> None:
    words = {"not-for", "utf-8", "utf-8-sig", "step-down", "ten-point"}
    assert given_codes() - words - set(CODES) == set()


def test_every_code_explained_is_given() -> None:
    text = "".join(path.read_text() for path in FOLDER.glob("*.py") if not path.name.startswith("code"))
    assert {code for code in CODES if f'"{code}"' not in text} == set()


@pytest.mark.parametrize("code", CODES.values(), ids=str)
def test_a_page_says_what_why_and_what_to_write_instead(code: Any) -> None:
    text = page(code)
    for part in (code.code, code.what, code.why, code.example.split("\n")[0], code.instead.split("\n")[0]):
        assert part in text


@pytest.mark.parametrize("code", [one for one in TEXT if not one.example.startswith("(")], ids=str)
def test_an_example_of_wrong_writing_has_its_code(code: Any) -> None:
    if code.code in {"comma-in-braces", "not-yaml"}:
        pytest.skip("only the format, or the parser's despair, gives this one")
    found = [finding.code for finding in read(f"{code.example}\nx: y\n".encode(), "f").findings]
    assert code.code in found


@pytest.mark.parametrize("code", [one for one in TEXT if not one.instead.startswith(("(", "Begin"))], ids=str)
def test_what_to_write_instead_is_right(code: Any) -> None:
    assert read(f"{code.instead}\n".encode(), "f").findings == () or code.code in {
        "not-yaml",
        "not-utf-8",
        "unprintable-character",
    }
