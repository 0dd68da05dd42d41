"""cin.yaml is read once: everything in it has its place, and everything wrong is said at once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.errors import HomeError
from cin_docs.model.document import Mode
from cin_docs.settings import read_settings, settings_of

HOME = Path("/srv/cin")
TEXT = """\
authority: Eastmere
nation: WLS
closures: [2026-12-24]
mode: demo
in use since: 2026-09-01
standard: cin-protocol
sender: cin@eastmere.example
marking: {professionals: OFFICIAL-SENSITIVE, family: CONFIDENTIAL}
staff:
  dana: {name: Dana Cole, account: dcole}
  tom: {name: Tom Ashe, account: tashe, approves: yes}
guest list: [Kim.Marsh@post.example]
"""
LEAST = "authority: Eastmere\nnation: ENG\nsender: cin@eastmere.example\nstaff: {dana: {name: Dana, account: dcole}}\n"
MAIL = "mail: {host: relay.example}\n"


def read(text: str, home: Path = HOME, environment=None):
    return settings_of(text.encode(), home, environment or {})


def codes(text: str) -> list[tuple[str, int, int]]:
    return [(one.code, one.place.line, one.place.column) for one in read(text).findings]


def test_every_setting_is_read():
    settings = read(TEXT).value
    assert (settings.authority, settings.nation, settings.mode) == ("Eastmere", "WLS", Mode.DEMO)
    assert settings.closures == {date(2026, 12, 24)}
    assert settings.in_use_since == date(2026, 9, 1)
    assert settings.marking == {"professional": "OFFICIAL-SENSITIVE", "family": "CONFIDENTIAL"}
    assert settings.guests == {"kim.marsh@post.example"}
    assert settings.approvers == {"tom"}
    assert settings.relay is None


def test_what_is_left_out_is_safe():
    settings = read(LEAST).value
    assert settings.mode is Mode.TRIAL
    assert settings.guests == frozenset()
    assert settings.relay is None
    assert settings.approvers == frozenset()
    assert settings.ledger == "sqlite:////srv/cin/ledger.sqlite"


def test_an_account_is_no_id_and_an_id_is_no_account():
    settings = read(TEXT).value
    assert settings.colleague("dcole").id == settings.member("dana").id == "dana"
    assert settings.colleague("dana") is settings.member("dcole") is settings.colleague("root") is None


def test_two_people_with_one_account_are_refused_where_the_second_stands():
    """Whoever shares an account could approve what they wrote, under the other name."""
    text = LEAST.replace("account: dcole}}", "account: office}, tom: {name: Tom, account: office}}")
    (finding,) = read(text).findings
    assert finding.code == "account-twice"
    assert finding.place.line == 4
    assert text.splitlines()[3][finding.place.column - 1 :].startswith("office}}")
    assert "dana and tom" in finding.sentence


@pytest.mark.parametrize(
    ("typed", "meant"), [("familly", "Did you mean `family`?"), ("zzz", "Known here: child, family, professionals.")]
)
def test_a_marking_for_nobody_names_those_there_are(typed, meant):
    (finding,) = read(f"{LEAST}marking: {{{typed}: X}}\n").findings
    assert (finding.code, finding.remedy) == ("unknown-setting", meant)
    assert f"`{typed}`" in finding.sentence
    assert (finding.place.line, finding.place.column) == (5, 11)


@pytest.mark.parametrize("word", ["yes", "no"])
def test_yes_and_no_mean_yes_and_no(word):
    settings = read(TEXT.replace("approves: yes", f"approves: {word}")).value
    assert settings.approvers == ({"tom"} if word == "yes" else frozenset())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LEAST.replace("nation", "natoin"), [("missing-setting", 1, 1), ("unknown-setting", 2, 1)]),
        (LEAST.replace("ENG", "GBR"), [("wrong-setting", 2, 9)]),
        (LEAST + "closures: [2026-02-30]\n", [("wrong-setting", 5, 12)]),
        (LEAST + "mode: Live\n", [("wrong-setting", 5, 7)]),
        (LEAST.replace("cin@eastmere.example", "Cin <cin@eastmere.example>"), [("unsafe-sender", 3, 9)]),
        (LEAST + "mail: {host: x, prot: 25}\n", [("unknown-setting", 5, 17)]),
        (LEAST + "mail: {host: x, port: 0}\n", [("wrong-setting", 5, 23)]),
        (LEAST + "mail: {host: x, tls: none}\n", [("wrong-setting", 5, 22)]),
        (LEAST + "nation: ENG\n", [("key-twice", 5, 1)]),
        (LEAST + "a: b: c\n", [("colon-in-sentence", 5, 5)]),
        ("", [("empty-file", 1, 1)]),
    ],
)
def test_what_is_wrong_is_found_where_it_stands(text, found):
    assert codes(text) == found
    assert read(text).value is None


def test_there_is_no_way_to_turn_tls_off():
    assert read(LEAST + MAIL).value.relay.tls == "starttls"
    for word in ("no", "off", "opportunistic", "''"):
        assert read(LEAST + f"mail: {{host: x, tls: {word}}}\n").value is None


def test_all_mistakes_are_said_at_once_in_the_order_of_the_file():
    found = codes("authority: E\nnatoin: ENG\nclosures: [x]\nstaff: {dana: {name: D}}\nsendr: x\n")
    assert len(found) == 6
    assert [place for _, *place in found] == sorted(place for _, *place in found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("natoin: ENG", "`nation`"), ("guestlist: [a]", "`guest list`"), ("in use sinse: x", "`in use since`")],
)
def test_an_unknown_setting_names_the_nearest(typed, meant):
    (finding,) = [one for one in read(f"{LEAST}{typed}\n").findings if one.code == "unknown-setting"]
    assert meant in finding.remedy


def test_a_key_of_python_is_no_key_of_the_file():
    """`guest_list` and `password_file` are names in the program only."""
    assert ("unknown-setting", 5, 1) in codes(LEAST + "in_use_since: 2026-09-01\n")


def test_the_password_comes_from_the_environment_first_and_masks_itself():
    settings = read(LEAST + MAIL, environment={"CIN_SMTP_PASSWORD": "Haus-Baum-7"}).value
    assert settings.relay.password.reveal() == "Haus-Baum-7"
    assert "Haus-Baum-7" not in repr(settings)
    assert "Haus-Baum-7" not in str(settings.relay)


def test_a_password_file_must_be_its_owners_alone(tmp_path):
    secret = tmp_path / "mail.password"
    secret.write_text("Haus-Baum-7\n")
    text = LEAST + "mail: {host: relay.example, password file: mail.password}\n"
    secret.chmod(0o640)
    with pytest.raises(HomeError, match="chmod 600") as refused:
        read(text, tmp_path)
    assert "Haus-Baum-7" not in str(refused.value)
    secret.chmod(0o600)
    assert read(text, tmp_path).value.relay.password is not None
    secret.unlink()
    with pytest.raises(HomeError, match="cannot be read"):
        read(text, tmp_path)


def test_the_ledgers_address_may_come_from_the_environment():
    settings = read(LEAST, environment={"CIN_LEDGER": "postgresql://x"}).value
    assert settings.ledger == "postgresql://x"


def test_names_and_guests_stay_out_of_logs():
    text = repr(read(TEXT).value)
    assert "Dana Cole" not in text
    assert "kim.marsh" not in text


def test_a_folder_without_settings_says_how_to_make_a_home(tmp_path):
    with pytest.raises(HomeError, match="cin init"):
        read_settings(tmp_path, {})


def test_every_finding_of_a_file_stands_in_the_one_error(tmp_path):
    (tmp_path / "cin.yaml").write_text("natoin: ENG\nsendr: x\n")
    with pytest.raises(HomeError) as refused:
        read_settings(tmp_path, {})
    assert "natoin" in str(refused.value)
    assert "sendr" in str(refused.value)
    assert "cin.yaml:2:1" in str(refused.value)


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data):
    checked = settings_of(data, HOME, {})
    assert checked.value is None
    assert checked.findings
    assert all(one.place is not None for one in checked.findings)


@given(st.text(max_size=60))
def test_no_value_makes_it_raise(value):
    for key in ("closures", "staff", "mail", "marking", "guest list", "in use since", "mode"):
        settings_of(f"{LEAST}{key}: {value}\n".encode("utf-8", "replace"), HOME, {})


# --- deputies, limits -------------------------------------------------------------------------------------------------

STAFF = "  tom: {name: Tom Ashe, account: tashe, approves: yes}\n"


def test_a_deputy_stands_in_for_those_who_are_named():
    settings = read(
        TEXT.replace(STAFF, f"{STAFF}  sam: {{name: Sam Bell, account: sbell, deputy for: [dana, tom]}}\n")
    ).value
    assert settings.member("sam").deputy_for == {"dana", "tom"}
    assert settings.member("dana").deputy_for == frozenset()
    assert settings.approvers == {"tom"}


@pytest.mark.parametrize(
    ("named", "hint"), [("dan", "Did you mean `dana`?"), ("sam", "Staff besides"), ("zzz", "dana")]
)
def test_a_deputy_for_nobody_or_for_themselves_is_refused(named, hint):
    text = TEXT.replace(STAFF, f"{STAFF}  sam: {{name: Sam Bell, account: sbell, deputy for: [{named}]}}\n")
    (finding,) = read(text).findings
    assert finding.code == "deputy-for-nobody"
    assert hint in finding.remedy
    assert finding.place.line == 12


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("15 minutes", timedelta(minutes=15)),
        ("1 minute", timedelta(minutes=1)),
        ("2 hours", timedelta(hours=2)),
        ("24 hours", timedelta(hours=24)),
        ("none", timedelta(0)),
    ],
)
def test_the_time_to_think_again_is_a_length_of_time(written, length):
    assert read(f"{LEAST}limits: {{undo: {written}}}\n").value.undo == length


@pytest.mark.parametrize("written", ["15", "soon", "25 hours", "-1 minutes", "1 day", "1.5 hours", "99999 minutes"])
def test_what_is_no_length_of_time_is_refused(written):
    assert codes(f"{LEAST}limits: {{undo: {written}}}\n") == [("wrong-setting", 5, 16)]


def test_limits_hold_where_nothing_is_set():
    settings = read(LEAST).value
    assert (settings.messages_per_run, settings.per_case, settings.per_domain) == (500, 60, 500)
    assert settings.undo == timedelta(0)
    settings = read(f"{LEAST}limits: {{messages: 9, messages of a case: 8, messages to a domain: 7}}\n").value
    assert (settings.messages_per_run, settings.per_case, settings.per_domain) == (9, 8, 7)


# --- live -------------------------------------------------------------------------------------------------------------

LIVE = """\
authority: Eastmere
nation: ENG
mode: live
in use since: 2026-09-01
sender: cin@eastmere.example
staff:
  mina: {name: Mina Rahman, account: mrahman, approves: yes}
  tom: {name: Tom Ashe, account: tashe, approves: yes}
mail: {host: relay.eastmere.example}
"""
OPEN = {"CIN_LIVE": "yes"}
AGENCIES = """\
agencies:
  Eastmere Council:
    domains: [eastmere.example]
    people: {tom: {name: Tom Ashe, is: team manager, by: email, email: tom.ashe@eastmere.example}}
"""


@pytest.fixture
def home(tmp_path):
    (tmp_path / "agencies.yaml").write_text(AGENCIES)
    return tmp_path


def refusals(text: str, home: Path, environment=OPEN) -> list[str]:
    found = read(text, home, environment).findings
    assert {one.code for one in found} <= {"live-refused"}
    assert {one.place.line for one in found} <= {3}
    return [one.sentence.removeprefix("Live mode is not open: ") for one in found]


def test_live_opens_when_everything_that_it_needs_is_there(home):
    settings = read(LIVE, home, OPEN).value
    assert settings.mode is Mode.LIVE
    assert settings.undo == timedelta(minutes=15)
    assert settings.relay.tls == "starttls"
    assert read(f"{LIVE}limits: {{undo: none}}\n", home, OPEN).value.undo == timedelta(0)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mail: {host: relay.eastmere.example}\n", "", "there is no mail server"),
        ("in use since: 2026-09-01\n", "", "no day is given"),
        ("mrahman, approves: yes", "mrahman", "1 of the staff has"),
        ("approves: yes", "approves: no", "nobody of the staff has"),
        ("cin@eastmere.example", "cin@eastmeer.example", "the sender's domain is no agency's"),
        ("cin@eastmere.example", "eastmere.cin@post.example", "the sender's domain is no agency's"),
    ],
)
def test_each_thing_that_is_missing_keeps_live_closed_by_itself(home, old, new, said):
    assert old in LIVE
    (sentence,) = refusals(LIVE.replace(old, new), home)
    assert sentence.startswith(said)


@pytest.mark.parametrize("value", [None, "", "no", "YES", "true", "1", " yes"])
def test_the_environment_says_yes_in_that_very_word(home, value):
    (sentence,) = refusals(LIVE, home, {} if value is None else {"CIN_LIVE": value})
    assert sentence == "CIN_LIVE is not set in the environment."


@pytest.mark.parametrize(
    ("agencies", "said"),
    [
        (None, "agencies.yaml names no agency's e-mail domains."),
        ("agencies: {}\n", "agencies.yaml names no agency's e-mail domains."),
        ("a: b: c\n", "agencies.yaml names no agency's e-mail domains."),
        (
            f"{AGENCIES}  Health:\n    people: {{nurse: {{name: Ruth Ade, is: nurse, by: email, email: r@h.test}}}}\n",
            "agencies.yaml does not say which e-mail domains are Health's.",
        ),
    ],
)
def test_without_the_agencies_domains_live_stays_closed(home, agencies, said):
    (home / "agencies.yaml").unlink()
    if agencies is not None:
        (home / "agencies.yaml").write_text(agencies)
    assert refusals(LIVE, home) == [said]


def test_a_mailbox_in_a_part_of_the_authoritys_domain_is_its_own(home):
    assert refusals(LIVE.replace("cin@eastmere.example", "cin@children.eastmere.example"), home) == []


def test_all_that_is_missing_is_said_at_once(tmp_path):
    text = "authority: E\nnation: ENG\nmode: live\nsender: a@b.example\nstaff: {dana: {name: D, account: d}}\n"
    assert len(refusals(text, tmp_path, {})) == 5


def test_the_environment_alone_opens_nothing(home):
    assert read(LIVE.replace("mode: live", "mode: trial"), home, OPEN).value.mode is Mode.TRIAL
    assert read(LIVE.replace("mode: live\n", ""), home, OPEN).value.mode is Mode.TRIAL
