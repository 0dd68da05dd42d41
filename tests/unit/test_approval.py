"""A named person who is not the author approves what the code stands for (W13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.approval import Approvers, Authors, approve, may_approve, may_approve_alone
from cin_docs.model.delivery import ApprovedManifest, Ask
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


# --- deputies, relatives ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("absent", "for_whom"), [({"dana"}, "dana"), ({"tom"}, "tom"), ({"tom", "dana"}, "dana")])
def test_a_deputy_approves_in_the_place_of_the_lead_practitioner_or_manager_and_the_record_names_both(absent, for_whom):
    approved = asked(staff="huw", approvers=replace(APPROVERS, deputies={"huw": frozenset(absent)}))
    assert (approved.approver, approved.in_place_of) == ("huw", for_whom)


def test_a_deputy_of_somebody_else_is_no_approver_of_this_case():
    assert (
        asked(staff="huw", approvers=replace(APPROVERS, deputies={"huw": frozenset({"mina"})})).code
        == "not-an-approver"
    )


def test_who_may_approve_in_their_own_right_stands_in_for_nobody():
    approved = asked(staff="tom", approvers=replace(APPROVERS, deputies={"tom": frozenset({"dana"})}))
    assert approved.in_place_of is None


def test_a_deputy_who_wrote_the_notes_does_not_approve_them():
    deputies = replace(APPROVERS, deputies={"priya": frozenset({"dana"})})
    assert asked(staff="priya", approvers=deputies).code == "approver-is-author"


def test_when_the_lead_practitioner_took_the_notes_their_deputy_approves():
    approvers = replace(APPROVERS, deputies={"huw": frozenset({"dana"})})
    approved = asked(staff="huw", authors=replace(AUTHORS, minute_taker="dana"), approvers=approvers)
    assert approved.in_place_of == "dana"
    assert "huw" in asked(staff="dana", authors=replace(AUTHORS, minute_taker="dana"), approvers=approvers).remedy


@pytest.mark.parametrize("staff", ["dana", "tom", "moira", "huw"])
def test_a_relative_approves_nothing_whatever_else_they_are(staff):
    approvers = replace(APPROVERS, deputies={"huw": frozenset({"dana"})}, relatives=frozenset({staff}))
    refused = asked(staff=staff, approvers=approvers)
    assert refused.code == "approver-is-relative"
    assert staff not in refused.remedy
    other = "tom" if staff == "dana" else "dana"
    assert isinstance(asked(staff=other, approvers=approvers), ApprovedManifest)


# --- alone ------------------------------------------------------------------------------------------------------------

#: The lead practitioner took the notes and submitted them.
OWN = Authors(minute_taker="dana", submitted_by="dana")
FREE = {"authors": OWN, "alone_because": "Nobody else is at work", "alone_allowed": True, "protected": False}


def test_an_author_approves_alone_where_the_standard_allows_it_and_nothing_is_protected():
    approved = asked(**FREE)
    assert (approved.approver, approved.alone_because) == ("dana", "Nobody else is at work")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"alone_because": None}, "approver-is-author"),
        ({"alone_because": "  "}, "no-reason"),
        ({"alone_allowed": False}, "alone-not-allowed"),
        ({"protected": True}, "alone-protected"),
        ({"authors": AUTHORS}, "not-alone"),
        ({"staff": "priya", "authors": AUTHORS}, "not-an-approver"),
        ({"approvers": replace(APPROVERS, relatives=frozenset({"dana"}))}, "approver-is-relative"),
        ({"code": "0000-0000"}, "wrong-code"),
    ],
)
def test_nobody_approves_alone_otherwise(change, code):
    assert asked(**{**FREE, **change}).code == code


def test_what_is_not_known_to_be_open_counts_as_protected():
    words = {name: value for name, value in FREE.items() if name != "protected"}
    assert asked(**words).code == "alone-protected"


def test_somebody_else_approves_the_same_notes_without_a_word_about_being_alone():
    assert asked(staff="tom", authors=OWN).alone_because is None
    assert may_approve_alone("dana", OWN, APPROVERS, because="x", allowed=True, protected=False) is None


# --- lines to tick ----------------------------------------------------------------------------------------------------

NEW = Ask(id="W6-mum", guard="W6", sentence="The address of mum is new.", dispatch=MUM)
NAME = Ask(id="W11-x", guard="W11", sentence="A name of another case.", dispatch=DAD, reasoned=True)
LIST = Ask(id="W9-gran", guard="W9", sentence="gran is missing.")
ASKING = replace(MANIFEST, asks=(NEW, NAME, LIST))
EVERY = {"W6-mum": "", "W11-x": "Same name, another family", "W9-gran": ""}


def ticking(**changes: Any) -> Any:
    words = {
        "code": ASKING.code,
        "staff": "dana",
        "authors": AUTHORS,
        "approvers": APPROVERS,
        "at": AT,
        "ticked": EVERY,
    }
    return approve(ASKING, **{**words, **changes})


def test_with_every_line_ticked_all_copies_are_approved_and_the_ticks_recorded():
    approved = ticking()
    assert approved.dispatches == {MUM, DAD}
    assert approved.ticked == EVERY


@pytest.mark.parametrize("left", list(EVERY))
def test_one_line_left_refuses_the_copies_and_is_named_with_what_to_type(left):
    refused = ticking(ticked={id: why for id, why in EVERY.items() if id != left})
    assert refused.code == "not-ticked"
    assert left in refused.sentence
    assert f"{left}" in refused.remedy
    assert "--tick" in refused.remedy
    assert all(id not in refused.sentence for id in EVERY if id != left)


def test_every_line_that_is_left_is_named_at_once():
    refused = ticking(ticked={})
    assert all(id in refused.sentence for id in EVERY)
    assert '--tick "W11-x=WHY"' in refused.remedy


def test_a_line_that_overrides_a_block_needs_its_reason():
    refused = ticking(ticked={**EVERY, "W11-x": " "})
    assert refused.code == "not-ticked"
    assert "W11-x (with a reason)" in refused.sentence


def test_copies_that_no_line_is_about_are_approved_without_it():
    assert ticking(dispatches={MUM}, ticked={"W6-mum": "", "W9-gran": ""}).dispatches == {MUM}
    without = replace(MANIFEST, asks=(NEW,))
    refused = approve(without, code=without.code, staff="dana", authors=AUTHORS, approvers=APPROVERS, at=AT)
    assert isinstance(refused, Finding)
    assert f"--only {DAD}" in refused.remedy
    done = approve(
        without, code=without.code, staff="dana", authors=AUTHORS, approvers=APPROVERS, at=AT, dispatches={DAD}
    )
    assert isinstance(done, ApprovedManifest)
    assert done.ticked == {}


def test_a_line_about_the_meeting_is_asked_for_each_of_its_copies():
    assert ticking(dispatches={DAD}, ticked={"W11-x": "another family"}).code == "not-ticked"


def test_a_line_is_ticked_however_it_is_capitalised_and_recorded_as_it_is_written():
    assert ticking(ticked={id.swapcase(): why for id, why in EVERY.items()}).ticked == EVERY


def test_a_tick_of_a_line_that_is_not_there_is_refused():
    refused = ticking(ticked={**EVERY, "W6-mom": ""})
    assert refused.code == "unknown-tick"
    assert "W6-mom" in refused.sentence
    assert "W6-mum" in refused.remedy
    assert asked(ticked={"W6-mum": ""}).code == "unknown-tick"


def test_lines_that_arise_from_who_approves_are_asked_like_the_manifests_own():
    own = Ask(id="W13-mum", guard="W13", sentence="dana entered it.", dispatch=MUM)
    assert asked(asks=(own,)).code == "not-ticked"
    assert asked(asks=(own,), ticked={"W13-mum": ""}).ticked == {"W13-mum": ""}
    assert asked(asks=(own,), dispatches={DAD}).dispatches == {DAD}
