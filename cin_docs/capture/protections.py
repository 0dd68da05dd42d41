"""What is kept from whom, as the case file says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cin_docs.capture.cases_format import ProtectedForm
from cin_docs.capture.found import Found
from cin_docs.capture.kinds import choice
from cin_docs.capture.names import people, person
from cin_docs.capture.sameness import same_value, squeezed
from cin_docs.capture.unknown import of_the_unknown
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.person import ProtectedKind, Protection

#: Words that stand for a value nobody knows. The search would look for the word and protect nothing.
_NOTHING = frozenset({"confidential", "n/a", "na", "nil", "none", "not known", "tba", "tbc", "unknown", "withheld"})
#: What a value must look like to be searched for, and how one is written.
_LOOKS = {
    ProtectedKind.PHONE: (re.compile(r"(?:\D*\d){6}"), "a telephone number", "07700 900123"),
    ProtectedKind.POSTCODE: (
        re.compile(r"\s*[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\s*", re.IGNORECASE),
        "a postcode",
        "EM4 2QT",
    ),
    ProtectedKind.EMAIL: (re.compile(r"[^@]*\w[^@]*@[^@]*\w[^@]*"), "an e-mail address", "kim.marsh@post.example"),
}
#: Kinds of which the person's own value is protected beside another that is written out.
_OWN = (ProtectedKind.ADDRESS, ProtectedKind.PHONE, ProtectedKind.EMAIL)


def protections(forms: Iterable[ProtectedForm], case: Case, found: Found) -> tuple[Protection, ...]:
    """Every protection of the case. One that cannot be understood blocks; none is left out in silence."""
    made: list[Protection] = []
    seen: set[str] = set()
    for n, form in enumerate(forms):
        item = _protection(form, ("protected", n), case, found)
        if item is None:
            continue
        if not form.id:
            item = _numbered(item, made)
            if any(_says_it_all(one, item) for one in made):
                continue
        if item.id in seen:
            found.blocks("id-twice", item.at, f"`{item.id}` is listed twice.", "Give this one an `id` of its own.")
        seen.add(item.id)
        made.append(item)
    made += owned(made, case)
    return (*made, *of_the_unknown(made, case))


def _numbered(item: Protection, made: Iterable[Protection]) -> Protection:
    """The entry under an id of its own where it is an earlier one's value in other words: each is looked for."""
    same = [
        one
        for one in made
        if (one.of, one.kind) == (item.of, item.kind) and same_value(item.kind, one.value, item.value)
    ]
    return replace(item, id=f"{item.id}.{len(same) + 1}") if same else item


def _says_it_all(earlier: Protection, item: Protection) -> bool:
    """Whether an earlier entry keeps the very same value from the same people: a second one adds noise alone."""
    same = (earlier.of, earlier.kind, squeezed(earlier.value)) == (item.of, item.kind, squeezed(item.value))
    return same and item.hidden_from <= earlier.hidden_from


def _protection(form: ProtectedForm, at: Path, case: Case, found: Found) -> Protection | None:
    of = person(form.of, (*at, "of"), case, found)
    kind = choice(ProtectedKind, form.kind, (*at, "kind"), found) if form.kind else None
    hidden_from = people(form.from_, (*at, "from"), case, found)
    for name, written in (("of", [form.of]), ("kind", [form.kind]), ("from", form.from_)):
        if not written or not all(word.strip() for word in written):
            sentence = f"`{name}` is empty, so this entry would protect nothing."
            found.blocks("missing-key", (*at, name), sentence, "Fill it in, or take the whole entry out.")
    if of is None or kind is None or not hidden_from:
        return None
    if of in hidden_from:
        found.blocks(
            "protected-from-oneself",
            (*at, "from"),
            f"`{of}` would be kept from what is {of}'s own.",
            f"Take `{of}` out of `from`.",
        )
    value = (form.value or own_value(of, kind, case) or "").strip()
    if not _searchable(value, kind, (*at, "value"), found):
        return None
    return Protection(
        id=form.id or f"{of}.{kind.value}",
        of=of,
        kind=kind,
        value=value,
        hidden_from=frozenset(hidden_from) - {of},
        because=form.because,
        at=at,
    )


def _searchable(value: str, kind: ProtectedKind, at: Path, found: Found) -> bool:
    """Whether a value can be looked for. The finding does not repeat it."""
    if not any(letter.isalnum() for letter in value):
        found.blocks(
            "missing-key",
            at,
            "`value` is missing: nothing can be kept back that is not known.",
            "Write `value:` and the words that must never be seen.",
        )
        return False
    like = _LOOKS.get(kind)
    if value.casefold().strip(" .") in _NOTHING or (like and not like[0].match(value)):
        what, example = like[1:] if like else ("a value", "the words that must never be seen")
        found.blocks(
            "odd-value",
            at,
            f"This is not {what} that could be searched for, so nothing would be protected.",
            f"Write it as {example}, or take the whole entry out until it is known.",
        )
        return False
    return True


def owned(made: Iterable[Protection], case: Case) -> Iterator[Protection]:
    """The person's own address, phone or e-mail where the entry's `value` is another: both are protected.

    Not from somebody who has the same one themselves, such as a mother's old address where the father still lives.
    """
    known = {(item.of, item.kind, squeezed(item.value), id) for item in made for id in item.hidden_from}
    for item in made:
        own = (own_value(item.of, item.kind, case) or "").strip() if item.kind in _OWN else ""
        if not own or not _searchable(own, item.kind, item.at, Found()):
            continue
        readers = frozenset(
            id
            for id in item.hidden_from
            if (item.of, item.kind, squeezed(own), id) not in known
            and not same_value(item.kind, own_value(id, item.kind, case) or "", own)
        )
        if readers:
            known |= {(item.of, item.kind, squeezed(own), id) for id in readers}
            yield replace(item, id=f"{item.id}.own", value=own, hidden_from=readers)


def own_value(of: str, kind: ProtectedKind, case: Case) -> str | None:
    """What the case file itself says of this person: address, phone, e-mail, name; the child's school."""
    someone = case.person(of)
    known = {
        ProtectedKind.ADDRESS: someone.contact.address,
        ProtectedKind.PHONE: someone.contact.phone,
        ProtectedKind.EMAIL: someone.contact.email,
        ProtectedKind.NAME: someone.name,
        ProtectedKind.SCHOOL: case.child.school if of == case.child.id else None,
    }
    return known.get(kind)
