"""Logs and errors hold ids and codes: no name, no address, no word of anybody's notes.

A log at DEBUG of all libraries over the whole demo and over real mail; and an error nobody foresaw, thrown into every
function that a command calls, with somebody's name and address in its words.
"""

from __future__ import annotations

import inspect
import logging
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
import yaml

import cin_docs
from cin_docs import resources
from cin_docs.testing.certificates import Kind, certificate
from cin_docs.testing.mailserver import mail_server

PACKAGE = str(Path(cin_docs.__file__).parent)
#: Keys whose values are ids, codes or words of the procedure.
_NOT_PERSONAL = frozenset({"case", "standard", "mode", "nation", "account", "kind", "team", "pathway", "is", "by"})
#: What every page and log may say: the format's own words.
_WORDS = frozenset({"child in need", "every month", "every 2 weeks"})


def personal(node: Any, key: str = "") -> Iterator[str]:
    """Names, addresses, numbers and free texts in a case or notes file."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from personal(value, str(name))
    elif isinstance(node, list):
        for value in node:
            yield from personal(value, key)
    elif isinstance(node, str) and key not in _NOT_PERSONAL:
        for text in {" ".join(node.split()), *(" ".join(line.split()) for line in node.splitlines())}:
            if (" " in text or "@" in text) and len(text) >= 7 and text not in _WORDS:
                yield text


def of_the_sample() -> set[str]:
    files = [path for path in (resources.config() / "sample").rglob("*.yaml") if path.name != "story.yaml"]
    found = {text for path in files for text in personal(yaml.safe_load(path.read_text("utf-8")))}
    assert len(found) > 300
    assert {"Kim Marsh", "kim.marsh@post.example"} <= found
    return found


def spoken(texts: set[str], said: str) -> list[str]:
    """Which of the texts stand in what was said, however it is folded."""
    words = " ".join(said.split())
    return sorted(text for text in texts if text in words)


def test_a_log_at_debug_of_the_whole_demo_holds_no_personal_words(demo):
    log = demo.log.read_text("utf-8")
    # It is a log of everything: pages were laid out and rows were read.
    assert "weasyprint" in log
    assert "sqlalchemy" in log
    assert spoken(of_the_sample(), log) == []


@pytest.fixture
def debug_log(tmp_path) -> Iterator[Path]:
    """Everything that is logged in this process, at DEBUG; not the mail server's own log, which is the server's."""
    path = tmp_path / "debug.log"
    handler = logging.FileHandler(path)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    handler.addFilter(lambda record: not record.name.startswith("mail."))
    root = logging.getLogger()
    loggers = [root, *(one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger))]
    before = [(one, one.level) for one in loggers]
    root.addHandler(handler)
    for one in loggers:
        one.setLevel(logging.DEBUG)
    yield path
    for one, level in before:
        one.setLevel(level)
    root.removeHandler(handler)
    handler.close()


def test_a_log_at_debug_of_real_mail_holds_no_personal_words(approved, debug_log, tmp_path):
    personal_words = set(personal(yaml.safe_load(approved.case.read_text("utf-8"))))
    personal_words |= set(personal(yaml.safe_load(approved.notes.read_text("utf-8"))))
    tls = certificate(Kind.GOOD, tmp_path)
    with mail_server(tls) as (inbox, port):
        settings = approved.folder / "cin.yaml"
        (approved.folder / "relay.pem").write_bytes(tls.ca_file.read_bytes())
        mail = f"mail: {{host: localhost, port: {port}, tls: starttls, certificates: relay.pem}}\n"
        settings.write_text(f"{settings.read_text('utf-8')}guest list: [dana@eastmere.example]\n{mail}", "utf-8")
        done = approved.cin("send", "--as", "sam")
        assert done.code == 0, done.said
        approved.cin("status")
        approved.cin("report", "timeliness", "--details")
        approved.cin("verify")
    assert [one.rcpt_tos for one in inbox.envelopes] == [["dana@eastmere.example"]]
    log = debug_log.read_text("utf-8")
    assert "sqlalchemy" in log
    assert spoken(personal_words, log) == []


# --- an error that nobody foresaw -------------------------------------------------------------------------------------

#: What it says: the kind of words that an error of a library quotes, of somebody whom no command has to print.
SECRET = "Vera Unwin, 31 Glass Row, EM8 8QQ, 07700 900777, vera.unwin@glass.example"
PIECES = ("Vera", "Unwin", "Glass Row", "EM8 8QQ", "900777", "glass.example")


def called(run: Callable[[], Any]) -> list[CodeType]:
    """Every function of the package that `run` calls, in the order of their first call."""
    seen: dict[CodeType, None] = {}

    def look(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE):
            seen.setdefault(frame.f_code)

    sys.setprofile(look)
    try:
        run()
    finally:
        sys.setprofile(None)
    return [code for code in seen if _may_fail(code)]


def _may_fail(code: CodeType) -> bool:
    # The ending itself, class bodies, and what runs while a module is loaded are no part of a command's work.
    inside = code.co_filename.removeprefix(PACKAGE)
    return not inside.startswith(("/cli/ending.py", "/cli/__init__.py")) and not code.co_name.startswith("<module")


def failing(code: CodeType, error: Exception, run: Callable[[], Any]) -> Any:
    """What `run` gives when this function fails at its first call."""
    fired: list[CodeType] = []

    def trace(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code is code and not fired:
            fired.append(code)
            raise error

    sys.settrace(trace)
    try:
        answer = run()
    finally:
        sys.settrace(None)
    assert fired or inspect.isgenerator(answer) is False
    return answer


COMMANDS = {
    "check": ("fresh", lambda office: ("check", office.notes)),
    "new": ("fresh", lambda _: ("new", "MAR-2041", "--on", "2030-01-07")),
    "preview": ("submitted", lambda _: ("preview", "MAR-2041")),
    "approve": ("submitted", lambda office: ("approve", "MAR-2041", office.code, "--as", "dana")),
    "status": ("approved", lambda _: ("status",)),
    "timeliness": ("approved", lambda _: ("report", "timeliness", "--details")),
    "verify": ("approved", lambda _: ("verify",)),
    "send": ("approved", lambda _: ("send", "--as", "sam")),
    "cancel": ("approved", lambda office: ("cancel", office.gran, "--because", "Moved", "--as", "dana")),
    "submit": ("fresh", lambda office: ("submit", office.notes, "--as", "priya")),
    "run": ("fresh", lambda _: ("run", "--as", "sam")),
}
#: How many functions of each command fail in the short form; all of them in the long one.
SOME = 5


@pytest.fixture
def command(request, tmp_path):
    """A command that can be run again and again, each time on an office of its own."""

    def make(name: str) -> Callable[[], Any]:
        fixture, words = COMMANDS[name]
        office = request.getfixturevalue(f"{fixture}_office")
        count = iter(range(10_000))
        asked = None

        def run() -> Any:
            nonlocal asked
            own = type(office)(tmp_path / f"{next(count)}")
            shutil.copytree(office.folder, own.folder)
            if asked is None:
                asked = _Words(office) if fixture != "fresh" else own
            given = words(own if fixture == "fresh" else asked)
            answer = own.cin(*given)
            shutil.rmtree(own.folder)
            return answer

        return run

    return make


class _Words:
    """What a command has to be told of an office: asked once, before anything fails."""

    def __init__(self, office: Any) -> None:
        preview = office.preview()
        self.code = preview["code"]
        self.gran = next(one["dispatch"] for one in preview["preview"]["lines"] if one["person"] == "gran")


#: What checks an authority's own procedure and settings answers with a ValueError, whose words are meant to be read.
_SPEAK = ("/procedure/standard_file.py", "/procedure/periods.py", "/settings.py")


def check_all(run: Callable[[], Any], codes: list[CodeType]) -> None:
    assert [wrong for number, code in enumerate(codes) if (wrong := said_too_much(run, code, number))] == []


def said_too_much(run: Callable[[], Any], code: CodeType, number: int) -> str | None:
    """What is wrong with how a command ends when this function fails; None when all is well."""
    where = code.co_filename.removeprefix(PACKAGE)
    kind = RuntimeError if where in _SPEAK else (ValueError, KeyError, RuntimeError, TypeError)[number % 4]
    answer = failing(code, kind(SECRET), run)
    shown = [piece for piece in PIECES if piece in answer.said]
    unnamed = answer.code == 70 and f"{kind.__name__} at cin_docs/" not in answer.said
    if shown or unnamed or "Traceback" in answer.said:
        return f"{where} {code.co_qualname}: {answer.said}"
    return None


@pytest.mark.parametrize("name", COMMANDS)
def test_an_error_nobody_foresaw_says_where_it_was_and_nothing_of_what_it_read(name, command):
    run = command(name)
    run()
    codes = called(run)
    assert len(codes) > SOME
    check_all(run, codes[:: max(1, len(codes) // SOME)])


@pytest.mark.long
@pytest.mark.parametrize("name", COMMANDS)
def test_every_function_of_a_command_may_fail_so(name, command):
    run = command(name)
    run()
    check_all(run, called(run))


def test_the_way_to_a_mistake_is_shown_when_asked_for_without_its_words(fresh, monkeypatch):
    def broken(*_args: object, **_more: object) -> None:
        who = SECRET
        raise ValueError(who)

    monkeypatch.setattr("cin_docs.pipeline.check", broken)
    short = fresh.cin("check", fresh.notes)
    monkeypatch.setenv("CIN_TRACEBACK", "1")
    long = fresh.cin("check", fresh.notes)
    assert (short.code, long.code) == (70, 70)
    assert "cin_docs/cli/notes.py" not in short.said.partition(" at ")[2].partition(" ")[2]
    assert "cin_docs/cli/notes.py" in long.said
    assert re.search(r"test_no_personal_words\.py:\d+ broken", long.said)
    for answer in (short, long):
        assert not [piece for piece in PIECES if piece in answer.said]


def test_what_caused_an_error_is_shown_without_its_words_too(fresh, monkeypatch):
    def broken(*_args: object, **_more: object) -> None:
        try:
            dict[str, str]()[SECRET]
        except KeyError as error:
            raise ValueError(SECRET) from error

    monkeypatch.setattr("cin_docs.pipeline.check", broken)
    monkeypatch.setenv("CIN_TRACEBACK", "1")
    answer = fresh.cin("check", fresh.notes)
    assert answer.code == 70
    assert not [piece for piece in PIECES if piece in answer.said]


def test_a_folder_named_by_an_address_is_not_named_in_an_error(fresh, monkeypatch):
    where = fresh.folder / "outbox" / "mail" / "kim.marsh@post.example" / "new"

    def broken(*_args: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied", str(where))

    monkeypatch.setattr("cin_docs.pipeline.check", broken)
    answer = fresh.cin("check", fresh.notes)
    assert "outbox/mail cannot be used: Permission denied" in answer.said
    assert "kim.marsh" not in answer.said
