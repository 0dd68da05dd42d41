"""What a home knows of mailboxes: its directory, its own domain, other families; and whether copies count."""

from __future__ import annotations

from pathlib import Path

import pytest

from cin_docs.documents.neighbours import index
from cin_docs.home.folder import Home, read_home
from cin_docs.home.mailboxes import known_of
from cin_docs.settings import read_settings
from cin_docs.testing.builders import a_case, an_email
from cin_docs.testing.ledgers import KEY

SETTINGS = """\
authority: Eastmere Council
nation: ENG
mode: trial
sender: cin@Eastmere.example
staff: {dana: {name: Dana Cole, account: dcole}}
"""
AGENCIES = """\
agencies:
  Brook Lane Primary: {domains: [brooklane.example, BrookLane.test], people: {}}
  Not Yet Listed: {domains: [], people: {}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "cin.yaml").write_text(SETTINGS, "utf-8")
    (tmp_path / "agencies.yaml").write_text(AGENCIES, "utf-8")
    return read_home(read_settings(tmp_path, {}))


def test_the_directorys_domains_and_the_senders_are_known_in_small_letters(home):
    known = known_of(home, None)
    assert known.agencies == {"brooklane.example", "brooklane.test", "eastmere.example"}
    assert known.of("brook lane  PRIMARY") == {"brooklane.example", "brooklane.test"}
    assert known.of("Not Yet Listed") == known.of(None) == frozenset()
    assert not known.live


def test_what_other_families_use_is_known_when_somebody_asked(home):
    theirs = index(KEY, [a_case(ref="OKO-1187")])
    known = known_of(home, theirs)
    assert known.elsewhere(an_email())
    assert not known.elsewhere(an_email("rob.hale@mail.example"))
    assert not known_of(home, None).elsewhere(an_email())
