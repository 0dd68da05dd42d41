"""What a guard is, and what it may look at: one dispatch, the case and notes as they are now, its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cin_docs.distribution.manifest import rows_of
from cin_docs.distribution.recipients import Recipient
from cin_docs.model.delivery import ApprovedManifest, Dispatch, ManifestRow
from cin_docs.model.document import Mode
from cin_docs.model.finding import Finding, Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class NotesNow:
    """What the notes file in the case's folder says today about one recipient of its meeting."""

    #: A manager's reason to hold every copy of the meeting.
    hold: str | None
    #: Whether this person still gets a copy.
    receives: bool
    #: The digest of the view this person would see, by document.
    views: Mapping[str, str]


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
    #: Who wrote and who submitted what was approved.
    authors: frozenset[str] = frozenset()
    #: Whether other notes of the same meeting were submitted since.
    newer: bool = False
    #: Whether the case file and the stored notes can be read now.
    readable: bool = True
    #: The recipient as the case file has them now; None when they are no longer to get a copy.
    recipient: Recipient | None
    #: A manager's reason to hold every copy of the meeting, while the clock runs.
    hold: str | None
    #: The id of an incident of the case that is open.
    incident: str | None = None
    #: The address that was stored at submission.
    stored_address: str | None
    #: Why the directory of agencies cannot be relied on now; None when it can.
    directory: str | None = None
    #: What is wrong with the recipient's contact as the case file and the directory are now.
    ways: tuple[Finding, ...] = ()
    #: Whether nothing may go to the approved address any more: it bounced, or somebody else reads it.
    suppressed: bool = False
    #: The digest of the view this person may see now, by document.
    views_now: Mapping[str, str]
    #: The notes file as it lies in the case's folder now; None when it is gone or cannot be read.
    notes_now: NotesNow | None
    #: SHA-256 and extracted text of each stored file, by copy id.
    files: Mapping[str, tuple[str, str]]
    #: SHA-256 of the stored message or cover.
    cover_digest: str
    #: Ids of what is protected from this person today and stands in the bytes about to leave.
    gives_away: tuple[str, ...] = ()
    #: Ids of the lines to tick about names of other families in the bytes about to leave.
    strangers: tuple[str, ...] = ()
    #: Whether this is a trial and the address is on its guest list.
    guest: bool = False
    key: bytes = field(repr=False)


Guard = Callable[[Scene], Finding | None]


def stop(code: str, sentence: str, remedy: str) -> Finding:
    """What a guard answers when the dispatch must not leave."""
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy)


def rows(scene: Scene) -> tuple[ManifestRow, ...]:
    """The manifest's copies in this dispatch; none without an approval."""
    return rows_of(scene.approved.manifest, scene.dispatch.id) if scene.approved else ()
