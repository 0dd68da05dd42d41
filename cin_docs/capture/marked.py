"""Who may read the texts that have no marks of their own in a `Meeting`: place, reasons, who was prepared, next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cin_docs.capture.desk import Desk
from cin_docs.capture.form import Markable, Marked
from cin_docs.capture.found import Found
from cin_docs.capture.names import marks, person
from cin_docs.model.finding import Path
from cin_docs.model.meeting import Marks, Meeting

#: Keys of one text or of one thing, and keys that hold one text for each person.
SINGLE = (
    "place",
    "purpose",
    "reason",
    "without family",
    "visits",
    "if things get worse",
    "because",
    "step down",
    "review every",
    "assessment",
    "next",
)
BY_PERSON = ("prepared", "apologies", "absent", "reports", "part only", "excluded", "disagreed", "agreed")

#: Keys whose words are often those of the last plan, and under which keys they stood there.
_SAME = {"if things get worse": ("if things get worse",), "place": ("place", "next"), "next": ("place", "next")}


def marks_of(desk: Desk) -> dict[Path, Marks]:
    """The marks by what they are about: ``("because",)``, ``("prepared", "mum")``; only where there are any.

    What the last plan kept from somebody in the same words stays kept from them: only ``for`` lifts it.
    """
    made: dict[Path, Marks] = {}
    for about, form, at in _markable(desk):
        written = marks(form.for_, form.not_for, at, desk.case, desk.found)
        if form.for_ is None and desk.previous is not None:
            written = written.under(_before(about, form, desk.previous))
        made[about] = written.under(made.get(about, Marks()))
    return {about: found for about, found in made.items() if found != Marks()}


def said(text: Marked | None) -> str | None:
    """The words alone; None when nothing was written."""
    return text.text if text is not None else None


def said_by(texts: Mapping[str, Marked]) -> dict[str, str]:
    """The words alone, by person."""
    return {word: text.text for word, text in texts.items()}


def _markable(desk: Desk) -> Iterator[tuple[Path, Markable, Path]]:
    """What can be marked: what it is about, what was written, and where."""
    for key in SINGLE:
        part, at = desk.part(key)
        form: Markable | None = getattr(part, key.replace(" ", "_"))
        if form is not None:
            yield (key,), form, at
    for key in BY_PERSON:
        part, at = desk.part(key)
        forms: Mapping[str, Markable] = getattr(part, key.replace(" ", "_"))
        for word, each in forms.items():
            # Who is nobody of the case has a finding already.
            id = person(word, (*at, word), desk.case, Found())
            if id is not None:
                yield (key, id), each, (*at, word)


def _before(about: Path, form: Markable, last: Meeting) -> Marks:
    """The marks that the same words had in the last plan."""
    words = form.text if isinstance(form, Marked) else getattr(form, "place", None)
    texts = {
        "if things get worse": last.contingency,
        "place": last.place,
        "next": last.next.place if last.next else None,
    }
    found = Marks()
    for key in _SAME.get(str(about[0]), ()):
        if words and _plain(texts[key] or "") == _plain(words):
            found = last.marks.get((key,), Marks()).under(found)
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
