"""A case file becomes a case; what cannot be understood becomes a finding at its place."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cin_docs.capture.cases import read_agencies, read_case
from cin_docs.model.document import DocumentKind
from cin_docs.model.person import Channel, ProtectedKind, Side

AGENCIES = b"""\
agencies:
  Eastmere Council:
    domains: ["@Council.test"]
    people:
      dana: {name: Dana Cole, is: lead social worker, email: dana.cole@council.test}
      tom: {name: Tom Ashe, is: team manager, email: tom.ashe@council.test}
"""

CASE = """\
case: MAR-2041
standard: ten-point
child: {id: leo, name: Leo Marsh, born: 2018-05-04, school: Brook Lane Primary, level: 2, team: North}
lead practitioner: dana
manager: tom
people:
  leo: {by: hand, via: dana, receives: [plan]}
  mum: {name: Kim Marsh, is: mother, parental responsibility: yes, email: kim.marsh@post.example, safe: yes}
  dad: {name: Rob Hale, is: father, by: post, address: "4 Mill Row", no contact with: [mum]}
  uncle: {name: Ian Marsh, is: uncle, receives: none, because: Asked not to have one.}
  dana: {from: agencies}
  tom: {from: agencies}
protected:
  - {of: mum, kind: email, from: [dad], because: the order}
anchors: {assessment completed: 2026-09-01}
visits:
  - {on: 2026-10-02, by: dana, seen: yes, alone: no}
"""


def read(*changes: Any) -> Any:
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_case(text.encode(), "case.yaml", read_agencies(AGENCIES, "agencies.yaml").value)


def test_a_case_is_understood_whole() -> None:
    file = read()
    assert file.findings == ()
    case = file.value
    assert (case.ref, case.lead, case.manager, case.child.born) == ("MAR-2041", "dana", "tom", date(2018, 5, 4))
    leo, mum, dad, uncle, dana, _ = case.people
    assert (leo.side, leo.name, leo.contact.channel, leo.receives) == (
        Side.CHILD, "Leo Marsh", Channel.HAND, (DocumentKind.PLAN,),
    )  # fmt: skip
    assert (mum.side, mum.contact.channel, mum.contact.safe, mum.parental_responsibility) == (
        Side.FAMILY, Channel.EMAIL, True, True,
    )  # fmt: skip
    assert (dad.no_contact_with, dad.parental_responsibility) == ({"mum"}, None)
    assert (uncle.receives, uncle.receives_nothing_because) == ((), "Asked not to have one.")
    assert (dana.side, dana.agency, dana.at) == (Side.PROFESSIONAL, "Eastmere Council", ("people", "dana"))
    assert (case.visits[0].seen, case.visits[0].alone) == (True, False)


def test_a_protected_value_left_out_is_the_persons_own() -> None:
    (item,) = read().value.protections
    assert (item.id, item.kind, item.value) == ("mum.email", ProtectedKind.EMAIL, "kim.marsh@post.example")
    assert item.hidden_from == {"dad"}


def test_the_domains_of_an_agency_are_in_small_letters() -> None:
    directory = read_agencies(AGENCIES, "a").value
    assert directory
    assert directory["Eastmere Council"].domains == ("council.test",)


@pytest.mark.parametrize(
    ("change", "code", "line", "words"),
    [
        (("lead practitioner: dana", "lead practitioner: dane"), "unknown-person", 4, "dane"),
        (("via: dana", "via: dane"), "unknown-person", 7, "dane"),
        (("no contact with: [mum]", "no contact with: [mam]"), "unknown-person", 9, "mam"),
        (("lead practitioner: dana\n", ""), "missing-key", 1, "case"),
        (("manager: tom", "manger: tom"), "unknown-key", 5, "manger"),
        (("team: North", "taem: North"), "unknown-key", 3, "taem"),
        (("born: 2018-05-04", "born: 2018-05-40"), "no-such-day", 3, "2018-05-40"),
        (("born: 2018-05-04, ", ""), "missing-key", 3, "child"),
        (("level: 2", "level: two"), "not-a-number", 3, "two"),
        (("safe: yes", "safe: maybe"), "not-yes-or-no", 8, "maybe"),
        (("by: post", "by: pigeon"), "unknown-word", 9, "pigeon"),
        (("kim.marsh@post.example", "Kim Marsh"), "not-an-email", 8, "Kim Marsh, safe"),
        (("4 Mill Row", ""), "missing-key", 9, '""'),
        (("receives: [plan]", "receives: [plans]"), "unknown-word", 7, "plans"),
        ((", because: Asked not to have one.", ""), "reason-missing", 10, "none"),
        (("  tom: {from: agencies}", "  tom: {from: agencies, email: a@b.test}"), "from-directory", 12, "a@b.test"),
        (("  tom:", "  amy: {from: agencies}\n  tom:"), "unknown-person", 12, "{from"),
        (("from: [dad]", "from: [dda]"), "unknown-person", 14, "dda"),
        (("from: [dad]", "from: [dad, mum]"), "protected-from-oneself", 14, "[dad"),
        (("kind: email", "kind: postcode"), "missing-key", 14, "{of"),
        (("assessment completed:", "asessment completed:"), "unknown-key", 15, "2026"),
        (("case: MAR-2041", "case: ../x"), "odd-reference", 1, "../x"),
        (("  uncle:", "  Uncle Ian:"), "odd-id", 10, "{name"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_at_its_place(change: Any, code: Any, line: Any, words: Any) -> None:
    findings = [found for found in read(change).findings if found.code == code]
    column = CASE.replace(*change).split("\n")[line - 1].index(words) + 1
    assert [(found.place.line, found.place.column) for found in findings] == [(line, column)]


def test_a_person_without_a_channel_stays_on_the_list() -> None:
    file = read(
        (", email: kim.marsh@post.example", ""),
        ("of: mum, kind: email", "of: dad, kind: name"),
        ("from: [dad]", "from: [mum]"),
    )
    assert [found.code for found in file.findings] == ["no-way-to-reach"]
    assert file.value.person("mum").contact.channel is Channel.NONE


def test_a_child_missing_from_people_is_still_a_person_of_the_case() -> None:
    file = read(("  leo: {by: hand, via: dana, receives: [plan]}\n", ""))
    assert [found.code for found in file.findings] == ["child-without-channel"]
    assert file.value.person("leo").side is Side.CHILD


def test_a_comma_in_an_unquoted_protected_address_is_not_repeated() -> None:
    file = read(("kind: email,", "kind: address, value: 14 Heron Court, Eastmere EM4 2QT,"))
    assert {found.code for found in file.findings} >= {"comma-in-braces"}
    assert not [found for found in file.findings if "Heron" in found.sentence or "EM4" in found.sentence + found.remedy]


def test_no_finding_on_a_wrong_email_repeats_it() -> None:
    (found, *_) = read(("kim.marsh@post.example", "kim.marsh@@post.example")).findings
    assert "kim" not in found.sentence + found.remedy


@settings(max_examples=100, deadline=3000)
@given(st.lists(st.sampled_from(CASE.splitlines()), max_size=20))
def test_no_shuffled_file_makes_it_fall_over(lines: Any) -> None:
    file = read_case("\n".join(lines).encode(), "case.yaml")
    assert file.value is not None or file.findings


@pytest.mark.parametrize("text", ["", "a", "- a", "agencies: x", "agencies: {A: }", "agencies: {A: {people: {x: }}}"])
def test_a_broken_directory_is_told(text: Any) -> None:
    assert read_agencies(text.encode(), "a").findings


def test_a_case_that_names_no_standard_is_judged_by_the_authoritys_own() -> None:
    text = CASE.replace("standard: ten-point\n", "").encode()
    case = read_case(text, "case.yaml", standard="cin-protocol").value
    assert case is not None
    assert case.standard == "cin-protocol"


def test_a_new_line_typed_without_quotation_marks_is_a_new_line_on_the_envelope() -> None:
    text = CASE.replace('"4 Mill Row"', "4 Mill Row\\nEastmere\\nEM1 4TT").encode()
    case = read_case(text, "case.yaml").value
    assert case is not None
    assert (case.person("dad").contact.address or "").splitlines() == ["4 Mill Row", "Eastmere", "EM1 4TT"]
