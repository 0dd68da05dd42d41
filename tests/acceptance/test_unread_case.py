"""A case file with a slip: its family is looked for all the same, or the approver is told that nobody could."""

from __future__ import annotations

import pytest

OTHER = (
    ("MAR-2041", "OAK-7701"),
    ("Kim Marsh", "Wanda Oakes"), ("Leo Marsh", "Ned Oakes"), ("kim.marsh@post", "wanda@post"),
    ("Rob Hale", "Ari Dunn"), ("rob.hale@mail", "ari@mail"), ("Jean Marsh", "Una Oakes"), ("2 Quay", "9 Mill"),
)  # fmt: skip
SAID = ("I like my bike.", "I like my bike. Wanda Oakes said hello.")


@pytest.fixture
def beside(fresh):
    """The office with the case of another family; gives the office and that case's file."""
    text = fresh.case.read_text()
    for old, new in OTHER:
        text = text.replace(old, new)
    path = fresh.folder / "cases" / "OAK-7701" / "case.yaml"
    path.parent.mkdir()
    path.write_text(text)
    return fresh, path


def asked(office):
    assert office.cin("submit", office.notes, "--as", "priya").code == 0
    return {ask["id"].partition("-")[2]: ask for ask in office.preview()["tick"]}


def test_a_family_that_was_read_once_is_still_looked_for(beside):
    office, path = beside
    assert office.cin("check", office.notes).code == 0
    path.write_text(path.read_text() + "broken: [\n")
    office.edit(office.notes, *SAID)
    (line,) = asked(office)
    assert line != "unread"


def test_an_address_of_that_family_is_still_refused(beside):
    office, path = beside
    assert office.cin("check", office.notes).code == 0
    path.write_text(path.read_text() + "broken: [\n")
    office.edit(office.case, "kim.marsh@post.example", "Wanda@post.example")
    done = office.cin("submit", office.notes, "--as", "priya")
    assert done.code == 1
    assert "address-in-other-case" in done.said


def test_a_family_that_never_was_read_is_asked_about_and_the_copies_go_with_a_reason(beside):
    office, path = beside
    path.write_text(path.read_text() + "broken: [\n")
    ask = asked(office)["unread"]
    assert ask["reasoned"] and ask["sentence"].startswith("1 other case cannot be read")
    code = office.preview()["code"]
    bare = office.cin("approve", "MAR-2041", code, "--as", "dana")
    assert bare.code == 1 and "not-ticked" in bare.said
    reason = ("--tick", "W11-unread=The file of OAK-7701 is being mended; they have nothing to do with Leo.")
    assert office.cin("approve", "MAR-2041", code, *reason, "--as", "dana").code == 0
    assert office.cin("send", "--as", "sam").code == 0
    assert "kim.marsh@post.example" in office.mailed()


def test_where_all_cases_can_be_read_nothing_is_asked(beside):
    office, _path = beside
    assert asked(office) == {}
