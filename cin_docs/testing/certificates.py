"""Certificates for servers that tests start: a good one and the ways one can be bad. Needs trustme."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """How a server's certificate is."""

    GOOD = "good"
    #: Signed by nobody the client trusts.
    SELF_SIGNED = "self-signed"
    EXPIRED = "expired"
    WRONG_HOST = "wrong host"


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """What a server shows, and the file a client is told to trust."""

    context: ssl.SSLContext
    ca_file: Path


def certificate(kind: Kind, folder: Path, host: str = "localhost") -> Certificate:
    """A certificate of this kind for a server on `host`; the authority's file is written into `folder`.

    Raises ImportError where trustme, a package for development, is not installed.
    """
    import trustme  # noqa: PLC0415 - a development package: the module must load without it

    trusted, stranger = trustme.CA(), trustme.CA()
    path = folder / f"ca-{kind.replace(' ', '-')}.pem"
    trusted.cert_pem.write_to_path(path)
    issuer = stranger if kind is Kind.SELF_SIGNED else trusted
    name = "elsewhere.example" if kind is Kind.WRONG_HOST else host
    if kind is Kind.EXPIRED:
        issued = issuer.issue_cert(
            name, not_before=datetime(2020, 1, 1, tzinfo=UTC), not_after=datetime(2021, 1, 1, tzinfo=UTC)
        )
    else:
        issued = issuer.issue_cert(name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return Certificate(context=context, ca_file=path)
