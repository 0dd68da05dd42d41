"""A protected value that is a word of our own pages is found where it is written, and not when copies are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cin_docs import resources
from cin_docs.documents.fixed import LABELS, of_template, on_every_page
from cin_docs.documents.views.parts import Fact
from cin_docs.model.person import ProtectedKind
from cin_docs.testing.builders import a_case, a_meeting, a_protection, separated_parents

TEMPLATES = ("_page", "_parts", "plan", "minutes", "cover")
OURS = tuple(
    text for name in TEMPLATES for text in of_template((resources.templates() / f"html/{name}.html.j2").read_text())
)
HOME = (*OURS, "Eastmere Council", "OFFICIAL")


def found(value: str, kind: ProtectedKind = ProtectedKind.NAME, **changes: object) -> list[str]:
    item = a_protection("gran.name", kind=kind, value=value, at=("protected", 0), **changes)
    return [one.code for one in on_every_page(a_case(protections=(item,)), HOME)]


@pytest.mark.parametrize(
    "name", ["Will", "Copy", "Page", "Next", "Child", "Chair", "November", "May", "Sunday", "Agreed", "Eastmere"]
)
def test_one_word_of_our_own_blocks(name):
    assert found(name) == ["stands-on-every-page"]


@pytest.mark.parametrize("value", ["Plan", "Council", "Eastmere"])
def test_so_does_any_other_value(value):
    assert found(value, ProtectedKind.OTHER) == ["stands-on-every-page"]


@pytest.mark.parametrize(
    "name",
    ["Ann Child", "Ann Parent", "Ann Page", "May Tallow", "Ann November", "Ann Sunday", "Ann Visit", "Tallow", "Hope"],
)
def test_a_whole_name_and_a_word_that_is_not_ours_do_not(name):
    assert found(name) == []


def test_addresses_and_schools_with_such_words_in_them_do_not():
    assert found("14 Page Street, Eastmere, EM4 2QT", ProtectedKind.ADDRESS) == []
    assert found("Next Plan School", ProtectedKind.SCHOOL) == []
    assert on_every_page(separated_parents(), HOME) == ()


def test_what_is_kept_from_people_who_get_no_copies_is_in_nobodys_way():
    people = tuple(replace(who, receives=()) if who.id == "dad" else who for who in a_case().people)
    item = a_protection("gran.name", kind=ProtectedKind.NAME, value="Page")
    assert on_every_page(a_case(people=people, protections=(item,)), HOME) == ()


def test_the_finding_stands_at_the_entry_and_does_not_repeat_the_word():
    item = a_protection("gran.name", kind=ProtectedKind.NAME, value="Eastmere", at=("protected", 0))
    (finding,) = on_every_page(a_case(protections=(item,)), HOME)
    assert finding.at == ("protected", 0)
    assert "Eastmere" not in finding.sentence + finding.remedy


def labels(value: object) -> Iterator[str]:
    if isinstance(value, Fact):
        yield value.label
    elif isinstance(value, tuple):
        for one in value:
            yield from labels(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from labels(getattr(value, name))


def test_every_label_that_our_code_prints_is_among_our_words(see):
    assert {label for view in see("mum", a_meeting(), a_case()) for label in labels(view)} <= set(LABELS)


def test_a_template_gives_its_texts_and_none_of_its_code_or_remarks():
    source = '{# Not this. #}<p class="x">Dear {{ name }},</p>{% if a == 1 %}{{ "Your papers" if b else c }}{% endif %}'
    assert sorted(of_template(source)) == [",", "Dear", "Your papers"]
