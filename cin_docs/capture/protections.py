"""What is kept from whom, as the case file says it."""

from __future__ import annotations

from collections.abc import Iterable

from cin_docs.capture.cases_format import ProtectedForm
from cin_docs.capture.found import Found
from cin_docs.capture.kinds import choice
from cin_docs.capture.names import people, person
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.person import ProtectedKind, Protection


def protections(forms: Iterable[ProtectedForm], case: Case, found: Found) -> tuple[Protection, ...]:
    """Every protection of the case. One that cannot be understood blocks; none is left out in silence."""
    made = []
    seen: set[str] = set()
    for n, form in enumerate(forms):
        item = _protection(form, ("protected", n), case, found)
        if item is None:
            continue
        if item.id in seen:
            found.blocks("id-twice", item.at, f"`{item.id}` is listed twice.", "Give this one an `id` of its own.")
        seen.add(item.id)
        made.append(item)
    return tuple(made)


def _protection(form: ProtectedForm, at: Path, case: Case, found: Found) -> Protection | None:
    of = person(form.of, (*at, "of"), case, found)
    kind = choice(ProtectedKind, form.kind, (*at, "kind"), found) if form.kind else None
    hidden_from = people(form.from_, (*at, "from"), case, found)
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
    if not any(letter.isalnum() for letter in value):
        found.blocks(
            "missing-key",
            (*at, "value"),
            "`value` is missing: nothing can be kept back that is not known.",
            "Write `value:` and the words that must never be seen.",
        )
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
