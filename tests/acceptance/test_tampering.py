"""What was changed after the approval does not leave: just that person's copies are held, the others still go.

"Stored bytes changed by one bit, a changed contact, or a changed manifest stop the send."
"""

from __future__ import annotations

import json
import sqlite3

import pytest

EVERYBODY = {"mum", "dad", "dana", "leo", "gran"}
BY_MAIL = {
    "mum": "kim.marsh@post.example",
    "dad": "rob.hale@mail.example",
    "dana": "dana@eastmere.example",
}


def rows(office, person: str):
    return [row for row in office.preview()["manifest"]["rows"] if row["person"] == person]


def flip_a_bit(office, digest: str) -> None:
    path = office.folder / "store" / digest[:2] / digest[2:]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def assert_only_these_are_held(office, held: set[str], reason: str, sent=None) -> None:
    """`held` stay with the reason and Dana as owner, and nothing of theirs is anywhere; the others' copies went."""
    done = sent or office.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    stopped = {one["dispatch"]: one for one in done.data["released"] if one["state"] == "held"}
    assert set(stopped) == {office.dispatch_of(person) for person in held}
    assert {one["note"] for one in stopped.values()} == {reason}
    assert {one["owner"] for one in stopped.values()} == {"dana"}
    assert set(office.mailed()) == {BY_MAIL[person] for person in BY_MAIL if person not in held}
    piled = " ".join(office.piled())
    assert [office.dispatch_of(one) in piled for one in ("leo", "gran")] == [one not in held for one in ("leo", "gran")]
    waiting = office.cin("status").said
    for person in held:
        assert office.dispatch_of(person) in stopped
    assert "dana" in waiting


def test_when_nothing_was_touched_everything_leaves(approved):
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 0, done.said
    assert set(approved.mailed()) == set(BY_MAIL.values())
    assert len(approved.piled()) == 2
    assert approved.is_whole()


@pytest.mark.parametrize("person", sorted(EVERYBODY))
@pytest.mark.parametrize("which", ["file_digest", "cover_digest"])
def test_one_bit_changed_in_the_store_holds_just_that_dispatch(approved, person, which):
    flip_a_bit(approved, rows(approved, person)[0][which])
    assert_only_these_are_held(approved, {person}, "bytes-changed")
    assert approved.cin("verify").code == 1


def test_a_stored_copy_that_is_gone_holds_its_dispatch(approved):
    digest = rows(approved, "mum")[0]["file_digest"]
    (approved.folder / "store" / digest[:2] / digest[2:]).unlink()
    assert_only_these_are_held(approved, {"mum"}, "bytes-changed")


@pytest.mark.parametrize(
    ("person", "old", "new"),
    [
        ("mum", "kim.marsh@post.example", "kim@elsewhere.example"),
        ("gran", "2 Quay Street", "3 Quay Street"),
        ("leo", "by: hand, via: dana", "by: hand, via: tom"),
        ("dad", "by: email, email: rob.hale@mail.example", 'by: post, address: "4 Mill Row\\nEastmere"'),
        ("mum", "email: kim.marsh@post.example", "email: kim.marsh@post.example, safe: no"),
    ],
    ids=["another mailbox", "another house", "another worker", "another way", "no longer safe"],
)
def test_a_contact_changed_after_the_approval_holds_just_that_dispatch(approved, person, old, new):
    approved.edit(approved.case, old, new)
    assert_only_these_are_held(approved, {person}, "contact-changed")
    assert approved.is_whole()


def test_a_protection_added_after_the_approval_holds_the_copies_it_is_about(approved):
    approved.edit(
        approved.case,
        "protected:\n",
        "protected:\n  - {id: leo.bike, of: leo, kind: other, value: I like my bike, from: [dad], because: New}\n",
    )
    assert_only_these_are_held(approved, {"dad"}, "case-changed")


def held(done) -> dict[str, str]:
    return {one["dispatch"]: one["note"] for one in done.data["released"] if one["state"] == "held"}


def test_somebody_who_is_no_longer_to_receive_anything_gets_nothing(approved):
    """Dad's copies are held; so are those whose minutes name him on the distribution list. Leo's plan leaves."""
    approved.edit(
        approved.case, "by: email, email: rob.hale@mail.example,", "receives: none, because: Asked for none.,"
    )
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert held(done) == {
        approved.dispatch_of("dad"): "recipient-gone",
        **{approved.dispatch_of(other): "case-changed" for other in ("mum", "dana", "gran")},
    }
    assert approved.mailed() == []
    assert [approved.dispatch_of("leo") in name for name in approved.piled()] == [True]


def test_a_person_removed_from_the_case_gets_nothing(approved):
    line = next(line for line in approved.case.read_text().splitlines() if line.startswith("  gran:"))
    approved.edit(approved.case, f"{line}\n", "")
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert held(done)[approved.dispatch_of("gran")] == "recipient-gone"
    assert approved.dispatch_of("gran") not in " ".join(approved.piled())


def test_a_case_file_that_cannot_be_read_any_more_holds_everything_of_the_case(approved):
    approved.case.write_bytes(b"case: [")
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert set(held(done).values()) == {"case-unreadable"}
    assert len(held(done)) == 5
    assert (approved.mailed(), approved.piled()) == ([], [])


def test_a_case_folder_that_was_moved_away_holds_everything_of_the_case(approved):
    approved.case.unlink()
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert set(held(done).values()) == {"case-unreadable"}
    assert (approved.mailed(), approved.piled()) == ([], [])


def test_stored_notes_with_one_bit_changed_hold_everything_of_the_meeting(approved):
    flip_a_bit(approved, approved.preview()["manifest"]["notes_digest"])
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert set(held(done).values()) == {"case-unreadable"}
    assert (approved.mailed(), approved.piled()) == ([], [])


def in_the_database(office, *statements: str) -> None:
    database = sqlite3.connect(office.folder / "ledger.sqlite")
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        assert database.execute(statement).rowcount
    database.commit()
    database.close()


def test_an_address_changed_in_the_database_holds_just_that_dispatch(approved):
    mum = approved.dispatch_of("mum")
    in_the_database(approved, f"UPDATE contacts SET value = 'thief@evil.example' WHERE dispatch = '{mum}'")
    assert_only_these_are_held(approved, {"mum"}, "contact-changed")
    assert "thief@evil.example" not in approved.mailed()


@pytest.mark.parametrize("what", ["a row", "garbage"])
def test_a_manifest_changed_in_the_database_stops_the_send(approved, what):
    """Dad's address is written into the row for mum's copy: the manifest is no longer the one that was approved."""
    mum, dad = rows(approved, "mum")[0]["address_hmac"], rows(approved, "dad")[0]["address_hmac"]
    new = f"replace(canonical, '{mum}', '{dad}')" if what == "a row" else "'{'"
    in_the_database(approved, f"UPDATE manifests SET canonical = {new}")
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    assert set(held(done).values()) == {"manifest-changed"}
    assert len(held(done)) == 5
    assert (approved.mailed(), approved.piled()) == ([], [])
    for command in ("verify", "preview"):
        shown = approved.cin(command, *(["MAR-2041"] if command == "preview" else []))
        assert shown.code == 1
        assert "was changed after it was submitted" in shown.said


def test_a_manifest_changed_while_copies_are_queued_holds_them(approved):
    from cin_docs.cli.desk import open_desk
    from cin_docs.model.delivery import State

    mum = approved.dispatch_of("mum")
    with open_desk(approved.folder, "sam") as desk:
        assert desk.ledger.move(mum, State.APPROVED, State.QUEUED, desk.moment(), by="sender")
    in_the_database(approved, "UPDATE manifests SET canonical = replace(canonical, 'trial', 'demo!')")
    done = approved.cin("send", "--as", "sam", "--json")
    assert held(done)[mum] == "manifest-changed"
    assert (approved.mailed(), approved.piled()) == ([], [])


def test_the_copies_of_other_meetings_still_go(approved, tmp_path):
    """A second case beside the spoilt one: its copies leave in the same run."""
    other = approved.folder / "cases" / "MAR-9000"
    other.mkdir()
    for path in (approved.case, approved.notes):
        (other / path.name).write_text(path.read_text().replace("MAR-2041", "MAR-9000"))
    assert approved.cin("submit", other / approved.notes.name, "--as", "priya").code == 0
    code = approved.cin("preview", "MAR-9000", "--json").data["code"]
    assert approved.cin("approve", "MAR-9000", code, "--as", "dana").code == 0
    approved.case.unlink()
    done = approved.cin("send", "--as", "sam", "--json")
    assert set(held(done).values()) == {"case-unreadable"}
    assert len(held(done)) == 5
    assert [one["state"] for one in done.data["sent"]] == ["accepted"] * 3
    assert len(approved.piled()) == 2


def test_a_queued_message_is_judged_again_just_before_it_is_sent(approved, monkeypatch):
    """The contact changes between release and sending: the second look holds it."""
    from cin_docs.distribution import release

    original = release.release

    def then_changed(counter, moment):
        released = original(counter, moment)
        approved.edit(approved.case, "kim.marsh@post.example", "kim@elsewhere.example")
        return released

    monkeypatch.setattr(release, "release", then_changed)
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    (held,) = [one for one in done.data["sent"] if one["state"] == "held"]
    assert (held["dispatch"], held["note"], held["owner"]) == (approved.dispatch_of("mum"), "contact-changed", "dana")
    assert BY_MAIL["mum"] not in approved.mailed()
    assert set(approved.mailed()) == {BY_MAIL["dad"], BY_MAIL["dana"]}


def test_an_approval_written_into_the_database_by_hand_approves_nothing(submitted):
    manifest = submitted.preview()["digest"]
    dispatches = sorted(line["dispatch"] for line in submitted.preview()["preview"]["lines"])
    with sqlite3.connect(submitted.folder / "ledger.sqlite") as database:
        (seq,) = database.execute("SELECT max(seq) FROM events").fetchone()
        database.execute(
            "INSERT INTO approvals (seq, manifest, approver, approved_at, dispatches) VALUES (?, ?, 'dana', ?, ?)",
            (seq, manifest, "2026-01-01T00:00:00+00:00", json.dumps(dispatches, separators=(",", ":"))),
        )
        database.execute("UPDATE dispatches SET state = 'approved'")
    done = submitted.cin("send", "--as", "sam")
    assert done.code == 1
    assert submitted.mailed() == []
    assert submitted.piled() == []
