"""`cin explain` gives the page of a code, or the nearest code there is."""

from __future__ import annotations

import pytest

from cin_docs.cli.explaining import explained
from cin_docs.codes import CODES
from cin_docs.errors import CinError


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code):
    text = explained(code)
    assert text.startswith(f"{code} (")
    assert CODES[code].what in text
    assert "Write instead:" in text


def test_a_misspelt_code_names_the_nearest():
    with pytest.raises(CinError, match="Did you mean banned-timescale"):
        explained("band-timescale")


def test_a_code_like_no_other_lists_them_all():
    with pytest.raises(CinError, match="Known codes: absent-owner"):
        explained("zzz")
