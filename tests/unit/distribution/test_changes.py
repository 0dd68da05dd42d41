"""What the approver ticks because of what was submitted before: shown again, and somebody else behind an id."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cin_docs.distribution.changes import Last, asks_of_changes, kept_in, kept_now, shown_now, somebody_else
from cin_docs.distribution.preview import preview_of, to_bytes
from cin_docs.distribution.recipients import recipients
from cin_docs.model.document import Mode
from cin_docs.model.meeting import Marks
from cin_docs.testing.builders import a_case, a_meeting, a_need, an_action, separated_parents
from cin_docs.testing.deliveries import a_dispatch, a_manifest
from cin_docs.testing.ledgers import a_ledger

NOT_DAD = Marks(not_for=frozenset({"dad"}))
MARKED = a_meeting(progress=(), needs=(a_need(actions=(an_action("a3", marks=NOT_DAD), an_action("a4"))),))
OPEN = a_meeting(progress=(), needs=(a_need(actions=(an_action("a3"), an_action("a4"))),))


def rows(meeting: Any = OPEN, case: Any = None):
    people = recipients(meeting, case or a_case())
    return a_manifest(tuple(a_dispatch(one.person.id, channel=one.channel, contact=one.contact) for one in people)).rows


def test_an_item_that_an_earlier_version_kept_from_somebody_is_a_line_to_tick():
    (ask,) = shown_now(OPEN, a_case(), rows(), {"dad": ("the action a3",)})
    assert (ask.id, ask.guard) == ("W19-dad-the-action-a3", "W19")
    assert ask.sentence == "dad now reads the action a3, which an earlier version kept from them."
    assert ask.dispatch == next(row.dispatch for row in rows() if row.person == "dad")


@pytest.mark.parametrize(
    ("meeting", "kept"),
    [
        (MARKED, {"dad": ("the action a3",)}),
        (OPEN, {"dad": ("the action a9",)}),
        (OPEN, {"nobody": ("the action a3",)}),
        (OPEN, {}),
    ],
    ids=["still kept", "gone altogether", "no copy is made for them", "nothing was kept"],
)
def test_otherwise_nothing_is_asked(meeting, kept):
    assert list(shown_now(meeting, a_case(), rows(), kept)) == []


def test_a_protection_that_was_taken_out_is_asked_about_like_a_mark(tmp_path):
    guarded, bare = separated_parents(), separated_parents(protections=())
    dad = [one for one in recipients(OPEN, guarded) if one.person.id == "dad"]
    kept = kept_now(a_ledger(tmp_path), lambda _: b"", OPEN, guarded, dad)
    asked = {ask.id for ask in shown_now(OPEN, bare, rows(OPEN, bare), kept)}
    assert asked
    assert all(id.startswith("W19-dad-") for id in asked)
    assert list(shown_now(OPEN, guarded, rows(OPEN, guarded), kept)) == []


def test_a_preview_tells_what_was_kept_also_one_of_an_older_release(tmp_path):
    people = recipients(MARKED, a_case())
    kept = kept_now(a_ledger(tmp_path), lambda _: b"", MARKED, a_case(), people)
    shown = preview_of(MARKED, a_case(), people, rows(), (), version=1, mode=Mode.TRIAL, breaches=(), kept=kept)
    assert shown.names["dad"] == "Rob Hale"
    assert "the action a3" in kept_in(shown)["dad"]
    assert "the action a3" in kept_in(replace(shown, kept={}))["dad"]
    assert b"Rob Hale" in to_bytes(shown)
    assert "Rob Hale" not in repr(shown)


def asked(meeting: Any, case: Any, **last: Any) -> list[str]:
    return [ask.id for ask in somebody_else(meeting, case, Last(**last))]


def test_another_name_behind_an_id_that_a_mark_is_about_is_asked_about():
    names = {"dad": "Sam Orr", "mum": "Kim Marsh"}
    assert asked(MARKED, a_case(), names=names) == ["W20-dad"]
    assert asked(OPEN, separated_parents(), names=names) == ["W20-dad"], "a protection"
    assert asked(OPEN, a_case(), names=names, kept={"dad": ("the action a3",)}) == ["W20-dad"], "a mark that was there"


def test_the_same_name_written_otherwise_or_an_id_that_nothing_is_about_asks_nothing():
    assert asked(MARKED, a_case(), names={"dad": "ROB  hale"}) == []
    assert asked(OPEN, a_case(), names={"nurse": "Somebody Else"}) == []
    assert asked(MARKED, a_case(), names={}) == [], "the first submission"


def test_what_nobody_ticked_is_asked_again():
    assert asked(MARKED, a_case(), names={"dad": "Rob Hale"}, waiting=frozenset({"W20-dad"})) == ["W20-dad"]


def test_a_case_that_never_submitted_anything_is_asked_nothing(tmp_path):
    found = asks_of_changes(a_ledger(tmp_path), lambda _: b"", MARKED, a_case(), rows(), corrects=True)
    assert found == ()
