"""A copy in wrong hands, a record that was wrong and a copy that came back, on a real ledger."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cin_docs.distribution import incident
from cin_docs.distribution.correcting import corrected
from cin_docs.distribution.evidence import pack
from cin_docs.distribution.recording import decided, recorded
from cin_docs.ledger.protocol import Change
from cin_docs.ledger.sql import SqlLedger
from cin_docs.ledger.store import Store
from cin_docs.model.delivery import Ask, Dispatch, State
from cin_docs.model.finding import Finding
from cin_docs.model.incident import Incident
from cin_docs.model.obligation import Standing
from cin_docs.model.person import Channel
from cin_docs.procedure.calendar import working_calendar
from cin_docs.reports.history import as_they_stood
from cin_docs.reports.timeliness import line_of
from cin_docs.testing.deliveries import (
    a_copy,
    a_dispatch,
    a_manifest,
    a_moment,
    a_record,
    an_approved_manifest,
    an_obligation,
)  # fmt: skip
from cin_docs.testing.ledgers import a_ledger

WAYS = {"mum": Channel.EMAIL, "dad": Channel.EMAIL, "gran": Channel.POST, "leo": Channel.HAND}
ADDRESSES = {"mum": "kim@post.example", "dad": "rob@mail.example", "gran": "2 Quay Street\nEastmere", "leo": "dana"}
#: Every step from the beginning to a state, as the table has them.
TO_HAND = (State.TO_HAND,)
ACCEPTED = (State.QUEUED, State.SENDING_PRE, State.SENDING_DATA, State.ACCEPTED)
UNCERTAIN = (*ACCEPTED[:3], State.UNCERTAIN)
FAILED = (State.QUEUED, State.FAILED)
ASK = Ask(id="W6-mum", guard="W6", sentence="mum's address is new.")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def ledger(tmp_path: Path, store: Store) -> Iterator[SqlLedger]:
    """Four approved copies: two by e-mail, one by post, one by hand."""
    made = a_ledger(tmp_path)
    drafts = tuple(
        a_dispatch(person, id=id_of(person), channel=way, cover_digest=store.put(f"cover {person}".encode()))
        for person, way in WAYS.items()
    )
    files = tuple(
        a_copy(item, id=f"C-{item.person}", file_digest=store.put(f"%PDF {item.person}".encode())) for item in drafts
    )
    manifest = replace(a_manifest(drafts, files), asks=(ASK,))
    owed = [an_obligation(person) for person in WAYS]
    addresses = {id_of(person): address for person, address in ADDRESSES.items()}
    made.submit(a_record(), owed, manifest, drafts, files, addresses, a_moment("sam"))
    made.approve(an_approved_manifest(manifest, ticked={"W6-mum": "Asked her."}), a_moment("dana"))
    yield made
    made.close()


def id_of(person: str) -> str:
    return f"D-{person.upper()}"


def walk(ledger: SqlLedger, person: str, *way: State) -> str:
    """Move the person's dispatch along; its id."""
    for to in way:
        item = ledger.dispatch(id_of(person))
        assert item is not None
        change = Change(evidence_on=a_moment().on, evidence_at=a_moment().at) if to is State.ACCEPTED else None
        assert ledger.move(item.id, item.state, to, a_moment("sam"), change=change)
    return id_of(person)


def did(ledger: SqlLedger, id: str, to: State, *, note: str = "", days: int = 1, by: str | None = None) -> Dispatch:
    answer = recorded(ledger, id, to, moment=a_moment("sam", days=days), note=note, by=by)
    assert isinstance(answer, Dispatch), answer
    return answer


def refused(ledger: SqlLedger, id: str, to: State, *, note: str = "") -> str:
    head = ledger.head()
    answer = recorded(ledger, id, to, moment=a_moment("sam", days=1), note=note)
    assert isinstance(answer, Finding)
    assert ledger.head() == head
    return answer.code


def took_back(ledger: SqlLedger, id: str, note: str = "It was another letter.") -> Dispatch:
    answer = corrected(ledger, id, moment=a_moment("sam", days=4), note=note)
    assert isinstance(answer, Dispatch), answer
    return answer


# --- misdirected ------------------------------------------------------------------------------------------------------


def test_a_copy_in_wrong_hands_opens_an_incident_closes_the_address_and_pauses_the_letters(ledger: SqlLedger) -> None:
    mum, gran = walk(ledger, "mum", *ACCEPTED), walk(ledger, "gran", *TO_HAND)
    answer = did(ledger, mum, State.MISDIRECTED, note="Somebody else answered.")
    assert (answer.state, answer.owner) == (State.MISDIRECTED, "dana")
    (found,) = ledger.incidents()
    assert (found.case, found.dispatch, found.what, found.opened_by) == (
        "MAR-2041",
        mum,
        "Somebody else answered.",
        "sam",
    )
    assert found.id.startswith("I-") and len(found.id) == 10
    assert [one.address_hmac for one in ledger.suppressions()] == [incident.address_of(ledger, answer)]
    held = ledger.dispatch(gran)
    assert held is not None and (held.state, held.owner) == (State.HELD, "dana")
    assert ledger.verify() == ()


def test_recorded_without_a_word_it_pauses_the_case_all_the_same(ledger: SqlLedger) -> None:
    """Somebody worried must not be asked for prose first."""
    did(ledger, walk(ledger, "mum", *ACCEPTED), State.MISDIRECTED)
    assert [one.what for one in ledger.incidents()] == ["Recorded without further words."]


def test_broken_off_between_pause_and_record_it_is_taken_up_again_and_opens_no_second_incident(
    ledger: SqlLedger,
) -> None:
    mum = walk(ledger, "mum", *ACCEPTED)
    item = ledger.dispatch(mum)
    assert item is not None
    first = incident.misdirected(ledger, item, a_moment("sam", days=1), "Wrong person.")
    did(ledger, mum, State.MISDIRECTED, note="Wrong person.")
    assert ledger.incidents() == (first,)
    assert len(ledger.suppressions()) == 1


def test_the_letters_of_another_case_go_on(ledger: SqlLedger) -> None:
    other = a_dispatch("gran", id="D-OTHER", case="OTH-1", meeting="OTH-1/m", channel=Channel.POST)
    files = (a_copy(other),)
    manifest = a_manifest((other,), files)
    owed = [an_obligation("gran", meeting="OTH-1/m", case="OTH-1")]
    ledger.submit(a_record(id="OTH-1/m", case="OTH-1"), owed, manifest, [other], files, {}, a_moment("sam"))
    ledger.approve(an_approved_manifest(manifest), a_moment("dana"))
    assert ledger.move("D-OTHER", State.APPROVED, State.TO_HAND, a_moment(), by="sender")
    did(ledger, walk(ledger, "mum", *ACCEPTED), State.MISDIRECTED, note="Wrong person.")
    untouched = ledger.dispatch("D-OTHER")
    assert untouched is not None and untouched.state is State.TO_HAND


def test_what_was_handed_to_the_wrong_person_closes_no_address(ledger: SqlLedger) -> None:
    for person, to in (("leo", State.HANDED_OVER), ("gran", State.READ_TO)):
        id = walk(ledger, person, *TO_HAND)
        did(ledger, id, to)
        did(ledger, id, State.MISDIRECTED, note="It was his cousin.")
    assert len(ledger.incidents()) == 2
    assert ledger.suppressions() == ()


def test_a_letter_that_was_held_and_released_lies_on_the_pile_again_and_never_goes_by_mail(ledger: SqlLedger) -> None:
    dad = walk(ledger, "dad", *FAILED)
    did(ledger, dad, State.TO_HAND, note="Dana takes it.")
    did(ledger, walk(ledger, "mum", *ACCEPTED), State.MISDIRECTED, note="Wrong person.")
    moment, because = a_moment("tom", days=2), "The incident is over."
    (item,) = ledger.incidents()
    waits = decided(ledger, dad, State.APPROVED, moment=moment, because=because)
    assert isinstance(waits, Finding) and (waits.code, item.id in waits.sentence) == ("incident-open", True)
    ledger.close_incident(item.id, because, moment)
    released = decided(ledger, dad, State.APPROVED, moment=moment, because=because)
    assert isinstance(released, Dispatch) and released.state is State.TO_HAND
    again = decided(ledger, dad, State.APPROVED, moment=moment, because=because)
    assert isinstance(again, Finding) and again.sentence == f"{dad} is to hand, not held; there is nothing to release."
    mail = walk(ledger, "gran", State.HELD)
    released = decided(ledger, mail, State.APPROVED, moment=a_moment("tom", days=2), because="Not paused by it.")
    assert isinstance(released, Dispatch) and released.state is State.APPROVED


# --- bounced ----------------------------------------------------------------------------------------------------------


def test_a_message_that_came_back_is_recorded_with_what_it_says_and_its_address_closed(ledger: SqlLedger) -> None:
    mum = walk(ledger, "mum", *ACCEPTED)
    assert refused(ledger, mum, State.BOUNCED) == "no-evidence"
    assert ledger.suppressions() == ()
    answer = did(ledger, mum, State.BOUNCED, note="550 no such mailbox")
    assert (answer.state, answer.owner) == (State.BOUNCED, "dana")
    assert len(ledger.suppressions()) == 1
    assert ledger.incidents() == ()


# --- which way --------------------------------------------------------------------------------------------------------


def test_a_failed_e_mail_goes_by_hand_when_it_is_said_how_and_a_worker_has_it(ledger: SqlLedger) -> None:
    mum, dad = walk(ledger, "mum", *FAILED), walk(ledger, "dad", *FAILED)
    assert refused(ledger, mum, State.TO_HAND) == "no-way-said"
    assert did(ledger, mum, State.TO_HAND, note="Dana takes it to the school.").owner == "dana"
    assert did(ledger, dad, State.TO_HAND, note="Tom meets him on Friday.", by="tom").owner == "tom"


@pytest.mark.parametrize("person", ["leo", "mum"])
def test_what_was_not_to_go_by_post_is_posted_only_when_it_is_said_where_to(ledger: SqlLedger, person: str) -> None:
    id = walk(ledger, person, *(TO_HAND if person == "leo" else (*FAILED, State.TO_HAND)))
    assert refused(ledger, id, State.POSTED) == "no-way-said"
    assert did(ledger, id, State.POSTED, note="To the foster carer's address.").state is State.POSTED


def test_a_letter_may_be_posted_or_handed_over_without_a_word(ledger: SqlLedger) -> None:
    assert did(ledger, walk(ledger, "gran", *TO_HAND), State.POSTED).state is State.POSTED
    assert did(ledger, walk(ledger, "leo", *TO_HAND), State.HANDED_OVER).state is State.HANDED_OVER


def again(ledger: SqlLedger, person: str = "dad") -> Dispatch:
    """The person's copy is made again, to another address."""
    draft = a_dispatch(person, id="D-AGAIN", version=2)
    files = (a_copy(draft, id="C-again"),)
    keep = {item.id for item in ledger.dispatches()}
    manifest = a_manifest((draft,), files, version=2)
    owed = [an_obligation(person)]
    ledger.submit(a_record(version=2), owed, manifest, [draft], files, {}, a_moment("sam"), keep=keep)
    return draft


@pytest.mark.parametrize(("way", "to"), [(FAILED, State.TO_HAND), (UNCERTAIN, State.QUEUED)])
def test_what_was_made_again_is_not_used_a_second_time(ledger: SqlLedger, way: tuple[State, ...], to: State) -> None:
    dad = walk(ledger, "dad", *way)
    newer = again(ledger)
    assert refused(ledger, dad, to, note="Dana takes it.") == "made-again"
    assert ledger.move(newer.id, State.DRAFT, State.CANCELLED, a_moment())
    assert did(ledger, dad, to, note="Dana takes it.").state is to


def test_that_somebody_elses_copy_was_made_again_is_in_nobodys_way(ledger: SqlLedger) -> None:
    mum = walk(ledger, "mum", *FAILED)
    walk(ledger, "dad", *FAILED)
    again(ledger, "dad")
    assert did(ledger, mum, State.TO_HAND, note="Dana takes it.").state is State.TO_HAND


# --- taken back -------------------------------------------------------------------------------------------------------


def standing(ledger: SqlLedger, person: str, as_at: date | None = None) -> tuple[Standing, date | None]:
    """How the person's obligation stands in the reports, now or as at a day."""
    calendar = working_calendar("ENG")
    day = as_at or date(2026, 11, 25)
    stood = as_they_stood(ledger.events(), ledger.dispatches(), ledger.obligations(), day)
    (owed,) = [one for one in stood.obligations if one.person == person]
    items = [one for one in stood.dispatches if one.person == person]
    line = line_of(owed, items, calendar, day, stood.posted)
    return line.standing, line.evidence_on


@pytest.mark.parametrize(
    ("person", "to"),
    [("gran", State.POSTED), ("leo", State.HANDED_OVER), ("leo", State.READ_TO), ("gran", State.DECLINED)],
)
def test_what_was_recorded_of_the_wrong_letter_is_taken_back_and_owed_again(
    ledger: SqlLedger, person: str, to: State
) -> None:
    id = walk(ledger, person, *TO_HAND)
    did(ledger, id, to)
    assert standing(ledger, person)[0] is Standing.MET
    answer = took_back(ledger, id)
    assert (answer.state, answer.evidence_on, answer.evidence_at) == (State.TO_HAND, None, None)
    assert answer.reason == "It was another letter."
    assert standing(ledger, person) == (Standing.OUTSTANDING, None)
    # Nothing is erased, and a figure of the day between is true as well.
    assert [one.to_state for one in ledger.events(subject=id)][-2:] == [to, State.TO_HAND]
    assert standing(ledger, person, a_moment(days=2).on) == (Standing.OUTSTANDING, None)
    assert ledger.verify() == ()


def test_a_wrong_day_is_put_right_and_counts_for_the_right_one(ledger: SqlLedger) -> None:
    gran = walk(ledger, "gran", *TO_HAND)
    did(ledger, gran, State.POSTED, days=4)
    took_back(ledger, gran, "It was posted on the 20th.")
    answer = did(ledger, gran, State.POSTED, days=0)
    assert answer.evidence_on == a_moment().on
    assert standing(ledger, "gran") == (Standing.MET, a_moment().on)
    assert ledger.verify() == ()


def test_taken_back_it_stands_where_it_stood_with_the_evidence_it_had(ledger: SqlLedger) -> None:
    mum = walk(ledger, "mum", *ACCEPTED)
    did(ledger, mum, State.DECLINED, note="She wrote back.")
    answer = took_back(ledger, mum)
    assert (answer.state, answer.evidence_on, answer.evidence_at) == (State.ACCEPTED, a_moment().on, a_moment().at)
    gran = walk(ledger, "gran", *TO_HAND)
    did(ledger, gran, State.POSTED)
    did(ledger, gran, State.RETURNED, days=2)
    answer = took_back(ledger, gran)
    assert (answer.state, answer.evidence_on) == (State.POSTED, a_moment(days=1).on)
    dad = walk(ledger, "dad", *UNCERTAIN)
    did(ledger, dad, State.ACCEPTED, note="He has it.")
    answer = took_back(ledger, dad)
    assert (answer.state, answer.evidence_on) == (State.UNCERTAIN, None)
    assert ledger.verify() == ()


def test_a_wrong_report_of_wrong_hands_leaves_the_incident_for_an_approver_to_close(ledger: SqlLedger) -> None:
    mum = walk(ledger, "mum", *ACCEPTED)
    did(ledger, mum, State.MISDIRECTED, note="Somebody else answered.")
    assert standing(ledger, "mum")[0] is Standing.OUTSTANDING
    assert took_back(ledger, mum, "It was her sister's phone.").state is State.ACCEPTED
    assert standing(ledger, "mum")[0] is Standing.MET
    assert [one.closed_at for one in ledger.incidents()] == [None]
    assert len(ledger.suppressions()) == 1


@pytest.mark.parametrize("way", [ACCEPTED, FAILED, TO_HAND, UNCERTAIN, ()], ids=lambda way: str(way[-1:]))
def test_what_no_person_recorded_is_not_taken_back(ledger: SqlLedger, way: tuple[State, ...]) -> None:
    id = walk(ledger, "mum", *way)
    head = ledger.head()
    answer = corrected(ledger, id, moment=a_moment(), note="It was another one.")
    assert isinstance(answer, Finding) and answer.code == "nothing-to-take-back"
    assert ledger.head() == head


def test_what_a_verified_report_said_is_not_taken_back_by_a_note(ledger: SqlLedger) -> None:
    mum = walk(ledger, "mum", *ACCEPTED)
    assert ledger.move(mum, State.ACCEPTED, State.BOUNCED, a_moment(), detail="report 5.1.1", by="report")
    answer = corrected(ledger, mum, moment=a_moment(), note="She has it.")
    assert isinstance(answer, Finding) and answer.code == "nothing-to-take-back"


def test_a_refusal_that_was_taken_back_lends_its_posting_to_no_later_one(ledger: SqlLedger) -> None:
    gran = walk(ledger, "gran", *TO_HAND)
    did(ledger, gran, State.POSTED)
    did(ledger, gran, State.DECLINED)
    took_back(ledger, gran)
    for to in (State.RETURNED, State.TO_HAND, State.DECLINED):
        did(ledger, gran, to, days=3)
    stood = as_they_stood(ledger.events(), ledger.dispatches(), ledger.obligations(), date(2026, 11, 25))
    assert stood.posted == frozenset()


def test_a_correction_has_its_reason_is_made_once_and_of_what_is_known(ledger: SqlLedger) -> None:
    gran = walk(ledger, "gran", *TO_HAND)
    did(ledger, gran, State.POSTED)
    codes = []
    for id, note in ((gran, " "), ("D-NOBODY", "x"), (gran, "Wrong."), (gran, "Wrong.")):
        answer = corrected(ledger, id, moment=a_moment(), note=note)
        codes.append(answer.code if isinstance(answer, Finding) else "")
    assert codes == ["no-reason", "unknown-dispatch", "", "nothing-to-take-back"]


# --- the clock and the pack -------------------------------------------------------------------------------------------


def test_the_72_hours_run_through_nights_and_a_change_of_the_clock() -> None:
    moment = datetime(2026, 10, 24, 9, 30, tzinfo=UTC)
    item = Incident(id="I-1", case="C", dispatch=None, aware_at=moment, opened_at=moment, opened_by="sam", what="x")
    found = incident.clock(item, moment + timedelta(hours=1, minutes=1))
    assert found.until == datetime(2026, 10, 27, 9, 30, tzinfo=UTC)
    # The wall says an hour less: the clocks went back on the 25th.
    assert found.until_local.isoformat() == "2026-10-27T09:30:00+00:00"
    assert found.hours_left == 70
    assert incident.clock(item, moment + timedelta(hours=73)).hours_left == -1


def test_open_incidents_are_listed_the_most_urgent_first(ledger: SqlLedger) -> None:
    moment = a_moment("sam")
    late = incident.opened(ledger, moment, case="MAR-2041", dispatch=None, what="b")
    soon = incident.opened(
        ledger, moment, case="MAR-2041", dispatch=None, what="a", aware_at=moment.at - timedelta(hours=20)
    )
    over = incident.opened(ledger, moment, case="OTH-1", dispatch=None, what="c")
    ledger.close_incident(over.id, "Nothing happened.", moment)
    assert [one.incident for one in incident.running(ledger, moment.at)] == [soon, late]
    with pytest.raises(ValueError, match="not happened yet"):
        incident.opened(ledger, moment, case="X", dispatch=None, what="", aware_at=moment.at + timedelta(minutes=1))


def test_the_pack_tells_who_got_what_when_and_holds_the_very_copy(ledger: SqlLedger, store: Store) -> None:
    mum = walk(ledger, "mum", *ACCEPTED)
    walk(ledger, "leo", *TO_HAND)
    did(ledger, mum, State.MISDIRECTED, note="Somebody else answered.")
    (item,) = ledger.incidents()
    made = pack(ledger, store.get, item, a_moment(days=1).at + timedelta(hours=1))
    files = dict(made.files)
    (copy,) = ledger.copies(dispatch=mum)
    assert files[f"copy/{copy.file_name}"] == b"%PDF mum"
    assert files["copy/message.eml"] == b"cover mum"
    manifest = ledger.manifest_of(mum)
    assert manifest is not None and files["manifest.json"] == manifest.canonical()
    told = json.loads(files["incident.json"])
    assert told["clock"]["hours_left"] == 71
    assert told["address"] == {"value": "kim@post.example", "suppressed": True, "also": []}
    assert told["ledger"] == {"head": ledger.head(), "whole": True, "problems": []}
    (mums,) = [one for one in told["dispatches"] if one["id"] == mum]
    assert (mums["approver"], mums["ticked"], mums["state"]) == ("dana", ["W6-mum"], "misdirected")
    assert [event["to"] for event in mums["events"]][-2:] == ["accepted", "misdirected"]
    lines = list(csv.DictReader(io.StringIO(files["copies.csv"].decode("utf-8-sig"))))
    assert {line["copy"]: line["state"] for line in lines} == {
        "C-mum": "misdirected", "C-dad": "approved", "C-gran": "approved", "C-leo": "held",
    }  # fmt: skip
    assert len(list(csv.reader(io.StringIO(files["events.csv"].decode("utf-8-sig"))))) > 12


def test_the_pack_says_what_else_went_to_the_same_address_and_whether_it_ever_left(
    ledger: SqlLedger, store: Store
) -> None:
    """Of another case too, by number and meeting: it may lie with the same stranger."""
    other = a_dispatch("ann", id="D-ANN", case="OTH-1", meeting="OTH-1/m", cover_digest=store.put(b"cover"))
    files = (a_copy(other, id="C-ann", obligation="o2", file_digest=store.put(b"%PDF ann")),)
    owed = [an_obligation("ann", id="o2", case="OTH-1", meeting="OTH-1/m")]
    manifest = a_manifest((other,), files)
    record = a_record(id="OTH-1/m", case="OTH-1")
    ledger.submit(record, owed, manifest, (other,), files, {"D-ANN": "Kim@Post.example"}, a_moment("sam"))
    did(ledger, walk(ledger, "mum", *ACCEPTED), State.MISDIRECTED, note="Somebody else answered.")
    (item,) = ledger.incidents()
    made = pack(ledger, store.get, item, a_moment(days=2).at, names={"dana": "Dana Cole", "stranger": "X Y"})
    assert made.told["address"]["also"] == [
        {"id": "D-ANN", "meeting": "OTH-1/m", "person": "ann", "state": "draft", "left": False}
    ]
    assert made.told["people"] == [{"id": "dana", "name": "Dana Cole"}]
    words = {one["person"]: [event["words"] for event in one["events"]] for one in made.told["dispatches"]}
    assert words["mum"][-2:] == ["sent: the mail server took it", "it had reached somebody else"]


def test_the_pack_holds_nobody_elses_papers_addresses_or_reasons(ledger: SqlLedger, store: Store) -> None:
    did(ledger, walk(ledger, "mum", *ACCEPTED), State.MISDIRECTED, note="Somebody else answered.")
    (item,) = ledger.incidents()
    everything = b"".join(pack(ledger, store.get, item, a_moment(days=2).at).files.values())
    for secret in (b"%PDF dad", b"rob@mail.example", b"Quay Street", b"Asked her"):
        assert secret not in everything


def test_the_pack_of_a_whole_case_names_no_copy_and_a_damaged_ledger_gives_one_too(
    ledger: SqlLedger, store: Store, tmp_path: Path
) -> None:
    item = incident.opened(ledger, a_moment("sam"), case="MAR-2041", dispatch=None, what="A folder was lost.")
    made = pack(ledger, store.get, item, a_moment().at)
    assert sorted(made.files) == ["copies.csv", "events.csv", "incident.json"]
    about = incident.opened(ledger, a_moment("sam"), case="MAR-2041", dispatch=id_of("mum"), what="Lost.")
    for path in (tmp_path / "store").rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    made = pack(ledger, store.get, about, a_moment().at)
    assert made.told["missing"] == ["copy/MAR-2041-plan.pdf", "copy/message.eml"]
