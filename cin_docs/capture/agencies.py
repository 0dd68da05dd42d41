"""The home's directory of agencies and the professionals who work in many cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cin_docs.capture.cases_format import AgenciesForm, ReachedForm
from cin_docs.capture.found import Found
from cin_docs.capture.people import person_of, proper_id
from cin_docs.capture.places import located
from cin_docs.capture.sameness import squeezed
from cin_docs.capture.structure import fitted
from cin_docs.capture.yamltext import read
from cin_docs.model.finding import Checked
from cin_docs.model.person import Person, Side


@dataclass(frozen=True, kw_only=True, slots=True)
class Agency:
    """An agency, its e-mail domains, and its people by id."""

    name: str
    domains: tuple[str, ...]
    people: Mapping[str, Person] = field(repr=False)


def read_agencies(data: bytes, file: str) -> Checked[Mapping[str, Agency]]:
    """The agencies directory by agency name, with its findings. Never raises."""
    text = read(data, file)
    if text.value is None:
        return Checked(value=None, findings=located(text.findings, None, file))
    form, misfits = fitted(AgenciesForm, text.value)
    found = Found()
    agencies: dict[str, Agency] = {}
    seen: set[str] = set()
    for name, written in form.agencies.items() if form else ():
        _once(name, agencies, found)
        people: dict[str, Person] = {}
        for id, reached in written.people.items():
            at = ("agencies", name, "people", id)
            proper_id(id, at, found)
            if id in seen:
                found.blocks("id-twice", at, f"`{id}` is used twice in the directory.", "Give one of them another id.")
            seen.add(id)
            people[id] = _professional(id, reached, name, found)
        domains = tuple(domain.lower().removeprefix("@") for domain in written.domains)
        agencies[name] = Agency(name=name, domains=domains, people=people)
    findings = located((*text.findings, *misfits, *found.findings), text.value, file)
    return Checked(value=agencies if form else None, findings=findings)


def _once(name: str, known: Mapping[str, Agency], found: Found) -> None:
    """A finding where an agency stands twice, with other capitals or spaces: which domains are its own is not clear."""
    if any(squeezed(name) == squeezed(other) for other in known):
        found.blocks(
            "agency-twice",
            ("agencies", name),
            "This agency stands in the directory already, written with other capitals, spaces or dashes.",
            "Put its domains and people under one of the two names, and write that name in every case file.",
        )


def _professional(id: str, form: ReachedForm, agency: str, found: Found) -> Person:
    at = ("agencies", agency, "people", id)
    return person_of(id, form, Side.PROFESSIONAL, agency, at, found)
