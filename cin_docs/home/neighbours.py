"""The index over the home's other cases, kept on disk as keyed hashes so that thousands of them cost little."""

from __future__ import annotations

import hmac
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cin_docs.documents.neighbours import (
    Everyone,
    Family,
    Index,
    Kin,
    case_hash,
    family,
    name_hashes,
    others,
    together,
)
from cin_docs.errors import HomeError
from cin_docs.home.casefiles import case_refs, has_case, load_case
from cin_docs.home.folder import Home, read_bytes
from cin_docs.model.case import Case

#: The file in the home's folder. It can be deleted at any time and is made again.
FILE = "neighbours.json"
#: So many cases take some seconds to read.
MANY = 200
#: Part of each digest: files read by older rules are read again.
_RULES = b"2"


@dataclass(frozen=True, kw_only=True, slots=True)
class Census:
    """The families of all cases of a home, and the cases that could never be read."""

    everyone: Everyone = field(repr=False)
    unread: tuple[str, ...] = ()


def neighbours(home: Home, ref: str, key: bytes, *, also: Iterable[str] = (), all_of: Census | None = None) -> Index:
    """The families of every case but `ref`, of cases linked with it from either side, and of those in `also`.

    Left out are names borne by the case's own people, by staff, by agencies and by their professionals. A case that
    cannot be read is known as it was last read; one that never was is counted in `Index.unread`. `all_of` is a
    `census` taken before, for many cases in one run.
    """
    taken = all_of or census(home, key)
    case = load_case(home, ref).value if has_case(home, ref) else None
    ours = {case_hash(key, one) for one in (ref, *also, *(case.linked if case else ()))}
    ours |= taken.everyone.linked_with.get(case_hash(key, ref), frozenset())
    unread = sum(1 for one in taken.unread if one != ref)
    return others(key, taken.everyone, without=ours, known=_known(home, case, key), unread=unread)


def _known(home: Home, case: Case | None, key: bytes) -> frozenset[str]:
    """Names that are no secret here."""
    agencies = home.agencies.values()
    names = [
        *(person.name for person in (case.people if case else ())),
        *(one.name for one in home.settings.staff),
        *(agency.name for agency in agencies),
        *(person.name for agency in agencies for person in agency.people.values()),
    ]
    return frozenset(hashed for name in names for hashed in name_hashes(key, name))


def census(home: Home, key: bytes) -> Census:
    """Every case of the home as keyed hashes. Only files that changed since the last time are read.

    A file that has a slip now tells nothing, so what it told before still holds.
    """
    path = home.folder / FILE
    kept = _kept(path)
    before = {one.case: (digest, one) for digest, one in kept.items()}
    fresh: dict[str, Family] = {}
    unread = []
    for ref in case_refs(home):
        found = _found(home, ref, key, kept) or before.get(case_hash(key, ref))
        if found is None:
            unread.append(ref)
        else:
            fresh[found[0]] = found[1]
    if fresh.keys() != kept.keys():
        _keep(path, fresh)
    return Census(everyone=together(fresh.values()), unread=tuple(unread))


def first_look(home: Home) -> int:
    """How many cases `census` reads because it never did so before; 0 when they are few or were read already."""
    count = 0 if (home.folder / FILE).is_file() else len(case_refs(home))
    return count if count >= MANY else 0


def _found(home: Home, ref: str, key: bytes, kept: Mapping[str, Family]) -> tuple[str, Family] | None:
    """A case's family under the digest of its file; None when the file cannot be read."""
    try:
        # The reference is part of it: a file copied to another folder is another case's.
        data = read_bytes(home.folder / "cases" / ref / "case.yaml")
        digest = hmac.digest(key, _RULES + ref.encode() + b"\0" + data, "sha256").hex()
        found = kept.get(digest) or _read(home, ref, key)
    except HomeError:
        return None
    return (digest, found) if found else None


def _read(home: Home, ref: str, key: bytes) -> Family | None:
    case = load_case(home, ref).value
    return family(key, case) if case else None


def _kept(path: Path) -> dict[str, Family]:
    """What was kept the last time, by the digest of its file; nothing when that cannot be read."""
    try:
        return {digest: _family(plain) for digest, plain in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return {}


def _keep(path: Path, families: dict[str, Family]) -> None:
    """Write the file whole or not at all, for its owner alone. A folder that cannot be written costs only time."""
    text = json.dumps({digest: _plain(one) for digest, one in families.items()}, separators=(",", ":"))
    with suppress(OSError):
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "w") as file:
                file.write(text)
            Path(made).replace(path)
        except OSError:
            Path(made).unlink(missing_ok=True)


def _plain(one: Family) -> list[Any]:
    return [one.case, one.reference, sorted(one.linked), [[sorted(kin.names), sorted(kin.contacts)] for kin in one.kin]]


def _family(plain: Any) -> Family:
    case, reference, linked, people = plain
    return Family(case=_text(case), reference=_text(reference), linked=_texts(linked), kin=tuple(_kin(people)))


def _kin(people: Any) -> Iterator[Kin]:
    yield from (Kin(names=_texts(names), contacts=_texts(contacts)) for names, contacts in people)


def _texts(plain: Any) -> frozenset[str]:
    return frozenset(_text(one) for one in plain)


def _text(plain: Any) -> str:
    """The text; raises TypeError for anything else."""
    if not isinstance(plain, str):
        raise TypeError("keyed hashes are texts")
    return plain
