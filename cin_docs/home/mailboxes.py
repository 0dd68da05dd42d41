"""What a home knows of mailboxes: the domains of its agencies and its own, to judge a case's contacts by."""

from __future__ import annotations

from cin_docs.distribution.address import domain_of, is_strict
from cin_docs.distribution.contacts import Known
from cin_docs.documents.neighbours import Index
from cin_docs.home.folder import Home
from cin_docs.model.document import Mode
from cin_docs.model.finding import Severity


def known_of(home: Home, others: Index | None) -> Known:
    """The agencies' domains as agencies.yaml has them, the sender's, whether copies count, and what the families of
    `others` use; None: nobody asked about other cases."""
    settings = home.settings
    return Known(
        domains={name: agency.domains for name, agency in home.agencies.items() if agency.domains},
        sender=domain_of(settings.sender) if is_strict(settings.sender) else "",
        elsewhere=others.uses if others else lambda _contact: False,
        live=settings.mode is Mode.LIVE,
    )


def unreadable(home: Home) -> str | None:
    """Why agencies.yaml cannot be relied on, with file, line and column; None when nothing in it blocks.

    A directory that is half understood would judge nobody's mailbox, in silence.
    """
    first = next((one for one in home.findings if one.severity is Severity.BLOCKS), None)
    if first is None:
        return None
    place = first.place
    where = f"{place.file}:{place.line}:{place.column}" if place else "agencies.yaml"
    return f"{where}: {first.sentence}"
