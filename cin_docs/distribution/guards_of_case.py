"""Guards of the case and the notes as they are now: what was right at the approval may be wrong today."""

from __future__ import annotations

from cin_docs.distribution.guarded import Scene, rows, stop
from cin_docs.model.finding import Finding

_HELD = (
    "The notes say that all copies of this meeting are held.",
    "When the manager releases them, take `hold:` out of the notes and submit again.",
)


def case_can_be_read(scene: Scene) -> Finding | None:
    """Without the case as it is now, nobody can say that this person may still get this copy."""
    if not scene.readable:
        return stop(
            "case-unreadable",
            f"The case file of {scene.dispatch.case} or the stored notes cannot be read, so nothing can be compared.",
            "Run `cin check` on the meeting's notes and put right what it finds; then submit the meeting again.",
        )
    return None


def agencies_can_be_read(scene: Scene) -> Finding | None:
    """W3: with a damaged directory of agencies nobody could say whose mailbox is whose."""
    if scene.directory is not None:
        return stop(
            "agencies-unreadable",
            f"The directory of agencies cannot be relied on, so all copies wait. {scene.directory}",
            "Put agencies.yaml right, as `cin check` shows; then release this copy.",
        )
    return None


def no_incident_is_open(scene: Scene) -> Finding | None:
    """W18: while a copy of the case is in wrong hands, or may be, no other follows it."""
    if scene.incident is not None:
        return incident_open(scene.incident, scene.dispatch.case)
    return None


def incident_open(incident: str, case: str) -> Finding:
    """What holds every copy of a case while an incident of it is open."""
    return stop(
        "incident-open",
        f"Incident {incident} of case {case} is open, so all its copies wait.",
        f"First, as an approver: cin incident close {incident} --because TEXT. Then release this dispatch.",
    )


def is_not_held(scene: Scene) -> Finding | None:
    """A manager may hold all copies (a strategy meeting) with the clock running."""
    return stop("held-by-manager", *_HELD) if scene.hold is not None else None


def is_of_the_case(scene: Scene) -> Finding | None:
    """W1: recipients are people of the case, and still to receive a copy."""
    if scene.recipient is None:
        return _gone(scene, "in the case file")
    return None


def may_still_see(scene: Scene) -> Finding | None:
    """What this person may see today is what was approved: a protection entered later stops the old copy."""
    if any(scene.views_now.get(row.document.value) != row.view_digest for row in rows(scene)):
        return stop(
            "case-changed",
            f"{scene.dispatch.person} would now get a different document than the approved one: the case file, or "
            "the notes of an earlier meeting, changed after the approval.",
            "Look at both. If the change is right, submit this meeting again and have the new copies approved; if an "
            "earlier meeting's notes were changed by mistake, put them back as they were and release this copy.",
        )
    return None


def notes_say_the_same(scene: Scene) -> Finding | None:
    """The notes in the case's folder still give this person this document: a mark or a hold written later counts."""
    now = scene.notes_now
    if now is None:
        return stop(
            "notes-gone",
            f"The notes of {scene.dispatch.meeting} are not in the case's folder, or cannot be read, so nobody can say "
            "that they were not corrected.",
            "Put the file there under the name it was submitted with, or put right what `cin check` finds in it; then "
            "release this copy.",
        )
    if now.hold is not None:
        return stop("held-by-manager", *_HELD)
    if not now.receives:
        return _gone(scene, "by the notes as they are now")
    if any(now.views.get(row.document.value) != row.view_digest for row in rows(scene)):
        return stop(
            "notes-changed",
            f"The notes of this meeting were changed after the approval, and {scene.dispatch.person} would now get a "
            "different document.",
            "If the change is right, submit the meeting again and have it approved; if not, put the notes back as "
            "they were and release this copy.",
        )
    return None


def translation_is_there(scene: Scene) -> Finding | None:
    """Somebody whose copies need a translation gets none without it."""
    if scene.recipient is None or not scene.recipient.person.translated:
        return None
    without = {row.document for row in rows(scene)} - {row.document for row in rows(scene) if row.translation}
    if without:
        return stop(
            "awaiting-translation",
            f"The copies of {scene.dispatch.person} wait for a translator's file of the "
            f"{' and the '.join(sorted(kind.value for kind in without))}.",
            "Submit the meeting again with the translator's file, and have it approved.",
        )
    return None


def _gone(scene: Scene, where: str) -> Finding:
    return stop(
        "recipient-gone",
        f"{scene.dispatch.person} is no longer a recipient {where}.",
        "Cancel this dispatch, or put the person back and submit again.",
    )
