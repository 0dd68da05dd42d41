"""Ids that tell nothing, and a manifest that binds every copy."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cin_docs.distribution.manifest import copy_id, dispatch_id, keyed_hash, rows_of, short_code
from cin_docs.model.document import DocumentKind, Format, Mode
from cin_docs.model.person import Channel
from cin_docs.testing.deliveries import a_copy, a_dispatch, a_manifest

KEY = bytes(range(32))
MEETING = "MAR-2041/2026-11-19-review-2"
SHAPE = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")

words = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(words, min_size=1, max_size=4), st.lists(words, min_size=1, max_size=4))
def test_a_keyed_hash_keeps_its_parts_apart(one, other):
    assert (keyed_hash(KEY, *one) == keyed_hash(KEY, *other)) == (one == other)


def test_without_the_key_an_address_cannot_be_guessed_from_its_hash():
    assert keyed_hash(KEY, "email", "kim@post.example") != keyed_hash(bytes(32), "email", "kim@post.example")


@given(words)
def test_a_short_code_can_be_read_out_loud(part):
    assert SHAPE.fullmatch(short_code(KEY, part))


def test_ids_are_the_same_each_time_and_belong_to_one_person_and_version():
    assert dispatch_id(KEY, MEETING, 1, "mum") == dispatch_id(KEY, MEETING, 1, "mum")
    ids = {dispatch_id(KEY, MEETING, version, person) for version in (1, 2, 3) for person in ("mum", "dad", "leo")}
    assert len(ids) == 9
    assert all(id.startswith("D-") and SHAPE.fullmatch(id[2:]) for id in ids)


def test_every_file_of_every_person_has_a_number_of_its_own():
    ids = {
        copy_id(KEY, MEETING, version, person, document, form)
        for version in (1, 2)
        for person in ("mum", "dad")
        for document in DocumentKind
        for form in Format
    }
    assert len(ids) == 16
    assert all(id.startswith("C-") and SHAPE.fullmatch(id[2:]) for id in ids)


def test_an_id_tells_nothing_of_whom_it_is_for_or_how_many_there_are():
    """Numbers in a row would tell a reader that others are hidden."""
    numbers = sorted(int(keyed_hash(KEY, "copy", MEETING, "1", f"p{n}")[:8], 16) for n in range(50))
    assert min(b - a for a, b in itertools.pairwise(numbers)) > 1
    assert "mum" not in dispatch_id(KEY, MEETING, 1, "mum").casefold()


def test_the_copies_of_one_dispatch_are_found_in_the_manifests_order():
    mum, dad = a_dispatch("mum"), a_dispatch("dad")
    copies = (a_copy(mum), a_copy(dad), a_copy(mum, DocumentKind.MINUTES))
    manifest = a_manifest((mum, dad), copies)
    assert [row.document for row in rows_of(manifest, mum.id)] == [DocumentKind.PLAN, DocumentKind.MINUTES]
    assert [row.person for row in rows_of(manifest, dad.id)] == ["dad"]
    assert rows_of(manifest, "D-NOBODY") == ()


def test_the_digest_covers_every_field_of_every_row():
    """What an approver approves is all of it: changing any one field changes the code."""
    manifest = a_manifest()
    (row,) = manifest.rows
    others: dict[str, Any] = {"channel": Channel.POST, "document": DocumentKind.MINUTES, "format": Format.DOCX}
    for name in row.__dataclass_fields__:
        changed = replace(row, **{name: others.get(name, "changed")})
        assert replace(manifest, rows=(changed,)).digest != manifest.digest, name
    others = {"version": 9, "mode": Mode.LIVE, "rows": (), "breaches": ("x",)}
    for name in manifest.__dataclass_fields__:
        assert replace(manifest, **{name: others.get(name, "changed")}).digest != manifest.digest, name


def test_the_order_of_rows_is_part_of_what_is_approved():
    manifest = a_manifest((a_dispatch("mum"), a_dispatch("dad")))
    assert replace(manifest, rows=manifest.rows[::-1]).digest != manifest.digest


def test_a_manifest_of_an_earlier_release_keeps_its_digest_and_a_place_is_part_of_a_new_one():
    manifest = a_manifest()
    assert "place_hmac" not in manifest.canonical().decode()
    placed = replace(manifest, rows=tuple(replace(row, place_hmac="00") for row in manifest.rows))
    assert placed.digest != manifest.digest
    (row, *_), (old, *_) = placed.rows, manifest.rows
    assert (row.places, old.places) == (("00", row.address_hmac), (old.address_hmac,))


def test_the_manifest_holds_no_address_and_no_name():
    text = a_manifest().canonical().decode()
    assert "@" not in text
    assert "Marsh" not in text
