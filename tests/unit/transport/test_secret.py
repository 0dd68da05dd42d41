"""A password does not show itself, wherever it is written."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from cin_docs.transport.secret import Secret
from cin_docs.transport.settings import SmtpSettings


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{0!r}".format, "%s".__mod__])
def test_a_secret_masks_itself(show) -> None:
    assert "correct horse" not in show(Secret("correct horse"))


def test_a_secret_is_revealed_only_by_name() -> None:
    assert Secret("correct horse").reveal() == "correct horse"


def test_settings_show_neither_user_nor_password() -> None:
    shown = repr(SmtpSettings(host="mail.example", user="cin-user", password=Secret("correct horse")))
    assert "horse" not in shown
    assert "cin-user" not in shown


def test_a_secret_is_not_written_to_disk() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret("correct horse"))
    with pytest.raises(TypeError):
        copy.copy(Secret("correct horse"))


def test_secrets_compare_by_what_they_hold() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a")}) == 1
    assert not Secret("")


def test_there_is_no_setting_for_no_tls() -> None:
    fields = SmtpSettings.__dataclass_fields__
    assert fields["tls"].default == "starttls"
    assert str(fields["tls"].type) == "Literal['starttls', 'implicit']"
    assert SmtpSettings(host="mail.example", ca_file=Path("ca.pem")).timeouts.dot == 600
