"""Which document has a place for which item, held against the documents themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cin_docs.documents.audience import Withheld
from cin_docs.documents.items import items
from cin_docs.documents.placement import printed_in
from cin_docs.documents.views import MinutesView, PlanView, digest, glass, minutes_view, plan_view
from cin_docs.model.document import DocumentKind
from cin_docs.model.meeting import Correction, Extension
from cin_docs.testing.builders import a_case, a_meeting

MAKE: dict[DocumentKind, Callable[..., PlanView | MinutesView]] = {
    DocumentKind.PLAN: plan_view,
    DocumentKind.MINUTES: minutes_view,
}
CASE = a_case()


def full() -> Any:
    """A meeting with something under every key that the notes have."""
    return a_meeting(
        place="Brook House",
        reason="The heating was off.",
        without_family="Kim asked for it.",
        apologies={"nurse": "On leave"},
        absent={"dad": "Did not say why"},
        reports={"nurse": "She wrote"},
        part_only={"gran": "Came late"},
        prepared={"mum": "Dana rang her"},
        visits_because="It is going well.",
        step_down="The Early Help plan was shown to Kim.",
        assessment_asked="Much has changed.",
        extension=Extension(interval="8 weeks", by="The group", because="All is calm."),
        corrections=(Correction(meeting=date(2026, 10, 8), text="Gran was there."),),
        dissent={"dad": "He wants more time."},
    )


@pytest.mark.parametrize("document", list(DocumentKind))
def test_an_item_is_said_to_stand_in_a_document_when_hiding_it_changes_that_document(monkeypatch, standard, document):
    meeting = full()
    reader = CASE.person("dana")

    def view(*hidden: Any) -> str:
        told = tuple(Withheld(key=key, what="", because="x") for key in hidden)
        monkeypatch.setattr(glass, "withheld", lambda *_: told)
        return digest(MAKE[document](meeting, CASE, reader, standard))

    whole = view()
    noted = [item for item in items(meeting, CASE) if item.noted]
    assert len({item.key[0] for item in noted}) > 20
    said = {item.key: printed_in(item.key, meeting, [document]) for item in noted}
    true = {item.key: view(item.key) != whole for item in noted}
    assert said == true


def test_who_gets_both_documents_has_a_place_for_everything_and_who_gets_none_for_nothing():
    meeting = full()
    for item in items(meeting, CASE):
        assert printed_in(item.key, meeting, list(DocumentKind))
        assert not printed_in(item.key, meeting, ())


def test_an_item_of_a_kind_that_nobody_knows_yet_is_shown_rather_than_not():
    assert printed_in(("something new",), full(), [DocumentKind.PLAN])
