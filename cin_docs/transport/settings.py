"""What is needed to reach a mail relay."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cin_docs.transport.secret import Secret


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """Seconds to wait, after RFC 5321 section 4.5.3.2: shorter ones manufacture uncertainty."""

    connect: float = 60.0
    #: For the reply to EHLO, AUTH, MAIL, RCPT and RSET.
    command: float = 300.0
    #: For the reply to the DATA command.
    data: float = 120.0
    #: For the reply after the dot, with the time the message itself takes added.
    dot: float = 600.0
    #: For the reply to QUIT, which nothing depends on.
    quit: float = 5.0
    #: Bytes a second below which a connection is too slow to wait for.
    slowest: float = 8_192.0


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpSettings:
    """A relay and the account on it. TLS is not optional: there is no setting for none."""

    host: str
    port: int = 587
    #: ``starttls`` upgrades a clear connection before anything is said; ``implicit`` begins with TLS.
    tls: Literal["starttls", "implicit"] = "starttls"
    user: str | None = field(default=None, repr=False)
    password: Secret | None = None
    #: A file of certificates to trust besides the system's, for a relay with the authority's own.
    ca_file: Path | None = None
    #: The name said in EHLO. None: this machine's own.
    hello: str | None = None
    timeouts: Timeouts = Timeouts()
