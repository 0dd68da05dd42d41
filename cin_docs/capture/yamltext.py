"""A strict reader of YAML: every value stays the text that was typed, and keeps its place.

YAML as it stands turns `no` into false, 12:30 into 750 and a phone number into an integer, keeps the last
of two equal keys without a word, and cuts a sentence off at ` #`. Here nothing is converted and nothing is
lost in silence: what could be misread is a finding. It is built on the events of libyaml's parser rather
than on composed nodes, because only events show an anchor and let a depth be capped without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from cin_docs.capture import slips
from cin_docs.capture.characters import decode, unprintable
from cin_docs.capture.node import Node, Shape
from cin_docs.capture.source import Source, source_of
from cin_docs.model.finding import Checked, Finding, Place, Severity

#: How many lists and keys may stand inside each other.
DEEPEST = 20
#: How many slips of the pen are mended in memory, so that what comes after them is checked too.
MENDS = 25
#: Only files up to this length (in characters) are mended and read again.
MENDABLE = 100_000


@dataclass(kw_only=True, slots=True)
class _Open:
    """A list or map whose end has not come yet."""

    start: yaml.Event
    key: Place | None
    entries: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    #: The key that waits for its value.
    waiting: tuple[str, Place] | None = None


class _RefusedError(Exception):
    """Something that YAML allows and this project does not; the finding says what to do."""

    def __init__(self, finding: Finding, mended: Source | None = None) -> None:
        super().__init__(finding.code)
        self.finding = finding
        self.mended = mended


def read(data: bytes, file: str) -> Checked[Node]:
    """The located tree of a file, with every finding about its characters and its YAML.

    `file` is the name shown in places. The value is None when the file could not be understood at all;
    after a slip that can be mended (a colon in a sentence) there is a tree as well as a finding.
    Never raises, whatever the bytes.
    """
    decoded = decode(data, file)
    if decoded.value is None:
        return Checked(value=None, findings=decoded.findings)
    source = source_of(decoded.value, file)
    odd = tuple(_odd_character(source.place(index), name) for index, name in unprintable(source.text)[:20])
    return Checked(value=None, findings=odd) if odd else _with_mends(source)


def _with_mends(source: Source) -> Checked[Node]:
    """Read, mend and read again until nothing more can be mended."""
    slipped: list[Finding] = []
    while True:
        found: list[Finding] = []
        try:
            return Checked(value=_tree(source, found), findings=(*slipped, *found))
        except _RefusedError as refused:
            finding, mended = refused.finding, refused.mended
        except yaml.YAMLError as error:
            finding, mended = slips.explain(error, source)
        slipped.append(finding)
        if mended is None or len(slipped) > MENDS or len(source.text) > MENDABLE:
            told = {finding.place for finding in slipped}
            return Checked(value=None, findings=(*slipped, *(late for late in found if late.place not in told)))
        source = mended


def _tree(source: Source, found: list[Finding]) -> Node:
    """The tree of a text that is one YAML document. Appends to `found` what does not stop the reading."""
    stack: list[_Open] = []
    root: Node | None = None
    for event in _events(source):
        done: Node | None = None
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(_opened(event, stack, source))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = _closed(stack.pop(), event, source)
        elif isinstance(event, yaml.ScalarEvent):
            if _is_key(stack):
                _take_key(event, stack[-1], source, found)
            else:
                done = _scalar(event, _key_of(stack), source, found)
        if done is not None:
            if not stack:
                root = done
            else:
                _put(stack[-1], done)
    if root is None:
        raise _RefusedError(_blocks("empty-file", source.place(0), "This file is empty.", "Begin it with `cin new`."))
    return root


def _events(source: Source) -> Iterator[yaml.Event]:
    """The parser's events, refusing what the format does not use."""
    documents = 0
    for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
        place = source.place(_start(event))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise _RefusedError(*slips.special_start(source, _start(event)))
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _RefusedError(
                    _blocks(
                        "several-documents",
                        place,
                        "A line of --- starts a second document; one file holds one meeting or one case.",
                        "Take the line out, or move what follows it to a file of its own.",
                    )
                )
        yield event


def _opened(event: yaml.Event, stack: list[_Open], source: Source) -> _Open:
    place = source.place(_start(event))
    if len(stack) >= DEEPEST:
        raise _RefusedError(
            _blocks(
                "nested-too-deep",
                place,
                f"More than {DEEPEST} lists or brackets stand inside each other.",
                "Close brackets that were opened, or put the sentence in quotation marks.",
            )
        )
    if _is_key(stack):
        raise _RefusedError(
            _blocks(
                "odd-key",
                place,
                "A bracket or brace stands where a key should be.",
                "Put a sentence that begins with a bracket in quotation marks.",
            )
        )
    return _Open(start=event, key=_key_of(stack))


def _closed(open_: _Open, event: yaml.Event, source: Source) -> Node:
    start, end = _start(open_.start), _end(event)
    return Node(
        shape=Shape.MAP if isinstance(open_.start, yaml.MappingStartEvent) else Shape.LIST,
        place=source.place(start),
        key=open_.key,
        items=tuple(open_.items),
        entries=open_.entries,
        flow=bool(getattr(open_.start, "flow_style", False)),
        source=source,
        start=start,
        end=end,
    )


def _start(event: yaml.Event) -> int:
    """The index at which an event begins; libyaml's events always have one."""
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


def _is_key(stack: list[_Open]) -> bool:
    """Whether the next value is a key."""
    return bool(stack) and isinstance(stack[-1].start, yaml.MappingStartEvent) and stack[-1].waiting is None


def _key_of(stack: list[_Open]) -> Place | None:
    return stack[-1].waiting[1] if stack and stack[-1].waiting else None


def _put(parent: _Open, node: Node) -> None:
    """Put a finished value where it belongs. The first of two equal keys is kept."""
    if parent.waiting is None:
        parent.items.append(node)
    else:
        parent.entries.setdefault(parent.waiting[0], node)
        parent.waiting = None


def _take_key(event: yaml.ScalarEvent, parent: _Open, source: Source, found: list[Finding]) -> None:
    place = source.span(_start(event), _end(event))
    key = " ".join(event.value.split())
    if key == "<<":
        raise _RefusedError(_blocks("yaml-shorthand", place, "The key << is not used here.", "Write the keys out."))
    first = parent.entries.get(key)
    if first is not None:
        line = first.key.line if first.key else place.line
        found.append(
            _blocks(
                "key-twice",
                place,
                f"`{key}` stands here a second time; the first is on line {line}.",
                "Keep one of the two, or put both texts under one key.",
            )
        )
    found.extend(_odd_character(place, name) for _, name in unprintable(event.value)[:1])
    parent.waiting = (key, place)


def _scalar(event: yaml.ScalarEvent, key: Place | None, source: Source, found: list[Finding]) -> Node:
    start, end = _start(event), _end(event)
    style = event.style or ""
    node = Node(
        shape=Shape.TEXT,
        place=_text_place(source, start, end, style, key if not event.value and not style else None),
        key=key,
        text=event.value,
        style=style,
        source=source,
        start=start,
        end=end,
    )
    found.extend(_odd_character(node.place, name) for _, name in unprintable(event.value)[:1])
    if not style:
        found.extend(slips.lost_after_hash(node))
    return node


def _text_place(source: Source, start: int, end: int, style: str, key: Place | None) -> Place:
    """Where a scalar's words start: below the | of a block; at the key when nothing was written."""
    if key is not None:
        return key
    if style in {"|", ">"}:
        words = re.compile(r"[^\r\n]*[\r\n]\s*(?=\S)").match(source.text, start, end)
        if words:
            return source.span(words.end(), end)
    return source.span(start, end)


def _odd_character(place: Place, name: str) -> Finding:
    return _blocks(
        "unprintable-character",
        place,
        f"There is a character here that cannot be printed ({name}).",
        "Delete it and type the word again; such characters come along when text is pasted.",
    )


def _blocks(code: str, place: Place, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy, place=place)
