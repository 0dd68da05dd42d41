"""Other families' names and references, known by keyed hashes alone: a text is searched without reading their files.

Nothing here says whose a name is, or in which case. Names of at least two words are known, because a first name
alone is everybody's.
"""

from __future__ import annotations

import hmac
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from cin_docs.capture.node import Node
from cin_docs.documents.items import items
from cin_docs.documents.needles.words import MONTHS, ORDINARY, split
from cin_docs.documents.places import identity
from cin_docs.documents.spots import scalars
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Channel, Contact, Person, Side

#: With the accents that some programs write as letters of their own.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_PARTS = re.compile(r"[,.;:!?()|\u2022]")
#: Words of the longest name and of the longest reference that are looked for.
LONGEST_NAME, LONGEST_REFERENCE = 5, 4
#: A reference shorter than this, or a number of fewer digits, occurs in ordinary sentences.
_SHORTEST, _SHORTEST_NUMBER = 4, 5
_NAME, _CAPITAL, _REFERENCE, _CONTACT, _CASE = b"name", b"capital", b"reference", b"contact", b"case"
#: Crockford's base 32, as in other codes that people type.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kin:
    """One person of a family: keyed hashes of how the name is written, and of where copies would go."""

    names: frozenset[str]
    contacts: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """What is kept of one case: its reference, its people, and the cases it is linked with, all as keyed hashes."""

    case: str
    #: The reference as it is searched for; empty for one that ordinary sentences hold.
    reference: str
    kin: tuple[Kin, ...]
    linked: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Everyone:
    """All families of a home, counted once in a run: each case looks at them without its own (`others`)."""

    kin: tuple[Kin, ...]
    #: Where in `kin` the people of each case stand, and those who bear a name; cases by the ones they are linked with.
    people: Mapping[str, tuple[int, ...]]
    bearers: Mapping[str, tuple[int, ...]]
    linked_with: Mapping[str, frozenset[str]]
    reference_of: Mapping[str, str]
    #: How many people, or cases, have each keyed hash.
    names: Counter[str] = field(repr=False)
    references: Counter[str] = field(repr=False)
    contacts: Counter[str] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Rest(Container[str]):
    """The keyed hashes that somebody has besides those who are left out."""

    counted: Counter[str] = field(repr=False)
    less: Counter[str] = field(repr=False)

    def __contains__(self, hashed: object) -> bool:
        return isinstance(hashed, str) and self.counted[hashed] > self.less[hashed]

    def __bool__(self) -> bool:
        return bool(self.counted)


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """The families of all other cases, as one case looks at them."""

    key: bytes = field(repr=False)
    names: frozenset[str] | Rest = frozenset()
    references: frozenset[str] | Rest = frozenset()
    contacts: frozenset[str] | Rest = frozenset()
    #: How many cases could never be read, so that nobody looks for their names.
    unread: int = 0

    def uses(self, contact: Contact) -> bool:
        """Whether a family of another, unlinked case uses the contact, however either is written (W7).

        A worker's hand is nobody's address.
        """
        return any(one in self.contacts for one in contact_hashes(self.key, contact))


@dataclass(frozen=True, kw_only=True, slots=True)
class Stranger:
    """A name or reference of another family that stands in a text. It tells nothing of whose it is."""

    #: The same for the same name wherever it stands, so that a line that was ticked holds for the bytes too.
    id: str
    #: ``name`` or ``reference``.
    kind: str
    where: str


def index(key: bytes, cases: Iterable[Case]) -> Index:
    """The index over the families of `cases`, which are all others'."""
    return joined(key, (family(key, case) for case in cases))


def family(key: bytes, case: Case) -> Family:
    """What the index keeps of a case: the child and the family, and not the professionals, who serve many cases."""
    return Family(
        case=case_hash(key, case.ref),
        reference=reference_hash(key, case.ref),
        kin=tuple(kin(key, person) for person in case.people if person.side is not Side.PROFESSIONAL),
        linked=frozenset(case_hash(key, ref) for ref in case.linked),
    )


def kin(key: bytes, person: Person) -> Kin:
    """One person as keyed hashes."""
    return Kin(names=name_hashes(key, person.name), contacts=contact_hashes(key, person.contact))


def joined(key: bytes, families: Iterable[Family], known: frozenset[str] = frozenset(), unread: int = 0) -> Index:
    """One index of many families. Names among `known` (of the case's own people, of staff and agencies) are left out.

    So are the contacts of whoever bears a known name: a gran of two cases has one letter box.
    """
    return others(key, together(families), known=known, unread=unread)


def together(families: Iterable[Family]) -> Everyone:
    """Many families, counted."""
    everyone = {one.case: one for one in families}
    kin = [(home.case, one) for home in everyone.values() for one in home.kin]
    people: dict[str, list[int]] = {}
    bearers: dict[str, list[int]] = {}
    linked: dict[str, set[str]] = {}
    for at, (case, one) in enumerate(kin):
        people.setdefault(case, []).append(at)
        for name in one.names:
            bearers.setdefault(name, []).append(at)
    for home in everyone.values():
        for other in home.linked:
            linked.setdefault(other, set()).add(home.case)
    return Everyone(
        kin=tuple(one for _, one in kin),
        people={case: tuple(at) for case, at in people.items()},
        bearers={name: tuple(at) for name, at in bearers.items()},
        linked_with={case: frozenset(ones) for case, ones in linked.items()},
        reference_of={case: home.reference for case, home in everyone.items() if home.reference},
        names=Counter(name for _, one in kin for name in one.names),
        references=Counter(home.reference for home in everyone.values() if home.reference),
        contacts=Counter(contact for _, one in kin for contact in one.contacts),
    )


def others(
    key: bytes,
    everyone: Everyone,
    *,
    without: AbstractSet[str] = frozenset(),
    known: frozenset[str] = frozenset(),
    unread: int = 0,
) -> Index:
    """Everyone as one case looks at them: `without` its own family and those linked with it (`case_hash`), and
    without everybody who bears a name among `known`. What all cases share is not copied."""
    own = {at for case in without for at in everyone.people.get(case, ())}
    gone = [everyone.kin[at] for at in own.union(*(everyone.bearers.get(name, ()) for name in known))]
    references = Counter(everyone.reference_of[case] for case in without if case in everyone.reference_of)
    return Index(
        key=key,
        names=Rest(counted=everyone.names, less=Counter(name for one in gone for name in one.names)),
        references=Rest(counted=everyone.references, less=references),
        contacts=Rest(counted=everyone.contacts, less=Counter(place for one in gone for place in one.contacts)),
        unread=unread,
    )


def name_hashes(key: bytes, name: str) -> frozenset[str]:
    """Keyed hashes of a name: in full, and first and last. None for a name of one word.

    Not turned round: lists of names would be full of strangers, made of one's last name and the next one's first.
    """
    words = split(name)
    if len(words) < 2:
        return frozenset()
    # A name of ordinary words alone (Hope Young) is a name only where it is written like one.
    kind = _CAPITAL if set(words) <= ORDINARY | MONTHS else _NAME
    ways = {tuple(words[:LONGEST_NAME]), (words[0], words[-1])}
    return frozenset(_hash(key, kind, " ".join(way)) for way in ways)


def reference_hash(key: bytes, ref: str) -> str:
    """The keyed hash of a reference; empty for one that ordinary sentences hold."""
    squashed = "".join(split(ref))
    return _hash(key, _REFERENCE, squashed) if _like_a_reference(squashed) else ""


def case_hash(key: bytes, ref: str) -> str:
    """The keyed hash by which one case is told from another."""
    return _hash(key, _CASE, ref)


def contact_hashes(key: bytes, contact: Contact) -> frozenset[str]:
    """The keyed hash of an e-mail or postal address, however it is written; none for the other ways."""
    place = identity(contact.channel, contact.value or "")
    if contact.channel not in {Channel.EMAIL, Channel.POST} or not place:
        return frozenset()
    return frozenset({_hash(key, _CONTACT, f"{contact.channel.value}\x1f{place}")})


def strangers(index: Index, texts: Iterable[tuple[str, str]]) -> tuple[Stranger, ...]:
    """The names and references of other families in `texts`, which are pairs of (where, text); each once."""
    found: dict[str, Stranger] = {}
    for where, text in texts:
        for hit in _hits(index, text):
            found.setdefault(hit.id, Stranger(id=hit.id, kind=hit.kind, where=where))
    return tuple(found.values())


def texts_of(meeting: Meeting, case: Case) -> Iterator[tuple[str, str]]:
    """Everything of a meeting that would be printed for somebody, as pairs of (where, text) for `strangers`."""
    yield from ((item.what, text) for item in items(meeting, case) for text in item.texts if text)


def in_source(index: Index, tree: Node) -> tuple[Finding, ...]:
    """The same in the notes, as findings with line and column. Advice: the approver is the one who decides."""
    return tuple(
        Finding(
            code="other-family",
            severity=Severity.ADVICE,
            sentence=f"This {hit.kind} is that of another family in this home.",
            remedy="Take it out if it came from other notes. If it belongs here, the approver will be asked why.",
            place=scalar.place_in(hit.offset, hit.length),
            rows=("P15",),
        )
        for scalar in scalars(tree)
        for hit in _hits(index, scalar.text)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Hit:
    id: str
    kind: str
    offset: int
    length: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int
    capital: bool
    #: Whether a sentence or the entry of a list ends before it.
    parted: bool


def _hits(index: Index, text: str) -> Iterator[_Hit]:
    words = list(_words(text))
    seen: dict[tuple[bytes, str], str | None] = {}
    for n in range(len(words)):
        for kind, label, run, plain in _runs(index, words, n):
            if (kind, plain) not in seen:
                made = _hash(index.key, kind, plain)
                known = index.references if kind is _REFERENCE else index.names
                seen[kind, plain] = made if made in known else None
            if hashed := seen[kind, plain]:
                yield _Hit(id=_short(hashed), kind=label, offset=run[0].start, length=run[-1].end - run[0].start)
                break


def _runs(index: Index, words: list[_Word], n: int) -> Iterator[tuple[bytes, str, list[_Word], str]]:
    """Every run of words from `n` that may be a name or a reference, the longest first."""
    for run in _ahead(words, n, LONGEST_NAME) if index.names else ():
        name = " ".join(word.folded for word in run)
        if len(run) > 1 and not any(word.parted for word in run[1:]):
            yield _NAME, "name", run, name
            if all(word.capital for word in run):
                yield _CAPITAL, "name", run, name
    for run in _ahead(words, n, LONGEST_REFERENCE) if index.references else ():
        squashed = "".join(word.folded for word in run)
        if _like_a_reference(squashed):
            yield _REFERENCE, "reference", run, squashed


def _ahead(words: list[_Word], n: int, most: int) -> Iterator[list[_Word]]:
    """The runs of up to `most` words from `n`, the longest first."""
    yield from (words[n : n + length] for length in range(min(most, len(words) - n), 0, -1))


def _words(text: str) -> Iterator[_Word]:
    end = length = 0
    for match in _WORD.finditer(text):
        # The point after an initial parts nothing.
        parted = length > 1 and bool(_PARTS.search(text, end, match.start()))
        for folded in split(match[0]):
            capital = match[0][0].isupper()
            yield _Word(folded=folded, start=match.start(), end=match.end(), capital=capital, parted=parted)
        end, length = match.end(), len(match[0])


def _like_a_reference(squashed: str) -> bool:
    if squashed.isdigit():
        return len(squashed) >= _SHORTEST_NUMBER
    return len(squashed) >= _SHORTEST and any(char.isdigit() for char in squashed)


def _hash(key: bytes, kind: bytes, text: str) -> str:
    """Keyed, and of no use for any other kind. Short, because 2,000 cases have many names."""
    return hmac.digest(key, b"neighbours\x1f" + kind + b"\x1f" + text.encode(), "sha256")[:12].hex()


def _short(hashed: str) -> str:
    number = int(hashed, 16)
    return "".join(_LETTERS[(number >> (5 * place)) & 31] for place in range(6))


def told(count: int) -> tuple[Finding, ...]:
    """The finding that says how many cases nobody could read, so that silence is not taken for safety."""
    if not count:
        return ()
    cases = "1 other case" if count == 1 else f"{count} other cases"
    return (
        Finding(
            code="family-not-indexed",
            severity=Severity.ADVICE,
            sentence=f"{cases} cannot be read, so names of those families are not looked for in these notes.",
            remedy="`cin status` says which files have to be put right.",
        ),
    )
