"""What an authority needs before real copies may leave, beyond writing `mode: live`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cin_docs.capture.agencies import Agency, read_agencies
from cin_docs.distribution.address import domain_of, is_strict
from cin_docs.model.person import Channel

AGENCIES = "agencies.yaml"
#: What has to stand in the environment besides `mode: live`: a copied cin.yaml alone opens nothing.
LIVE = "CIN_LIVE"
#: The author of notes never approves them, and one of the others may be away.
APPROVERS = 2


def lacking(
    home: Path, environment: Mapping[str, str], *, mail: bool, dated: bool, approvers: int, sender: str
) -> Iterator[tuple[str, str]]:
    """Everything that is missing, as a sentence and what to do about it.

    `mail` and `dated` say whether cin.yaml has `mail:` and `in use since:`; `approvers` how many members of staff
    approve for every case; `sender` is the mailbox messages come from. Reads agencies.yaml of `home`.
    """
    if environment.get(LIVE) != "yes":
        yield f"{LIVE} is not set in the environment.", f"Set {LIVE}=yes there, or write `mode: trial`."
    if not mail:
        yield "there is no mail server.", "Add `mail:` with the host of your mail server; TLS is always on."
    if not dated:
        yield "no day is given from which copies are owed.", "Add `in use since:` with the first day of live use."
    if approvers < APPROVERS:
        yield (
            f"{approvers or 'nobody'} of the staff has `approves: yes`.",
            "Give it to two at least: who wrote the notes never approves them, and one may be away.",
        )
    yield from _of_the_agencies(home / AGENCIES, sender)


def _of_the_agencies(path: Path, sender: str) -> Iterator[tuple[str, str]]:
    """What the directory does not say: where professionals' mail may go, and that the sender is the authority's."""
    try:
        agencies = read_agencies(path.read_bytes(), path.name).value or {}
    except OSError:
        agencies = {}
    domains = {domain for agency in agencies.values() for domain in agency.domains}
    if not domains:
        yield f"{path.name} names no agency's e-mail domains.", "Write `domains:` beside each agency there."
        return
    for name in sorted(agency.name for agency in agencies.values() if _lacks_domains(agency)):
        yield f"{path.name} does not say which e-mail domains are {name}'s.", "Write `domains:` beside it there."
    own = domain_of(sender) if is_strict(sender) else ""
    if own and not any(own == domain or own.endswith(f".{domain}") for domain in domains):
        yield (
            f"the sender's domain is no agency's in {path.name}.",
            "Send from a mailbox of the authority's own, and write its domain beside the authority there.",
        )


def _lacks_domains(agency: Agency) -> bool:
    """Whether its people are written to by e-mail, and nothing says where their addresses have to be."""
    return not agency.domains and any(one.contact.channel is Channel.EMAIL for one in agency.people.values())
