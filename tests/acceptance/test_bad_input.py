"""Bad input of every kind: a clear finding or message with file, line and remedy, and nothing half done.

Whatever is wrong, no command ends in a traceback (an exception nobody caught fails the test by itself), the exit
code is 0, 1, 2 or 75, and ledger, store and outbox are as they were.
"""

from __future__ import annotations

import ctypes
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HUGE = b"meeting: first\n# " + b"x" * (2 * 1024 * 1024)

#: What a file may hold that cannot be read as it stands: the bytes, the finding, where it is found.
WRITING = {
    "empty": (b"", "empty-file", 1, 1),
    "only remarks": (b"# nothing yet\n", "empty-file", 1, 1),
    "huge": (HUGE, "file-too-large", 1, 1),
    "not UTF-8": (b"meeting: first\nplace: Caf\xe9\n", "not-utf-8", 2, 11),
    "UTF-16": ("meeting: first\n".encode("utf-16"), "not-utf-8", 1, 1),
    "a NUL byte": (b"meeting: first\nplace: a\x00b\n", "unprintable-character", 2, 9),
    "a key twice": (b"meeting: first\nmeeting: first\n", "key-twice", 2, 1),
    "an anchor": (b"meeting: &one first\n", "special-start", 1, 10),
    "an alias": (b"meeting: first\npurpose: *one\n", "special-start", 2, 10),
    "a merge key": (b"meeting: first\n<<: {a: b}\n", "yaml-shorthand", 2, 1),
    "wrongly indented": (b"meeting: first\n   date: 2026-10-08\n", None, 2, None),
    "indented with a tab": (b"next:\n\tdate: 2026-10-08\n", "tab", 2, 1),
    "a billion laughs": (b"a: " + b"[" * 500 + b"]" * 500 + b"\n", "nested-too-deep", 1, None),
    "two documents": (b"meeting: first\n---\nmeeting: first\n", "several-documents", 2, None),
    "a program": (b"meeting: !!python/object/apply:os.system ['true']\n", "special-start", 1, 10),
    "not closed": (b"present: [mum, dana\n", "not-closed", None, None),
    "a list, not keys": (b"- meeting\n- first\n", None, 1, 1),
    "one word": (b"hello\n", None, 1, 1),
}


def untouched(office) -> dict[str, str]:
    """What must not change: stored bytes, outbox, cases, settings. The database's file is judged by its events."""
    return {name: digest for name, digest in office.tree().items() if not name.startswith("ledger.")}


def events(office) -> int:
    done = office.cin("verify", "--json")
    assert done.data["problems"] == []
    return int(done.data["events"])


def the_finding(done, code: str | None, line: int | None, column: int | None) -> Any:
    """The one finding that forbids going on with this code at this place; None stands for any."""
    wanted = (code, line, column)
    found = [
        one
        for one in done.data
        if one["severity"] == "blocks"
        and all(want in {None, one[key]} for want, key in zip(wanted, ("code", "line", "column"), strict=True))
    ]
    assert found, done.data
    assert found[0]["remedy"]
    return found[0]


@pytest.fixture
def calm(submitted):
    """An office with one meeting submitted, and a check at the end that nothing in it was half done."""
    yield submitted
    for path in submitted.folder.rglob("*.part"):
        pytest.fail(f"{path} was left behind")


@pytest.mark.parametrize("what", WRITING)
def test_a_notes_file_that_cannot_be_read_is_a_finding_with_its_place(calm, what):
    data, code, line, column = WRITING[what]
    bad = calm.notes.with_name("2026-10-01-first.yaml")
    bad.write_bytes(data)
    before, known = untouched(calm), events(calm)
    done = calm.cin("check", bad, "--format", "json")
    assert done.code == 1
    found = the_finding(done, code, line, column)
    assert found["file"] == f"cases/MAR-2041/{bad.name}"
    submitted = calm.cin("submit", bad, "--as", "priya")
    assert submitted.code == 1
    assert f"{bad.name}:{found['line']}:{found['column']}" in submitted.out
    assert (untouched(calm), events(calm)) == (before, known)


@pytest.mark.parametrize("what", WRITING)
def test_a_case_file_that_cannot_be_read_is_a_finding_with_its_place(calm, what):
    data, code, line, column = WRITING[what]
    calm.case.write_bytes(data)
    before, known = untouched(calm), events(calm)
    done = calm.cin("check", calm.notes, "--format", "json")
    assert done.code == 1
    assert the_finding(done, code, line, column)["file"] == "cases/MAR-2041/case.yaml"
    for command in (["submit", calm.notes, "--as", "priya"], ["new", "MAR-2041"]):
        refused = calm.cin(*command)
        assert refused.code == 1
        assert "case.yaml" in refused.said
    assert calm.cin("status").code == 0
    assert calm.cin("report", "timeliness").code == 0
    assert calm.cin("send", "--as", "sam").code == 0
    assert (untouched(calm), events(calm)) == (before, known)


@pytest.mark.parametrize("what", WRITING)
def test_settings_that_cannot_be_read_stop_every_command_with_their_place(calm, what):
    data, _, line, column = WRITING[what]
    (calm.folder / "cin.yaml").write_bytes(data)
    before = untouched(calm)
    for command in (["check", calm.notes], ["send"], ["status"]):
        done = calm.cin(*command)
        assert done.code == 1
        assert done.out == ""
        assert f"cin.yaml:{line or ''}" in done.err
        assert column is None or line is None or f"cin.yaml:{line}:{column}" in done.err
    assert untouched(calm) == before


@pytest.mark.parametrize("what", ["empty", "huge", "not UTF-8", "a key twice", "an alias", "wrongly indented"])
def test_an_agencies_file_that_cannot_be_read_is_a_finding_of_every_check(calm, what):
    (calm.folder / "agencies.yaml").write_bytes(WRITING[what][0])
    done = calm.cin("check", calm.notes, "--format", "json")
    assert done.code == 1
    assert any(one["file"] == "agencies.yaml" and one["severity"] == "blocks" for one in done.data)


@pytest.mark.parametrize("file", ["config/standards/ours.yaml", "config/wording/en.yaml"])
@pytest.mark.parametrize("what", ["empty", "huge", "not UTF-8", "a key twice", "an alias", "wrongly indented"])
def test_a_standard_or_word_list_that_cannot_be_used_is_named_with_its_place(calm, file, what):
    (calm.folder / file).write_bytes(WRITING[what][0])
    done = calm.cin("check", calm.notes)
    assert done.code == 1
    assert re.search(rf"{file}:\d+:\d+ cannot be used", done.said), done.said


@pytest.mark.parametrize(
    ("old", "new", "code", "words", "remedy"),
    [
        ("chair: dana\nminutes", "chiar: dana\nminutes", "unknown-key", "chiar", "Did you mean `chair`?"),
        ("[mum, leo, dana, gran]", "[mum, leo, danna, gran]", "unknown-person", "danna", "Did you mean `dana`"),
        ("@today@", "2026-02-30", "no-such-day", "2026-02-30", "calendar"),
    ],
    ids=["an unknown key", "an id not in the roster", "a date that does not exist"],
)
def test_a_slip_is_found_where_it_stands_with_what_was_meant(calm, old, new, code, words, remedy):
    text = calm.notes.read_text()
    old = old.replace("@today@", calm.notes.name[:10])
    assert old in text
    calm.notes.write_text(text.replace(old, new, 1))
    line = next(n for n, line in enumerate(calm.notes.read_text().splitlines(), 1) if words in line)
    column = calm.notes.read_text().splitlines()[line - 1].index(words) + 1
    known = events(calm)
    done = calm.cin("submit", calm.notes, "--as", "priya", "--json")
    assert done.code == 1
    found = next(one for one in done.data if one["code"] == code)
    assert (found["line"], found["column"], found["length"]) == (line, column, len(words))
    assert remedy in found["remedy"]
    assert events(calm) == known


@pytest.mark.parametrize("command", ["check", "submit"])
@pytest.mark.parametrize("what", ["missing", "a folder", "a broken link", "a folder that is a file"])
def test_a_file_that_is_not_there_is_named_with_the_reason(calm, command, what):
    path = calm.notes.with_name("2026-10-01-first.yaml")
    if what == "a folder":
        path.mkdir()
    elif what == "a broken link":
        path.symlink_to("nowhere.yaml")
    elif what == "a folder that is a file":
        path = calm.notes / "notes.yaml"
    done = calm.cin(command, path, *(["--as", "priya"] if command == "submit" else []))
    assert done.code in {1, 2}
    assert str(path.name) in done.err
    assert done.out == ""


def test_a_case_that_does_not_exist_is_named_with_those_that_do(calm):
    elsewhere = calm.folder / "inbox" / "notes.yaml"
    elsewhere.write_bytes(calm.notes.read_bytes())
    for command in (
        ["new", "MAR-2014"],
        ["check", elsewhere],
        ["check", elsewhere, "--case", "MAR-2014"],
        ["check", elsewhere, "--case", "../cases/MAR-2041"],
        ["preview", "MAR-2014"],
        ["approve", "MAR-2014", "0000-0000", "--as", "dana"],
    ):
        done = calm.cin(*command)
        assert done.code == 1, command
        assert "MAR-2041" in done.err, command


def test_a_case_file_changed_since_the_approval_holds_its_copies_and_says_so(approved):
    approved.edit(approved.case, "kim.marsh@post.example", "kim@post.example")
    done = approved.cin("send", "--as", "sam")
    assert done.code == 1
    assert "contact-changed" in done.err
    assert "dana" in done.err
    assert approved.is_whole()


# Settings.


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("nation: ENG", "natoin: ENG", "cin.yaml:2:1", "Did you mean `nation`?"),
        ("nation: ENG\n", "", "cin.yaml:1:1", "`nation` is missing"),
        ("nation: ENG", "nation: GBR", "cin.yaml:2:9", "'ENG', 'WLS', 'SCT' or 'NIR'"),
        ("mode: trial", "mode: live", "cin.yaml:3:7", "Live mode is not open"),
        ("sender: cin@eastmere.example", "sender: cin@eastmere", "cin.yaml:4:9", "plain e-mail address"),
        ("account: tashe, approves: yes", "account: tashe, aproves: yes", "cin.yaml:7:41", "Did you mean `approves`?"),
        ("nation: ENG", "nation: ENG\nclosures: [2026-02-30]", "cin.yaml:3:12", "closures"),
        ("nation: ENG", "nation: ENG\nmail: {port: 587}", "cin.yaml:3:7", "`host` is missing"),
    ],
)
def test_a_wrong_setting_is_named_with_its_place_and_remedy(calm, old, new, place, words):
    calm.edit(calm.folder / "cin.yaml", old, new)
    done = calm.cin("status")
    assert done.code == 1
    assert place in done.said
    assert words in done.said


def test_all_wrong_settings_are_said_at_once(calm):
    calm.edit(calm.folder / "cin.yaml", "nation: ENG", "natoin: ENG\nclosures: [x]\nmarkign: {}")
    said = calm.cin("status").said
    assert "natoin" in said
    assert "markign" in said
    assert "closures" in said


def test_a_mail_password_that_others_can_read_is_refused(calm):
    password = calm.folder / "mail.password"
    password.write_text("Haus-Baum-7\n")
    password.chmod(0o644)
    calm.edit(
        calm.folder / "cin.yaml", "mode: trial", "mode: trial\nmail: {host: relay.test, password file: mail.password}"
    )
    done = calm.cin("status")
    assert done.code == 1
    assert "chmod 600" in done.err
    assert "Haus-Baum-7" not in done.said
    password.unlink()
    assert "mail.password cannot be read" in calm.cin("status").said


def test_a_name_that_is_nobodys_is_refused(calm):
    done = calm.cin("submit", calm.notes, "--as", "nobody")
    assert done.code == 1
    assert "Staff: dana, tom, priya, sam." in done.err


# Fonts and templates.


@pytest.fixture
def forgotten_fonts():
    """Fonts are read once for a process; here they are read afresh, before and after."""
    from cin_docs.documents import fonts, pdf

    caches = (fonts.font_bytes, fonts.harfbuzz_face, fonts.characters, pdf._styles)
    for cache in caches:
        cache.cache_clear()
    yield fonts
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize("face", ["regular", "bold", "italic", "naskh"])
def test_a_missing_font_stops_the_submission_before_anything_is_stored(fresh, forgotten_fonts, monkeypatch, face):
    """It is never replaced by another one without a word."""
    monkeypatch.setitem(forgotten_fonts._SOURCE, forgotten_fonts.Face(face), ("Notto Sanns", 400, "normal"))
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert "The font Notto Sanns that documents are set in is missing. Install the package" in done.said
    assert not list((fresh.folder / "store").iterdir())
    assert fresh.cin("preview", "MAR-2041").code == 1


@pytest.mark.parametrize(
    "name",
    ["html/plan.html.j2", "html/_page.html.j2", "style/document.css", "email/cover.txt.j2", "html/cover.html.j2"],
)
def test_a_missing_template_stops_the_submission_before_anything_is_stored(fresh, monkeypatch, tmp_path, name):
    from cin_docs import resources

    shipped = tmp_path / "templates"
    shutil.copytree(resources.templates(), shipped)
    (shipped / name).unlink()
    monkeypatch.setattr(resources, "templates", lambda: shipped)
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert Path(name).name in done.said
    assert not list((fresh.folder / "store").iterdir())


def test_a_template_of_ones_own_that_is_wrong_is_named_with_its_line(fresh):
    own = fresh.folder / "templates" / "html"
    own.mkdir()
    (own / "plan.html.j2").write_text("<html>\n{{ view.no_such_thing }}\n</html>")
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert "plan.html.j2" in done.said
    assert "2" in done.said
    (own / "plan.html.j2").write_text("<html>\n{% if %}\n</html>")
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert "plan.html.j2" in done.said
    assert not list((fresh.folder / "store").iterdir())


@pytest.mark.parametrize("folder", ["templates", "config"])
def test_an_installation_without_its_files_says_to_install_again(fresh, monkeypatch, folder, tmp_path):
    from cin_docs import resources

    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "cin_docs")
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert "Install the package again." in done.err


# Homes.


@pytest.mark.parametrize("what", ["none named", "missing", "a file", "empty"])
def test_a_home_that_is_none_says_how_to_make_one(here, tmp_path, what):
    home = tmp_path / "home"
    if what == "a file":
        home.write_text("x")
    elif what == "empty":
        home.mkdir()
    done = here("status", home=None if what == "none named" else home)
    assert done.code == 1
    assert "cin init" in done.err
    assert sorted(tmp_path.rglob("*")) == ([] if what in {"none named", "missing"} else [home])


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("gone", "cannot be read"),
        ("cut short", "damaged"),
        ("open to others", "chmod 600"),
        ("another", "not the one that this ledger was made with"),
        ("a folder", "cannot be read"),
    ],
)
def test_a_home_whose_key_is_wrong_does_nothing(calm, what, words):
    key = calm.folder / "key"
    if what in {"gone", "a folder"}:
        key.unlink()
    if what == "a folder":
        key.mkdir()
    if what == "cut short":
        key.write_text(key.read_text()[:20])
    if what == "open to others":
        key.chmod(0o644)
    if what == "another":
        key.write_text("ab" * 32)
    before = untouched(calm)
    for command in ("status", "verify", "send", "run"):
        done = calm.cin(command)
        assert done.code == 1
        assert words in done.err
        assert done.out == ""
    assert untouched(calm) == before


@pytest.mark.parametrize("what", ["gone", "empty", "garbage", "a folder"])
def test_a_ledger_that_is_gone_or_broken_is_never_made_anew(calm, what):
    ledger = calm.folder / "ledger.sqlite"
    for path in calm.folder.glob("ledger.sqlite*"):
        path.unlink()
    if what == "empty":
        ledger.touch()
    elif what == "garbage":
        ledger.write_bytes(b"not a database " * 100)
    elif what == "a folder":
        ledger.mkdir()
    for command in ("status", "send", "run", "verify"):
        done = calm.cin(command)
        assert done.code == 1, done.said
        assert "ledger" in done.err
        assert done.out == ""
    assert (not ledger.exists()) == (what == "gone")


@pytest.mark.parametrize("folder", ["store", "outbox", "inbox", "cases"])
def test_a_home_with_a_file_where_a_folder_should_be_ends_calmly(approved, folder):
    shutil.rmtree(approved.folder / folder)
    (approved.folder / folder).write_text("x")
    for command in (["send", "--as", "sam"], ["run", "--as", "sam"], ["status"], ["verify"]):
        done = approved.cin(*command)
        assert done.code in {0, 1}
    if folder in {"store", "outbox", "cases"}:
        shutil.rmtree(approved.folder / "outbox", ignore_errors=True)
        assert approved.mailed() == []


def test_nothing_is_stored_when_the_store_cannot_be_written(fresh):
    (fresh.folder / "store").rmdir()
    (fresh.folder / "store").write_text("x")
    done = fresh.cin("submit", fresh.notes, "--as", "priya")
    assert done.code == 1
    assert "store" in done.err
    assert "Nothing was half done" in done.err
    assert fresh.cin("preview", "MAR-2041").code == 1
    assert fresh.is_whole()


def test_a_pile_that_cannot_be_written_keeps_the_letters_approved(approved):
    (approved.folder / "outbox" / "print").write_text("x")
    done = approved.cin("send", "--as", "sam")
    assert done.code == 1
    assert "outbox/print cannot be written" in done.err
    assert len(approved.mailed()) == 3
    assert [approved.dispatch_of("leo") in name for name in approved.piled()] == [True]
    (approved.folder / "outbox" / "print").unlink()
    assert approved.cin("send", "--as", "sam").code == 0
    assert len(approved.piled()) == 2
    assert len(approved.mailed()) == 3
    assert approved.is_whole()


#: Of prctl(2) and capabilities(7): take from a child what lets root write anywhere.
PR_CAPBSET_DROP, DAC_CAPABILITIES = 24, (1, 2, 3)


def without_override() -> None:
    if os.geteuid() == 0:
        library = ctypes.CDLL(None)
        for capability in DAC_CAPABILITIES:
            library.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


@pytest.fixture
def unwritable(approved):
    """A home that can be read in full and written nowhere, not even by root once it runs `without_override`."""
    inside = [approved.folder, *approved.folder.rglob("*")]
    for path in inside:
        path.chmod(0o555 if path.is_dir() else 0o400)
    probe = subprocess.run(["touch", approved.folder / "x"], preexec_fn=without_override, check=False)
    if probe.returncode == 0:
        (approved.folder / "x").unlink()
        pytest.skip("this account may write anywhere, and cannot give that up")
    yield approved
    for path in inside:
        path.chmod(0o755 if path.is_dir() else 0o600)


@pytest.mark.parametrize("command", [["send", "--as", "sam"], ["run", "--as", "sam"], ["status"], ["new", "MAR-2041"]])
def test_a_home_that_cannot_be_written_is_left_alone_with_one_calm_message(unwritable, command):
    before = untouched(unwritable)
    done = subprocess.run(
        [sys.executable, "-m", "cin_docs", *command],
        capture_output=True,
        text=True,
        env={**os.environ, "CIN_HOME": str(unwritable.folder)},
        preexec_fn=without_override,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("cin: ")
    assert "Errno" not in done.stderr
    assert untouched(unwritable) == before


def test_a_new_home_is_made_whole_or_not_at_all(here, tmp_path):
    (tmp_path / "file").write_text("x")
    done = here("init", tmp_path / "file" / "home")
    assert done.code == 1
    assert "cannot be made" in done.err
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    assert "nothing was changed" in here("init", tmp_path / "full").err
    assert "nation" in here("init", tmp_path / "new", "--nation", "FRA").err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full"]


# Mail.


def test_a_mail_server_that_is_down_leaves_the_message_queued_and_says_so(approved):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        approved.edit(
            approved.folder / "cin.yaml",
            "mode: trial",
            f"mode: trial\nguest list: [dana@eastmere.example]\nmail: {{host: 127.0.0.1, port: {port}}}",
        )
        done = approved.cin("send", "--as", "sam")
    assert "cannot be reached" in done.said
    assert approved.mailed() == ["kim.marsh@post.example", "rob.hale@mail.example"]
    waiting = approved.cin("status", "--json").data["waiting"]
    assert waiting
    assert done.code in {0, 1}
    again = approved.cin("send", "--as", "sam")
    assert "not due yet" in again.err
    assert approved.is_whole()


# The command line itself.


@pytest.mark.parametrize(
    "command",
    [
        ["chekc"],
        ["check"],
        ["check", "--formt", "json", "x.yaml"],
        ["check", "--format", "yaml", "x.yaml"],
        ["send", "now"],
        ["record", "D-1", "lost"],
        ["record", "D-1", "posted", "--on", "30.2.2026"],
        ["new", "MAR-2041", "--on", "2026-02-30"],
        ["report", "timelines"],
        ["run", "--every", "0"],
    ],
    ids=" ".join,
)
def test_a_command_that_is_not_understood_ends_with_two(here, command):
    done = here(*command)
    assert done.code == 2
    assert done.out == ""
    assert done.err


def test_what_has_not_happened_yet_is_not_recorded(calm):
    done = calm.cin("record", "D-1", "posted", "--on", "2099-01-01")
    assert done.code == 2
    assert "has not come yet" in done.said


def test_a_dispatch_that_nobody_knows_is_a_finding(calm):
    done = calm.cin("record", "D-NOBODY", "posted", "--as", "sam")
    assert done.code == 1
    assert "unknown-dispatch" in done.out
    assert "cin status" in done.said


def test_a_new_meeting_with_an_unknown_kind_is_refused(calm):
    done = calm.cin("new", "MAR-2041", "--kind", "party")
    assert done.code == 2
    assert "extraordinary" in done.err


def test_a_reader_that_goes_away_is_nobodys_mistake(calm):
    """`cin preview | head` closes the pipe early: not a word about it on stderr."""
    cin = f"{shlex.quote(sys.executable)} -m cin_docs"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {cin} preview MAR-2041 --json | head -c 10"],
        capture_output=True,
        text=True,
        env={**os.environ, "CIN_HOME": str(calm.folder)},
        check=False,
    )
    assert done.returncode in {0, 1}
    assert done.stderr == ""
