"""A line put right: its sentence in quotation marks."""

from __future__ import annotations

import re

from cin_docs.capture.source import Source, replaced

#: A key at the start of a line: indentation and dashes, the key, the colon, the rest.
KEYED = re.compile(r"(?P<before>\s*(?:- +)*)(?P<key>[^\s:#{}\[\],\"'&*!|>%@`-][^:#{}\[\],]*?) *: +(?P<value>\S.*)")
#: An item of a list without a key.
ITEM = re.compile(r"\s*(?:- +)+(?P<value>\S.*)")
#: A remark at the end of a line: two spaces, the mark, and one more.
REMARK = re.compile(r"\s{2,}#(?: |$).*")


def quote_value(source: Source, line: int) -> tuple[Source, str] | None:
    """The text with the whole value of a line in quotation marks, and that line; None when it has no value."""
    text = source.line(line)
    found = KEYED.fullmatch(text) or ITEM.fullmatch(text)
    if found is None or line in source.mended:
        return None
    remark = REMARK.search(text, found.start("value"))
    end = remark.start() if remark else len(text.rstrip())
    return quote(source, line, found.start("value"), end)


def quote(source: Source, line: int, start: int, end: int) -> tuple[Source, str]:
    """The text with the characters from column `start` to `end` (from 0) of a line in quotation marks."""
    text = source.line(line)
    words, put_in = quoted(text[start:end])
    new = f"{text[:start]}{words}{text[end:]}"
    return replaced(source, line, new, tuple(start + n for n in put_in)), new.strip()


def insert(source: Source, line: int, column: int, words: str) -> tuple[Source, str]:
    """The text with `words` put into a line at `column` (from 0)."""
    text = source.line(line)
    new = f"{text[:column]}{words}{text[column:]}"
    return replaced(source, line, new, tuple(range(column, column + len(words)))), new.strip()


def quoted(words: str) -> tuple[str, tuple[int, ...]]:
    """`words` in quotation marks, and the positions of what was put in."""
    if '"' not in words and "\\" not in words:
        return f'"{words}"', (0, len(words) + 1)
    inside, put_in = "", [0]
    for letter in words:
        if letter == "'":
            put_in.append(1 + len(inside))
            inside += "'"
        inside += letter
    return f"'{inside}'", (*put_in, 1 + len(inside))
