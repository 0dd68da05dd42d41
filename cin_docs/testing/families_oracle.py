"""Who must see what of a made-up family, reasoned from the rules as they are written down, not from our code.

The rules: without protections and marks everybody sees all of it. Marks admit and refuse. Whoever something or
somebody is kept from, was asked to leave, or may have no contact (with nothing that says which of two is protected)
needs a decision for each free text, and so does, for what is about all children of a meeting, whoever is not around
each of them; their own words need none. A text with a value that is kept from a reader is not for that reader,
whatever is marked. Of somebody whom a reader must not know of, nothing is there, and of what such people alone do
neither. Who was asked to leave is for professionals who were not asked to leave themselves. Addresses, numbers and
e-mail addresses are never printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cin_docs.model.document import DocumentKind
from cin_docs.model.person import Person, Side
from cin_docs.testing.families import Family, Slot


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What one reader's copies must hold and must not hold."""

    reader: str
    #: The documents this person must get.
    copies: frozenset[DocumentKind]
    #: Sentinels and names that must stand in each document.
    words: Mapping[DocumentKind, frozenset[str]]
    names: frozenset[str] = field(repr=False)
    #: Sentinels that must stand in none.
    absent: frozenset[str]
    #: Values, in every writing that was planted, that must be nowhere in this reader's bytes.
    forbidden: frozenset[str] = field(repr=False)


def verdicts(family: Family) -> dict[str, Verdict]:
    """One verdict for each person of the case, by id."""
    return {person.id: _verdict(family, person) for person in family.case.people}


def _verdict(family: Family, reader: Person) -> Verdict:
    seen = [slot for slot in family.slots if _may_read(family, reader, slot)]
    hidden = _hidden_people(family, reader.id)
    shown = [person for person in family.case.people if person.id not in hidden and person.side is not Side.CHILD]
    gets = reader.receives and reader.id not in family.meeting.no_copy
    return Verdict(
        reader=reader.id,
        copies=frozenset(reader.receives) if gets else frozenset(),
        words={kind: frozenset(slot.sentinel for slot in seen if kind in slot.documents) for kind in DocumentKind},
        names=frozenset(person.name for person in shown),
        absent=frozenset(slot.sentinel for slot in family.slots if slot not in seen),
        forbidden=_forbidden(family, reader),
    )


def _may_read(family: Family, reader: Person, slot: Slot) -> bool:
    if not all(_admits(marks.only_for, marks.not_for, reader.id) for marks in (slot.own, slot.outer)):
        return False
    if _values(family, slot.group) & _kept(family, reader.id):
        return False
    unknown = {person.id for person in family.case.people if reader.id in person.unknown_to}
    if slot.of in unknown or (slot.owners and all(id in unknown for id in slot.owners)):
        return False
    if slot.row and slot.of in _hidden_people(family, reader.id):
        return False
    if slot.inside and (reader.side is not Side.PROFESSIONAL or reader.id in family.meeting.excluded):
        return False
    own_words = slot.said and slot.of == reader.id
    decided = slot.own.only_for is not None or reader.id in slot.own.not_for
    shared = bool(family.others) and not slot.group.startswith("discussion")
    asked = _needs_decisions(family, reader.id) or (shared and _is_apart(family, reader))
    return decided or own_words or not slot.free or not asked


def _values(family: Family, group: str) -> set[str]:
    """The protected values in texts that stand or fall together."""
    ids = {id for slot in family.slots if slot.group == group for id in slot.holds}
    return {secret.value for secret in family.secrets if secret.id in ids}


def _kept(family: Family, reader: str) -> set[str]:
    return {secret.value for secret in family.secrets if reader in secret.hidden_from}


def _admits(only_for: frozenset[str] | None, not_for: frozenset[str], reader: str) -> bool:
    return reader not in not_for and (only_for is None or reader in only_for)


def _needs_decisions(family: Family, reader: str) -> bool:
    kept_away = {id for secret in family.secrets if secret.searched for id in secret.hidden_from}
    if reader in kept_away or reader in family.meeting.excluded:
        return True
    if any(reader in person.unknown_to for person in family.case.people):
        return True
    barred = [{person.id, other} for person in family.case.people for other in person.no_contact_with]
    return any(reader in pair and len(pair & kept_away) != 1 for pair in barred)


def _is_apart(family: Family, reader: Person) -> bool:
    """Whether the reader is not around every child of the meeting: its shared words need a decision for them."""
    return any(reader.name not in {person.name for person in other.people} for other in family.others)


def _hidden_people(family: Family, reader: str) -> set[str]:
    """Whose entry the reader must not see: not to be known of, or the entry gives a value away."""
    unknown = {person.id for person in family.case.people if reader in person.unknown_to}
    carriers = {id for secret in family.secrets if reader in secret.hidden_from for id in secret.carriers}
    kept = _kept(family, reader)
    serving = {person.id for person in family.case.people if _values(family, f"person {person.id}") & kept}
    return unknown | carriers | serving


def _forbidden(family: Family, reader: Person) -> frozenset[str]:
    kept = {text for one in family.secrets if reader.id in one.hidden_from for text in one.writings}
    unknown = [person for person in family.case.people if reader.id in person.unknown_to]
    roles = {text for person in unknown for text in (person.name, person.role, person.agency or "")}
    protected = {secret.of for secret in family.secrets}
    # Nobody wrote these anywhere but in the case file: they are for their owner's envelope alone.
    unwritten = [who for who in family.case.people if who.id not in protected and who.id != reader.id]
    reached = {
        value
        for who in unwritten
        for value in (who.contact.phone, who.contact.email, (who.contact.address or "").split("\n")[0])
        if value
    }
    own = {reader.contact.phone, reader.contact.email, (reader.contact.address or "").split("\n")[0]}
    others = {person.agency for person in family.case.people if person not in unknown}
    return frozenset((kept | (roles - others) | reached) - own - {""})
