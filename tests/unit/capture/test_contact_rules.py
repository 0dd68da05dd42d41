"""Two people who are kept apart never share a letter box, and a copy is handed over by a worker only."""

from __future__ import annotations

import pytest

from cin_docs.capture.cases import CaseFile, read_case
from cin_docs.model.finding import Severity

CASE = """\
case: MAR-2041
standard: ten-point
child: {id: leo, name: Leo Marsh, born: 2018-05-04, school: Brook Lane Primary, level: 2, team: North}
lead practitioner: dana
manager: dana
people:
  leo: {by: hand, via: dana}
  mum: {name: Kim Marsh, is: mother, email: family@post.example}
  dad: {name: Rob Hale, is: father, email: Family@POST.example}
  gran: {name: Jean Marsh, is: grandmother, by: post, address: "2 Quay Street"}
  dana: {name: Dana Cole, is: social worker, agency: Eastmere Council, email: dana@council.test}
"""
SCHOOL = "protected:\n  - {of: leo, kind: school, from: [dad], because: the order}\n"


def read(*changes: tuple[str, str], more: str = "") -> CaseFile:
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_case((text + more).encode(), "case.yaml")


def codes(file: CaseFile) -> list[tuple[str, int]]:
    return [(one.code, one.place.line) for one in file.findings if one.place]


def test_a_family_that_shares_a_mailbox_may_when_nothing_is_kept_from_anybody() -> None:
    assert codes(read()) == []


def test_a_shared_mailbox_blocks_when_something_is_kept_from_one_of_the_two() -> None:
    file = read(more=SCHOOL)
    assert codes(file) == [("shared-mailbox", 9)]
    assert file.blocked
    assert "family@" not in file.findings[0].sentence.casefold(), "the address may be protected itself"
    assert codes(read(more=SCHOOL.replace("[dad]", "[dad, mum]"))) == []


def test_a_shared_mailbox_blocks_when_the_two_must_have_no_contact() -> None:
    assert ("shared-mailbox", 9) in codes(read(("is: mother,", "is: mother, no contact with: [dad],")))


@pytest.mark.parametrize(
    "other", ["by: post, address: 4 Mill Row, email: Family@POST.example", "email: f@post.example"]
)
def test_a_mailbox_that_is_not_written_to_or_is_another_is_no_matter(other: str) -> None:
    assert codes(read(("email: Family@POST.example", other), more=SCHOOL)) == []
    nothing = ("email: Family@POST.example", "email: Family@POST.example, receives: none, because: Asked not to.")
    assert codes(read(nothing, more=SCHOOL)) == []


@pytest.mark.parametrize("via", ["dad", "gran", "leo"])
def test_a_copy_is_handed_over_by_nobody_of_the_family(via: str) -> None:
    assert codes(read(("via: dana", f"via: {via}"))) == [("not-a-worker", 7)]


def test_a_worker_from_whom_something_is_kept_hands_nothing_over() -> None:
    file = read(("email: Family@POST.example", "by: hand, via: dana"), more=SCHOOL.replace("[dad]", "[dana]"))
    assert codes(file) == [("not-a-worker", 7), ("not-a-worker", 9), ("kept-from-lead", 13)]


@pytest.mark.parametrize("agency", ["Brook Lane Primary", "Brook Lane Primary School", "Brook Lane"])
def test_a_worker_of_the_protected_school_hands_nothing_to_the_one_it_is_kept_from(agency: str) -> None:
    """The cover sheet says who hands the copy over, and a name can be looked up."""
    amy = f"  amy: {{name: Amy Reed, is: SENCO, agency: {agency}, email: amy@school.test}}\n"
    file = read(("email: Family@POST.example", "by: hand, via: amy"), more=amy + SCHOOL)
    assert codes(file) == [("not-a-worker", 9)]
    assert "Brook" not in file.findings[0].sentence


@pytest.mark.parametrize("writer", [8, 9])
def test_no_contact_alone_is_told_with_how_to_settle_it(writer: int) -> None:
    other = {8: "dad", 9: "mum"}[writer]
    line = CASE.splitlines()[writer - 1]
    bar = (line, line.replace("email:", f"no contact with: [{other}], email:"))
    own = ("Family@POST.example", "rob@post.example")
    (found,) = read(bar, own).findings if writer == 8 else read((line, bar[1].replace(*own))).findings
    assert (found.code, found.severity) == ("no-contact-unsettled", Severity.ADVICE)
    assert found.place
    assert found.place.line == writer
    settled = read(bar, own, more=SCHOOL) if writer == 8 else read((line, bar[1].replace(*own)), more=SCHOOL)
    assert codes(settled) == []


def test_a_worker_unknown_to_somebody_hands_nothing_to_them() -> None:
    amy = "  amy: {name: Amy Reed, is: key worker, agency: Kittiwake, email: amy@kittiwake.test, unknown to: [dad]}\n"
    file = read(("email: Family@POST.example", "by: hand, via: amy"), more=amy)
    assert codes(file) == [("not-a-worker", 9)]
    assert codes(read(("email: Family@POST.example", "by: hand, via: dana"), more=amy)) == []
