"""With the views deliberately broken, nothing of it leaves: the check of the finished bytes refuses every planted form.

The copies are real ones: stamped PDFs, the Word file of who needs one, and the message that carries them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cin_docs import resources
from cin_docs.capture.node import Node
from cin_docs.capture.places import pointed
from cin_docs.capture.yamltext import read
from cin_docs.distribution.packing import Job, Packed, pack
from cin_docs.distribution.recipients import recipients
from cin_docs.documents import corpus
from cin_docs.documents.views import glass
from cin_docs.model.document import Mode
from cin_docs.model.record import Moment
from cin_docs.model.standard import Cited, Period, ReviewRule, Standard, Unit
from cin_docs.testing.builders import a_meeting, a_need, an_action, an_email, separated_parents

BUILT_ON = corpus.read_part((resources.config() / "disclosure" / "built-on.yaml").read_bytes(), "built-on.yaml")
#: One form of each kind of value; all of them in the long run.
FIRST = {form.protection.kind: form.id for form in reversed(BUILT_ON.forms)}
CITED = Cited(sentence="Reviews take place every six weeks.", rows=())
SIX_WEEKS = Period(count=6, unit=Unit.WEEKS)


def job(text: str, protection: Any) -> Job:
    """A meeting with `text` in an action, so that it stands in the plan and the minutes alike; dad needs Word."""
    action = an_action("a4", what=text, at=("needs", 0, "actions", 0))
    case = separated_parents(protections=(replace(protection, of="mum", hidden_from=frozenset({"dad"})),))
    people = tuple(
        replace(who, word=True, contact=an_email("rob@post.example")) if who.id == "dad" else who for who in case.people
    )
    return Job(
        meeting=a_meeting(needs=(a_need(actions=(action,)),), sections=(), progress=()),
        case=replace(case, people=people),
        standard=Standard(
            id="ten-point",
            name="Ten point",
            version="1",
            in_force_from=date(2020, 1, 1),
            copies=(),
            first_meeting=None,
            reviews=ReviewRule(every=SIX_WEEKS, maximum=SIX_WEEKS, cited=CITED, maximum_cited=CITED),
            visits=None,
            smart=CITED,
        ),
        authority="Eastmere Council",
        sender="cin@eastmere.example",
        marking={},
        mode=Mode.DEMO,
        version=1,
        templates=(resources.templates(),),
        key=b"k" * 32,
        moment=Moment(actor="priya", on=date(2026, 11, 20), at=datetime(2026, 11, 20, 9, tzinfo=UTC)),
    )


def packed_for(id: str, work: Job) -> Packed:
    people = tuple(one for one in recipients(work.meeting, work.case) if one.person.id == id)
    assert people
    return pack(work, people, lambda _person: None)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(form, id=form.id, marks=() if form.id in FIRST.values() else pytest.mark.long)
        for form in BUILT_ON.forms
    ],
)
def test_with_the_views_broken_every_copy_of_a_planted_form_is_refused(form, monkeypatch):
    # The character without width is refused when the notes are read, and has no shape in any font.
    text = form.text.replace("\u200b", "")
    work = job(text, form.protection)
    monkeypatch.setattr(glass, "withheld", lambda *_: ())
    packed = packed_for("dad", work)
    caught = {finding.sentence.partition(" would give ")[0] for finding in packed.findings}
    assert caught == {copy.id for copy in packed.copies} | {packed.dispatches[0].id}
    assert {finding.code for finding in packed.findings} == {"protected-value-in-copy"}
    assert {finding.at for finding in packed.findings} == {("needs", 0, "actions", 0)}


def test_with_whole_views_the_same_notes_are_packed_without_the_value():
    form = BUILT_ON.forms[0]
    packed = packed_for("dad", job(form.text, form.protection))
    assert packed.findings == ()
    assert len(packed.copies) == 3


def test_the_protected_person_s_own_copy_goes_out_with_the_value(monkeypatch):
    form = BUILT_ON.forms[0]
    monkeypatch.setattr(glass, "withheld", lambda *_: ())
    assert packed_for("mum", job(form.text, form.protection)).findings == ()


def test_the_refusal_names_the_page_the_value_s_id_and_the_line_of_the_notes(monkeypatch):
    form = BUILT_ON.forms[0]
    monkeypatch.setattr(glass, "withheld", lambda *_: ())
    packed = packed_for("dad", job(form.text, form.protection))
    pages = [finding.sentence for finding in packed.findings if re.search(r" to dad on page \d,", finding.sentence)]
    assert len(pages) == 2
    notes = "needs:\n  - need: x\n    actions:\n      - what: She lives at 14 Heron Court.\n        who: mum\n"
    tree = read(notes.encode(), "n.yaml").value
    assert isinstance(tree, Node)
    places = {finding.place for finding in pointed(packed.findings, tree, "n.yaml")}
    assert [(place.file, place.line) for place in places if place] == [("n.yaml", 4)]
    assert "Heron" not in repr(packed.findings)
