"""One meeting about two half-siblings: two plans, kept apart, for two fathers who know nothing of each other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest

from cin_docs import pipeline
from cin_docs.cli.desk import Desk, open_desk
from cin_docs.documents.reading import texts
from cin_docs.errors import LedgerError
from tests.acceptance.conftest import TODAY, Office, dated

LEO, AVA = "MAR-2041", "MAR-2042"
CASE = """\
case: MAR-2042
standard: ten-point
child: {id: ava, name: Ava Moss, born: 2020-02-11, school: Hill Road Primary, level: 2, team: North}
lead practitioner: dana
manager: tom
linked cases: [MAR-2041]
people:
  ava: {by: hand, via: dana, receives: [plan]}
  mum: {name: Kim Marsh, is: mother, by: email, email: kim.marsh@post.example, phone: 07700 900123}
  goran: {name: Goran Moss, is: father, by: email, email: goran.moss@mail.example}
  gran: {name: Jean Marsh, is: grandmother, by: post, address: "2 Quay Street\\nEastmere\\nEM1 1AB"}
  dana: {name: Dana Cole, is: lead social worker, agency: Council, by: email, email: dana@eastmere.example}
  tom: {name: Tom Ashe, is: team manager, agency: Council, receives: none, because: Reads the record.}
  priya: {name: Priya Shah, is: business support, agency: Council, receives: none, because: Takes the minutes.}
anchors: {assessment completed: @before@}
visits:
  - {on: @before@, by: dana, seen: yes, alone: yes}
"""
PART = """\
children:
  MAR-2042:
    needs:
      - need: Ava has no bed of her own.
        why: She shares a sofa bed.
        outcome: Ava sleeps in her own bed.
        review: Dana looks at each visit.
        actions:
          - {what: Buys the bed frame., who: goran, by: @next@}
    said:
      ava: I want a blue bed.
    because: A bed first.
"""
#: What is said of one child alone, and must not be in the other's copies.
OF_LEO, OF_AVA = ("Monday", "bike"), ("bed", "Goran", "Ava", AVA)


def with_ava(office: Office, *, shared: str = "", part: str = PART, case: str = CASE) -> Office:
    folder = office.folder / "cases" / AVA
    folder.mkdir()
    (folder / "case.yaml").write_text(dated(case), encoding="utf-8")
    text = office.notes.read_text(encoding="utf-8").replace("apologies: {dad", "apologies: {goran: at work, dad")
    office.notes.write_text(text + shared + dated(part), encoding="utf-8")
    return office


def submit(office: Office, *more: str):
    return office.cin("submit", office.notes, "--as", "priya", *more)


def meeting(ref: str) -> str:
    return f"{ref}/{TODAY.isoformat()}-first"


def everything(office: Office, ref: str, person: str) -> str:
    """All that this person's copies of this child's meeting hold: names, pages, metadata, message."""
    return "\n".join(_everything(office, ref, person))


def _everything(office: Office, ref: str, person: str) -> Iterator[str]:
    with open_desk(office.folder) as desk:
        for one in desk.ledger.dispatches(meeting=meeting(ref)):
            if one.person == person:
                yield from texts("cover.eml", desk.store.get(one.cover_digest))
                for copy in desk.ledger.copies(dispatch=one.id):
                    yield copy.file_name
                    yield from texts(copy.file_name, desk.store.get(copy.file_digest))


@pytest.fixture(scope="module")
def submitted_pair(fresh_office, tmp_path_factory) -> Office:
    folder = tmp_path_factory.mktemp("pair") / "home"
    shutil.copytree(fresh_office.folder, folder)
    office = with_ava(Office(folder))
    done = submit(office)
    assert done.code == 0, done.said
    return office


@pytest.fixture
def pair(submitted_pair, tmp_path) -> Office:
    shutil.copytree(submitted_pair.folder, tmp_path / "home")
    return Office(tmp_path / "home")


def test_each_child_has_a_record_obligations_and_a_code_of_its_own(submitted_pair):
    with open_desk(submitted_pair.folder) as desk:
        leo, ava = (desk.ledger.meeting(meeting(ref)) for ref in (LEO, AVA))
        assert leo is not None
        assert ava is not None
        assert (leo.facts["path"], ava.facts["path"]) == (submitted_pair.notes.name,) * 2
        assert ("folder" in leo.facts, ava.facts["folder"]) == (False, LEO)
        assert leo.manifest_digest != ava.manifest_digest
        people = {one.person for one in desk.ledger.obligations(meeting=meeting(AVA))}
    assert people == {"ava", "mum", "goran", "gran", "dana", "tom", "priya"}


def test_a_half_siblings_father_gets_only_his_own_childs_part(submitted_pair):
    goran, rob = everything(submitted_pair, AVA, "goran"), everything(submitted_pair, LEO, "dad")
    assert "blue bed" in goran
    assert "Ava sleeps in her own bed" in goran
    for word in (*OF_LEO, "Leo", "Rob", "Hale", LEO):
        assert word not in goran, word
    assert "tells leo a day ahead" in rob.casefold()
    for word in OF_AVA:
        assert word not in rob, word


def test_the_same_mother_gets_a_plan_for_each_child_in_a_dispatch_for_each(submitted_pair):
    assert "blue bed" in everything(submitted_pair, AVA, "mum")
    assert "Leo is at school every Monday" in everything(submitted_pair, LEO, "mum")
    assert everything(submitted_pair, LEO, "goran") == everything(submitted_pair, AVA, "dad") == ""


def test_what_is_about_both_needs_a_decision_for_who_is_not_around_both(fresh):
    office = with_ava(fresh, shared="discussion: The flat is cold in winter.\n")
    done = submit(office)
    assert done.code == 0, done.said
    assert "undecided-section" in done.said
    for ref, reads, kept in ((LEO, "mum", "dad"), (AVA, "gran", "goran")):
        assert "cold in winter" in everything(office, ref, reads)
        assert "cold in winter" not in everything(office, ref, kept)


def test_and_with_the_decision_everybody_reads_it(fresh):
    office = with_ava(fresh, shared="discussion: {text: The flat is cold in winter., for: everyone}\n")
    assert submit(office).code == 0
    for ref, reader in ((LEO, "mum"), (LEO, "dad"), (AVA, "goran")):
        assert "cold in winter" in everything(office, ref, reader)


def test_a_shared_text_that_names_the_other_father_is_kept_from_whom_it_is_no_business_of(fresh):
    words = "discussion: {text: Goran Moss will help with the move., for: [mum, goran]}\n"
    office = with_ava(fresh, shared=words + "if things get worse: Goran Moss rings the duty team.\n")
    text = office.notes.read_text(encoding="utf-8").replace("if things get worse: Kim rings", "step down: Kim rings", 1)
    office.notes.write_text(text, encoding="utf-8")
    done = submit(office)
    assert done.code == 0, done.said
    for ref, reader in ((AVA, "goran"), (LEO, "mum")):
        assert "help with the move" in everything(office, ref, reader)
    # Written once for both children and decided by nobody: for who is around both.
    assert "rings the duty team" in everything(office, AVA, "mum")
    assert "rings the duty team" not in everything(office, AVA, "goran")
    assert "undecided-section" in done.said, done.said
    for reader in ("dad", "leo"):
        assert "Goran" not in everything(office, LEO, reader)


def test_a_shared_text_for_everyone_that_names_the_other_father_is_a_contradiction(fresh):
    office = with_ava(fresh, shared="discussion: {text: Goran Moss will help with the move., for: everyone}\n")
    done = submit(office)
    assert done.code != 0
    assert "protected-value" in done.said
    assert "Goran" not in done.out.replace("discussion: {text: Goran Moss will help", "")


def test_each_child_is_previewed_and_approved_by_their_own_case(pair):
    for ref in (LEO, AVA):
        shown = pair.cin("preview", ref, "--json").data
        assert shown["preview"]["meeting"] == meeting(ref)
        done = pair.cin("approve", ref, shown["code"], "--as", "dana")
        assert done.code == 0, done.said
    sent = pair.cin("send", "--as", "sam")
    assert sent.code == 0, sent.said
    assert {"goran.moss@mail.example", "rob.hale@mail.example", "kim.marsh@post.example"} <= set(pair.mailed())
    with open_desk(pair.folder) as desk:
        assert {one.state.value for one in desk.ledger.dispatches()} <= {"accepted", "to hand"}


def test_one_childs_code_approves_nothing_of_the_others(pair):
    code = pair.cin("preview", LEO, "--json").data["code"]
    assert pair.cin("approve", AVA, code, "--as", "dana").code != 0


def test_a_leak_in_one_childs_copies_stores_nothing_for_either(fresh, monkeypatch):
    from cin_docs.distribution import packing
    from cin_docs.documents.disclosure import in_bytes

    office = with_ava(fresh)
    monkeypatch.setattr(packing, "in_bytes", _always_a_hit(in_bytes))
    done = submit(office)
    assert done.code != 0
    with open_desk(office.folder) as desk:
        assert not [one for one in desk.ledger.meetings() if one.version]
        assert desk.ledger.dispatches() == ()


def _always_a_hit(real):
    from cin_docs.documents.disclosure import Hit

    def planted(name, data, protections, shared=frozenset()):
        wanted = tuple(protections)
        found = [Hit(protection=one.id, where=name) for one in wanted if one.value == "Leo Marsh"]
        return tuple(found) or real(name, data, wanted, shared)

    return planted


def test_when_the_second_child_cannot_be_stored_the_first_is_not_either(fresh, monkeypatch):
    from cin_docs.ledger import writes

    office, real = with_ava(fresh), writes.submit

    def failing(journal, allowed, filed):
        if filed.record.case == AVA:
            raise LedgerError("The disk is full.")
        real(journal, allowed, filed)

    monkeypatch.setattr(writes, "submit", failing)
    assert submit(office).code != 0
    with open_desk(office.folder) as desk:
        assert desk.ledger.dispatches() == ()


def test_the_siblings_case_knows_of_the_meeting_though_the_file_lies_elsewhere(pair):
    from cin_docs.home.cases import due_in, survey

    with open_desk(pair.folder) as desk:
        told = {one.ref: [file.file for file in one.told] for one in survey(desk.home)}
        due = {one.case: one.what for one in due_in(desk.home, TODAY)}
    assert told[AVA] == [f"cases/{LEO}/{pair.notes.name}"]
    assert due == {LEO: "next review", AVA: "next review"}


def test_the_siblings_next_notes_carry_its_own_plan_on(pair):
    done = pair.cin("new", AVA, "--on", (TODAY + timedelta(weeks=4)).isoformat())
    assert done.code == 0, done.said
    (path,) = (pair.folder / "cases" / AVA).glob("*-review*.yaml")
    text = path.read_text(encoding="utf-8")
    assert "Buys the bed frame" in text
    assert "breakfast club" not in text


def test_what_is_owed_is_opened_for_both_though_nothing_is_submitted(fresh):
    office = with_ava(fresh)
    with open_desk(office.folder) as desk:
        pipeline.know(desk.home, desk.ledger, desk.moment())
        assert {one.meeting for one in desk.ledger.obligations()} == {meeting(LEO), meeting(AVA)}


def test_a_case_that_is_not_linked_is_no_sibling(fresh):
    office = with_ava(fresh, case=CASE.replace("linked cases: [MAR-2041]\n", ""))
    done = submit(office)
    assert done.code != 0
    assert "unknown-case" in done.said


def test_one_end_of_the_link_is_enough(fresh):
    office = with_ava(fresh, case=CASE.replace("linked cases: [MAR-2041]\n", ""))
    office.edit(office.case, "manager: tom\n", "manager: tom\nlinked cases: [MAR-2042]\n")
    assert submit(office).code == 0


def test_a_change_in_the_siblings_case_after_the_approval_holds_that_childs_copies(pair):
    for ref in (LEO, AVA):
        code = pair.cin("preview", ref, "--json").data["code"]
        assert pair.cin("approve", ref, code, "--as", "dana").code == 0
    case = pair.folder / "cases" / AVA / "case.yaml"
    case.write_text("case: [broken\n", encoding="utf-8")
    pair.cin("send", "--as", "sam")
    assert pair.mailed() == []


def test_what_one_case_protects_is_protected_in_the_other(fresh):
    """Rob, whom Kim's number is kept from in Leo's case, is listed in Ava's as well."""
    rob = "  rob: {name: rob  HALE, is: father of Leo, by: email, email: rob.hale@elsewhere.example}\n  gran:"
    part = PART + "    information:\n      mum: {text: Ring me on 07700 900123., for: everyone}\n"
    office = with_ava(fresh, case=CASE.replace("  gran:", rob, 1), part=part)
    done = submit(office)
    assert done.code != 0
    assert "protected-value" in done.said
    assert "Take mum.phone out of the text, or take rob out" in done.said


def test_linked_notes_of_one_child_alone_keep_it_too(fresh):
    rob = "  rob: {name: Rob Hale, is: father of Leo, by: email, email: rob.hale@elsewhere.example}\n  gran:"
    office = with_ava(fresh, case=CASE.replace("  gran:", rob, 1), part="")
    alone = office.folder / "cases" / AVA / office.notes.name
    text = office.notes.read_text(encoding="utf-8")
    text = text.replace("goran: at work, dad: seen on his own", "goran: at work").replace("leo", "ava")
    text = text.replace(", not for: [dad]", "").replace(", dad: yes", "").replace("who: dad", "who: goran")
    alone.write_text(text.replace("Mornings are easier now.", "Text 07700 900123."), encoding="utf-8")
    done = office.cin("submit", alone, "--as", "priya")
    assert done.code == 0, done.said
    assert "900123" in everything(office, AVA, "goran")
    assert "900123" not in everything(office, AVA, "rob")


def version_of(desk: Desk, ref: str) -> int:
    record = desk.ledger.meeting(meeting(ref))
    assert record is not None
    return record.version


def test_a_correction_to_one_childs_part_makes_nothing_of_the_others(pair):
    for ref in (LEO, AVA):
        shown = pair.cin("preview", ref, "--json").data
        ticks = [word for ask in shown["tick"] for word in ("--tick", ask["id"])]
        done = pair.cin("approve", ref, shown["code"], "--as", "dana", *ticks)
        assert done.code == 0, done.said
    assert pair.cin("send", "--as", "sam").code == 0
    pair.edit(pair.notes, "I want a blue bed.", "I want a red bed.")
    done = submit(pair, "--correct", "Red, not blue.")
    assert done.code == 0, done.said
    assert f"{LEO}: nothing was made; everybody's copies read the same as before." in done.said
    with open_desk(pair.folder) as desk:
        assert version_of(desk, LEO) == 1
        assert version_of(desk, AVA) == 2
        leo = {one.person: one.id for one in desk.ledger.dispatches(meeting=meeting(LEO))}
    # Leo's copy that comes back is made again from the notes as they are: they say the same of him.
    assert pair.cin("record", leo["mum"], "bounced", "--note", "550", "--as", "sam").code == 0
    done = submit(pair)
    assert done.code == 0, done.said
    with open_desk(pair.folder) as desk:
        assert version_of(desk, LEO) == 2
