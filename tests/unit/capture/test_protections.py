"""No protection of a case file is without effect: what would protect nothing is a finding that blocks."""

from __future__ import annotations

import pytest

from cin_docs.capture.cases import CaseFile, read_case
from cin_docs.model.person import ProtectedKind

CASE = """\
case: MAR-2041
standard: ten-point
child: {id: leo, name: Leo Marsh, born: 2018-05-04, school: Brook Lane Primary, level: 2, team: North}
lead practitioner: dana
manager: dana
people:
  leo: {by: hand, via: dana}
  mum: {name: Kim Marsh, is: mother, email: kim@post.example, phone: 07700 900999, address: "3 Otter Close\\nEM4 9ZZ"}
  dad: {name: Rob Hale, is: father, by: post, address: "4 Mill Row"}
  gran: {name: Jean Marsh, is: grandmother, by: post, address: "2 Quay Street"}
  dana: {name: Dana Cole, is: social worker, agency: Eastmere Council, email: dana@council.test}
protected:
  - {of: mum, kind: phone, value: 07700 900123, from: [dad], because: the order}
"""


def read(*changes: tuple[str, str]) -> CaseFile:
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_case(text.encode(), "case.yaml")


def codes(file: CaseFile) -> list[tuple[str, int]]:
    return [(one.code, one.place.line) for one in file.findings if one.place]


def test_the_case_is_right_as_it_stands() -> None:
    assert codes(read()) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("from: [dad]", "from: []", "missing-key"),
        ("from: [dad]", 'from: ""', "missing-key"),
        ("from: [dad]", 'from: [""]', "missing-key"),
        ("from: [dad]", 'from: [dad, ""]', "missing-key"),
        ("from: [dad],", "from: ,", "nothing-after-key"),
        ("of: mum", 'of: ""', "missing-key"),
        ("kind: phone", 'kind: ""', "missing-key"),
        ("value: 07700 900123", "value: none", "odd-value"),
        ("value: 07700 900123", "value: 0770 9", "odd-value"),
        ("kind: phone, value: 07700 900123", "kind: postcode, value: EM4", "odd-value"),
        ("kind: phone, value: 07700 900123", "kind: postcode, value: none", "odd-value"),
        ("kind: phone, value: 07700 900123", "kind: email, value: Kim", "odd-value"),
        ("kind: phone, value: 07700 900123", "kind: address, value: not known", "odd-value"),
        ("kind: phone, value: 07700 900123", "kind: school, value: unknown.", "odd-value"),
    ],
)
def test_a_protection_that_would_protect_nothing_blocks(old: str, new: str, code: str) -> None:
    file = read((old, new))
    assert codes(file) == [(code, 13)]
    assert file.blocked


@pytest.mark.parametrize("value", ["EM4 2QT", "em42qt", "E1 1AA"])
def test_a_postcode_may_be_written_in_every_usual_way(value: str) -> None:
    assert codes(read(("kind: phone, value: 07700 900123", f"kind: postcode, value: {value}"))) == []


def kept(file: CaseFile) -> dict[str, tuple[str, frozenset[str]]]:
    assert file.value
    return {item.id: (item.value, item.hidden_from) for item in file.value.protections}


def test_the_person_s_own_value_is_protected_beside_the_one_written_out() -> None:
    """She moved, and the entry still holds the old value: both are kept from him."""
    dad = frozenset({"dad"})
    assert kept(read()) == {"mum.phone": ("07700 900123", dad), "mum.phone.own": ("07700 900999", dad)}
    address = kept(read(("kind: phone, value: 07700 900123", "kind: address, value: 14 Heron Court EM4 2QT")))
    assert address["mum.address.own"] == ("3 Otter Close\nEM4 9ZZ", dad)
    assert "mum.email.own" in kept(read(("kind: phone, value: 07700 900123", "kind: email, value: old@post.example")))


def test_the_same_value_written_otherwise_or_listed_already_is_protected_once() -> None:
    assert set(kept(read(("value: 07700 900123", "value: (07700) 900-999")))) == {"mum.phone"}
    both = CASE + "  - {id: second, of: mum, kind: phone, from: [dad], because: the order}\n"
    assert set(kept(read((CASE, both)))) == {"mum.phone", "second"}


def test_an_own_value_is_not_kept_from_somebody_who_has_the_same_one() -> None:
    """Her contact still says the house where he lives; his own letter must not be stopped by his own address."""
    file = read(
        ('"3 Otter Close\\nEM4 9ZZ"', '"4 Mill Row"'), ("phone, value: 07700 900123", "address, value: 1 Elm Way")
    )
    assert set(kept(file)) == {"mum.address"}


def test_what_the_case_file_says_of_a_kind_is_the_value_left_out() -> None:
    file = read((", value: 07700 900123", ""))
    assert file.value
    assert [(item.kind, item.value) for item in file.value.protections] == [(ProtectedKind.PHONE, "07700 900999")]
