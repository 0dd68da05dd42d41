"""What a case file says of a person's circumstances: why they attend, prison, no address, who reads their post."""

from __future__ import annotations

from dataclasses import replace

from cin_docs.capture.cases_format import PersonForm
from cin_docs.capture.found import Found
from cin_docs.capture.kinds import choice
from cin_docs.capture.names import people
from cin_docs.capture.values import yes
from cin_docs.model.case import Case
from cin_docs.model.finding import Path
from cin_docs.model.person import Attends, Channel, Person, Side


def circumstances(person: Person, form: PersonForm, at: Path, found: Found) -> Person:
    """The person with all this, and what does not fit together. Ids are as written; `pointed` looks them up."""
    made = replace(
        person,
        attends=choice(Attends, form.attends, (*at, "attends"), found) if form.attends else None,
        unknown_to=frozenset(form.unknown_to),
        also=form.also,
        translated=bool(yes(form.translated, (*at, "translated"), found)),
        in_prison=bool(yes(form.in_prison, (*at, "in prison"), found)),
        no_fixed_address=bool(yes(form.no_fixed_address, (*at, "no fixed address"), found)),
        contact=replace(person.contact, shared_with=frozenset(form.shares_with)),
    )
    _fit(made, at, found)
    return made


def pointed(one: Person, case: Case, found: Found) -> Person:
    """The person with the ids of `unknown to` and `shares with` looked up."""
    unknown = people(sorted(one.unknown_to), (*one.at, "unknown to"), case, found)
    if one.id in unknown:
        found.blocks(
            "protected-from-oneself",
            (*one.at, "unknown to"),
            f"`{one.id}` cannot be unknown to `{one.id}`.",
            f"Take `{one.id}` out of `unknown to`.",
        )
    shared = people(sorted(one.contact.shared_with), (*one.at, "shares with"), case, found)
    contact = replace(one.contact, shared_with=frozenset(shared) - {one.id})
    return replace(one, unknown_to=frozenset(unknown) - {one.id}, contact=contact)


def both_ways(case: Case) -> Case:
    """Whoever shares a letter box shares it with the other: written at one end, it holds at both."""
    pairs = {(one.id, other) for one in case.people for other in one.contact.shared_with}
    return replace(case, people=tuple(_sharing(one, pairs) for one in case.people))


def _sharing(one: Person, pairs: set[tuple[str, str]]) -> Person:
    others = frozenset(id for pair in pairs if one.id in pair for id in pair) - {one.id}
    return replace(one, contact=replace(one.contact, shared_with=others))


def _fit(person: Person, at: Path, found: Found) -> None:
    _in_prison(person, at, found)
    if person.no_fixed_address and person.contact.channel is Channel.POST:
        found.blocks(
            "no-address-to-post-to",
            (*at, "by"),
            f"`{person.id}` has no fixed address, so a letter would lie where others open it.",
            "Write `by: hand` with `via:`, a worker who meets them; or `by: email` if they read it safely.",
        )
    if person.translated and person.language == "en":
        found.blocks(
            "missing-key",
            (*at, "language"),
            f"Nothing says into which language the copies for `{person.id}` are translated.",
            "Write `language:` and its tag, such as ur or pl; or take `translated` out.",
        )
    if person.also and person.side is not Side.PROFESSIONAL:
        found.blocks(
            "also-of-family",
            (*at, "also"),
            f"`{person.id}` is family already: `also` says what a worker is to the child besides.",
            "Write it all behind `is:`; or give the worker's `agency`.",
        )


def _in_prison(person: Person, at: Path, found: Found) -> None:
    if not person.in_prison:
        return
    if person.contact.channel is Channel.EMAIL:
        found.blocks(
            "email-to-prison",
            (*at, "by"),
            f"`{person.id}` is in prison and reads no e-mail there; somebody else would.",
            "Write `by: post` with the prison's address, or `by: hand` with a worker who visits.",
        )
    if person.contact.channel is Channel.POST:
        found.advice(
            "letter-to-prison",
            (*at, "in prison"),
            f"Letters to `{person.id}` are opened in prison, so what they hold is read there too.",
            "See that `address` is the prison's, with their number if they agree; or have a worker take the copy: "
            "`by: hand` and `via:`.",
        )
