"""What lies in the outbox is what may be given today: everything that is to be given, and nothing else."""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta

import pytest

from cin_docs import pipeline
from cin_docs.cli.desk import open_desk
from cin_docs.distribution.lock import lock
from cin_docs.model.delivery import State

FAILING = ((State.APPROVED, State.QUEUED), (State.QUEUED, State.SENDING_PRE), (State.SENDING_PRE, State.FAILED))


def failed(office, person: str = "mum") -> str:
    """A dispatch whose e-mail the mail server refused for good; the others are sent."""
    dispatch = str(office.dispatch_of(person))
    with open_desk(office.folder, "sam") as desk:
        for frm, to in FAILING:
            assert desk.ledger.move(dispatch, frm, to, desk.moment(), by="sender")
    assert office.cin("send", "--as", "sam").code == 0
    return dispatch


def pile(office, name: str) -> list[str]:
    """The dispatches on a pile, as its folders and its index agree."""
    folder = office.folder / "outbox" / name
    if not folder.exists():
        return []
    with (folder / "index.csv").open(newline="") as file:
        told = [line["dispatch"] for line in csv.DictReader(file)]
    assert told == [one.name.partition("-")[2] for one in sorted(folder.iterdir()) if one.is_dir()]
    return told


def withdrawn(office, name: str) -> list[str]:
    folder = office.folder / "outbox" / "withdrawn" / name
    return sorted(one.name.partition("-")[2] for one in folder.iterdir()) if folder.exists() else []


def test_a_failed_email_that_is_to_go_by_hand_is_laid_with_its_copies_alone_and_once(approved):
    dispatch = failed(approved)
    assert dispatch not in (*pile(approved, "hand"), *pile(approved, "print"))
    assert approved.cin("record", dispatch, "to-hand", "--note", "No such address", "--as", "sam").code == 0
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 0
    (told,) = [one for one in done.data["released"] if one["dispatch"] == dispatch]
    assert (told["state"], told["note"]) == ("to hand", "hand")
    assert pile(approved, "hand").count(dispatch) == 1
    (folder,) = (approved.folder / "outbox" / "hand").glob(f"*{dispatch}")
    files = sorted(one.name for one in folder.iterdir() if not one.name.startswith("."))
    assert [name.partition("-")[0] for name in files] == ["01", "02"]
    assert all((folder / name).read_bytes().startswith(b"%PDF") for name in files)
    assert not approved.cin("send", "--as", "sam", "--json").data["released"]
    assert pile(approved, "hand").count(dispatch) == 1
    assert approved.cin("record", dispatch, "handed-over", "--as", "sam").code == 0


def test_an_address_that_was_put_right_since_does_not_keep_the_copy_from_going_by_hand(approved):
    dispatch = failed(approved)
    approved.edit(approved.case, "email: kim.marsh@post.example", "email: kim@elsewhere.example")
    approved.cin("record", dispatch, "to-hand", "--note", "Dana takes it", "--as", "sam")
    approved.cin("send", "--as", "sam")
    assert dispatch in pile(approved, "hand")


def test_what_somebody_must_not_see_any_more_is_not_laid_for_them_either(approved):
    dispatch = failed(approved)
    approved.cin("record", dispatch, "to-hand", "--note", "Dana takes it", "--as", "sam")
    approved.edit(approved.case, "  mum: {name: Kim Marsh, is: mother,", "  mum: {name: Kim Moss, is: mother,")
    done = approved.cin("send", "--as", "sam")
    assert done.code == 1
    assert f"{dispatch} is to hand and needs" in done.said
    assert dispatch not in pile(approved, "hand")


def test_a_cancelled_letter_leaves_the_pile_at_once(approved):
    approved.cin("send", "--as", "sam")
    gran = approved.dispatch_of("gran")
    assert pile(approved, "print") == [gran]
    assert approved.cin("cancel", gran, "--because", "She is in hospital", "--as", "dana").code == 0
    assert (pile(approved, "print"), withdrawn(approved, "print")) == ([], [gran])
    assert approved.is_whole()


def test_letters_of_an_older_version_leave_the_pile_before_anybody_posts_them(submitted):
    gran, leo = submitted.dispatch_of("gran"), submitted.dispatch_of("leo")
    code = submitted.preview()["code"]
    submitted.cin("approve", "MAR-2041", code, "--only", gran, "--only", leo, "--as", "dana")
    submitted.cin("send", "--as", "sam")
    assert (pile(submitted, "print"), pile(submitted, "hand")) == ([gran], [leo])
    submitted.edit(submitted.notes, "place: Brook House\nchair", "place: Brook Hall\nchair")
    assert submitted.cin("submit", submitted.notes, "--as", "priya").code == 0
    done = submitted.cin("send", "--as", "sam", "--json")
    assert {one["dispatch"]: one["state"] for one in done.data["released"]} == dict.fromkeys((gran, leo), "superseded")
    assert (pile(submitted, "print"), pile(submitted, "hand")) == ([], [])
    assert (withdrawn(submitted, "print"), withdrawn(submitted, "hand")) == ([gran], [leo])


def test_what_was_posted_or_handed_over_stays_where_it_lies(approved):
    approved.cin("send", "--as", "sam")
    gran, leo = approved.dispatch_of("gran"), approved.dispatch_of("leo")
    approved.cin("record", gran, "posted", "--as", "sam")
    approved.cin("record", leo, "handed-over", "--as", "sam")
    assert approved.cin("send", "--as", "sam").code == 0
    assert (pile(approved, "print"), pile(approved, "hand")) == ([gran], [leo])
    assert withdrawn(approved, "print") == []


def test_a_pile_that_cannot_be_written_stops_no_mail_and_is_made_up_for(approved):
    """A file stands where the folder should be, until somebody takes it away."""
    hand = approved.folder / "outbox" / "hand"
    hand.parent.mkdir(exist_ok=True)
    hand.write_text("in the way")
    done = approved.cin("send", "--as", "sam")
    assert done.code == 1
    assert "outbox/hand cannot be written" in done.said
    assert len(approved.mailed()) == 3
    assert len(pile(approved, "print")) == 1
    hand.unlink()
    assert approved.cin("send", "--as", "sam").code == 0
    assert pile(approved, "hand") == [approved.dispatch_of("leo")]


def test_what_cannot_be_taken_off_a_pile_is_said_and_taken_off_by_the_next_run(approved):
    approved.cin("send", "--as", "sam")
    gran, away = approved.dispatch_of("gran"), approved.folder / "outbox" / "withdrawn"
    away.write_text("in the way")
    assert approved.cin("cancel", gran, "--because", "She is in hospital", "--as", "dana").code == 0
    done = approved.cin("send", "--as", "sam")
    assert done.code == 1
    assert f"{gran} is cancelled and needs a person: cannot be taken off the pile" in done.said
    away.unlink()
    assert approved.cin("send", "--as", "sam").code == 0
    assert (pile(approved, "print"), withdrawn(approved, "print")) == ([], [gran])


def test_the_report_of_a_past_day_knows_nothing_of_what_came_after(approved):
    """Handed over today: as at yesterday the meeting was not held; as at today it is met; then it turns out wrong."""
    approved.cin("send", "--as", "sam")
    with open_desk(approved.folder, "sam") as desk:
        today = desk.moment().on
        mum = approved.dispatch_of("mum")
        later = desk.moment()
        later = type(later)(actor="sam", on=today + timedelta(days=3), at=later.at + timedelta(days=3))
        before = pipeline.timeliness(desk.home, desk.ledger, today)
        answer = pipeline.record(desk.ledger, mum, State.MISDIRECTED, moment=later, note="A namesake has it.")
        assert getattr(answer, "state", None) is State.MISDIRECTED
        again = pipeline.timeliness(desk.home, desk.ledger, today)
        after = pipeline.timeliness(desk.home, desk.ledger, later.on)
    assert again.series == before.series
    assert after.series[0].total.outstanding + after.series[0].no_deadline.outstanding == (
        before.series[0].total.outstanding + before.series[0].no_deadline.outstanding + 2
    )


def bound(office, name: str = "print") -> list[str]:
    """The PDFs to print on a pile."""
    return sorted(one.name for one in (office.folder / "outbox" / name).glob("pile-*.pdf"))


def test_what_was_posted_leaves_the_pdf_to_print_at_once(approved):
    approved.cin("send", "--as", "sam")
    assert (bound(approved), bound(approved, "hand")) == (["pile-0001.pdf"], ["pile-0001.pdf"])
    approved.cin("record", approved.dispatch_of("gran"), "posted", "--as", "sam")
    assert (bound(approved), bound(approved, "hand")) == ([], ["pile-0001.pdf"])
    approved.cin("record", approved.dispatch_of("gran"), "returned", "--as", "sam")
    approved.cin("record", approved.dispatch_of("gran"), "to-hand", "--as", "sam")
    # Whoever records has not asked the guards: the next run does, and brings it back.
    assert bound(approved) == []
    assert approved.cin("send", "--as", "sam").code == 0
    assert bound(approved) == ["pile-0003.pdf"]


def test_what_was_held_on_the_pile_lies_there_again_once_all_is_as_it_was_and_it_is_released(approved):
    approved.cin("send", "--as", "sam")
    gran = approved.dispatch_of("gran")
    approved.edit(approved.case, "2 Quay Street", "7 Hill Road")
    assert approved.cin("send", "--as", "sam").code == 1
    assert (pile(approved, "print"), bound(approved)) == ([], [])
    approved.edit(approved.case, "7 Hill Road", "2 Quay Street")
    done = approved.cin("release", gran, "--because", "It was a slip", "--as", "dana")
    assert done.code == 0, done.said
    approved.cin("send", "--as", "sam")
    assert pile(approved, "print") == [gran]
    assert len(bound(approved)) == 1


def test_a_case_paused_by_an_incident_is_in_no_pdf_to_print_from_that_moment_on(approved):
    approved.cin("send", "--as", "sam")
    mum = approved.dispatch_of("mum")
    assert approved.cin("record", mum, "misdirected", "--note", "A namesake has it", "--as", "sam").code == 0
    assert (bound(approved), bound(approved, "hand")) == ([], [])


def test_cancelling_says_loudly_what_nothing_else_will_discharge(approved):
    approved.cin("send", "--as", "sam")
    done = approved.cin("cancel", approved.dispatch_of("gran"), "--because", "In hospital", "--as", "dana")
    assert done.code == 0
    assert "WARNING: the plan of" in " ".join(done.err.split())
    assert "to gran is still owed, by" in " ".join(done.err.split())
    assert "WARNING" not in done.out


def test_trial_mail_that_stayed_here_does_not_say_that_a_server_took_it(approved):
    done = approved.cin("send", "--as", "sam")
    assert "accepted  (kept in outbox/mail)" in done.out
    assert "250" not in done.out


def not_to_post(dispatch: str, person: str) -> str:
    return f"{dispatch} ({person}). If it is printed already, do not post it or hand it over."


def test_an_incident_opened_while_a_sender_works_takes_the_pdf_away_and_says_what_must_not_be_posted(approved):
    approved.cin("send", "--as", "sam")
    gran, leo = approved.dispatch_of("gran"), approved.dispatch_of("leo")
    with lock(approved.folder):
        done = approved.cin("incident", "open", "--case", "MAR-2041", "--what", "A bag was lost.", "--as", "dana")
        assert done.code == 0
        assert (bound(approved), bound(approved, "hand")) == ([], [])
    assert f"Stopped on the pile: {not_to_post(gran, 'gran')}" in done.said
    assert f"Stopped on the pile: {not_to_post(leo, 'leo')}" in done.said
    assert "A sender is at work" in done.said
    again = approved.cin("send", "--as", "sam")
    assert f"Taken off the pile: {not_to_post(gran, 'gran')}" in again.said
    assert (pile(approved, "print"), pile(approved, "hand")) == ([], [])


def test_what_a_sender_at_work_has_nothing_against_stays_in_the_pdf_to_print(approved):
    approved.cin("send", "--as", "sam")
    with lock(approved.folder):
        assert approved.cin("record", approved.dispatch_of("leo"), "handed-over", "--as", "sam").code == 0
        assert (bound(approved), bound(approved, "hand")) == (["pile-0001.pdf"], [])


def test_an_incident_opened_while_mail_is_sent_is_off_the_pile_when_the_sender_ends(approved):
    """The relay is asked after the piles were bound: whoever opens it then has opened it in the middle of a run."""
    from cin_docs.model.incident import Incident
    from cin_docs.transport.maildir import MaildirRelay

    with open_desk(approved.folder, "sam") as desk:

        def relays(item):
            if not desk.ledger.incidents():
                now = desk.moment()
                assert len(bound(approved)) == 1
                desk.ledger.open_incident(
                    Incident(id="I-1", case=item.case, dispatch=None, aware_at=now.at, opened_at=now.at,
                             opened_by="dana", what="A bag was lost."), now
                )  # fmt: skip
            return MaildirRelay(approved.folder / "outbox" / "mail")

        pipeline.dispatch(
            desk.home, ledger=desk.ledger, store=desk.store, key=desk.key, moment=desk.moment, relays=relays
        )
        assert desk.ledger.incidents()
    assert (bound(approved), bound(approved, "hand")) == ([], [])


def test_closing_an_address_holds_the_letter_on_the_pile_at_once_and_no_other(approved):
    approved.cin("send", "--as", "sam")
    gran, leo = approved.dispatch_of("gran"), approved.dispatch_of("leo")
    done = approved.cin("suppress", "add", gran, "--because", "Her ex lives there", "--as", "sam")
    assert done.code == 0
    assert f"Taken off the pile: {not_to_post(gran, 'gran')}" in done.said
    assert leo not in done.said
    assert (pile(approved, "print"), bound(approved)) == ([], [])
    assert (pile(approved, "hand"), bound(approved, "hand")) == ([leo], ["pile-0001.pdf"])
    approved.cin("suppress", "lift", gran, "--because", "He moved out", "--as", "dana")
    assert approved.cin("release", gran, "--because", "The address is open", "--as", "dana").code == 0
    assert approved.cin("send", "--as", "sam").code == 0
    assert (pile(approved, "print"), len(bound(approved))) == ([gran], 1)


def test_cancelling_and_the_next_run_say_which_printed_letter_must_not_be_posted(approved):
    approved.cin("send", "--as", "sam")
    gran, leo = approved.dispatch_of("gran"), approved.dispatch_of("leo")
    cancelled = approved.cin("cancel", leo, "--because", "In hospital", "--as", "dana")
    assert f"Taken off the pile: {not_to_post(leo, 'leo')}" in cancelled.said
    approved.edit(approved.case, "2 Quay Street", "7 Hill Road")
    sent = approved.cin("send", "--as", "sam")
    assert f"Taken off the pile: {not_to_post(gran, 'gran')}" in sent.said
    assert "If it is printed" not in approved.cin("send", "--as", "sam").said


def test_what_was_posted_is_not_said_to_be_taken_off(approved):
    approved.cin("send", "--as", "sam")
    assert "do not post" not in approved.cin("record", approved.dispatch_of("gran"), "posted", "--as", "sam").said


def test_recording_something_else_does_not_bring_back_what_the_sender_left_out(approved):
    approved.cin("send", "--as", "sam")
    gran, leo = approved.dispatch_of("gran"), approved.dispatch_of("leo")
    text = approved.case.read_text(encoding="utf-8")
    approved.case.write_text(text + "\n  broken: [\n", encoding="utf-8")
    assert approved.cin("send", "--as", "sam").code == 1
    assert approved.cin("record", leo, "handed-over", "--as", "sam").code == 0
    assert (pile(approved, "print"), bound(approved)) == ([gran], [])
    approved.case.write_text(text, encoding="utf-8")
    assert approved.cin("send", "--as", "sam").code == 0
    assert len(bound(approved)) == 1


@pytest.mark.parametrize("name", ["Copy of {}", "{} (copy)", "for Friday", "0042-{}", "0042 {}"])
def test_a_folder_that_somebody_copied_is_left_out_and_said_and_stops_nothing(approved, name):
    hand = approved.folder / "outbox" / "hand"
    approved.cin("send", "--as", "sam")
    gran, leo = approved.dispatch_of("gran"), approved.dispatch_of("leo")
    (own,) = hand.glob(f"*{leo}")
    shutil.copytree(own, hand / name.format(own.name))
    done = approved.cin("send", "--as", "sam")
    assert done.code == 1
    assert f"{leo} is to hand and needs dana: a folder in outbox/hand was copied, renamed or damaged" in done.said
    with (hand / "index.csv").open(newline="") as file:
        assert [line["dispatch"] for line in csv.DictReader(file)] == [leo]
    assert (bound(approved), bound(approved, "hand")) == (["pile-0001.pdf"], ["pile-0001.pdf"])
    shutil.rmtree(hand / name.format(own.name))
    assert approved.cin("send", "--as", "sam").code == 0
    assert pile(approved, "print") == [gran]


def test_a_folder_whose_mark_is_damaged_is_said_and_its_envelope_laid_anew(approved):
    approved.cin("send", "--as", "sam")
    leo, hand = approved.dispatch_of("leo"), approved.folder / "outbox" / "hand"
    (own,) = hand.glob(f"*{leo}")
    (own / ".dispatch").write_bytes(b"\xff\xfe")
    done = approved.cin("send", "--as", "sam")
    assert done.code == 1
    assert f"{leo} is to hand and needs dana: a folder in outbox/hand was copied, renamed or damaged" in done.said
    shutil.rmtree(own)
    assert approved.cin("send", "--as", "sam").code == 0
    assert pile(approved, "hand") == [leo]
