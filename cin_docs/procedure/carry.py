"""The next meeting's notes, mostly written: open actions, needs, people and places as last time (`cin new`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cin_docs.model.case import Case
from cin_docs.model.meeting import Action, Kind, Marks, Meeting, Need, NextMeeting
from cin_docs.model.person import Side
from cin_docs.model.standard import ChairRule, Standard
from cin_docs.procedure import past
from cin_docs.procedure import yamlwrite as y
from cin_docs.procedure.calendar import WorkingCalendar
from cin_docs.procedure.obligations import meetings_due
from cin_docs.procedure.periods import after, in_short, in_words
from cin_docs.procedure.rules import chair as chairs
from cin_docs.procedure.timescale import printed

_STANDINGS = 'done | on track | {late: "why"} | {stopped: "why"} | {changed: "why", by: 2026-12-11}'
_DECISIONS = "continue | close | step down | strategy meeting"
_PURPOSE = {
    Kind.FIRST: "Agree a plan.",
    Kind.REVIEW: "Check the plan and decide what happens next.",
    Kind.EXTRAORDINARY: "",
    Kind.STRATEGY: "",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ahead:
    """What is known of the meeting to come."""

    case: Case
    standard: Standard
    calendar: WorkingCalendar
    #: Earlier meetings, oldest first.
    history: tuple[Meeting, ...]
    #: The one whose plan is in force.
    last: Meeting | None
    planned: NextMeeting | None
    kind: Kind
    #: Of a review; 1 otherwise.
    number: int
    on: date | None


def next_notes(
    case: Case,
    history: tuple[Meeting, ...],
    standard: Standard,
    calendar: WorkingCalendar,
    *,
    on: date | None = None,
    kind: str | None = None,
) -> str:
    """The prefilled notes of the next meeting as YAML text with comments.

    `kind` is first, review, extraordinary or strategy (raises ValueError for another); by default a first
    meeting until one was held, then a review under the next free number. `on` is the local date, by default
    the one that the last meeting set. What only the meeting can say is left empty, and is a finding until it
    is written.
    """
    earlier = tuple(sorted(history, key=lambda item: item.on))
    what = Kind(kind) if kind else (Kind.REVIEW if past.last_counted(earlier) else Kind.FIRST)
    planned = past.planned(earlier)
    ahead = _Ahead(
        case=case,
        standard=standard,
        calendar=calendar,
        history=earlier,
        last=past.in_force(earlier),
        planned=planned,
        kind=what,
        number=past.next_number(earlier) if what is Kind.REVIEW else 1,
        on=on or (planned.on if planned else None),
    )
    parts = (_opening, _agenda, _who, _progress, _needs, _words, _outcome)
    return "\n".join(line for part in parts for line in part(ahead)) + "\n"


def _opening(ahead: _Ahead) -> Iterator[str]:
    yield "# cin new wrote this. Change what is different; delete what was not discussed."
    number = f" {ahead.number}" if ahead.kind is Kind.REVIEW else ""
    yield y.entry("meeting", f"{ahead.kind.value}{number}", "the number comes from the case" if number else "")
    yield y.entry("date", ahead.on.isoformat() if ahead.on else "", "" if ahead.on else "for instance 2026-11-19")
    yield y.entry("time", y.quoted(time) if (time := _time(ahead)) else "", "" if time else 'in quotes: "14:00"')
    yield from _marked("place", _place(ahead), _place_marks(ahead))
    yield y.entry("chair", _chair(ahead), _must_chair(ahead))
    yield y.entry("minutes by", ahead.last.minute_taker if ahead.last else "")


def _agenda(ahead: _Ahead) -> Iterator[str]:
    """What falls due, as comments, and the purpose."""
    for item in meetings_due(ahead.case, ahead.history, ahead.standard, ahead.calendar):
        yield y.wrapped(f"{item.what.capitalize()} due by {in_short(item.due.on)}. {y.note(item.due.because[0], 400)}")
    if ahead.kind in {Kind.EXTRAORDINARY, Kind.STRATEGY}:
        yield y.entry("reason", "", "why it was called between reviews")
    purpose = _PURPOSE[ahead.kind]
    yield y.entry("purpose", purpose)


def _who(ahead: _Ahead) -> Iterator[str]:
    if ahead.last is None:
        everyone = [person.id for person in ahead.case.people]
        yield y.entry("present", "[]", f"who of {', '.join(everyone)}")
        yield y.entry("apologies", "{}", "{dad: working away}")
        return
    yield y.entry("present", y.listing(ahead.last.present), "as last time")
    away = sorted({*ahead.last.apologies, *ahead.last.absent})
    yield y.entry("apologies", "{}", f"last time not there: {', '.join(away)}" if away else "")
    yield y.entry("reports", "{}", "written reports of those who could not come: {housing: received 17 Nov}")


def _progress(ahead: _Ahead) -> Iterator[str]:
    """Every open action, to be answered: an empty one is a finding, so none is dropped without a word."""
    if ahead.last is None or not ahead.last.open_actions or ahead.kind is Kind.STRATEGY:
        return
    yield y.entry("progress", "", f"write after each: {_STANDINGS}")
    for _, action in ahead.last.open_actions:
        yield y.entry(action.id, "", _told(action, ahead.last), indent=2)


def _told(action: Action, last: Meeting) -> str:
    """What, who and when: "Sends the register to Dana. sen_lead, by 11 December 2026"."""
    return f"{action.what} {', '.join(action.owners)}, {printed(action, last)}"


def _needs(ahead: _Ahead) -> Iterator[str]:
    if ahead.kind is Kind.STRATEGY:
        return
    carried = ahead.last is not None and bool(ahead.last.open_actions)
    yield y.entry("needs", "", "new actions only; those above go on by themselves" if carried else "")
    for need in ahead.last.needs if ahead.last else ():
        yield from _need(need)
    if ahead.last is None or not ahead.last.needs:
        yield y.entry("- need", "", "what the child needs, in a sentence", indent=2)
        yield y.entry("why", "", indent=4)
        yield y.entry("outcome", "", "what will be different for the child", indent=4)
        yield y.entry("actions", "", indent=4)
    day = (ahead.on or date(2026, 12, 11)).isoformat()
    yield f"      # - {{what: Sends the form., who: {ahead.case.lead}, by: {day}}}"
    yield f"      # - {{what: Rings the school., who: {ahead.case.lead}, how often: every Monday}}"


def _need(need: Need) -> Iterator[str]:
    yield y.entry("- id", y.value(need.id), indent=2)
    yield y.block("need", need.need, indent=4)
    yield y.block("why", need.why, indent=4)
    yield y.block("outcome", need.outcome, indent=4)
    yield y.entry("review", "", f"last time: {need.review}" if need.review else "how it stands now", indent=4)
    yield from _marks(need.marks, indent=4)
    yield y.entry("actions", "", indent=4)


def _marks(marks: Marks, *, indent: int) -> Iterator[str]:
    if marks.only_for is not None:
        yield y.entry("for", y.listing(sorted(marks.only_for)), indent=indent)
    if marks.not_for:
        yield y.entry("not for", y.listing(sorted(marks.not_for)), indent=indent)


def _marked(key: str, text: str | None, marks: Marks | None) -> Iterator[str]:
    """A text as last time, with whom it was kept from."""
    if not text or not marks:
        yield y.block(key, text) if text else y.entry(key)
        return
    yield y.entry(key)
    yield y.block("text", text, indent=2)
    yield from _marks(marks, indent=2)


def _heard(ahead: _Ahead) -> list[str]:
    """Whose words are asked for: the family's, and not those of a child who is not born yet."""
    unborn = ahead.case.child.id if ahead.case.child.born is None else ""
    family = (person for person in ahead.case.people if person.side is not Side.PROFESSIONAL and not person.attends)
    return [person.id for person in family if person.id != unborn]


def _words(ahead: _Ahead) -> Iterator[str]:
    yield y.entry("said", "", "what each of them said, in their own words")
    yield from (y.entry(id, indent=2) for id in _heard(ahead))
    yield y.entry("what changed because of it")
    yield y.entry("information", "", 'what each agency reported: {nurse: {text: "…", not for: [dad]}}')
    yield y.entry("new information", "", "or none")
    yield y.entry("risk of harm")
    said = _visits(ahead)
    yield y.entry("visits", "", f"only if it changed; now {said}" if said else "how often at least: every 3 weeks")
    worse = "if things get worse"
    last = ahead.last
    yield from _marked(worse, last.contingency if last else None, last.marks.get((worse,)) if last else None)


def _outcome(ahead: _Ahead) -> Iterator[str]:
    first = ahead.kind is Kind.FIRST
    yield y.entry("decision", "start" if first else "", "" if first else _DECISIONS)
    yield y.entry("because")
    yield y.entry("agreed", "", "yes | no, and why | not asked")
    yield from (y.entry(id, indent=2) for id in _heard(ahead))
    yield y.entry("next", "", _next(ahead))
    yield y.entry("copies", "{not to: {}, also to: []}", "everyone else as the case file says")
    yield y.entry("questions", "[]")


def _next(ahead: _Ahead) -> str:
    example = '{date: 2026-12-17, time: "14:00", place: Brook House, chair: manager}'
    if ahead.on is None:
        return example
    rule = ahead.standard.reviews
    latest = after(ahead.on, rule.every or rule.maximum, ahead.calendar)
    return f"by {in_words(latest)}: {example.replace('2026-12-17', latest.isoformat())}"


def _time(ahead: _Ahead) -> str | None:
    return (ahead.planned.time if ahead.planned else None) or (ahead.last.time if ahead.last else None)


def _place(ahead: _Ahead) -> str | None:
    return (ahead.planned.place if ahead.planned else None) or (ahead.last.place if ahead.last else None)


def _place_marks(ahead: _Ahead) -> Marks | None:
    """Whom the place was kept from where it was written last."""
    if ahead.planned and ahead.planned.place:
        latest = max(ahead.history, key=lambda item: item.on)
        return latest.marks.get(("next",))
    return ahead.last.marks.get(("place",)) if ahead.last else None


def _chair(ahead: _Ahead) -> str:
    """The chair that was planned; else the only one who may; else as last time."""
    if ahead.planned and ahead.planned.chair:
        return ahead.planned.chair
    rules = chairs.rules_for(ahead.standard, ahead.number) if ahead.kind is Kind.REVIEW else ()
    if rules:
        able = chairs.who_may(rules, ahead.case)
        return able[0] if able else ""
    return (ahead.last.chair if ahead.last else None) or ""


def _must_chair(ahead: _Ahead) -> str:
    rules = chairs.rules_for(ahead.standard, ahead.number) if ahead.kind is Kind.REVIEW else ()
    return "; ".join(_chaired_by(rule, ahead) for rule in rules)


def _chaired_by(rule: ChairRule, ahead: _Ahead) -> str:
    verb = "must" if ahead.number == rule.every_nth else "should"
    able = ", ".join(chairs.who_may((rule,), ahead.case)) or "nobody in the case file"
    return f"review {ahead.number} {verb} be chaired by {' or '.join(role.title() for role in rule.roles)}: {able}"


def _visits(ahead: _Ahead) -> str | None:
    said = past.visits_said(ahead.last, ahead.history) if ahead.last else None
    return said[0] if said else None
