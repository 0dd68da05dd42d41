"""How a person is reached, and which documents they receive, from what a file says."""

from __future__ import annotations

import re

from cin_docs.capture.cases_format import PersonForm, ReachedForm
from cin_docs.capture.found import Found
from cin_docs.capture.kinds import choice
from cin_docs.capture.values import yes
from cin_docs.model.document import DocumentKind
from cin_docs.model.finding import Path
from cin_docs.model.person import Channel, Contact

#: Rough on purpose: the guards before sending are strict.
_EMAIL = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\".]+", re.ASCII)

#: How `receives` says that somebody gets nothing.
NOTHING: tuple[list[str], ...] = (["none"], [])
#: Why an unborn child gets nothing.
UNBORN = "Is not born yet."
#: Which key each channel needs, and an example.
NEEDS = {
    Channel.EMAIL: ("email", "kim.marsh@post.example"),
    Channel.POST: ("address", '"4 Mill Row\\nEastmere\\nEM1 4TT"'),
    Channel.HAND: ("via", "dana"),
}


def contact(form: ReachedForm, at: Path, found: Found, *, silent: bool = False) -> Contact:
    """Where a copy goes. Without ``by`` the e-mail address is used, else the postal address.

    `via` is kept as written; the case looks the id up. `silent` for somebody who receives nothing.
    """
    email = _email(form.email, (*at, "email"), found)
    channel = choice(Channel, form.by, (*at, "by"), found) if form.by else None
    if channel is None:
        channel = Channel.EMAIL if email else Channel.POST if form.address else Channel.NONE
        if channel is Channel.NONE and not form.by and not silent:
            found.advice(
                "no-way-to-reach",
                at,
                f"Nothing says how the copy for `{at[-1]}` travels.",
                "Write `by: email`, `by: post` or `by: hand` with what it needs; or `by: none`.",
            )
    if channel in NEEDS and not getattr(form, NEEDS[channel][0]):
        key, example = NEEDS[channel]
        found.blocks(
            "missing-key", (*at, key), f"A copy by {channel.value} needs `{key}`.", f"Write `{key}: {example}`."
        )
    return Contact(
        channel=channel,
        email=email,
        # A \n typed without quotation marks stays two letters in YAML; nobody lives in a house of that name.
        address=form.address.replace("\\n", "\n").strip() if form.address else None,
        phone=form.phone,
        via=form.via,
        safe=yes(form.safe, (*at, "safe"), found),
    )


def receives(
    form: PersonForm, at: Path, found: Found, *, unborn: bool = False
) -> tuple[tuple[DocumentKind, ...], str | None]:
    """The documents a person receives, and why there are none.

    Attendance, entitlement and parental responsibility are three facts: an interpreter, advocate or observer gets
    a copy only where `receives` is written, and without parental responsibility somebody has to decide on it.
    """
    if unborn:
        return (), _unborn(form, at, found)
    if form.receives is None:
        if form.attends:
            return (), form.because or f"Was there as {form.attends.lower()}."
        if form.parental_responsibility == "no":
            found.advice(
                "no-parental-responsibility",
                (*at, "parental responsibility"),
                "Somebody without parental responsibility would get every copy, and nobody has decided on that.",
                "Write `receives: [plan, minutes]`, or `receives: none` and `because:`.",
            )
        return (DocumentKind.PLAN, DocumentKind.MINUTES), None
    if form.receives in NOTHING:
        if not form.because:
            found.blocks(
                "reason-missing",
                (*at, "receives"),
                "Somebody who receives nothing needs a reason.",
                "Write `because: Asked not to have one.` with what is right.",
            )
        return (), form.because or ""
    words = [choice(DocumentKind, word, (*at, "receives", n), found) for n, word in enumerate(form.receives)]
    return tuple(kind for kind in DocumentKind if kind in words), None


def gets_nothing(form: ReachedForm) -> bool:
    """Whether a person gets no copy by what is written, so that no way to them is needed."""
    return isinstance(form, PersonForm) and (form.receives in NOTHING or bool(form.receives is None and form.attends))


def _unborn(form: PersonForm, at: Path, found: Found) -> str:
    if form.receives is not None and form.receives not in NOTHING:
        found.blocks(
            "unborn-child",
            (*at, "receives"),
            "A child who is not born yet receives nothing.",
            "Take `receives` out here: the parents have copies of their own.",
        )
    return form.because or UNBORN


def _email(word: str | None, at: Path, found: Found) -> str | None:
    """An e-mail address. The finding does not repeat it: it may be a protected one."""
    if word and not _EMAIL.fullmatch(word):
        found.blocks("not-an-email", at, "This is not one e-mail address.", "Write it alone: name@domain.example.")
        return None
    return word
