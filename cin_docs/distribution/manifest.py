"""The ids of copies and dispatches, and the manifest that binds them."""

from __future__ import annotations

import hashlib
import hmac

from cin_docs.documents.places import identity
from cin_docs.model.delivery import Manifest, ManifestRow
from cin_docs.model.document import DocumentKind, Format
from cin_docs.model.person import Channel

#: Crockford's base 32: no I, L, O or U, so that a code survives being read out.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def keyed_hash(key: bytes, *parts: str) -> str:
    """HMAC-SHA-256 in hex over `parts`, kept apart by a separator no text here can hold."""
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def place_hash(key: bytes, channel: Channel, address: str) -> str | None:
    """The keyed hash of where a copy goes, however the address is written; None for a worker's hand."""
    addressed = channel in {Channel.EMAIL, Channel.POST}
    return keyed_hash(key, "place", channel.value, identity(channel, address)) if addressed else None


def short_code(key: bytes, *parts: str, length: int = 8) -> str:
    """A short opaque code for `parts`. It tells nothing of how many others there are."""
    number = int(keyed_hash(key, *parts)[:20], 16)
    return "".join(_LETTERS[(number >> (5 * place)) & 31] for place in range(length))


def dispatch_id(key: bytes, meeting: str, version: int, person: str) -> str:
    """The id of one person's message or envelope, for instance ``D-7K3F9QXB``."""
    return "D-" + short_code(key, "dispatch", meeting, str(version), person)


def copy_id(
    key: bytes,
    meeting: str,
    version: int,
    person: str,
    document: DocumentKind,
    form: Format = Format.PDF,
    *,
    translation: str | None = None,
) -> str:
    """The copy number printed on every page. Numbers in a row would tell a reader that others are hidden."""
    what = (document.value, form.value) if translation is None else (document.value, form.value, translation)
    return "C-" + short_code(key, "copy", meeting, str(version), person, *what)


def rows_of(manifest: Manifest, dispatch: str) -> tuple[ManifestRow, ...]:
    """The copies that travel in one dispatch, in the manifest's order."""
    return tuple(row for row in manifest.rows if row.dispatch == dispatch)
