"""A mail server for tests that follows a script and counts what it took, by Message-ID.

It speaks just enough SMTP, on loopback, in a thread of its own, and can misbehave at every step. It is
no mail server for anything else.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from cin_docs.testing.smtp_script import NORMAL, Act, Script, Step

_MESSAGE_ID = re.compile(rb"(?mi)^Message-ID:\s*(\S+)")
_ANSWERS: dict[Step, bytes] = {
    "banner": b"220 test.example ESMTP\r\n",
    "auth": b"235 2.7.0 ok\r\n",
    "mail": b"250 2.1.0 ok\r\n",
    "rcpt": b"250 2.1.5 ok\r\n",
    "data": b"354 go on\r\n",
    "dot": b"250 2.0.0 queued\r\n",
    "rset": b"250 ok\r\n",
    "quit": b"221 bye\r\n",
    "starttls": b"220 begin\r\n",
}
_VERBS: dict[bytes, Step] = {
    b"EHLO": "ehlo",
    b"HELO": "ehlo",
    b"STARTTLS": "starttls",
    b"AUTH": "auth",
    b"MAIL": "mail",
    b"RCPT": "rcpt",
    b"DATA": "data",
    b"RSET": "rset",
    b"QUIT": "quit",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """A message the server took."""

    message_id: str
    mail: str
    recipients: tuple[str, ...]
    data: bytes = field(repr=False)
    tls: bool


@dataclass(kw_only=True, slots=True)
class Server:
    """A running server and what it has seen. Read it from the test's own thread."""

    script: Script
    tls: Literal["starttls", "implicit", "none"]
    context: ssl.SSLContext | None
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    #: Command lines received, and those of them that came in clear.
    commands: list[str] = field(default_factory=list)
    clear: list[str] = field(default_factory=list)
    connections: int = 0
    asks_password: bool = False
    _times: Counter[Step] = field(default_factory=Counter)

    @property
    def copies(self) -> Counter[str]:
        """How many copies of each message were taken, by Message-ID."""
        return Counter(item.message_id for item in self.taken)

    def play(self, step: Step) -> Act:
        """The script's act for this step, now that it comes up."""
        nth = self._times[step]
        self._times[step] += 1
        return self.script.act(step, nth)


@contextlib.contextmanager
def smtp_server(
    script: Script | None = None,
    *,
    tls: Literal["starttls", "implicit", "none"] = "starttls",
    context: ssl.SSLContext | None = None,
    asks_password: bool = False,
) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1 while the block runs. `context` is its certificate."""
    server = Server(script=script or Script(acts={}), tls=tls, context=context, asks_password=asks_password)
    ready, loop = threading.Event(), asyncio.new_event_loop()
    thread = threading.Thread(target=_serve, args=(server, loop, ready), daemon=True)
    thread.start()
    assert ready.wait(10), "the test server did not start"
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _serve(server: Server, loop: asyncio.AbstractEventLoop, ready: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda _loop, _context: None)

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        with contextlib.suppress(OSError, EOFError, ssl.SSLError, asyncio.CancelledError):
            await _Session(server, reader, writer).run()
        writer.close()

    over = server.context if server.tls == "implicit" else None
    listening = loop.run_until_complete(asyncio.start_server(client, "127.0.0.1", 0, ssl=over))
    server.port = listening.sockets[0].getsockname()[1]
    ready.set()
    loop.run_forever()
    listening.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


class _Session:
    """One connection."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.secure = server.tls == "implicit"
        self.mail = ""
        self.recipients: list[str] = []
        #: What was said last.
        self.answered = b""

    async def run(self) -> None:
        """Greet, then answer commands until the client or the script ends it."""
        going = await self.answer("banner")
        while going:
            line = (await self.reader.readuntil(b"\n")).rstrip(b"\r\n")
            self.server.commands.append(line.decode("latin-1"))
            if not self.secure:
                self.server.clear.append(line.decode("latin-1"))
            step = _VERBS.get(line.split(b" ")[0].upper())
            if step is None:
                self.writer.write(b"500 what?\r\n")
                continue
            going = await self.take(step, line.decode("latin-1"))

    async def take(self, step: Step, line: str) -> bool:
        """One command."""
        if step == "mail":
            self.mail, self.recipients = _bare(line), []
        if step == "starttls":
            return await self.begin_tls()
        going = await self.answer(step)
        if step == "rcpt" and self.answered.startswith(b"2"):
            self.recipients.append(_bare(line))
        if step == "data" and going and self.answered.startswith(b"354"):
            return await self.message()
        return going and step != "quit"

    async def answer(self, step: Step, act: Act | None = None) -> bool:
        """Play the script's act, or give the usual answer. False when the connection is over."""
        act = self.server.play(step) if act is None else act
        if act.hang:
            self.answered = b""
            await self.reader.read(-1)
            return False
        self.answered = act.say if act.say is not None else self.usual(step)
        for piece in _pieces(self.answered, 1 if act.dribble else len(self.answered) or 1):
            self.writer.write(piece)
            await self.writer.drain()
        return self.end(act)

    def end(self, act: Act) -> bool:
        """End the connection as the act says."""
        if act.then == "reset":
            self.writer.transport.abort()
        elif act.then == "close":
            self.writer.close()
        return act.then == "stay"

    def usual(self, step: Step) -> bytes:
        """What a well-behaved server says."""
        if step != "ehlo":
            return _ANSWERS[step]
        offers = ["test.example", "SIZE 50000000", "DSN", "8BITMIME"]
        if self.server.tls == "starttls" and not self.secure:
            offers.append("STARTTLS")
        if self.server.asks_password and self.secure:
            offers.append("AUTH PLAIN LOGIN")
        lines = [f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"]
        return "".join(f"{line}\r\n" for line in lines).encode()

    async def begin_tls(self) -> bool:
        """Answer STARTTLS and change over, unless the script says otherwise."""
        act = self.server.play("starttls")
        if act.inject:
            self.writer.write(_ANSWERS["starttls"] + act.inject)
        elif not await self.answer("starttls", act):
            return False
        if act.say is not None:
            return True
        assert self.server.context is not None
        await self.writer.start_tls(self.server.context)
        self.secure = True
        return True

    async def message(self) -> bool:
        """Read the message to its dot, count it, answer."""
        body = self.server.play("body")
        data = await self.read(body)
        if data is None:
            return self.end(body)
        act = self.server.play("dot")
        reply = act.say if act.say is not None else _ANSWERS["dot"]
        commit = act.commit if act.commit is not None else reply.startswith(b"2")
        if commit:
            found = _MESSAGE_ID.search(data)
            name = found[1].decode() if found else ""
            item = Taken(message_id=name, mail=self.mail, recipients=tuple(self.recipients), data=data, tls=self.secure)
            self.server.taken.append(item)
        return await self.answer("dot", act)

    async def read(self, act: Act) -> bytes | None:
        """The message without its dot, or None when the script cuts it short."""
        data = b""
        while not data.endswith(b"\r\n.\r\n"):
            piece = await self.reader.read(512 if act.slow else 65536)
            if not piece:
                raise EOFError
            data += piece
            if act.slow:
                await asyncio.sleep(act.slow)
            if act != NORMAL and act.then != "stay" and len(data) >= act.after:
                return None
        return data[:-3].replace(b"\r\n..", b"\r\n.")


def _bare(line: str) -> str:
    """The address in a MAIL or RCPT line, without its options."""
    return line.partition("<")[2].partition(">")[0]


def _pieces(answer: bytes, size: int) -> list[bytes]:
    return [answer[at : at + size] for at in range(0, len(answer), size)]
