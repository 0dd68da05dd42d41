"""From Child in Need meeting notes to the plan and minutes in the right hands, with proof of when.

The names below are the whole public interface. They load when they are first asked for, so that
`cin --help` does not wait for the documents or the ledger.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PLACES = {
    "approve": "cin_docs.pipeline",
    "check": "cin_docs.pipeline",
    "dispatch": "cin_docs.pipeline",
    "due": "cin_docs.pipeline",
    "find": "cin_docs.pipeline",
    "preview": "cin_docs.pipeline",
    "read_home": "cin_docs.home.folder",
    "read_settings": "cin_docs.settings",
    "record": "cin_docs.pipeline",
    "run": "cin_docs.running",
    "submit": "cin_docs.pipeline",
    "timeliness": "cin_docs.pipeline",
}

__all__ = [
    "approve",
    "check",
    "dispatch",
    "due",
    "find",
    "preview",
    "read_home",
    "read_settings",
    "record",
    "run",
    "submit",
    "timeliness",
]


def __getattr__(name: str) -> Any:
    """The public name, loaded from where it lives. Raises AttributeError for any other."""
    if name not in _PLACES:
        raise AttributeError(f"module 'cin_docs' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
