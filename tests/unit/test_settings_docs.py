"""docs/settings.md speaks of every setting there is, and its example is a cin.yaml that works."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cin_docs import settings
from cin_docs.model.document import Mode

PAGE = (Path(__file__).parent.parent.parent / "docs" / "settings.md").read_text("utf-8")


def example() -> str:
    text: str
    (text,) = re.findall(r"^```yaml settings\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return text


def keys(model: Any) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


EVERY_KEY = [key for name in ("_File", "_Staff", "_Mail", "_Limits") for key in keys(getattr(settings, name))]


def test_the_example_is_accepted_without_a_finding(tmp_path):
    checked = settings.settings_of(example().encode(), tmp_path, {"CIN_SMTP_PASSWORD": "made up"})
    assert checked.findings == ()
    found = checked.value
    assert found is not None
    assert (found.mode, found.in_use_since, found.approvers) == (
        Mode.TRIAL,
        date(2026, 9, 1),
        frozenset({"tom", "mina"}),
    )
    assert set(found.marking) == {"child", "family", "professional"}
    assert found.relay is not None
    assert found.relay.ca_file == tmp_path / "authority-ca.pem"


def test_the_examples_password_file_is_read_from_the_home_folder(tmp_path):
    secret = tmp_path / "mail.password"
    secret.write_text("made up\n", encoding="utf-8")
    secret.chmod(0o600)
    found = settings.settings_of(example().encode(), tmp_path, {}).value
    assert found is not None
    assert found.relay is not None
    assert found.relay.password is not None


@pytest.mark.parametrize("key", EVERY_KEY)
def test_every_setting_stands_in_the_example_and_is_explained(key):
    assert re.search(rf"(^|[{{ ,]){re.escape(key)}:", example(), re.MULTILINE), f"{key} is not in the example"
    assert f"`{key}" in PAGE.replace(example(), ""), f"{key} is not explained"


@pytest.mark.parametrize("variable", ["CIN_HOME", "CIN_SMTP_PASSWORD", "CIN_LEDGER", "CIN_LIVE", "CIN_COMMAND"])
def test_every_variable_of_the_environment_is_explained_and_used(variable):
    sources = (path.read_text("utf-8") for path in Path(settings.__file__).parent.rglob("*.py"))
    assert f"`{variable}`" in PAGE
    assert any(f'"{variable}"' in source for source in sources)


def test_no_variable_of_the_environment_is_left_out():
    sources = [path.read_text("utf-8") for path in Path(settings.__file__).parent.rglob("*.py")]
    used = {name for source in sources for name in re.findall(r'"(CIN_[A-Z_]+)"', source)}
    assert used == set(re.findall(r"`(CIN_[A-Z_]+)`", PAGE))
