"""Two made-up authorities from notes to proof: what a stranger sees who runs one command."""

from __future__ import annotations

import csv
import io
import json
import mailbox
from pathlib import Path
from typing import Any

import page
import pytest

AS_AT = "2026-11-09"


def messages(home: Path) -> dict[str, list[mailbox.MaildirMessage]]:
    """Every message in the home's outbox by the folder it lies in, read as a mail client reads it."""
    return {
        folder.name: list(mailbox.Maildir(folder, create=False))
        for folder in sorted((home / "outbox" / "mail").iterdir())
    }


def report(run_cin, home: Path) -> Any:
    done = run_cin("report", "timeliness", "--format", "json", "--as-at", AS_AT, home=home)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_demo_ends_with_a_screenful_that_says_what_met_its_deadline(demo):
    assert len(demo.told.splitlines()) <= 24
    assert all(len(line) <= 160 for line in demo.told.splitlines())
    assert "8 late" in demo.told
    assert "never sent, overdue by 3 working days" in demo.told
    for ref in ("MAR-2041", "OKO-1187", "FEN-3302", "REE-0450"):
        assert ref in demo.told


def test_each_address_has_a_maildir_with_its_own_messages_and_nobody_elses(demo):
    for home in (demo.eastmere, demo.caldermoor):
        for address, found in messages(home).items():
            assert found
            for message in found:
                assert message["To"] == address
                assert message["Cc"] is None
                assert message["Bcc"] is None
                assert [part.get_filename() for part in message.walk() if part.get_filename()]


@pytest.mark.parametrize(
    ("home", "ref", "people"), [("eastmere", "MAR-2041", 9), ("eastmere", "OKO-1187", 8), ("caldermoor", "FEN-3302", 7)]
)
def test_a_meeting_has_five_to_nine_recipients_and_four_to_six_needs(demo, run_cin, home, ref, people):
    shown = json.loads(run_cin("preview", ref, "--json", home=demo.folder / home).stdout)
    assert len(shown["preview"]["lines"]) == people
    assert 5 <= people <= 9


def test_eastmeres_figures_are_those_worked_out_by_hand(demo, run_cin):
    """Ten-point guide: the plan within five working days; the minutes have no deadline.

    OKO-1187, Wed 16 Sep 2026, due Wed 23 Sep: eight people's copies left on 25 Sep or later, all late;
    the manager and the minute taker are excused. MAR-2041, Thu 8 Oct, due Thu 15 Oct: nine people, all in
    time, gran's letter of 13 Oct by its allowance of two working days on the very day; one excused.
    """
    (series,) = report(run_cin, demo.eastmere)["series"]
    total = series["total"]
    assert (total["met"], total["late"], total["outstanding"], total["uncertain"], total["excused"]) == (9, 8, 0, 0, 3)
    assert (total["numerator"], total["denominator"]) == (9, 17)
    apart = series["no_deadline"]
    assert (apart["met"], apart["late"], apart["outstanding"], apart["excused"]) == (16, 0, 0, 3)


def test_caldermoors_figures_are_those_worked_out_by_hand(demo, run_cin):
    """Protocol: plan and minutes within ten working days.

    FEN-3302, Tue 13 Oct, due Tue 27 Oct: seven people, both documents, all sent by 26 Oct; four excused.
    REE-0450, Wed 21 Oct, due Wed 4 Nov: eleven copies in time, the father's two never sent; two excused.
    """
    (series,) = report(run_cin, demo.caldermoor)["series"]
    total = series["total"]
    assert (total["met"], total["late"], total["outstanding"], total["uncertain"], total["excused"]) == (
        14 + 11,
        0,
        2,
        0,
        8 + 4,
    )
    assert (total["numerator"], total["denominator"]) == (25, 27)
    assert total["never_sent"] == 2


def test_late_copies_say_by_how_many_working_days(demo, run_cin):
    done = run_cin("report", "timeliness", "--format", "csv", "--as-at", AS_AT, home=demo.eastmere)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    late = {row["person"]: int(row["working days late"]) for row in rows if row["standing"] == "late"}
    # Sent on Friday 25 September, two working days after the 23rd; gran's letter reckoned on the 29th;
    # Ada's own copy handed over on Monday 28 September.
    assert late == {
        "mum": 2,
        "stepdad": 2,
        "head_of_year": 2,
        "youth": 2,
        "nurse": 2,
        "mina": 2,
        "gran": 4,
        "ada": 3,
    }


@pytest.mark.parametrize("name", ["eastmere", "caldermoor"])
def test_both_sums_hold(demo, run_cin, name):
    """ "obligations = met + late + outstanding + uncertain + excused" and "copies created = sum over states"."""
    from cin_docs.distribution.machine import allowed
    from cin_docs.ledger.keys import read_key
    from cin_docs.ledger.sql import open_ledger

    home = demo.folder / name
    ledger = open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", read_key(home / "key"), allowed=allowed)
    try:
        obligations, dispatches, copies = ledger.obligations(), ledger.dispatches(), ledger.copies()
    finally:
        ledger.close()
    (series,) = report(run_cin, home)["series"]
    counted = [
        series[part][standing]
        for part in ("total", "no_deadline")
        for standing in ("met", "late", "outstanding", "uncertain", "excused")
    ]
    assert sum(counted) == len(obligations)
    by_state = {state: [one.id for one in dispatches if one.state == state] for state in {d.state for d in dispatches}}
    assert sum(len(ids) for ids in by_state.values()) == len(dispatches)
    in_states = sum(1 for copy in copies for ids in by_state.values() if copy.dispatch in ids)
    assert in_states == len(copies)


def test_the_ledger_of_the_demo_is_whole(demo, run_cin):
    for home in (demo.eastmere, demo.caldermoor):
        done = run_cin("verify", home=home)
        assert done.returncode == 0, done.stdout
        assert "whole" in done.stdout


def test_letters_lie_on_the_pile_in_order_with_a_cover_for_the_window_envelope(demo):
    pile = demo.eastmere / "outbox" / "print"
    index = list(csv.DictReader(io.StringIO((pile / "index.csv").read_text())))
    assert [row["number"] for row in index] == ["1", "2"]
    for row in index:
        names = sorted(path.name for path in (pile / row["folder"]).glob("*.pdf"))
        assert names[0] == "00-cover.pdf"
        assert len(names) == 3


def test_every_pdf_of_the_demo_passes_pdf_ua(demo):
    # The pile bound for the printer is for paper; nobody reads it on a screen.
    pdfs = [path.read_bytes() for path in demo.folder.rglob("*.pdf") if not path.name.startswith("pile-")]
    attached = [
        bytes(part.get_payload(decode=True))
        for home in (demo.eastmere, demo.caldermoor)
        for found in messages(home).values()
        for message in found
        for part in message.walk()
        if (part.get_filename() or "").endswith(".pdf")
    ]
    assert len(attached) + len(pdfs) > 50
    assert [fault for data in (*attached, *pdfs) for fault in faults(data)] == []
    # The judge is no rubber stamp: the same document without its title fails.
    assert faults(attached[0].replace(b"/DisplayDocTitle true", b"/DisplayDocTitle null"))


def faults(data: bytes) -> list[str]:
    return [str(fault) for fault in page.validate_pdf_bytes(data, profile="ua1").failures]
