"""Made-up families through every document, and every byte of it read back and judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cin_docs import resources
from cin_docs.distribution.packing import Job, Packed, pack
from cin_docs.distribution.recipients import recipients
from cin_docs.documents.siblings import beside
from cin_docs.model.case import Case
from cin_docs.model.delivery import ManifestRow
from cin_docs.model.document import DocumentKind, Mode
from cin_docs.model.standard import Cited, Period, ReviewRule, Standard, Unit
from cin_docs.testing.deliveries import a_moment
from cin_docs.testing.families import Family
from cin_docs.testing.families_oracle import Verdict, verdicts
from cin_docs.testing.plain_reading import given_away, read, words_of

_CITED = Cited(sentence="Reviews take place every six weeks.", rows=())
_EVERY = Period(count=6, unit=Unit.WEEKS)
STANDARD = Standard(
    id="ten-point",
    name="Ten point",
    version="1",
    in_force_from=date(2020, 1, 1),
    copies=(),
    first_meeting=None,
    reviews=ReviewRule(every=_EVERY, maximum=_EVERY, cited=_CITED, maximum_cited=_CITED),
    visits=None,
    smart=_CITED,
)


def packed(family: Family) -> Packed:
    """Every copy and message of the family's meeting, as `cin submit` makes them."""
    case = beside(family.case, family.others)
    return pack(job_for(family, case), recipients(family.meeting, case), lambda _person: None)


def job_for(family: Family, case: Case) -> Job:
    """What is to be packed of the family's meeting, with this case behind it."""
    return Job(
        meeting=family.meeting,
        case=case,
        standard=STANDARD,
        authority="Council Services",
        sender="cin@council.example",
        marking={},
        mode=Mode.DEMO,
        version=1,
        templates=(resources.templates(),),
        key=b"k" * 32,
        moment=a_moment(),
    )


def wrongs(family: Family, made: Packed) -> Iterator[str]:
    """What is wrong with any copy, in words for whoever reads a failed test; nothing when all is well."""
    rows = {person.id: [row for row in made.rows if row.person == person.id] for person in family.case.people}
    for finding in made.findings:
        yield f"{family.seed}: refused: {finding.sentence}"
    for reader, verdict in verdicts(family).items():
        missing = verdict.copies - {row.document for row in rows[reader]}
        unasked = {row.document for row in rows[reader]} - verdict.copies
        if missing or unasked:
            yield f"{family.seed}: {reader} did not get {sorted(missing)} and got {sorted(unasked)}"
        for row in rows[reader]:
            yield from (
                f"{family.seed}: {reader}'s {row.document}.{row.format}: {one}" for one in _of(row, made, verdict)
            )


def _of(row: ManifestRow, made: Packed, verdict: Verdict) -> Iterator[str]:
    text, raw = read(made.files[row.file_digest])
    cover, sealed = read(made.files[row.cover_digest])
    words = words_of(text)
    yield from (f"permitted, but not there: {word}" for word in sorted(verdict.words[row.document] - words))
    if row.document is DocumentKind.PLAN:
        there = "".join(text.split())
        yield from (f"not listed: {name}" for name in sorted(verdict.names) if "".join(name.split()) not in there)
    yield from (f"not for this reader: {word}" for word in sorted(verdict.absent & (words | words_of(cover))))
    everything, behind = f"{row.file_name}\n{text}\n{cover}", b"\n".join((raw, sealed))
    yield from (f"given away: {value}" for value in given_away(everything, behind, sorted(verdict.forbidden)))
