"""What a home knows of mailboxes: the domains of its agencies and its own, to judge a case's contacts by."""

from __future__ import annotations

from cin_docs.distribution.address import domain_of, is_strict
from cin_docs.distribution.contacts import Known
from cin_docs.documents.neighbours import Index
from cin_docs.home.folder import Home
from cin_docs.model.document import Mode


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
