"""A few lines that say how notes were understood, so that a minute taker sees that the program saw it too."""

from __future__ import annotations

from collections.abc import Iterator

from cin_docs.documents.audience import kept_from, withheld
from cin_docs.documents.leftout import in_words
from cin_docs.model.case import Case
from cin_docs.model.meeting import Meeting
from cin_docs.procedure.obligations import entitled


def understood(meeting: Meeting, case: Case) -> Iterator[str]:
    """The lines, by id and without any protected value: who gets copies, and what is kept from whom."""
    people = entitled(meeting, case)
    on = [item.person for item in people if item.excused_because is None]
    off = [item.person for item in people if item.excused_because is not None]
    yield f"{meeting.id}: copies for {', '.join(on) or 'nobody'}{f'; none for {_and(off)}' if off else ''}."
    for reader in sorted(kept_from(case, meeting)):
        if not case.knows(reader):
            continue
        kept = list(dict.fromkeys(in_words([item.id]) for item in case.hidden_from(reader)))
        left_out = len(withheld(meeting, case, case.person(reader)))
        listed = "is on the list" if reader in on else "gets no copy"
        things = f"{_and(kept)} {'are' if len(kept) > 1 else 'is'} kept from them" if kept else "nothing is protected"
        yield f"{reader} {listed}; {things}; {left_out} item{'s' * (left_out != 1)} left out of their copies."


def _and(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
