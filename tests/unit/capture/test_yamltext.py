"""The reader of YAML converts nothing, loses nothing in silence, and never falls over."""

import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cin_docs.capture import yamltext
from cin_docs.capture.node import Shape
from cin_docs.capture.yamltext import DEEPEST
from cin_docs.model.finding import Place


def read(data: bytes, file: str = "f.yaml") -> Any:
    return yamltext.read(data, file)


def tree_of(text: Any) -> Any:
    checked = read(text.encode(), "f.yaml")
    assert checked.findings == ()
    return checked.value


def codes(data: Any) -> Any:
    return [found.code for found in read(data, "f.yaml").findings]


@pytest.mark.parametrize("word", ["no", "yes", "12:30", "0123", "07700900123", "2026-02-30", "null", "~", "1e3", ".5"])
def test_every_value_stays_the_text_that_was_typed(word: Any) -> None:
    assert tree_of(f"a: {word}\n").at(("a",)).text == word


def test_keys_and_values_keep_their_line_and_column() -> None:
    tree = tree_of("a: x\nné:\n  - {b: y}\n  - c: |\n\n      long words\n      more\n")
    assert tree.at(("a",)).place == Place(file="f.yaml", line=1, column=4)
    assert tree.at(("né", 0, "b")).place == Place(file="f.yaml", line=3, column=9)
    assert tree.at(("né", 0, "b")).key == Place(file="f.yaml", line=3, column=6)
    assert tree.at(("né", 1, "c")).place == Place(file="f.yaml", line=6, column=7, length=10)
    assert tree.at(("né", 1, "c", "d")) is None
    assert tree.at(("né", 2)) is None


def test_windows_line_ends_and_a_byte_order_mark_change_no_place() -> None:
    tree = read("\ufeffa: b\r\nc: d\r\n".encode(), "f.yaml").value
    assert tree.at(("c",)).place == Place(file="f.yaml", line=2, column=4)
    assert tree.at(("a",)).place == Place(file="f.yaml", line=1, column=4)


def test_a_key_with_nothing_after_it_is_placed_at_the_key() -> None:
    node = tree_of("a:\n  b:\nc: d\n").at(("a", "b"))
    assert node.empty
    assert node.place == Place(file="f.yaml", line=2, column=3)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"# a remark\n", "empty-file"),
        (b"a: 1\na: 2\n", "key-twice"),
        (b"{a: 1, a: 2}\n", "key-twice"),
        (b"a: &x b\nc: *x\n", "special-start"),
        (b"a: !!python/object b\n", "special-start"),
        (b"<<: {a: b}\n", "yaml-shorthand"),
        (b"a: b\n---\nc: d\n", "several-documents"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "nested-too-deep"),
        (b"{[a]: b}\n", "odd-key"),
        (b"a: \xff\n", "not-utf-8"),
        ("a: b\n".encode("utf-16"), "not-utf-8"),
        (b"a: b\x00c\n", "unprintable-character"),
        (b'a: "b\\x07"\n', "unprintable-character"),
        ("a: b\u2028c\n".encode(), "unprintable-character"),
        ("a: b\U0001fffe\n".encode(), "unprintable-character"),
        (b"a: b\n" * 300_000, "file-too-large"),
    ],
)
def test_what_could_be_misread_is_refused(data: Any, code: Any) -> None:
    assert code in codes(data)


def test_the_first_wrong_byte_is_told_with_its_place() -> None:
    (found,) = read(b"a: b\nc: caf\xe9\n", "f.yaml").findings
    assert found.place == Place(file="f.yaml", line=2, column=7)


def test_of_two_equal_keys_the_first_is_kept_and_the_second_is_shown() -> None:
    checked = read(b"a: 1\nb: 2\na: 3\n", "f.yaml")
    assert checked.value.at(("a",)).text == "1"
    assert checked.findings[0].place == Place(file="f.yaml", line=3, column=1)
    assert "line 1" in checked.findings[0].sentence


@settings(max_examples=300, deadline=2000)
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b'a: "\\ud800"')
def test_no_bytes_make_it_fall_over(data: Any) -> None:
    checked = read(data, "f.yaml")
    assert checked.value is not None or checked.findings


YAMLISH = st.text(st.sampled_from("ab:- #'\"{}[]|>&*!%@`,?\n\t\r\\x0é\u00a0"), max_size=60)


@settings(max_examples=600, deadline=2000)
@given(YAMLISH)
def test_no_text_makes_it_fall_over_and_every_place_is_in_the_file(text: Any) -> None:
    for found in read(text.encode(), "f.yaml").findings:
        assert 1 <= found.place.line <= text.count("\n") + text.count("\r") + 1
        assert 1 <= found.place.column <= len(text) + 1
        assert found.sentence.endswith(".")


@settings(max_examples=200, deadline=2000)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=40)
)
def test_a_quoted_sentence_comes_back_unchanged(words: Any) -> None:
    text = "a: '" + words.replace("'", "''") + "'\n"
    assert tree_of(text).at(("a",)).text == words


@pytest.mark.parametrize(
    "data",
    [b"[" * 1_000_000, b"{" * 1_000_000, b"- " * 500_000, b"? " * 500_000, b"a: " * 300_000, b"- a\n" * 200_000,
     b'"' * 1_000_000, b"a: b: c\n" * 12_000, b"#" * 1_000_000, b"\n" * 1_000_000, b"&a " * 300_000, b"a\n" * 500_000],
)  # fmt: skip
def test_a_large_odd_file_is_answered_in_bounded_time(data: Any) -> None:
    began = time.perf_counter()
    checked = read(data, "f.yaml")
    assert checked.value is not None or checked.findings
    # Far above the two seconds it takes: what is caught here is time that grows with the square of the file.
    assert time.perf_counter() - began < 60


def test_a_file_of_words_alone_is_text() -> None:
    assert tree_of("just words\n").shape is Shape.TEXT
