"""The timeliness report for machines: CSV and JSON."""

from __future__ import annotations

import csv
import io
import json

from cin_docs.procedure.replacements import is_replacement
from cin_docs.reports.timeliness import Figures, Line, Series, Timeliness

#: What a spreadsheet would run as a formula when it opens a CSV file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")  # noqa: RUF001  # full-width signs are the point

#: The columns of the CSV file, in order; with underscores, the keys of an obligation in JSON.
COLUMNS = (
    "mode",
    "as at",
    "case",
    "meeting",
    "meeting date",
    "person",
    "role",
    "document",
    "correction",
    "team",
    "worker",
    "standard",
    "due",
    "standing",
    "evidence",
    "evidence date",
    "working days late",
    "working days left",
    "never sent",
    "declined",
    "in denominator",
    "excused because",
)


def as_csv(report: Timeliness) -> str:
    """One row for each obligation of every series, with the mode in the first column (RFC 4180).

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for series in report.series:
        writer.writerows([safe_cell(cell) for cell in _cells(line, report)] for line in series.lines)
    return text.getvalue()


def safe_cell(text: str) -> str:
    """A CSV cell that no spreadsheet runs."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def as_json(report: Timeliness) -> str:
    """The whole report as JSON: ids, codes and dates; keys are stable."""
    return json.dumps(
        {
            "as_at": report.as_at.isoformat(),
            "ledger_head": report.head,
            "calendar": report.calendar,
            "series": [_series_json(series, report) for series in report.series],
        },
        ensure_ascii=False,
        indent=2,
    )


def _cells(line: Line, report: Timeliness) -> tuple[str, ...]:
    item = line.obligation
    return (
        item.mode.value,
        report.as_at.isoformat(),
        item.case,
        item.meeting,
        item.meeting_on.isoformat(),
        item.person,
        item.role,
        item.document.value,
        _yes(is_replacement(item.id)),
        item.team,
        item.worker,
        item.standard,
        item.due.isoformat() if item.due else "",
        line.standing.value,
        line.evidence.value if line.evidence else "",
        line.evidence_on.isoformat() if line.evidence_on else "",
        str(line.late_by),
        "" if line.due_in is None else str(line.due_in),
        _yes(line.never_sent),
        _yes(line.declined),
        _yes(line.counted),
        item.excused_because or "",
    )


def _series_json(series: Series, report: Timeliness) -> dict[str, object]:
    groups = {
        "meeting": series.by_meeting,
        "case": series.by_case,
        "worker": series.by_worker,
        "team": series.by_team,
        "month": series.by_month,
    }
    return {
        "mode": series.mode.value,
        "total": _figures_json(series.total),
        "no_deadline": _figures_json(series.no_deadline),
        "corrections": _figures_json(series.corrections),
        "by": {
            name: [{"key": group.key, **_figures_json(group.figures)} for group in items]
            for name, items in groups.items()
        },
        "obligations": [
            {
                "id": line.obligation.id,
                **dict(zip((name.replace(" ", "_") for name in COLUMNS), _cells(line, report), strict=True)),
            }
            for line in series.lines
        ],
    }


def _figures_json(figures: Figures) -> dict[str, object]:
    return {
        "obligations": figures.obligations,
        "met": figures.met,
        "late": figures.late,
        "outstanding": figures.outstanding,
        "uncertain": figures.uncertain,
        "excused": figures.excused,
        "overdue": figures.overdue,
        "never_sent": figures.never_sent,
        "declined": figures.declined,
        "numerator": figures.numerator,
        "denominator": figures.denominator,
        "percent": None if figures.percent is None else round(figures.percent, 1),
    }


def _yes(value: bool) -> str:  # noqa: FBT001  # a truth turned into a word
    return "yes" if value else "no"
