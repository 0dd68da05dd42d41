"""Who gets a copy, of what, by which way, and why. Nobody is dropped: no usable way is a way too."""

from __future__ import annotations

from dataclasses import dataclass

from cin_docs.model.case import Case
from cin_docs.model.document import DocumentKind, Format
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Channel, Person
from cin_docs.procedure.obligations import Entitled, entitled


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """One person who is sent something of one meeting."""

    person: Person
    documents: tuple[DocumentKind, ...]
    channel: Channel
    #: Id of the contact used: ``mum/email``.
    contact: str
    #: The e-mail address, the postal address, or the id of the worker who hands the copy over.
    address: str
    #: Why this person gets a copy, and why by this way.
    because: str
    #: The worker who has to act when no way is known; None otherwise.
    owner: str | None = None

    def formats(self, document: DocumentKind) -> tuple[Format, ...]:
        """PDF always; a Word file of the plan beside it for those whose needs say so."""
        if self.person.word and document is DocumentKind.PLAN:
            return (Format.PDF, Format.DOCX)
        return (Format.PDF,)


def recipients(meeting: Meeting, case: Case) -> tuple[Recipient, ...]:
    """Everybody who is owed a copy and did not decline it in advance, in the order of the case file."""
    return tuple(_recipient(item, case) for item in entitled(meeting, case) if item.excused_because is None)


def _recipient(item: Entitled, case: Case) -> Recipient:
    person = case.person(item.person)
    channel, why = _way(person)
    if channel is Channel.NONE:
        return Recipient(
            person=person,
            documents=item.documents,
            channel=Channel.NONE,
            contact=f"{person.id}/none",
            address=case.lead,
            because=f"{item.because}; {why}: {case.lead} has to find a way",
            owner=case.lead,
        )
    return Recipient(
        person=person,
        documents=item.documents,
        channel=channel,
        contact=f"{person.id}/{channel.value}",
        address=person.contact.value or "",
        because=f"{item.because}; {why}",
        owner=person.contact.via if channel is Channel.HAND else None,
    )


def _way(person: Person) -> tuple[Channel, str]:
    """The channel to use and the reason. An unsafe or incomplete contact is no way at all."""
    contact = person.contact
    if contact.channel is Channel.NONE:
        return Channel.NONE, "no contact is known"
    if contact.safe is False:
        return Channel.NONE, "the contact on file is not safe"
    if not contact.value:
        return Channel.NONE, f"the case file gives no {contact.channel.value} contact"
    return contact.channel, f"by {contact.channel.value} as the case file says"
