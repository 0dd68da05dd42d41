"""The people around a child: who they are, how they are reached, what is kept from whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from cin_docs.model.document import DocumentKind
from cin_docs.model.finding import Path


class Side(StrEnum):
    """On which side of the table a person sits."""

    CHILD = "child"
    FAMILY = "family"
    PROFESSIONAL = "professional"


class Channel(StrEnum):
    """How a person's copy travels."""

    EMAIL = "email"
    POST = "post"
    HAND = "hand"
    #: No usable channel is known: a state with a reason and an owner, never an omission.
    NONE = "none"


class Attends(StrEnum):
    """Why somebody sits in a meeting who gets no copy of it."""

    INTERPRETER = "interpreter"
    ADVOCATE = "advocate"
    OBSERVER = "observer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """What a person or agency provides to the child and family, and when (G6)."""

    what: str
    when: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Where a person's copy goes. The values never show in repr, logs or tracebacks."""

    channel: Channel
    email: str | None = field(default=None, repr=False)
    #: Lines of a postal address, joined by newlines.
    address: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    #: The worker (a person id) who hands the copy over or reads it out, for HAND.
    via: str | None = None
    #: Whether the person said that this contact is safe to use. None: nobody asked.
    safe: bool | None = None
    #: Ids of the people who read this mailbox or letter box too, declared so in the case file (W7).
    shared_with: frozenset[str] = frozenset()

    @property
    def value(self) -> str | None:
        """What the channel needs: the e-mail address, the postal address, or the worker's id."""
        match self.channel:
            case Channel.EMAIL:
                return self.email
            case Channel.POST:
                return self.address
            case Channel.HAND:
                return self.via
            case Channel.NONE:
                return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A person of a case, known by a short id such as ``mum`` or ``nurse``."""

    id: str
    name: str = field(repr=False)
    #: The relationship or role as printed: "mother", "health visitor".
    role: str
    side: Side
    #: The agency's name, for professionals.
    agency: str | None = field(default=None, repr=False)
    services: tuple[Service, ...] = field(default=(), repr=False)
    #: None when it was not stated.
    parental_responsibility: bool | None = None
    contact: Contact
    #: Ids of people with whom this person must have no contact.
    no_contact_with: frozenset[str] = frozenset()
    #: BCP 47 tag of the language the person reads.
    language: str = "en"
    interpreter: bool = False
    large_print: bool = False
    #: Whether the person needs a Word file beside the PDF.
    word: bool = False
    #: The documents this person receives; empty with `receives_nothing_because`.
    receives: tuple[DocumentKind, ...] = (DocumentKind.PLAN, DocumentKind.MINUTES)
    receives_nothing_because: str | None = None
    #: Interpreters, advocates and observers sit in the meeting and are no recipients unless `receives` is written.
    attends: Attends | None = None
    #: Ids of people who must not learn that this person is around the child: their whole entry is withheld.
    unknown_to: frozenset[str] = frozenset()
    #: What a professional is to the child besides: "aunt". Whoever is a relative approves nothing of the case.
    also: str | None = None
    #: Whether each copy needs a translator's file in `language` beside it.
    translated: bool = False
    #: In prison: letters are opened there. Of no fixed address: copies go by hand.
    in_prison: bool = False
    no_fixed_address: bool = False
    #: Where the person stands in the case file.
    at: Path = field(default=(), compare=False, repr=False)


class ProtectedKind(StrEnum):
    """What sort of value is kept from somebody; it decides how the search normalises it."""

    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "email"
    SCHOOL = "school"
    WORKPLACE = "workplace"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Protection:
    """A value of one person that must never reach certain others."""

    #: Names the value in findings and reports, for instance ``mum.address``. Never the value itself.
    id: str
    of: str
    kind: ProtectedKind
    value: str = field(repr=False)
    hidden_from: frozenset[str]
    because: str = field(repr=False)
    at: Path = field(default=(), compare=False, repr=False)
