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

from cin_docs.documents.neighbours import Family, Index, Kin, case_hash, family, joined, name_hashes
from cin_docs.errors import HomeError
from cin_docs.home.cases import case_refs, load_case
from cin_docs.home.folder import Home, read_bytes
from cin_docs.model.case import Case

#: The file in the home's folder. It can be deleted at any time and is made again.
FILE = "neighbours.json"
#: Part of each digest: files read by older rules are read again.
_RULES = b"1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Census:
    """The families of all cases of a home by reference, and the cases that cannot be read."""

    families: Mapping[str, Family] = field(repr=False)
    unread: tuple[str, ...] = ()


def neighbours(home: Home, ref: str, key: bytes, *, also: Iterable[str] = (), all_of: Census | None = None) -> Index:
    """The families of every case but `ref`, of cases linked with it from either side, and of those in `also`.

    Left out are names borne by the case's own people, by staff, by agencies and by their professionals. A case that
    cannot be read is counted in `Index.unread`. `all_of` is a `census` taken before, for many cases in one run.
    """
    everyone = all_of or census(home, key)
    case = load_case(home, ref).value if ref in case_refs(home) else None
    ours = {case_hash(key, one) for one in (ref, *also, *(case.linked if case else ()))}
    own = case_hash(key, ref)
    apart = [one for one in everyone.families.values() if one.case not in ours and own not in one.linked]
    unread = sum(1 for one in everyone.unread if one != ref)
    return joined(key, apart, known=_known(home, case, key), unread=unread)


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
    """Every case of the home as keyed hashes. Only files that changed since the last time are read."""
    path = home.folder / FILE
    kept = _kept(path)
    fresh: dict[str, Family] = {}
    families: dict[str, Family] = {}
    unread = []
    for ref in case_refs(home):
        try:
            # The reference is part of it: a file copied to another folder is another case's.
            data = read_bytes(home.folder / "cases" / ref / "case.yaml")
            digest = hmac.digest(key, _RULES + ref.encode() + b"\0" + data, "sha256").hex()
            found = kept.get(digest) or _read(home, ref, key)
        except HomeError:
            found = None
        if found is None:
            unread.append(ref)
        else:
            families[ref] = fresh[digest] = found
    if fresh.keys() != kept.keys():
        _keep(path, fresh)
    return Census(families=families, unread=tuple(unread))


def _read(home: Home, ref: str, key: bytes) -> Family | None:
    case = load_case(home, ref).value
    return family(key, case) if case else None


def _kept(path: Path) -> dict[str, Family]:
    """What was kept the last time, by the digest of its file; nothing when that cannot be read."""
    try:
        return {digest: _family(plain) for digest, plain in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
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
    return Family(case=case, reference=reference, linked=frozenset(linked), kin=tuple(_kin(people)))


def _kin(people: Any) -> Iterator[Kin]:
    yield from (Kin(names=frozenset(names), contacts=frozenset(contacts)) for names, contacts in people)
