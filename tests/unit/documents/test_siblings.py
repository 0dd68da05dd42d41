"""Several children in one meeting: a half-sibling's father reads his own child's part, and no other child's name."""

from dataclasses import replace

import pytest

from cin_docs.documents import fidelity
from cin_docs.documents.audience import kept_from, undecided, withheld
from cin_docs.documents.siblings import beside
from cin_docs.model.meeting import Marks, Section, SectionKind
from cin_docs.testing.builders import a_case, a_child, a_meeting, a_person, separated_parents


def mias(name="Mia Stone", **changes):
    """The case of Leo's half-sister, who has the same mother and another father."""
    mia = replace(a_person("leo"), id="mia", name=name)
    theo = replace(a_person("dad"), id="theo", name="Theo Stone")
    shared = tuple(person for person in a_case().people if person.id in {"mum", "dana", "tom"})
    return a_case(
        **{"ref": "MAR-2042", "child": a_child(id="mia", name=name), "people": (mia, theo, *shared), **changes}
    )


def told(see, reader, text, case):
    meeting = a_meeting(sections=(Section(id="s1", kind=SectionKind.CHANGED, text=text),), siblings=("MAR-2042",))
    return text in "\n".join(text for view in see(reader, meeting, case) for text in fidelity.texts(view))


@pytest.mark.parametrize("text", ["Mia Stone has the top bunk.", "Mia sleeps better.", "Mr Theo Stone collects both."])
def test_a_text_that_names_the_other_child_or_her_father_is_not_for_who_is_not_around_her(see, text):
    case = beside(a_case(), [mias()])
    assert not told(see, "dad", text, case)
    assert not told(see, "nurse", text, case), "a worker of the one child is none of the other"
    assert told(see, "mum", text, case)
    assert told(see, "dana", text, case)
    assert told(see, "dad", text, a_case()), "without the other case nobody can know"


def test_who_stands_in_both_cases_is_kept_from_nobody(see):
    case = beside(a_case(), [mias()])
    assert told(see, "dad", "Kim Marsh walks with Dana Cole.", case)
    known = a_case(people=(*a_case().people, replace(a_person("leo"), id="mia", name="Mia Stone", role="sister")))
    assert told(see, "dad", "Mia sleeps better.", beside(known, [mias()])), "a sister of the case file is no stranger"


@pytest.mark.parametrize("name", ["Hope Stone", "May Stone", "Leo Stone"])
def test_a_first_name_that_is_a_word_or_this_childs_own_is_not_looked_for_alone(see, name):
    case = beside(a_case(), [mias(name)])
    assert told(see, "dad", "Leo may hope for more.", case)
    assert not told(see, "dad", f"{name} has the top bunk.", case)


def test_names_of_another_child_ask_for_no_decision_and_take_nothing_else_away():
    case, meeting = beside(a_case(), [mias()]), a_meeting(sections=())
    assert kept_from(case, meeting) == frozenset()
    assert all(withheld(meeting, case, person) == () for person in case.people)
    protected = beside(separated_parents(), [mias()])
    assert kept_from(protected, meeting) == {"dad"}
    assert withheld(meeting, protected, protected.person("mum")) == ()


@pytest.mark.parametrize("text", ["Theo is new.", "She starts at Zebra Nursery."])
def test_the_first_name_of_the_other_father_and_her_school_are_not_for_who_is_not_around_her(see, text):
    case = beside(a_case(), [mias(child=a_child(id="mia", name="Mia Stone", school="Zebra Nursery"))])
    assert not told(see, "dad", text, case)
    assert told(see, "mum", text, case)


def test_a_school_that_both_children_go_to_is_no_secret(see):
    school = a_case().child.school
    case = beside(a_case(), [mias(child=a_child(id="mia", name="Mia Stone", school=school))])
    assert told(see, "dad", f"Both walk to {school}.", case)


def test_a_short_text_about_all_children_needs_a_decision_for_who_is_not_around_each(see):
    purpose = "Agree a plan for both."
    shared = frozenset({("purpose",), ("prepared", "dad")})
    meeting = a_meeting(purpose=purpose, apart=frozenset({"dad"}), for_all_children=shared, siblings=("MAR-2042",))

    def reads(reader, meeting):
        return purpose in "\n".join(text for view in see(reader, meeting, a_case()) for text in fidelity.texts(view))

    assert not reads("dad", meeting)
    assert reads("mum", meeting)
    assert reads("dad", replace(meeting, for_all_children=frozenset()))
    assert reads("dad", replace(meeting, marks={("purpose",): Marks(only_for=frozenset({"dad", "mum"}))}))
    assert "dad" in next(one.sentence for one in undecided(meeting, a_case()) if one.at == ("purpose",))


def test_of_three_children_whoever_is_around_one_who_bears_the_name_may_read_it():
    sam = replace(mias(), ref="MAR-2043", people=(*mias().people, a_person("dad")))
    hidden = {item.value: item.hidden_from for item in beside(a_case(), [mias(), sam]).protections}
    assert "dad" not in hidden["Mia Stone"]
    assert "dad" in {id for item in beside(a_case(), [mias()]).protections for id in item.hidden_from}


def test_ids_name_neither_the_other_case_nor_its_people():
    ids = [item.id for item in beside(a_case(), [mias()]).protections]
    assert ids == [f"other-child-{n}.name" for n in range(1, 5)]
