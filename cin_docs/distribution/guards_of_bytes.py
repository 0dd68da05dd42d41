"""Guards of the bytes: each stored file is the approved one, says whose it is, and tells nobody's secrets."""

from __future__ import annotations

from cin_docs.distribution.guarded import Scene, rows, stop
from cin_docs.model.finding import Finding


def gives_nothing_away(scene: Scene) -> Finding | None:
    """W8: no value that is protected from this person today stands in the bytes, whenever it was protected."""
    if scene.gives_away:
        return stop(
            "gives-away",
            f"The copies of {scene.dispatch.person} hold {' and '.join(scene.gives_away)}, now protected from them.",
            "Mark the text `not for` in the notes, or take it out; then submit the meeting again.",
        )
    return None


def names_no_other_family(scene: Scene) -> Finding | None:
    """W11: no name or reference of another family stands in the bytes, unless the approver said why it may."""
    ticked = scene.approved.ticked if scene.approved else {}
    if any(not ticked.get(id, "").strip() for id in scene.strangers):
        return stop(
            "stranger-in-copy",
            f"The copies of {scene.dispatch.person} hold a name or reference that is another family's.",
            "Take it out of the notes and submit again; or submit again and say, when approving, why it belongs there.",
        )
    return None


def bytes_are_the_approved_ones(scene: Scene) -> Finding | None:
    """W10: every stored byte is the one that was approved."""
    for row in rows(scene):
        digest, _ = scene.files.get(row.copy, ("", ""))
        if digest != row.file_digest or scene.cover_digest != row.cover_digest:
            return stop(
                "bytes-changed",
                f"The stored copy {row.copy} is not the one that was approved.",
                "Do not send it. Run `cin verify`, and tell your administrator.",
            )
    return None


def copy_says_whose_it_is(scene: Scene) -> Finding | None:
    """W10: read back, the copy carries the case reference, its own number and its recipient.

    A translator's file is as the translator made it: its digest alone binds it, beside the copy that it belongs to.
    """
    for row in (row for row in rows(scene) if row.translation is None):
        _, text = scene.files.get(row.copy, ("", ""))
        name = scene.recipient.person.name if scene.recipient else ""
        missing = [
            what
            for what, held in (
                ("case reference", _holds(text, scene.dispatch.case)),
                ("copy number", _holds(text, row.copy)),
                ("recipient", _names(text, name)),
            )
            if not held
        ]
        if missing:
            return stop(
                "mark-missing",
                f"Copy {row.copy} does not carry its {' or '.join(missing)}.",
                "Do not send it. Submit the meeting again.",
            )
    return None


def _holds(text: str, value: str) -> bool:
    """Whether `value` stands in `text`, whatever the spacing (a PDF's text breaks where lines do)."""
    return bool(value) and "".join(value.split()).casefold() in "".join(text.split()).casefold()


def _names(text: str, name: str) -> bool:
    """Whether every word of a name stands in `text`: right-to-left words are read back in the order they are drawn."""
    return bool(name.split()) and all(_holds(text, word) for word in name.split())
