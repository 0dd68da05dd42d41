"""Somebody whom a reader must not know of, and somebody who was asked to leave: absence must not show either."""

from dataclasses import replace
from datetime import date

import pytest

from cin_docs.documents import fidelity, views
from cin_docs.documents.audience import kept_from, undecided, withheld
from cin_docs.documents.reassurance import understood
from cin_docs.model.meeting import (
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
from cin_docs.model.person import ProtectedKind, Service, Side
from cin_docs.testing.builders import (
    a_case,
    a_child,
    a_meeting,
    a_need,
    a_person,
    a_protection,
    a_section,
    an_action,
    separated_parents,
)

EVERYONE = Marks(only_for=frozenset(person.id for person in a_case().people))
#: A worker of whom dad must not know, in every place where a person can stand.
WORKER = a_person(
    "nurse",
    name="Petra Lund",
    role="outreach worker",
    agency="Kittiwake Refuge",
    services=(Service(what="Sees Leo at the refuge", when="weekly"),),
    unknown_to=frozenset({"dad"}),
)
TELLING = ("Petra", "Lund", "outreach", "Kittiwake", "refuge", "rang twice", "the first hour", "weekly log")


def texts(found):
    return "\n".join(fidelity.texts(found))


def unknown_worker(**changes):
    people = tuple(replace(WORKER, **changes) if person.id == "nurse" else person for person in a_case().people)
    return a_case(people=people, lead="nurse")


def everywhere():
    """A meeting with the nurse in every place of it."""
    return a_meeting(
        chair="nurse",
        minute_taker="nurse",
        present=("mum", "nurse"),
        apologies={"nurse": "rang twice"},
        absent={"nurse": "rang twice"},
        reports={"nurse": "weekly log"},
        part_only={"nurse": "the first hour"},
        prepared={"nurse": "rang twice"},
        progress=(Progress(action=an_action("a1", owners=("nurse",)), status=Status.LATE, marks=EVERYONE),),
        needs=(a_need(actions=(an_action("a4", what="Rings Leo.", owners=("nurse", "mum")),)),),
        sections=(
            a_section(by="nurse", text="Seen at the refuge.", marks=EVERYONE),
            Section(id="v1", kind=SectionKind.VIEWS, by="nurse", text="Kittiwake suits them.", marks=EVERYONE),
        ),
        dissent={"nurse": "rang twice"},
        agreed=(Agreement(person="nurse", answer=Answer.NO, note="rang twice"),),
        next=NextMeeting(on=date(2026, 12, 17), time=None, place=None, chair="nurse"),
        corrections=(Correction(meeting=date(2026, 9, 10), text="Two bedrooms.", disputed_by=("nurse",)),),
        marks={("disagreed", "nurse"): EVERYONE, ("agreed", "nurse"): EVERYONE},
    )


def test_a_person_unknown_to_a_reader_is_in_no_place_of_their_copies(see):
    plan, minutes = see("dad", everywhere(), unknown_worker())
    assert not [word for word in TELLING if word in texts(plan) + texts(minutes)]
    assert "a professional" not in (texts(plan) + texts(minutes)).lower(), "a stand-in tells that there is somebody"
    assert plan.progress == ()
    assert plan.needs[0].actions[0].who == "Kim Marsh, mother"
    assert minutes.corrections[0].disputed_by == ""


def test_everybody_else_sees_that_person_in_all_of_them(see):
    plan, minutes = see("mum", everywhere(), unknown_worker())
    assert not [word for word in TELLING if word not in texts(plan) + texts(minutes)]
    assert see("nurse", everywhere(), unknown_worker()) == (plan, minutes)


def owned_by(*owners):
    actions = tuple(an_action(f"a{n}", owners=each) for n, each in enumerate(owners, start=1))
    return a_meeting(progress=(), needs=(a_need(actions=actions),))


def test_what_only_people_unknown_to_a_reader_do_is_not_in_that_readers_copy(see):
    people = tuple(
        replace(person, unknown_to=frozenset({"dad"})) if person.id in {"gran", "nurse"} else person
        for person in a_case().people
    )
    case = a_case(people=people)
    meeting = owned_by(("gran",), ("nurse", "gran"), ("nurse", "dad"), ("mum",))
    assert [row.who for row in see("dad", meeting, case)[0].needs[0].actions] == [
        "Rob Hale, father",
        "Kim Marsh, mother",
    ]
    assert [row.number for row in see("dad", meeting, case)[0].needs[0].actions] == ["1.1", "1.2"]
    assert [len(see(id, meeting, case)[0].needs[0].actions) for id in ("mum", "gran", "nurse")] == [4, 4, 4]
    because = {one.key: one.because for one in views.withheld(meeting, case, case.person("dad"))}
    assert because["action", "a1"] == "done by somebody dad must not know of"


def test_a_relative_whose_name_is_hidden_is_a_family_member_and_two_hidden_owners_are_one(see):
    names = tuple(
        a_protection(f"{id}.name", kind=ProtectedKind.NAME, value=a_case().person(id).name)
        for id in ("gran", "nurse", "housing")
    )
    plan, _ = see("dad", owned_by(("gran",), ("nurse", "housing")), a_case(protections=names))
    assert [row.who for row in plan.needs[0].actions] == ["a family member", "a professional"]


def test_somebody_who_may_not_know_of_a_person_needs_a_decision_for_free_text():
    assert kept_from(unknown_worker(), a_meeting()) == {"dad"}
    assert kept_from(unknown_worker(unknown_to=frozenset({"nurse"})), a_meeting()) == frozenset(), (
        "nobody of themselves"
    )


def test_no_decision_is_asked_for_on_words_that_no_mark_could_give_that_reader():
    meeting = a_meeting(sections=(a_section(by="nurse"), a_section("s9", kind=SectionKind.RISK, by=None)))
    sentences = [finding.sentence for finding in undecided(meeting, unknown_worker())]
    assert len(sentences) == 1
    assert "risk" in sentences[0]


def test_somebody_asked_to_leave_needs_a_decision_and_keeps_their_own_words(see):
    own = Section(id="v1", kind=SectionKind.VIEWS, by="dad", text="I want weekends.")
    meeting = a_meeting(
        sections=(own, a_section(text="The flat is damp.")),
        needs=(a_need(discussion=Section(id="d1", kind=SectionKind.DISCUSSION, text="Housing was the matter.")),),
        excluded={"dad": "the talk about housing"},
    )
    dads = "".join(map(texts, see("dad", meeting, a_case())))
    mums = "".join(map(texts, see("mum", meeting, a_case())))
    assert "I want weekends." in dads
    assert not [word for word in ("damp", "Housing was") if word in dads]
    assert not [word for word in ("damp", "Housing was", "I want weekends.") if word not in mums]


@pytest.mark.parametrize("reader", ["dad", "mum", "leo", "gran"])
def test_that_somebody_was_asked_to_leave_is_in_no_copy_of_the_family(see, reader):
    meeting = a_meeting(excluded={"dad": "the talk about housing"})
    assert "the talk about housing" not in "".join(map(texts, see(reader, meeting, a_case())))


def test_professionals_read_who_was_asked_to_leave_but_not_that_one(see):
    meeting = a_meeting(excluded={"dad": "the talk about housing", "nurse": "the talk about the ward"})
    _, danas = see("dana", meeting, a_case())
    rows = {row.name: row.notes for row in danas.present}
    assert rows["Rob Hale"] == ("Asked to leave for: the talk about housing",)
    assert "the talk about the ward" not in texts(see("nurse", meeting, a_case())[1])
    assert "Rob Hale" in [row.name for row in see("mum", meeting, a_case())[1].present], (
        "that he was there is no secret"
    )


def test_one_who_was_asked_to_leave_does_not_read_why_another_was(see):
    meeting = a_meeting(excluded={"nurse": "the talk about the ward", "housing": "the talk about the flat"})
    copies = {id: texts(see(id, meeting, a_case())[1]) for id in ("nurse", "housing", "dana")}
    assert [id for id, copy in copies.items() if "the talk about" in copy] == ["dana"]
    assert copies["dana"].count("the talk about") == 2


def test_a_mark_keeps_a_short_text_from_its_reader_and_from_nobody_else(see):
    not_dad = Marks(not_for=frozenset({"dad"}))
    meeting = a_meeting(
        place="The refuge hall",
        reason="Marker one",
        without_family="Marker two",
        absent={"gran": "Marker three"},
        prepared={"mum": "Marker four"},
        part_only={"leo": "Marker five"},
        visits_because="Marker six",
        step_down="Marker seven",
        assessment_asked="Marker eight",
        because="Marker nine",
        contingency="Marker ten",
        purpose="Marker eleven",
        agreed=(Agreement(person="mum", answer=Answer.YES, note="Marker twelve"),),
        dissent={"mum": "Marker thirteen"},
    )
    ways = [
        *((name,) for name in ("place", "reason", "without family", "visits", "step down", "assessment", "because")),
        *((name,) for name in ("if things get worse", "purpose", "next")),
        *((name, "mum") for name in ("prepared", "agreed", "disagreed")),
        ("absent", "gran"),
        ("part only", "leo"),
    ]
    meeting = replace(meeting, marks=dict.fromkeys(ways, not_dad))
    dads, mums = ("".join(map(texts, see(id, meeting, a_case()))) for id in ("dad", "mum"))
    words = ["refuge hall", "Brook House", *(f"Marker {n}" for n in ("one", "two", "three", "four", "five", "six"))]
    words += [f"Marker {n}" for n in ("seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen")]
    assert not [word for word in words if word in dads]
    assert not [word for word in words if word not in mums]


def test_a_mark_decides_on_words_about_the_plan(see):
    said = a_meeting(
        dissent={"mum": "It is too long."},
        agreed=(Agreement(person="mum", answer=Answer.NO, note="Not with those dates."),),
        marks={("disagreed", "mum"): EVERYONE, ("agreed", "mum"): EVERYONE},
    )
    plan, _ = see("dad", said)
    assert plan.dissent[0].text == "It is too long."
    assert plan.agreement[0].note == "Not with those dates."
    assert see("dad", replace(said, marks={}))[0].dissent == ()


def test_a_need_that_is_for_everyone_decides_nothing_about_what_was_said_of_it_this_time(see):
    """A need is carried from plan to plan with its marks; the discussion is new, and nobody decided on it."""
    need = a_need(marks=EVERYONE, discussion=Section(id="d1", kind=SectionKind.DISCUSSION, text="He rang her again."))
    assert "He rang her again." not in texts(see("dad", a_meeting(needs=(need,)))[1])
    assert "He rang her again." in texts(see("mum", a_meeting(needs=(need,)))[1])


def test_what_a_need_is_kept_from_somebody_by_holds_for_what_was_said_of_it(see):
    discussion = Section(id="d1", kind=SectionKind.DISCUSSION, text="He rang her again.", marks=EVERYONE)
    need = a_need(marks=Marks(not_for=frozenset({"dad"})), discussion=discussion)
    assert "He rang her again." not in texts(see("dad", a_meeting(needs=(need,)))[1])
    undecided_too = replace(need, discussion=replace(discussion, marks=Marks()))
    assert undecided(a_meeting(sections=(), needs=(undecided_too,)), separated_parents()) == (), (
        "it is decided: not for dad"
    )
    open_need = replace(undecided_too, marks=Marks())
    assert len(undecided(a_meeting(sections=(), needs=(open_need,)), separated_parents())) == 1


def test_what_a_hidden_need_has_for_a_reader_is_there_without_it(see):
    """A need that holds a protected value is left out as a whole; a task of the reader's under it is not."""
    discussion = Section(id="d1", kind=SectionKind.DISCUSSION, text="Mornings were talked about.", marks=EVERYONE)
    hidden = a_need("n1", why="She lives at 14 Heron Court.", discussion=discussion, actions=(
        an_action("a4", what="Rings Leo on Sundays.", owners=("dad",)),
    ))  # fmt: skip
    going_on = Progress(action=an_action("a1", what="Pays the club."), need="n1", status=Status.LATE)
    plan, minutes = see("dad", a_meeting(progress=(going_on,), needs=(hidden,)))
    assert plan.needs == minutes.needs == ()
    assert [(row.number, row.what) for row in plan.other_actions] == [
        ("1", "Pays the club."),
        ("2", "Rings Leo on Sundays."),
    ]
    assert minutes.other_actions == plan.other_actions
    assert "Mornings were talked about." in [part.text for part in minutes.discussion]
    assert see("mum", a_meeting(progress=(going_on,), needs=(hidden,)))[0].other_actions == ()


def test_a_child_whose_name_or_birth_date_is_kept_from_a_reader_is_the_child_there(see):
    name = a_protection("leo.name", of="leo", kind=ProtectedKind.NAME, value="Leo Marsh")
    born = a_protection("leo.born", of="leo", kind=ProtectedKind.OTHER, value="2018-05-04")
    case, meeting = a_case(protections=(name, born)), a_meeting(sections=(), present=())
    plan, minutes = see("dad", meeting, case)
    assert plan.head.child == "The child"
    assert not {"Child", "Date of birth"} & {fact.label for fact in (*plan.head.facts, *minutes.head.facts)}
    assert see("mum", meeting, case)[0].head.child == "Leo Marsh"
    unborn = a_case(child=a_child(born=None, expected=date(2027, 1, 20)), protections=())
    assert ("Expected", "20 January 2027") in [(one.label, one.value) for one in see("dad", None, unborn)[0].head.facts]


def test_the_protected_person_sees_everything_of_hers_whatever_is_kept_from_whom():
    case = separated_parents()
    people = tuple(replace(one, unknown_to=frozenset({"dad"})) if one.id == "gran" else one for one in case.people)
    meeting = a_meeting(dissent={"mum": "He must not know 14 Heron Court."}, place="14 Heron Court")
    assert withheld(meeting, replace(case, people=people), case.person("mum")) == ()


def test_the_minute_taker_is_told_who_lost_what_to_an_exclusion():
    meeting = a_meeting(excluded={"dad": "the talk about housing"})
    lines = list(understood(meeting, a_case()))
    assert any(line.startswith("dad is on the list; nothing is protected; 6 items") for line in lines)
    assert a_case().person("dad").side is Side.FAMILY


def test_the_last_plans_timescale_stands_where_it_was_and_the_new_one_beside_it(see):
    before = an_action("a1", how_often=None, by="2026-11-01")
    late = Progress(action=replace(before, by="2026-12-04"), before=before, status=Status.LATE, need="n1")
    often = Progress(action=an_action("a2"), before=an_action("a2"), status=Status.ON_TRACK, need="n1")
    done = replace(late, action=replace(before, id="a3", by="next meeting"), before=replace(before, by="next meeting"))
    unknown = replace(late, before=None)
    rows = see("mum", a_meeting(progress=(late, often, done, unknown)))[0].progress
    assert [row.when for row in rows] == [
        "by 1 November 2026, now by 4 December 2026",
        "every Monday, until 19 November 2026",
        "by 19 November 2026",
        "by 4 December 2026",
    ]


def test_an_item_withheld_because_of_a_person_says_so_by_id():
    because = {one.key: one.because for one in views.withheld(everywhere(), unknown_worker(), a_case().person("dad"))}
    assert because["person", "nurse"] == "dad must not learn of nurse"
