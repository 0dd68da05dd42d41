"""Every code that a finding can have, with its page (`cin explain CODE`)."""

from __future__ import annotations

from cin_docs.capture.code import Code
from cin_docs.capture.codes import CODES as CAPTURE
from cin_docs.distribution.codes import CODES as DISTRIBUTION
from cin_docs.documents.codes import CODES as DOCUMENTS
from cin_docs.procedure.codes import CODES as PROCEDURE

#: By code, in alphabetical order.
CODES: dict[str, Code] = dict(sorted({**CAPTURE, **PROCEDURE, **DOCUMENTS, **DISTRIBUTION}.items()))
