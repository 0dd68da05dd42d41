"""Guards at the desk: what changed after the approval, or was never right, holds the copy; the others go on.

Each guard of which a command can tell, with the copies that leave all the same: above all the protected mother's.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

AGENCIES = """\
agencies:
  Council: {domains: [eastmere.example], people: {}}
"""


def sent(office: Any) -> dict[str, str]:
    """What a run said of each person's copy: the note of a guard, or the state it got to."""
    done = office.cin("send", "--as", "sam", "--json")
    assert done.code in {0, 1}, done.said
    people = {line["dispatch"]: line["person"] for line in office.preview()["preview"]["lines"]}
    said = [*done.data["released"], *done.data["sent"]]
    return {people[one["dispatch"]]: one["note"] if one["state"] == "held" else one["state"] for one in said}


def held(office: Any) -> dict[str, str]:
    return {person: note for person, note in sent(office).items() if note not in {"to hand", "queued", "accepted"}}


def blocking(office: Any) -> set[str]:
    """The codes of everything that `cin check` blocks in the case file, each found at a line of it."""
    said = office.cin("check", office.notes).said
    return set(re.findall(r"case\.yaml:\d+:\d+ BLOCKS ([a-z-]+)", said))


def test_untouched_everything_goes_and_nothing_is_held(approved):
    assert held(approved) == {}
    assert approved.mailed() == ["dana@eastmere.example", "kim.marsh@post.example", "rob.hale@mail.example"]


# The notes as they lie there now


def test_a_mark_written_after_the_approval_holds_that_readers_copy_and_the_mothers_goes(approved):
    approved.edit(approved.notes, "{text: I like my bike., for: everyone}", "{text: I like my bike., not for: [dad]}")
    assert held(approved) == {"dad": "notes-changed"}
    assert "kim.marsh@post.example" in approved.mailed()
    assert "rob.hale@mail.example" not in approved.mailed()


def test_a_hold_written_after_the_approval_holds_everything(approved):
    with approved.notes.open("a", encoding="utf-8") as notes:
        notes.write("hold: Strategy meeting on Friday.\n")
    assert set(held(approved).values()) == {"held-by-manager"}
    assert approved.mailed() == []


def test_a_reader_taken_off_the_list_after_the_approval_gets_nothing(approved):
    with approved.notes.open("a", encoding="utf-8") as notes:
        notes.write("copies: {not to: {gran: Asked not to have one.}}\n")
    found = held(approved)
    assert found.pop("gran") == "recipient-gone"
    # The minutes name everybody who gets them, so they are other minutes now; Leo gets a plan alone.
    assert found == dict.fromkeys(("mum", "dad", "dana"), "notes-changed")


def test_notes_that_are_gone_or_cannot_be_read_hold_everything_until_they_are_back(approved):
    aside = approved.notes.rename(approved.notes.with_suffix(".bak"))
    assert set(held(approved).values()) == {"notes-gone"}
    aside.rename(approved.notes)
    for line in approved.preview()["preview"]["lines"]:
        done = approved.cin("release", line["dispatch"], "--because", "The file is back.", "--as", "dana")
        assert done.code == 0, done.said
    assert held(approved) == {}
    assert "kim.marsh@post.example" in approved.mailed()


def test_a_remark_for_nobody_in_the_notes_stops_nothing(approved):
    text = approved.notes.read_text("utf-8")
    approved.notes.write_text(f"# Typed up on Friday.\n{text}", "utf-8")
    assert held(approved) == {}


# The way to a person


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("kim.marsh@gmial.com", "look-alike-domain"),
        ("kim.marsh@post.con", "look-alike-domain"),
        ("rob.hale@mail.example", "shared-with-kept-apart"),
    ],
)
def test_a_wrong_address_is_said_at_check_with_its_place_and_nothing_is_submitted(fresh, address, code):
    fresh.edit(fresh.case, "email: kim.marsh@post.example", f"email: {address}")
    assert code in blocking(fresh)
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert code in done.said


def test_a_professional_outside_the_directorys_domain_is_stopped_and_within_it_goes(fresh):
    directory = fresh.folder / "agencies.yaml"
    directory.write_text(AGENCIES.replace("eastmere.example", "eastmere-council.example"), "utf-8")
    assert blocking(fresh) == {"other-domain"}
    directory.write_text(AGENCIES, "utf-8")
    assert blocking(fresh) == set()


def test_a_directory_corrected_after_the_approval_holds_the_professionals_copy_alone(approved):
    (approved.folder / "agencies.yaml").write_text(AGENCIES.replace("eastmere.", "eastmere-council."), "utf-8")
    assert held(approved) == {"dana": "other-domain"}
    assert "kim.marsh@post.example" in approved.mailed()


def judged_by_the_directory(office: Any) -> Any:
    """Submitted and approved with a directory that lists the council's domain; gives the directory."""
    directory = office.folder / "agencies.yaml"
    directory.write_text(AGENCIES, "utf-8")
    assert office.cin("submit", office.notes, "--as", "priya").code == 0
    said = office.preview()
    ticks = [word for one in said["tick"] for word in ("--tick", one["id"])]
    assert office.cin("approve", "MAR-2041", said["code"], "--as", "dana", *ticks).code == 0
    return directory


def test_a_directory_damaged_after_the_approval_holds_everything_and_says_where(fresh):
    directory = judged_by_the_directory(fresh)
    directory.write_text(AGENCIES.replace("people: {}}", "people: {}"), "utf-8")
    tried = fresh.cin("send", "--dry", "--as", "sam")
    assert tried.code == 1
    assert re.search(r"agencies\.yaml:\d+:\d+", tried.said)
    assert set(held(fresh).values()) == {"agencies-unreadable"}
    assert fresh.mailed() == []
    assert re.search(r"Every copy is held .* agencies\.yaml:\d+:\d+", fresh.cin("status").said)


def test_a_directory_that_is_gone_since_the_submission_holds_everything(fresh):
    judged_by_the_directory(fresh).unlink()
    assert set(held(fresh).values()) == {"agencies-unreadable"}
    assert fresh.mailed() == []


def test_a_directory_that_is_whole_holds_nothing(fresh):
    directory = judged_by_the_directory(fresh)
    directory.write_text(f"# The council's own.\n{AGENCIES}", "utf-8")
    assert held(fresh) == {}
    assert "kim.marsh@post.example" in fresh.mailed()
    assert "agencies" not in fresh.cin("status").said


def test_a_mailbox_shared_since_the_approval_with_whom_something_is_kept_from_holds_the_copy(approved):
    approved.edit(approved.case, "phone: 07700 900123}", "phone: 07700 900123, shares with: [dad]}")
    assert set(held(approved)) >= {"mum"}
    assert "kim.marsh@post.example" not in approved.mailed()


# The undo window


def test_what_is_approved_waits_for_its_window_and_can_be_cancelled_meanwhile(approved):
    with (approved.folder / "cin.yaml").open("a", encoding="utf-8") as settings:
        settings.write("limits: {undo: 2 hours}\n")
    first = sent(approved)
    assert {first[person] for person in ("mum", "dad", "dana")} == {"queued"}
    assert {first[person] for person in ("gran", "leo")} == {"approved"}
    assert (approved.mailed(), approved.piled()) == ([], [])
    for person in ("mum", "gran"):
        done = approved.cin("cancel", approved.dispatch_of(person), "--because", "A slip.", "--as", "dana")
        assert done.code == 0, done.said
    again = approved.cin("send", "--as", "sam", "--json").data
    assert again["left"] == {"not due yet": 2}


def test_without_a_window_everything_goes_at_once(approved):
    with (approved.folder / "cin.yaml").open("a", encoding="utf-8") as settings:
        settings.write("limits: {undo: none}\n")
    assert set(sent(approved).values()) <= {"queued", "accepted", "to hand"}
    assert len(approved.mailed()) == 3


# Other families


OTHER = """\
case: OKO-1187
standard: ten-point
child: {id: ada, name: Ada Okoro, born: 2012-02-11, level: 3, team: South}
lead practitioner: dana
manager: tom
people:
  mum: {name: Grace Okoro, is: mother, by: email, email: @email@}
  dana: {name: Dana Cole, is: lead social worker, agency: Council, by: email, email: dana@eastmere.example}
  tom: {name: Tom Ashe, is: team manager, agency: Council, receives: none, because: Reads the record.}
"""


def another_case(office: Any, email: str = "grace.okoro@post.example") -> None:
    folder = office.folder / "cases" / "OKO-1187"
    folder.mkdir()
    (folder / "case.yaml").write_text(OTHER.replace("@email@", email), "utf-8")


def linked(office: Any) -> None:
    with office.case.open("a", encoding="utf-8") as case:
        case.write("linked cases: [OKO-1187]\n")


@pytest.mark.parametrize("siblings", [False, True], ids=["unlinked", "linked"])
def test_another_familys_name_in_the_copies_holds_them_unless_the_cases_are_linked(fresh, siblings):
    fresh.edit(fresh.notes, "{text: I like my bike., for: everyone}", "{text: I like Ada Okoro., for: everyone}")
    assert fresh.cin("submit", fresh.notes, "--as", "priya").code == 0
    assert fresh.cin("approve", "MAR-2041", fresh.preview()["code"], "--as", "dana").code == 0
    another_case(fresh)
    if siblings:
        linked(fresh)
    found = held(fresh)
    assert found == ({} if siblings else dict.fromkeys(("mum", "dad", "leo", "gran", "dana"), "stranger-in-copy"))


@pytest.mark.parametrize("siblings", [False, True], ids=["unlinked", "linked"])
def test_an_address_that_another_family_uses_is_stopped_unless_the_cases_are_linked(fresh, siblings):
    another_case(fresh, email="kim.marsh@post.example")
    if siblings:
        linked(fresh)
    assert blocking(fresh) == (set() if siblings else {"address-in-other-case"})


def test_an_address_that_another_family_began_to_use_since_holds_that_copy_alone(approved):
    another_case(approved, email="rob.hale@mail.example")
    assert held(approved) == {"dad": "address-in-other-case"}
    assert "kim.marsh@post.example" in approved.mailed()


# What went wrong before


def misdirected(office: Any) -> None:
    """Gran's letter alone was approved and posted, and reached somebody else."""
    code, gran = office.preview()["code"], office.dispatch_of("gran")
    assert office.cin("approve", "MAR-2041", code, "--only", gran, "--as", "dana").code == 0
    assert office.cin("send", "--as", "sam").code == 0
    for what in ("posted", "misdirected"):
        done = office.cin("record", gran, what, "--note", "To number 4, they rang.", "--as", "sam")
        assert done.code == 0, done.said
    assert office.cin("approve", "MAR-2041", code, "--as", "dana").code == 0


def test_after_a_misdirected_letter_every_copy_of_the_case_waits(submitted):
    misdirected(submitted)
    assert held(submitted) == dict.fromkeys(("mum", "dad", "leo", "dana"), "incident-open")
    assert submitted.mailed() == []


# Lines to tick


def lines(office: Any) -> dict[str, str]:
    """The lines of the newest preview, each with what it asks."""
    return {one["id"]: one["sentence"] for one in office.preview()["tick"]}


def test_another_familys_name_goes_when_the_approver_said_why_and_not_before(fresh):
    another_case(fresh)
    fresh.edit(fresh.notes, "{text: I like my bike., for: everyone}", "{text: I like Ada Okoro., for: everyone}")
    assert fresh.cin("submit", fresh.notes, "--as", "priya").code == 0
    (line,) = lines(fresh)
    assert line.startswith("W11-")
    assert "Ada" not in lines(fresh)[line]
    assert "OKO" not in lines(fresh)[line]
    code = fresh.preview()["code"]
    for ticks in ((), ("--tick", line)):
        done = fresh.cin("approve", "MAR-2041", code, *ticks, "--as", "dana")
        assert done.code == 1
        assert "not-ticked" in done.said
    done = fresh.cin("approve", "MAR-2041", code, "--tick", f"{line}=She is his friend.", "--as", "dana")
    assert done.code == 0, done.said
    assert held(fresh) == {}
    assert len(fresh.mailed()) == 3


def test_a_contact_corrected_after_the_first_copies_went_is_asked_about(approved):
    approved.edit(approved.case, "email: rob.hale@mail.example", "email: rob@elsewhere.example")
    assert held(approved) == {"dad": "contact-changed"}
    assert approved.cin("submit", approved.notes, "--as", "priya").code == 0
    asked = lines(approved)
    assert list(asked) == ["W6-dad"]
    assert "priya" in asked["W6-dad"]
    code = approved.preview()["code"]
    assert "not-ticked" in approved.cin("approve", "MAR-2041", code, "--as", "dana").said
    assert approved.cin("approve", "MAR-2041", code, "--tick", "W6-dad", "--as", "dana").code == 0
    assert held(approved) == {}
    assert "rob@elsewhere.example" in approved.mailed()
