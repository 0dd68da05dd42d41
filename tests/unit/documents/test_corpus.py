"""What the search finds of the planted forms, as measured; a change that finds less is seen here."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs import resources
from cin_docs.documents import corpus, disclosure
from cin_docs.documents.corpus import clean_meetings, measure, read_part
from cin_docs.documents.needles import holds
from cin_docs.documents.reading import docx_texts, page_text
from cin_docs.testing.builders import a_meeting, a_section, separated_parents

FOLDER = resources.config() / "disclosure"
PARTS = {name: read_part((FOLDER / f"{name}.yaml").read_bytes(), name) for name in ("built-on", "set-aside")}
BUILT_ON, SET_ASIDE = PARTS["built-on"], PARTS["set-aside"]
ORDINARY = BUILT_ON.clean + SET_ASIDE.clean
MEASURED = {name: measure(part, ORDINARY) for name, part in PARTS.items()}


def test_every_form_that_the_search_was_built_on_is_found():
    assert MEASURED["built-on"].missed == ()
    assert MEASURED["built-on"].forms >= 150


def test_the_part_set_aside_is_measured_over_all_its_forms_and_finds_no_less_than_before(capsys):
    made = MEASURED["set-aside"]
    with capsys.disabled():
        print(f"\nset aside: {made.found} of {made.forms} planted forms found; missed: {', '.join(made.missed)}")
    assert made.forms == len(SET_ASIDE.forms) >= 80
    assert made.found + len(made.missed) == made.forms
    assert made.found >= SET_ASIDE.recorded["found"], "the search finds less than it did: what was changed?"


@pytest.mark.parametrize("name", PARTS)
def test_clean_meetings_raise_no_more_false_alarms_than_recorded(name):
    assert len(MEASURED[name].alarms) <= PARTS[name].recorded["false alarms"]


@pytest.mark.parametrize("name", PARTS)
def test_every_kind_of_value_is_planted_and_every_value_has_forms(name):
    part = PARTS[name]
    assert {value.kind.value for value in part.values} == {
        "address", "postcode", "phone", "email", "school", "workplace", "name", "other",
    }  # fmt: skip
    assert {form.protection.id for form in part.forms} == {value.id for value in part.values}


def test_no_form_of_the_part_set_aside_was_copied_into_the_other():
    shared = {form.text.casefold() for form in BUILT_ON.forms} & {form.text.casefold() for form in SET_ASIDE.forms}
    assert shared == set()
    assert {v.value for v in BUILT_ON.values}.isdisjoint(v.value for v in SET_ASIDE.values)


def test_fifty_meetings_are_made_of_all_the_ordinary_sentences():
    meetings = list(clean_meetings(ORDINARY))
    assert (len(meetings), {len(one) for one in meetings}) == (50, {20})
    assert {text for one in meetings for text in one} == set(ORDINARY)
    assert len(set(meetings)) == 50


def test_a_search_that_finds_less_is_seen(monkeypatch):
    monkeypatch.setattr(corpus, "holds", lambda text, value: value.kind != "phone" and holds(text, value))
    made = measure(BUILT_ON, ORDINARY)
    assert made.kinds["phone"] == (0, 34)
    assert {one.partition("/")[0] for one in made.missed} == {"mum.phone", "nan.phone", "office.phone"}


def test_a_search_that_cries_wolf_is_seen(monkeypatch):
    monkeypatch.setattr(corpus, "told", lambda texts, values, shared: ("mum.phone",))
    assert len(measure(BUILT_ON, ORDINARY).alarms) == 50


@pytest.mark.parametrize("text", ["", "part: x", "part: x\nvalues: {}\nforms: {}\n", "part: [", "a: b"])
def test_a_file_that_is_no_part_is_an_error(text):
    with pytest.raises(ValueError, match=r"x\.yaml"):
        read_part(text.encode(), "x.yaml")


# --- what the forms look like after they were printed -----------------------------------------------------------------

_FORM = re.compile(r"Begin (\d+)\s(.*?)\sEnd \1\b", re.DOTALL)


def printable(text: str) -> str:
    """A form as notes can hold it: characters without a shape are refused before they come this far."""
    return text.replace("\u200b", "")


@pytest.fixture(scope="module")
def printed(see, rendered, written):
    """Every form in one set of minutes and one plan, as somebody sees them from whom nothing is withheld."""
    numbered = [f"Begin {n} {printable(form.text)} End {n}" for n, form in enumerate(BUILT_ON.forms)]
    sections = tuple(a_section(f"s{n}", text=text, at=("information", n)) for n, text in enumerate(numbered))
    case = separated_parents(protections=())
    people = tuple(replace(person, no_contact_with=frozenset()) for person in case.people)
    meeting = a_meeting(sections=sections, contingency="\n".join(numbered))
    plan, minutes = see("dad", meeting, replace(case, people=people))
    return rendered(minutes), written(plan)


def missed(text: str) -> list[str]:
    read = {int(number): words for number, words in _FORM.findall(text)}
    assert len(read) == len(BUILT_ON.forms)
    return [form.id for n, form in enumerate(BUILT_ON.forms) if not holds(read[n], form.protection)]


def test_every_form_is_found_again_on_the_pages_of_a_pdf(printed):
    pdf, _ = printed
    assert missed(page_text(pdf)) == []


def test_every_form_is_found_again_in_a_word_file(printed):
    _, docx = printed
    assert any("Begin 7 " in text and missed(text) == [] for text in docx_texts(docx))


def test_every_form_is_found_again_in_a_message(printed):
    from email.message import EmailMessage

    for form in BUILT_ON.forms:
        message = EmailMessage()
        message["Subject"] = "Your copy"
        message.set_content(f"Dear Rob, {form.text} Yours")
        hits = disclosure.in_bytes("m.eml", message.as_bytes(), [form.protection])
        assert [hit.protection for hit in hits] == [form.protection.id], form.id


@given(st.sampled_from(BUILT_ON.forms), st.text(max_size=40), st.text(max_size=40))
def test_a_form_is_found_whatever_sentences_stand_around_it(form, before, after):
    assert holds(f"{before}\n{form.text}\n{after}", form.protection)
