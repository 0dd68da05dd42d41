"""A named person who is not the author approves what the code stands for (W13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.approval import Approvers, Authors, approve, may_approve
from cin_docs.model.delivery import ApprovedManifest
from cin_docs.model.finding import Finding
from cin_docs.testing.deliveries import a_dispatch, a_manifest

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MANIFEST = a_manifest((a_dispatch("mum"), a_dispatch("dad")))
MUM, DAD = (row.dispatch for row in MANIFEST.rows)
AUTHORS = Authors(minute_taker="priya", submitted_by="sam")
APPROVERS = Approvers(lead="dana", manager="tom", listed=frozenset({"moira"}))


def asked(**changes: Any) -> Any:
    words: dict[str, Any] = {
        "code": MANIFEST.code,
        "staff": "dana",
        "authors": AUTHORS,
        "approvers": APPROVERS,
        "at": AT,
    }
    return approve(MANIFEST, **{**words, **changes})


@pytest.mark.parametrize("staff", ["dana", "tom", "moira"])
def test_the_lead_practitioner_the_manager_or_a_listed_approver_approves_all_copies(staff):
    approved = asked(staff=staff)
    assert isinstance(approved, ApprovedManifest)
    assert (approved.manifest, approved.approver, approved.approved_at) == (MANIFEST, staff, AT)
    assert approved.dispatches == {MUM, DAD}


@pytest.mark.parametrize("staff", ["priya", "sam"])
def test_neither_the_minute_taker_nor_the_account_that_submitted_approves(staff):
    everybody = replace(APPROVERS, listed=frozenset({"priya", "sam"}))
    refused = asked(staff=staff, approvers=everybody)
    assert refused.code == "approver-is-author"
    assert "dana" in refused.remedy
    assert staff not in refused.remedy


def test_a_lead_practitioner_who_took_the_notes_is_sent_to_somebody_else():
    refused = asked(authors=replace(AUTHORS, minute_taker="dana"))
    assert refused.code == "approver-is-author"
    assert refused.remedy == "Ask moira or tom."
    assert isinstance(asked(staff="tom", authors=replace(AUTHORS, minute_taker="dana")), ApprovedManifest)


def test_when_nobody_is_left_the_settings_are_named():
    alone = Approvers(lead="dana", manager="dana", listed=frozenset())
    refused = asked(authors=replace(AUTHORS, minute_taker="dana"), approvers=alone)
    assert "cin.yaml" in refused.remedy


def test_somebody_who_is_no_approver_of_the_case_is_refused():
    refused = asked(staff="huw")
    assert refused.code == "not-an-approver"
    assert "dana" in refused.remedy


def test_who_may_not_approve_is_told_so_whatever_code_they_type():
    assert asked(staff="priya", code="0000-0000").code == "approver-is-author"


@pytest.mark.parametrize("code", ["", "0000-0000", "7K3F", "\u2028", a_manifest(version=2).code])
def test_a_code_of_anything_else_approves_nothing(code):
    assert asked(code=code).code == "wrong-code"


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"case_digest": "x"}, {"notes_digest": "x"}, {"breaches": ("late",)}, {"rows": ()}]
)
def test_any_change_to_the_manifest_changes_its_code(change):
    changed = replace(MANIFEST, **change)
    assert changed.digest != MANIFEST.digest
    refused = approve(changed, code=MANIFEST.code, staff="dana", authors=AUTHORS, approvers=APPROVERS, at=AT)
    assert isinstance(refused, Finding)
    assert refused.code == "wrong-code"


def test_the_code_may_be_typed_as_it_was_read_out():
    code = "OLI0-1234"
    written = MANIFEST.code
    for typed in (written.lower(), written.replace("-", ""), written.replace("-", " "), f" {written} "):
        assert isinstance(asked(code=typed), ApprovedManifest), typed
    from cin_docs.approval import _plain

    assert _plain(code) == "01101234"


@given(st.integers(min_value=1, max_value=10_000))
def test_a_code_has_eight_letters_that_nobody_mistakes(version):
    code = replace(MANIFEST, version=version).code
    assert len(code) == 9
    assert code[4] == "-"
    assert not set(code) & set("ILOU")


def test_some_copies_are_approved_and_the_rest_stay():
    assert asked(dispatches={MUM}).dispatches == {MUM}


def test_a_copy_that_is_not_in_the_manifest_is_not_approved_with_the_others():
    refused = asked(dispatches={MUM, "D-NOBODY"})
    assert refused.code == "unknown-dispatch"
    assert "D-NOBODY" in refused.sentence
    assert MUM in refused.remedy


def test_an_approval_of_nothing_is_none():
    assert asked(dispatches=frozenset()).code == "nothing-to-approve"


def test_may_approve_says_nothing_to_somebody_who_may():
    assert may_approve("dana", AUTHORS, APPROVERS) is None
