"""No fresh home can send to anybody: live opens by the settings, the environment and a dry preview together.

A real mail server listens all the while. `test_real_mail.py` shows the other half: an opened home that does send.
"""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from cin_docs.testing.certificates import Kind, certificate
from cin_docs.testing.mailserver import mail_server

FAMILY, STRANGER = "kim.marsh@post.example", "somebody@elsewhere.example"
AGENCIES = "agencies:\n  Council: {domains: [eastmere.example], people: {}}\n"
#: Everything that live needs in cin.yaml but the mail server.
LIVE = (
    ("mode: trial", "mode: live\nin use since: 2026-01-01"),
    ("account: dcole}", "account: dcole, approves: yes}"),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    shown = certificate(Kind.GOOD, tmp_path_factory.mktemp("ca"))
    with mail_server(shown) as (inbox, port):
        yield inbox, f"mail: {{host: localhost, port: {port}, certificates: {shown.ca_file}}}\n"
        # Asked once more when all is done: nothing came late, either.
        assert inbox.envelopes == []


def set_up(office: Any, *, mode: str, guests: str = "", mail: str = "", agencies: bool = True) -> None:
    settings = office.folder / "cin.yaml"
    if mode == "live":
        for old, new in LIVE:
            office.edit(settings, old, new)
    else:
        office.edit(settings, "mode: trial", f"mode: {mode}")
    with settings.open("a", encoding="utf-8") as file:
        file.write(f"{guests and f'guest list: [{guests}]'}\n{mail}")
    if agencies:
        (office.folder / "agencies.yaml").write_text(AGENCIES, "utf-8")


@pytest.mark.parametrize(
    ("mode", "guests", "opened"),
    [
        ("demo", "", "yes"),
        ("demo", f"{FAMILY}, dana@eastmere.example", "yes"),
        ("trial", "", "yes"),
        ("trial", STRANGER, "yes"),
        ("trial", FAMILY, "yes"),
        ("live", "", ""),
        ("live", f"{FAMILY}, {STRANGER}", "no"),
    ],
)
def test_no_home_short_of_live_sends_to_anybody(approved, monkeypatch, server, mode, guests, opened):
    inbox, mail = server
    monkeypatch.setenv("CIN_LIVE", opened)
    set_up(approved, mode=mode, guests=guests, mail=mail)
    for command in ("send", "run"):
        approved.cin(command, *(() if mode == "live" else ("--as", "sam")))
    assert inbox.envelopes == []
    assert len(approved.mailed()) == {"demo": 0, "live": 0}.get(mode, 2 if guests == FAMILY else 3)


def test_a_home_that_was_just_made_sends_to_nobody_with_the_environment_set_and_a_server_there(
    fresh, monkeypatch, server, tmp_path, here
):
    inbox, mail = server
    monkeypatch.setenv("CIN_LIVE", "yes")
    home = tmp_path / "new"
    assert here("init", home).code == 0
    shutil.copytree(fresh.folder / "cases", home / "cases", dirs_exist_ok=True)
    with (home / "cin.yaml").open("a", encoding="utf-8") as file:
        file.write(mail)
    office = type(fresh)(home)
    assert office.cin("submit", office.notes, "--as", "dana").code == 0
    assert office.cin("approve", "MAR-2041", office.preview()["code"], "--as", "tom").code == 0
    assert office.cin("run", "--as", "tom").code == 0
    assert inbox.envelopes == []
    assert len(office.mailed()) == 3


def test_a_live_home_that_is_opened_says_what_it_would_do_and_sends_nothing_that_trial_made(
    approved, monkeypatch, server
):
    """The copies were made in trial and say so on each page: they never leave a live home."""
    inbox, mail = server
    monkeypatch.setenv("CIN_LIVE", "yes")
    set_up(approved, mode="live", mail=mail)
    before = approved.cin("send")
    assert before.code == 1
    assert "cin send --dry" in before.said
    dry = approved.cin("send", "--dry", "--json")
    assert {one["goes"] for one in dry.data["rehearsed"]} == {"other-mode"}
    assert approved.cin("send").code == 1
    assert inbox.envelopes == []
    assert approved.mailed() == []
    assert approved.piled() == []


def test_every_thing_that_live_lacks_is_said_at_once(approved, monkeypatch):
    monkeypatch.delenv("CIN_LIVE", raising=False)
    approved.edit(approved.folder / "cin.yaml", "mode: trial", "mode: live")
    said = approved.cin("status").said
    for part in ("CIN_LIVE", "no mail server", "in use since", "1 of the staff", "e-mail domains"):
        assert part in said, part


def test_in_live_nobody_acts_as_somebody_else(approved, monkeypatch, server):
    _, mail = server
    monkeypatch.setenv("CIN_LIVE", "yes")
    set_up(approved, mode="live", mail=mail)
    refused = approved.cin("approve", "MAR-2041", "0000-0000", "--as", "tom")
    assert refused.code == 1
    assert "--as exists in demo and trial only" in refused.said


def test_a_dry_preview_moves_nothing_and_names_where_each_copy_would_go(approved):
    tree = {name: digest for name, digest in approved.tree().items() if not name.startswith("ledger")}
    done = approved.cin("send", "--dry", "--as", "sam")
    assert done.code == 0, done.said
    goes = sorted(line.rpartition(" to ")[2] for line in done.out.splitlines())
    assert goes == ["outbox/hand", "outbox/mail", "outbox/mail", "outbox/mail", "outbox/print"]
    assert {name: digest for name, digest in approved.tree().items() if not name.startswith("ledger")} == tree
    assert approved.is_whole()


def tried(office: Any) -> int:
    from cin_docs.cli.desk import open_desk

    with open_desk(office.folder) as desk:
        return sum(one.action == "dry preview" for one in desk.ledger.events())


def test_a_dry_preview_with_nothing_ready_to_leave_opens_nothing(submitted):
    done = submitted.cin("send", "--dry", "--as", "sam")
    assert done.code == 0
    assert "only a dry preview of approved copies opens live mode" in " ".join(done.said.split())
    assert tried(submitted) == 0


def test_and_one_of_approved_copies_counts(approved):
    approved.cin("send", "--dry", "--as", "sam")
    assert tried(approved) == 1


def test_the_dry_preview_says_until_when_a_copy_may_still_be_called_back(approved):
    with (approved.folder / "cin.yaml").open("a", encoding="utf-8") as file:
        file.write("limits: {undo: 20 minutes}\n")
    goes = [one["goes"] for one in approved.cin("send", "--dry", "--json", "--as", "sam").data["rehearsed"]]
    assert all(", not before " in one for one in goes), goes


def test_a_missing_password_file_is_asked_for_with_all_the_rest(approved, monkeypatch):
    monkeypatch.delenv("CIN_LIVE", raising=False)
    monkeypatch.delenv("CIN_SMTP_PASSWORD", raising=False)
    approved.edit(approved.folder / "cin.yaml", "mode: trial", "mode: live")
    with (approved.folder / "cin.yaml").open("a", encoding="utf-8") as file:
        file.write("mail: {host: relay.example, user: cin, password file: secret.txt}\n")
    said = approved.cin("status").said
    for part in ("CIN_LIVE", "in use since", "secret.txt cannot be read"):
        assert part in said, said
