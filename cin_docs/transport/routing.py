"""Which way a message goes, by mode. Demo never leaves the machine, trial leaves only to the guest list, and live
knows no other way than the mail server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cin_docs.model.delivery import Dispatch
from cin_docs.model.document import Mode
from cin_docs.transport.maildir import MaildirRelay
from cin_docs.transport.protocol import Fault, Phase, Relay, Reply
from cin_docs.transport.settings import SmtpSettings


class NoWayOut:
    """The relay that takes nothing and holds everything: an exception here would stop everybody else's mail."""

    @property
    def leaves(self) -> bool:
        """It is asked so that mail in a folder does not count as sent; here nothing is kept."""
        return True

    async def connect(self) -> Reply:
        """Always ready to say no."""
        return Reply(phase=Phase.CONNECT, code=220)

    async def mail(self, sender: str, *, size: int, envid: str) -> Reply:
        """Held: a person must look first."""
        del sender, size, envid
        return Reply(phase=Phase.MAIL, code=None, fault=Fault.OTHER_MODE)

    async def rcpt(self, address: str) -> Reply:
        """Held."""
        del address
        return Reply(phase=Phase.RCPT, code=None, fault=Fault.OTHER_MODE)

    async def data(self, message: bytes) -> Reply:
        """Held; the message is not looked at."""
        del message
        return Reply(phase=Phase.DATA, code=None, fault=Fault.OTHER_MODE)

    async def close(self) -> None:
        """Nothing is open."""


def relay_by_mode(
    *,
    mode: Mode,
    guests: frozenset[str],
    smtp: SmtpSettings | None,
    maildir: Path,
    of: Callable[[str], str | None],
) -> Callable[[Dispatch], Relay]:
    """The relay of each dispatch: the same object for the same way out, so that its connection is reused.

    `guests` are addresses in lower case; `of` gives the stored address of a dispatch id. A dispatch keeps the
    mode it was submitted in; one of another mode than the home's has no way out, and nothing is re-addressed. The
    guard `of_the_homes_mode` holds such a dispatch before it comes to this. In live a copy never goes into the folder
    instead: it would count as sent and lie where nobody looks.
    """
    folder = MaildirRelay(maildir)
    closed = NoWayOut()
    opened = smtp is not None and (mode is Mode.LIVE or (mode is Mode.TRIAL and bool(guests)))
    network = _network(smtp) if smtp is not None and opened else None

    def choose(dispatch: Dispatch) -> Relay:
        if dispatch.mode is not mode:
            return closed
        if mode is Mode.LIVE:
            return network or closed
        if network is not None and is_guest(of(dispatch.id), guests):
            return network
        return folder

    return choose


def is_guest(address: str | None, guests: frozenset[str]) -> bool:
    """Whether an address is on the guest list, whose addresses are in lower case."""
    return bool(address) and (address or "").lower() in guests


def destination(
    dispatch: Dispatch, address: str | None, *, mode: Mode, guests: frozenset[str], host: str | None
) -> str:
    """Where an e-mail would go, in words: what `relay_by_mode` chooses. `host` is that of the mail server, if any."""
    if dispatch.mode is not mode or (mode is Mode.LIVE and host is None):
        return "nowhere"
    if host is not None and (mode is Mode.LIVE or (mode is Mode.TRIAL and is_guest(address, guests))):
        return f"the mail server {host}"
    return "outbox/mail"


def _network(smtp: SmtpSettings) -> Relay:
    # Loaded only when something may leave: the demo and most commands never need it.
    from cin_docs.transport.smtp import SmtpRelay  # noqa: PLC0415 - see above

    return SmtpRelay(smtp)
