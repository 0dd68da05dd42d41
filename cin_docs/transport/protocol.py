"""What a relay is asked and what it answers. Failures are values that say where they happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Phase(StrEnum):
    """Where in the conversation with a relay an answer came, or failed to come."""

    #: Reaching the relay, its banner, its list of abilities.
    CONNECT = "connect"
    TLS = "tls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    #: The DATA command itself, before the first byte of the message.
    DATA = "data"
    #: The message and the dot that ends it. From here on the relay may hold a copy.
    DOT = "dot"


class Fault(StrEnum):
    """What went wrong when no usable reply code came."""

    UNREACHABLE = "unreachable"
    NO_ANSWER = "no answer in time"
    DROPPED = "connection dropped"
    MALFORMED = "answer not understood"
    NOT_OFFERED = "not offered"
    #: Self-signed, expired, or for another host.
    CERTIFICATE = "certificate not trusted"
    #: Words in clear were slipped in where only TLS may follow.
    INJECTED = "words in clear at STARTTLS"
    #: The address on the wire would not be the one approved.
    REWRITTEN = "address would be rewritten"
    #: Made in another mode than the home is in now.
    OTHER_MODE = "made in another mode"


class Verdict(StrEnum):
    """What an answer means for the dispatch."""

    #: The step is done; take the next.
    GO_ON = "go on"
    ACCEPTED = "accepted"
    #: Clearly not taken: try again later.
    QUEUED = "queued"
    #: Clearly refused for good.
    FAILED = "failed"
    #: A person must look first.
    HELD = "held"
    #: It may or may not have been taken.
    UNCERTAIN = "uncertain"
    #: Nothing can be sent with this account: the dispatch stays queued and the run ends.
    STOP = "stop the run"


#: Reply codes that speak of our account, whatever the command: it would fail every dispatch alike.
_ACCOUNT = frozenset({530, 534, 535, 538})
_SETTING_UP = frozenset({Phase.CONNECT, Phase.TLS, Phase.AUTH})


#: How a sentence goes on that begins with "The mail server".
_TROUBLE = {
    Fault.UNREACHABLE: "cannot be reached",
    Fault.NO_ANSWER: "does not answer",
    Fault.DROPPED: "breaks off the conversation",
    Fault.MALFORMED: "answers what nobody can understand",
    Fault.NOT_OFFERED: "offers no way to log in",
    Fault.CERTIFICATE: "shows a certificate that is not trusted: self-signed, expired or for another host",
    Fault.INJECTED: "or somebody before it slips in words in clear where TLS begins",
    Fault.REWRITTEN: "would get another address than the approved one",
    Fault.OTHER_MODE: "is not for copies that were made in another mode",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """One answer of a relay, or the lack of one."""

    phase: Phase
    #: The three-digit code; None when no reply that can be read came.
    code: int | None
    #: The relay's words, trimmed. They may quote an address: for people, never for events or logs.
    text: str = field(default="", repr=False)
    fault: Fault | None = None
    #: Where it was kept on this machine instead of leaving it; empty for what a mail server answered.
    kept: str = ""

    @property
    def verdict(self) -> Verdict:
        """What it means for the dispatch."""
        if self.fault in {Fault.REWRITTEN, Fault.OTHER_MODE}:
            return Verdict.HELD
        return judge(self.phase, self.code)

    @property
    def note(self) -> str:
        """Code and phase in a few words, without personal data: ``450 at rcpt``; or where it was kept."""
        if self.kept:
            return f"kept in {self.kept}"
        said = self.fault.value if self.fault is not None else str(self.code)
        return f"{said} at {self.phase}"

    @property
    def trouble(self) -> str:
        """What is wrong with the relay, in a sentence for people and without personal data."""
        if self.fault is None:
            return f"The mail server refuses its service: {self.code} at {self.phase}."
        if self.fault is Fault.NOT_OFFERED and self.phase is Phase.TLS:
            return "The mail server offers no TLS, and nothing is sent in clear."
        return f"The mail server {_TROUBLE[self.fault]}."

    @property
    def relay_is_down(self) -> bool:
        """Whether the relay could not be used at all, so that no other dispatch need try it now."""
        return self.phase in _SETTING_UP and self.verdict is not Verdict.GO_ON


def judge(phase: Phase, code: int | None) -> Verdict:
    """What a reply code in a phase means; None stands for no reply, or one that cannot be read.

    Before DATA nothing can have been taken, so every fault is a retry. After it only a clear 4xx is.
    """
    if phase in _SETTING_UP:
        return _judge_setting_up(phase, code)
    if phase in (Phase.MAIL, Phase.RCPT):
        return _judge_envelope(phase, code)
    return _judge_message(phase, code)


def _judge_setting_up(phase: Phase, code: int | None) -> Verdict:
    if code is None:
        return Verdict.QUEUED
    if _class(code) == 2:
        return Verdict.GO_ON
    # A refused password is refused for every dispatch; trying on could lock the account.
    if phase is Phase.AUTH and _class(code) == 5:
        return Verdict.STOP
    return Verdict.QUEUED


def _judge_envelope(phase: Phase, code: int | None) -> Verdict:
    if code in _ACCOUNT:
        return Verdict.STOP
    if phase is Phase.RCPT and code == 251:
        return Verdict.HELD
    match _class(code):
        case 2:
            return Verdict.GO_ON
        case 5:
            return Verdict.FAILED
        case _:
            return Verdict.QUEUED


def _judge_message(phase: Phase, code: int | None) -> Verdict:
    if phase is Phase.DATA and code == 354:
        return Verdict.GO_ON
    match _class(code):
        # A 2xx to the DATA command itself answers a question nobody asked: nothing was handed over yet.
        case 2 if phase is Phase.DOT:
            return Verdict.ACCEPTED
        case 4:
            return Verdict.QUEUED
        case 5:
            return Verdict.FAILED
        case _:
            return Verdict.UNCERTAIN


def _class(code: int | None) -> int | None:
    return code // 100 if code is not None and 100 <= code <= 599 else None


class Relay(Protocol):
    """A way out for messages. Steps are taken one by one, so that the caller can commit between them.

    No step raises for what a relay or a network does; each answers with a `Reply`.
    """

    @property
    def leaves(self) -> bool:
        """Whether what is accepted leaves this machine. Only then can it be evidence in a live home."""

    async def connect(self) -> Reply:
        """Be ready for a new message: connect, or clear what the last one left."""

    async def mail(self, sender: str, *, size: int, envid: str) -> Reply:
        """Begin a message of `size` bytes; `envid` is an opaque name that delivery reports quote."""

    async def rcpt(self, address: str) -> Reply:
        """Name the one recipient. The bytes on the wire are `address` exactly, or the answer is held."""

    async def data(self, message: bytes) -> Reply:
        """Hand the message over. CRLF line ends; dots are the relay's business."""

    async def close(self) -> None:
        """Say goodbye. Never raises for what the other side does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """What goes to one person in one envelope."""

    #: The dispatch's id; it is laid on the pile once.
    dispatch: str
    #: The cover sheet as PDF, shown in the window of the envelope; None for what was to go by e-mail and has none.
    cover: bytes | None = field(repr=False)
    #: The copies in the order they go in: neutral file names and bytes.
    copies: tuple[tuple[str, bytes], ...] = field(repr=False)
    #: Whose it is, for the index: the person's id and name, and the first line of the address.
    person: str = ""
    recipient: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    #: One page, as PDF, for the back of a sheet on which nothing is printed; None leaves the envelope out of the pile.
    blank: bytes | None = field(default=None, repr=False)


#: The piles, by the names of their folders in the outbox: letters to post, and copies that somebody hands over.
PRINT, HAND = "print", "hand"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piles:
    """The envelopes in the outbox. Each call raises OSError when a folder cannot be read or written."""

    #: The dispatches whose envelopes lie on any pile.
    lying: Callable[[], frozenset[str]]
    #: Lays an envelope on the pile of this name, unless it lies there.
    lay: Callable[[str, Envelope], object]
    #: Takes the envelopes of these dispatches off every pile.
    withdraw: Callable[[frozenset[str]], object]
    #: Binds those of these dispatches that lie there into a PDF for each pile; gives what was in the way, by dispatch.
    bind: Callable[[frozenset[str]], Mapping[str, str]]
    #: The dispatches that were bound into the piles' PDFs the last time.
    bound: Callable[[], frozenset[str]]
    #: Takes away each PDF that may hold anything but these dispatches. The only change that needs no lock.
    unbind: Callable[[frozenset[str]], object]
    #: Folders that are not as they were laid, and so are left out: of which dispatch ("" when nobody can say), and how.
    strays: Callable[[], tuple[tuple[str, str], ...]]
