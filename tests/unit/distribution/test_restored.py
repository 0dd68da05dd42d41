"""What an older ledger that was put back may and may not do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cin_docs.distribution.restored import accept_restored, refuse_restored, to_confirm
from cin_docs.errors import RefusedError
from cin_docs.model.delivery import State
from cin_docs.testing.deliveries import a_moment
from cin_docs.testing.ledgers import a_ledger
from cin_docs.testing.sending import Home, a_home

PEOPLE = ("mum", "dad", "gran")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Mum was being sent to when the backup was made, dad was held, gran waited in the queue."""
    first = a_home(tmp_path, PEOPLE)
    first.ledger.move(first.queued["mum"].id, State.QUEUED, State.SENDING_PRE, a_moment(), by="sender")
    first.ledger.move(first.queued["dad"].id, State.QUEUED, State.HELD, a_moment(), by="guard")
    first.ledger.close()
    shutil.copy(tmp_path / "ledger.sqlite", tmp_path / "backup")
    later = a_ledger(tmp_path)
    later.note("a pass", "home", "went on", a_moment(days=1))
    later.close()
    (tmp_path / "backup").replace(tmp_path / "ledger.sqlite")
    home = Home(
        folder=first.folder, ledger=a_ledger(tmp_path), store=first.store, approved=first.approved, queued=first.queued
    )
    yield home
    home.ledger.close()


def test_it_is_refused_with_the_way_out(home: Home) -> None:
    with pytest.raises(RefusedError, match=r"older backup.*Nothing is sent.*--accept-restored"):
        refuse_restored(home.ledger)


def test_what_was_about_to_go_is_uncertain_and_what_was_held_stays_so(home: Home) -> None:
    found = accept_restored(home.ledger, "the disk broke", a_moment("tom", days=2))
    assert {item.dispatch for item in found} == {home.queued[person].id for person in ("mum", "gran")}
    assert {(item.state, item.owner) for item in found} == {(State.UNCERTAIN, "dana")}
    assert [home.state(person) for person in PEOPLE] == [State.UNCERTAIN, State.HELD, State.UNCERTAIN]
    refuse_restored(home.ledger)
    assert home.ledger.verify() == ()


def test_broken_off_half_way_it_is_still_refused_and_can_be_done_again(home: Home) -> None:
    home.ledger.move(home.queued["gran"].id, State.QUEUED, State.UNCERTAIN, a_moment("tom", days=2), by="guard")
    with pytest.raises(RefusedError):
        refuse_restored(home.ledger)
    accept_restored(home.ledger, "the disk broke", a_moment("tom", days=2))
    assert home.state("mum") is State.UNCERTAIN
    refuse_restored(home.ledger)


def test_the_newest_ledger_is_neither_refused_nor_accepted(tmp_path: Path) -> None:
    home = a_home(tmp_path, PEOPLE)
    refuse_restored(home.ledger)
    with pytest.raises(RefusedError, match="nothing to accept"):
        accept_restored(home.ledger, "just so", a_moment())
    assert {home.state(person) for person in PEOPLE} == {State.QUEUED}
    home.ledger.close()


def test_copies_of_a_meeting_held_before_it_was_accepted_are_confirmed_and_of_a_later_one_not(home: Home) -> None:
    (record,) = home.ledger.meetings()
    assert to_confirm(home.ledger, record) == ()
    moment = a_moment("tom", days=2)
    accept_restored(home.ledger, "the disk broke", moment)
    assert [one.id for one in to_confirm(home.ledger, record)] == ["restored"]
    assert [one.id for one in to_confirm(home.ledger, replace(record, on=moment.on))] == ["restored"]
    assert to_confirm(home.ledger, replace(record, on=moment.on + timedelta(days=1))) == ()
