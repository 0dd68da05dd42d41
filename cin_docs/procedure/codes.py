"""Every code of the procedure: what it finds, why, an example and what to write instead (`cin explain`)."""

from __future__ import annotations

from cin_docs.capture.code import Code, code, page
from cin_docs.procedure.codes_of_meetings import MEETINGS
from cin_docs.procedure.codes_of_plans import PLANS
from cin_docs.procedure.codes_of_settings import SETTINGS

__all__ = ["CODES", "Code", "code", "page"]

#: By code, in alphabetical order.
CODES: dict[str, Code] = {one.code: one for one in sorted((*PLANS, *MEETINGS, *SETTINGS), key=lambda one: one.code)}
