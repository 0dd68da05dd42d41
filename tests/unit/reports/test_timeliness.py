"""Figures that add up, and evidence that counts only when it is evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.model.delivery import State
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.model.obligation import Standing
from cin_docs.model.person import Channel
from cin_docs.procedure.calendar import working_calendar
from cin_docs.reports.timeliness import EVIDENCE, figures, line_of, timeliness
from cin_docs.testing.deliveries import a_copy, a_dispatch, an_obligation

ENGLAND = working_calendar("ENG")
DUE = date(2026, 11, 26)  # a Thursday
AS_AT = date(2026, 12, 10)


def standing(*dispatches: Any, as_at: date = AS_AT, **changes: Any) -> Any:
    return line_of(an_obligation(**changes), dispatches, ENGLAND, as_at)


def sent(state: State = State.ACCEPTED, on: date | None = DUE, **changes: Any) -> Any:
    return a_dispatch("mum", state, evidence_on=on, **changes)


@pytest.mark.parametrize("state", sorted(EVIDENCE))
def test_every_kind_of_evidence_on_the_day_meets_it(state):
    line = standing(sent(state))
    assert (line.standing, line.late_by, line.evidence) == (Standing.MET, 0, state)
    assert line.declined is (state is State.DECLINED)


@pytest.mark.parametrize(
    ("on", "late_by"),
    [("2026-11-27", 1), ("2026-11-28", 1), ("2026-11-30", 2), ("2026-12-03", 5), ("2026-11-26", 0)],
)
def test_after_the_day_it_is_late_by_working_days_and_a_saturday_is_late_too(on, late_by):
    line = standing(sent(on=date.fromisoformat(on)))
    assert line.late_by == late_by
    assert line.standing is (Standing.LATE if late_by else Standing.MET)


@pytest.mark.parametrize(
    "state", [State.BOUNCED, State.FAILED, State.RETURNED, State.MISDIRECTED, State.CANCELLED, State.SUPERSEDED]
)
def test_evidence_that_failed_later_reopens_the_obligation(state):
    line = standing(sent(state, on=date(2026, 11, 20)))
    assert (line.standing, line.evidence_on) == (Standing.OUTSTANDING, None)
    assert line.late_by == 10


def test_other_evidence_keeps_it_met_when_one_copy_bounced():
    line = standing(sent(State.BOUNCED), sent(State.HANDED_OVER, on=date(2026, 11, 24), id="second"))
    assert (line.standing, line.evidence_on) == (Standing.MET, date(2026, 11, 24))


def test_a_letter_counts_its_posting_allowance_after_the_day_it_was_posted():
    posted = sent(State.POSTED, on=date(2026, 11, 24), channel=Channel.POST)
    assert standing(posted, posting_allowance=2).standing is Standing.MET
    late = standing(replace(posted, evidence_on=date(2026, 11, 25)), posting_allowance=2)
    assert (late.standing, late.late_by, late.evidence_on) == (Standing.LATE, 1, date(2026, 11, 27))
    assert standing(replace(posted, evidence_on=DUE), posting_allowance=0).standing is Standing.MET


@pytest.mark.parametrize("channel", Channel)
def test_the_allowance_belongs_to_what_was_posted_however_it_was_meant_to_go(channel):
    """A failed e-mail that was posted on the due day is not there on the due day."""
    line = standing(sent(State.POSTED, on=DUE, channel=channel), posting_allowance=2)
    assert (line.standing, line.late_by) == (Standing.LATE, 2)


def test_a_letter_that_was_handed_over_instead_has_no_allowance():
    line = standing(sent(State.HANDED_OVER, on=DUE, channel=Channel.POST), posting_allowance=2)
    assert line.standing is Standing.MET


def test_declining_a_posted_letter_takes_no_allowance_away():
    """Its evidence stays the day of posting, and that it was posted on the due day stays too late."""
    declined = sent(State.DECLINED, on=DUE, channel=Channel.POST)
    late = line_of(an_obligation(posting_allowance=2), [declined], ENGLAND, AS_AT, posted=frozenset({declined.id}))
    assert (late.standing, late.late_by, late.declined) == (Standing.LATE, 2, True)
    at_the_door = line_of(an_obligation(posting_allowance=2), [declined], ENGLAND, AS_AT)
    assert at_the_door.standing is Standing.MET


@pytest.mark.parametrize("state", [State.UNCERTAIN, State.SENDING_DATA])
def test_uncertain_is_never_counted_as_met_until_other_evidence_comes(state):
    assert standing(sent(state)).standing is Standing.UNCERTAIN
    assert standing(sent(state), sent(State.HANDED_OVER, id="second")).standing is Standing.MET


def test_outstanding_says_overdue_by_or_due_in_and_whether_anything_ever_left():
    early = standing(as_at=date(2026, 11, 24))
    assert (early.standing, early.due_in, early.late_by, early.never_sent) == (Standing.OUTSTANDING, 2, 0, True)
    assert standing(as_at=DUE).due_in == 0
    assert standing(as_at=date(2026, 11, 27)).late_by == 1
    assert standing(sent(State.DRAFT, on=None)).never_sent
    assert not standing(sent(State.BOUNCED)).never_sent


def test_evidence_after_the_as_at_date_is_not_yet_there():
    line = standing(sent(on=date(2026, 11, 25)), as_at=date(2026, 11, 24))
    assert line.standing is Standing.OUTSTANDING


def test_a_reason_given_in_advance_excuses_and_stands_in_no_denominator():
    line = standing(excused_because="asked not to have one")
    assert line.standing is Standing.EXCUSED
    assert not line.counted


def test_without_a_deadline_it_can_be_met_but_not_late_and_stands_apart():
    line = standing(sent(on=date(2026, 12, 9)), due=None)
    assert (line.standing, line.counted) == (Standing.MET, False)
    assert standing(due=None).standing is Standing.OUTSTANDING
    assert not standing(due=None).overdue


def the_example() -> tuple[Any, Any, Any]:
    """Six obligations of one meeting: met, late, overdue, uncertain, excused, and minutes with no day."""
    people = {"mum": State.ACCEPTED, "dad": State.POSTED, "nurse": State.UNCERTAIN}
    obligations = [an_obligation(person) for person in ("mum", "dad", "nurse", "gran")]
    obligations.append(an_obligation("priya", excused_because="Files them."))
    obligations.append(an_obligation("mum", DocumentKind.MINUTES, due=None))
    dispatches = [
        a_dispatch(person, state, id=f"d-{person}", evidence_on=None if person == "nurse" else date(2026, 11, 27))
        for person, state in people.items()
    ]
    dispatches[0] = replace(dispatches[0], evidence_on=DUE)
    by_id = {item.id: item for item in dispatches}
    copies = [
        a_copy(by_id[f"d-{item.person}"], id=f"c-{item.id}", obligation=item.id)
        for item in obligations
        if item.person in people
    ]
    return obligations, dispatches, copies


def test_figures_worked_out_by_hand():
    report = timeliness(*the_example(), ENGLAND, AS_AT, head="abc")
    (series,) = report.series
    total = series.total
    assert (total.met, total.late, total.outstanding, total.uncertain, total.excused) == (1, 1, 1, 1, 1)
    assert (total.numerator, total.denominator, total.percent) == (1, 4, 25.0)
    assert (total.never_sent, total.overdue) == (1, 2)
    assert (series.no_deadline.met, series.no_deadline.obligations) == (1, 1)
    assert [(group.key, group.figures) for group in series.by_team] == [("North", total)]
    assert [group.key for group in series.by_month] == ["2026-11"]
    assert (report.as_at, report.head, report.calendar) == (AS_AT, "abc", ENGLAND.version)


def test_before_anything_is_due_there_is_no_percentage():
    report = timeliness([an_obligation()], [], [], ENGLAND, date(2026, 11, 20))
    assert report.series[0].total.percent is None
    assert report.series[0].total.denominator == 0


def test_demo_and_trial_never_count_with_live():
    obligations = [an_obligation(meeting=mode.value, mode=mode) for mode in Mode]
    report = timeliness(obligations, [], [], ENGLAND, AS_AT)
    assert [series.mode for series in report.series] == [Mode.LIVE, Mode.TRIAL, Mode.DEMO]
    assert [series.total.obligations for series in report.series] == [1, 1, 1]


HISTORIES = st.lists(
    st.tuples(
        st.integers(0, 11),  # which obligation
        st.sampled_from(list(State)),
        st.one_of(st.none(), st.integers(-5, 40)),  # days from the meeting to the evidence
        st.sampled_from([Channel.EMAIL, Channel.POST, Channel.HAND, Channel.NONE]),
    ),
    max_size=30,
)


@given(
    history=HISTORIES,
    as_at=st.integers(0, 40),
    dueless=st.sets(st.integers(0, 11)),
    excused=st.sets(st.integers(0, 11)),
)
def test_over_any_history_every_obligation_has_one_standing_and_the_sums_hold(history, as_at, dueless, excused):
    obligations = [
        an_obligation(
            f"p{n}",
            meeting=f"M{n % 3}",
            team=("North", "South")[n % 2],
            mode=list(Mode)[n % 3],
            due=None if n in dueless else DUE + timedelta(days=n),
            excused_because="asked" if n in excused else None,
            posting_allowance=n % 3,
        )
        for n in range(12)
    ]
    start = date(2026, 11, 19)
    dispatches = [
        a_dispatch(
            f"p{n}",
            state,
            id=f"d{at}",
            channel=channel,
            evidence_on=None if days is None else start + timedelta(days=days),
        )
        for at, (n, state, days, channel) in enumerate(history)
    ]
    copies = [a_copy(dispatches[at], id=f"c{at}", obligation=obligations[n].id) for at, (n, *_) in enumerate(history)]
    report = timeliness(obligations, dispatches, copies, ENGLAND, start + timedelta(days=as_at))
    assert sum(len(series.lines) for series in report.series) == 12
    for series in report.series:
        for some in (series.total, series.no_deadline):
            assert some.obligations == some.met + some.late + some.outstanding + some.uncertain + some.excused
            assert some.never_sent <= some.outstanding
            assert some.overdue <= some.outstanding + some.uncertain
            assert some.numerator <= some.denominator <= some.obligations
        assert series.total.obligations + series.no_deadline.obligations == len(series.lines)
        assert series.total.denominator == series.total.met + series.total.late + series.total.overdue
        assert series.no_deadline.late == series.no_deadline.denominator == 0
        for groups in (series.by_meeting, series.by_case, series.by_worker, series.by_team, series.by_month):
            assert sum(group.figures.obligations for group in groups) == series.total.obligations
            assert sum(group.figures.met for group in groups) == series.total.met
        assert figures(series.lines).excused == sum(line.standing is Standing.EXCUSED for line in series.lines)


def corrected_copy(**changes):
    return an_obligation(id=f"{an_obligation().id}/v2", **changes)


def test_corrections_stand_apart_so_that_no_percentage_rises_by_them():
    first, again = sent(on=date(2026, 11, 30)), sent(id="again", on=DUE)
    copies = [
        a_copy(first, id="C-1", obligation=an_obligation().id),
        a_copy(again, id="C-2", obligation=corrected_copy().id),
    ]
    (alone,) = timeliness([an_obligation()], [first], copies, ENGLAND, date(2026, 12, 1)).series
    owed = [an_obligation(), corrected_copy(due=date(2026, 12, 4))]
    (both,) = timeliness(owed, [first, replace(again, evidence_on=date(2026, 12, 1))], copies, ENGLAND, AS_AT).series
    assert (both.total, both.by_case) == (alone.total, alone.by_case)
    assert (both.total.met, both.total.late, both.corrections.met, both.corrections.obligations) == (0, 1, 1, 1)
    assert not [line for line in both.lines if line.counted and line.obligation.id.endswith("/v2")]


@pytest.mark.parametrize(("on", "expected"), [(DUE, Standing.MET), (date(2026, 12, 1), Standing.LATE)])
def test_a_corrected_copy_discharges_the_first_one_too_on_its_own_day(on, expected):
    first, again = sent(State.BOUNCED, on=date(2026, 11, 23)), sent(id="again", on=on)
    copies = [
        a_copy(first, id="C-1", obligation=an_obligation().id),
        a_copy(again, id="C-2", obligation=corrected_copy().id),
    ]
    (series,) = timeliness([an_obligation(), corrected_copy()], [first, again], copies, ENGLAND, AS_AT).series
    assert {line.obligation.id: line.standing for line in series.lines}[an_obligation().id] is expected


def test_a_corrected_copy_that_did_not_arrive_takes_nothing_from_the_first():
    first, again = sent(), sent(State.UNCERTAIN, id="again", on=None)
    copies = [
        a_copy(first, id="C-1", obligation=an_obligation().id),
        a_copy(again, id="C-2", obligation=corrected_copy().id),
    ]
    (series,) = timeliness([an_obligation(), corrected_copy()], [first, again], copies, ENGLAND, AS_AT).series
    assert [line.standing for line in series.lines] == [Standing.MET, Standing.UNCERTAIN]


def test_what_was_handed_over_in_the_end_has_no_allowance_for_a_refusal_that_was_taken_back():
    item = an_obligation(posting_allowance=2)
    over, refused = (sent(state, on=DUE) for state in (State.HANDED_OVER, State.DECLINED))
    by_post = frozenset({over.id})
    assert line_of(item, (over,), ENGLAND, AS_AT, by_post).standing is Standing.MET
    assert line_of(item, (refused,), ENGLAND, AS_AT, by_post).standing is Standing.LATE
