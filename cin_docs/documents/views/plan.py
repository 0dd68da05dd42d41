"""The plan as one reader may see it."""

from __future__ import annotations

from dataclasses import dataclass

from cin_docs.documents import printed
from cin_docs.documents.views import glass as look
from cin_docs.documents.views.glass import Glass, glass
from cin_docs.documents.views.parts import ActionRow, Answered, Fact, Head, NeedRow, PersonRow, ProgressRow, Said
from cin_docs.model.case import Case
from cin_docs.model.meeting import Meeting, SectionKind
from cin_docs.model.person import Person
from cin_docs.model.standard import Standard


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanView:
    """What the work is: why, what, when and by whom. Empty tuples and texts are left out of the page."""

    head: Head
    progress: tuple[ProgressRow, ...]
    needs: tuple[NeedRow, ...]
    #: Open actions of needs that are not, or no longer, in the plan.
    other_actions: tuple[ActionRow, ...]
    #: Family and team with what each provides, from whom and when.
    team: tuple[PersonRow, ...]
    #: Wishes, feelings and views, the child's own first as in the notes.
    views: tuple[Said, ...]
    changed: tuple[Said, ...]
    dissent: tuple[Said, ...]
    visits: str
    visits_because: str
    contingency: str
    decision: str
    ending: tuple[Fact, ...]
    agreement: tuple[Answered, ...]
    next: tuple[Fact, ...]


def plan_view(meeting: Meeting, case: Case, reader: Person, standard: Standard) -> PlanView:
    """The plan of `meeting` for `reader`: what they may not see is absent, and nothing of theirs is added."""
    seen = glass(meeting, case, reader, standard)
    visits = seen.shows("visits")
    return PlanView(
        head=look.head(seen, standard.words.get("plan", "Child in Need plan")),
        progress=look.progress(seen),
        needs=look.needs(seen, discussed=False),
        other_actions=look.other_actions(seen),
        team=_team(seen),
        views=look.said(seen, SectionKind.VIEWS),
        changed=look.said(seen, SectionKind.CHANGED),
        dissent=look.dissent(seen),
        visits=(meeting.visits or "") if visits else "",
        visits_because=(meeting.visits_because or "") if visits else "",
        contingency=seen.text("if things get worse", meeting.contingency),
        decision=printed.decision(meeting.decision) if meeting.decision else "",
        ending=look.ending(seen),
        agreement=_agreement(seen),
        next=look.next_meeting(seen),
    )


def _team(seen: Glass) -> tuple[PersonRow, ...]:
    services = {
        who.id: tuple(f"{service.what}, {service.when}" for service in who.services) for who in seen.case.people
    }
    around = (who.id for who in seen.case.people if who.id != seen.case.child.id)
    return look.rows(seen, around, services)


def _agreement(seen: Glass) -> tuple[Answered, ...]:
    answers = []
    for said in seen.meeting.agreed:
        who = look.label(seen, said.person)
        if not who or not seen.shows("agreed", said.person):
            continue
        note = said.note if said.note and seen.shows("agreed note", said.person) else ""
        answers.append(Answered(who=who, answer=printed.answer(said.answer, said.on), note=note))
    return tuple(answers)
