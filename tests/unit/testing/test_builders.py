"""What the builders make is valid as it stands, and its people fit together."""

from typing import Any

import pytest

from cin_docs.model.document import DocumentKind
from cin_docs.model.person import Channel
from cin_docs.testing.builders import (
    a_case,
    a_first_meeting,
    a_meeting,
    a_person,
    everyone,
    protections,
    separated_parents,
)


@pytest.mark.parametrize("case", [a_case(), separated_parents()])
def test_everybody_can_be_reached_or_has_a_reason(case: Any) -> None:
    for person in case.people:
        assert person.contact.value
        assert person.receives or person.receives_nothing_because
        assert person.contact.channel is not Channel.NONE
        assert case.person(person.id) is person


def test_all_ids_of_the_meetings_belong_to_the_case() -> None:
    case = separated_parents()
    for meeting in (a_first_meeting(), a_meeting()):
        ids = [*meeting.present, *meeting.apologies, *meeting.reports, meeting.chair or "", meeting.minute_taker]
        ids += [owner for _, action in meeting.open_actions for owner in action.owners]
        ids += [item.person for item in meeting.agreed] + [section.by for section in meeting.sections if section.by]
        assert all(case.knows(id) for id in ids)


def test_the_review_speaks_of_every_action_of_the_first_plan() -> None:
    carried = {action.id for _, action in a_first_meeting().open_actions}
    assert {item.action.id for item in a_meeting().progress} == carried
    assert not carried & {action.id for need in a_meeting().needs for action in need.actions}


def test_in_separated_parents_everything_of_mums_is_kept_from_dad_and_from_nobody_else() -> None:
    case = separated_parents()
    assert case.hidden_from("dad") == protections()
    assert all(case.hidden_from(person.id) == () for person in case.people if person.id != "dad")
    assert case.person("dad").no_contact_with == {"mum"}


def test_a_field_can_be_changed_by_its_name() -> None:
    assert a_person("gran", large_print=False).large_print is False
    assert a_person("aunt").id == "aunt"
    assert a_person("leo").receives == (DocumentKind.PLAN,)
    assert len(everyone()) == 10
