"""A case file that contradicts itself is told so, where it does and without repeating what is protected."""

from __future__ import annotations

import pytest

from cin_docs.capture.cases import CaseFile, read_case
from cin_docs.capture.notes import read_notes

CASE = """\
case: MAR-2041
child: {id: leo, name: Leo Marsh, born: 2018-05-04, school: Brook Lane Primary, team: North}
lead practitioner: dana
manager: tom
people:
  leo: {by: hand, via: dana}
  mum: {name: Kim Marsh, is: mother, email: kim@post.example, address: "14 Heron Court\\nEastmere\\nEM4 2QT"}
  dad: {name: Rob Hale, is: father, by: post, address: "4 Mill Row\\nEM1 4TT", phone: "07700 900456"}
  gran: {name: Jean Marsh, is: grandmother, by: post, address: "2 Quay Street\\nEM1 1AB"}
  dana: {name: Dana Cole, is: social worker, agency: Eastmere Council, email: dana@council.test}
  tom: {name: Tom Ashe, is: team manager, agency: Eastmere Council, email: tom@council.test}
protected:
  - {of: mum, kind: address, from: [dad], because: the order}
"""


def read(*changes: tuple[str, str], more: str = "") -> CaseFile:
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_case((text + more).encode(), "case.yaml")


def codes(file: CaseFile) -> list[tuple[str, str, int]]:
    return [(one.code, one.severity.value, one.place.line) for one in file.findings if one.place]


def entry(text: str) -> CaseFile:
    return read(more=f"  - {{{text}, because: the order}}\n")


def test_the_case_is_right_as_it_stands() -> None:
    assert codes(read()) == []


@pytest.mark.parametrize("who", ["dana", "tom"])
def test_nothing_is_kept_from_those_in_charge(who: str) -> None:
    assert ("kept-from-lead", "blocks", 13) in codes(read(("from: [dad]", f"from: [dad, {who}]")))


@pytest.mark.parametrize(
    "text",
    [
        'of: mum, kind: address, value: "4 Mill Row, EM1 4TT", from: [dad]',
        'of: mum, kind: address, value: "Flat 4 Mill Road, em14tt", from: [dad]',
        'of: mum, kind: phone, value: "+44 7700 900456", from: [dad]',
        "of: gran, kind: name, value: Rob  HALE, from: [dad]",
        "of: leo, kind: workplace, value: Eastmere Council, from: [tom]",
    ],
)
def test_what_is_somebodys_own_is_not_kept_from_them(text: str) -> None:
    """His own letter has his address on it, so nothing could ever be sent to him."""
    file = entry(text)
    assert ("protected-own-value", "blocks", 14) in codes(file)
    said = " ".join(one.sentence + one.remedy for one in file.findings)
    assert not any(value in said for value in ("Mill", "900456", "Hale", "HALE"))


def test_another_house_in_his_street_is_kept_from_him() -> None:
    assert codes(entry('of: gran, kind: address, value: "6 Mill Row, EM1 4TT", from: [dad]')) == []


def test_a_letter_box_is_not_shared_with_whom_something_is_kept_from() -> None:
    for change, line in ((("is: father,", "is: father, shares with: [mum],"), 8),
                         (("is: mother,", "is: mother, shares with: [dad],"), 7)):  # fmt: skip
        assert codes(read(change)) == [("shared-and-kept", "blocks", line)]
    assert codes(read(("is: mother,", "is: mother, shares with: [gran],"))) == []


def test_two_of_one_name_are_advised_on_and_block_where_something_is_kept_from_one() -> None:
    dad = ("name: Jean Marsh", "name: rob hale")
    assert codes(read(dad)) == [("same-name", "blocks", 9)]
    mum = ("name: Jean Marsh", "name: Kim Marsh")
    assert codes(read(mum)) == [("same-name", "advice", 9)]
    assert "Kim" not in read(mum).findings[0].sentence
    assert codes(read(("name: Jean Marsh", "name: Rob Hale senior"))) == []


FIVE_WAYS = (
    "14 Heron Court\\nEastmere\\nEM4 2QT",
    "14 heron court, eastmere, em42qt",
    "14 HERON COURT EASTMERE EM4  2QT",
    "14 Heron Ct., EM4 2QT",
    "14, Heron Court (Eastmere) EM4 2QT",
)


def test_an_address_written_five_ways_is_one_address_and_no_noise() -> None:
    lines = "".join(f'  - {{of: mum, kind: address, value: "{way}", from: [dad], because: it}}\n' for way in FIVE_WAYS)
    file = read(more=lines)
    assert codes(file) == []
    assert file.value is not None
    assert [item.id for item in file.value.protections] == ["mum.address", "mum.address.2"]
    assert file.value.protections[1].value.startswith("14 Heron Ct")


def test_the_same_value_kept_from_others_too_is_kept_from_them() -> None:
    file = entry("of: mum, kind: address, from: [gran]")
    assert codes(file) == []
    assert file.value is not None
    assert {reader for item in file.value.protections for reader in item.hidden_from} == {"dad", "gran"}


def test_two_different_values_under_one_name_still_block() -> None:
    assert codes(entry('of: mum, kind: address, value: "1 Elm Way, EM9 1AA", from: [dad]')) == [
        ("id-twice", "blocks", 14)
    ]


@pytest.mark.parametrize(
    ("text", "advised"),
    [
        ("of: gran, kind: name, value: May, from: [dad]", True),
        ("of: gran, kind: name, value: Xanthe, from: [dad]", True),
        ("of: gran, kind: name, value: Ada Young, from: [dad]", True),
        ("of: gran, kind: other, value: Hope, from: [dad]", True),
        ("of: leo, kind: school, value: Grace, from: [dad]", True),
        ("of: gran, kind: name, value: Ada Tallow, from: [dad]", False),
        ("of: gran, kind: other, value: Swordfish, from: [dad]", False),
        ("of: leo, kind: school, from: [dad]", False),
    ],
)
def test_a_word_of_every_day_is_advised_on_and_protected_all_the_same(text: str, advised: bool) -> None:
    file = entry(text)
    assert codes(file) == [("common-value", "advice", 14)] * advised
    assert file.value is not None
    assert len(file.value.protections) == 2
    assert not any(word in one.sentence for one in file.findings for word in ("May", "Young", "Hope", "Grace"))


def test_a_lead_practitioner_whose_name_is_kept_from_a_reader_is_advised_on() -> None:
    assert codes(entry("of: dana, kind: name, from: [dad]")) == [("hidden-name-in-office", "advice", 3)]
    assert codes(read(("is: social worker,", "is: social worker, unknown to: [dad],"))) == [
        ("hidden-name-in-office", "advice", 3)
    ]
    assert codes(entry("of: tom, kind: name, from: [dad]")) == []


def test_a_chair_or_minute_taker_whose_name_is_kept_is_advised_on_in_the_notes() -> None:
    case = entry("of: tom, kind: name, from: [dad]").value
    assert case is not None
    text = "meeting: review 1\ndate: 2026-11-19\nheld: not held\nreason: Ill.\nchair: tom\nminutes by: tom\n"
    found = read_notes(text.encode(), "n.yaml", case).findings
    assert [(one.code, one.place.line) for one in found if one.place] == [
        ("hidden-name-in-office", 5),
        ("hidden-name-in-office", 6),
    ]
    other = read_notes(text.replace("tom", "dana").encode(), "n.yaml", case)
    assert other.findings == ()
