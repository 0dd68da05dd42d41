"""Made-up families: nobody's copy holds what is kept from them, and nothing they may see is missing.

Every run looks at the views of a thousand families and at the finished bytes of a dozen; the thousand through every
document are in the two files beside this one, one for each core.
"""

from dataclasses import replace

import pytest

from cin_docs.distribution.packing import pack
from cin_docs.distribution.recipients import recipients
from cin_docs.documents import fidelity
from cin_docs.documents.siblings import beside
from cin_docs.documents.views import glass, minutes_view, plan_view
from cin_docs.model.document import DocumentKind
from cin_docs.model.person import Channel, Contact
from cin_docs.testing.families import Family, family
from cin_docs.testing.families_oracle import verdicts
from cin_docs.testing.families_packed import STANDARD, job_for, packed, wrongs
from cin_docs.testing.plain_reading import given_away, read, words_of

FAMILIES = 1000
FINISHED = 5
BROKEN = 3


def silent(_person: str) -> None:
    """Whom copies are made for is of no interest here."""


def wrong_in_views(one: Family):
    """What is wrong with what each recipient would be shown, equal views looked at once for each reader."""
    case, judged = beside(one.case, one.others), verdicts(one)
    for recipient in recipients(one.meeting, case):
        verdict = judged[recipient.person.id]
        for kind, make in ((DocumentKind.PLAN, plan_view), (DocumentKind.MINUTES, minutes_view)):
            text = "\n".join(fidelity.texts(make(one.meeting, case, recipient.person, STANDARD)))
            words = words_of(text)
            yield from (f"{one.seed} {verdict.reader} {kind}: missing {word}" for word in verdict.words[kind] - words)
            yield from (f"{one.seed} {verdict.reader} {kind}: not theirs {word}" for word in verdict.absent & words)
            gave = given_away(text, b"", verdict.forbidden)
            yield from (f"{one.seed} {verdict.reader} {kind}: gives {value}" for value in gave)
            if kind is DocumentKind.PLAN:
                yield from (
                    f"{one.seed} {verdict.reader}: not listed {name}" for name in verdict.names if name not in text
                )


@pytest.mark.parametrize("part", range(4))
def test_a_thousand_families_see_all_that_is_theirs_and_nothing_that_is_not(part):
    assert [wrong for seed in range(part, FAMILIES, 4) for wrong in wrong_in_views(family(seed))] == []


def test_the_thousand_families_are_of_every_sort():
    made = [family(seed) for seed in range(FAMILIES)]
    people = [{person.id for person in one.case.people} for one in made]
    assert all(sum(id in ids for ids in people) > 100 for id in ("gran", "step", "foster", "aunt", "refuge", "senco"))
    assert sum(bool(one.others) for one in made) > 100
    assert sum(bool(one.meeting.excluded) for one in made) > 100
    assert sum(any(person.unknown_to for person in one.case.people) for one in made) > 100
    assert sum(not one.secrets for one in made) > 50, "families with nothing to protect"
    both = [one for one in made if {"mum", "dad"} <= {id for secret in one.secrets for id in secret.hidden_from}]
    assert len(both) > 100, "protected in both directions"
    assert {person.contact.channel for one in made for person in one.case.people} == set(Channel)


@pytest.mark.parametrize("seed", range(FINISHED))
def test_no_finished_byte_gives_anything_away_and_everybody_has_their_copy(seed):
    one = family(seed)
    assert list(wrongs(one, packed(one))) == []


@pytest.mark.parametrize("seed", range(BROKEN))
def test_with_broken_views_every_value_that_would_leave_is_refused(seed, monkeypatch):
    """The net below the views: whatever an independent reading finds, packing had refused."""
    monkeypatch.setattr(glass, "withheld", lambda *_: ())
    assert list(unnoticed(family(seed))) == []


def unnoticed(one: Family):
    """Planted values in a copy for somebody they are kept from, without a finding that names them."""
    case = beside(one.case, one.others)
    kept = {person.id for person in case.people if case.hidden_from(person.id)}
    made = pack(job_for(one, case), tuple(p for p in recipients(one.meeting, case) if p.person.id in kept), silent)
    said = [finding.sentence for finding in made.findings if finding.code == "protected-value-in-copy"]
    for row in made.rows:
        text, raw = read(made.files[row.file_digest])
        for secret in one.secrets:
            hidden = row.person in secret.hidden_from and any(given_away(text, raw, secret.writings))
            ids = {item.id for item in case.hidden_from(row.person) if item.value in {secret.value, secret.first}}
            words = {"a name from around another child" if id.startswith("other-child-") else f"{id} to" for id in ids}
            named = any(f"{row.copy} would give {word}" in sentence for sentence in said for word in words)
            if hidden and not named:
                yield f"{one.seed}: {secret.id} in {row.person}'s {row.document}"


def test_broken_views_do_leak(monkeypatch):
    """So that the test above is about something."""
    monkeypatch.setattr(glass, "withheld", lambda *_: ())
    leaks = [wrong for seed in range(20) for wrong in wrong_in_views(family(seed)) if "gives" in wrong]
    assert len(leaks) > 50


def test_who_lives_in_the_street_that_is_kept_from_them_gets_their_letter():
    """Two parents a few doors apart: his own address in the window of the envelope gives nothing away."""
    one = next(one for one in map(family, range(500)) if _neighbours(one))
    dad = one.case.person("dad")
    posted = replace(dad, contact=replace(dad.contact, channel=Channel.POST))
    people = tuple(posted if person.id == "dad" else person for person in one.case.people)
    near = replace(one, case=replace(one.case, people=people))
    assert list(wrongs(near, packed(near))) == []


def test_the_address_of_the_other_household_on_the_sheet_is_refused_all_the_same():
    one = next(one for one in map(family, range(500)) if _neighbours(one))
    dad, mum = one.case.person("dad"), one.case.person("mum")
    wrong = replace(
        dad, contact=Contact(channel=Channel.POST, address=f"{dad.contact.address}\n{_first(mum)}", safe=True)
    )
    people = tuple(wrong if person.id == "dad" else person for person in one.case.people)
    case = replace(one.case, people=people)
    made = pack(job_for(one, case), tuple(p for p in recipients(one.meeting, case) if p.person.id == "dad"), silent)
    assert [finding.code for finding in made.findings][:1] == ["protected-value-in-copy"]


def _neighbours(one: Family):
    streets = {_first(one.case.person(id)).partition(" ")[2] for id in ("mum", "dad")}
    return len(streets) == 1 and any(secret.id == "mum-dad.address" for secret in one.secrets)


def _first(person):
    return person.contact.address.split("\n")[0]
