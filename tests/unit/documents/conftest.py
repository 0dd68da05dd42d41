"""What the tests of documents share: a standard, the shipped templates, and documents made with one call."""

from datetime import date
from typing import Any

import pytest

from cin_docs import resources
from cin_docs.documents import html, pdf, views, word
from cin_docs.documents.marks import Mark
from cin_docs.model.document import Mode
from cin_docs.model.standard import Cited, Period, ReviewRule, Standard, Unit
from cin_docs.testing.builders import a_meeting, separated_parents

AUTHORITY = "Eastmere Children's Services"


@pytest.fixture(scope="session")
def standard():
    cited = Cited(sentence="Reviews take place every six weeks.", rows=())
    every = Period(count=6, unit=Unit.WEEKS)
    return Standard(
        id="ten-point",
        name="Ten point",
        version="1",
        in_force_from=date(2020, 1, 1),
        words={"plan": "Child in Need Plan"},
        copies=(),
        first_meeting=None,
        reviews=ReviewRule(every=every, maximum=every, cited=cited, maximum_cited=cited),
        visits=None,
        smart=cited,
    )


@pytest.fixture(scope="session")
def templates():
    return (resources.templates(),)


@pytest.fixture(scope="session")
def see(standard):
    """The plan and the minutes as one person sees them."""

    def both(id: Any, meeting: Any = None, case: Any = None) -> Any:
        meeting, case = meeting or a_meeting(), case or separated_parents()
        reader = case.person(id)
        return (
            views.plan_view(meeting, case, reader, standard),
            views.minutes_view(meeting, case, reader, standard),
        )

    return both


@pytest.fixture(scope="session")
def settings(templates):
    return {
        "templates": templates,
        "authority": AUTHORITY,
        "marking": "OFFICIAL-SENSITIVE",
        "mode": Mode.DEMO,
        "version": 1,
    }


@pytest.fixture(scope="session")
def rendered(settings, templates):
    """A view's primed PDF."""

    def make(view: Any, **changes: Any) -> Any:
        return pdf.primed(html.render(view, **{**settings, **changes}), templates=templates)

    return make


@pytest.fixture(scope="session")
def written(settings):
    """A plan's primed Word file."""

    def make(view: Any, **changes: Any) -> Any:
        return word.primed(view, **{**settings, **changes})

    return make


@pytest.fixture
def mark():
    return Mark(
        copy="C-7K3F9QXB",
        recipient="Kim Marsh",
        document="MAR-2041/2026-11-19-review-2/plan",
        case="MAR-2041",
        version=1,
    )
