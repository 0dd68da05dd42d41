"""From the short ids of a file to the people of the case, and from marks to readers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from cin_docs.capture.found import Found
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Marks
from cin_docs.model.person import Person, Side

#: Where a file about several children speaks of one of them, and whom each of them must know: who leads and writes.
_OF_ONE = (("children",), ("needs",), ("progress",))
_OF_EACH = (("chair",), ("minutes by",), ("next",))

#: Words for many people at once, which are nobody in particular.
GROUPS = frozenset({"all", "everybody", "everyone", "parents", "family", "professionals", "agencies", "school", "team"})


def person(word: str, at: Path, case: Case, found: Found) -> str | None:
    """The id that `word` stands for; None, with a finding, when nobody of the case is meant.

    ``manager`` and ``lead practitioner`` stand for whoever the case names.
    """
    if not word:
        return None
    known = _known(word, case)
    if word in found.elsewhere and known is None and _about_all(at):
        return None
    if word in found.otherwise and _about_all(at):
        found.blocks(
            "same-id-other-person",
            at,
            f"`{word}` is one person for one of these children and somebody else for another, so nobody can say who "
            "is meant.",
            "Give one of the two another id in their case file, and write here which of them it is.",
        )
    if known is None:
        called = any(_answers_to(one, word) for one in case.people)
        sentence = "People are named by their ids here." if called else f"`{word}` is nobody in case {case.ref}."
        found.blocks("unknown-person", at, sentence, _remedy(word, case))
    return known


def people(words: Sequence[str], at: Path, case: Case, found: Found, *, owners: bool = False) -> tuple[str, ...]:
    """The ids that `words` stand for, each once and in their order; ``mum and dana`` is understood as two.

    Of `owners`, a word that is like nobody's id or name ("School", "Everyone") stays as it was written: the
    procedure refuses it, with its own sentence.
    """
    ids: list[str] = []
    for n, word in enumerate(words):
        parts = [part for part in re.split(r", *| and | & ", word) if part]
        if len(parts) > 1 and all(_known(part, case) for part in parts):
            ids.extend(str(_known(part, case)) for part in parts)
            continue
        if owners and len(parts) == 1 and _is_like_nobody(word, case):
            ids.append(word)
            continue
        id = person(word, (*at, n), case, found)
        if id is not None:
            ids.append(id)
    return tuple(dict.fromkeys(ids))


def people_with_words(words: Mapping[str, str], at: Path, case: Case, found: Found) -> dict[str, str]:
    """``{dad: working away}`` with its ids looked up."""
    pairs = ((person(word, (*at, word), case, found), text) for word, text in words.items())
    return {id: text for id, text in pairs if id is not None}


def marks(only: Sequence[str] | None, not_for: Sequence[str], at: Path, case: Case, found: Found) -> Marks:
    """Who may read an item. ``for: everyone`` becomes the ids of everybody in the case."""
    hidden = frozenset(people(not_for, (*at, "not for"), case, found))
    if only is None:
        return Marks(not_for=hidden)
    if list(only) == ["everyone"]:
        return Marks(only_for=frozenset(person.id for person in case.people), not_for=hidden)
    shown = frozenset(people(only, (*at, "for"), case, found))
    if both := sorted(shown & hidden):
        found.blocks(
            "for-and-not-for",
            (*at, "not for"),
            f"This is marked both for {listed(both, 'and')} and not for them.",
            "Take them out of one of the two.",
        )
    return Marks(only_for=shown, not_for=hidden)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The one of `known` most like `word`, or None when none is near."""
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return near[0] if near else None


def listed(words: Sequence[str], joint: str = "or") -> str:
    """``a, b or c``, each in backquotes; ``nobody`` when there are none."""
    if not words:
        return "nobody"
    *most, last = (f"`{word}`" for word in words)
    return f"{', '.join(most)} {joint} {last}" if most else last


def _known(word: str, case: Case) -> str | None:
    if case.knows(word):
        return word
    meant = {"manager": case.manager, "lead practitioner": case.lead, "lead": case.lead}.get(word)
    return meant if meant is not None and case.knows(meant) else None


def _about_all(at: Path) -> bool:
    """Whether what stands there speaks of every child of the file, so that it may name people of some of them only."""
    return at[:1] not in _OF_ONE and at[:1] not in _OF_EACH


def _is_like_nobody(word: str, case: Case) -> bool:
    near = _known(word, case) or nearest(word, [one.id for one in case.people])
    return not near and not any(_answers_to(one, word) for one in case.people)


def _remedy(word: str, case: Case) -> str:
    """Who could be meant. Says ids and roles, never names: a name may be protected."""
    called = [person for person in case.people if _answers_to(person, word)]
    if called:
        return f"Write the id of one person: {listed([person.id for person in called])}."
    ids = [person.id for person in case.people]
    near = nearest(word, ids)
    if near:
        return f"Did you mean `{near}` ({case.person(near).role})?"
    if word.lower() in GROUPS:
        return f"Name each person: {listed(_group(word.lower(), case), 'and')}."
    return f"The people of this case are {listed(ids, 'and')}. Add a new person to the case file first."


def _answers_to(person: Person, word: str) -> bool:
    """Whether `word` is the person's name, first name, role or agency."""
    names = {person.name, person.name.partition(" ")[0], person.role, person.agency or ""}
    return word.casefold() in {name.casefold() for name in names}


def _group(word: str, case: Case) -> list[str]:
    sides = {"parents": {Side.FAMILY}, "family": {Side.FAMILY, Side.CHILD}, "professionals": {Side.PROFESSIONAL}}
    wanted = sides.get(word, {Side.PROFESSIONAL} if word in {"agencies", "school", "team"} else set(Side))
    return [person.id for person in case.people if person.side in wanted]
