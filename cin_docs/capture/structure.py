"""Structure: which keys a file may have, which it must have, and what shape each value takes.

pydantic finds what is wrong; here its errors get a place and plain words. What is wrong is then left out
and what is missing is filled with nothing, so that the rest of the file is still read and checked.
"""

from __future__ import annotations

import difflib
import types
import typing
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cin_docs.capture.node import Node, Plain, Shape
from cin_docs.capture.places import nearest
from cin_docs.model.finding import Finding, Path, Place, Severity

M = TypeVar("M", bound=BaseModel)

#: How often a repaired tree is tried; every try mends what the one before has uncovered.
TRIES = 8


def fitted(form: type[M], tree: Node) -> tuple[M | None, tuple[Finding, ...]]:
    """`tree` as a value of `form` with everything wrong about its structure.

    None when the file does not even consist of keys and values.
    """
    if tree.shape is not Shape.MAP:
        return None, (_not_a_map(tree),)
    plain, empty = _without_empty(form, tree)
    found: dict[tuple[Path, str], Finding] = {}
    filled: set[Path] = set()
    for _ in range(TRIES):
        try:
            return form.model_validate(plain), tuple(found.values())
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=False, include_input=False):
                at = _path(detail)
                if not any(at[: len(done)] == done for done in filled):
                    found.setdefault((at, detail["type"]), _finding(form, tree, at, detail, empty))
                _repair(form, plain, at, detail["type"], filled)
    return None, tuple(found.values())


def _path(detail: ErrorDetails) -> Path:
    return tuple(step for step in detail["loc"] if step != "[key]")


def _without_empty(form: type[BaseModel], tree: Node) -> tuple[Any, frozenset[Path]]:
    """The plain tree without known keys that have nothing after them, and the paths of these.

    A name with nothing after it stays: ``apologies: {dad: }`` still says that dad sent apologies.
    """
    empty: set[Path] = set()

    def plain(node: Node, at: Path) -> Plain:
        match node.shape:
            case Shape.TEXT:
                return node.text
            case Shape.LIST:
                return [plain(item, (*at, n)) for n, item in enumerate(node.items)]
            case Shape.MAP:
                here = _inside(form, at)
                # A word such as ``on track`` says all there is to say with nothing after it.
                known = set(_keys(here)) - set(getattr(here, "words", ()))
                bare = {name for name, value in node.entries.items() if value.empty and name in known}
                empty.update((*at, name) for name in bare)
                return {name: plain(value, (*at, name)) for name, value in node.entries.items() if name not in bare}

    return plain(tree, ()), frozenset(empty)


def _finding(form: type[BaseModel], tree: Node, at: Path, detail: ErrorDetails, empty: frozenset[Path]) -> Finding:
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(form, tree, at)
        case "missing":
            return _missing_key(form, tree, at, empty)
        case _:
            return _wrong_shape(form, tree, at)


def _unknown_key(form: type[BaseModel], tree: Node, at: Path) -> Finding:
    *above, word = at
    parent, _ = nearest(tree, tuple(above))
    known = sorted(_keys(_inside(form, tuple(above))))
    near = difflib.get_close_matches(str(word).lower(), known, n=1, cutoff=0.6)
    if parent.shape is not Shape.MAP:
        words = getattr(_inside(form, tuple(above)), "words", known)
        return _blocks(
            "unknown-word",
            tuple(above),
            parent.place,
            f"`{word}` is not one of the words used here.",
            f"Did you mean `{near[0]}`?" if near else f"Write {_either(list(words))}.",
        )
    node = parent.entries.get(str(word))
    place = node.key if node and node.key else parent.place
    if node and node.empty and parent.flow and not near:
        return _blocks(
            "comma-in-braces",
            at,
            place,
            "Inside { } a comma ends the sentence, so what follows it was read as a key of its own.",
            "Put the whole sentence in quotation marks, or write the keys on lines of their own.",
        )
    return _blocks(
        "unknown-key",
        at,
        place,
        f"`{word}` is not a key that is known here.",
        f"Did you mean `{near[0]}`?" if near else f"The keys here are {_either(known, 'and')}.",
    )


def _missing_key(form: type[BaseModel], tree: Node, at: Path, empty: frozenset[Path]) -> Finding:
    *above, word = at
    parent, _ = nearest(tree, tuple(above))
    gloss, example = _gloss(_inside(form, tuple(above)), str(word))
    remedy = f"Write `{word}: {example}` ({gloss})." if gloss else f"Write `{word}:` and its value."
    if at in empty:
        key = parent.entries[str(word)].key or parent.place
        return _blocks("nothing-after-key", at, key, f"`{word}` has nothing after it.", remedy)
    place = parent.key or parent.place
    where = _name_of(tuple(above))
    return _blocks("missing-key", at, place, f"`{word}` is missing from {where}.", remedy)


def _name_of(at: Path) -> str:
    """How a sentence speaks of the keys and values at `at`."""
    if not at:
        return "this file"
    return f"`{at[-1]}`" if isinstance(at[-1], str) else f"number {at[-1] + 1} of `{at[-2]}`"


def _wrong_shape(form: type[BaseModel], tree: Node, at: Path) -> Finding:
    node, _ = nearest(tree, at)
    want = _shape(_inside(form, at))
    word = next((step for step in reversed(at) if isinstance(step, str)), "this file")
    _, example = _gloss(_inside(form, at[:-1]), str(at[-1])) if at else ("", "")
    remedy = f"Write it like this: `{word}: {example}`." if example else "Compare it with the example in the guide."
    return _blocks(
        "wrong-shape", at, node.place, f"`{word}` holds {_a(node.shape)} where {_a(want)} is expected.", remedy
    )


def _not_a_map(tree: Node) -> Finding:
    return _blocks(
        "wrong-shape",
        (),
        tree.place,
        "This file holds no keys with values.",
        "Each line begins with a key and a colon, for instance `date: 2026-11-19`.",
    )


def _repair(form: type[BaseModel], plain: Any, at: Path, kind: str, filled: set[Path]) -> None:
    """Leave out what is wrong; put nothing where something is missing."""
    holder, word = _holder(plain, at)
    if kind == "missing" and isinstance(holder, dict):
        holder[word] = {Shape.TEXT: "", Shape.LIST: [], Shape.MAP: {}}[_shape(_inside(form, at))]
        filled.add(at)
    elif isinstance(holder, dict):
        unknown_word = kind == "extra_forbidden" and holder.pop(word, None) is not None and word != at[-1]
        holder.pop(word, None)
        if unknown_word:
            # ``a2: finished``: the word is none of ours, but something was said about a2.
            holder[word] = {}
            filled.add(at[:-1])
        elif _needed(_inside(form, at[:-1]), str(word)):
            holder[word] = {Shape.TEXT: "", Shape.LIST: [], Shape.MAP: {}}[_shape(_inside(form, at))]
            filled.add(at)
    elif isinstance(holder, list) and isinstance(word, int) and word < len(holder):
        holder[word] = {Shape.TEXT: "", Shape.LIST: [], Shape.MAP: {}}[_shape(_inside(form, at))]
        filled.add(at)


def _holder(plain: Any, at: Path) -> tuple[Any, Any]:
    """The list or dict that holds the value at `at`, and under what; text in the way is the value itself."""
    holder: Any = None
    word: Any = None
    value = plain
    for step in at:
        if isinstance(value, dict) and isinstance(step, str):
            holder, word, value = value, step, value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            holder, word, value = value, step, value[step]
        elif not isinstance(step, int):
            break
    return holder, word


def _inside(annotation: Any, at: Path) -> Any:
    """The type that a format has at `at`."""
    for step in at:
        annotation = _bare(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = {info.alias or name: info for name, info in annotation.model_fields.items()}
            annotation = fields[str(step)].annotation if step in fields else str
        elif typing.get_origin(annotation) in {list, dict}:
            annotation = typing.get_args(annotation)[-1]
    return _bare(annotation)


def _bare(annotation: Any) -> Any:
    """A type without `Annotated` and `| None`."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in {typing.Union, types.UnionType}:
            annotation = next(kind for kind in typing.get_args(annotation) if kind is not type(None))
        else:
            return annotation


def _shape(annotation: Any) -> Shape:
    if annotation is str or getattr(annotation, "plain", False):
        return Shape.TEXT
    return Shape.LIST if typing.get_origin(annotation) is list else Shape.MAP


def _keys(form: Any) -> tuple[str, ...]:
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        return ()
    return tuple(info.alias or name for name, info in form.model_fields.items())


def _info(form: Any, word: str) -> Any:
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        return None
    return next((info for name, info in form.model_fields.items() if word == (info.alias or name)), None)


def _needed(form: Any, word: str) -> bool:
    info = _info(form, word)
    return bool(info and info.is_required())


def _gloss(form: Any, word: str) -> tuple[str, str]:
    info = _info(form, word)
    return (info.description or "", (info.examples or [""])[0]) if info else ("", "")


def _a(shape: Shape) -> str:
    return str(shape.value)


def _either(words: list[str], joint: str = "or") -> str:
    *most, last = [f"`{word}`" for word in words] or ["none"]
    return f"{', '.join(most)} {joint} {last}" if most else last


def _blocks(code: str, at: Path, place: Place, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, at=at, place=place, sentence=sentence, remedy=remedy)
