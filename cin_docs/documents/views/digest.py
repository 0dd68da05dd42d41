"""A view's digest: equal views have equal digests, in every process."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def digest(view: DataclassInstance) -> str:
    """SHA-256, in hex, of the view's canonical JSON with the name of its kind."""
    body: dict[str, Any] = {"view": type(view).__name__, "holds": asdict(view)}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
