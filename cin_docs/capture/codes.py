"""Every code of capture: what it finds, why, an example and what to write instead. Shown by ``cin explain``."""

from __future__ import annotations

from cin_docs.capture.code import Code, code, page
from cin_docs.capture.codes_of_meaning import MEANING
from cin_docs.capture.codes_of_people import PEOPLE
from cin_docs.capture.codes_of_text import TEXT

__all__ = ["CODES", "Code", "code", "page"]

#: By code, in alphabetical order.
CODES: dict[str, Code] = {one.code: one for one in sorted((*TEXT, *MEANING, *PEOPLE), key=lambda one: one.code)}
