"""What two linked case files say together that cannot be: each of them is right when it is read alone."""

from __future__ import annotations

import pytest

from cin_docs.capture.cases import read_case
from cin_docs.home.together import beside_linked

FILE = """\
case: MAR-2042
child: {id: ava, name: Ava Hale, born: 2016-02-01, school: Brook Lane Primary, level: 2, team: North}
lead practitioner: dana
manager: tom
people:
  ava: {by: hand, via: nurse, receives: [plan]}
  mum: {name: Kim Marsh, is: mother, by: email, email: kim.marsh@post.example}
  dad: {name: Rob Hale, is: father, by: email, email: rob.hale@mail.example}
  nurse: {name: Nell Obi, is: nurse, agency: Health, by: email, email: nell.obi@health.example}
  dana: {name: Dana Cole, is: lead social worker, agency: Council, by: email, email: dana@eastmere.example}
  tom: {name: Tom Ashe, is: team manager, agency: Council, receives: none, because: Reads the record.}
"""
HERON = "14 Heron Court, Eastmere EM4 2QT"
PROTECTED = 'protected:\n  - {{of: mum, kind: address, value: "{0}", from: [{1}], because: Order}}\n'
OTHER = FILE.replace("MAR-2042", "MAR-2041").replace("ava", "leo").replace("Ava Hale", "Leo Marsh")
#: Mum and dad with one mailbox, which no file forbids while nothing is kept from either.
ONE_BOX = FILE.replace("rob.hale@mail.example", "kim.marsh@post.example")


def codes(text: str, linked: str) -> list[tuple[str, int]]:
    """The findings that block because of the linked file, each with its line."""
    file, other = read_case(text.encode(), "case.yaml"), read_case(linked.encode(), "other.yaml")
    assert file.value is not None
    assert other.value is not None
    assert not file.blocked
    together = beside_linked(file, [other.value])
    said = together.findings[len(file.findings) :]
    assert not any("Heron" in one.sentence + one.remedy for one in said)
    return [(one.code, one.place.line if one.place else 0) for one in said]


@pytest.mark.parametrize(
    ("text", "kept_from", "code", "line"),
    [
        (FILE, "nurse", "not-a-worker", 6),
        (FILE.replace("lead practitioner: dana", "lead practitioner: nurse"), "nurse", "kept-from-lead", 1),
        (ONE_BOX, "dad", "shared-mailbox", 8),
        (FILE.replace("hale@mail.example}", "hale@mail.example, shares with: [mum]}"), "dad", "shared-and-kept", 7),
    ],
)  # fmt: skip
def test_what_a_linked_case_keeps_is_held_against_the_ways_and_offices_here(text, kept_from, code, line):
    linked = OTHER.replace("via: nurse", "via: dana") + PROTECTED.format(HERON, kept_from)
    assert (code, line) in codes(text, linked)


def test_a_linked_case_that_keeps_the_address_from_dad_blocks_nothing_that_was_right():
    assert codes(FILE, OTHER + PROTECTED.format(HERON, "dad")) == []


def test_one_mailbox_of_two_from_whom_nothing_is_kept_anywhere_stays_right():
    assert codes(ONE_BOX, OTHER) == []


def test_what_this_file_says_itself_is_not_said_twice():
    text = FILE.replace("via: nurse", "via: dana") + PROTECTED.format(HERON, "dad")
    text = text.replace("rob.hale@mail.example", "kim.marsh@post.example")
    file, other = read_case(text.encode(), "case.yaml"), read_case(OTHER.encode(), "other.yaml")
    assert file.blocked
    assert other.value is not None
    assert beside_linked(file, [other.value]) == file
