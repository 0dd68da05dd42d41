"""The dry preview asks every guard, moves nothing, and is asked for again when the set-up changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cin_docs.distribution.rehearsal import SetUp, refuse_unrehearsed, rehearsed, remember
from cin_docs.errors import RefusedError
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.document import Mode
from cin_docs.model.finding import Finding, Severity
from cin_docs.testing.deliveries import (
    a_copy,
    a_dispatch,
    a_manifest,
    a_moment,
    a_record,
    an_approved_manifest,
    an_obligation,
)
from cin_docs.testing.ledgers import a_ledger

LIVE = SetUp(
    mode=Mode.LIVE,
    sender="cin@eastmere.example",
    authority="Eastmere",
    nation="ENG",
    host="relay.eastmere.example",
    port=587,
    tls="starttls",
)


def stops_dad(dispatch: Dispatch) -> Finding | None:
    if dispatch.person != "dad":
        return None
    return Finding(code="contact-changed", severity=Severity.BLOCKS, sentence="It changed.", remedy="Look.")


def test_each_copy_that_is_ready_is_judged_and_its_way_named_and_drafts_are_not(tmp_path):
    ledger = a_ledger(tmp_path)
    drafts = tuple(a_dispatch(id) for id in ("mum", "dad", "leo"))
    copies, owed = tuple(map(a_copy, drafts)), tuple(an_obligation(one.person) for one in drafts)
    manifest = a_manifest(drafts)
    ledger.submit(a_record(), owed, manifest, drafts, copies, {}, a_moment("sam"))
    chosen = frozenset(one.id for one in drafts[:2])
    ledger.approve(replace(an_approved_manifest(manifest), dispatches=chosen), a_moment())
    ledger.move(drafts[1].id, State.APPROVED, State.QUEUED, a_moment())
    before = ledger.head()
    lines = rehearsed(ledger, stops_dad, lambda one: f"the way of {one.person}")
    assert ledger.head() == before
    assert [(one.person, one.goes, one.held, one.note) for one in lines] == [
        ("mum", "the way of mum", False, ""),
        ("dad", "contact-changed", True, "It changed."),
    ]


def test_live_sends_nothing_before_it_was_tried_and_sends_after(tmp_path):
    ledger = a_ledger(tmp_path)
    with pytest.raises(RefusedError, match="never tried"):
        refuse_unrehearsed(ledger, LIVE)
    remember(ledger, LIVE, a_moment())
    refuse_unrehearsed(ledger, LIVE)
    assert ledger.verify() == ()


@pytest.mark.parametrize(
    "change",
    [
        {"sender": "cin@other.example"},
        {"authority": "Westmere"},
        {"nation": "WLS"},
        {"host": "relay.other.example"},
        {"port": 465},
        {"tls": "implicit"},
    ],
)
def test_a_set_up_that_changed_is_tried_again_and_the_newest_trial_counts(tmp_path, change):
    ledger = a_ledger(tmp_path)
    remember(ledger, LIVE, a_moment())
    other = replace(LIVE, **change)
    with pytest.raises(RefusedError, match="has changed since the last dry preview"):
        refuse_unrehearsed(ledger, other)
    remember(ledger, other, a_moment())
    refuse_unrehearsed(ledger, other)
    with pytest.raises(RefusedError):
        refuse_unrehearsed(ledger, LIVE)


def test_a_dry_preview_in_trial_opens_nothing_in_live(tmp_path):
    ledger = a_ledger(tmp_path)
    remember(ledger, replace(LIVE, mode=Mode.TRIAL), a_moment())
    with pytest.raises(RefusedError):
        refuse_unrehearsed(ledger, LIVE)


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.TRIAL])
def test_demo_and_trial_need_none(tmp_path, mode):
    refuse_unrehearsed(a_ledger(tmp_path), replace(LIVE, mode=mode))


def test_what_the_ledger_keeps_of_it_names_nobody(tmp_path):
    ledger = a_ledger(tmp_path)
    remember(ledger, LIVE, a_moment())
    (event,) = ledger.events(subject="live")
    assert "eastmere" not in f"{event.detail}{event.change}"
