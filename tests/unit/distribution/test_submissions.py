"""Whose submission first held a contact (W13): who entered an address does not look at it alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cin_docs.distribution.submissions import own_contacts, recorders, submissions, submitter
from cin_docs.model.delivery import Dispatch, Manifest
from cin_docs.model.person import Channel
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest, a_moment, a_record, an_obligation, digest_of
from cin_docs.testing.ledgers import a_ledger

FIRST, SECOND = "MAR-2041/2026-10-08-review-1", "MAR-2041/2026-11-19-review-2"


def submit(
    ledger: Any, meeting: str, by: str, people: dict[str, str], case: str = "MAR-2041", **changes: Any
) -> Manifest:
    """A submission in which each of these people is written to at that address."""
    drafts: tuple[Dispatch, ...] = tuple(a_dispatch(id, meeting=meeting, case=case, **changes) for id in people)
    plain = a_manifest(drafts)
    rows = tuple(replace(row, address_hmac=digest_of(people[row.person])) for row in plain.rows)
    manifest = replace(plain, rows=rows, notes_digest=digest_of(f"{meeting} {by}"))
    record = a_record(id=meeting, case=case, submitted_by=by)
    copies = tuple(a_copy(one) for one in drafts)
    owed = tuple(an_obligation(id, meeting=meeting, case=case) for id in people)
    ledger.submit(record, owed, manifest, drafts, copies, {}, a_moment(by))
    return manifest


@pytest.fixture
def opened(tmp_path):
    return a_ledger(tmp_path)


def test_the_first_submission_that_held_the_address_counts_not_the_newest(opened):
    submit(opened, FIRST, "priya", {"mum": "kim@post.example", "dad": "rob@mail.example"})
    now = submit(
        opened, SECOND, "sam", {"mum": "kim@post.example", "dad": "rob@new.example", "gran": "jean@post.example"}
    )
    assert recorders(opened, "MAR-2041", now) == {"mum": "priya", "dad": "sam", "gran": "sam"}


def test_the_same_address_for_somebody_else_or_in_another_case_is_another_contact(opened):
    submit(opened, FIRST, "priya", {"dad": "kim@post.example"})
    submit(opened, "KES-77/2026-10-08-first", "moira", {"mum": "kim@post.example"}, case="KES-77")
    now = submit(opened, SECOND, "sam", {"mum": "kim@post.example"})
    assert recorders(opened, "MAR-2041", now) == {"mum": "sam"}


def test_copies_by_hand_have_no_address_that_anybody_could_mistype(opened):
    now = submit(opened, SECOND, "sam", {"leo": "dana"}, channel=Channel.HAND)
    assert recorders(opened, "MAR-2041", now) == {}


def test_the_line_is_for_that_account_alone_and_about_that_persons_copies(opened):
    submit(opened, FIRST, "dana", {"mum": "kim@post.example"})
    now = submit(opened, SECOND, "sam", {"mum": "kim@post.example", "dad": "rob@mail.example"})
    known = recorders(opened, "MAR-2041", now)
    (ask,) = own_contacts(now, known, "dana")
    assert (ask.id, ask.guard, ask.reasoned) == ("W13-mum", "W13", False)
    assert ask.dispatch == next(row.dispatch for row in now.rows if row.person == "mum")
    assert "kim@post.example" not in ask.sentence
    assert own_contacts(now, known, "tom") == ()


def test_each_submission_is_told_with_who_made_it_oldest_first(opened):
    one, two = submit(opened, FIRST, "priya", {"mum": "a"}), submit(opened, SECOND, "sam", {"mum": "b"})
    assert [(item.by, item.manifest) for item in submissions(opened)] == [("priya", one), ("sam", two)]
    assert (submitter(opened, one), submitter(opened, two), submitter(opened, a_manifest(version=9))) == (
        "priya", "sam", None,
    )  # fmt: skip
