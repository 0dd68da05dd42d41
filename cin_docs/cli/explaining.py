"""The page behind a finding's code."""

from __future__ import annotations

import difflib

from cin_docs.cli.show import wrapped
from cin_docs.errors import CinError


def explained(code: str) -> str:
    """What the code means, why it matters, an example and what to write instead. Raises `CinError` if unknown."""
    from cin_docs.codes import CODES

    known = {one.code: one for one in CODES}
    if code not in known:
        near = difflib.get_close_matches(code, known, 3)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"Known codes: {', '.join(sorted(known))}."
        raise CinError(f"There is no finding called {code}.", hint)
    page = known[code]
    parts = [page.code, "", wrapped(page.what), "", wrapped(page.why)]
    if page.example:
        parts += ["", "Example", *(f"  {line}" for line in page.example.splitlines())]
    if page.instead:
        parts += ["", "Write instead", *(f"  {line}" for line in page.instead.splitlines())]
    return "\n".join(parts)
