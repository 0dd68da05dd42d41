"""A place in a value's text leads back to its place in the file."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.capture import yamltext


def read(data: bytes, file: str = "f.yaml") -> Any:
    return yamltext.read(data, file)


PARAGRAPHS = [
    "a: Leo lives at 14 Heron Court now.\n",
    "a: 'Mum''s flat, 14 Heron Court, is damp.'\n",
    'a: "Caf\\u00e9 \\"Blue\\"\\n\\tnear 14 Heron Court."\n',
    "a: |\n  First line.\n\n  Then 14 Heron Court.\n",
    "a: >-\n  Folded text\n  goes on at 14 Heron Court\n\n  and on.\n",
    "a: Plain text that\n  goes on at 14 Heron Court\n  over lines.\n",
    "a: |2\n    Set in at 14 Heron Court.\n",
    'a: "broken \\\n   at 14 Heron Court"\n',
    "a:\r\n  - x\r\nb: {c: at 14 Heron Court, d: e}\r\n",
]


def scalars(node: Any) -> Any:
    yield from [node] if node.text else []
    for below in (*node.items, *node.entries.values()):
        yield from scalars(below)


@pytest.mark.parametrize("text", PARAGRAPHS)
def test_words_inside_a_value_are_found_in_the_file(text: Any) -> None:
    node = next(node for node in scalars(read(text.encode(), "f").value) if "Heron" in node.text)
    place = node.place_in(node.text.index("14 Heron Court"), len("14 Heron Court"))
    line = text.replace("\r\n", "\n").split("\n")[place.line - 1]
    assert line[place.column - 1 : place.column - 1 + place.length] == "14 Heron Court"


def test_words_over_two_lines_are_shown_on_the_first() -> None:
    node = read(b"a: lives at 14 Heron\n  Court now\n", "f").value.at(("a",))
    place = node.place_in(node.text.index("14"), len("14 Heron Court"))
    assert (place.line, place.column, place.length) == (1, 13, len("14 Heron"))


@given(st.lists(st.text("ab'\"é ", min_size=1, max_size=8).map(str.strip).filter(bool), min_size=1, max_size=5))
def test_each_letter_of_a_block_is_found(words: Any) -> None:
    text = "a: |\n" + "".join(f"  {word}\n" for word in words)
    node = read(text.encode(), "f").value.at(("a",))
    lines = text.split("\n")
    for offset, letter in enumerate(node.text):
        if not letter.isspace():
            place = node.place_in(offset)
            assert lines[place.line - 1][place.column - 1] == letter


def test_an_offset_beyond_the_text_gives_the_value() -> None:
    node = read(b"a: b\n", "f").value.at(("a",))
    assert node.place_in(99) == node.place
