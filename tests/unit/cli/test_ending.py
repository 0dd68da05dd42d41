"""A command ends with a code and, when something went wrong outside, one calm message."""

from __future__ import annotations

import pytest
import typer

from cin_docs.cli import ending
from cin_docs.errors import CinError, HomeError, LedgerError, LockedError, RefusedError, RenderError, ResourceError


def ended(error: BaseException | None) -> int:
    def app() -> None:
        if error is not None:
            raise error

    with pytest.raises(SystemExit) as stopped:
        ending.run(app)
    return int(stopped.value.code or 0)


def test_what_was_done_ends_with_zero():
    assert ended(None) == ending.DONE == 0


@pytest.mark.parametrize("error", [HomeError, ResourceError, LedgerError, RenderError, RefusedError, CinError])
def test_an_error_of_ours_is_one_message_with_its_remedy(error, capsys):
    assert ended(error("The key is gone.", "Put it back.")) == ending.FINDINGS == 1
    assert capsys.readouterr() == ("", "cin: The key is gone. Put it back.\n")


def test_another_sender_at_work_ends_with_75(capsys):
    assert ended(LockedError("Busy.", "Wait.")) == ending.LOCKED == 75
    assert capsys.readouterr().err == "cin: Busy. Wait.\n"


def test_a_full_disk_or_a_folder_of_somebody_else_is_no_traceback(capsys):
    assert ended(PermissionError(13, "Permission denied", "/srv/cin/.send.lock")) == 1
    said = capsys.readouterr().err
    assert said.startswith("cin: /srv/cin/.send.lock cannot be used: Permission denied.")
    assert "Errno" not in said
    assert ended(OSError(28, "No space left on device")) == 1
    assert "No space left on device" in capsys.readouterr().err


def test_a_mistake_of_ours_says_what_it_is_and_where_and_nothing_of_what_it_was_working_on(capsys):
    assert ended(ValueError("invalid literal: Kim Marsh, 2 Quay Street")) == ending.MISTAKE == 70
    said = capsys.readouterr().err
    assert "A mistake in the program stopped this: ValueError at " in said
    assert "Marsh" not in said
    assert "Traceback" not in said


def test_an_error_about_a_folder_of_the_mail_names_no_address(capsys):
    assert ended(PermissionError(13, "Permission denied", "/srv/cin/outbox/mail/kim.marsh@post.example/new/1.cin")) == 1
    assert capsys.readouterr().err.startswith("cin: /srv/cin/outbox/mail cannot be used: Permission denied.")


def test_stop_ends_a_command_with_its_code():
    with pytest.raises(typer.Exit) as stopped:
        ending.stop(ending.USAGE)
    assert stopped.value.exit_code == 2


def test_chatter_goes_to_stderr(capsys):
    ending.say("hello")
    assert capsys.readouterr() == ("", "hello\n")
