"""Which texts of notes about several children speak of all of them."""

from __future__ import annotations

from cin_docs.capture.yamltext import read
from cin_docs.home.shared_texts import for_all_children

NOTES = b"""\
purpose: Agree two plans.
because: Leo is settled.
prepared: {mum: by Dana, dad: by Dana}
present: [mum]
corrections:
  - {meeting: 2026-10-01, text: The baby was there.}
children:
  MAR-2042:
    because: A bed first.
"""


def ways(case, owner="MAR-2041", others=("MAR-2041", "MAR-2042"), notes=NOTES):
    return for_all_children(read(notes, "notes.yaml").value, case, owner, [ref for ref in others if ref != case])


def test_what_every_part_says_for_itself_is_said_of_one_child_alone():
    shared = {("purpose",), ("prepared", "mum"), ("prepared", "dad"), ("corrections", 0)}
    for case in ("MAR-2041", "MAR-2042"):
        assert shared <= ways(case)
        assert ("because",) not in ways(case)
        assert ("present",) not in ways(case)


def test_what_no_part_says_for_itself_is_said_of_all():
    assert ("because",) in ways("MAR-2041", notes=NOTES.replace(b"    because: A bed first.", b"    decision: start"))


def test_of_three_children_one_without_words_of_its_own_shares_the_first_ones():
    three = ("MAR-2041", "MAR-2042", "MAR-2043")
    assert ("because",) in ways("MAR-2041", others=three)
    assert ("because",) in ways("MAR-2043", others=three)
    assert ("because",) not in ways("MAR-2042", others=three)


def test_notes_about_one_child_have_none():
    assert ways("MAR-2041", others=("MAR-2041",)) == frozenset()
