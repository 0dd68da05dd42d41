"""The relay that comes with the program: a Maildir per address in the outbox. Nothing leaves the machine."""

from __future__ import annotations

import hashlib
import os
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path

from cin_docs.transport.files import sync, write
from cin_docs.transport.protocol import Phase, Reply

_PARTS = ("tmp", "new", "cur")


class MaildirRelay:
    """Keeps each message in ``<folder>/<address>/new``, where any mail program that reads Maildir finds it.

    A message is kept once under its Message-ID, however often it is sent.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._address: str | None = None

    @property
    def leaves(self) -> bool:
        """What is kept in a folder went nowhere and proves nothing."""
        return False

    async def connect(self) -> Reply:
        """Always ready: whether the folder can be written shows at `data`."""
        self._address = None
        return Reply(phase=Phase.CONNECT, code=220)

    async def mail(self, sender: str, *, size: int, envid: str) -> Reply:
        """Any sender and any size will do."""
        del sender, size, envid
        return Reply(phase=Phase.MAIL, code=250)

    async def rcpt(self, address: str) -> Reply:
        """Name the folder. An address that is no plain file name is refused."""
        if "/" in address or "\0" in address or address.startswith(".") or not address:
            return Reply(phase=Phase.RCPT, code=550, text="no folder can have this name")
        self._address = address.lower()
        return Reply(phase=Phase.RCPT, code=250)

    async def data(self, message: bytes) -> Reply:
        """Write the message durably. 452 when it cannot be written: nothing was kept."""
        if self._address is None:
            return Reply(phase=Phase.DATA, code=503)
        try:
            _keep(self._folder / self._address, message)
        except OSError as error:
            return Reply(phase=Phase.DOT, code=452, text=f"the outbox cannot be written: {error.strerror}")
        return Reply(phase=Phase.DOT, code=250, kept="outbox/mail")

    async def close(self) -> None:
        """Nothing is open."""


def _keep(maildir: Path, message: bytes) -> None:
    for part in _PARTS:
        (maildir / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    name = _unique(message)
    if _has(maildir, name):
        return
    draft = maildir / "tmp" / f"{name}.{os.getpid()}"
    # Maildir keeps a message with the line ends of the system it lies on.
    write(draft, message.replace(b"\r\n", b"\n"))
    draft.replace(maildir / "new" / name)
    for folder in (maildir / "new", maildir, maildir.parent):
        sync(folder)


def _unique(message: bytes) -> str:
    head = message[: message.find(b"\r\n\r\n") + 4]
    found = BytesHeaderParser(policy=policy.compat32).parsebytes(head).get("Message-ID")
    return hashlib.sha256(str(found).encode() if found else message).hexdigest()[:32] + ".cin"


def _has(maildir: Path, name: str) -> bool:
    """Whether the message lies there, unread or, with the marks a mail program adds to its name, read."""
    if (maildir / "new" / name).exists():
        return True
    return any(entry.name.partition(":")[0] == name for entry in (maildir / "cur").iterdir())
