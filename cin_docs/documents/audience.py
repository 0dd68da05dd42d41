"""Who may see what. What a reader may not see is absent from the view, not hidden by a template."""

from __future__ import annotations

from dataclasses import dataclass

from cin_docs.documents.items import Item, Key, items
from cin_docs.documents.needles import surnames, told
from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Path, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.model.person import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """Something that a reader's view does not have."""

    key: Key
    #: In words that hold nothing of its content: "the discussion of n1".
    what: str
    because: str
    at: Path = ()


def withheld(meeting: Meeting, case: Case, reader: Person) -> tuple[Withheld, ...]:
    """Everything of `meeting` that `reader` may not see, with the reason, in the order of the notes.

    Nobody protected and nothing marked: nothing. A protected value is looked for in everything, so a
    text that holds one is withheld from that reader even where it is marked for them.
    """
    hidden = case.hidden_from(reader.id)
    guarded = kept_from(case)
    shared = shared_surnames(case)
    answers = (
        (item, _because(item, reader.id, guarded=reader.id in guarded) or _told(told(item.texts, hidden, shared)))
        for item in items(meeting, case)
    )
    return tuple(
        Withheld(key=item.key, what=item.what, because=because, at=item.at) for item, because in answers if because
    )


def undecided(meeting: Meeting, case: Case) -> tuple[Finding, ...]:
    """One piece of advice for each free text that nobody decided on for somebody it may have to be kept from."""
    findings = []
    for item in items(meeting, case):
        readers = [id for id in sorted(kept_from(case)) if _undecided(item, id)]
        if readers and item.key[0] == "section":
            findings.append(_advice(item, readers))
    return tuple(findings)


def kept_from(case: Case) -> frozenset[str]:
    """Ids of the people who need a decision for every free text.

    That is whoever something is hidden from. Of two who must have no contact with each other it is both, unless
    something is hidden from exactly one of them: then that one, whichever end the bar is written at.
    """
    return case.kept_away.union(*case.unsettled)


def shared_surnames(case: Case) -> frozenset[str]:
    """Surnames that several people of the case bear: a protected name is not given away by one of these alone."""
    return surnames(person.name for person in case.people)


def _because(item: Item, reader: str, *, guarded: bool) -> str | None:
    """The reason that marks or the lack of them give; None when the reader may see the item."""
    if not all(marks.admit(reader) for marks in item.marks):
        return f"marked as not for {reader}"
    if guarded and _undecided(item, reader):
        return f"nothing says whether {reader} may read it"
    return None


def _undecided(item: Item, reader: str) -> bool:
    decided = any(marks.decided_for(reader) for marks in item.marks)
    return item.free and item.by != reader and not decided


def _told(ids: tuple[str, ...]) -> str | None:
    return f"it holds {' and '.join(ids)}" if ids else None


def _advice(item: Item, readers: list[str]) -> Finding:
    names = " and ".join(readers)
    return Finding(
        code="undecided-section",
        severity=Severity.ADVICE,
        sentence=f"Nothing says whether {names} may read {item.what}, so it is left out of that copy.",
        remedy=f"Write `not for: [{', '.join(readers)}]` beside the text, or `for: everyone`.",
        at=item.at,
        rows=("G7", "P15"),
    )
