"""Which way a message goes, by mode. Demo never leaves the machine; trial leaves only to the guest list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cin_docs.errors import RefusedError
from cin_docs.model.delivery import Dispatch
from cin_docs.model.document import Mode
from cin_docs.transport.maildir import MaildirRelay
from cin_docs.transport.protocol import Relay
from cin_docs.transport.settings import SmtpSettings


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
    mode it was submitted in; one of another mode than the home's is refused, and nothing is re-addressed.
    Raises `RefusedError` for live.
    """
    folder = MaildirRelay(maildir)
    network = _network(smtp) if smtp is not None and mode is Mode.TRIAL and guests else None

    def choose(dispatch: Dispatch) -> Relay:
        if dispatch.mode is not mode or mode is Mode.LIVE:
            raise RefusedError(
                f"Dispatch {dispatch.id} was made in {dispatch.mode.value} mode and the home is in {mode.value} mode.",
                "Live is not open yet; submit the meeting again in the mode the home is in.",
            )
        if network is not None and (of(dispatch.id) or "").lower() in guests:
            return network
        return folder

    return choose


def _network(smtp: SmtpSettings) -> Relay:
    # Loaded only when something may leave: the demo and most commands never need it.
    from cin_docs.transport.smtp import SmtpRelay  # noqa: PLC0415 - see above

    return SmtpRelay(smtp)
