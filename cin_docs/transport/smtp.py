"""A mail relay, spoken to over verified TLS with aiosmtplib, one message and one recipient at a time."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable
from pathlib import Path

import aiosmtplib
from aiosmtplib.email import quote_address

from cin_docs.errors import HomeError
from cin_docs.transport.protocol import Fault, Phase, Reply, Verdict
from cin_docs.transport.settings import SmtpSettings

_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")
_LEADING_DOT = re.compile(rb"(?m)^\.")
_LONGEST_TEXT = 200


class SmtpRelay:
    """A connection that is made when it is first needed and reused for the messages that follow.

    Raises `HomeError` when the file of certificates to trust cannot be read.

    `aiosmtplib.SMTP.data` sends the command, the message and the dot in one go and raises alike for all
    three. Here the command is given by itself and the message written after the 354, so that an answer
    always says which of them it answers.
    """

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._tls = _verifying(settings.ca_file)
        self._client: aiosmtplib.SMTP | None = None

    @property
    def leaves(self) -> bool:
        """Mail given to a relay leaves this machine."""
        return True

    async def connect(self) -> Reply:
        """Connect, begin TLS and log in; or, on a connection already made, clear what the last message left."""
        if self._client is not None and self._client.is_connected:
            reply = await self._ask(Phase.CONNECT, b"RSET", patience=self._settings.timeouts.command)
            if reply.verdict is Verdict.GO_ON:
                return reply
            await self.close()
        reply = await self._reach()
        for step in (self._begin_tls, self._log_in):
            if reply.verdict is not Verdict.GO_ON:
                self._drop()
                return reply
            reply = await step()
        if reply.verdict is not Verdict.GO_ON:
            self._drop()
        return reply

    async def mail(self, sender: str, *, size: int, envid: str) -> Reply:
        """MAIL FROM, with the size and a name for delivery reports where the relay knows these."""
        options = []
        if self._offers("size"):
            options.append(f"SIZE={size}")
        if self._offers("dsn"):
            options += ["RET=HDRS", f"ENVID={envid}"]
        return await self._envelope(Phase.MAIL, sender, options)

    async def rcpt(self, address: str) -> Reply:
        """RCPT TO with exactly this address; the relay is asked to report what becomes of the message."""
        options = ["NOTIFY=SUCCESS,FAILURE,DELAY"] if self._offers("dsn") else []
        return await self._envelope(Phase.RCPT, address, options)

    async def data(self, message: bytes) -> Reply:
        """DATA, the message, the dot. Waits for the reply as long as RFC 5321 says, and for the transfer."""
        timeouts = self._settings.timeouts
        reply = await self._ask(Phase.DATA, b"DATA", patience=timeouts.data)
        client = self._client
        if reply.verdict is not Verdict.GO_ON or client is None:
            return reply
        protocol = client.protocol
        if protocol is None:
            return self._lost(Phase.DOT, Fault.DROPPED)

        async def give() -> aiosmtplib.SMTPResponse:
            protocol.write(_on_the_wire(message))
            return await protocol.read_response(timeout=timeouts.dot + len(message) / timeouts.slowest)

        return await self._answer(Phase.DOT, give())

    async def close(self) -> None:
        """Say QUIT, wait a little for the answer, and hang up."""
        client = self._client
        if client is not None and client.is_connected:
            await self._ask(Phase.CONNECT, b"QUIT", patience=self._settings.timeouts.quit)
        self._drop()
        # A socket is given back only when the loop comes round to it, and the loop may end after this.
        for _ in range(5):
            await asyncio.sleep(0)

    async def _reach(self) -> Reply:
        settings = self._settings
        implicit = settings.tls == "implicit"
        self._client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeouts.command,
            local_hostname=settings.hello,
            use_tls=implicit,
            # STARTTLS is asked for by `_begin_tls`, as a step with an answer of its own; never "if offered".
            start_tls=False,
            tls_context=self._tls,
        )
        reply = await self._answer(Phase.CONNECT, self._client.connect(timeout=settings.timeouts.connect))
        if reply.verdict is not Verdict.GO_ON:
            return reply
        return await self._answer(Phase.CONNECT, self._client.ehlo())

    async def _begin_tls(self) -> Reply:
        client = self._client
        if client is None:
            return self._lost(Phase.TLS, Fault.DROPPED)
        if self._settings.tls == "starttls":
            if not client.supports_extension("starttls"):
                return Reply(phase=Phase.TLS, code=None, fault=Fault.NOT_OFFERED)
            reply = await self._start_tls(client)
            if reply.verdict is not Verdict.GO_ON:
                return reply
        # Believed only when the connection itself says so, before the password or a name is spoken.
        if not client.is_connected or client.get_transport_info("sslcontext") is not self._tls:
            return self._lost(Phase.TLS, Fault.DROPPED)
        return await self._answer(Phase.TLS, client.ehlo())

    async def _start_tls(self, client: aiosmtplib.SMTP) -> Reply:
        """STARTTLS, refused when anything in clear came with or after the 220 (RFC 3207, section 6).

        aiosmtplib throws such words away; whoever put them there is still on the line.
        """
        protocol = client.protocol
        if protocol is None:
            return self._lost(Phase.TLS, Fault.DROPPED)
        clear: list[bytes] = []
        received = protocol.data_received

        def listen(data: bytes) -> None:
            clear.append(data)
            received(data)

        vars(protocol)["data_received"] = listen
        try:
            reply = await self._answer(Phase.TLS, client.starttls(timeout=self._settings.timeouts.command))
        finally:
            vars(protocol).pop("data_received", None)
        if _more_than_a_reply(b"".join(clear)):
            return self._lost(Phase.TLS, Fault.INJECTED)
        return reply

    async def _log_in(self) -> Reply:
        """Log in by one way only: a password refused three times over can lock the account."""
        client, user = self._client, self._settings.user
        if user is None:
            return Reply(phase=Phase.AUTH, code=235)
        if client is None:
            return self._lost(Phase.AUTH, Fault.DROPPED)
        ways = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
        password = self._settings.password.reveal() if self._settings.password is not None else ""
        for name, way in ways.items():
            if name in client.server_auth_methods:
                return await self._answer(Phase.AUTH, way(user, password))
        return Reply(phase=Phase.AUTH, code=None, fault=Fault.NOT_OFFERED)

    async def _envelope(self, phase: Phase, address: str, options: list[str]) -> Reply:
        """MAIL or RCPT. An address that aiosmtplib would send as another one never leaves."""
        if _as_sent(address) != address:
            return Reply(phase=phase, code=None, fault=Fault.REWRITTEN)
        client = self._client
        if client is None:
            return self._lost(phase, Fault.DROPPED)
        timeout = self._settings.timeouts.command
        if phase is Phase.MAIL:
            return await self._answer(phase, client.mail(address, options=options, timeout=timeout))
        return await self._answer(phase, client.rcpt(address, options=options, timeout=timeout))

    async def _ask(self, phase: Phase, command: bytes, *, patience: float) -> Reply:
        if self._client is None:
            return self._lost(phase, Fault.DROPPED)
        return await self._answer(phase, self._client.execute_command(command, timeout=patience))

    async def _answer(self, phase: Phase, call: Awaitable[aiosmtplib.SMTPResponse]) -> Reply:
        """Wait for an answer and turn whatever comes, or fails to come, into a value.

        A connection on which an answer is missing is never used again: the next answer could be the last one's.
        """
        try:
            response = await call
        except aiosmtplib.SMTPResponseException as error:
            return self._said(phase, error.code, error.message)
        except aiosmtplib.SMTPException as error:
            return self._lost(phase, _fault(error))
        except ssl.SSLError:
            return self._lost(Phase.TLS, Fault.CERTIFICATE)
        except UnicodeError:
            # A host name that cannot be one.
            return self._lost(phase, Fault.UNREACHABLE)
        except (OSError, EOFError):
            return self._lost(phase, Fault.DROPPED)
        return self._said(phase, response.code, response.message)

    def _said(self, phase: Phase, code: int, words: str) -> Reply:
        text = _UNPRINTABLE.sub(" ", words)[:_LONGEST_TEXT]
        if not 200 <= code <= 599:
            self._drop()
            return Reply(phase=phase, code=None, text=text, fault=Fault.MALFORMED)
        if code == 421:
            self._drop()
        return Reply(phase=phase, code=code, text=text)

    def _lost(self, phase: Phase, fault: Fault) -> Reply:
        self._drop()
        return Reply(phase=Phase.TLS if fault is Fault.CERTIFICATE else phase, code=None, fault=fault)

    def _drop(self) -> None:
        """Cut the connection. A mere close would go on handing over what is still in the buffer."""
        client, self._client = self._client, None
        if client is None:
            return
        transport = client.transport
        client.close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    def _offers(self, extension: str) -> bool:
        return self._client is not None and self._client.supports_extension(extension)


def _verifying(ca_file: Path | None) -> ssl.SSLContext:
    """A context that checks the certificate and the host name. Raises `HomeError` for an unreadable file."""
    context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError):
            raise HomeError(
                f"The file of trusted certificates {ca_file} cannot be read.", "Name a PEM file in the settings."
            ) from None
    return context


def _as_sent(address: str) -> str | None:
    """The address as aiosmtplib would put it on the wire; None when it would refuse."""
    try:
        return quote_address(address)[1:-1]
    except ValueError:
        return None


def _on_the_wire(message: bytes) -> bytes:
    """The message with its dots doubled and the final dot. The message already has CRLF line ends."""
    if message.startswith(b".") or b"\n." in message:
        message = _LEADING_DOT.sub(b"..", message)
    end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
    return message + end


def _more_than_a_reply(received: bytes) -> bool:
    """Whether anything stands after the last line of the first reply."""
    while b"\n" in received:
        line, _, received = received.partition(b"\n")
        if line[3:4] != b"-":
            return bool(received)
    return False


def _fault(error: aiosmtplib.SMTPException) -> Fault:
    """Which fault an exception without a reply code stands for."""
    if isinstance(error.__cause__, ssl.SSLError):
        return Fault.CERTIFICATE
    if isinstance(error, aiosmtplib.SMTPTimeoutError):
        return Fault.NO_ANSWER
    if isinstance(error, aiosmtplib.SMTPConnectError):
        return Fault.UNREACHABLE
    return Fault.DROPPED
