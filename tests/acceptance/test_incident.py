"""A copy in wrong hands, as a worried colleague meets it at five o'clock: by the commands alone."""

from __future__ import annotations

import json
import stat
import time

import pytest

from tests.acceptance.conftest import TODAY


@pytest.fixture
def sent(approved):
    """Everything left: e-mail was accepted, letters and copies by hand lie in the outbox."""
    approved.cin("send", "--as", "sam")
    return approved


def _listed(office):
    from cin_docs.distribution.machine import allowed
    from cin_docs.ledger.keys import read_key
    from cin_docs.ledger.sql import open_ledger

    ledger = open_ledger(
        f"sqlite:///{office.folder / 'ledger.sqlite'}", read_key(office.folder / "key"), allowed=allowed
    )
    found = [{"dispatch": one.id, "person": one.person, "state": one.state.value} for one in ledger.dispatches()]
    ledger.close()
    return found


def state(office, dispatch):
    (found,) = [one["state"] for one in _listed(office) if one["dispatch"] == dispatch]
    return found


def opened(office):
    """The id of the only incident."""
    (found,) = office.cin("incident", "list", "--json").data["incidents"]
    return found["incident"]["id"]


def test_wrong_hands_are_one_command_and_everything_else_follows(sent):
    mum, gran = sent.dispatch_of("mum"), sent.dispatch_of("gran")
    done = sent.cin("record", mum, "misdirected", "--note", "A stranger rang: she has our plan.", "--as", "sam")
    assert done.code == 0
    day = f"{TODAY.day} {TODAY:%B %Y}"
    assert f"{mum}, Kim Marsh (mother), plan and minutes: misdirected on {day}." in done.said
    id = opened(sent)
    assert f"Incident {id} is open" in done.said and "cin incident pack" in done.said
    assert state(sent, gran) == "held"
    assert gran not in " ".join(sent.piled())
    assert "71 hours left" in sent.cin("incident", "list").said
    assert f"Kim Marsh (mother) ({mum}): since {day} by sam" in sent.cin("suppress", "list").said
    stands = sent.cin("status").said
    assert f"cin incident close {id} --because TEXT" in stands and "Nothing is sent to MAR-2041/mum" in stands
    assert f"cin incident {id}" not in stands
    waits = [one["what"] for one in sent.cin("status", "--json").data["waiting"]]
    assert f"copies for gran held: waits until {id} is closed" in waits
    assert sent.is_whole()


def test_the_pack_is_there_in_seconds_and_for_its_owner_alone(sent, tmp_path):
    mum = sent.dispatch_of("mum")
    sent.cin("record", mum, "misdirected", "--note", "A stranger has it.", "--as", "sam")
    id, into = opened(sent), tmp_path / "for-the-officer"
    into.mkdir()
    began = time.monotonic()
    done = sent.cin("incident", "pack", id, "--into", into, "--as", "sam")
    took = time.monotonic() - began
    assert done.code == 0, done.said
    assert took < 20
    files = {str(path.relative_to(into / id)): path for path in (into / id).rglob("*") if path.is_file()}
    assert {"incident.html", "incident.json", "copies.csv", "events.csv", "manifest.json", "copy/message.eml"} <= set(
        files
    )
    assert [name for name in files if name.startswith("copy/") and name.endswith(".pdf")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (into / id, into / id / "copy")} == {0o700}
    told = json.loads(files["incident.json"].read_text(encoding="utf-8"))
    assert told["ledger"]["whole"] is True
    assert {one["person"] for one in told["dispatches"]} == {"mum", "dad", "leo", "gran", "dana"}
    page = files["incident.html"].read_text(encoding="utf-8")
    assert "Article 33" in page and "kim.marsh@post.example" in page and mum in page
    for secret in ("rob.hale", "Quay Street", "07700 900123", "Leo misses school"):
        assert secret not in page
    assert "Kim Marsh, mother" in page and "Sam Bell" in page
    assert "sent: the mail server took it" in page
    assert "sending(" not in page and "drafted: draft" not in page
    assert "Nothing else went to the same address." in page
    again = sent.cin("incident", "pack", id, "--into", into, "--as", "sam")
    assert again.code == 0 and (into / f"{id}-2").is_dir()


def test_a_pack_into_a_folder_that_is_not_there_is_a_calm_message(sent, tmp_path):
    sent.cin("incident", "open", "--case", "MAR-2041", "--what", "A bag was lost.", "--as", "sam")
    done = sent.cin("incident", "pack", opened(sent), "--into", tmp_path / "nowhere", "--as", "sam")
    assert done.code == 1
    assert "Make the folder first" in done.said


def test_an_approver_closes_it_and_releases_what_was_held_and_nothing_goes_to_the_address(sent):
    mum, gran = sent.dispatch_of("mum"), sent.dispatch_of("gran")
    sent.cin("record", mum, "misdirected", "--note", "A stranger has it.", "--as", "sam")
    id = opened(sent)
    early = sent.cin("release", gran, "--because", "Hers is right.", "--as", "dana")
    assert early.code == 1 and f"waits until {id} is closed" in early.said
    assert state(sent, gran) == "held"
    assert sent.cin("incident", "close", id, "--because", "Over.", "--as", "sam").code == 1
    assert sent.cin("incident", "close", id, "--because", "  ", "--as", "dana").code == 1
    done = sent.cin("incident", "close", id, "--because", "She gave it back; reported.", "--as", "dana")
    assert done.code == 0 and f"{gran}, Jean Marsh (grandmother), plan and minutes" in done.said
    waits = [one["what"] for one in sent.cin("status", "--json").data["waiting"]]
    assert "copies for mum another way to be found" in waits and "copies for gran to be released or cancelled" in waits
    assert sent.cin("incident", "close", id, "--because", "Over.", "--as", "dana").code == 1
    assert mum in sent.cin("suppress", "list").out
    released = sent.cin("release", gran, "--because", "The incident is closed.", "--as", "dana")
    assert released.code == 0, released.said
    assert state(sent, gran) == "to hand"
    sent.cin("send", "--as", "sam")
    assert gran in " ".join(sent.piled())
    assert sent.is_whole()


def test_an_address_is_lifted_by_an_approver_alone(sent):
    mum = sent.dispatch_of("mum")
    assert sent.cin("suppress", "add", mum, "--because", "She shares the phone.", "--as", "sam").code == 0
    assert sent.cin("suppress", "lift", mum, "--because", "Not any more.", "--as", "sam").code == 1
    assert sent.cin("suppress", "lift", mum, "--because", "Not any more.", "--as", "dana").code == 0
    assert "There is none." in sent.cin("suppress", "list").said
    assert sent.cin("suppress", "lift", mum, "--because", "Again.", "--as", "dana").code == 1
    leo = sent.dispatch_of("leo")
    assert sent.cin("suppress", "add", leo, "--because", "x", "--as", "sam").code == 1


def test_while_it_is_open_nothing_of_the_case_leaves_and_the_protected_persons_copy_waits_with_a_name(approved):
    approved.cin("incident", "open", "--case", "MAR-2041", "--what", "A bag was lost.", "--as", "sam")
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert {one["state"] for one in done.data["released"]} == {"held"}
    assert all(one["owner"] == "dana" for one in done.data["released"])
    assert approved.mailed() == []
    assert approved.piled() == []
    approved.cin("incident", "close", opened(approved), "--because", "It was found, unopened.", "--as", "dana")
    mum = approved.dispatch_of("mum")
    assert approved.cin("release", mum, "--because", "The incident is closed.", "--as", "dana").code == 0
    approved.cin("send", "--as", "sam")
    assert state(approved, mum) == "accepted"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["D-NOBODY", "--what", "x"], "There is no dispatch D-NOBODY"),
        (["--case", "OTH-1", "--what", "x"], "There is no case OTH-1"),
        (["--what", "x"], "Name a dispatch, or a case"),
        (["D-1", "--case", "MAR-2041", "--what", "x"], "Name a dispatch, or a case"),
        (["--case", "MAR-2041", "--what", "x", "--aware", "2099-01-01 09:30"], "not happened yet"),
        (["--case", "MAR-2041", "--what", "x", "--aware", "yesterday"], "aware"),
    ],
)
def test_what_cannot_be_opened_is_said_and_nothing_is_written(approved, words, told):
    before = approved.tree()
    done = approved.cin("incident", "open", *words, "--as", "sam")
    assert done.code in (1, 2)
    assert told in done.said
    assert approved.tree() == before


def test_the_time_of_becoming_aware_is_the_local_one(approved):
    done = approved.cin(
        "incident", "open", "--case", "MAR-2041", "--what", "x", "--aware", "2026-07-01 09:30", "--as", "sam", "--json"
    )
    assert done.data["aware_at"] == "2026-07-01T08:30:00+00:00"


def test_a_wrong_record_is_taken_back_with_its_reason(sent):
    gran = sent.dispatch_of("gran")
    sent.cin("record", gran, "posted", "--as", "sam")
    assert sent.cin("record", gran, "not-so", "--as", "sam").code == 1
    done = sent.cin("record", gran, "not-so", "--note", "It was another letter.", "--as", "sam")
    assert done.code == 0
    assert state(sent, gran) == "to hand"
    assert sent.cin("record", gran, "posted", "--as", "sam").code == 0
    assert sent.is_whole()


def test_a_message_that_came_back_closes_its_address(sent):
    mum = sent.dispatch_of("mum")
    assert sent.cin("record", mum, "bounced", "--as", "sam").code == 1
    assert sent.cin("record", mum, "bounced", "--note", "550 no such mailbox", "--as", "sam").code == 0
    assert mum in sent.cin("suppress", "list").out
    assert sent.cin("record", mum, "to-hand", "--note", "Tom takes it.", "--by", "nobody", "--as", "sam").code == 2
    done = sent.cin("record", mum, "to-hand", "--note", "Tom takes it.", "--by", "tom", "--as", "sam", "--json")
    assert (done.data["state"], done.data["owner"]) == ("to hand", "tom")
    # The address is closed; a hand is no address.
    sent.cin("send", "--as", "sam")
    assert mum in " ".join(sent.piled())


def test_a_wrong_report_of_wrong_hands_is_taken_back_and_says_what_stays(sent):
    mum = sent.dispatch_of("mum")
    bare = sent.cin("record", mum, "misdirected", "--as", "sam")
    assert bare.code == 0 and "Nothing says yet what happened" in bare.said
    id = opened(sent)
    refused = sent.cin("record", mum, "posted", "--as", "sam")
    assert refused.code == 1 and "not-so" in refused.said
    done = sent.cin("record", mum, "not-so", "--note", "It is hers after all.", "--as", "sam")
    assert done.code == 0
    assert "Taken back." in done.said and "accepted" in done.out
    assert f"{id} stays open until an approver closes it: cin incident close {id} --because" in done.said


def test_the_incident_of_a_case_of_which_nothing_was_submitted_is_closed_by_its_lead_or_manager(fresh):
    fresh.edit(fresh.folder / "cin.yaml", ", approves: yes", "")
    fresh.cin("incident", "open", "--case", "MAR-2041", "--what", "A bag was lost.", "--as", "sam")
    id = opened(fresh)
    refused = fresh.cin("incident", "close", id, "--because", "Found.", "--as", "priya")
    assert refused.code == 1 and "Ask one of: dana, tom." in refused.said
    assert fresh.cin("incident", "close", id, "--because", "Found.", "--as", "tom").code == 0


def test_a_case_that_is_linked_is_not_paused_and_that_is_said(fresh, case_text):
    text = case_text.replace("MAR-2041", "MAR-2042")
    other = fresh.folder / "cases" / "MAR-2042" / "case.yaml"
    other.parent.mkdir()
    other.write_text(text, encoding="utf-8")
    fresh.case.write_text(case_text + "linked cases: [MAR-2042]\n", encoding="utf-8")
    done = fresh.cin("incident", "open", "--case", "MAR-2041", "--what", "A bag was lost.", "--as", "sam")
    assert "The linked case MAR-2042 is not paused" in done.said
    assert "cin incident open --case MAR-2042" in done.said
    assert "71 hours left" in done.said


def test_a_worker_of_whom_dad_must_not_know_takes_nothing_to_him_not_even_when_it_was_laid_before(sent):
    dad = sent.dispatch_of("dad")
    sent.cin("record", dad, "bounced", "--note", "550", "--as", "sam")
    sent.cin("record", dad, "to-hand", "--note", "Tom takes it.", "--by", "tom", "--as", "sam")
    sent.cin("send", "--as", "sam")
    assert dad in " ".join(sent.piled())
    sent.edit(sent.case, "tom: {name: Tom Ashe,", "tom: {name: Tom Ashe, no contact with: [dad],")
    sent.cin("send", "--as", "sam")
    assert state(sent, dad) == "held"
    assert dad not in " ".join(sent.piled())


def test_nor_is_it_given_to_such_a_worker_at_all_and_another_takes_it(sent):
    dad = sent.dispatch_of("dad")
    sent.cin("record", dad, "bounced", "--note", "550", "--as", "sam")
    sent.edit(sent.case, "tom: {name: Tom Ashe,", "tom: {name: Tom Ashe, no contact with: [dad],")
    done = sent.cin("record", dad, "to-hand", "--note", "Tom takes it.", "--by", "tom", "--as", "sam")
    assert done.code == 1 and "must have no contact" in done.said
    done = sent.cin("record", dad, "to-hand", "--note", "Dana takes it.", "--by", "dana", "--as", "sam")
    assert done.code == 0, done.said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("record", "D-1", "posted", "--on", "22/11/2026"), "Write the day as 2026-11-22."),
        (("record", "D-1", "psted"), "“psted” is none of the words for it: posted, handed-over"),
        (("report", "timeliness", "--as-at", "yesterday"), "Write the day as 2026-11-22."),
        (("new", "MAR-2041", "--on", "soon"), "Write the day as 2026-11-22."),
    ],
)
def test_a_day_or_a_word_that_is_none_is_said_in_plain_words(approved, words, told):
    done = approved.cin(*words)
    assert done.code == 2
    assert told in done.said and "Value error" not in done.said


def test_an_address_that_only_an_older_version_went_to_can_be_named_and_lifted(sent):
    mum = sent.dispatch_of("mum")
    sent.cin("record", mum, "bounced", "--note", "550 no such mailbox", "--as", "sam")
    sent.edit(sent.case, "email: kim.marsh@post.example", "email: kim@elsewhere.example")
    assert sent.cin("submit", sent.notes, "--as", "priya").code == 0
    assert mum in sent.cin("suppress", "list").out
    assert "Nothing is sent to MAR-2041/mum" in sent.cin("status").said
    assert sent.cin("suppress", "lift", mum, "--because", "It works again.", "--as", "dana").code == 0


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("Kim.Marsh@post.example", "held"),
        ("kim.marsh+plan@post.example", "held"),
        ("kim.marsh2@post.example", "accepted"),
    ],
)
def test_a_closed_mailbox_stays_closed_however_it_is_written_and_another_one_is_open(sent, written, ends):
    mum = sent.dispatch_of("mum")
    sent.cin("record", mum, "bounced", "--note", "550 no such mailbox", "--as", "sam")
    sent.edit(sent.case, "email: kim.marsh@post.example", f"email: {written}")
    assert sent.cin("submit", sent.notes, "--as", "priya").code == 0
    shown = sent.preview()
    ticked = [word for ask in shown["tick"] for word in ("--tick", ask["id"])]
    assert sent.cin("approve", "MAR-2041", shown["code"], *ticked, "--as", "dana").code == 0
    sent.cin("send", "--as", "sam")
    assert state(sent, sent.dispatch_of("mum")) == ends
    # Lifted, it is open in every writing.
    if ends == "held":
        assert sent.cin("suppress", "lift", mum, "--because", "It works again.", "--as", "dana").code == 0
        assert not sent.cin("suppress", "list", "--json").data["suppressed"]


def test_a_misdirected_copy_is_made_again_and_reaches_the_person_it_belongs_to(sent):
    mum, gran = sent.dispatch_of("mum"), sent.dispatch_of("gran")
    sent.cin("record", mum, "misdirected", "--note", "A stranger has it.", "--as", "sam")
    sent.cin("incident", "close", opened(sent), "--because", "She deleted it; reported.", "--as", "dana")
    sent.cin("release", gran, "--because", "The incident is closed.", "--as", "dana")
    sent.edit(sent.case, "email: kim.marsh@post.example", "email: kim@elsewhere.example")
    again = sent.cin("submit", sent.notes, "--as", "priya")
    assert again.code == 0, again.said
    new = sent.dispatch_of("mum")
    assert new != mum
    code = sent.preview()["code"]
    assert "W6-mum" in sent.cin("approve", "MAR-2041", code, "--as", "dana").said
    done = sent.cin("approve", "MAR-2041", code, "--only", new, "--tick", "W6-mum", "--as", "dana")
    assert done.code == 0, done.said
    sent.cin("send", "--as", "sam")
    assert (state(sent, mum), state(sent, new), state(sent, gran)) == ("misdirected", "accepted", "to hand")
    assert "kim@elsewhere.example" in sent.mailed()
    assert sent.is_whole()


def test_a_misdirected_copy_made_again_does_not_go_to_the_closed_address(sent):
    mum = sent.dispatch_of("mum")
    sent.cin("record", mum, "misdirected", "--note", "A stranger has it.", "--as", "sam")
    sent.cin("incident", "close", opened(sent), "--because", "Over.", "--as", "dana")
    mailed = {path for path in (sent.folder / "outbox" / "mail").rglob("*") if path.is_file()}
    assert sent.cin("submit", sent.notes, "--as", "priya").code == 0
    new, code = sent.dispatch_of("mum"), sent.preview()["code"]
    assert sent.cin("approve", "MAR-2041", code, "--only", new, "--as", "dana").code == 0
    assert sent.cin("send", "--as", "sam").code == 1
    assert state(sent, new) == "held"
    assert {path for path in (sent.folder / "outbox" / "mail").rglob("*") if path.is_file()} == mailed
