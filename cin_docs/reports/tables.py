"""The timeliness report and due lists as plain text; `exports` has them as CSV and JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from cin_docs.model.document import Mode
from cin_docs.model.obligation import Standing
from cin_docs.procedure.periods import in_words
from cin_docs.procedure.replacements import is_replacement
from cin_docs.reports.due import Due, Waiting
from cin_docs.reports.exports import as_csv, as_json
from cin_docs.reports.layout import Table, table_text
from cin_docs.reports.timeliness import Figures, Group, Line, Series, Timeliness

__all__ = [
    "COUNTS",
    "as_csv",
    "as_json",
    "as_text",
    "due_table",
    "lines",
    "standing",
    "summaries",
    "table_text",
    "waiting_table",
]

#: The columns of every table of figures. "Outst." is outstanding, "Unc." uncertain, "Exc." excused.
COUNTS = ("Due", "Met", "Late", "Outst.", "Unc.", "Exc.", "Never sent", "Met of")


#: How many people a row of what falls due names.
_NAMED = 2


def as_text(report: Timeliness, *, width: int = 80, details: bool = False) -> str:
    """The report for a terminal of `width` characters; with `details`, every obligation too."""
    parts = [_heading(report, width)]
    for series in report.series:
        parts.append(f"{_marked(series.mode)}\n{_summary(series, width)}")
        tables = (*summaries(series), lines(series)) if details else summaries(series)
        parts.extend(table_text(table, width=width) for table in tables)
    if not report.series:
        parts.append("No obligations yet.")
    parts.append(_notes(width))
    return "\n\n".join(parts) + "\n"


def summaries(series: Series) -> tuple[Table, ...]:
    """The figures by meeting, case, worker, team and month, each as a table."""
    groups = (
        ("meeting", series.by_meeting),
        ("case", series.by_case),
        ("worker", series.by_worker),
        ("team", series.by_team),
        ("month of the due date", series.by_month),
    )
    return tuple(_group_table(f"By {name}", name.split(" ", 1)[0].title(), items) for name, items in groups if items)


def lines(series: Series) -> Table:
    """Every obligation of a series with its day, evidence and standing."""
    return Table(
        title="Every copy",
        headings=("Meeting", "Person", "Document", "Due", "Evidence", "Standing"),
        rows=tuple(
            (
                line.obligation.meeting,
                line.obligation.person,
                _document(line),
                line.obligation.due.isoformat() if line.obligation.due else "no day",
                f"{line.evidence.value} {line.evidence_on}" if line.evidence else "–",
                standing(line),
            )
            for line in series.lines
        ),
    )


def _document(line: Line) -> str:
    item = line.obligation
    return f"{item.document.value}{', corrected' * is_replacement(item.id)}"


def standing(line: Line) -> str:
    """How a copy stands, in words: "late by 3 working days", "never sent, due in 2 working days"."""
    match line.standing:
        case Standing.EXCUSED:
            return "excused"
        case Standing.MET:
            return "met (declined)" if line.declined else "met" if line.obligation.due else "provided"
        case Standing.LATE:
            return f"late by {_days(line.late_by)}{' (declined)' if line.declined else ''}"
        case _:
            state = "never sent" if line.never_sent else line.standing.value
            if line.late_by:
                return f"{state}, overdue by {_days(line.late_by)}"
            if line.due_in is None:
                return state
            return f"{state}, due {f'in {_days(line.due_in)}' if line.due_in else 'today'}"


def due_table(rows: Iterable[Due]) -> Table:
    """What falls due, as a table: of each meeting and day one row, however many copies there are."""
    groups: dict[tuple[object, ...], list[Due]] = {}
    for row in rows:
        alone = row.what if row.person is None else None
        groups.setdefault((row.on, row.meeting, row.case, row.who, row.late_by, alone), []).append(row)
    return Table(
        title="Falls due",
        headings=("Day", "What", "Case", "Worker", "How soon"),
        rows=tuple(
            (row.on.isoformat(), _falling(items), row.meeting or row.case, row.who or "–", _how_soon(row))
            for items in groups.values()
            for row in items[:1]
        ),
    )


def _falling(items: Sequence[Due]) -> str:
    """``plan for mum``, ``plans for 9 people (mum, dad …)``."""
    people = list(dict.fromkeys(item.person for item in items if item.person))
    kinds = list(dict.fromkeys(item.document for item in items if item.document))
    if len(items) == 1 or not people:
        return items[0].what
    if len(people) == 1:
        return f"{' and '.join(kinds)} for {people[0]}"
    # "Minutes" are many already.
    named = " and ".join(kind if kind.endswith("s") else f"{kind}s" for kind in kinds)
    shown = ", ".join(people[:_NAMED]) + (" …" if len(people) > _NAMED else "")
    return f"{named} for {len(people)} people ({shown})"


def waiting_table(rows: Iterable[Waiting]) -> Table:
    """What waits for whom since when, as a table."""
    return Table(
        title="Waits",
        headings=("Since", "For", "What", "Dispatch", "Meeting", "Due"),
        rows=tuple(
            (
                row.since.isoformat(),
                row.who,
                row.what,
                row.dispatch or "–",
                row.meeting,
                row.due.isoformat() if row.due else "no day",
            )
            for row in rows
        ),
    )


def _heading(report: Timeliness, width: int) -> str:
    head = report.head[:16] or "none"
    return f"Timeliness as at {in_words(report.as_at)}\n" + textwrap.fill(
        f"Ledger head {head}; calendar {report.calendar}", width
    )


def _marked(mode: Mode) -> str:
    """The series' name. What is not live says so, in capitals."""
    return "Live" if mode is Mode.LIVE else f"{mode.value.upper()}: these copies do not count"


def _summary(series: Series, width: int) -> str:
    total, open_ended = series.total, series.no_deadline
    copies = "copy" if total.obligations == 1 else "copies"
    parts = (
        f"{total.obligations} {copies} with a deadline = {total.met} met + {total.late} late + "
        f"{total.outstanding} outstanding + {total.uncertain} uncertain + {total.excused} excused."
    )
    share = (
        f"In time: {_share(total)}. Overdue {total.overdue}, never sent {total.never_sent}, declined {total.declined}."
    )
    apart = (
        f"{open_ended.obligations} more have no deadline and stand apart: {open_ended.met} provided, "
        f"{open_ended.outstanding} outstanding, {open_ended.uncertain} uncertain, {open_ended.excused} excused."
    )
    said = (parts, share, apart if open_ended.obligations else "", _corrections(series.corrections))
    return "\n".join(textwrap.fill(sentence, width) for sentence in said if sentence)


def _corrections(again: Figures) -> str:
    """What is owed for corrections: no part of any percentage, so that none rises when copies are corrected."""
    if not again.obligations:
        return ""
    return (
        f"Corrections, apart from all this: {again.met} of {again.obligations} in time; {again.late} late, "
        f"{again.outstanding} outstanding, {again.uncertain} uncertain, {again.excused} excused."
    )


def _share(figures: Figures) -> str:
    if figures.percent is None:
        return "nothing has fallen due yet"
    return f"{figures.numerator} of {figures.denominator} ({figures.percent:.0f} %)"


def _notes(width: int) -> str:
    return textwrap.fill(
        "“Met of” counts copies with a deadline that were provided or whose day has passed; excused copies and "
        "those not yet due are not in it, nor are corrections. Late days are working days.",
        width,
    )


def _group_table(title: str, heading: str, groups: Sequence[Group]) -> Table:
    return Table(
        title=title,
        headings=(heading, *COUNTS),
        rows=tuple((group.key, *_counts(group.figures)) for group in groups),
        numbers=frozenset(COUNTS),
    )


def _counts(figures: Figures) -> tuple[str, ...]:
    share = "–" if figures.percent is None else f"{figures.numerator}/{figures.denominator} {figures.percent:.0f} %"
    return (
        str(figures.obligations),
        str(figures.met),
        str(figures.late),
        str(figures.outstanding),
        str(figures.uncertain),
        str(figures.excused),
        str(figures.never_sent),
        share,
    )


def _how_soon(row: Due) -> str:
    if row.late_by:
        return f"overdue by {_days(row.late_by)}"
    return f"in {_days(row.due_in)}" if row.due_in else "today"


def _days(count: int) -> str:
    return f"{count} working day{'s' * (count != 1)}"
