"""Persons from what a case file or the agencies directory says of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from cin_docs.capture.cases_format import ChildForm, PersonForm, ReachedForm
from cin_docs.capture.circumstances import circumstances
from cin_docs.capture.contacts import UNBORN, contact, gets_nothing, receives
from cin_docs.capture.found import Found
from cin_docs.capture.kinds import choice
from cin_docs.capture.names import listed, nearest
from cin_docs.capture.values import yes
from cin_docs.model.finding import Path
from cin_docs.model.person import Channel, Contact, Person, Service, Side

_ID = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)
#: What a case may add to what the directory says of a professional.
_ADDED = {
    *("from_", "receives", "because", "no_contact_with", "parental_responsibility", "provides"),
    *("attends", "unknown_to", "also", "shares_with"),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)


def proper_id(id: str, at: Path, found: Found) -> None:
    """An id is a short word in small letters, because it is typed again and again."""
    if not _ID.fullmatch(id):
        found.blocks(
            "odd-id", at, f"`{id}` is not an id.", "Write a short word in small letters, such as mum or sen_lead."
        )


def person_of(
    id: str,
    form: ReachedForm,
    side: Side,
    agency: str | None,
    at: Path,
    found: Found,
    *,
    name: str | None = None,
    silent: bool = False,
) -> Person:
    """A person with name, role, contact and needs; what only a case can say is left as it is for everybody."""
    for key, value, example in (("name", form.name or name, "Kim Marsh"), ("is", form.is_, "mother")):
        if not value and not (key == "is" and side is Side.CHILD):
            found.blocks("missing-key", (*at, key), f"`{key}` is missing from `{id}`.", f"Write `{key}: {example}`.")
    if side is not Side.PROFESSIONAL:
        _in_order(id, form.name or name or "", at, found)
    return Person(
        id=id,
        name=form.name or name or "",
        role=form.is_ or ("child" if side is Side.CHILD else ""),
        side=side,
        agency=agency,
        services=tuple(Service(what=item.what, when=item.when) for item in form.provides),
        contact=contact(form, at, found, silent=silent or gets_nothing(form)),
        language=language(form.language, (*at, "language"), found),
        interpreter=bool(yes(form.interpreter, (*at, "interpreter"), found)),
        large_print=bool(yes(form.large_print, (*at, "large print"), found)),
        word=bool(yes(form.word, (*at, "word"), found)),
        at=at,
    )


def _in_order(id: str, name: str, at: Path, found: Found) -> None:
    """A name stands as it is said: one that is turned round is found in no text, and reads oddly on an envelope."""
    if "," in name:
        found.blocks(
            "name-turned-round",
            (*at, "name"),
            f"The name of `{id}` has a comma in it.",
            "Write it as it is said, first name first: Kim Marsh. Titles and remarks belong elsewhere.",
        )


def roster(
    forms: Mapping[str, PersonForm], child: ChildForm, directory: Mapping[str, Person], found: Found
) -> tuple[Person, ...]:
    """Everybody of a case in the order of the file; ids they point at are not looked up yet.

    The child belongs to the case even when `people` does not name them: then nothing is known of a channel.
    """
    people = []
    unborn = is_unborn(child)
    for id, form in forms.items():
        at = ("people", id)
        proper_id(id, at, found)
        person = _from_directory(id, form, directory, at, found) if form.from_ else _own(id, form, child, at, found)
        if person is not None:
            people.append(_with_case(person, form, at, found, unborn=unborn and id == child.id))
    if child.id and child.id not in forms:
        people.insert(0, _child(child, found))
    return tuple(people)


def _child(child: ChildForm, found: Found) -> Person:
    """The child whom `people` does not name."""
    nobody = Person(
        id=child.id,
        name=child.name,
        role="child",
        side=Side.CHILD,
        contact=Contact(channel=Channel.NONE),
        at=("child",),
    )
    _in_order(child.id, child.name, ("child",), found)
    if is_unborn(child):
        return replace(nobody, receives=(), receives_nothing_because=UNBORN)
    found.advice(
        "child-without-channel",
        ("child", "id"),
        "Nothing says how the child's own copy travels.",
        f"Write `{child.id}: {{by: hand, via: dana}}` under `people`, with who hands it over.",
    )
    return nobody


def language(tag: str | None, at: Path, found: Found) -> str:
    """A language tag; English when nothing is written."""
    if tag and not _LANGUAGE.fullmatch(tag):
        found.blocks("not-a-language", at, f"`{tag}` is not a language tag.", "Write en, cy, ur, pl, ro or the like.")
    return tag or "en"


def _own(id: str, form: PersonForm, child: ChildForm, at: Path, found: Found) -> Person:
    if id == child.id:
        return person_of(id, form, Side.CHILD, form.agency, at, found, name=child.name, silent=is_unborn(child))
    stated = choice(Side, form.side, (*at, "side"), found) if form.side else None
    side = stated or (Side.PROFESSIONAL if form.agency else Side.FAMILY)
    return person_of(id, form, side, form.agency, at, found)


def _from_directory(
    id: str, form: PersonForm, directory: Mapping[str, Person], at: Path, found: Found
) -> Person | None:
    if form.from_ != "agencies":
        found.blocks("unknown-word", (*at, "from"), f"`{form.from_}` is not a directory.", "Write `from: agencies`.")
    if id not in directory:
        near = nearest(id, list(directory))
        remedy = (
            f"Did you mean `{near}`?"
            if near
            else f"It holds {listed(sorted(directory), 'and')}."
            if directory
            else ("The directory is empty or was not found; write the person's name, role and e-mail address here.")
        )
        found.blocks("unknown-person", at, f"`{id}` is not in the agencies directory.", remedy)
        return None
    for key in sorted(form.model_fields_set - _ADDED):
        name = key.rstrip("_").replace("_", " ")
        found.blocks(
            "from-directory",
            (*at, name),
            f"`{name}` of `{id}` comes from the agencies directory.",
            "Take it out here; or take out `from: agencies` and write everything about this person.",
        )
    services = tuple(Service(what=item.what, when=item.when) for item in form.provides)
    return replace(directory[id], at=at, services=directory[id].services + services)


def is_unborn(child: ChildForm) -> bool:
    """Whether the case file knows an expected day of birth and no other."""
    return bool(child.expected and not child.born)


def _with_case(person: Person, form: PersonForm, at: Path, found: Found, *, unborn: bool) -> Person:
    documents, nothing_because = receives(form, at, found, unborn=unborn)
    whole = replace(
        person,
        parental_responsibility=yes(form.parental_responsibility, (*at, "parental responsibility"), found),
        no_contact_with=frozenset(form.no_contact_with),
        receives=documents,
        receives_nothing_because=nothing_because,
    )
    return circumstances(whole, form, at, found)
