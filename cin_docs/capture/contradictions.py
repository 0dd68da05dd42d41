"""What a case file says that cannot all be true: protections against each other, and people taken for one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from cin_docs.capture.found import Found
from cin_docs.capture.ordinary import FIRST_NAMES, ORDINARY
from cin_docs.capture.sameness import same_value, squeezed, words
from cin_docs.model.case import Case
from cin_docs.model.person import Person, ProtectedKind, Protection, Side

#: Kinds that are looked for as words, so that a word of every day is found everywhere.
_WORDS = frozenset({ProtectedKind.NAME, ProtectedKind.OTHER, ProtectedKind.SCHOOL, ProtectedKind.WORKPLACE})


def contradictions(case: Case, found: Found) -> None:
    """Findings on everything in the case that contradicts itself. Nothing is changed, and no value repeated."""
    _from_those_in_charge(case, found)
    for item in case.protections:
        _what_is_their_own(item, case, found)
        _words_of_every_day(item, found)
    for one, other in combinations(case.people, 2):
        _one_letter_box(one, other, case, found)
        _one_name(one, other, case, found)
    _relatives_in_charge(case, found)
    hidden_name(case.lead, "leads the case", case, found)


def hidden_name(id: str, office: str, case: Case, found: Found, at: tuple[str, ...] = ("lead practitioner",)) -> None:
    """Advice where the name of somebody in an office is kept from a person who gets copies."""
    names = (item for item in case.protections if item.of == id and item.kind is ProtectedKind.NAME)
    readers = {reader for item in names for reader in item.hidden_from}
    for reader in sorted(readers):
        found.advice(
            "hidden-name-in-office",
            at,
            f"`{id}` {office}, and their name is kept from `{reader}`, so copies for `{reader}` do not say who it is.",
            f"See that `{reader}` knows whom to turn to; or let somebody do this whom `{reader}` may know.",
        )


def apart(one: str, other: str, case: Case) -> bool:
    """Whether something is kept from one of two people and not from the other, or they must have no contact."""
    hidden = any((one in item.hidden_from) != (other in item.hidden_from) for item in case.protections)
    return hidden or frozenset((one, other)) in case.no_contact


def _in_charge(case: Case) -> dict[str, str]:
    """The office of each person in charge; of one person in two offices the first."""
    return {case.manager: "manager", case.lead: "lead practitioner"}


def _from_those_in_charge(case: Case, found: Found) -> None:
    """One finding for each entry of the file and person: an entry may protect several values."""
    wrong = {
        (item.at, id): item for item in reversed(case.protections) for id in _in_charge(case) if id in item.hidden_from
    }
    for (at, id), item in wrong.items():
        office = _in_charge(case)[id]
        found.blocks(
            "kept-from-lead",
            (*at, "from") if at[:1] == ("protected",) else at,
            f"`{item.id}` would be kept from `{id}`, who is the {office} and has to know all of the case.",
            f"Take `{id}` out here, or name another {office}.",
        )


def _what_is_their_own(item: Protection, case: Case, found: Found) -> None:
    for id in sorted(item.hidden_from):
        reader = case.person(id)
        if any(same_value(item.kind, item.value, own) for own in _own(reader, item.kind, case)):
            found.blocks(
                "protected-own-value",
                (*item.at, "from") if item.at[:1] == ("protected",) else item.at,
                f"`{item.id}` is the same as what the file says of `{id}`, so their own copy could not reach them.",
                f"Put right which of the two is wrong; or take `{id}` out of `from`.",
            )


def _own(reader: Person, kind: ProtectedKind, case: Case) -> Iterator[str]:
    """What a reader's own copy or cover says of them, of one kind."""
    known = {
        ProtectedKind.ADDRESS: reader.contact.address,
        ProtectedKind.PHONE: reader.contact.phone,
        ProtectedKind.EMAIL: reader.contact.email,
        ProtectedKind.NAME: reader.name,
        ProtectedKind.SCHOOL: case.child.school if reader.side is Side.CHILD else reader.agency,
        ProtectedKind.WORKPLACE: reader.agency,
    }
    if value := known.get(kind):
        yield value


def _words_of_every_day(item: Protection, found: Found) -> None:
    parts = words(item.value)
    if item.kind not in _WORDS or not parts:
        return
    if len(parts) == 1 and (parts[0] in ORDINARY | FIRST_NAMES or item.kind is ProtectedKind.NAME):
        found.advice(
            "common-value",
            item.at,
            f"`{item.id}` is one word, which may stand in many texts: each of them is left out of the copies.",
            "Write the whole name in `value`, such as first name and surname, if it is known.",
        )
    elif item.kind is ProtectedKind.NAME and parts[-1] in ORDINARY:
        found.advice(
            "common-value",
            item.at,
            f"The surname of `{item.id}` is a word of every day, so it is looked for only with the first name or a "
            "title.",
            "Write the full name where this person is meant; mark texts that say the surname alone `not for`.",
        )


def _one_letter_box(one: Person, other: Person, case: Case, found: Found) -> None:
    declared = [who for who in (one, other) if {one.id, other.id} & who.contact.shared_with]
    if declared and apart(one.id, other.id, case):
        written = declared[0]
        found.blocks(
            "shared-and-kept",
            (*written.at, "shares with"),
            f"`{one.id}` and `{other.id}` share a letter box or mailbox, and something is kept from one of them.",
            "Each would read the other's copy. Write a way of their own for one of them, or put right what is kept.",
        )


def _one_name(one: Person, other: Person, case: Case, found: Found) -> None:
    if not one.name or words(one.name) != words(other.name):
        return
    if apart(one.id, other.id, case):
        found.blocks(
            "same-name",
            (*other.at, "name"),
            f"`{one.id}` and `{other.id}` have the same name, and something is kept from one of them only. Envelope "
            "and page say no more than the name.",
            "Write both names as people tell them apart, such as Rob Hale senior and Rob Hale junior.",
        )
    else:
        more = "" if squeezed(one.role) != squeezed(other.role) else " and the same role"
        found.advice(
            "same-name",
            (*other.at, "name"),
            f"`{one.id}` and `{other.id}` have the same name{more}; on the pages only the role tells them apart.",
            "Write the names as people tell them apart, such as Rob Hale senior and Rob Hale junior.",
        )


def _relatives_in_charge(case: Case, found: Found) -> None:
    for id, office in _in_charge(case).items():
        if case.knows(id) and case.person(id).also:
            found.advice(
                "relative-in-charge",
                (office,),
                f"`{id}` is the {office} and a relative of the child, and so approves nothing of this case.",
                f"Name another {office}, or see that somebody else approves.",
            )
