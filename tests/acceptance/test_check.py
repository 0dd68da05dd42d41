"""`cin check` of a tired person's file: everything at once, each at its line and column, in three formats.

The file is a third review in Leo's case, after a second one in August; the findings come from reading it
(capture) and from the procedure (rules) alike.
"""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

NOTES = """\
meeting: review 3
date: 2026-10-08
time: 2pm
place: Brook House
chair: dana
chiar: tom
minutes by: priya
minutes by: dana
present: [mum, leo, dana, nurze]
apologies: {dad: working away, sen_lead: ill}
purpose: Check the plan: what comes next.
progress: {a1: done, a2: done, a3: finished, a4: done, a5: done, a6: done}
needs:
  - need: Leo misses school on Mondays.
    why: 9 Mondays missed since September.
    outcome: Leo is at school every Monday.
    review: The register.
    actions:
      - {what: Walks Leo to the breakfast club., who: mum, how often: ongoing}
      - {what: Sends the register to Dana., who: sen_lead}
      - {what: Rings Kim every morning., who: School, by: 2026-10-30}
      - {what: Buys an alarm clock., who: mum, by: 2026-02-30}
      - {what: Brings the form., who: dana, by: as soon as possible}
visits: every 6 weeks
risk of harm: No new concern.
if things get worse: Kim rings the duty team.
decision: continue
because: Attendance is better.
next: {date: 2027-03-15, time: "14:00", place: Brook House, chair: dana}
agreed: {mum: yes, leo: yes, dad: yes}
"""

#: The line, the words where the caret stands, the code, how far it reaches.
EXPECTED = [
    (3, "2pm", "not-a-time", "blocks"),
    (5, "dana", "wrong-chair", "breach"),
    (6, "chiar", "unknown-key", "blocks"),
    (8, "minutes by", "key-twice", "blocks"),
    (9, "nurze", "unknown-person", "blocks"),
    (11, ": what comes", "colon-in-sentence", "blocks"),
    (12, "finished", "unknown-word", "blocks"),
    (19, "ongoing", "banned-timescale", "blocks"),
    (20, "{what", "missing-timescale", "blocks"),
    (21, "School", "collective-owner", "blocks"),
    (22, "2026-02-30", "no-such-day", "blocks"),
    (23, "as soon as", "banned-timescale", "blocks"),
    (24, "every 6 weeks", "visits-too-rare", "breach"),
    (29, "2027-03-15", "interval-too-long", "breach"),
]

#: The same meeting without a next one; its own file, because one file has a next meeting or none.
NO_NEXT = NOTES.replace(NOTES.splitlines()[28] + "\n", "")


@pytest.fixture(scope="module")
def eastmere(tmp_path_factory):
    """The sample authority before anything was played, with the tired person's file in place of the review."""
    from cin_docs import resources
    from cin_docs.cli.homemaking import place_home

    sample = resources.config() / "sample" / "eastmere"
    files = {str(path.relative_to(sample)): path.read_bytes() for path in sorted(sample.rglob("*.yaml"))}
    home = tmp_path_factory.mktemp("eastmere") / "home"
    place_home(home, files)
    (home / "cases" / "MAR-2041" / "2026-10-08-review-3.yaml").write_text(NOTES)
    return home


@pytest.fixture(scope="module")
def checked(eastmere, run_cin):
    """The same file checked in every format, each by a process of its own."""
    notes = eastmere / "cases" / "MAR-2041" / "2026-10-08-review-3.yaml"
    return {form: run_cin("check", notes, "--format", form, home=eastmere) for form in ("text", "json", "github")}


def expected() -> set[tuple[int, int, str, str]]:
    lines = NOTES.split("\n")
    return {(line, lines[line - 1].index(words) + 1, code, reach) for line, words, code, reach in EXPECTED}


def of_the_notes(checked) -> list[dict[str, Any]]:
    return [one for one in json.loads(checked["json"].stdout) if one["file"].endswith("review-3.yaml")]


def test_more_than_twelve_mistakes_are_found_at_once_each_at_its_line_and_column(checked):
    found = {(one["line"], one["column"], one["code"], one["severity"]) for one in of_the_notes(checked)}
    assert len(EXPECTED) >= 12
    assert expected() - found == set()
    assert {one for one in found - expected() if one[3] != "advice"} == set()


def test_they_stand_in_the_order_of_the_file(checked):
    places = [(one["line"], one["column"]) for one in of_the_notes(checked)]
    assert places == sorted(places)


def test_each_says_what_to_write_instead_and_the_procedures_own_sentence(checked):
    found = {(one["line"], one["code"]): one for one in of_the_notes(checked)}
    for one in found.values():
        assert one["sentence"].endswith((".", "?", ":")), one
        assert one["remedy"]
        assert one["length"] >= 1
    assert "`chair`" in found[6, "unknown-key"]["remedy"]
    assert "28 days" in found[22, "no-such-day"]["sentence"]
    assert "sen_lead" in found[21, "collective-owner"]["remedy"]
    for key in ((5, "wrong-chair"), (19, "banned-timescale"), (24, "visits-too-rare"), (29, "interval-too-long")):
        assert found[key]["source"], key


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_the_exit_code_is_one_and_nothing_but_findings_is_on_stdout(checked, form):
    done = checked[form]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    if form != "text":
        assert done.stderr == ""


def test_the_text_shows_each_line_with_a_caret_below_the_words(checked):
    text = checked["text"].stdout
    for line, column, code, reach in expected():
        head = f"review-3.yaml:{line}:{column}  {reach.upper()}"
        assert head in text, head
        assert code in text
    shown = text.splitlines()
    at = next(i for i, line in enumerate(shown) if line.lstrip().startswith("3 | time: 2pm"))
    assert shown[at + 1].index("^") == shown[at].index("2pm")
    assert shown[at + 1].strip() == "^^^"
    assert all(len(line) <= 100 for line in shown)


def test_the_code_host_gets_one_annotation_a_line(checked):
    lines = checked["github"].stdout.splitlines()
    kinds = {"blocks": "error", "breach": "warning"}
    for line, column, code, reach in expected():
        want = f"::{kinds[reach]} file=cases/MAR-2041/2026-10-08-review-3.yaml,line={line},col={column},title={code}::"
        assert [found for found in lines if found.startswith(want)], want
    assert all(line.startswith("::") for line in lines)


def test_no_next_date_is_a_breach_where_the_next_meeting_would_stand(eastmere, here, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(eastmere, home)
    notes = home / "cases" / "MAR-2041" / "2026-10-08-review-3.yaml"
    notes.write_text(NO_NEXT)
    done = here("check", notes, "--format", "json", home=home)
    (found,) = [one for one in done.data if one["code"] == "no-next-meeting"]
    assert found["severity"] == "breach"
    assert found["line"]
    assert done.code == 1


def test_a_file_with_nothing_worse_than_advice_ends_with_zero(fresh_office):
    done = fresh_office.cin("check", fresh_office.notes, "--format", "json")
    assert done.code == 0
    assert {one["severity"] for one in done.data} <= {"advice"}


def test_breaches_alone_do_not_stop_anybody(fresh):
    """A fact of a meeting already held is kept and reported: exit code 0, so that a script may go on."""
    text = fresh.notes.read_text()
    fresh.notes.write_text("".join(line for line in text.splitlines(keepends=True) if not line.startswith("next:")))
    done = fresh.cin("check", fresh.notes, "--format", "json")
    assert "no-next-meeting" in {one["code"] for one in done.data}
    assert done.code == 0


def test_every_code_it_gave_can_be_explained(checked, here):
    for code in {one["code"] for one in json.loads(checked["json"].stdout)}:
        done = here("explain", code)
        assert (done.code, done.out.split(" ")[0]) == (0, code)
    unknown = here("explain", "banned-timescal")
    assert unknown.code == 1
    assert "banned-timescale" in unknown.err


def test_several_files_are_checked_together(fresh, here):
    """Each finding names its own file; one bad file among good ones is enough for exit code 1."""
    bad = fresh.notes.with_name("2026-10-01-review-1.yaml")
    bad.write_text("meeting: reviw 1\n")
    done = fresh.cin("check", fresh.notes, bad, "--format", "json")
    assert done.code == 1
    assert {one["file"] for one in done.data if one["severity"] == "blocks"} == {f"cases/MAR-2041/{bad.name}"}
    assert done.data
