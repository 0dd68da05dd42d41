"""What one reader may see: absent means absent, with no gap left behind."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cin_docs.documents import fidelity, views
from cin_docs.documents.audience import kept_from
from cin_docs.model.meeting import (
    Action,
    Agreement,
    Answer,
    Correction,
    Marks,
    NextMeeting,
    Progress,
    Section,
    SectionKind,
    Status,
)
from cin_docs.model.person import ProtectedKind
from cin_docs.testing.builders import (
    LEOS_SCHOOL,
    a_case,
    a_meeting,
    a_need,
    a_protection,
    a_section,
    an_action,
    separated_parents,
)

FOLLOWING = NextMeeting(on=date(2026, 12, 17), time=None, place=None, chair=None)
NOT_DAD = Marks(not_for=frozenset({"dad"}))


def texts(view: Any) -> Any:
    return "\n".join(fidelity.texts(view))


def test_without_protections_and_marks_everyone_sees_the_same(see):
    case, meeting = a_case(), a_meeting(sections=(a_section(), a_section("s9", kind=SectionKind.RISK)))
    seen = {tuple(map(views.digest, see(person.id, meeting, case))) for person in case.people}
    assert len(seen) == 1
    assert "Weight is steady." in texts(see("dad", meeting, case)[1])


def test_a_view_holds_nothing_of_its_reader(see):
    case = a_case()
    assert see("mum", a_meeting(sections=()), case) == see("nurse", a_meeting(sections=()), case)


def test_an_undecided_section_is_withheld_from_the_one_who_is_kept_away_and_from_nobody_else(see):
    _, dads = see("dad")
    _, mums = see("mum")
    assert "No new concern." not in texts(dads)
    assert "No new concern." in texts(mums)
    assert "Mornings are easier" not in texts(dads)


def test_the_protected_parent_sees_everything_of_hers(see):
    assert see("mum") == see("dana")
    assert views.withheld(a_meeting(), separated_parents(), separated_parents().person("mum")) == ()


def test_a_person_always_sees_their_own_words(see):
    own = Section(id="v1", kind=SectionKind.VIEWS, by="dad", text="I want to see Leo at weekends.")
    _, dads = see("dad", a_meeting(sections=(own,)))
    assert "I want to see Leo at weekends." in texts(dads)


@pytest.mark.parametrize("marks", [NOT_DAD, Marks(only_for=frozenset({"mum", "dana"}))])
@pytest.mark.parametrize("kind", [SectionKind.VIEWS, SectionKind.INFORMATION])
def test_a_mark_counts_for_one_s_own_words_too(see, marks, kind):
    own = Section(id="v1", kind=kind, by="dad", text="Rang the duty team and shouted.", marks=marks)
    assert "shouted" not in texts(see("dad", a_meeting(sections=(own,)))[1])
    assert "shouted" in texts(see("mum", a_meeting(sections=(own,)))[1])


def test_a_need_that_is_not_for_a_reader_takes_its_actions_of_the_last_plan_with_it(see):
    action = replace(an_action(id="a1", what="Sends the transfer form."), status=Status.LATE)
    going_on = Progress(action=action, need="n1", status=Status.LATE, note="The panel asked for more.")
    meeting = a_meeting(progress=(going_on,), needs=(a_need("n1", marks=NOT_DAD),))
    for view in see("dad", meeting):
        assert "transfer" not in texts(view)
        assert "The panel asked" not in texts(view)
    assert "transfer" in texts(see("mum", meeting)[0])


def test_a_section_decided_for_a_reader_is_there(see):
    decided = a_section(marks=Marks(only_for=frozenset({"dad", "mum"})))
    meeting = a_meeting(sections=(decided,))
    assert "Weight is steady." in texts(see("dad", meeting)[1])
    assert "Weight is steady." not in texts(see("nurse", replace(meeting, sections=(replace(decided, by="mum"),)))[1])


def test_a_text_with_a_protected_value_is_withheld_even_when_marked_for_the_reader(see):
    wrong = a_section(text="They live at 14 Heron Court now.", marks=Marks(only_for=frozenset({"dad", "mum"})))
    meeting = a_meeting(sections=(wrong,))
    assert "Heron" not in texts(see("dad", meeting)[1])
    assert "Heron" in texts(see("mum", meeting)[1])


def test_even_own_words_are_withheld_when_they_hold_a_value_protected_from_the_speaker(see):
    own = Section(id="v1", kind=SectionKind.VIEWS, by="dad", text="I know she is at 14 Heron Court.")
    assert "Heron" not in texts(see("dad", a_meeting(sections=(own,)))[1])


def test_needs_and_actions_are_numbered_per_view_without_gaps(see):
    first = replace(a_need("n1"), marks=NOT_DAD)
    second = a_need("n2", actions=(an_action("b1", marks=NOT_DAD), an_action("b2")))
    meeting = a_meeting(progress=(), needs=(first, second))
    plan, _ = see("dad", meeting)
    assert [need.number for need in plan.needs] == ["1"]
    assert [action.number for action in plan.needs[0].actions] == ["1.1"]
    everything, _ = see("mum", meeting)
    assert [action.number for need in everything.needs for action in need.actions] == ["1.1", "1.2", "2.1", "2.2"]


def test_open_actions_of_the_last_plan_stand_under_their_need_before_the_new_ones(see):
    """ "It is the responsibility of each family member and professional to have a clear ... understanding of ... what
    tasks they have responsibility for": a task that goes on is in the new plan too."""
    case = a_case()
    meeting = a_meeting()
    going_on = replace(an_action(id="a1", what="Rings the school."), status=Status.LATE)
    orphan = replace(an_action(id="a2", what="Mends the gate."), status=Status.ON_TRACK)
    finished = replace(an_action(id="a3", what="Sent the form."), status=Status.DONE)
    meeting = replace(
        meeting,
        progress=(
            Progress(action=going_on, need=meeting.needs[0].id, status=Status.LATE, note="Line engaged."),
            Progress(action=orphan, need="n99", status=Status.ON_TRACK),
            Progress(action=finished, need=meeting.needs[0].id, status=Status.DONE),
        ),
    )
    plan, _ = see("mum", meeting, case)
    assert plan.needs[0].actions[0].what == "Rings the school."
    assert plan.needs[0].actions[0].number == "1.1"
    assert [row.what for row in plan.other_actions] == ["Mends the gate."]
    assert "Sent the form." not in [row.what for need in plan.needs for row in need.actions]


def test_progress_and_corrections_obey_their_marks(see):
    progress = (
        Progress(action=an_action("a1"), status=Status.DONE, marks=NOT_DAD),
        Progress(action=an_action("a2", what="Rings Leo."), status=Status.LATE),
    )
    corrections = (Correction(meeting=date(2026, 9, 10), text="Two bedrooms, not one.", marks=NOT_DAD),)
    plan, minutes = see("dad", a_meeting(progress=progress, corrections=corrections))
    assert [(row.number, row.what) for row in plan.progress] == [("1", "Rings Leo.")]
    assert minutes.corrections == ()
    assert len(see("mum", a_meeting(progress=progress, corrections=corrections))[1].corrections) == 1


def test_a_worker_at_a_protected_school_has_no_row_and_no_name(see):
    plan, minutes = see("dad")
    assert "Amy Reed" not in texts(plan) + texts(minutes)
    assert "Sends the register to Dana." in texts(plan), "the action is not about the school"
    assert "SENCO" not in texts(plan) + texts(minutes), "a role tells that somebody of a school is not listed"
    assert [row.who for need in plan.needs for row in need.actions if "register" in row.what] == ["a professional"]
    for rows in (minutes.present, minutes.distribution):
        assert "SENCO" not in [row.role for row in rows]
    assert LEOS_SCHOOL in texts(see("mum")[0])


def test_short_fields_that_hold_a_protected_value_are_absent(see):
    meeting = a_meeting(
        place="Brook Lane Primary School, room 4",
        reports={"housing": "sent from 07700 900 123"},
        apologies={"gran": "waiting in at EM4 2QT"},
        part_only={"nurse": "until she left for Brook Lane Primary"},
        next=replace(FOLLOWING, place="14 Heron Court"),
    )
    plan, minutes = see("dad", meeting)
    assert {"Place"} & {fact.label for fact in (*minutes.head.facts, *plan.next)} == set()
    assert minutes.reports == minutes.apologies == ()
    assert all(not row.notes for row in minutes.present)


def test_an_action_that_names_the_school_is_absent_as_a_whole(see):
    meeting = a_meeting(needs=(a_need(actions=(an_action(what="Walks Leo to Brook Lane Primary."),)),), progress=())
    assert see("dad", meeting)[0].needs[0].actions == ()


def test_dissent_whose_words_are_not_for_a_reader_is_absent_and_an_answer_stands_without_its_note(see):
    meeting = a_meeting(
        dissent={"mum": "He would find us.", "dad": "It is too long."},
        agreed=(Agreement(person="mum", answer=Answer.NO, note="Not with those dates."),),
    )
    plan, _ = see("dad", meeting)
    assert [(part.who, part.text) for part in plan.dissent] == [
        ("Rob Hale, father", "It is too long."),
    ]
    assert [part.who for part in see("mum", meeting)[0].dissent] == ["Kim Marsh, mother", "Rob Hale, father"]
    assert (plan.agreement[0].who, plan.agreement[0].note) == ("Kim Marsh, mother", ""), (
        "an answer needs no note to be whole"
    )
    assert see("mum", meeting)[0].agreement[0].note == "Not with those dates."


def test_a_protected_name_takes_its_person_out_of_every_list(see):
    name = a_protection("nurse.name", of="nurse", kind=ProtectedKind.NAME, value="Ruth Adeyemi")
    case = a_case(protections=(name,))
    meeting = a_meeting(
        needs=(a_need(actions=(Action(id="a9", what="Weighs Leo.", owners=("nurse",), how_often="monthly"),)),)
    )
    plan, minutes = see("dad", meeting, case)
    assert "Adeyemi" not in texts(plan) + texts(minutes)
    assert "Adeyemi" in texts(see("mum", meeting, case)[0])


def test_no_contact_written_at_either_end_keeps_the_same_person_away():
    case = separated_parents()
    turned = tuple(
        replace(person, no_contact_with=frozenset({"dad"} if person.id == "mum" else ())) for person in case.people
    )
    for written in (case, replace(case, people=turned)):
        kept = {person.id for person in case.people if views.withheld(a_meeting(), written, person)}
        assert kept == {"dad"}


@pytest.mark.parametrize("writer", ["mum", "dad"])
def test_a_bar_on_contact_alone_keeps_both_away_until_something_protected_says_from_whom(writer):
    pair = {"mum": "dad", "dad": "mum"}
    people = tuple(
        replace(person, no_contact_with=frozenset({pair[writer]}) if person.id == writer else frozenset())
        for person in a_case().people
    )
    assert kept_from(a_case(people=people), a_meeting()) == {"mum", "dad"}
    school = a_protection("leo.school", of="leo", kind=ProtectedKind.SCHOOL, value=LEOS_SCHOOL)
    assert kept_from(a_case(people=people, protections=(school,)), a_meeting()) == {"dad"}
    dads = a_protection("dad.name", of="dad", kind=ProtectedKind.NAME, value="x", hidden_from=frozenset({"mum"}))
    assert kept_from(a_case(people=people, protections=(school, dads)), a_meeting()) == {"mum", "dad"}


def test_each_undecided_section_gives_one_piece_of_advice_with_its_place():
    found = views.undecided(a_meeting(), separated_parents())
    assert [finding.at for finding in found] == [
        ("said", "leo"),
        ("said", "mum"),
        ("what changed because of it",),
        ("risk of harm",),
    ]
    assert all("dad" in finding.sentence and "mum may" not in finding.sentence for finding in found)
    assert views.undecided(a_meeting(), a_case()) == ()


def test_the_distribution_list_leaves_out_who_gets_no_copy_and_gives_no_reason(see):
    _, minutes = see("mum", a_meeting(no_copy={"gran": "moved away"}, also_copy=()))
    assert "Jean Marsh" not in [row.name for row in minutes.distribution]
    assert "moved away" not in texts(minutes)


def test_a_digest_tells_views_apart_and_is_the_same_for_equal_ones(see):
    assert views.digest(see("mum")[0]) == views.digest(see("dana")[0]) != views.digest(see("dad")[0])
    plan, minutes = see("mum")
    assert views.digest(plan) != views.digest(minutes)


@pytest.mark.parametrize("reader", ["mum", "dad", "leo", "nurse"])
def test_no_view_prints_an_address_a_number_or_an_email(see, reader):
    text = "".join(map(texts, see(reader)))
    assert not [word for word in ("Heron", "900123", "@", "Mill Row", "EM1") if word in text]
