"""Who the made-up families are, how they are reached, and what of theirs is kept from whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from cin_docs.model.case import Case, Child
from cin_docs.model.document import DocumentKind
from cin_docs.model.person import Attends, Channel, Contact, Person, ProtectedKind, Protection, Side

_SURNAMES = ("Young", "May", "Hope", "Page", "Marsh", "Tilling", "Okafor", "Brennan", "Nowak", "Devlin", "Pike")
_FIRST = (
    "Grace", "Joy", "Mark", "Kim", "Rob", "Ada", "Omar", "Lena", "Pete", "Zara", "Hugh", "Nell", "Ivan", "Ruth",
    "Dawn", "Carl", "Esme", "Yusuf", "Tess", "Colm", "Bea", "Noor", "Saul", "Vera",
)  # fmt: skip
_STREETS = (
    "Heron Court", "Mill Row", "Quay Street", "Larch Avenue", "Cobden Terrace", "Saltmarsh Drive", "Ferry Road",
    "Orchard Close", "Priory Gardens", "Tannery Lane",
)  # fmt: skip
_SCHOOLS = ("Brook Lane Primary", "Saint Aidan Academy", "Oakmead School", "Larkspur Nursery")
_AGENCIES = ("Kittiwake Refuge", "Northgate Sanctuary", "Thornby Outreach")


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """A value that is kept from somebody, and the ways in which people write it."""

    id: str
    of: str
    kind: ProtectedKind
    value: str = field(repr=False)
    writings: tuple[str, ...] = field(repr=False)
    hidden_from: frozenset[str]
    #: Whose entry in the case file holds it.
    carriers: frozenset[str] = frozenset()
    #: Whether the case file protects it. Else it is a name of another child's family, known from that case only.
    searched: bool = True

    @property
    def first(self) -> str:
        """The first name, of a child whose name it is."""
        return self.value.split()[0].casefold() if self.of == "other" else self.value

    def protection(self) -> Protection:
        """The entry of the case file."""
        return Protection(
            id=self.id, of=self.of, kind=self.kind, value=self.value, hidden_from=self.hidden_from, because="Order."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Household:
    """Everybody of a case, before anything happens."""

    ref: str
    people: tuple[Person, ...]
    secrets: tuple[Secret, ...] = field(repr=False)
    born: date | None
    expected: date | None
    school: str
    others: tuple[Case, ...]
    no_copy: dict[str, str]

    def person(self, id: str) -> Person:
        """The person with this id."""
        return next(person for person in self.people if person.id == id)

    @property
    def family(self) -> list[str]:
        """Ids of the family, the child left out."""
        return [person.id for person in self.people if person.side is Side.FAMILY and not person.attends]

    @property
    def professionals(self) -> list[str]:
        """Ids of the professionals who can chair and write."""
        return [person.id for person in self.people if person.side is Side.PROFESSIONAL and not person.attends]

    @property
    def apart(self) -> list[str]:
        """Ids of those who are not around every child of the meeting."""
        around = [{person.name for person in other.people} for other in self.others]
        return [person.id for person in self.people if any(person.name not in names for names in around)]

    @property
    def kept_away(self) -> list[str]:
        """Ids of those from whom something is kept."""
        return sorted({id for secret in self.secrets for id in secret.hidden_from})


def household(rnd: Random, seed: int) -> Household:
    """One family with its workers. `seed` goes into the case reference."""
    school = rnd.choice(_SCHOOLS)
    people = tuple(_people(rnd, school))
    # An unborn child gets no copy, and neither does a little one without a way of their own: these are six or more.
    calm, unborn = rnd.random() < 0.15, rnd.random() < 0.1
    people = people if calm else tuple(replace(one, unknown_to=_unknown_to(rnd, one)) for one in people)
    people = tuple(replace(one, receives=()) if unborn and one.id == "child" else one for one in people)
    secrets = () if calm else tuple(_secrets(rnd, people, school))
    others = (_other(rnd, people, f"FAM-{seed + 50_000}"),) if rnd.random() < 0.25 else ()
    if not calm and rnd.random() < 0.6:
        people = tuple(replace(one, no_contact_with=frozenset({"mum"})) if one.id == "dad" else one for one in people)
    return Household(
        ref=f"FAM-{seed}",
        people=people,
        secrets=(*secrets, *_others_names(people, others)),
        born=None if unborn else date(2015, 1, 1) + timedelta(days=rnd.randrange(2200)),
        expected=date(2027, 1, 20) if unborn else None,
        school=school,
        others=others,
        no_copy={"gran": "Asked for none this time."} if rnd.random() < 0.1 and _has(people, "gran") else {},
    )


def _has(people: tuple[Person, ...], id: str) -> bool:
    return any(person.id == id for person in people)


def _people(rnd: Random, school: str) -> Iterator[Person]:
    first, last = iter(rnd.sample(_FIRST, 14)), rnd.sample(_SURNAMES, 3)
    streets = rnd.sample(_STREETS, 6)
    # Sometimes both households are in one street, a few doors apart.
    streets[2] = streets[1] if rnd.random() < 0.1 else streets[2]
    roles = [("child", "child", last[0]), ("mum", "mother", last[0]), ("dad", "father", last[1])]
    more = [
        ("gran", "grandmother", last[rnd.randrange(2)]),
        ("step", "stepfather", last[rnd.randrange(3)]),
        ("foster", "foster carer", last[2]),
        ("aunt", "maternal aunt", last[1]),
    ]
    roles += rnd.sample(more, rnd.choice((1, 2)))
    for number, (id, role, surname) in enumerate(roles):
        contact = _contact(rnd, id, number, streets[number])
        side = Side.CHILD if id == "child" else Side.FAMILY
        receives = () if id == "child" and rnd.random() < 0.7 else (DocumentKind.PLAN, DocumentKind.MINUTES)
        word = id == "mum" and rnd.random() < 0.3
        yield Person(
            id=id, name=f"{next(first)} {surname}", role=role, side=side, contact=contact, receives=receives, word=word
        )
    workers = [("lead", "lead social worker", "Council"), ("manager", "team manager", "Council")]
    optional = [
        ("senco", "inclusion lead", school),
        ("refuge", "outreach worker", rnd.choice(_AGENCIES)),
        ("nurse", "health visitor", "Community Health"),
    ]
    workers += [("clerk", "business support", "Council"), *rnd.sample(optional, rnd.choice((1, 2)))]
    for number, (id, role, agency) in enumerate(workers, start=10):
        yield _worker(rnd, id, role, agency, f"{next(first)} {rnd.choice(('Cole', 'Ashe', 'Obi', 'Reed'))}", number)


def _worker(rnd: Random, id: str, role: str, agency: str, name: str, number: int) -> Person:
    attends = rnd.choice(list(Attends)) if id == "clerk" and rnd.random() < 0.2 else None
    gets = id in {"lead", "senco", "refuge"}
    return Person(
        id=id,
        name=name,
        role=role,
        side=Side.PROFESSIONAL,
        agency=agency,
        contact=Contact(channel=Channel.EMAIL, email=f"{id}{number}@work.example", safe=True),
        receives=(DocumentKind.PLAN, DocumentKind.MINUTES) if gets and attends is None else (),
        attends=attends,
    )


def _contact(rnd: Random, id: str, number: int, street: str) -> Contact:
    address = f"{number + 11} {street}\nEastmere\nEM{number + 1} {number + 2}QT"
    # No two numbers are each other's with two digits swapped: the search takes those for one number mistyped.
    phone, email = f"07700 900{number * 157 + 101}", f"{id}.{number}@post.example"
    chance = rnd.random()
    way = Channel.HAND if id == "child" else Channel.EMAIL
    if id != "child" and chance < 0.2:
        way = rnd.choice((Channel.POST, Channel.HAND, Channel.NONE))
    via = "lead" if way is Channel.HAND else None
    return Contact(channel=way, email=email, address=address, phone=phone, via=via, safe=True)


def _unknown_to(rnd: Random, person: Person) -> frozenset[str]:
    """Workers of a refuge and aunts who helped are often not to be known of."""
    hidden = {"refuge": 0.6, "aunt": 0.4, "step": 0.2}.get(person.id, 0.0)
    return frozenset({"dad"}) if rnd.random() < hidden else frozenset()


def _secrets(rnd: Random, people: tuple[Person, ...], school: str) -> Iterator[Secret]:
    """What is kept from whom: several values for some pairs, in one direction or in both."""
    known = {person.id: person for person in people}
    near = _street(known["mum"]) == _street(known["dad"])
    for of, readers, chance in (
        ("mum", ["dad"], 0.7),
        ("dad", ["mum"], 0.15),
        ("gran", ["dad"], 0.4),
        ("gran", ["mum"], 0.15),
        ("foster", ["mum", "dad"], 0.8),
        ("step", ["dad"], 0.4),
    ):
        if of in known and rnd.random() < chance:
            yield from _reached(rnd, known[of], frozenset(readers) & set(known), neighbours=of == "dad" and near)
    if rnd.random() < 0.4:
        carriers = frozenset(person.id for person in people if person.agency == school)
        yield _secret("child.school", "child", ProtectedKind.SCHOOL, school, {"dad"}, _school(school), carriers)
    # Sometimes nothing but the person's own entry says so, and no search has a value to look for.
    looked_for = people if rnd.random() < 0.6 else ()
    for one in looked_for:
        for reader in sorted(one.unknown_to):
            yield _name(f"{one.id}.name", one, {reader})
            if one.agency:
                written = (one.agency, one.agency.upper())
                yield _secret(
                    f"{one.id}.agency", one.id, ProtectedKind.WORKPLACE, one.agency, {reader}, written, {one.id}
                )
    if "step" in known and not known["step"].unknown_to and rnd.random() < 0.3:
        yield _name("step.name", known["step"], {"dad"})


def _street(who: Person) -> str:
    return (who.contact.address or "").split("\n")[0].partition(" ")[2]


def _reached(rnd: Random, who: Person, readers: frozenset[str], *, neighbours: bool) -> Iterator[Secret]:
    """Some of address, phone and e-mail; no address where both of two who hide from each other live in one street."""
    contact, to = who.contact, f"{who.id}-{'-'.join(sorted(readers))}"
    address, phone, email = contact.address or "", contact.phone or "", contact.email or ""
    kinds = rnd.sample((ProtectedKind.ADDRESS, ProtectedKind.PHONE, ProtectedKind.EMAIL), rnd.choice((1, 2, 3)))
    if ProtectedKind.ADDRESS in kinds and not neighbours:
        street, _, postcode = address.split("\n")
        written = (street, street.upper(), address.replace("\n", ", "), postcode, postcode.replace(" ", "").lower())
        yield _secret(f"{to}.address", who.id, ProtectedKind.ADDRESS, address, readers, written)
    if ProtectedKind.PHONE in kinds:
        digits = phone.replace(" ", "")
        numbers = (phone, digits, f"+44 {digits[1:5]} {digits[5:]}", f"{digits[:5]}-{digits[5:8]}-{digits[8:]}")
        yield _secret(f"{to}.phone", who.id, ProtectedKind.PHONE, phone, readers, numbers)
    if ProtectedKind.EMAIL in kinds:
        yield _secret(f"{to}.email", who.id, ProtectedKind.EMAIL, email, readers, (email, email.upper()))


def _school(value: str) -> tuple[str, ...]:
    return (value, value.upper(), value.replace(" ", "-"))


def _name(id: str, who: Person, readers: set[str]) -> Secret:
    first, last = who.name.split()
    written = (who.name, who.name.upper(), f"{last}, {first}")
    return _secret(id, who.id, ProtectedKind.NAME, who.name, readers, written, {who.id})


def _secret(
    id: str,
    of: str,
    kind: ProtectedKind,
    value: str,
    readers: frozenset[str] | set[str],
    writings: tuple[str, ...],
    carriers: frozenset[str] | set[str] = frozenset(),
) -> Secret:
    return Secret(
        id=id,
        of=of,
        kind=kind,
        value=value,
        writings=writings,
        hidden_from=frozenset(readers) - {of},
        carriers=frozenset(carriers),
    )


def _other(rnd: Random, people: tuple[Person, ...], ref: str) -> Case:
    """The case of a half-sibling: the same mother and workers, another father."""
    shared = tuple(one for one in people if one.id == "mum" or one.side is Side.PROFESSIONAL)
    own = next(one for one in people if one.id == "child")
    surname = rnd.choice(("Quint", "Vance"))
    child = replace(own, id="other", name=f"Mirela {surname}")
    father = replace(own, id="other_dad", name=f"Goran {surname}", role="father", side=Side.FAMILY)
    return Case(
        ref=ref,
        standard="ten-point",
        child=Child(id="other", name=child.name, born=date(2021, 2, 2), team="North"),
        people=(child, father, *shared),
        lead="lead",
        manager="manager",
        anchors={},
    )


def _others_names(people: tuple[Person, ...], others: tuple[Case, ...]) -> Iterator[Secret]:
    for other in others:
        around = {person.name for person in other.people}
        strangers = frozenset(person.id for person in people if person.name not in around)
        for one in other.people[:2]:
            first = (one.name.split()[0],) if one.id == "other" else ()
            yield Secret(
                id=f"{one.id}.name",
                of=one.id,
                kind=ProtectedKind.NAME,
                value=one.name,
                writings=(one.name, one.name.upper(), *first),
                hidden_from=strangers,
                searched=False,
            )
