"""Only plain addresses are written to (W2)."""

from __future__ import annotations

import string

import pytest
from aiosmtplib.email import quote_address
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.distribution.address import LONGEST, domain_of, is_strict, why_not

PLAIN = [
    "kim.marsh@post.example",
    "o'neil@x.test",
    "a+b@sub.domain.example",
    "a_b-c&d@x-y.gov.uk",
    "a@xn--bcher-kva.example",
]
ODD = [
    "", "mum", "@post.example", "mum@", "mum@post", "mum@@post.example", "mum@post..example", ".mum@post.example",
    "mum.@post.example", "mu..m@post.example", "mum@-post.example", "mum@post-.example", "mum@[127.0.0.1]",
    "mum@127.0.0.1", '"mum"@post.example', "Mum <mum@post.example>", "mum@post.example,dad@post.example",
    "mum@post.example dad@post.example", "mum%evil.test@post.example", "evil.test!mum@post.example",
    "mum@post.example\n", "mum@post.example\r\nRCPT TO:<dad@post.example>", " mum@post.example", "mum@post.example ",
    "m\u00fcm@post.example", "mum@p\u043est.example", "mum@post.example\u2028", "=?utf-8?q?mum?=@post.example",
    "mum(comment)@post.example", "mum/@post.example", "mum@post.example\x00", "mum@post.e",
]  # fmt: skip


@pytest.mark.parametrize("address", PLAIN)
def test_a_plain_address_is_fine(address: str) -> None:
    assert why_not(address) is None


@pytest.mark.parametrize("address", ODD)
def test_anything_else_is_not_written_to(address: str) -> None:
    assert not is_strict(address)


def test_a_long_address_is_no_real_one() -> None:
    assert not is_strict("a" * 65 + "@post.example")
    assert not is_strict("a@" + "b" * 60 + "." + ".".join("c" * 60 for _ in range(4)) + ".example")
    assert LONGEST == 254


@pytest.mark.parametrize("address", [*PLAIN, *ODD])
def test_the_reason_never_repeats_the_address(address: str) -> None:
    assert not address.strip() or address not in (why_not(address) or "")


@given(st.text(alphabet=string.printable + "\u00e9\u2028<>@\"'", max_size=40))
def test_a_strict_address_is_put_on_the_wire_unchanged(text: str) -> None:
    if is_strict(text):
        assert quote_address(text) == f"<{text}>"


@given(st.from_regex(r"[A-Za-z0-9_'+&-]{1,20}@[a-z0-9]{1,20}\.[a-z]{2,6}", fullmatch=True))
def test_what_looks_plain_is_plain_and_goes_unchanged(address: str) -> None:
    assert is_strict(address)
    assert quote_address(address) == f"<{address}>"


def test_the_domain_is_the_lower_case_part_after_the_at() -> None:
    assert domain_of("Kim@Post.Example") == "post.example"
    with pytest.raises(ValueError, match="strict"):
        domain_of("mum")
