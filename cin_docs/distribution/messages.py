"""The bytes of one message to one person: built once, stored, approved and sent as they are.

Only the date is missing from them. A copy is approved days after it was made, and a mail program sorts by
date: with the day of its making it would arrive below mail that was read long ago. So the moment of sending
is put in front (`date_line`), and the approved bytes follow unchanged.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.header import Header, decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import format_datetime, formataddr, getaddresses

from cin_docs.distribution.address import LONGEST_NAME, domain_of, is_fit_name, is_strict
from cin_docs.errors import RefusedError

#: Every header an approved message carries, and no other. On the wire ``Date`` stands before them.
HEADERS = ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type")

_MEDIA = {
    "pdf": ("application", "pdf"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[A-Za-z0-9.-]+>")
# Base64 and quoted-printable never make "=_", so neither boundary nor slot can stand in a part by chance.
_SLOT = "=_slot-{number:04d}_="
_TEXT = policy.SMTP.clone(max_line_length=76)
# Headers are short and stay on one line: a folded From reads as empty to some relays.
_HEAD = policy.SMTP.clone(max_line_length=998)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A stamped file, encoded once; splicing it into a message costs a copy of bytes."""

    file_name: str
    #: Base64 in CRLF lines of 76.
    encoded: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who a message comes from: a mailbox that somebody reads, and the authority's name."""

    address: str
    #: In any script; `build` encodes it.
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadBack:
    """What a message says when it is read again."""

    to: str = field(repr=False)
    #: The address, and the name as a mail program shows it.
    sender: str
    sender_name: str
    subject: str
    message_id: str
    text: str = field(repr=False)
    #: File names with the SHA-256 of the decoded bytes, in hex.
    attachments: tuple[tuple[str, str], ...]


def attach(file_name: str, data: bytes) -> Attachment:
    """Encode a file. Raises `RefusedError` for a name that is not neutral or a kind that is never sent."""
    if not _FILE_NAME.fullmatch(file_name) or _suffix(file_name) not in _MEDIA:
        raise RefusedError("A copy's file name may hold only letters, digits, dots and dashes, and end in pdf or docx.")
    return Attachment(file_name=file_name, encoded=base64.encodebytes(data).replace(b"\n", b"\r\n"))


def message_id(key: bytes, *parts: str, sender: str) -> str:
    """The name of a message: a keyed hash of what identifies its rows, at the sender's domain.

    The same parts give the same name, so that a retry is known as one. It holds no personal data.
    """
    digest = hmac.new(key, "\x1f".join(("message", *parts)).encode(), hashlib.sha256).hexdigest()
    return f"<{digest[:32]}@{domain_of(sender)}>"


def envid(message_id: str) -> str:
    """The opaque envelope name that delivery reports quote: the hash in the message's name."""
    return message_id.strip("<>").partition("@")[0]


def build(
    *,
    sender: Sender,
    to: str,
    subject: str,
    text: str,
    attachments: Sequence[Attachment],
    message_id: str,
) -> bytes:
    """One message to one address, without a date: CRLF line ends, 7-bit, the same bytes for the same arguments.

    Raises `RefusedError` when an address is not strict, when a header would hold anything but plain
    printable text, or when the bytes do not read back as what went in.
    """
    _refuse_unsafe(sender, to, subject, message_id)
    _refuse_controls("the text", text, allowed="\n\t")
    skeleton = _skeleton(sender, to, subject, text, attachments, message_id)
    _compare(read_back(skeleton), sender, to, subject, text, message_id, [item.file_name for item in attachments])
    for number, item in enumerate(attachments):
        slot = _SLOT.format(number=number).encode() + b"\r\n"
        if skeleton.count(slot) != 1:
            raise RefusedError("A message could not be put together without doubt.")
        skeleton = skeleton.replace(slot, item.encoded)
    if header_names(skeleton) != HEADERS:
        raise RefusedError("A message came out with other headers than were put in.")
    return skeleton


def date_line(at: datetime) -> bytes:
    """The header that is put in front of the approved bytes when they leave: always of the same length.

    `at` has a time zone; the line is in UTC. A retry carries another date and the same Message-ID.
    """
    return f"Date: {format_datetime(at.astimezone(UTC))}\r\n".encode("ascii")


def header_names(message: bytes) -> tuple[str, ...]:
    """The names of a message's headers in order, read without its body."""
    return tuple(BytesHeaderParser(policy=policy.compat32).parsebytes(_head(message)).keys())


def recipient(message: bytes) -> str:
    """The address in the one To header. Raises `RefusedError` when there is not exactly one, alone and strict."""
    found = BytesHeaderParser(policy=policy.compat32).parsebytes(_head(message))
    others = [name for name in ("Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc") if name in found]
    to = [str(value) for value in found.get_all("To", [])]
    if others or len(to) != 1 or not is_strict(to[0]):
        raise RefusedError("A message must be to one person only.")
    return to[0]


def name_of(message: bytes) -> str:
    """The Message-ID as it stands; empty when there is none."""
    return str(BytesHeaderParser(policy=policy.compat32).parsebytes(_head(message)).get("Message-ID", ""))


def read_back(message: bytes) -> ReadBack:
    """Read a message, approved or sent, as a mail program would.

    Raises `RefusedError` when its headers are not the expected set.
    """
    if header_names(message) not in {HEADERS, ("Date", *HEADERS)}:
        raise RefusedError("A message has other headers than it should.")
    parsed = BytesParser(policy=policy.default).parsebytes(message)
    body = parsed.get_body(("plain",))
    name, address = _origin(message)
    return ReadBack(
        to=recipient(message),
        sender=address,
        sender_name=name,
        subject=str(parsed["Subject"]),
        message_id=name_of(message),
        text=str(body.get_content()).replace("\r\n", "\n") if body is not None else "",
        attachments=tuple(_attachments(parsed)),
    )


def _origin(message: bytes) -> tuple[str, str]:
    """Name and address of the one sender. The library's newer reader cuts a name at the ends of encoded words."""
    found = BytesHeaderParser(policy=policy.compat32).parsebytes(_head(message))
    senders = getaddresses([str(found["From"])])
    if len(senders) != 1:
        raise RefusedError("A message must come from one mailbox.")
    name, address = senders[0]
    return str(make_header(decode_header(name))), address


def _attachments(parsed: EmailMessage) -> list[tuple[str, str]]:
    found = []
    for part in parsed.iter_attachments():
        data = part.get_payload(decode=True)
        content = data if isinstance(data, bytes) else b""
        found.append((part.get_filename() or "", hashlib.sha256(content).hexdigest()))
    return found


def _skeleton(
    sender: Sender,
    to: str,
    subject: str,
    text: str,
    attachments: Sequence[Attachment],
    message_id: str,
) -> bytes:
    """The message with a slot where each attachment's bytes belong."""
    message = EmailMessage(policy=_HEAD)
    message["From"] = sender.address
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = message_id
    # Keeps out-of-office robots from answering a mailbox about a child (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = f'multipart/mixed; boundary="=_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"'
    body = EmailMessage(policy=_TEXT)
    body.set_content(text, cte="quoted-printable")
    message.set_payload([_part(body)])
    for number, item in enumerate(attachments):
        message.attach(_slot_part(item.file_name, number))
    _, _, rest = message.as_bytes(policy=_HEAD).partition(b"\r\n")
    return _from(sender) + b"\r\n" + rest


def _from(sender: Sender) -> bytes:
    """The From line. The library cuts a long name in other scripts wrongly, so that is encoded here, word by word."""
    name = " ".join(sender.name.split())
    if name.isascii():
        return f"From: {formataddr((name, sender.address))}".encode()
    encoded = Header(name, "utf-8", maxlinelen=75, header_name="From").encode(linesep="")
    return f"From: {encoded} <{sender.address}>".encode()


def _part(part: EmailMessage) -> EmailMessage:
    # Only the message itself carries the version header.
    del part["MIME-Version"]
    return part


def _slot_part(file_name: str, number: int) -> EmailMessage:
    part = EmailMessage(policy=_TEXT)
    maintype, subtype = _MEDIA[_suffix(file_name)]
    part["Content-Type"] = f"{maintype}/{subtype}"
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = f'attachment; filename="{file_name}"'
    part.set_payload(_SLOT.format(number=number) + "\n")
    return part


def _compare(
    found: ReadBack, sender: Sender, to: str, subject: str, text: str, message_id: str, files: list[str]
) -> None:
    same = (
        found.to == to
        and (found.sender, found.sender_name) == (sender.address, " ".join(sender.name.split()))
        and found.subject == subject
        and found.message_id == message_id
        and found.text.rstrip("\n") == text.rstrip("\n")
        and [name for name, _ in found.attachments] == files
    )
    if not same:
        raise RefusedError("A message does not read back as it was written.")


def _refuse_unsafe(sender: Sender, to: str, subject: str, message_id: str) -> None:
    if not is_strict(to) or not is_strict(sender.address):
        raise RefusedError("An e-mail address is not of the plain form name@place.uk.")
    if not subject.isascii() or not subject.strip() or len(subject) > 120:
        raise RefusedError("A subject must be one short line of plain letters.")
    if not _MESSAGE_ID.fullmatch(message_id):
        raise RefusedError("A message's name was not made by the program.")
    _refuse_controls("the subject", subject)
    if not is_fit_name(sender.name):
        raise RefusedError(
            "The authority's name cannot stand before an e-mail address.",
            f"Write `authority:` in cin.yaml in at most {LONGEST_NAME} ordinary letters, on one line.",
        )


def _refuse_controls(what: str, value: str, allowed: str = "") -> None:
    """Encoded words and line or control characters are how a header is smuggled in."""
    bad = [c for c in value if c not in allowed and unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    if bad or (not allowed and "=?" in value):
        raise RefusedError(f"A control character or an encoded word stands in {what} of a message.")


def _suffix(file_name: str) -> str:
    return file_name.rpartition(".")[2].lower()


def _head(message: bytes) -> bytes:
    return message[: message.find(b"\r\n\r\n") + 4]
