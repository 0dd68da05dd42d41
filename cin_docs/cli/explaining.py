"""The page behind a finding's code."""

from __future__ import annotations

import difflib

from cin_docs.capture.code import page
from cin_docs.codes import CODES
from cin_docs.errors import CinError


def explained(code: str) -> str:
    """What the code means, why it matters, an example and what to write instead. Raises `CinError` if unknown."""
    if code in CODES:
        return page(CODES[code]).rstrip()
    near = difflib.get_close_matches(code, CODES, 3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Known codes: {', '.join(CODES)}."
    raise CinError(f"There is no finding called {code}.", hint)
