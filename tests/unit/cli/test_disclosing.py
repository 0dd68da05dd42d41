"""`cin disclosure` prints what the search finds and misses, and needs no home for it."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from cin_docs.cli.commands import build
from cin_docs.cli.disclosing import measurements


def run(*arguments: str) -> str:
    done = CliRunner().invoke(build(), ["disclosure", *arguments], env={"CIN_HOME": ""})
    assert done.exit_code == 0, done.output
    return done.output


def test_it_prints_the_recall_of_both_parts_by_kind_and_the_forms_missed():
    told = run()
    built_on, set_aside = measurements()
    assert f"built-on: {built_on.forms} of {built_on.forms} planted forms found, 100 %" in told
    assert f"set-aside: {set_aside.found} of {set_aside.forms} planted forms found" in told
    assert all(f"\n    {id}\n" in told for id in set_aside.missed)
    assert told.count("false alarms in 50 clean meetings") == 2
    assert all(f"  {kind} " in told for kind in set_aside.kinds)


def test_as_json_it_has_the_same_figures():
    parts = json.loads(run("--json"))["parts"]
    assert [part["part"] for part in parts] == ["built-on", "set-aside"]
    for part, one in zip(parts, measurements(), strict=True):
        assert (part["forms"], part["found"], part["clean meetings"]) == (one.forms, one.found, 50)
        assert part["missed"] == list(one.missed)
        assert sum(kind["forms"] for kind in part["kinds"].values()) == one.forms
        assert part["recall"] == round(one.found / one.forms, 3)
