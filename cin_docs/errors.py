"""The handful of exceptions. A docstring is the message's first half and holds the remedy."""

from __future__ import annotations


class CinError(Exception):
    """Something outside a notes or case file stopped the work; the message says what to do."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()


class HomeError(CinError):
    """The home folder is missing, unreadable or half written. Make one with `cin init FOLDER`."""


class ResourceError(CinError):
    """A template, standard, word list or font is missing. Install the package again."""


class LedgerError(CinError):
    """The ledger cannot be opened, or does not hold together. Restore it; it is never re-made."""


class LockedError(CinError):
    """Another `cin send` or `cin run` is at work. Wait for it to end, then try again."""


class RenderError(CinError):
    """A document could not be made faithfully, so it was not made at all."""


class RefusedError(CinError):
    """A safety rule forbids this. Nothing was changed."""
