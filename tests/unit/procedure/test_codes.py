"""Every code that the procedure can give has a page, and no page is for a code that nothing gives."""

from __future__ import annotations

import re
from pathlib import Path

import cin_docs.procedure
from cin_docs.capture.codes import CODES as OF_CAPTURE
from cin_docs.procedure.codes import CODES, page

GIVEN = re.compile(r"\b(?:blocks|breach|advice|say|_late)\(\s*\"([a-z-]+)\"")
CODE = re.compile(r"\"((?:standard|wording)-[a-z]+|[a-z]+(?:-[a-z]+)+)\"")


def sources() -> list[Path]:
    folder = Path(cin_docs.procedure.__file__).parent
    return [path for path in folder.rglob("*.py") if not path.name.startswith("codes")]


def test_every_code_given_in_the_source_has_a_page_and_every_page_a_source():
    given = {code for path in sources() for code in GIVEN.findall(path.read_text(encoding="utf-8"))}
    mentioned = {code for path in sources() for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert len(given) > 20
    assert given <= set(CODES)
    assert set(CODES) <= mentioned


def test_no_code_means_two_things():
    assert not set(CODES) & set(OF_CAPTURE)


def test_every_page_can_be_read():
    for code in CODES.values():
        text = page(code)
        assert code.code in text
        assert code.what.endswith(".")
        assert code.why.endswith(".")
        assert code.example != code.instead
