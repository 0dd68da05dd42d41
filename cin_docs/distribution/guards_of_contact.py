"""Guards of the way to a person: the address is the approved one, and only this person reads there."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from cin_docs.distribution import contacts
from cin_docs.distribution.address import is_strict
from cin_docs.distribution.guarded import Scene, rows, stop
from cin_docs.distribution.manifest import keyed_hash
from cin_docs.model.finding import Finding, Severity
from cin_docs.model.person import Channel, Side


def address_is_strict(scene: Scene) -> Finding | None:
    """W2: an e-mail address is plain ASCII without quoting, comments or display name."""
    if scene.dispatch.channel is Channel.EMAIL and not is_strict(scene.stored_address or ""):
        return stop(
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
        return stop(
            "contact-changed",
            f"The contact of {scene.dispatch.person} has changed since the approval.",
            "Submit the meeting again, so that the new contact is approved before anything goes there.",
        )
    return None


def domain_is_the_agencys(scene: Scene) -> Finding | None:
    """W3: a professional is written to at a domain of their agency, and never at a mailbox of their own."""
    return _said(scene, contacts.W3)


def domain_is_not_a_look_alike(scene: Scene) -> Finding | None:
    """W4: no domain that nearly is one that is known."""
    return _said(scene, contacts.W4)


def address_is_of_one_family(scene: Scene) -> Finding | None:
    """W7: one address is one person's, or is declared shared; and it is not another family's."""
    return _said(scene, contacts.W7)


def nobody_kept_apart_reads_it(scene: Scene) -> Finding | None:
    """W8: nobody from whom something is kept reads there, and no worker hands over who must not be known."""
    return _said(scene, contacts.W8)


def address_is_not_suppressed(scene: Scene) -> Finding | None:
    """W16: nothing follows a copy that bounced or reached the wrong person. A worker's hand is no address."""
    if scene.suppressed and scene.dispatch.channel in {Channel.EMAIL, Channel.POST}:
        return silenced(scene.dispatch.person)
    return None


def silenced(person: str) -> Finding:
    """What holds a copy to an address that bounced or that somebody else reads."""
    return stop(
        "suppressed-address",
        f"A copy to the address of {person} came back, or reached somebody else, so nothing goes there.",
        "Write the right address in the case file and submit again; or let the copy go by hand.",
    )


def guest_is_no_family(scene: Scene) -> Finding | None:
    """A trial is practice: the guest list sends no practice copy for real to somebody of the child's family."""
    if scene.guest and scene.recipient is not None and scene.recipient.person.side is not Side.PROFESSIONAL:
        return stop(
            "guest-is-family",
            f"This is a trial, and the guest list names the address of {scene.dispatch.person}, who is of the family.",
            "Take the address out of `guest list:` in cin.yaml, then release this copy: it stays in outbox/mail.",
        )
    return None


def _said(scene: Scene, codes: AbstractSet[str]) -> Finding | None:
    """What is wrong today with the recipient's contact, of one kind."""
    blocking = (one for one in scene.ways if one.severity is Severity.BLOCKS and one.code in codes)
    return next(blocking, None)
