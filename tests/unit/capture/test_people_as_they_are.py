"""People as they are: unborn, in prison, without an address, an interpreter, a worker who is an aunt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cin_docs.capture.cases import CaseFile, read_agencies, read_case
from cin_docs.capture.notes import Notes, read_notes
from cin_docs.model.case import Case
from cin_docs.model.document import DocumentKind
from cin_docs.model.person import Attends, Person, ProtectedKind

AGENCIES = b"""\
agencies:
  Eastmere Council:
    people:
      dana: {name: Dana Cole, is: lead social worker, email: dana.cole@council.test}
      tom: {name: Tom Ashe, is: team manager, email: tom.ashe@council.test}
  Harbour Refuge:
    people:
      ines: {name: Ines Vale, is: key worker, email: ines@harbour.test}
"""
CASE = """\
case: MAR-2041
child: {id: leo, name: Leo Marsh, born: 2018-05-04, team: North}
lead practitioner: dana
manager: tom
people:
  leo: {by: hand, via: dana}
  mum: {name: Kim Marsh, is: mother, parental responsibility: yes, email: kim@post.example}
  dad: {name: Rob Hale, is: father, by: post, address: "4 Mill Row\\nEM1 4TT"}
  gran: {name: Jean Marsh, is: grandmother, by: post, address: "2 Quay Street\\nEM1 1AB"}
  dana: {from: agencies}
  tom: {from: agencies}
  ines: {from: agencies}
"""


def read(*changes: tuple[str, str], more: str = "") -> CaseFile:
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_case((text + more).encode(), "case.yaml", read_agencies(AGENCIES, "agencies.yaml").value)


def codes(file: CaseFile | Notes) -> list[tuple[str, str, int]]:
    return [(one.code, one.severity.value, one.place.line) for one in file.findings if one.place]


def case_of(file: CaseFile) -> Case:
    assert file.value is not None
    return file.value


def someone(line: str) -> tuple[CaseFile, Person]:
    file = read(more=f"  x: {line}\n")
    return file, case_of(file).person("x")


def test_nobody_needs_any_of_this() -> None:
    assert codes(read()) == []


@pytest.mark.parametrize("word", ["interpreter", "advocate", "observer"])
def test_whoever_attends_without_belonging_gets_no_copy_unless_it_is_written(word: str) -> None:
    file, person = someone(f"{{name: Ana Rey, is: {word}, attends: {word}}}")
    assert codes(file) == []
    assert (person.attends, person.receives) == (Attends(word), ())
    assert person.receives_nothing_because == f"Was there as {word}."
    file, person = someone(f"{{name: Ana Rey, is: {word}, attends: {word}, receives: [plan], by: hand, via: dana}}")
    assert codes(file) == []
    assert person.receives == (DocumentKind.PLAN,)


def test_a_word_that_is_no_reason_to_attend_blocks() -> None:
    file, _ = someone("{name: Ana Rey, is: friend, attends: friend}")
    assert codes(file) == [("unknown-word", "blocks", 13)]


def test_a_worker_of_the_directory_may_attend_be_a_relative_or_be_unknown() -> None:
    file = read(("ines: {from: agencies}", "ines: {from: agencies, attends: advocate, also: aunt, unknown to: [dad]}"))
    assert codes(file) == []
    ines = case_of(file).person("ines")
    assert (ines.attends, ines.also, ines.unknown_to) == (Attends.ADVOCATE, "aunt", {"dad"})


def test_also_is_for_workers_and_a_relative_in_charge_is_said() -> None:
    file, _ = someone("{name: Ana Rey, is: aunt, also: foster carer, by: none}")
    assert codes(file) == [("also-of-family", "blocks", 13)]
    file = read(("tom: {from: agencies}", "tom: {from: agencies, also: uncle}"))
    assert codes(file) == [("relative-in-charge", "advice", 4)]


def test_who_is_unknown_to_somebody_has_name_and_agency_kept_from_them() -> None:
    case = case_of(read(("ines: {from: agencies}", "ines: {from: agencies, unknown to: [dad]}")))
    assert {(item.id, item.kind, item.value) for item in case.hidden_from("dad")} == {
        ("ines.name", ProtectedKind.NAME, "Ines Vale"),
        ("ines.agency", ProtectedKind.WORKPLACE, "Harbour Refuge"),
    }
    assert case.kept_away == {"dad"}
    assert case.hidden_from("mum") == ()


def test_an_agency_that_somebody_works_for_whom_he_may_know_is_not_kept_from_him() -> None:
    two = ("ines: {from: agencies}", "ines: {from: agencies, unknown to: [dad]}")
    other = "  max: {name: Max Orr, is: worker, agency: harbour refuge, by: none}\n"
    assert [item.id for item in case_of(read(two, more=other)).protections] == ["ines.name"]
    both = other.replace("by: none", "by: none, unknown to: [dad]")
    ids = {item.id for item in case_of(read(two, more=both)).protections}
    assert ids == {"ines.name", "ines.agency", "max.name"}


def test_what_is_protected_already_is_not_protected_twice() -> None:
    unknown = ("ines: {from: agencies}", "ines: {from: agencies, unknown to: [dad, gran]}")
    more = "protected:\n  - {of: ines, kind: name, from: [dad], because: the order}\n"
    case = case_of(read(unknown, more=more))
    assert {(item.id, item.hidden_from) for item in case.protections if item.kind is ProtectedKind.NAME} == {
        ("ines.name", frozenset({"dad"})),
        ("ines.name.unknown", frozenset({"gran"})),
    }


def test_nobody_is_unknown_to_themselves_or_to_those_in_charge() -> None:
    file = read(("ines: {from: agencies}", "ines: {from: agencies, unknown to: [ines]}"))
    assert codes(file) == [("protected-from-oneself", "blocks", 12)]
    file = read(("ines: {from: agencies}", "ines: {from: agencies, unknown to: [dana]}"))
    assert ("kept-from-lead", "blocks", 12) in codes(file)
    file = read(("ines: {from: agencies}", "ines: {from: agencies, unknown to: [stranger]}"))
    assert codes(file) == [("unknown-person", "blocks", 12)]


def test_nobody_in_prison_gets_an_email_and_a_letter_is_advised_on() -> None:
    prison = "{name: Ian Marsh, is: uncle, in prison: yes, "
    assert codes(someone(prison + "email: ian@post.example}")[0]) == [("email-to-prison", "blocks", 13)]
    assert codes(someone(prison + 'by: post, address: "HMP Eastmere"}')[0]) == [("letter-to-prison", "advice", 13)]
    file, person = someone(prison + "by: hand, via: dana}")
    assert codes(file) == []
    assert person.in_prison


def test_no_letter_goes_to_somebody_of_no_fixed_address() -> None:
    nowhere = "{name: Ian Marsh, is: uncle, no fixed address: yes, "
    posted = 'by: post, address: "1 Old Lane"}'
    assert codes(someone(nowhere + posted)[0]) == [("no-address-to-post-to", "blocks", 13)]
    assert codes(someone(nowhere + posted.replace("by: post, ", ""))[0]) == [("no-address-to-post-to", "blocks", 13)]
    for way in ("by: hand, via: dana}", "email: ian@post.example}"):
        file, person = someone(nowhere + way)
        assert codes(file) == []
        assert person.no_fixed_address


def test_a_translation_needs_a_language() -> None:
    assert codes(someone("{name: Ana Rey, is: aunt, translated: yes, by: none}")[0]) == [("missing-key", "blocks", 13)]
    file, person = someone("{name: Ana Rey, is: aunt, translated: yes, language: pl, by: none}")
    assert codes(file) == []
    assert person.translated


def test_a_shared_letter_box_is_shared_both_ways() -> None:
    case = case_of(read(("is: mother,", "is: mother, shares with: [gran],")))
    assert case.person("mum").contact.shared_with == {"gran"}
    assert case.person("gran").contact.shared_with == {"mum"}
    assert case.person("dad").contact.shared_with == frozenset()


def test_without_parental_responsibility_somebody_decides_on_the_copies() -> None:
    no = "{name: Sam Orr, is: stepfather, parental responsibility: no, by: hand, via: dana"
    file, person = someone(no + "}")
    assert codes(file) == [("no-parental-responsibility", "advice", 13)]
    assert person.receives == (DocumentKind.PLAN, DocumentKind.MINUTES), "advice withholds nothing"
    for decided in (", receives: [plan]}", ", receives: none, because: Mum asked for that.}"):
        assert codes(someone(no + decided)[0]) == []


UNBORN = ("id: leo, name: Leo Marsh, born: 2018-05-04", "id: baby, name: Unborn Marsh, expected: 2027-02-14")


def test_an_unborn_child_is_no_recipient_and_nothing_is_missing() -> None:
    file = read(UNBORN, ("  leo: {by: hand, via: dana}\n", ""))
    assert codes(file) == []
    baby = case_of(file).person("baby")
    assert (baby.receives, baby.receives_nothing_because) == ((), "Is not born yet.")
    listed = read(UNBORN, ("  leo: {by: hand, via: dana}\n", "  baby: {}\n"))
    assert codes(listed) == []
    assert case_of(listed).person("baby").receives == ()


def test_a_copy_for_an_unborn_child_blocks() -> None:
    file = read(UNBORN, ("leo: {by: hand, via: dana}", "baby: {by: hand, via: dana, receives: [plan]}"))
    assert codes(file) == [("unborn-child", "blocks", 6)]


NOTES = """\
meeting: first
date: 2026-11-19
time: "14:00"
place: Brook House
minutes by: dana
present: [mum, {0}]
purpose: Agree a plan.
said: {{{1}: Hello.}}
agreed: {{{2}: yes}}
"""


@pytest.mark.parametrize(
    ("people", "line"), [(("baby", "mum", "mum"), 6), (("tom", "baby", "mum"), 8), (("tom", "mum", "baby"), 9)]
)
def test_an_unborn_child_is_not_there_says_nothing_and_agrees_to_nothing(
    people: tuple[str, str, str], line: int
) -> None:
    case = case_of(read(UNBORN, ("  leo: {by: hand, via: dana}\n", "")))
    notes = read_notes(NOTES.format(*people).encode(), "n.yaml", case)
    assert codes(notes) == [("unborn-child", "blocks", line)]
    born = replace(case, child=replace(case.child, born=date(2026, 11, 19)))
    assert codes(read_notes(NOTES.format(*people).encode(), "n.yaml", born)) == []
    assert codes(read_notes(NOTES.format("tom", "mum", "mum").encode(), "n.yaml", case)) == []


def test_a_name_that_is_turned_round_is_named_without_being_repeated() -> None:
    file, _ = someone('{name: "Khan, Sarah", is: aunt, by: none}')
    assert file.blocked
    assert "name-turned-round" in {one.code for one in file.findings}
    assert not any("Khan" in one.sentence + one.remedy for one in file.findings if one.code == "name-turned-round")
    for line in ("{name: Sarah Khan, is: aunt, by: none}", '{name: "Dr S. Khan, FRCP", is: doctor, agency: Clinic}'):
        assert "name-turned-round" not in {one.code for one in someone(line)[0].findings}
