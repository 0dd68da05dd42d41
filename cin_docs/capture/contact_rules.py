"""What the ways to the people of a case must not do: bring two kept-apart people to one letter box."""

from __future__ import annotations

from itertools import combinations

from cin_docs.capture.contradictions import apart
from cin_docs.capture.found import Found
from cin_docs.model.case import Case
from cin_docs.model.person import Channel, Person, Side


def safe_ways(case: Case, found: Found) -> None:
    """Findings on mailboxes that two people share, on who hands copies over, and on pairs who must have no contact."""
    for one, other in combinations([who for who in case.people if _mailbox(who)], 2):
        if _mailbox(one) == _mailbox(other) and apart(one.id, other.id, case):
            found.blocks(
                "shared-mailbox",
                (*other.at, "email"),
                f"`{other.id}` would receive at the same e-mail address as `{one.id}`, and something is kept from one "
                "of them.",
                "Write an address that only this person reads; or another way, such as `by: post`.",
            )
    for who in case.people:
        via = who.contact.via
        if via and _gives_away(case.person(via), who, case):
            found.blocks(
                "not-a-worker",
                (*who.at, "via"),
                f"`{via}` works at a place, or has a name, that is kept from `{who.id}`, and the cover sheet "
                "would say who it is.",
                "Write the id of another professional who hands the copy over.",
            )
        elif via and not _trusted(via, case):
            found.blocks(
                "not-a-worker",
                (*who.at, "via"),
                f"`{via}` is not a worker from whom nothing is kept.",
                "Write the id of a professional of this case who hands the copy over.",
            )
    _settled(case, found)


def _mailbox(who: Person) -> str:
    """Where somebody's e-mail lands, for comparison only; empty when none is sent."""
    sent = who.contact.channel is Channel.EMAIL and who.receives
    return (who.contact.email or "").strip().casefold() if sent else ""


def _trusted(id: str, case: Case) -> bool:
    return case.person(id).side is Side.PROFESSIONAL and id not in case.kept_away


def _gives_away(worker: Person, reader: Person, case: Case) -> bool:
    """Whether a worker's name, role or agency is, or is part of, what is hidden from the reader; or holds it."""
    shown = [text for text in map(_squeezed, (worker.name, worker.role, worker.agency or "")) if text]
    values = [_squeezed(item.value) for item in case.hidden_from(reader.id)]
    return any(value in text or (len(text) > 3 and text in value) for value in values for text in shown)


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _settled(case: Case, found: Found) -> None:
    """Advice where nothing says which of two people is protected from the other."""
    for pair in sorted(map(sorted, case.unsettled)):
        if case.kept_away.isdisjoint(pair):
            one, other = pair
            writer = next(who for who in case.people if who.id in pair and who.no_contact_with & set(pair))
            found.advice(
                "no-contact-unsettled",
                (*writer.at, "no contact with"),
                f"Nothing says whether `{one}` is protected from `{other}` or the other way round, so a text that "
                "nobody decided on is left out of both their copies.",
                "Write under `protected` what is kept from whom, such as an address or telephone number.",
            )
