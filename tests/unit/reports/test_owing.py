"""A cancelled copy says what it leaves owed, to whom and by when, and who has which copy already."""

from __future__ import annotations

from datetime import date

import pytest

from cin_docs.model.delivery import State
from cin_docs.model.document import DocumentKind
from cin_docs.reports.owing import MAY_DISCHARGE, had_before, left_by
from cin_docs.testing.deliveries import MEETING, a_copy, a_dispatch, an_obligation

GONE = a_dispatch("mum", State.CANCELLED)


def left(*others, **obligation):
    copies = [a_copy(one) for one in (GONE, *others)]
    return left_by([GONE], [GONE, *others], copies, [an_obligation("mum", **obligation), an_obligation("dad")])


def test_what_nothing_else_will_discharge_is_said_with_its_day_and_whose_it_is():
    (found,) = left()
    assert found.others == ()
    assert found.warning == (
        f"WARNING: the plan of {MEETING} to mum is still owed, by 26 November 2026, and nothing else will discharge "
        "it. Submit the notes again, or it counts as never sent. dana is to see to it."
    )


@pytest.mark.parametrize("state", sorted(MAY_DISCHARGE))
def test_another_copy_on_its_way_or_there_is_named_instead(state):
    (found,) = left(a_dispatch("mum", state, version=2))
    assert "WARNING" not in found.warning
    assert f"{MEETING}/v2/mum ({state.value})" in found.warning


@pytest.mark.parametrize("state", sorted(set(State) - MAY_DISCHARGE))
def test_one_that_ended_without_evidence_discharges_nothing(state):
    (found,) = left(a_dispatch("mum", state, version=2))
    assert "nothing else will discharge it" in found.warning


def test_what_has_no_day_is_owed_all_the_same_and_what_is_excused_is_not():
    (found,) = left(due=None)
    assert "is still owed, and nothing else" in found.warning
    assert left(excused_because="Asked not to have it.") == ()


def test_every_document_of_the_copy_is_named():
    both = [a_copy(GONE), a_copy(GONE, DocumentKind.MINUTES)]
    owed = [an_obligation("mum"), an_obligation("mum", DocumentKind.MINUTES)]
    assert len(left_by([GONE], [GONE], both, owed)) == 2


def test_who_has_an_earlier_copy_in_hand_is_said_with_the_day():
    there = a_dispatch("mum", State.POSTED, id="D-1", evidence_on=date(2026, 11, 21))
    unsure = a_dispatch("mum", State.UNCERTAIN, id="D-2")
    others = a_dispatch("dad", State.POSTED, id="D-3"), a_dispatch("mum", State.FAILED, id="D-4")
    assert had_before([GONE], [GONE, there, unsure, *others]) == (
        f"mum has D-1 of {MEETING} already: posted on 21 November 2026. It cannot be called back.",
        f"mum may have D-2 of {MEETING} already: uncertain. It cannot be called back.",
    )
