"""What goes in front of a person's copies: a sheet for post and hand, a text for e-mail.

Nothing in it names anybody but the recipient and the sending authority: not the child, not the case's people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from cin_docs.documents import html, pdf, printed, sandbox
from cin_docs.documents.marks import Mark
from cin_docs.documents.stamp import stamp_pdf
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.model.languages import called

#: What a document is called on a cover: no name of a child and no word of a case's nature.
_CALLED = {DocumentKind.PLAN: "The plan", DocumentKind.MINUTES: "The minutes"}


def cover_sheet(
    *,
    recipient: str,
    address: str | None,
    via: str | None,
    documents: Sequence[DocumentKind],
    on: date,
    mark: Mark,
    authority: str,
    reply_to: str,
    mode: Mode,
    templates: tuple[Path, ...],
    large_print: bool = False,
    child: bool = False,
    telephone: str | None = None,
    return_address: str | None = None,
    replaces: str | None = None,
    translated: Mapping[DocumentKind, str] | None = None,
) -> bytes:
    """The PDF that lies on top of a person's copies, stamped with their mark.

    `address` is the postal address, shown in the window of an envelope (None by hand); `via` the worker who
    hands it over (None by post), for whom a receipt to be signed stands at the foot; `on` the day of the meeting,
    local; `reply_to` how to reach the sender; `child` says that the child reads it; `telephone` and `return_address`
    are the office's; `replaces` says in a sentence, without its full stop, which earlier version this one
    replaces; `translated` the language of the translation that goes with a document.
    """
    page = sandbox.fill(
        "html/cover.html.j2",
        templates,
        recipient=recipient,
        address=tuple(address.splitlines()) if address else (),
        via=via or "",
        documents=_listed(documents, translated or {}),
        on=printed.day(on),
        on_iso=on.isoformat(),
        authority=authority,
        reply_to=reply_to,
        banner=html.BANNER[mode],
        large_print=large_print,
        child=child,
        telephone=telephone or "",
        replaces=replaces or "",
        return_address=tuple(return_address.splitlines()) if return_address and address else (),
        dispatch=mark.copy,
    )
    return stamp_pdf(pdf.primed(page, templates=templates), mark)


def blank_side(*, dispatch: str, recipient: str, templates: tuple[Path, ...]) -> bytes:
    """A PDF of one page for the back of a sheet on which nothing is printed: it says whose set it lies in."""
    page = sandbox.fill("html/blank.html.j2", templates, dispatch=dispatch, recipient=recipient)
    return pdf.primed(page, templates=templates)


def cover_text(
    *,
    recipient: str,
    documents: Sequence[DocumentKind],
    on: date,
    case: str,
    authority: str,
    reply_to: str,
    mode: Mode,
    templates: tuple[Path, ...],
    child: bool = False,
    telephone: str | None = None,
    replaces: str | None = None,
    translated: Mapping[DocumentKind, str] | None = None,
) -> tuple[str, str]:
    """The subject and body of the e-mail that carries a person's copies, as plain text.

    The subject holds the day and fixed English words only: plain letters, whatever the authority is called. The
    body holds the recipient's own name and the case reference. `replaces` as for the sheet.
    """
    banner = html.BANNER[mode]
    body = sandbox.fill(
        "email/cover.txt.j2",
        templates,
        escape=False,
        recipient=recipient,
        documents=_listed(documents, translated or {}),
        on=printed.day(on),
        case=case,
        authority=authority,
        reply_to=reply_to,
        banner=banner,
        child=child,
        telephone=telephone or "",
        replaces=replaces or "",
    )
    subject = f"Your copy from the meeting of {printed.day(on)}"
    return f"{banner}: {subject}" if banner else subject, body.strip() + "\n"


def _listed(documents: Sequence[DocumentKind], translated: Mapping[DocumentKind, str]) -> tuple[str, ...]:
    return tuple(
        name
        for kind in documents
        for name in (
            _CALLED[kind],
            *([f"{_CALLED[kind]}, in {called(translated[kind])}"] if kind in translated else []),
        )
    )
