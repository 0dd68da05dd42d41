"""The keys of a notes file, version 1. `notes` gives them their meaning."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from cin_docs.capture.form import Form, Markable, Pairs, Text, Texts, Words, key, pairs, some

#: How an action can stand, as written under ``progress``.
STANDINGS = ("done", "on track", "late", "stopped", "changed")
#: What a person can say to the plan, as written under ``agreed``.
ANSWERS = ("yes", "no", "not asked", "later")


def _stands(value: Any) -> Any:
    if isinstance(value, str):
        return {value: ""} if value else {}
    return value


def _answered(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = next((word for word in ANSWERS if value == word or value.startswith((f"{word} ", f"{word},"))), value)
    return {word: value[len(word) :].lstrip(", ")} if word else {}


def _said_how_often(value: Any) -> Any:
    return {"how often": value} if isinstance(value, str) else value


class ActionForm(Markable):
    """One action of the plan."""

    id: str | None = key("the action's id for life; left out, it is given one", "a4")
    what: str = key("what will be done", "Walks Leo to the breakfast club.", needed=True)
    who: Words = key("who will do it; the first leads", "mum", needed=True)
    by: str | None = key("the day by which it is done, or next meeting", "2026-12-11")
    how_often: str | None = key("how often, for what is done again and again", "every Monday")
    until: str | None = key("the last day of something done again and again", "2026-12-18")


class NeedForm(Markable):
    """One need and what is done about it."""

    id: str | None = key("the need's id; left out, it is given one", "n1")
    need: str = key("what the child needs, in a sentence", "Leo misses school on Mondays.", needed=True)
    why: str = key("why it is in the plan", "9 Mondays missed since September.", needed=True)
    outcome: str = key("what will be different for the child", "Leo is at school every Monday.", needed=True)
    review: str | None = key("how we will know, or how it stands now", "4 of the last 6 Mondays attended.")
    discussed: Text | None = key("what was said about it, for the minutes", "Mum said mornings are easier.")
    actions: list[ActionForm] = some("what will be done about it", "- {what: Rings mum., who: dana, by: 2026-12-11}")


class ProgressForm(Markable):
    """How one action of the last plan stands."""

    #: What may stand alone in place of the keys.
    words: ClassVar = STANDINGS

    done: str | None = key("it was done", "attended 6 of 6")
    on_track: str | None = key("it goes on as planned", "")
    late: str | None = key("it is late, and why", "Form lost in the post")
    stopped: str | None = key("it ended, and why", "School now does this")
    changed: str | None = key("it goes on in another way, and why", "Gran does the walk now")
    what: str | None = key("the new words of a changed action", "Walks Leo to the bus.")
    who: Words | None = key("who does a changed action", "gran")
    by: str | None = key("the new date", "2026-12-11")
    how_often: str | None = key("the new frequency", "every Tuesday")
    until: str | None = key("the last day of something done again and again", "2026-12-18")


class AgreedForm(Markable):
    """What one person said to the plan."""

    #: What may stand alone in place of the keys.
    words: ClassVar = ANSWERS

    yes: str | None = key("agreed", "")
    no: str | None = key("did not agree, and why", "Disagrees about the school run")
    not_asked: str | None = key("was not asked, and why", "")
    later: str | None = key("agreed later, and on which day", "2026-11-25")


class VisitsForm(Markable):
    """How often the child is visited."""

    how_often: str = key("how often the child is visited at least", "every 3 weeks", needed=True)
    because: str | None = key("why it is this often", "Mum asked for shorter gaps")


class NextForm(Markable):
    """The next meeting."""

    date: str = key("its date", "2026-12-17", needed=True)
    time: str | None = key("when it starts, in quotation marks", '"14:00"')
    place: str | None = key("where it is", "Brook House")
    chair: str | None = key("who chairs it", "dana")


class LongerForm(Markable):
    """A decision for a longer time between reviews."""

    interval: str = key("the time between reviews", "10 weeks", needed=True)
    agreed_by: str = key("who decided on it", "the multi-agency group", needed=True)
    because: str = key("why", "Steady progress since July", needed=True)


class AssessmentForm(Markable):
    """What happened to the assessment."""

    updated: str | None = key("the day it was updated", "2026-11-10")
    asked: str | None = key("why the manager asks for a new one", "New partner in the home")


class CorrectionForm(Markable):
    """A correction to earlier minutes."""

    meeting: str = key("the date of the meeting whose minutes are corrected", "2026-10-08", needed=True)
    text: str = key("what is right", "Gran was there, not aunt May.", needed=True)
    disputed_by: Words = some("who does not agree with the correction", "[dad]")


class CopiesForm(Form):
    """Who gets a copy otherwise than usual."""

    not_to: Pairs = pairs("who gets no copy this time, and why", "{dad: Asked not to have one}")
    also_to: Words = some("who gets one besides the usual people", "[gran]")


class PlanForm(Form):
    """What a plan and its minutes say about one child."""

    progress: Annotated[
        dict[str, Annotated[ProgressForm, BeforeValidator(_stands)]], BeforeValidator(lambda value: value or {})
    ] = pairs("how each open action stands", "{a1: done}")
    needs: Annotated[list[NeedForm], BeforeValidator(lambda value: value or [])] = some(
        "the needs, each with its actions", "- need: Leo misses school on Mondays."
    )
    said: dict[str, Text] = pairs("what child and parents said", "{leo: I like breakfast club.}")
    what_changed_because_of_it: Text | None = key("what changed because of what they said", "Walking, not the bus.")
    information: dict[str, Text] = pairs("what each agency reported", "{nurse: Weight is steady.}")
    discussion: Text | None = key("what was talked about besides the needs", "School run.")
    new_information: Text | None = key("what is new, and what is done about it; or none", "none")
    risk_of_harm: Text | None = key("whether there is a risk of harm", "No new concern.")
    visits: Annotated[VisitsForm, BeforeValidator(_said_how_often)] | None = key(
        "how often the child is visited at least", "every 3 weeks"
    )
    if_things_get_worse: Text | None = key("what happens then", "Mum rings duty; Dana visits the next working day.")
    decision: str | None = key("what was decided", "continue")
    because: Text | None = key("why", "Attendance better, housing not settled.")
    disagreed: Texts = pairs("who disagreed with the decision, and why", "{dad: Wants it closed}")
    agreed: dict[str, Annotated[AgreedForm, BeforeValidator(_answered)]] = pairs(
        "what each person said to the plan", "{mum: yes, dad: not asked}"
    )
    next: NextForm | None = key("the next meeting", '{date: 2026-12-17, time: "14:00", place: Brook House}')
    review_every: LongerForm | None = key("a decision for a longer time between reviews", "{interval: 10 weeks}")
    ends: str | None = key("the day the plan ends, when it closes", "2026-11-19")
    step_down: Text | None = key("how the step-down process was followed", "Early Help plan agreed with school")
    assessment: AssessmentForm | None = key("whether the assessment was updated", "{updated: 2026-11-10}")
    corrections: list[CorrectionForm] = some("corrections to earlier minutes", "- {meeting: 2026-10-08, text: ...}")
    copies: CopiesForm | None = key("who gets a copy otherwise than usual", "{also to: [gran]}")


class ChildForm(PlanForm):
    """What is different for one of several children of a meeting."""


class NotesForm(PlanForm):
    """A whole notes file."""

    meeting: str = key("first, review and its number, extraordinary or strategy", "review 2", needed=True)
    case: str | None = key("the case's reference; needed in the inbox only", "MAR-2041")
    date: str = key("the day of the meeting", "2026-11-19", needed=True)
    time: str | None = key("when it started, in quotation marks", '"14:00"')
    place: Text | None = key("where it was", "Brook House")
    held: str | None = key("not held, abandoned or inquorate; left out when it was held", "not held")
    reason: Text | None = key("why it was not held, broke off, or was called between reviews", "Chair taken ill")
    counts: str | None = key("no, when the meeting will be repeated under the same number", "no")
    without_family: Text | None = key("why it was held without the family", "Mum asked us to go ahead")
    chair: str | None = key("who chaired it", "dana")
    minutes_by: str = key("who took the minutes", "priya", needed=True)
    present: Words = some("who was there", "[mum, leo, dana]")
    apologies: Texts = pairs("who sent apologies, and why", "{dad: working away}")
    absent: Texts = pairs("who was invited but did not come, and why", "{gran: No answer}")
    part_only: Texts = pairs("who was there for a part, and for which", "{leo: the first ten minutes}")
    excluded: Texts = pairs("who was asked to leave for a part, and for which", "{dad: the talk about housing}")
    reports: Texts = pairs("who sent a written report, and when it came", "{housing: received 17 Nov}")
    invited: str | None = key("the day the invitations went out", "2026-11-05")
    prepared: Texts = pairs("how each person was prepared", "{mum: Dana rang on 16 Nov}")
    purpose: Text | None = key("what the meeting was for", "Check the plan and decide what happens next.")
    hold: str | None = key("a manager's reason to hold all copies back", "Police enquiry; Tom Ashe")
    questions: Words = some("what the lead practitioner still has to answer", "[Who collects Leo?]")
    children: dict[str, ChildForm] = pairs("a plan for each of several children, by case", "{MAR-2042: {needs: ...}}")
