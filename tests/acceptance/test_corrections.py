"""Minutes that were wrong are corrected after they were sent: version 2, for everybody who has version 1."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from cin_docs import pipeline
from cin_docs.cli.desk import Desk, open_desk
from cin_docs.documents.reading import texts
from cin_docs.ledger.store import Store
from cin_docs.model.delivery import Manifest, State
from tests.acceptance.conftest import TODAY, Office

WRONG, RIGHT = "9 Mondays missed since September.", "7 Mondays missed since September."
BECAUSE = "The register says seven, the notes said nine."


def tick(office: Office) -> list[str]:
    return [word for ask in office.preview()["tick"] for word in ("--tick", ask["id"])]


def approve(office: Office) -> None:
    shown = office.preview()
    done = office.cin("approve", "MAR-2041", shown["code"], "--as", "dana", *tick(office))
    assert done.code == 0, done.said


def correct(office: Office, because: str = BECAUSE):
    office.edit(office.notes, WRONG, RIGHT)
    return office.cin("submit", office.notes, "--as", "priya", "--correct", because)


def corrected_and_sent(office: Office) -> None:
    done = correct(office)
    assert done.code == 0, done.said
    approve(office)
    assert office.cin("send", "--as", "sam").code == 0


def manifest_of(desk: Desk, dispatch: str) -> Manifest:
    manifest = desk.ledger.manifest_of(dispatch)
    assert manifest is not None
    return manifest


def dispatches(office: Office):
    with open_desk(office.folder) as desk:
        found = desk.ledger.dispatches()
        return {one.id: (one, manifest_of(desk, one.id).version) for one in found}


def of(office: Office, person: str, version: int):
    (found,) = [one for one, made in dispatches(office).values() if (one.person, made) == (person, version)]
    return found


def pages(office: Office, person: str, version: int) -> str:
    item = of(office, person, version)
    with open_desk(office.folder) as desk:
        files = [desk.store.get(one.file_digest) for one in desk.ledger.copies(dispatch=item.id)]
        return "\n".join(text for data in files for text in texts("copy.pdf", data))


def cover(office: Office, person: str, version: int) -> str:
    item = of(office, person, version)
    with open_desk(office.folder) as desk:
        return " ".join(" ".join(texts("cover.eml", desk.store.get(item.cover_digest))).split())


def lines(office: Office):
    report = office.cin("report", "timeliness", "--format", "json").data
    return {one["id"]: one for series in report["series"] for one in series["obligations"]}


@pytest.fixture(scope="module")
def sent_office(approved_office, tmp_path_factory) -> Office:
    """Version 1 is out: mum, dad and dana have it by e-mail, leo's and gran's lie on the piles."""
    folder = tmp_path_factory.mktemp("sent") / "home"
    shutil.copytree(approved_office.folder, folder)
    assert Office(folder).cin("send", "--as", "sam").code == 0
    return Office(folder)


@pytest.fixture
def sent(sent_office, tmp_path) -> Office:
    shutil.copytree(sent_office.folder, tmp_path / "home")
    return Office(tmp_path / "home")


def test_changed_notes_are_refused_once_copies_have_left_and_the_way_out_is_named(sent):
    sent.edit(sent.notes, WRONG, RIGHT)
    done = sent.cin("submit", sent.notes, "--as", "priya")
    assert done.code != 0
    assert "--correct" in done.said


def test_whoever_has_version_1_gets_version_2_under_an_obligation_of_its_own(sent):
    assert correct(sent).code == 0
    with open_desk(sent.folder) as desk:
        ids = {one.id for one in desk.ledger.obligations()}
        kept = {copy.obligation for copy in desk.ledger.copies()}
        record = desk.ledger.meeting(sent.meeting)
        assert record is not None
        assert record.manifest_digest is not None
        manifest = desk.ledger.manifest(record.manifest_digest)
    assert manifest is not None
    assert (manifest.version, manifest.replaces) == (2, 1)
    assert {id for id in ids if id.endswith("/v2")} == {
        f"{sent.meeting}/{person}/{document}/v2"
        for person in ("mum", "dad", "dana")
        for document in ("plan", "minutes")
    }
    # Leo's and gran's first copies never left: the new ones take their place.
    assert f"{sent.meeting}/leo/plan" in kept
    assert of(sent, "gran", 1).state is State.SUPERSEDED
    assert of(sent, "mum", 1).state is State.ACCEPTED


def test_pages_cover_and_message_say_what_they_replace_and_nothing_of_what_was_wrong(sent):
    assert correct(sent).code == 0
    replaces = f"replaces version 1 of {TODAY.day} {TODAY:%B %Y}"
    for person in ("mum", "dad", "dana"):
        read = " ".join(pages(sent, person, 2).split())
        assert f"Version 2, {replaces}" in read
        assert WRONG not in read
        assert f"This is version 2. It {replaces}." in cover(sent, person, 2)
        assert "register says" not in read + cover(sent, person, 2)
    assert RIGHT in " ".join(pages(sent, "mum", 2).split())


def test_who_never_had_version_1_reads_nothing_of_it(sent):
    assert correct(sent).code == 0
    for person in ("leo", "gran"):
        assert "replaces" not in (pages(sent, person, 2) + cover(sent, person, 2)).replace("replaces:", "")


def test_the_approver_reads_what_was_wrong(sent):
    assert correct(sent).code == 0
    assert BECAUSE in sent.cin("preview", "MAR-2041").said
    page = sent.folder / "review.html"
    assert sent.cin("preview", "MAR-2041", "--html", page).code == 0
    assert BECAUSE in page.read_text(encoding="utf-8")


def test_the_ledgers_events_hold_nothing_of_it_and_are_whole(sent):
    corrected_and_sent(sent)
    with open_desk(sent.folder) as desk:
        assert not [one for one in desk.ledger.events() if "register" in one.detail + one.change]
    assert sent.is_whole()


def test_version_1s_timeliness_stays_and_version_2_is_counted_besides(sent):
    before = lines(sent)
    corrected_and_sent(sent)
    after = lines(sent)
    for id in (f"{sent.meeting}/{person}/minutes" for person in ("mum", "dad", "dana")):
        assert after[id] == before[id]
        assert (after[id]["standing"], after[f"{id}/v2"]["standing"]) == ("met", "met")
    assert len(after) == len(before) + 6


def test_a_figure_for_a_day_before_the_correction_does_not_know_of_it(sent):
    with open_desk(sent.folder) as desk:
        before = pipeline.timeliness(desk.home, desk.ledger, TODAY)
    correct_on(sent, TODAY + timedelta(days=1))
    with open_desk(sent.folder) as desk:
        then = pipeline.timeliness(desk.home, desk.ledger, TODAY)
        now = pipeline.timeliness(desk.home, desk.ledger, TODAY + timedelta(days=1))
    assert [one.total for one in then.series] == [one.total for one in before.series]
    assert now.series[0].corrections.obligations > then.series[0].corrections.obligations == 0


def correct_on(office: Office, day) -> None:
    office.edit(office.notes, WRONG, RIGHT)
    with open_desk(office.folder, "priya") as desk:
        checkup = pipeline.check(desk.home, office.notes, today=day, key=desk.key)
        moment = replace(desk.moment(), on=day)
        made = pipeline.submit(
            desk.home, checkup, ledger=desk.ledger, store=desk.store, key=desk.key, moment=moment, correct=BECAUSE
        )
        assert not isinstance(made, tuple), made


def test_a_comment_in_the_notes_corrects_nothing_so_that_no_figure_can_be_raised(sent):
    """A real trick: nothing changes for any reader, and every copy would count as in time once more."""
    sent.notes.write_text(sent.notes.read_text(encoding="utf-8") + "# 1\n", encoding="utf-8")
    done = sent.cin("submit", sent.notes, "--as", "priya", "--correct", "Typing mistake.")
    assert done.code != 0
    assert "nothing-corrected" in done.said
    assert not [id for id in lines(sent) if id.endswith("/v2")]


def test_the_percentage_is_of_first_copies_and_corrections_stand_on_a_line_of_their_own(sent):
    (before,) = sent.cin("report", "timeliness", "--format", "json").data["series"]
    corrected_and_sent(sent)
    (after,) = sent.cin("report", "timeliness", "--format", "json").data["series"]
    assert (after["total"], after["by"]) == (before["total"], before["by"])
    assert (before["corrections"]["obligations"], after["corrections"]["met"]) == (0, 6)
    assert "Corrections, apart from all this: 6 of 6 in time" in sent.cin("report", "timeliness").said


def test_whose_copy_reads_the_same_keeps_it_and_the_preview_says_so(sent):
    """What is kept from dad is corrected: mum and dana read it, he has nothing to put right."""
    sent.edit(sent.notes, "Mornings are easier now.", "Mornings are better now.")
    done = sent.cin("submit", sent.notes, "--as", "priya", "--correct", BECAUSE)
    assert done.code == 0, done.said
    assert {one.person for one, made in dispatches(sent).values() if made == 2} == {"leo", "mum", "gran", "dana"}
    assert "dad keeps the copies that they have: these read the same as before." in sent.cin("preview", "MAR-2041").said
    approve(sent)
    assert sent.cin("send", "--as", "sam").code == 0
    assert of(sent, "dad", 1).state is State.ACCEPTED
    # Should his come back, a new one is made for what he was owed at first.
    assert sent.cin("record", of(sent, "dad", 1).id, "bounced", "--note", "550", "--as", "sam").code == 0
    sent.edit(sent.case, "rob.hale@mail.example", "rob@new.example")
    assert sent.cin("submit", sent.notes, "--as", "priya").code == 0
    assert of(sent, "dad", 3)


def test_who_has_version_1_and_is_not_in_the_corrected_notes_is_named_loudly(sent):
    sent.edit(sent.case, "no contact with: [mum]}", "no contact with: [mum], receives: none, because: Asked for none.}")
    done = correct(sent)
    assert done.code == 0, done.said
    assert "WARNING: dad has, or may have, an earlier version" in done.said
    assert (
        "dad has, or may have, an earlier version, and nothing here replaces it."
        in sent.cin("preview", "MAR-2041").said
    )


def test_the_footer_of_a_corrected_page_is_one_line_above_the_mark(sent):
    assert correct(sent).code == 0
    item = of(sent, "mum", 2)
    with open_desk(sent.folder) as desk:
        files = [desk.store.get(one.file_digest) for one in desk.ledger.copies(dispatch=item.id)]
    for data in files:
        page = pypdfium2.PdfDocument(data)[0].get_textpage()
        at, length = page.search(f"Version 2, replaces version 1 of {TODAY.day} {TODAY:%B %Y}").get_next()
        mark, _ = page.search("Copy C-").get_next()
        foot = [page.get_charbox(at + place) for place in range(length)]
        assert max(bottom for _, bottom, _, _ in foot) - min(bottom for _, bottom, _, _ in foot) < 4
        assert min(bottom for _, bottom, _, _ in foot) > page.get_charbox(mark)[3]


# --- an incorrect earlier version sent after its correction -----------------------------------------------------------


def mail(office: Office) -> list[bytes]:
    return [path.read_bytes() for path in (office.folder / "outbox" / "mail").rglob("*") if path.is_file()]


def test_an_incorrect_earlier_version_sent_after_its_correction(sent):
    """A real failure. Version 1 of gran's letter lay on the pile; dad's was uncertain and somebody lets it go again."""
    with open_desk(sent.folder) as desk:
        dad = next(one for one in desk.ledger.dispatches() if one.person == "dad")
        _as_if_uncertain(sent, dad.id)
    before = sent.piled()
    corrected_and_sent(sent)
    assert of(sent, "gran", 1).id in " ".join(before)
    assert of(sent, "gran", 1).id not in " ".join(sent.piled())
    assert of(sent, "gran", 2).id in " ".join(sent.piled())

    sent.cin("record", dad.id, "queued", "--because", "He has nothing", "--as", "dana")
    sent.cin("send", "--as", "sam")
    assert of(sent, "dad", 1).state in {State.HELD, State.UNCERTAIN}
    assert not [one for one in mail(sent) if dad.message_id.encode() in one][1:]
    # And by hand instead.
    assert sent.cin("record", of(sent, "gran", 1).id, "posted", "--as", "sam").code != 0


def _as_if_uncertain(office: Office, id: str) -> None:
    """As the sender leaves it when the relay did not answer: the row and its event, by the ledger's own hand."""
    with open_desk(office.folder) as desk:
        assert desk.ledger.move(id, State.ACCEPTED, State.UNCERTAIN, desk.moment(), by="correction")


@pytest.mark.parametrize("number", [2, 5])
def test_a_versions_number_is_never_given_twice_not_even_with_an_older_ledger(sent, tmp_path, number):
    """An older ledger is put back in which the correction was never made: its number is taken all the same."""
    kept = tmp_path / "old.sqlite"
    database = next(path for path in sent.folder.rglob("*") if path.suffix in {".sqlite", ".db", ".sqlite3"})
    shutil.copy(database, kept)
    Store(sent.folder / "store").set_mark(sent.meeting, number - 1)
    assert correct(sent).code == 0
    first = {one.id for one, made in dispatches(sent).values() if made == number}
    assert first
    shutil.copy(kept, database)
    for extra in sent.folder.rglob("*-wal"):
        extra.unlink()
    done = sent.cin("submit", sent.notes, "--as", "priya", "--correct", BECAUSE)
    assert done.code == 0, done.said
    versions = {made for _, made in dispatches(sent).values()}
    assert versions == {1, number + 1}


# --- a contact corrected after a failure ------------------------------------------------------------------------------

ENDS = {
    "failed": ("mum", [(State.APPROVED, State.QUEUED), (State.QUEUED, State.FAILED)]),
    "bounced": ("mum", [(State.ACCEPTED, State.BOUNCED)]),
    "returned": ("gran", [(State.TO_HAND, State.POSTED), (State.POSTED, State.RETURNED)]),
}


@pytest.mark.parametrize("end", list(ENDS))
def test_a_contact_corrected_after_a_failure_is_a_new_dispatch_under_the_same_obligation(approved, end):
    person, moves = ENDS[end]
    with open_desk(approved.folder) as desk:
        item = next(one for one in desk.ledger.dispatches() if one.person == person)
        if end == "failed":
            for frm, to in moves:
                assert desk.ledger.move(item.id, frm, to, desk.moment())
    assert approved.cin("send", "--as", "sam").code == 0
    with open_desk(approved.folder) as desk:
        for frm, to in moves if end != "failed" else ():
            assert desk.ledger.move(item.id, frm, to, desk.moment())
    old, new = ("kim.marsh@post.example", "kim@new.example") if person == "mum" else ("2 Quay Street", "9 Quay Street")
    approved.edit(approved.case, old, new)
    done = approved.cin("submit", approved.notes, "--as", "priya")
    assert done.code == 0, done.said
    again = of(approved, person, 2)
    assert again.id != item.id
    assert {one.person for one, made in dispatches(approved).values() if made == 2} == {person}
    with open_desk(approved.folder) as desk:
        carried = {id: {one.obligation for one in desk.ledger.copies(dispatch=id)} for id in (item.id, again.id)}
        assert manifest_of(desk, again.id).replaces is None
    assert carried[item.id] == carried[again.id]
    assert "replaces version" not in pages(approved, person, 2)
