"""The sums name every state and every standing, and never add up modes."""

from __future__ import annotations

from datetime import date

from cin_docs.model.delivery import State
from cin_docs.model.document import Mode
from cin_docs.procedure.calendar import working_calendar
from cin_docs.reports.sums import sums
from cin_docs.reports.timeliness import timeliness
from cin_docs.testing.deliveries import a_copy, a_dispatch, an_obligation

AS_AT = date(2026, 11, 30)


def summed(dispatches, obligations):
    report = timeliness(obligations, dispatches, map(a_copy, dispatches), working_calendar("ENG"), AS_AT)
    return sums(dispatches, report)


def test_both_sums_in_words():
    dispatches = [
        a_dispatch("mum", State.ACCEPTED, evidence_on=date(2026, 11, 25)),
        a_dispatch("dad", State.TO_HAND),
        a_dispatch("nurse", State.TO_HAND),
    ]
    owed = [an_obligation(person) for person in ("mum", "dad", "nurse")]
    (found,) = summed(dispatches, owed)
    assert found.sentences == (
        "3 dispatches = 1 accepted + 2 to hand.",
        "3 copies owed = 1 met + 0 late + 2 outstanding + 0 uncertain + 0 excused.",
    )


def test_every_state_there_is_stands_in_the_sum():
    dispatches = [a_dispatch(f"p{number}", state) for number, state in enumerate(State)]
    (found,) = summed(dispatches, [])
    assert found.dispatches == len(State)
    assert list(found.states) == list(State)


def test_demo_and_trial_are_never_added_to_live():
    dispatches = [a_dispatch(mode.value, mode=mode) for mode in Mode]
    owed = [an_obligation(mode.value, mode=mode, meeting=mode.value) for mode in Mode]
    found = summed(dispatches, owed)
    assert [(one.mode, one.dispatches, one.obligations) for one in found] == [
        (Mode.LIVE, 1, 1),
        (Mode.TRIAL, 1, 1),
        (Mode.DEMO, 1, 1),
    ]


def test_an_obligation_without_any_dispatch_is_in_the_sum():
    (found,) = summed([], [an_obligation("mum")])
    assert found.sentences == (
        "0 dispatches = 0.",
        "1 copy owed = 0 met + 0 late + 1 outstanding + 0 uncertain + 0 excused.",
    )
