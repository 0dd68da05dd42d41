"""The corpus of planted forms: how much of what people write the search for protected values finds, as measured.

Two parts. Every form of the one the search was built on is found; the other was never tuned on, and its figure is
what to expect of notes that nobody has seen yet. Ordinary sentences, made into meetings, count the false alarms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cin_docs.capture.node import Node, Shape
from cin_docs.capture.yamltext import read
from cin_docs.documents.needles import holds, told
from cin_docs.model.person import ProtectedKind, Protection

#: How many clean meetings are searched, and how many sentences each of them has.
MEETINGS, SENTENCES = 50, 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One value as somebody may write it."""

    #: The value's id and the form's number under it, for instance ``mum.phone/5``.
    id: str
    text: str
    protection: Protection


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One file of the corpus. Everybody in it is made up."""

    name: str
    values: tuple[Protection, ...] = field(repr=False)
    forms: tuple[Form, ...] = field(repr=False)
    #: Ordinary sentences, which give none of the values away.
    clean: tuple[str, ...] = field(repr=False)
    #: What was found and what was raised for nothing when the file was last measured: a test holds later ones to it.
    recorded: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What the search makes of one part."""

    part: str
    #: (found, all) by kind of value.
    kinds: Mapping[str, tuple[int, int]]
    #: Ids of the forms that were not found.
    missed: tuple[str, ...]
    #: For each hit in a clean meeting: the value's id and the number of the meeting.
    alarms: tuple[str, ...]
    meetings: int = MEETINGS

    @property
    def found(self) -> int:
        """How many forms were found."""
        return sum(found for found, _ in self.kinds.values())

    @property
    def forms(self) -> int:
        """How many there are."""
        return sum(all_ for _, all_ in self.kinds.values())


def read_part(data: bytes, file: str) -> Part:
    """One part of the corpus. Raises ValueError, with the place, for a file that is not one."""
    tree = read(data, file)
    if tree.value is None or tree.findings:
        raise ValueError(f"{file} cannot be read: {[one.sentence for one in tree.findings]}")
    root = tree.value
    values = {id: _value(id, node, file) for id, node in _entries(root, "values", file)}
    forms = tuple(
        Form(id=f"{id}/{n}", text=item.text, protection=values[id])
        for id, texts in _entries(root, "forms", file)
        for n, item in enumerate(texts.items, start=1)
    )
    return Part(
        name=_text(root, "part", file),
        values=tuple(values.values()),
        forms=forms,
        clean=tuple(item.text for item in _node(root, "clean", file).items),
        recorded={name: int(node.text) for name, node in _entries(root, "recorded", file)},
    )


def measure(part: Part, ordinary: Sequence[str]) -> Measured:
    """Every form searched for its own value, and `ordinary` sentences, made into meetings, for all values."""
    missed = tuple(form.id for form in part.forms if not holds(form.text, form.protection))
    every = Counter(form.protection.kind.value for form in part.forms)
    lost = Counter(form.protection.kind.value for form in part.forms if form.id in missed)
    return Measured(
        part=part.name,
        kinds={kind: (count - lost[kind], count) for kind, count in sorted(every.items())},
        missed=missed,
        alarms=tuple(
            f"{id} in meeting {number}"
            for number, sentences in enumerate(clean_meetings(ordinary), start=1)
            for id in told(sentences, part.values, frozenset())
        ),
    )


def clean_meetings(sentences: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The texts of 50 meetings in which nothing is given away; the same ones every time."""
    count = len(sentences)
    for meeting in range(MEETINGS):
        # Another step through the sentences for each meeting, so that each stands beside many others.
        step = next(n for n in range(meeting % count + 1, 2 * count + 2) if _coprime(n, count))
        yield tuple(sentences[(meeting * 7 + n * step) % count] for n in range(min(SENTENCES, count)))


def _coprime(one: int, other: int) -> bool:
    while other:
        one, other = other, one % other
    return one == 1


def _value(id: str, node: Node, file: str) -> Protection:
    return Protection(
        id=id,
        of=id.partition(".")[0],
        kind=ProtectedKind(_text(node, "kind", file)),
        value=_text(node, "value", file),
        hidden_from=frozenset({"reader"}),
        because="made up",
    )


def _entries(root: Node, key: str, file: str) -> Iterator[tuple[str, Node]]:
    yield from _node(root, key, file).entries.items()


def _node(root: Node, key: str, file: str) -> Node:
    node = root.step(key)
    if node is None:
        raise ValueError(f"{file}:{root.place.line}: `{key}` is missing")
    return node


def _text(root: Node, key: str, file: str) -> str:
    node = _node(root, key, file)
    if node.shape is not Shape.TEXT:
        raise ValueError(f"{file}:{node.place.line}: `{key}` is a word or a sentence")
    return node.text
