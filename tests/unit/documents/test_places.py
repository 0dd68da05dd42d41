"""One letter box written in several ways is one; two doors in one street are two."""

from __future__ import annotations

import pytest

from cin_docs.documents.places import identity, mailbox, same_place
from cin_docs.model.person import Channel

HERON = "14 Heron Court\nEastmere\nEM4 2QT"


@pytest.mark.parametrize(
    "written",
    [HERON, "14 heron ct, Eastmere em42qt", "14, Heron Crt, Eastmere", "14 Heron Court", "14 HERON COURT, EM4  2QT"],
)
def test_one_address_written_five_ways_is_one(written):
    assert same_place(Channel.POST, HERON, written)
    assert same_place(Channel.POST, written, HERON)


@pytest.mark.parametrize(
    "other",
    ["15 Heron Court\nEastmere\nEM4 2QT", "Flat 2, 14 Heron Court, EM4 2QT", "14 Heron Court\nWestbury\nWB1 1AA",
     "2 Quay Street\nEastmere", "Rose Cottage\nEM4 2QT", "", " "],
)  # fmt: skip
def test_another_door_is_another_address(other):
    assert not same_place(Channel.POST, HERON, other)


def test_houses_with_names_are_told_apart_by_them():
    rose = "Rose Cottage\nMill Lane\nEM4 2QT"
    assert same_place(Channel.POST, rose, "rose cottage, Mill Ln, EM4 2QT")
    assert not same_place(Channel.POST, rose, "Ivy Cottage\nMill Lane\nEM4 2QT")


@pytest.mark.parametrize(
    "written", ["Kim.Marsh@post.example", " kim.marsh@post.example ", "kim.marsh+leo@post.example"]
)
def test_one_mailbox_written_in_several_ways_is_one(written):
    assert same_place(Channel.EMAIL, "kim.marsh@post.example", written)


def test_points_count_but_where_the_provider_ignores_them():
    assert mailbox("kim.marsh@googlemail.com") == mailbox("kimmarsh@gmail.com")
    assert not same_place(Channel.EMAIL, "kim.marsh@post.example", "kimmarsh@post.example")


@pytest.mark.parametrize("channel", [Channel.HAND, Channel.NONE])
def test_a_workers_hand_is_no_place(channel):
    assert not same_place(channel, "dana", "dana")


@pytest.mark.parametrize(
    ("channel", "one", "other"),
    [
        (Channel.EMAIL, "kim.marsh@post.example", " Kim.Marsh+leo@POST.example "),
        (Channel.EMAIL, "kim.marsh@gmail.com", "kimmarsh@googlemail.com"),
        (Channel.POST, HERON, "14, heron  ct, Eastmere EM42QT"),
        (Channel.POST, HERON, "14 HERON CRT EASTMERE EM4 2qt"),
        (Channel.POST, "14 Heron Court\nEastmere", "14, Heron Ct"),
        (Channel.POST, "Rose Cottage\nMill Lane\nEM4 2QT", "rose cott mill lane em42qt"),
    ],
)
def test_all_writings_of_one_place_have_one_identity(channel, one, other):
    assert identity(channel, one) == identity(channel, other) != ""
    assert same_place(channel, one, other)


@pytest.mark.parametrize(
    ("channel", "one", "other"),
    [
        (Channel.EMAIL, "kim.marsh@post.example", "kim.marsh2@post.example"),
        (Channel.EMAIL, "kim.marsh@post.example", "kimmarsh@post.example"),
        (Channel.EMAIL, "kim.marsh@post.example", "kim.marsh@mail.example"),
        (Channel.POST, HERON, "12 Heron Court\nEastmere\nEM4 2QT"),
        (Channel.POST, HERON, "Flat 2, 14 Heron Court\nEastmere\nEM4 2QT"),
        (Channel.POST, "14 Heron Court\nEastmere", "12 Heron Court\nEastmere"),
        (Channel.POST, "Rose Cottage\nMill Lane\nEM4 2QT", "Ivy Cottage\nMill Lane\nEM4 2QT"),
    ],
)
def test_a_neighbour_has_an_identity_of_their_own(channel, one, other):
    assert identity(channel, one) != identity(channel, other)
    assert not same_place(channel, one, other)


def test_nothing_written_has_no_identity_and_a_workers_id_is_its_own():
    assert [identity(channel, " ") for channel in Channel] == ["", "", "", ""]
    assert identity(Channel.HAND, "dana") == "dana"
