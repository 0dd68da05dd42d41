"""What is owed when a copy that was sent is corrected."""

from __future__ import annotations

from datetime import date

import pytest

from cin_docs.model.document import DocumentKind, Mode
from cin_docs.procedure.obligations import owed
from cin_docs.procedure.replacements import current, is_replacement, original, replacement
from cin_docs.testing.builders import a_case, a_meeting

MEETING, CASE = a_meeting(), a_case()


@pytest.fixture
def item(ten_point, england):
    found = owed(MEETING, CASE, ten_point, england, Mode.DEMO)
    return next(one for one in found if (one.person, one.document) == ("mum", DocumentKind.PLAN))


@pytest.fixture
def replaced(ten_point, england):
    def made(item, version=2):
        return replacement(item, version, on=date(2026, 12, 7), meeting=MEETING, standard=ten_point, calendar=england)

    return made


def test_the_same_period_is_counted_from_the_day_of_the_correction_and_the_chain_says_so(item, replaced, england):
    again = replaced(item)
    days = england.count(MEETING.on, item.due)
    assert england.count(date(2026, 12, 7), again.due) == days
    assert "names no day for a corrected copy" in again.because[0]
    assert any("Counted from: the correction, Mon 7 Dec 2026" in line for line in again.because)
    assert not [line for line in again.because if "meeting, " in line]


def test_a_replacement_is_another_obligation_of_the_same_person_document_and_meeting(item, replaced):
    again = replaced(item)
    assert again.id == f"{item.id}/v2"
    assert (again.person, again.document, again.meeting, again.meeting_on) == (
        item.person, item.document, item.meeting, item.meeting_on,
    )  # fmt: skip


def test_a_second_correction_replaces_the_first_obligation_and_is_told_apart(item, replaced):
    second = replaced(item)
    third = replaced(second, version=3)
    assert third.id == f"{item.id}/v3"
    assert [is_replacement(one.id) for one in (item, second, third)] == [False, True, True]
    assert {original(one.id) for one in (item, second, third)} == {item.id}


def test_the_latest_replacement_is_what_is_owed_now(item, replaced):
    items = [item, *(replaced(item, version=n) for n in (10, 9))]
    assert current({one.id: one for one in items})[items[0].id].id.endswith("/v10")
