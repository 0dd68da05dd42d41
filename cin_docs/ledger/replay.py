"""What the rows must be if the events are true: events taken one by one, in their order. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cin_docs.model.delivery import Event

#: Fields of a dispatch that moves change.
STANDING = ("state", "attempt", "not_before", "evidence_on", "evidence_at", "owner")


@dataclass(kw_only=True, slots=True)
class Replayed:
    """The rows that the events taken so far call for, by id or by the event's number."""

    #: Each dispatch's standing: `STANDING`, `since`, `reason_seq`, and the fingerprints of its row and copies.
    dispatches: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Fingerprint and `excused_seq` of each obligation.
    obligations: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Fingerprints of snapshots and approvals.
    meetings: dict[int, str] = field(default_factory=dict)
    approvals: dict[int, str] = field(default_factory=dict)
    manifests: set[str] = field(default_factory=set)
    #: Keyed hash of the text of each tick, by approval and line; empty for a tick without words.
    ticks: dict[tuple[int, str], str] = field(default_factory=dict)
    #: Fingerprint and `lifted_seq` of each suppression, by its event.
    suppressions: dict[int, dict[str, Any]] = field(default_factory=dict)
    #: Fingerprint, `opened_seq`, `closed_seq` and `closed_at` of each incident.
    incidents: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Keyed hashes of reasons.
    reasons: dict[int, str] = field(default_factory=dict)
    #: Events that contradict the ones before them.
    faults: list[str] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Take the next event."""
        change = _read(event.change)
        if isinstance(change.get("reason"), str):
            self.reasons[event.seq] = change["reason"]
        match event.action:
            case "meeting opened" | "submitted":
                self.meetings[event.seq] = str(change.get("row"))
                self.manifests |= {change["manifest"]} if "manifest" in change else set()
            case "approved":
                self.approvals[event.seq] = str(change.get("row"))
                self.ticks |= {(event.seq, ask): said for ask, said in _texts(change.get("ticks")).items()}
            case "obligation opened":
                self.obligations[event.subject] = {"row": change.get("row"), "excused_seq": _reason_seq(event, change)}
            case "excused" | "excuse withdrawn" if event.subject in self.obligations:
                self.obligations[event.subject]["excused_seq"] = event.seq if event.action == "excused" else None
            case "drafted":
                self._draft(event, change)
            case "moved":
                self._move(event, change)
            case "suppressed" | "suppression lifted":
                self._suppress(event, change)
            case "incident opened" | "incident closed":
                self._incident(event, change)

    def _draft(self, event: Event, change: Mapping[str, Any]) -> None:
        if event.subject in self.dispatches:
            self.faults.append(f"Event {event.seq} makes dispatch {event.subject} a second time.")
        standing = {name: change.get(name) for name in (*STANDING, "row", "copies")}
        since = event.recorded_at.isoformat()
        self.dispatches[event.subject] = standing | {"since": since, "reason_seq": _reason_seq(event, change)}

    def _move(self, event: Event, change: Mapping[str, Any]) -> None:
        standing = self.dispatches.get(event.subject)
        if standing is None:
            self.faults.append(f"Event {event.seq} moves dispatch {event.subject}, which was never made.")
            return
        if standing["state"] != event.from_state:
            said = f"from '{event.from_state}', but it stood at '{standing['state']}'"
            self.faults.append(f"Event {event.seq} moves dispatch {event.subject} {said}.")
        standing |= {name: change[name] for name in STANDING if name in change}
        standing |= {"since": event.recorded_at.isoformat(), "state": event.to_state}
        if "reason" in change:
            standing["reason_seq"] = _reason_seq(event, change)

    def _suppress(self, event: Event, change: Mapping[str, Any]) -> None:
        if event.action == "suppressed":
            self.suppressions[event.seq] = {"row": change.get("row"), "lifted_seq": None}
            return
        said = self.suppressions.get(change.get("suppressed", 0))
        if said is None or said["lifted_seq"] is not None:
            self.faults.append(f"Event {event.seq} lifts a suppression that did not stand.")
        else:
            said["lifted_seq"] = event.seq

    def _incident(self, event: Event, change: Mapping[str, Any]) -> None:
        said = self.incidents.get(event.subject)
        if event.action == "incident opened":
            if said is not None:
                self.faults.append(f"Event {event.seq} opens incident {event.subject} a second time.")
            opened = {"row": change.get("row"), "opened_seq": event.seq, "closed_seq": None, "closed_at": None}
            self.incidents[event.subject] = opened
        elif said is None or said["closed_seq"] is not None:
            self.faults.append(f"Event {event.seq} closes incident {event.subject}, which was not open.")
        else:
            said |= {"closed_seq": event.seq, "closed_at": event.recorded_at.isoformat()}


def _texts(said: object) -> dict[str, str]:
    return {str(name): str(text) for name, text in said.items()} if isinstance(said, dict) else {}


def _reason_seq(event: Event, change: Mapping[str, Any]) -> int | None:
    return None if change.get("reason") is None else event.seq


def _read(change: str) -> Mapping[str, Any]:
    # Text that was tampered with shows in the chain; here it only must not stop the reckoning.
    try:
        value = json.loads(change) if change else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
