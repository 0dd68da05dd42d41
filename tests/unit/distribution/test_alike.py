"""Domains that nearly are a known one are found; known ones, and others, are left alone (W4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.distribution.alike import looks_like, no_ending, slips
from cin_docs.distribution.providers import PERSONAL

AGENCIES = {"eastmere.gov.uk", "brooklane.sch.uk", "eastmere-health.nhs.uk"}
KNOWN = PERSONAL | AGENCIES


@pytest.mark.parametrize(
    "domain",
    [
        "gmial.com", "gmal.com", "gamil.com", "gmail.con", "gmail.co", "gnail.com", "gmai1.com", "hotmial.co.uk",
        "hotmail.cmo", "outlok.com", "outlook.vom", "yahooo.co.uk", "yaho.com", "icloud.co", "btintemet.com",
        "virginmeda.com", "aol.con", "sky.con", "gmail.com.evil.test", "eastmere.gov.co", "eastmere-gov.uk",
        "eastmeer.gov.uk", "eastmere.co.uk", "bro0klane.sch.uk", "brooklanes.sch.uk", "eastmere-heatlh.nhs.uk",
        "eastrnere.gov.uk",
    ],
)  # fmt: skip
def test_a_slip_or_a_trap_is_found(domain):
    assert looks_like(domain, KNOWN) or no_ending(domain)


@pytest.mark.parametrize(
    "letters", ["gm\u0430il.com", "\u0440ost.example", "out\u04cfook.com".replace("\u04cf", "\u0456")]
)
def test_letters_of_another_alphabet_are_seen_through(letters):
    assert looks_like(letters.encode("idna").decode(), KNOWN)


@pytest.mark.parametrize(
    "domain",
    [*sorted(PERSONAL), *sorted(AGENCIES), "westbury.gov.uk", "marsh-family.org.uk", "hale-joinery.co.uk", "nhs.net",
     "caldermoor.gov.uk", "stmarys.sch.uk", "posteo.de", "mailfence.net"],
)  # fmt: skip
def test_a_known_domain_or_quite_another_one_is_left_alone(domain):
    assert looks_like(domain, KNOWN) is None
    assert not no_ending(domain)


@pytest.mark.parametrize(
    ("one", "other", "number"), [("gmail", "gmail", 0), ("gmial", "gmail", 1), ("gmal", "gmail", 1), ("ab", "ba", 1)]
)
def test_a_slip_of_the_finger_counts_once(one, other, number):
    assert slips(one, other) == number


@given(st.text(max_size=12), st.text(max_size=12))
def test_slips_are_the_same_from_either_side_and_none_only_for_the_same(one, other):
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)


@given(st.text(max_size=60))
def test_any_text_is_answered(domain):
    looks_like(domain, KNOWN)
