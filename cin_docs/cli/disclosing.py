"""`cin disclosure`: what the search for protected values finds and misses, as measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cin_docs.cli.options import JsonOption

if TYPE_CHECKING:
    from pathlib import Path

    from cin_docs.documents.corpus import Measured


def disclosure(json: JsonOption = False) -> None:
    """Measure the search for protected values on made-up notes.

    Prints how many planted writings of a value it finds, which of those it was never tuned on it misses, and how
    often it raises a false alarm over 50 clean meetings. Reads no case and changes nothing.
    """
    from cin_docs.cli.show import as_json

    measured = measurements()
    if json:
        print(as_json(parts=[_plain(one) for one in measured]))
        return
    print("\n\n".join(_lines(one) for one in measured))
    print(f"\nForms are numbered in {_folder()}; docs/disclosure-check.md says what the figures mean.")


def measurements() -> tuple[Measured, ...]:
    """Both parts of the shipped corpus, measured; the ordinary sentences of both are searched for both's values."""
    from cin_docs.documents.corpus import measure, read_part

    names = ("built-on.yaml", "set-aside.yaml")
    parts = [read_part((_folder() / name).read_bytes(), name) for name in names]
    ordinary = tuple(text for part in parts for text in part.clean)
    return tuple(measure(part, ordinary) for part in parts)


def _folder() -> Path:
    from cin_docs import resources

    return resources.config() / "disclosure"


def _plain(one: Measured) -> dict[str, object]:
    return {
        "part": one.part,
        "forms": one.forms,
        "found": one.found,
        "recall": round(one.found / one.forms, 3),
        "kinds": {kind: {"found": found, "forms": forms} for kind, (found, forms) in one.kinds.items()},
        "missed": one.missed,
        "clean meetings": one.meetings,
        "false alarms": one.alarms,
    }


def _lines(one: Measured) -> str:
    share = f"{100 * one.found / one.forms:.0f} %"
    lines = [f"{one.part}: {one.found} of {one.forms} planted forms found, {share}"]
    lines += [f"  {kind:<10}{found:>4} of {forms}" for kind, (found, forms) in one.kinds.items()]
    if one.missed:
        lines += ["  missed:", *(f"    {id}" for id in one.missed)]
    lines.append(f"  false alarms in {one.meetings} clean meetings: {len(one.alarms)}")
    lines += [f"    {alarm}" for alarm in one.alarms]
    return "\n".join(lines)
