"""The preview says in words what the code stands for: who gets what, what is withheld, who gets none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from cin_docs.distribution.preview import from_bytes, preview_of, to_bytes
from cin_docs.distribution.recipients import recipients
from cin_docs.model.document import DocumentKind, Format, Mode
from cin_docs.model.meeting import Kind
from cin_docs.testing.builders import MUMS_EMAIL, a_meeting, separated_parents
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest, an_obligation


def a_preview(meeting: Any = None, obligations: Any = (), breaches: Any = (), case: Any = None) -> Any:
    meeting, case = meeting or a_meeting(), case or separated_parents()
    people = recipients(meeting, case)
    sent = {one.person.id: a_dispatch(one.person.id, id=f"D-{one.person.id}") for one in people}
    copies = tuple(a_copy(sent[one.person.id], kind) for one in people for kind in one.documents)
    rows = a_manifest(tuple(sent.values()), copies).rows
    return preview_of(meeting, case, people, rows, obligations, version=1, mode=Mode.TRIAL, breaches=breaches)


def line(person: str, **changes: Any) -> Any:
    (found,) = [one for one in a_preview(**changes).lines if one.person == person]
    return found


def test_each_recipient_has_one_line_with_way_address_and_copies():
    mum = line("mum")
    assert (mum.dispatch, mum.name, mum.role, mum.channel.value, mum.address) == (
        "D-mum", "Kim Marsh", "mother", "email", MUMS_EMAIL,
    )  # fmt: skip
    assert [copy.split(" ")[:2] for copy in mum.copies] == [["plan", "(pdf)"], ["minutes", "(pdf)"]]
    assert "by email" in mum.because
    assert [copy.split(" ")[0] for copy in line("leo").copies] == ["plan"]


def test_a_word_file_stands_on_the_line_too():
    case = separated_parents()
    people = recipients(a_meeting(), case)
    mum = a_dispatch("mum", id="D-mum")
    copies = (a_copy(mum), a_copy(mum, DocumentKind.PLAN, Format.DOCX))
    shown = preview_of(
        a_meeting(), case, people[1:2], a_manifest((mum,), copies).rows, (), version=1, mode=Mode.TRIAL, breaches=()
    )
    assert [copy.split(" ")[1] for copy in shown.lines[0].copies] == ["(pdf)", "(docx)"]


def test_what_is_withheld_from_dad_is_said_with_the_decision_behind_it_and_without_its_content():
    dad = line("dad")
    assert any("not for dad" in item for item in dad.withheld)
    assert not any("steady" in item or "Heron" in item or MUMS_EMAIL in item for item in dad.withheld)


def test_nothing_is_withheld_from_the_protected_parent():
    assert line("mum").withheld == ()


def test_who_gets_no_copy_is_said_out_loud_with_the_reason():
    excused = an_obligation("priya", excused_because="Takes the minutes and files them.")
    (one,) = a_preview(obligations=(excused, an_obligation("mum"))).excused
    assert (one.person, one.name, one.document, one.because) == (
        "priya", "Priya Shah", DocumentKind.PLAN, "Takes the minutes and files them.",
    )  # fmt: skip


def test_the_due_date_is_the_earliest_that_holds_for_anybody():
    owed = (
        an_obligation("dad", due=date(2026, 11, 27)),
        an_obligation("mum", due=date(2026, 11, 26)),
        an_obligation("gran", due=None),
        an_obligation("priya", due=date(2026, 11, 20), excused_because="none wanted"),
    )
    assert a_preview(obligations=owed).due == date(2026, 11, 26)
    assert a_preview(obligations=(an_obligation(due=None),)).due is None
    assert a_preview().due is None


def test_the_title_says_which_meeting():
    assert a_preview().title == "review 2"
    assert a_preview(meeting=a_meeting(kind=Kind.FIRST, number=1)).title == "first meeting"


def test_breaches_that_approving_confirms_are_kept():
    assert a_preview(breaches=("wrong-chair: dana chaired.",)).breaches == ("wrong-chair: dana chaired.",)


def test_what_was_shown_is_read_back_as_it_was():
    shown = a_preview(
        obligations=(an_obligation("mum"), an_obligation("priya", excused_because="no")), breaches=("x: y",)
    )
    assert from_bytes(to_bytes(shown)) == shown


def test_stored_twice_it_is_the_same_bytes():
    assert to_bytes(a_preview()) == to_bytes(a_preview())
    assert to_bytes(a_preview()) != to_bytes(replace(a_preview(), version=2))


def test_names_and_addresses_stay_out_of_logs():
    text = repr(a_preview())
    assert "Kim Marsh" not in text
    assert MUMS_EMAIL not in text


# --- piece by piece ---------------------------------------------------------------------------------------------------


def pieces(**changes: Any) -> dict[str, Any]:
    return {one.what: one for one in a_preview(**changes).pieces}


def test_every_piece_of_the_notes_is_there_with_who_does_not_get_it_and_why():
    found = pieces()
    withheld = {what: one.withheld for what, one in found.items() if one.withheld}
    assert {id for reasons in withheld.values() for id in reasons} == {"dad"}
    assert sorted(f"{what}: {reasons['dad']}" for what, reasons in withheld.items()) == sorted(line("dad").withheld)


def test_who_gets_the_plan_alone_is_said_to_have_no_place_for_what_the_minutes_hold():
    found = pieces()
    assert "leo" in found["the purpose"].elsewhere
    assert "mum" not in found["the purpose"].elsewhere
    assert found["the visits"].elsewhere == ()


def test_pieces_stand_in_the_order_of_their_lines_and_those_of_the_case_file_last():
    meeting, case = a_meeting(), separated_parents()
    people = recipients(meeting, case)
    shown = preview_of(
        meeting, case, people, (), (), version=1, mode=Mode.TRIAL, breaches=(), line_of=lambda at: 90 - len(str(at))
    )
    lines = [one.line for one in shown.pieces if one.line is not None]
    assert lines == sorted(lines)
    assert len(lines) > 10
    assert [one.line for one in shown.pieces] == lines + [None] * (len(shown.pieces) - len(lines))


def test_the_pieces_hold_nothing_of_what_is_written_in_them():
    text = to_bytes(replace(a_preview(), lines=())).decode()
    assert MUMS_EMAIL not in text
    assert "Heron" not in text


def test_a_preview_that_an_older_release_stored_can_still_be_read():
    import json

    shown = a_preview()
    old = {name: value for name, value in json.loads(to_bytes(shown)).items() if name != "pieces"}
    assert from_bytes(json.dumps(old).encode()) == replace(shown, pieces=())


def test_a_translators_file_says_its_language():
    case = separated_parents()
    mum = a_dispatch("mum", id="D-mum")
    (row,) = a_manifest((mum,)).rows
    people = [one for one in recipients(a_meeting(), case) if one.person.id == "mum"]
    shown = preview_of(
        a_meeting(), case, tuple(people), (replace(row, translation="pl"),), (), version=1, mode=Mode.TRIAL, breaches=()
    )
    assert "translated into Polish" in shown.lines[0].copies[0]
