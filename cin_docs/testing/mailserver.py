"""A mail server written by others (aiosmtpd), on loopback, that keeps what it takes and what came in clear."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cin_docs.testing.certificates import Certificate

if TYPE_CHECKING:
    from aiosmtpd.smtp import Envelope

#: What may be said before TLS. A message, or a name in an envelope, is none of these.
HARMLESS = frozenset({b"EHLO", b"STARTTLS", b"QUIT", b""})


# Without slots: aiosmtpd looks at every member of its handler, and Python 3.11.2 trips over theirs.
@dataclass(kw_only=True)
class Inbox:
    """What the server took, and every byte that reached it in clear. Read it from the test's own thread."""

    envelopes: list[Envelope] = field(default_factory=list)
    clear: bytearray = field(default_factory=bytearray)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a message; aiosmtpd calls this."""
        del server, session
        self.envelopes.append(envelope)
        return "250 kept"

    @property
    def said_in_clear(self) -> frozenset[bytes]:
        """The first word of each line that came in clear."""
        return frozenset(line.split(b" ")[0] for line in bytes(self.clear).split(b"\r\n"))


@contextmanager
def mail_server(tls: Certificate | None, *, port: int = 0, **options: Any) -> Iterator[tuple[Inbox, int]]:
    """The server and its port on 127.0.0.1 while the block runs; without a certificate it offers no STARTTLS.

    Raises ImportError where aiosmtpd, a package for development, is not installed.
    """
    inbox = Inbox()
    more: dict[str, Any] = {"tls_context": tls.context, "require_starttls": True} if tls is not None else {}
    controller = _controller(inbox, port, {**more, **options})
    controller.start()
    try:
        yield inbox, controller.port
    finally:
        controller.stop()


def _controller(inbox: Inbox, port: int, options: dict[str, Any]) -> Any:
    from aiosmtpd.controller import Controller  # noqa: PLC0415 - a development package: the module must load without it
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415 - the same

    class Listening(SMTP):
        """Notes what comes before TLS."""

        def data_received(self, data: bytes) -> None:
            if self._tls_protocol is None:
                inbox.clear += data
            super().data_received(data)

    class Started(Controller):
        def factory(self) -> SMTP:
            return Listening(self.handler, **self.SMTP_kwargs)

        def _trigger_server(self) -> None:
            # Started on port 0: which one it is shows only now.
            assert isinstance(self.server, asyncio.Server)
            self.port = self.server.sockets[0].getsockname()[1]
            with socket.create_connection((self.hostname, self.port), timeout=5) as trying:
                trying.recv(1024)

    return Started(inbox, hostname="127.0.0.1", port=port, **options)
