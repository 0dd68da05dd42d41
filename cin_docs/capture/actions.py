"""Needs with their actions, and how the actions of the last plan stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cin_docs.capture.found import Found
from cin_docs.capture.names import listed, marks, nearest, people
from cin_docs.capture.notes_format import STANDINGS, ActionForm, NeedForm, ProgressForm
from cin_docs.capture.sections import section
from cin_docs.capture.values import day, timescale
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Action, Marks, Meeting, Need, Progress, SectionKind, Status

#: Standings that say nothing without a reason.
REASONED = frozenset({Status.LATE, Status.STOPPED, Status.CHANGED})


@dataclass(slots=True)
class Ids:
    """Ids that are taken, and the next free ones."""

    letter: str
    taken: set[str]

    def allot(self) -> str:
        """The id after the highest one taken."""
        numbers = (re.fullmatch(rf"{self.letter}(\d{{1,6}})", id) for id in self.taken)
        id = f"{self.letter}{max((int(number[1]) for number in numbers if number), default=0) + 1}"
        self.taken.add(id)
        return id


def needs(
    forms: Iterable[NeedForm], at: Path, case: Case, previous: Meeting | None, used: Iterable[str], found: Found
) -> tuple[Need, ...]:
    """The needs below `at`. Ids left out are given after the highest of the case; the same need keeps its id."""
    forms = tuple(forms)
    old = previous.needs if previous else ()
    carried = {action.id for _, action in _all_actions(previous)} | set(used)
    action_ids = Ids("a", carried | {action.id for form in forms for action in form.actions if action.id})
    need_ids = Ids("n", {need.id for need in old} | {form.id for form in forms if form.id})
    by_words = {_words(need.need): need.id for need in old}
    before = {need.id: need.marks for need in old}
    kept = _kept_by_words(previous)
    seen: set[str] = set()
    made = []
    for n, form in enumerate(forms):
        here = (*at, n)
        id = form.id or _unless(by_words.get(_words(form.need)), seen) or need_ids.allot()
        _once(id, seen, (*here, "id"), found)
        need = _need(form, id, here, case, found, action_ids, carried, seen, kept)
        made.append(replace(need, marks=_kept(form, before.get(id, Marks()), here, case, found)))
    return tuple(made)


def _need(
    form: NeedForm,
    id: str,
    at: Path,
    case: Case,
    found: Found,
    ids: Ids,
    carried: set[str],
    seen: set[str],
    kept: Mapping[str, Marks],
) -> Need:
    actions = []
    for n, written in enumerate(form.actions):
        here = (*at, "actions", n)
        action_id = written.id or ids.allot()
        if written.id in carried:
            found.blocks(
                "id-twice",
                (*here, "id"),
                f"`{written.id}` already belongs to an action of an earlier plan.",
                "Leave `id` out here; say how the old action stands under `progress`.",
            )
        _once(action_id, seen, (*here, "id"), found)
        actions.append(_action(written, action_id, here, case, found, kept))
    discussed = form.discussed
    return Need(
        id=id,
        need=form.need.strip(),
        why=form.why.strip(),
        outcome=form.outcome.strip(),
        review=form.review.strip() if form.review else None,
        discussion=section(discussed, SectionKind.DISCUSSION, None, (*at, "discussed"), case, found)
        if discussed
        else None,
        actions=tuple(actions),
        at=at,
    )


def _kept_by_words(previous: Meeting | None) -> dict[str, Marks]:
    """From whom each action of the last plan was kept, by its words: one that is written again is still that one."""
    needs = {need.id: need.marks for need in previous.needs} if previous else {}
    kept: dict[str, Marks] = {}
    for need, action in _all_actions(previous):
        marks = action.marks.under(needs.get(need or "", Marks()))
        kept[_words(action.what)] = marks.under(kept.get(_words(action.what), Marks()))
    return kept


def _action(form: ActionForm, id: str, at: Path, case: Case, found: Found, kept: Mapping[str, Marks]) -> Action:
    return Action(
        id=id,
        what=form.what.strip(),
        owners=people(form.who, (*at, "who"), case, found, owners=True),
        by=timescale(form.by, (*at, "by"), found),
        how_often=form.how_often,
        until=day(form.until, (*at, "until"), found) if form.until else None,
        marks=_kept(form, kept.get(_words(form.what), Marks()), at, case, found),
        at=at,
    )


def progress(
    forms: dict[str, ProgressForm], at: Path, case: Case, previous: Meeting | None, found: Found
) -> tuple[Progress, ...]:
    """How each open action of the last plan stands. One that is not mentioned is a breach."""
    last = {action.id: (need, action) for need, action in previous.open_actions} if previous else {}
    # What was kept from somebody in the last plan, by its need or by itself, stays so in the next.
    hidden = {need.id: need.marks for need in previous.needs} if previous else {}
    last = {
        id: (need, replace(action, marks=action.marks.under(hidden.get(need or "", Marks()))))
        for id, (need, action) in last.items()
    }
    made = []
    for id, form in forms.items():
        here = (*at, id)
        need, action = last.get(id, (None, None))
        action = action or _told(id, form, here, case)
        if action is None:
            _unknown(id, here, previous, tuple(last), found)
            continue
        made.append(_standing(form, action, need, here, case, found))
    for id in last:
        if id not in forms:
            found.breach(
                "action-dropped",
                (*at, id),
                f"Action `{id}` of the last plan is not mentioned.",
                f"Say how it stands: `{id}: done`, or `{id}: {{stopped: why}}`.",
            )
    return tuple(made)


def _standing(form: ProgressForm, action: Action, need: str | None, at: Path, case: Case, found: Found) -> Progress:
    said = {word: getattr(form, word.replace(" ", "_")) for word in STANDINGS}
    chosen = [word for word, note in said.items() if note is not None]
    if len(chosen) != 1:
        found.blocks(
            "one-standing",
            at,
            f"Action `{action.id}` needs exactly one word for how it stands.",
            f"Write one of {listed(STANDINGS)}.",
        )
    status = Status(chosen[0]) if chosen else Status.ON_TRACK
    note = (said[chosen[0]] or "").strip() if chosen else ""
    if status in REASONED and not note and len(chosen) == 1:
        found.blocks(
            "reason-missing",
            at,
            f"`{status.value}` needs a reason.",
            f'Write `{action.id}: {{{status.value}: "why"}}`.',
        )
    seen_by = _kept(form, action.marks, at, case, found)
    return Progress(
        action=replace(_carried(form, action, status, at, case, found), marks=seen_by),
        before=action,
        need=need,
        status=status,
        note=note or None,
        marks=seen_by,
        at=at,
    )


def _kept(form: NeedForm | ActionForm | ProgressForm, before: Marks, at: Path, case: Case, found: Found) -> Marks:
    """Marks as written, added to those of the last plan: only ``for`` lifts what was kept from somebody."""
    written = marks(form.for_, form.not_for, at, case, found)
    return written.under(before) if form.for_ is None else written


def _carried(form: ProgressForm, action: Action, status: Status, at: Path, case: Case, found: Found) -> Action:
    """The action as it goes on: the words of the last plan, with what this meeting changed."""
    if form.by or form.how_often:
        until = day(form.until, (*at, "until"), found) if form.until else None
        action = replace(action, by=timescale(form.by, (*at, "by"), found), how_often=form.how_often, until=until)
    elif form.until:
        action = replace(action, until=day(form.until, (*at, "until"), found))
    who = people(form.who, (*at, "who"), case, found, owners=True) if form.who else action.owners
    return replace(action, what=(form.what or action.what).strip(), owners=who, status=status, at=at)


def _told(id: str, form: ProgressForm, at: Path, case: Case) -> Action | None:
    """An action of a plan made before this software was used: told whole under ``progress``."""
    if not (form.what and form.who and (form.by or form.how_often)):
        return None
    return Action(id=id, what=form.what, owners=people(form.who, (*at, "who"), case, Found()), at=at)


def _unknown(id: str, at: Path, previous: Meeting | None, open_ids: tuple[str, ...], found: Found) -> None:
    near = nearest(id, open_ids)
    closed = previous is not None and any(id == item.action.id for item in previous.progress)
    if closed and id not in open_ids:
        remedy = "It ended at an earlier meeting: take this line out."
    elif near:
        remedy = f"Did you mean `{near}`?"
    elif open_ids:
        remedy = f"The open actions are {listed(open_ids, 'and')}."
    else:
        remedy = "The last plan left none open. One from before this software is told whole: what, who, by."
    found.blocks("unknown-action", at, f"`{id}` is not an open action of the last plan.", remedy)


def _all_actions(meeting: Meeting | None) -> Iterator[tuple[str | None, Action]]:
    if meeting is not None:
        yield from ((item.need, item.action) for item in meeting.progress)
        yield from ((need.id, action) for need in meeting.needs for action in need.actions)


def _once(id: str, seen: set[str], at: Path, found: Found) -> None:
    if id in seen:
        found.blocks("id-twice", at, f"`{id}` is used twice in this file.", "Leave `id` out; one is given.")
    seen.add(id)


def _words(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _unless(id: str | None, seen: set[str]) -> str | None:
    return None if id in seen else id
