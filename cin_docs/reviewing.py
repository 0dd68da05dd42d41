"""What an approver is shown besides the preview itself: how its copies stand, what has to be ticked, and the page."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cin_docs.deciding import approvers_of
from cin_docs.errors import LedgerError
from cin_docs.home.folder import Home
from cin_docs.model.delivery import Event, Manifest, State
from cin_docs.model.document import Format
from cin_docs.model.languages import called
from cin_docs.model.person import Channel
from cin_docs.model.record import LONDON, MeetingRecord

if TYPE_CHECKING:
    from cin_docs.distribution.preview import Preview
    from cin_docs.distribution.review import Approved, CopyText, Standing, TextLine
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store

_WAYS = {
    Channel.EMAIL: "by e-mail",
    Channel.POST: "by post",
    Channel.HAND: "by hand",
    Channel.NONE: "no way is known",
}
_TEMPLATE, _STYLE = "html/review.html.j2", "style/review.css"


def standing(home: Home, ledger: Ledger, record: MeetingRecord, manifest: Manifest) -> Standing:
    """Who approved how many of the manifest's dispatches, how many are drafts still, and what has to be ticked for
    those: the manifest's own lines, and those that only somebody has to tick who first recorded a contact."""
    from cin_docs.distribution.review import Standing
    from cin_docs.distribution.submissions import own_contacts, recorders

    drafts = {one.id for one in ledger.dispatches(meeting=record.id, state=State.DRAFT)}
    drafts &= {row.dispatch for row in manifest.rows}
    known = recorders(ledger, record.case, manifest)
    others = approvers_of(home, record).everybody - {record.author, record.submitted_by}
    own = (ask for staff in sorted(others) for ask in own_contacts(manifest, known, staff))
    return Standing(
        approved=tuple(_approved(ledger, manifest)),
        drafts=len(drafts),
        asks=tuple(ask for ask in manifest.asks if ask.dispatch is None or ask.dispatch in drafts),
        own=tuple(ask for ask in own if ask.dispatch in drafts),
        held=would_be_held(home, ledger, record, manifest),
    )


def would_be_held(home: Home, ledger: Ledger, record: MeetingRecord, manifest: Manifest) -> dict[str, tuple[str, ...]]:
    """By dispatch that has still to leave, what would hold it now: a sentence with what to do, for each reason."""
    from cin_docs.distribution.foreseen import STILL_TO_LEAVE, foreseen
    from cin_docs.home.cases import load_case
    from cin_docs.home.translators import still_awaited

    waiting = {one.id for one in ledger.dispatches(meeting=record.id) if one.state in STILL_TO_LEAVE}
    case = load_case(home, record.case).value
    found: dict[str, list[str]] = {}
    for dispatch, one in (*foreseen(ledger, manifest), *(still_awaited(home, record, manifest, case) if case else ())):
        if dispatch in waiting:
            found.setdefault(dispatch, []).append(f"{one.sentence} {one.remedy}")
    return {dispatch: tuple(said) for dispatch, said in found.items()}


def awaiting(home: Home, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Each meeting and a sentence for every person whose copies cannot leave before a translator's file is there."""
    from cin_docs.distribution.foreseen import STILL_TO_LEAVE
    from cin_docs.home.cases import load_case
    from cin_docs.home.translators import still_awaited

    for record in ledger.meetings():
        manifest = ledger.manifest(record.manifest_digest) if record.manifest_digest else None
        everything = ledger.dispatches(meeting=record.id)
        open_ones = {one.id for one in everything if one.state in {*STILL_TO_LEAVE, State.HELD}}
        if manifest is None or open_ones.isdisjoint(row.dispatch for row in manifest.rows):
            continue
        case = load_case(home, record.case).value
        for dispatch, one in still_awaited(home, record, manifest, case) if case else ():
            if dispatch in open_ones:
                yield record.id, f"{one.sentence} {one.remedy}"


def page(
    home: Home,
    record: MeetingRecord,
    manifest: Manifest,
    shown: Preview,
    stands: Standing,
    *,
    store: Store,
    cin: str,
) -> str:
    """The whole preview as one HTML page that needs nothing else: no script, no picture, no network.

    `cin` is what people type to call the program. Raises `RenderError` when a template of the home's own asks for
    what is not there.
    """
    from cin_docs.distribution import review
    from cin_docs.documents import html, printed, sandbox

    style = sandbox.style_sheet(_STYLE, home.templates)
    texts = tuple(_texts(home, manifest, store))
    return sandbox.fill(
        _TEMPLATE,
        home.templates,
        style=style,
        # The page may use this very style sheet and load nothing: whatever a text in it says.
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        authority=home.settings.authority,
        banner=html.BANNER[shown.mode],
        record=record,
        manifest=manifest,
        shown=shown,
        stands=stands,
        table=review.matrix(shown),
        texts={line.person: [one for one in texts if one.reader == line.person] for line in shown.lines},
        ways={line.person: _WAYS[line.channel] for line in shown.lines},
        on=printed.weekday(shown.on),
        due=printed.weekday(shown.due) if shown.due else "",
        days=[printed.day(one.on) for one in stands.approved],
        command=review.command(shown.meeting, manifest.code, stands.asks, cin),
        gets=review.GETS,
        elsewhere=review.ELSEWHERE,
        veiled=review.VEILED,
    )


def _approved(ledger: Ledger, manifest: Manifest) -> Iterator[Approved]:
    from cin_docs.distribution.review import Approved
    from cin_docs.ledger.protocol import ALONE, IN_PLACE_OF

    details = {
        _when(event): event.detail for event in ledger.events(subject=manifest.meeting) if _is_of(event, manifest)
    }
    found = Counter(
        _when(event)
        for dispatch in dict.fromkeys(row.dispatch for row in manifest.rows)
        for event in ledger.events(subject=dispatch)
        if (event.from_state, event.to_state) == (State.DRAFT.value, State.APPROVED.value)
    )
    for (approver, on), number in sorted(found.items(), key=lambda one: one[0][1]):
        detail = details.get((approver, on), "")
        place = detail.removeprefix(IN_PLACE_OF) if detail.startswith(IN_PLACE_OF) else None
        yield Approved(approver=approver, on=on, dispatches=number, in_place_of=place, alone=detail == ALONE)


def _is_of(event: Event, manifest: Manifest) -> bool:
    return event.action == "approved" and json.loads(event.change).get("manifest") == manifest.digest


def _when(event: Event) -> tuple[str, date]:
    return event.actor, event.recorded_at.astimezone(LONDON).date()


def _texts(home: Home, manifest: Manifest, store: Store) -> Iterator[CopyText]:
    """The text of each copy, read back from the very bytes that would leave."""
    from cin_docs.distribution.review import CopyText, TextLine
    from cin_docs.documents.reading import docx_texts

    for row in manifest.rows:
        title = f"The {row.document.value}, {row.format.value.upper()}, copy {row.copy}"
        if row.translation is not None:
            title += f", in {called(row.translation)}, as the translator made it"
        try:
            data = store.get(row.file_digest)
        except LedgerError:
            lines = [TextLine(text="This copy is missing from the store. Run `cin verify`.")]
        else:
            if row.format is Format.PDF:
                lines = list(_printed(data, row.copy, home.settings.authority))
            else:
                lines = [TextLine(text=text) for text in docx_texts(data)]
        yield CopyText(reader=row.person, title=title, lines=tuple(lines))


def _printed(data: bytes, copy: str, authority: str) -> Iterator[TextLine]:
    """The words of a PDF without what runs at the head and foot of each page; what is larger than the most is bold."""
    from cin_docs.distribution.review import TextLine
    from cin_docs.documents.reading import sized_lines

    found = [_between(page, copy, authority) for page in sized_lines(data)]
    sizes = Counter(round(size, 1) for page in found for _, size in page)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    for page in found:
        for text, size in page:
            yield TextLine(text=text, bold=size > body + 0.5)


def _between(page: Sequence[tuple[str, float]], copy: str, authority: str) -> Sequence[tuple[str, float]]:
    """A page's lines between the mark of its copy and the foot, which begins with the authority's name."""
    marked = [line for line in page if not line[0].startswith(f"Copy {copy} ")]
    # The foot is two lines, and longer in large print; a line of the text that begins so is further up.
    last = [place for place, line in enumerate(marked) if place >= len(marked) - 4 and line[0].startswith(authority)]
    return marked[: last[-1]] if last else marked
