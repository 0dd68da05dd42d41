"""The minutes as one reader may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cin_docs.documents import printed
from cin_docs.documents.views import glass as look
from cin_docs.documents.views.glass import Glass, glass
from cin_docs.documents.views.parts import ActionRow, Fact, Head, NeedRow, PersonRow, ProgressRow, Said
from cin_docs.model.case import Case
from cin_docs.model.document import DocumentKind
from cin_docs.model.meeting import Meeting, SectionKind
from cin_docs.model.person import Person
from cin_docs.model.standard import Standard
from cin_docs.procedure.obligations import entitled


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionRow:
    """A correction to earlier minutes, with who disputes it."""

    of: str
    text: str
    disputed_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MinutesView:
    """What was said and decided. Empty tuples and texts are left out of the page."""

    head: Head
    present: tuple[PersonRow, ...]
    apologies: tuple[PersonRow, ...]
    #: Invited but absent, with the reason known.
    absent: tuple[PersonRow, ...]
    #: Written reports of those who could not come.
    reports: tuple[PersonRow, ...]
    prepared: tuple[PersonRow, ...]
    purpose: str
    corrections: tuple[CorrectionRow, ...]
    progress: tuple[ProgressRow, ...]
    views: tuple[Said, ...]
    changed: tuple[Said, ...]
    needs: tuple[NeedRow, ...]
    #: New actions of needs that are not in these minutes, and open ones of needs no longer in the plan.
    other_actions: tuple[ActionRow, ...]
    discussion: tuple[Said, ...]
    information: tuple[Said, ...]
    new_information: tuple[Said, ...]
    risk: tuple[Said, ...]
    decision: str
    because: str
    ending: tuple[Fact, ...]
    dissent: tuple[Said, ...]
    next: tuple[Fact, ...]
    #: Who receives which document.
    distribution: tuple[PersonRow, ...]


def minutes_view(meeting: Meeting, case: Case, reader: Person, standard: Standard) -> MinutesView:
    """The minutes of `meeting` for `reader`: what they may not see is absent, and nothing of theirs is added."""
    seen = glass(meeting, case, reader, standard)
    return MinutesView(
        head=_head(seen),
        present=_present(seen),
        apologies=look.noted(seen, "apologies", meeting.apologies),
        absent=look.noted(seen, "absent", meeting.absent),
        reports=look.noted(seen, "reports", meeting.reports),
        prepared=look.noted(seen, "prepared", meeting.prepared),
        purpose=seen.text("purpose", meeting.purpose),
        corrections=_corrections(seen),
        progress=look.progress(seen),
        views=look.said(seen, SectionKind.VIEWS),
        changed=look.said(seen, SectionKind.CHANGED),
        needs=look.needs(seen, discussed=True),
        other_actions=look.other_actions(seen),
        discussion=look.discussions(seen),
        information=look.said(seen, SectionKind.INFORMATION),
        new_information=look.said(seen, SectionKind.NEW_INFORMATION),
        risk=look.said(seen, SectionKind.RISK),
        decision=printed.decision(meeting.decision) if meeting.decision else "",
        because=seen.text("because", meeting.because),
        ending=look.ending(seen),
        dissent=look.dissent(seen),
        next=look.next_meeting(seen),
        distribution=_distribution(seen),
    )


def _head(seen: Glass) -> Head:
    meeting = seen.meeting
    more = (
        ("Time", meeting.time),
        ("Place", seen.text("place", meeting.place)),
        ("Chair", look.label(seen, meeting.chair) if seen.shows("chair") else ""),
        ("Minutes by", look.label(seen, meeting.minute_taker) if seen.shows("minutes by") else ""),
        ("Invitations sent", printed.day(meeting.invited_on) if meeting.invited_on else ""),
    )
    return look.head(seen, seen.standard.words.get("minutes", "Minutes of the Child in Need meeting"), more)


def _present(seen: Glass) -> tuple[PersonRow, ...]:
    """Those who were there; a note on who was there for part of it is filtered like the rest."""
    part, out = seen.meeting.part_only, seen.meeting.excluded
    here = tuple(dict.fromkeys((*seen.meeting.present, *part, *out)))
    notes = {id: (*_note(seen, "part only", id, part), *_note(seen, "excluded", id, out)) for id in here}
    return look.rows(seen, here, notes)


def _note(seen: Glass, name: str, id: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    said = {"part only": "For part of the meeting", "excluded": "Asked to leave for"}[name]
    return (f"{said}: {texts[id]}",) if id in texts and seen.shows(name, id) else ()


def _corrections(seen: Glass) -> tuple[CorrectionRow, ...]:
    return tuple(
        CorrectionRow(of=printed.day(item.meeting), text=item.text, disputed_by=look.credit_all(seen, item.disputed_by))
        for number, item in enumerate(seen.meeting.corrections)
        if seen.shows("correction", str(number))
    )


def _distribution(seen: Glass) -> tuple[PersonRow, ...]:
    """Who receives what, by the case file and this meeting's notes; channels and reasons are not printed."""
    names = {DocumentKind.PLAN: "plan", DocumentKind.MINUTES: "minutes"}
    gets = {
        item.person: (" and ".join(names[kind] for kind in item.documents).capitalize(),)
        for item in entitled(seen.meeting, seen.case)
        if item.documents and item.excused_because is None
    }
    return look.rows(seen, gets, gets)
