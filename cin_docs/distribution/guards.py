"""What must hold before a dispatch may leave. Each guard answers with a finding, or None when all is well.

Guards are pure: the stored bytes, the case as it is now and the manifest are handed in. They block
(fail closed); who may release a held dispatch is the approver's business, not theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cin_docs.distribution.address import is_strict
from cin_docs.distribution.manifest import keyed_hash, rows_of
from cin_docs.distribution.recipients import Recipient
from cin_docs.model.delivery import ApprovedManifest, Dispatch, ManifestRow
from cin_docs.model.document import Mode
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.person import Channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """Everything a guard may look at, for one dispatch."""

    dispatch: Dispatch
    #: The mode the home is in now.
    mode: Mode
    #: The approval of the manifest the dispatch belongs to; None when there is none.
    approved: ApprovedManifest | None
    #: Whether the stored manifest is, to the bit, the one that was submitted.
    whole: bool = True
    #: Whether the case file and the stored notes can be read now.
    readable: bool = True
    #: The recipient as the case file has them now; None when they are no longer to get a copy.
    recipient: Recipient | None
    #: A manager's reason to hold every copy of the meeting, while the clock runs.
    hold: str | None
    #: The address that was stored at submission.
    stored_address: str | None
    #: The digest of the view this person may see now, by document.
    views_now: dict[str, str]
    #: SHA-256 and extracted text of each stored file, by copy id.
    files: dict[str, tuple[str, str]]
    #: SHA-256 of the stored message or cover.
    cover_digest: str
    #: Ids of what is protected from this person today and stands in the bytes about to leave.
    gives_away: tuple[str, ...] = ()
    key: bytes = field(repr=False)


Guard = Callable[[Scene], Finding | None]


def _stop(code: str, sentence: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)


def rows(scene: Scene) -> tuple[ManifestRow, ...]:
    """The manifest's copies in this dispatch; none without an approval."""
    return rows_of(scene.approved.manifest, scene.dispatch.id) if scene.approved else ()


def manifest_is_the_submitted_one(scene: Scene) -> Finding | None:
    """W12: the manifest in the ledger still has the digest that was approved."""
    if not scene.whole:
        return _stop(
            "manifest-changed",
            f"The list of copies that dispatch {scene.dispatch.id} belongs to was changed after it was submitted.",
            "Do not send it. Run `cin verify`, and tell your administrator.",
        )
    return None


def of_the_homes_mode(scene: Scene) -> Finding | None:
    """A copy of a trial never leaves a live home, nor a demo's a trial: its pages say what it was made for."""
    if scene.dispatch.mode is not scene.mode:
        return _stop(
            "other-mode",
            f"Dispatch {scene.dispatch.id} was made in {scene.dispatch.mode.value} mode, and the home is in "
            f"{scene.mode.value} mode now.",
            "Submit the meeting again in the mode the home is in, or cancel this dispatch.",
        )
    return None


def case_can_be_read(scene: Scene) -> Finding | None:
    """Without the case as it is now, nobody can say that this person may still get this copy."""
    if not scene.readable:
        return _stop(
            "case-unreadable",
            f"The case file of {scene.dispatch.case} or the stored notes cannot be read, so nothing can be compared.",
            "Run `cin check` on the meeting's notes and put right what it finds; then submit the meeting again.",
        )
    return None


def is_approved(scene: Scene) -> Finding | None:
    """W12: sending needs the approved manifest's digest, with this dispatch in it."""
    if scene.approved is None or scene.dispatch.id not in scene.approved.dispatches or not rows(scene):
        return _stop(
            "not-approved",
            f"Dispatch {scene.dispatch.id} is not in any approved manifest.",
            "Preview the meeting and have it approved.",
        )
    return None


def is_of_the_case(scene: Scene) -> Finding | None:
    """W1: recipients are people of the case, and still to receive a copy."""
    if scene.recipient is None:
        return _stop(
            "recipient-gone",
            f"{scene.dispatch.person} is no longer a recipient in the case file.",
            "Cancel this dispatch, or put the person back and submit again.",
        )
    return None


def is_not_held(scene: Scene) -> Finding | None:
    """A manager may hold all copies (a strategy meeting) with the clock running."""
    if scene.hold is not None:
        return _stop(
            "held-by-manager",
            "The notes say that all copies of this meeting are held.",
            "When the manager releases them, take `hold:` out of the notes and submit again.",
        )
    return None


def address_is_strict(scene: Scene) -> Finding | None:
    """W2: an e-mail address is plain ASCII without quoting, comments or display name."""
    if scene.dispatch.channel is Channel.EMAIL and not is_strict(scene.stored_address or ""):
        return _stop(
            "unsafe-address",
            f"The e-mail address of {scene.dispatch.person} is not in a form that is safe to send to.",
            "Write it as name@domain in the case file and submit again.",
        )
    return None


def contact_is_unchanged(scene: Scene) -> Finding | None:
    """W17: the contact is still the one that was approved, in the case file, in the store and on the manifest."""
    if scene.recipient is None:
        return None
    now = keyed_hash(scene.key, scene.recipient.channel.value, scene.recipient.address)
    stored = keyed_hash(scene.key, scene.dispatch.channel.value, scene.stored_address or "")
    if any(row.address_hmac != now or row.address_hmac != stored for row in rows(scene)):
        return _stop(
            "contact-changed",
            f"The contact of {scene.dispatch.person} has changed since the approval.",
            "Submit the meeting again, so that the new contact is approved before anything goes there.",
        )
    return None


def may_still_see(scene: Scene) -> Finding | None:
    """What this person may see today is what was approved: a protection entered later stops the old copy."""
    if any(scene.views_now.get(row.document.value) != row.view_digest for row in rows(scene)):
        return _stop(
            "case-changed",
            f"{scene.dispatch.person} would now get a different document than the approved one: the case file, or "
            "the notes of an earlier meeting, changed after the approval.",
            "Look at both. If the change is right, submit this meeting again and have the new copies approved; if an "
            "earlier meeting's notes were changed by mistake, put them back as they were and release this copy.",
        )
    return None


def gives_nothing_away(scene: Scene) -> Finding | None:
    """W8: no value that is protected from this person today stands in the bytes, whenever it was protected."""
    if scene.gives_away:
        return _stop(
            "gives-away",
            f"The copies of {scene.dispatch.person} hold {' and '.join(scene.gives_away)}, now protected from them.",
            "Mark the text `not for` in the notes, or take it out; then submit the meeting again.",
        )
    return None


def bytes_are_the_approved_ones(scene: Scene) -> Finding | None:
    """W10: every stored byte is the one that was approved."""
    for row in rows(scene):
        digest, _ = scene.files.get(row.copy, ("", ""))
        if digest != row.file_digest or scene.cover_digest != row.cover_digest:
            return _stop(
                "bytes-changed",
                f"The stored copy {row.copy} is not the one that was approved.",
                "Do not send it. Run `cin verify`, and tell your administrator.",
            )
    return None


def copy_says_whose_it_is(scene: Scene) -> Finding | None:
    """W10: read back, the copy carries the case reference, its own number and its recipient."""
    for row in rows(scene):
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
            return _stop(
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


#: In the order they are asked; the first that answers stops the dispatch.
GUARDS: tuple[Guard, ...] = (
    manifest_is_the_submitted_one,
    of_the_homes_mode,
    is_approved,
    case_can_be_read,
    is_not_held,
    is_of_the_case,
    address_is_strict,
    contact_is_unchanged,
    may_still_see,
    gives_nothing_away,
    bytes_are_the_approved_ones,
    copy_says_whose_it_is,
)


def stopped_by(scene: Scene) -> Finding | None:
    """The first guard that objects, or None when the dispatch may leave."""
    for guard in GUARDS:
        if finding := guard(scene):
            return finding
    return None
