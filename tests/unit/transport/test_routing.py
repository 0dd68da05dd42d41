"""Which way a message goes: in demo never out, in trial only to the guest list, in live by the mail server alone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cin_docs.model.document import Mode
from cin_docs.testing.deliveries import a_dispatch
from cin_docs.transport.maildir import MaildirRelay
from cin_docs.transport.protocol import Verdict
from cin_docs.transport.routing import NoWayOut, destination, relay_by_mode
from cin_docs.transport.settings import SmtpSettings
from cin_docs.transport.smtp import SmtpRelay

GUESTS = frozenset({"kim.marsh@post.example"})
SMTP = SmtpSettings(host="relay.example")
ADDRESSES = {"mum": "Kim.Marsh@Post.example", "dad": "rob.hale@mail.example", "leo": None}
MUM, DAD, LEO = (a_dispatch(person, id=person, mode=Mode.TRIAL) for person in ADDRESSES)


def routes(tmp_path: Any, *, mode: Any = Mode.TRIAL, guests: Any = GUESTS, smtp: Any = SMTP) -> Any:
    return relay_by_mode(mode=mode, guests=guests, smtp=smtp, maildir=tmp_path, of=ADDRESSES.get)


def test_in_trial_a_guests_own_copy_goes_to_the_relay_and_everybody_elses_to_the_folder(tmp_path):
    choose = routes(tmp_path)
    assert isinstance(choose(MUM), SmtpRelay)
    assert isinstance(choose(DAD), MaildirRelay)


def test_a_dispatch_without_an_address_goes_to_the_folder(tmp_path):
    assert isinstance(routes(tmp_path)(LEO), MaildirRelay)


@pytest.mark.parametrize("guests", [frozenset(), frozenset({""}), frozenset({"post.example", "@post.example"})])
def test_without_the_address_itself_on_the_list_nothing_leaves(tmp_path, guests):
    choose = routes(tmp_path, guests=guests)
    assert [type(choose(one)) for one in (MUM, DAD, LEO)] == [MaildirRelay] * 3 or "" in guests
    assert isinstance(choose(MUM), MaildirRelay)


def test_without_a_relay_nothing_leaves(tmp_path):
    assert isinstance(routes(tmp_path, smtp=None)(MUM), MaildirRelay)


def test_in_demo_nothing_leaves_whatever_is_set(tmp_path):
    choose = routes(tmp_path, mode=Mode.DEMO)
    assert isinstance(choose(a_dispatch("mum", id="mum", mode=Mode.DEMO)), MaildirRelay)


@pytest.mark.parametrize(
    ("home", "made"),
    [(home, made) for home in Mode for made in Mode if home is not made],
)
def test_a_copy_of_another_mode_has_no_way_out_nor_is_that_an_exception(tmp_path, home, made):
    way = routes(tmp_path, mode=home)(a_dispatch("mum", id="mum", mode=made))

    async def tried() -> list[Any]:
        ready = await way.connect()
        said = [await way.mail("cin@council.example", size=1, envid="x"), await way.rcpt("a@b.example")]
        last = await way.data(b"x")
        await way.close()
        return [ready.verdict, ready.relay_is_down, *(reply.verdict for reply in (*said, last))]

    assert asyncio.run(tried()) == [Verdict.GO_ON, False, Verdict.HELD, Verdict.HELD, Verdict.HELD]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("guests", [frozenset(), GUESTS])
def test_in_live_everybody_is_written_to_by_the_mail_server_guest_or_not(tmp_path, guests):
    choose = routes(tmp_path, mode=Mode.LIVE, guests=guests)
    ways = [choose(a_dispatch(person, id=person, mode=Mode.LIVE)) for person in ADDRESSES]
    assert [type(way) for way in ways] == [SmtpRelay] * 3
    assert len({id(way) for way in ways}) == 1


def test_in_live_without_a_mail_server_nothing_lies_in_a_folder_as_if_it_were_sent(tmp_path):
    choose = routes(tmp_path, mode=Mode.LIVE, smtp=None)
    assert isinstance(choose(a_dispatch("mum", id="mum", mode=Mode.LIVE)), NoWayOut)


@pytest.mark.parametrize("guests", [frozenset(), GUESTS])
@pytest.mark.parametrize("smtp", [None, SMTP])
@pytest.mark.parametrize("made", list(Mode))
@pytest.mark.parametrize("home", list(Mode))
@pytest.mark.parametrize("person", list(ADDRESSES))
def test_where_a_copy_is_said_to_go_is_where_it_goes(tmp_path, home, made, smtp, guests, person):
    dispatch = a_dispatch(person, id=person, mode=made)
    way = routes(tmp_path, mode=home, guests=guests, smtp=smtp)(dispatch)
    said = destination(
        dispatch, ADDRESSES[person], mode=home, guests=guests, host="relay.example:587" if smtp else None
    )
    kinds = {NoWayOut: "nowhere", MaildirRelay: "outbox/mail", SmtpRelay: "the mail server relay.example:587"}
    assert said == kinds[type(way)]


def test_the_same_way_out_is_the_same_relay_so_that_its_connection_is_reused(tmp_path):
    choose = routes(tmp_path, guests=frozenset(address.lower() for address in ADDRESSES.values() if address))
    assert choose(MUM) is choose(DAD)
    assert choose(MUM) is choose(MUM)


def test_in_demo_the_mail_library_is_not_even_loaded(tmp_path):
    import subprocess
    import sys

    code = (
        "import sys\nfrom pathlib import Path\nfrom cin_docs.model.document import Mode\n"
        "from cin_docs.transport.routing import relay_by_mode\n"
        "relay_by_mode(mode=Mode.DEMO, guests=frozenset({'a@b.example'}), smtp=object(), maildir=Path('.'), of=str)\n"
        "assert 'aiosmtplib' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
