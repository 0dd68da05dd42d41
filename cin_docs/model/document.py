"""Which documents a meeting makes, and in which form."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """A document that a person may be owed."""

    PLAN = "plan"
    MINUTES = "minutes"


class Format(StrEnum):
    """The form in which a document is read."""

    PDF = "pdf"
    DOCX = "docx"


class Mode(StrEnum):
    """Whether copies count. DEMO and TRIAL never contribute to live figures."""

    DEMO = "demo"
    TRIAL = "trial"
    LIVE = "live"
