"""Whether the ways to the people of a case are safe: whose mailbox it is, and who else reads it (W2-W4, W7, W8).

Asked of the case file at check, where each answer has its place in it, and once more of the case as it is when a copy
is about to leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cin_docs.capture.contradictions import apart
from cin_docs.distribution.address import domain_of, why_not
from cin_docs.distribution.alike import looks_like, no_ending
from cin_docs.distribution.providers import PERSONAL
from cin_docs.documents.places import same_place
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Path, Severity
from cin_docs.model.person import Channel, Contact, Person, Side

#: Whether a family of another, unlinked case uses this contact: `documents.neighbours.Index` with its key.
Elsewhere = Callable[[Contact], bool]
#: What each guard answers, so that it can be asked for alone.
W3, W4 = (
    frozenset({"personal-mailbox", "other-domain", "agency-unlisted"}),
    frozenset({"look-alike-domain"}),
)
W7 = frozenset({"address-of-two", "address-in-other-case"})
W8 = frozenset({"shared-with-kept-apart", "worker-unknown", "worker-no-contact"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is known of mailboxes besides the case: handed in, so that the rules stay pure."""

    #: The e-mail domains of each agency, by its name as the directory has it.
    domains: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The domain that messages are sent from.
    sender: str = ""
    #: Whether a family of another, unlinked case uses a contact.
    elsewhere: Elsewhere = field(default=lambda _contact: False, repr=False)
    #: Whether copies count: an agency that is in no directory is then no agency.
    live: bool = False

    @property
    def agencies(self) -> frozenset[str]:
        """All e-mail domains of agencies, and the sender's own."""
        listed = {domain.lower() for domains in self.domains.values() for domain in domains}
        return frozenset(listed | ({self.sender.lower()} if self.sender else set()))

    def of(self, agency: str | None) -> frozenset[str]:
        """The domains of the agency of that name, however it is spaced and capitalised."""
        wanted = _plain(agency or "")
        return frozenset(d.lower() for name, ds in self.domains.items() if _plain(name) == wanted for d in ds)


def checked(case: Case, people: Iterable[Person], *, known: Known) -> tuple[Finding, ...]:
    """What is wrong with the ways to `people` of `case`, each finding with its way in the case file.

    Somebody whose contact is not used (nothing is sent, or it is not safe) is passed over. No finding holds a value.
    """
    found = [finding for person in people if _used(person) for finding in _of(person, case, known)]
    return tuple(dict.fromkeys(found))


def _of(person: Person, case: Case, known: Known) -> Iterator[Finding]:
    if person.contact.channel is Channel.EMAIL:
        yield from _mailbox(person, known)
    yield from _readers(person, case, known)
    yield from _worker(person, case)


def _used(person: Person) -> bool:
    return bool(person.contact.value) and person.contact.safe is not False


def _mailbox(person: Person, known: Known) -> Iterator[Finding]:
    """W2, W3, W4: the form of an e-mail address, and whose domain it is."""
    address = person.contact.email or ""
    if why := why_not(address):
        yield _blocks("unsafe-address", _at(person), f"{why} It is that of `{person.id}`.", _PLAIN)
        return
    domain = domain_of(address)
    mine = known.of(person.agency)
    if domain in mine:
        return
    if no_ending(domain) or looks_like(domain, known.agencies | PERSONAL):
        yield _blocks(
            "look-alike-domain",
            _at(person),
            f"What stands after the @ in the e-mail address of `{person.id}` nearly is a domain that is known here, "
            "and is not.",
            "Read it out letter by letter and put it right. If it is written so, list it in agencies.yaml under "
            "`domains:` of the agency or provider whose it is.",
        )
    elif person.side is Side.PROFESSIONAL:
        yield from _professional(person, domain, mine, known)
    elif domain in known.agencies:
        yield _advice(
            "family-at-agency",
            _at(person),
            f"`{person.id}` is of the family and would get copies in a mailbox of an agency, where colleagues may "
            "read them.",
            "Ask for a mailbox of their own, or let the copy go by post; the approver is asked to confirm it as it is.",
        )


def _professional(person: Person, domain: str, mine: frozenset[str], known: Known) -> Iterator[Finding]:
    """W3: a professional is written to at a domain of their agency, and at no other."""
    if domain in PERSONAL:
        yield _blocks(
            "personal-mailbox",
            _at(person),
            f"`{person.id}` is a professional and would get copies in a mailbox of their own.",
            "Write the e-mail address that their agency gave them.",
        )
    elif mine:
        yield _blocks(
            "other-domain",
            _at(person),
            f"The e-mail address of `{person.id}` is not in a domain of their agency.",
            "Correct the address; or list the domain under the agency in agencies.yaml.",
        )
    else:
        judge = _blocks if known.domains or known.live else _advice
        yield judge(
            "agency-unlisted",
            _at(person),
            f"No e-mail domain is listed for the agency of `{person.id}`, so nobody can say whether the address is the "
            "agency's.",
            "Add the agency to agencies.yaml with its `domains:`, under the same name as here.",
        )


def _readers(person: Person, case: Case, known: Known) -> Iterator[Finding]:
    """W7, W8: who else reads what is sent to this mailbox or letter box."""
    contact = person.contact
    for other in case.people:
        if other.id == person.id or not _reads(other, person):
            continue
        if _apart(person.id, other.id, case):
            yield _blocks(
                "shared-with-kept-apart",
                _at(person),
                f"`{other.id}` reads what is sent to `{person.id}` there, and something is kept from one of them.",
                f"Write an address that only `{person.id}` reads, or another way, such as `by: hand`.",
            )
        elif _both_sent(person, other) and not _declared(person, other):
            yield _blocks(
                "address-of-two",
                _at(person),
                f"`{person.id}` and `{other.id}` would get their copies at one address.",
                f"If both live or read there, write `shares with: [{other.id}]`; else put the wrong one right.",
            )
    yield from _readers_elsewhere(person, case)
    if person.side is not Side.PROFESSIONAL and contact.channel in _SENT and known.elsewhere(contact):
        yield _blocks(
            "address-in-other-case",
            _at(person),
            f"A family of another case gets its copies at the address of `{person.id}`.",
            "Ask them for their address again. If it is one family, write the other case under `linked cases`.",
        )


def _readers_elsewhere(person: Person, case: Case) -> Iterator[Finding]:
    """W8: a linked case knows the mailbox or letter box as that of somebody who must not read this person's copies."""
    contact = person.contact
    for theirs in case.barred_elsewhere:
        on_file = theirs.contact.email if contact.channel is Channel.EMAIL else theirs.contact.address
        barred = person.id in theirs.no_contact_with
        if barred and same_place(contact.channel, contact.value or "", on_file or ""):
            yield _blocks(
                "shared-with-kept-apart",
                _at(person),
                f"That is also the address of `{theirs.id}`, and something is kept from `{person.id}` or from them.",
                f"Ask `{person.id}` for the address. If it is theirs alone now, put the other case file right; else "
                "write another way, such as `by: hand`.",
            )


def _worker(person: Person, case: Case) -> Iterator[Finding]:
    """W8: who hands a copy over is somebody of whom its reader may know."""
    via = person.contact.via if person.contact.channel is Channel.HAND else None
    finding = carried(person, via, case) if via else None
    if finding is not None:
        yield finding


def carried(person: Person, worker: str, case: Case) -> Finding | None:
    """W8: why `worker`, a staff id, must not hand `person` their copies, or None when they may.

    Somebody who is not in the case file is not known to be kept from anybody.
    """
    if case.knows(worker) and person.id in case.person(worker).unknown_to:
        code = "worker-unknown"
        why = f"`{person.id}` must not learn that `{worker}` is around the child"
    elif frozenset((person.id, worker)) in case.no_contact:
        code, why = "worker-no-contact", f"`{person.id}` and `{worker}` must have no contact"
    else:
        return None
    sentence = f"`{worker}` would hand the copy over, and {why}."
    return _blocks(code, _at(person), sentence, "Name another worker: behind `via:`, or with `--by`.")


_SENT = {Channel.EMAIL, Channel.POST}
_PLAIN = "Write it as name@domain, in plain English letters, without quotation marks or a display name."


def _reads(other: Person, person: Person) -> bool:
    """Whether `other` reads what `person` is sent: by the file's own word, or because the address is theirs too."""
    mine, theirs = person.contact, other.contact
    if mine.channel not in _SENT:
        return False
    on_file = theirs.email if mine.channel is Channel.EMAIL else theirs.address
    return _declared(person, other) or same_place(mine.channel, mine.value or "", on_file or "")


def _declared(person: Person, other: Person) -> bool:
    return other.id in person.contact.shared_with or person.id in other.contact.shared_with


def _both_sent(person: Person, other: Person) -> bool:
    """Whether both get copies there by the same way and one of them is of the family."""
    family = Side.PROFESSIONAL not in {person.side, other.side} or person.side is not other.side
    return family and bool(other.receives) and _used(other) and other.contact.channel is person.contact.channel


def _apart(one: str, other: str, case: Case) -> bool:
    """Whether something, or that somebody is there at all, is kept from exactly one of the two."""
    unknown = any((one in who.unknown_to) != (other in who.unknown_to) for who in case.people)
    return unknown or apart(one, other, case)


def _at(person: Person) -> Path:
    key = {Channel.EMAIL: "email", Channel.POST: "address", Channel.HAND: "via"}.get(person.contact.channel, "by")
    return (*(person.at or ("people", person.id)), key)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _blocks(code: str, at: Path, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, at=at, sentence=sentence, remedy=remedy, rows=("G7",))


def _advice(code: str, at: Path, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.ADVICE, at=at, sentence=sentence, remedy=remedy, rows=("G7",))
