"""Each rule of a meeting: what it finds, under which standard, how severe, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cin_docs.model.finding import Finding, Severity
from cin_docs.model.meeting import Decision, Extension, Held, Kind, NextMeeting, Status
from cin_docs.model.person import ProtectedKind
from cin_docs.model.standard import Period, Standard, Unit
from cin_docs.procedure import rules
from cin_docs.testing.builders import (
    a_case,
    a_first_meeting,
    a_meeting,
    a_need,
    a_person,
    a_protection,
    an_action,
)

TODAY = date(2026, 11, 22)
CASE = a_case()
THERE = ("mum", "leo", "dana", "gran", "sen_lead", "nurse", "housing")
FIRST = a_first_meeting(on=date(2026, 10, 8), present=THERE, apologies={"dad": "working away"})
#: Six weeks after the first meeting to the day.
REVIEW = a_meeting(number=1, absent={"gran": "No answer"})


@pytest.fixture
def found(ten_point, protocol, wording, england):
    def check(meeting=REVIEW, *, case=CASE, standard=None, history=(FIRST,), today=TODAY):
        named = {None: ten_point, "ten-point": ten_point, "cin-protocol": protocol}
        chosen = standard if isinstance(standard, Standard) else named[standard]
        return {item.code: item for item in rules.check(meeting, case, chosen, england, history, wording, today)}

    return check


def with_action(**changes: Any) -> Any:
    """The review with one action of its own, at a known place."""
    action = an_action("a9", at=("needs", 0, "actions", 0), **changes)
    return replace(REVIEW, needs=(a_need(actions=(action,)),))


@pytest.mark.parametrize("standard", ["ten-point", "cin-protocol"])
def test_a_meeting_as_it_should_be_has_no_findings(standard, found):
    assert found(standard=standard) == {}
    first = a_first_meeting(present=THERE, apologies=FIRST.apologies)
    assert found(first, standard=standard, history=()) == {}


@pytest.mark.parametrize("words", ["ongoing", "On-going", "a.s.a.p.", "TBC", "when required", "N/A", "as and when"])
@pytest.mark.parametrize("standard", ["ten-point", "cin-protocol"])
def test_banned_timescales_block_under_both_standards_each_with_its_own_sentence(words, standard, found):
    item = found(with_action(how_often=words), standard=standard)["banned-timescale"]
    assert item.severity is Severity.BLOCKS
    assert item.at == ("needs", 0, "actions", 0, "how often")
    assert ("ASAP are not acceptable" in item.source) == (standard == "ten-point")
    assert item.rows == (("G3",) if standard == "ten-point" else ("P4",))
    assert "Kim Marsh" in item.remedy


def test_a_missing_timescale_blocks_and_is_reported_once(found):
    items = found(with_action(how_often=None))
    assert set(items) == {"missing-timescale"}
    assert items["missing-timescale"].severity is Severity.BLOCKS
    assert "Dana Cole (`dana`)" in items["missing-timescale"].remedy


@pytest.mark.parametrize("words", ["end of term", "regular visits", "2026-02-30", "11/12/2026", "biweekly"])
def test_a_timescale_that_names_no_day_and_no_interval_blocks(words, found):
    items = found(with_action(by=words, how_often=None))
    assert {"unclear-timescale", "banned-timescale"} & set(items)
    assert all(item.severity is Severity.BLOCKS for item in items.values())


def test_the_remedy_for_a_british_date_shows_the_iso_form(found):
    assert "`by: 2026-12-11`" in found(with_action(by="11/12/2026", how_often=None))["unclear-timescale"].remedy


def test_by_next_meeting_needs_a_next_meeting(found):
    meeting = replace(with_action(by="next meeting", how_often=None), next=None)
    assert set(found(meeting)) == {"unclear-timescale", "no-next-meeting"}
    assert found(with_action(by="next meeting", how_often=None)) == {}


def test_a_new_action_due_before_the_meeting_blocks_and_one_due_on_the_day_does_not(found):
    assert set(found(with_action(by="2026-11-18", how_often=None))) == {"timescale-before-meeting"}
    assert found(with_action(by="2026-11-19", how_often=None)) == {}
    late = found(with_action(how_often="weekly", until=date(2025, 12, 18)))["timescale-before-meeting"]
    assert late.at[-1] == "until"


def test_a_carried_action_whose_day_has_gone_is_a_breach_not_a_block(found):
    late = replace(REVIEW.progress[1], action=replace(REVIEW.progress[1].action, by="2026-09-30"))
    item = found(replace(REVIEW, progress=(late,)))["overdue-action"]
    assert item.severity is Severity.BREACH
    assert item.at == ("progress", "a2", "by")
    done = replace(late, status=Status.DONE)
    assert found(replace(REVIEW, progress=(done,))) == {}


def test_nobody_named_blocks(found):
    item = found(with_action(owners=()))["no-owner"]
    assert item.severity is Severity.BLOCKS
    assert item.rows == ("G2",)


@pytest.mark.parametrize(
    ("owner", "named"),
    [
        ("School", "Amy Reed (`sen_lead`)"),
        ("the family", "Kim Marsh (`mum`)"),
        ("Professionals", "Dana Cole (`dana`)"),
        ("housing", "Cara Obi (`housing`)"),
        ("Everyone", "Kim Marsh (`mum`)"),
    ],
)
def test_a_group_as_owner_blocks_and_lists_whom_it_could_be(owner, named, found):
    if owner == "housing":
        people = tuple(replace(item, id="cara") if item.id == "housing" else item for item in CASE.people)
        item = found(with_action(owners=(owner,)), case=a_case(people=people))["collective-owner"]
        assert "Cara Obi (`cara`)" in item.remedy
        return
    item = found(with_action(owners=(owner,)))["collective-owner"]
    assert item.severity is Severity.BLOCKS
    assert named in item.remedy
    assert "Leo Marsh" not in item.remedy


def test_an_owner_outside_the_roster_blocks(found):
    assert "unknown-owner" in found(with_action(owners=("aunt_may",)))


def test_an_owner_who_was_absent_is_advice_to_tell_them(found):
    assert found(with_action(owners=("gran",)))["absent-owner"].severity is Severity.ADVICE


def test_a_protected_name_is_not_printed_in_a_finding(found):
    case = a_case(protections=(a_protection("gran.name", kind=ProtectedKind.NAME, value="Jean Marsh"),))
    item = found(with_action(owners=("gran",)), case=case)["absent-owner"]
    assert "Jean" not in item.sentence
    assert "grandmother (`gran`)" in item.sentence


@pytest.mark.parametrize(
    ("words", "rare"),
    [("every 4 weeks", False), ("four-weekly", False), ("weekly", False), ("twice a month", False),
     ("monthly", True), ("every 5 weeks", True), ("every 2 months", True), ("termly", True)],
)  # fmt: skip
def test_visits_are_never_less_often_than_four_weekly_and_a_month_is_longer(words, rare, found):
    items = found(replace(REVIEW, visits=words))
    assert (set(items) == {"visits-too-rare"}) is rare
    if rare:
        assert items["visits-too-rare"].severity is Severity.BREACH
        assert items["visits-too-rare"].rows == ("G4",)


def test_visits_are_a_rule_of_the_guide_only(found):
    rare = replace(REVIEW, visits="every 3 months")
    assert found(rare, standard="cin-protocol") == {}
    assert found(replace(REVIEW, visits=None), standard="cin-protocol", history=()) == {}


def test_a_frequency_not_said_again_holds_as_last_time_and_one_never_said_is_a_breach(found):
    silent = replace(REVIEW, visits=None)
    assert found(silent) == {}
    never = found(silent, history=(replace(FIRST, visits=None),))
    assert never["no-visits"].severity is Severity.BREACH
    assert found(replace(REVIEW, visits="as agreed"))["unclear-visits"].severity is Severity.BLOCKS


def next_on(day: date, **changes: Any) -> Any:
    return replace(REVIEW, next=NextMeeting(on=day, time="14:00", place="Brook House", chair="dana"), **changes)


@pytest.mark.parametrize(
    ("day", "standard", "code"),
    [
        (date(2026, 12, 31), "ten-point", None),
        (date(2027, 1, 4), "ten-point", "interval-not-decided"),
        (date(2027, 2, 19), "ten-point", "interval-not-decided"),
        (date(2027, 2, 20), "ten-point", "interval-too-long"),
        (date(2027, 1, 14), "cin-protocol", None),
        (date(2027, 1, 15), "cin-protocol", "interval-too-long"),
    ],
)
def test_the_next_meeting_is_within_the_interval_of_the_standard(day, standard, code, found):
    items = found(next_on(day), standard=standard)
    items.pop("next-on-closed-day", None)
    assert set(items) == ({code} if code else set())
    assert all(item.severity is Severity.BREACH for item in items.values())


def test_a_recorded_decision_allows_a_longer_interval_up_to_its_own_length(found):
    decided = Extension(interval="10 weeks", by="the multi-agency group", because="Steady")
    assert found(next_on(date(2027, 1, 28), extension=decided)) == {}
    assert set(found(next_on(date(2027, 1, 29), extension=decided))) == {"interval-not-decided"}
    too_long = replace(decided, interval="4 months")
    assert set(found(next_on(date(2026, 12, 31), extension=too_long))) == {"interval-too-long"}
    assert set(found(next_on(date(2026, 12, 31), extension=replace(decided, interval="longer")))) == {
        "unclear-interval"
    }


def test_no_next_meeting_is_a_breach_unless_the_plan_closes(found):
    item = found(replace(REVIEW, next=None))["no-next-meeting"]
    assert item.severity is Severity.BREACH
    assert "Thu 31 Dec 2026" in item.sentence
    assert found(replace(REVIEW, next=None, decision=Decision.CLOSE, ends=date(2026, 11, 19))) == {}


def test_time_and_place_of_the_next_meeting_are_a_rule_of_the_protocol_only(found):
    bare = replace(REVIEW, next=NextMeeting(on=date(2026, 12, 17), time=None, place=None, chair=None))
    assert set(found(bare, standard="cin-protocol")) == {"next-meeting-incomplete"}
    assert found(bare) == {}


def test_a_next_meeting_that_is_not_later_blocks(found):
    assert found(next_on(date(2026, 1, 17)))["next-meeting-not-later"].severity is Severity.BLOCKS


@pytest.mark.parametrize(
    ("number", "chair", "severity"),
    [(3, "dana", Severity.BREACH), (3, "tom", None), (6, "dana", Severity.ADVICE), (9, "tom", None),
     (1, "dana", None), (2, "dana", None), (4, "dana", None), (3, None, Severity.BREACH)],
)  # fmt: skip
def test_the_third_review_must_and_later_thirds_should_be_chaired_by_the_team_manager(number, chair, severity, found):
    items = found(replace(REVIEW, number=number, chair=chair, next=None, decision=Decision.CLOSE))
    assert (items["wrong-chair"].severity if "wrong-chair" in items else None) is severity
    if severity:
        assert "Tom Ashe (`tom`)" in items["wrong-chair"].remedy
        assert items["wrong-chair"].rows == ("G10",)


def test_an_advanced_social_work_practitioner_may_chair_a_third_review_too(found):
    people = (*CASE.people, a_person("ines", role="Advanced Social-Work Practitioner"))
    assert "wrong-chair" not in found(replace(REVIEW, number=3, chair="ines"), case=a_case(people=people))


def test_one_weekday_is_asked_about_with_the_day_it_would_be(found):
    """ "by: Friday" must never quietly become a weekly task."""
    item = found(with_action(by="Friday", how_often=None))["unclear-timescale"]
    assert item.severity is Severity.BLOCKS
    assert "`by: 2026-11-20`" in item.remedy
    assert "unclear-timescale" not in found(with_action(how_often="every Friday"))


@pytest.mark.parametrize("words", ["weekly visits", "every 3 weeks (announced)", "not less than four weekly"])
def test_visits_in_the_words_of_the_guide_are_understood(words, found):
    assert found(replace(REVIEW, visits=words)) == {}


@pytest.mark.parametrize(("days", "rare"), [(15, False), (20, False), (21, True)])
def test_visits_in_working_days_are_compared_with_the_floor_in_weeks(days, rare, found):
    assert ("visits-too-rare" in found(replace(REVIEW, visits=f"every {days} working days"))) is rare


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("team manager", True),
        ("Team-Manager", True),
        ("Team Manager, North", True),
        ("Team Manager (North)", True),
        ("Senior practitioner and team manager", True),
        ("Advanced Social Work Practitioner / Team Manager", True),
        ("Assistant Team Manager", False),
        ("assistant to the team manager", False),
        ("team manager's secretary", False),
        ("team", False),
        ("", False),
    ],
)
def test_a_role_is_compared_as_a_whole_however_it_is_hyphenated(role, may, found):
    people = (*CASE.people, a_person("ines", role=role))
    items = found(replace(REVIEW, number=3, chair="ines"), case=a_case(people=people))
    assert ("wrong-chair" not in items) is may


def test_a_hyphen_in_the_standard_is_as_good_as_one_in_the_case_file(found, ten_point):
    rule = replace(ten_point.chairs[0], roles=("care co-ordinator",))
    for role in ("Care Coordinator", "Care Co-ordinator", "care co ordinator"):
        case = a_case(people=(*CASE.people, a_person("ines", role=role)))
        meeting = replace(REVIEW, number=3, chair="ines")
        assert "wrong-chair" not in found(meeting, case=case, standard=replace(ten_point, chairs=(rule,))), role


def test_of_two_chair_rules_each_is_asked(found, ten_point):
    (third,) = ten_point.chairs
    sixth = replace(third, every_nth=6, roles=("service manager",), cited=replace(third.cited, rows=("X6",)))
    both = replace(ten_point, chairs=(third, sixth))
    closing = replace(REVIEW, number=6, next=None, decision=Decision.CLOSE)
    assert found(replace(closing, chair="tom"), standard=both)["wrong-chair"].rows == ("X6",)
    assert found(replace(closing, chair="tom"), standard=both)["wrong-chair"].severity is Severity.BREACH
    people = (*CASE.people, a_person("ines", role="service manager"))
    late = found(replace(closing, chair="ines"), case=a_case(people=people), standard=both)["wrong-chair"]
    assert (late.rows, late.severity) == (("G10",), Severity.ADVICE)
    assert found(next_on(date(2026, 12, 17), number=5), standard=both).keys() == {"next-chair"}


def test_who_chairs_is_no_rule_of_the_protocol_but_that_somebody_does_is(found):
    assert found(replace(REVIEW, number=3), standard="cin-protocol") == {}
    assert set(found(replace(REVIEW, chair=None), standard="cin-protocol")) == {"no-chair"}
    assert found(replace(REVIEW, chair=None)) == {}


def test_the_wrong_chair_for_a_coming_third_review_is_advice_in_time(found):
    coming = next_on(date(2026, 12, 17), number=2)
    assert set(found(coming)) == {"next-chair"}
    assert found(replace(coming, next=replace(coming.next, chair="tom"))) == {}


def test_a_review_without_a_decision_is_a_breach_of_the_protocol_and_advice_under_the_guide(found):
    silent = replace(REVIEW, decision=None)
    assert found(silent, standard="cin-protocol")["no-decision"].severity is Severity.BREACH
    assert found(silent)["no-decision"].severity is Severity.ADVICE
    assert found(silent)["no-decision"].source is None


def test_a_step_down_says_how_the_process_was_followed_under_the_protocol(found):
    down = replace(REVIEW, decision=Decision.STEP_DOWN, next=None)
    assert set(found(down, standard="cin-protocol")) == {"step-down-unrecorded"}
    assert found(down) == {}
    assert found(replace(down, step_down="Early Help plan agreed."), standard="cin-protocol") == {}


def test_a_first_meeting_on_the_eleventh_day_is_a_breach_with_the_chain(found):
    eleventh = a_first_meeting(on=date(2026, 9, 16), present=THERE, apologies=FIRST.apologies)
    item = found(eleventh, history=())["first-meeting-late"]
    assert item.severity is Severity.BREACH
    assert "15 September 2026" in item.sentence
    assert "1 working day later" in item.sentence
    assert "assessment completed, Tue 1 Sep 2026" in item.sentence
    assert "first-meeting-late" not in found(replace(eleventh, on=date(2026, 9, 15)), history=())
    assert "first-meeting-late" not in found(eleventh, history=(), standard="cin-protocol")


def test_a_review_a_day_late_is_a_breach_and_a_decided_interval_is_reckoned_with(found):
    earlier = replace(FIRST, on=date(2026, 10, 7))
    assert set(found(history=(earlier,))) == {"review-late"}
    decided = Extension(interval="8 weeks", by="the group", because="Steady")
    assert found(history=(replace(earlier, extension=decided),)) == {}


def test_a_meeting_still_to_come_and_one_outside_the_calendar_block(found):
    assert set(found(today=date(2026, 11, 18))) == {"meeting-in-future"}
    assert set(found(replace(REVIEW, on=date(1926, 11, 19)))) == {"date-out-of-reach"}
    odd = a_case(anchors={"assessment completed": date(1926, 9, 1)})
    assert "date-out-of-reach" in found(FIRST, case=odd, history=())


@pytest.mark.parametrize("held", [Held.NOT_HELD, Held.ABANDONED, Held.INQUORATE])
def test_a_meeting_that_was_not_held_is_judged_by_its_next_date_only(held, found):
    bad = replace(with_action(how_often="ongoing"), held=held, visits="yearly", number=3, chair="dana")
    assert found(bad) == {}
    assert set(found(replace(bad, next=None))) == {"no-next-meeting"}
    # The interval runs from the last meeting that was held, 8 October.
    far = replace(bad, next=NextMeeting(on=date(2027, 1, 11), time=None, place=None, chair=None))
    assert set(found(far)) == {"interval-too-long"}


def test_a_strategy_meeting_is_not_judged_as_a_review(found):
    assert found(replace(with_action(how_often="ongoing"), kind=Kind.STRATEGY, next=None)) == {}


def test_whoever_is_in_the_team_is_accounted_for(found):
    missing = replace(REVIEW, absent={}, apologies={})
    item = found(missing)["not-accounted-for"]
    assert item.severity is Severity.ADVICE
    assert "Rob Hale (`dad`), Jean Marsh (`gran`) were there" in item.sentence
    assert "not-accounted-for" not in found(replace(missing, absent={"gran": "ill"}, part_only={"dad": "the end"}))


@pytest.mark.parametrize(
    ("changes", "person"),
    [
        ({"kind": Kind.EXTRAORDINARY, "reason": "Mum moved."}, {}),
        ({"without_family": "Mum asked us to go ahead."}, {}),
        ({}, {"receives": (), "receives_nothing_because": "Asked not to."}),
        ({}, {"role": "Business support"}),
    ],
)
def test_nobody_is_asked_about_who_was_not_expected(changes, person, found):
    case = replace(CASE, people=tuple(replace(who, **person) if who.id == "gran" else who for who in CASE.people))
    assert "not-accounted-for" not in found(replace(REVIEW, absent={}, **changes), case=case)


@pytest.mark.parametrize(
    ("day", "why"),
    [(date(2026, 12, 19), "weekend"), (date(2026, 12, 25), "Christmas Day"), (date(2026, 12, 17), None)],
)
def test_a_next_meeting_on_a_closed_day_is_advised_on(day, why, found):
    item = found(next_on(day)).get("next-on-closed-day")
    assert (item is not None) == (why is not None)
    if item is not None:
        assert item.severity is Severity.ADVICE
        assert why in item.sentence
        assert item.at[-1] == "date"


def test_a_need_that_nobody_does_anything_about_is_advised_on(found):
    bare = a_need("n7", actions=(), at=("needs", 0))
    item = found(replace(REVIEW, needs=(bare,)))["need-without-actions"]
    assert (item.severity, item.at) == (Severity.ADVICE, ("needs", 0))
    carried = replace(REVIEW.progress[1], need="n7")
    assert "need-without-actions" not in found(replace(REVIEW, needs=(bare,), progress=(carried,)))
    assert "need-without-actions" not in found(replace(REVIEW, needs=(bare,), decision=Decision.CLOSE))


def test_the_copy_of_a_child_under_five_is_advised_on(found):
    little = replace(CASE, child=replace(CASE.child, born=date(2022, 1, 1)))
    assert found(case=little)["copy-of-a-little-child"].severity is Severity.ADVICE
    none = tuple(replace(who, receives=()) if who.id == "leo" else who for who in little.people)
    assert "copy-of-a-little-child" not in found(case=replace(little, people=none))


def test_every_rule_stands_in_the_table_of_contents_and_says_which_row_it_serves():
    assert len(set(rules.RULES)) == len(rules.RULES)
    for rule in rules.RULES:
        assert rule.__doc__, rule.__name__
        if rule.__name__ not in {"next_meeting_later", "meeting_on_a_day_that_can_be"}:
            assert any(f"{letter}{n}" in rule.__doc__ for letter in "GP" for n in range(1, 18)), rule.__name__


def test_what_reading_the_file_blocked_already_is_not_said_twice():
    unknown = Finding(
        code="unknown-person",
        severity=Severity.BLOCKS,
        sentence="s",
        remedy="r",
        at=("needs", 0, "actions", 0, "who", 0),
    )
    no_owner = replace(unknown, code="no-owner", at=("needs", 0, "actions", 0, "who"))
    other = replace(unknown, code="missing-timescale", at=("needs", 0, "actions", 0, "by"))
    general = replace(unknown, code="x", at=())
    assert rules.not_said_already((no_owner, other, general), (unknown,)) == (other, general)
    assert rules.not_said_already((no_owner,), (replace(unknown, severity=Severity.ADVICE),)) == (no_owner,)


def test_a_floor_of_a_month_is_met_by_monthly_visits(found, ten_point, wording, england):
    floor = replace(ten_point.visits, at_least_every=Period(count=1, unit=Unit.MONTHS))
    monthly = replace(REVIEW, visits="monthly")
    assert rules.check(monthly, CASE, replace(ten_point, visits=floor), england, (FIRST,), wording, TODAY) == ()
