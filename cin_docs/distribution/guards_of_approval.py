"""Guards of the approval: what leaves is what a second person looked at, line by line."""

from __future__ import annotations

from cin_docs.distribution.guarded import Scene, rows, stop
from cin_docs.model.delivery import Ask
from cin_docs.model.finding import Finding


def manifest_is_the_submitted_one(scene: Scene) -> Finding | None:
    """W12: the manifest in the ledger still has the digest that was approved."""
    if not scene.whole:
        return stop(
            "manifest-changed",
            f"The list of copies that dispatch {scene.dispatch.id} belongs to was changed after it was submitted.",
            "Do not send it. Run `cin verify`, and tell your administrator.",
        )
    return None


def of_the_homes_mode(scene: Scene) -> Finding | None:
    """A copy of a trial never leaves a live home, nor a demo's a trial: its pages say what it was made for."""
    if scene.dispatch.mode is not scene.mode:
        return stop(
            "other-mode",
            f"Dispatch {scene.dispatch.id} was made in {scene.dispatch.mode.value} mode, and the home is in "
            f"{scene.mode.value} mode now.",
            "Submit the meeting again in the mode the home is in, or cancel this dispatch.",
        )
    return None


def is_approved(scene: Scene) -> Finding | None:
    """W12: sending needs the approved manifest's digest, with this dispatch in it."""
    if scene.approved is None or scene.dispatch.id not in scene.approved.dispatches or not rows(scene):
        return stop(
            "not-approved",
            f"Dispatch {scene.dispatch.id} is not in any approved manifest.",
            "Preview the meeting and have it approved.",
        )
    return None


def approver_is_not_the_author(scene: Scene) -> Finding | None:
    """W13: the approval in the ledger is of somebody who neither wrote nor submitted, or says why it is not."""
    approved = scene.approved
    if approved and approved.approver in scene.authors and not (approved.alone_because or "").strip():
        return stop(
            "approver-is-author",
            f"{approved.approver} wrote or submitted what dispatch {scene.dispatch.id} carries, and approved it.",
            "Have it submitted again and approved by somebody else.",
        )
    return None


def lines_are_ticked(scene: Scene) -> Finding | None:
    """Every line that needed a person's tick for this dispatch has one, with a reason where one is needed."""
    missing = [ask.id for ask in _asked(scene) if not _ticked(scene, ask.id, reasoned=ask.reasoned)]
    if missing:
        return stop(
            "asks-not-ticked",
            f"Nobody confirmed {' and '.join(missing)} for dispatch {scene.dispatch.id}.",
            "Submit the meeting again, and tick these lines when approving it if they are right.",
        )
    return None


def is_the_newest_version(scene: Scene) -> Finding | None:
    """An earlier version never leaves after its correction."""
    if scene.newer:
        return stop(
            "newer-version",
            f"The notes of this meeting were corrected and submitted again after dispatch {scene.dispatch.id} was "
            "made.",
            "Cancel this one; the corrected copies take its place once they are approved.",
        )
    return None


def _asked(scene: Scene) -> tuple[Ask, ...]:
    asks = scene.approved.manifest.asks if scene.approved else ()
    return tuple(ask for ask in asks if ask.dispatch in {None, scene.dispatch.id})


def _ticked(scene: Scene, id: str, *, reasoned: bool) -> bool:
    ticked = scene.approved.ticked if scene.approved else {}
    return id in ticked and (bool(ticked[id].strip()) or not reasoned)
