"""Every example in the guides for minute takers is read as it stands, with nothing to find."""

import re
from pathlib import Path
from typing import Any

import pytest

from cin_docs.capture.cases import read_agencies, read_case
from cin_docs.capture.notes import read_notes
from cin_docs.capture.show import as_text
from cin_docs.model.meeting import Decision, Held, Kind
from cin_docs.testing.builders import a_case, a_first_meeting, protections, separated_parents

DOCS = Path(__file__).parents[3] / "docs"
FENCE = re.compile(r"^```yaml (?P<kind>[a-z ]+)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


def examples(page: Any, kind: Any) -> Any:
    return [found["text"] for found in FENCE.finditer((DOCS / page).read_text()) if found["kind"] == kind]


def read_whole(text: Any) -> Any:
    others = {"MAR-2042": a_case(ref="MAR-2042")}
    return read_notes(text.encode(), "notes.yaml", separated_parents(), previous=a_first_meeting(), others=others)


def the_case() -> Any:
    directory = read_agencies(examples("case-file.md", "agencies")[0].encode(), "agencies.yaml")
    return directory, read_case(examples("case-file.md", "case")[0].encode(), "case.yaml", directory.value or {})


@pytest.mark.parametrize("text", [text for text in examples("notes-file.md", "notes") if "first\n" not in text[:20]])
def test_an_example_of_notes_has_no_findings(text: Any) -> None:
    notes = read_whole(text)
    assert as_text(notes.findings, {"notes.yaml": text}, colour=False) == ""
    assert notes.meetings


def test_the_example_of_a_first_meeting_has_no_findings() -> None:
    text = next(text for text in examples("notes-file.md", "notes") if text.startswith("meeting: first"))
    notes = read_notes(text.encode(), "notes.yaml", separated_parents())
    assert notes.findings == ()
    assert notes.meetings
    assert [action.id for _, action in notes.meetings[0].open_actions] == ["a1", "a2", "a3"]


@pytest.mark.parametrize("part", examples("notes-file.md", "notes part"))
def test_a_part_fits_into_the_complete_example(part: Any) -> None:
    notes = read_whole(examples("notes-file.md", "notes")[0] + part)
    assert notes.findings == ()


def test_the_guide_shows_every_kind_of_meeting() -> None:
    shown = [read_whole(text).meetings[0] for text in examples("notes-file.md", "notes")]
    assert {meeting.kind for meeting in shown} == set(Kind)
    assert Held.NOT_HELD in {meeting.held for meeting in shown}
    assert {Decision.START, Decision.CONTINUE, Decision.STEP_DOWN} <= {meeting.decision for meeting in shown}


def test_the_example_case_and_directory_have_no_findings() -> None:
    directory, case = the_case()
    assert directory.findings == ()
    assert case.findings == ()


def test_the_example_case_protects_all_that_is_mums_from_dad() -> None:
    case = the_case()[1].value
    assert {(item.id, item.value) for item in case.protections} == {(item.id, item.value) for item in protections()}
    assert all(item.hidden_from == {"dad"} for item in case.protections)


def test_people_as_they_are_fit_into_the_example_case() -> None:
    whole, (part,) = examples("case-file.md", "case")[0], examples("case-file.md", "people")
    case = read_case(whole.replace("people:\n", f"people:\n{part}", 1).encode(), "case.yaml", the_case()[0].value or {})
    assert case.findings == ()
    assert case.value is not None
    assert {item.id for item in case.value.hidden_from("dad")} >= {"ines.name", "ines.agency", "mum.address"}


@pytest.mark.parametrize("form", ["PersonForm", "CaseForm", "ChildForm", "ProtectedForm"])
def test_the_guide_to_the_case_file_names_every_key(form: Any) -> None:
    from cin_docs.capture import cases_format

    guide = (DOCS / "case-file.md").read_text()
    keys = {info.alias for info in getattr(cases_format, form).model_fields.values()}
    assert {key for key in keys if not re.search(rf"\b{key}\b", guide)} == set()


def test_the_guide_to_notes_names_every_key() -> None:
    from cin_docs.capture.notes_format import NotesForm

    guide = (DOCS / "notes-file.md").read_text()
    keys = {info.alias for info in NotesForm.model_fields.values()}
    assert {key for key in keys if not re.search(rf"\b{key}`?:|`{key}`", guide)} - {"case", "counts"} == set()
