"""One letter box written in several ways is one; two doors in one street are two."""

from __future__ import annotations

import pytest

from cin_docs.distribution.places import mailbox, same_place
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
