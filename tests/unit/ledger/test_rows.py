"""Nouns go into rows and come back the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cin_docs.ledger import rows
from cin_docs.model.delivery import State
from cin_docs.model.document import DocumentKind, Format, Mode
from cin_docs.model.person import Channel
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest, a_record, an_obligation


def test_a_meeting_comes_back_the_same() -> None:
    for record in (a_record(), a_record(version=0, author=None, submitted_by=None, facts={}, mode=Mode.TRIAL)):
        assert rows.meeting_from({"seq": 1} | rows.meeting_row(record)) == record


def test_an_obligation_comes_back_the_same() -> None:
    for item in (
        an_obligation(),
        an_obligation(due=None, because=(), document=DocumentKind.MINUTES, posting_allowance=2),
        an_obligation(excused_because="Asked not to have one."),
    ):
        row = rows.obligation_row(item) | {"excused_because": item.excused_because, "excused_seq": 1, "opened_seq": 1}
        assert rows.obligation_from(row) == item


def test_a_dispatch_comes_back_the_same_in_every_state_and_channel() -> None:
    at = datetime(2026, 11, 20, 9, 30, 1, 5, tzinfo=UTC)
    for state in State:
        for channel in Channel:
            item = a_dispatch(state=state, channel=channel, attempt=2, not_before=at, evidence_on=date(2026, 11, 20))
            item = replace(item, evidence_at=at, reason="450 busy", owner="dana")
            row = rows.dispatch_row(item) | rows.standing_row(item)
            row |= {"since": rows.instant(item.since), "reason": item.reason, "reason_seq": 1, "opened_seq": 1}
            assert rows.dispatch_from(row) == item


def test_a_copy_comes_back_the_same() -> None:
    item = a_copy(document=DocumentKind.MINUTES, format=Format.DOCX)
    assert rows.copy_from(rows.copy_row(item)) == item


def test_a_manifest_comes_back_with_the_same_digest() -> None:
    manifest = a_manifest((a_dispatch("mum"), a_dispatch("dad", channel=Channel.POST)), breaches=("P4 late", "é"))
    again = rows.manifest_from(manifest.canonical().decode())
    assert again == manifest
    assert again.digest == manifest.digest


def test_instants_are_kept_in_utc() -> None:
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert rows.instant(summer) == "2026-06-30T23:30:00+00:00"


def test_an_instant_without_a_zone_is_a_programming_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        rows.instant(datetime(2026, 7, 1))
