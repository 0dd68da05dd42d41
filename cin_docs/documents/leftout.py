"""Advice on what the notes leave out of whose copies: one finding for each text, for all its readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cin_docs.model.case import Case
from cin_docs.model.finding import Finding, Path, Place, Severity
from cin_docs.model.meeting import Meeting
from cin_docs.procedure.obligations import entitled

#: How the ids begin that stand for names around another child of the same meeting.
OTHER_CHILD = "other-child-"


def get_copies(meeting: Meeting, case: Case) -> frozenset[str]:
    """Ids of those who get a copy: from nobody else's is anything left out."""
    return frozenset(item.person for item in entitled(meeting, case) if item.excused_because is None)


def in_words(ids: Iterable[str]) -> str:
    """What a text holds, as people read it: ids of what is protected, and words for the ids that we made ourselves."""
    return " and ".join(dict.fromkeys(map(_in_words, ids)))


def _in_words(id: str) -> str:
    if not id.startswith(OTHER_CHILD):
        return id
    what = "the school of" if id.endswith(".school") else "a name from around"
    return f"{what} another child of this meeting"


def copies_of(readers: Iterable[str]) -> str:
    """``dad's copy``; ``the copies of dad and nan``."""
    names = list(readers)
    return f"{names[0]}'s copy" if len(names) == 1 else f"the copies of {listed(names)}"


def listed(names: list[str]) -> str:
    """``ava, ed and nan``."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def holding(found: Iterable[tuple[str, Path, Place | None, str, tuple[str, ...]]]) -> Iterator[Finding]:
    """One piece of advice for each text: from what it is, where it stands, a reader without it, and what it holds."""
    texts: dict[Path, tuple[str, Place | None, dict[str, None], dict[str, None]]] = {}
    for what, at, place, reader, ids in found:
        _, _, readers, held = texts.setdefault(at, (what, place, {}, {}))
        readers[reader] = None
        held.update(dict.fromkeys(ids))
    for at, (what, place, everybody, held) in texts.items():
        names, said = list(everybody), in_words(held)
        yield Finding(
            code="protected-value-left-out",
            severity=Severity.ADVICE,
            sentence=f"{what[:1].upper()}{what[1:]} holds {said}, so it is left out of {copies_of(names)}.",
            remedy=f"Reword it without that if {listed(names)} should read it, "
            f"or write `not for: [{', '.join(names)}]`.",
            at=at,
            place=place,
            rows=("G7", "P15"),
        )


def undecided_for(found: Iterable[tuple[str, Path, str]]) -> Iterator[Finding]:
    """The same for texts of which nothing says whether somebody may read them: what, where, and a reader."""
    texts: dict[Path, tuple[str, dict[str, None]]] = {}
    for what, at, reader in found:
        texts.setdefault(at, (what, {}))[1][reader] = None
    for at, (what, everybody) in texts.items():
        names = list(everybody)
        yield Finding(
            code="undecided-section",
            severity=Severity.ADVICE,
            sentence=f"Nothing says whether {listed(names)} may read {what}, so it is left out of "
            f"{'that copy' if len(names) == 1 else 'those copies'}.",
            remedy=f"Write `not for: [{', '.join(names)}]` beside the text, or `for: everyone`.",
            at=at,
            rows=("G7", "P15"),
        )
