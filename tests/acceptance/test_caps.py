"""W15: a run sends no more than cin.yaml allows, so that a mistake cannot go to everybody at once."""

from __future__ import annotations


def test_what_is_over_the_limit_waits_for_the_next_run(approved):
    with (approved.folder / "cin.yaml").open("a", encoding="utf-8") as settings:
        settings.write("limits: {messages: 2}\n")
    done = approved.cin("send", "--as", "sam")
    assert done.code == 0
    assert "1 left alone: cap" in done.err
    assert len(approved.mailed()) == 2
    assert approved.cin("send", "--as", "sam").code == 0
    assert len(approved.mailed()) == 3


def test_a_limit_that_lets_nothing_go_or_has_another_name_is_refused(approved):
    settings = approved.folder / "cin.yaml"
    plain = settings.read_text("utf-8")
    for wrong, told in (("{messages: 0}", "`messages`"), ("{mesages: 5}", "Did you mean `messages`?")):
        settings.write_text(f"{plain}limits: {wrong}\n", "utf-8")
        done = approved.cin("send", "--as", "sam")
        assert done.code == 1
        assert told in done.err
        assert approved.mailed() == []


def test_too_much_of_one_case_is_held_until_somebody_who_may_approve_releases_it(approved):
    with (approved.folder / "cin.yaml").open("a", encoding="utf-8") as settings:
        settings.write("limits: {messages of a case: 2}\n")
    done = approved.cin("send", "--as", "sam", "--json")
    assert done.code == 1
    (held,) = [one for one in done.data["sent"] if one["state"] == "held"]
    assert (held["note"], held["owner"]) == ("cap-reached", "dana")
    assert len(approved.mailed()) == 2
    assert approved.cin("release", held["dispatch"], "--because", "All five are right.", "--as", "dana").code == 0
    assert approved.cin("send", "--as", "sam").code == 0
    assert len(approved.mailed()) == 3
