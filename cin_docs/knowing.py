"""Every meeting that is known to have been held has its obligations opened, written up or not."""

from __future__ import annotations

from cin_docs.home.cases import case_refs, held_meetings, load_case, standard_for
from cin_docs.home.folder import Home
from cin_docs.ledger.protocol import Ledger
from cin_docs.model.case import Case
from cin_docs.model.meeting import Meeting
from cin_docs.model.record import MeetingRecord, Moment
from cin_docs.model.standard import Standard
from cin_docs.procedure.obligations import owed
from cin_docs.procedure.standards import label


def know(home: Home, ledger: Ledger, moment: Moment) -> tuple[str, ...]:
    """Open what is owed for every meeting known to be held, so that "never written" counts too.

    Gives the ids of meetings opened now. Meetings from before the home was in use are history.
    """
    opened = []
    known = {record.id for record in ledger.meetings()}
    since = home.settings.in_use_since
    for ref in case_refs(home):
        case = load_case(home, ref).value
        for meeting in held_meetings(home, case) if case else ():
            standard = standard_for(home, case, meeting.on) if case else None
            late = meeting.on > moment.on or (since is not None and meeting.on < since)
            if case is None or late or meeting.id in known or not isinstance(standard, Standard):
                continue
            obligations = owed(meeting, case, standard, home.calendar, home.settings.mode)
            ledger.open_meeting(record_of(home, meeting, case, standard, version=0), obligations, moment)
            opened.append(meeting.id)
    return tuple(opened)


def record_of(home: Home, meeting: Meeting, case: Case, standard: Standard, *, version: int) -> MeetingRecord:
    """The meeting's facts for the ledger; version 0 while nothing was submitted."""
    return MeetingRecord(
        id=meeting.id,
        case=case.ref,
        label=meeting.label,
        on=meeting.on,
        version=version,
        team=case.child.team,
        worker=case.lead,
        standard=label(standard),
        calendar=home.calendar.version,
        mode=home.settings.mode,
        facts={f"anchor {name}": day.isoformat() for name, day in case.anchors.items()},
    )
