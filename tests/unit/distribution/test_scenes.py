"""What the guards are shown of the ledger: authors, newer versions, closed addresses, open incidents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cin_docs.distribution.guards import Scene, stopped_by
from cin_docs.distribution.scenes import Present, scene
from cin_docs.model.delivery import Manifest
from cin_docs.model.document import Mode
from cin_docs.model.incident import Incident
from cin_docs.testing.builders import a_case, a_meeting
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest, a_moment, a_record, an_obligation, digest_of
from cin_docs.testing.families_packed import STANDARD
from cin_docs.testing.ledgers import KEY
from cin_docs.testing.sending import Home, a_home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Mum's and dad's e-mails, approved by Dana and queued."""
    home = a_home(tmp_path, ("mum", "dad"))
    yield home
    home.ledger.close()


def seen(home: Home, person: str = "mum", now: Present | None = None) -> Scene:
    return scene(
        home.queued[person],
        home.approved,
        now,
        whole=True,
        mode=Mode.DEMO,
        ledger=home.ledger,
        store=home.store,
        key=KEY,
    )


def an_incident(**changes: Any) -> Incident:
    """A copy of Leo's case in wrong hands."""
    default = Incident(
        id="I-7K3F9QXB",
        case="MAR-2041",
        dispatch=None,
        aware_at=a_moment().at,
        opened_at=a_moment().at,
        opened_by="sam",
        what="A letter lay at number 4.",
    )
    return replace(default, **changes)


def a_correction(home: Home, **changes: Any) -> Manifest:
    """The next version of the meeting, for gran alone, submitted by Tom; everybody else's copies stay."""
    draft = a_dispatch("gran", version=2)
    manifest = a_manifest((draft,), (a_copy(draft),), version=2, **changes)
    record = a_record(version=2, manifest_digest=manifest.digest, submitted_by="tom")
    kept = frozenset(one.id for one in home.queued.values())
    copies = [a_copy(draft)]
    owed = [an_obligation("gran")]
    home.ledger.submit(record, owed, manifest, [draft], copies, {draft.id: "2 Quay Street"}, a_moment("tom"), keep=kept)
    return manifest


def test_all_is_quiet_where_nothing_happened(home):
    found = seen(home)
    assert (found.newer, found.suppressed, found.incident) == (False, False, None)


def test_the_author_is_the_account_that_submitted_this_very_version(home):
    submitted_by = next(one.actor for one in home.ledger.events() if one.action == "submitted")
    assert seen(home).authors == {submitted_by}
    a_correction(home)
    assert seen(home).authors == {submitted_by}


def test_other_notes_submitted_since_are_a_newer_version(home):
    a_correction(home, notes_digest=digest_of("other notes"))
    assert seen(home).newer
    assert seen(home, "dad").newer


def test_a_correction_of_this_version_is_newer_even_where_only_the_case_file_changed(home):
    a_correction(home, replaces=1)
    assert seen(home).newer


def test_a_correction_of_a_version_before_this_one_is_long_known(home):
    a_correction(home, replaces=0)
    assert not seen(home).newer


def test_the_same_notes_again_for_somebodys_new_address_are_none(home):
    a_correction(home)
    assert not seen(home).newer


def test_a_closed_address_is_that_persons_alone_until_it_is_opened_again(home):
    mums = next(row.address_hmac for row in home.approved.manifest.rows if row.person == "mum")
    home.ledger.suppress(mums, "It bounced.", a_moment())
    assert (seen(home).suppressed, seen(home, "dad").suppressed) == (True, False)
    home.ledger.unsuppress(mums, "Her mailbox was full.", a_moment())
    assert not seen(home).suppressed


def test_a_mailbox_is_closed_in_every_writing_by_its_place(home):
    """What is closed since is the place; what earlier releases closed, one writing of it, stays closed too."""
    rows = tuple(
        replace(row, place_hmac=digest_of(f"place {row.person}"), address_hmac=digest_of(f"old {row.person}"))
        for row in home.approved.manifest.rows
    )
    written = replace(home, approved=replace(home.approved, manifest=replace(home.approved.manifest, rows=rows)))
    home.ledger.suppress(digest_of("place mum"), "It bounced.", a_moment())
    assert (seen(written).suppressed, seen(written, "dad").suppressed) == (True, False)
    home.ledger.suppress(digest_of("old dad"), "It bounced.", a_moment())
    assert seen(written, "dad").suppressed


def test_an_incident_of_another_child_of_the_same_meeting_counts_and_of_another_meeting_not(home):
    home.ledger.open_incident(an_incident(case="MAR-2042"), a_moment())
    for siblings, counts in (((), None), (("MAR-2042",), "I-7K3F9QXB")):
        now = a_present(siblings=siblings)
        assert seen(home, now=now).incident == counts


def a_present(**changes: Any) -> Present:
    meeting = a_meeting(**changes)
    return Present(meeting=meeting, case=a_case(), standard=STANDARD, now=meeting)


def test_an_incident_is_the_cases_own_and_counts_while_it_is_open(home):
    home.ledger.open_incident(an_incident(id="I-AAAAAAAA", case="OKO-1187"), a_moment())
    assert seen(home).incident is None
    home.ledger.open_incident(an_incident(), a_moment())
    assert (seen(home).incident, seen(home, "dad").incident) == ("I-7K3F9QXB", "I-7K3F9QXB")
    home.ledger.close_incident("I-7K3F9QXB", "The letter is back.", a_moment())
    assert seen(home).incident is None


def test_a_case_that_cannot_be_read_holds(home):
    finding = stopped_by(replace(seen(home), authors=frozenset()))
    assert finding is not None
    assert finding.code == "case-unreadable"
