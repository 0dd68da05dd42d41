"""The keys of a standard file and of a word list, as pydantic models; docs/standards.md explains each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from cin_docs.capture.node import Node
from cin_docs.model.document import DocumentKind
from cin_docs.model.finding import Finding, Path, Severity
from cin_docs.model.meeting import Kind
from cin_docs.model.standard import Period, Pick, Provided
from cin_docs.procedure.periods import parse_period


def _period(text: object) -> object:
    if isinstance(text, Period):
        return text
    found = parse_period(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("write a number and a unit, for instance 10 working days, 6 weeks or 3 months")
    return found


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


PeriodText = Annotated[Period, BeforeValidator(_period)]
Texts = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_listed), Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """Unknown keys are findings, and values never appear in messages."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, validate_by_alias=True, arbitrary_types_allowed=True
    )


class Sourced(Strict):
    """Whatever cites the procedure: its own sentence, and the requirement rows it serves (none is allowed)."""

    sentence: Text
    rows: list[str] = []


class DeadlineFile(Sourced):
    """A period counted from an anchor."""

    within: PeriodText
    of: Texts
    pick: Pick = Pick.FIRST_KNOWN
    inclusive: Literal["yes", "no"] = "no"


class CopyFile(Sourced):
    """Who is owed which document, and by when: `within` and `of`, or `no deadline` with the reason."""

    document: DocumentKind
    meetings: list[Kind] = []
    within: PeriodText | None = None
    of: Texts | None = None
    pick: Pick = Pick.FIRST_KNOWN
    inclusive: Literal["yes", "no"] = "no"
    no_deadline: Text | None = Field(default=None, alias="no deadline")
    counts_as: Provided = Field(default=Provided.SENT, alias="counts as")
    posting_allowance: PeriodText | None = Field(default=None, alias="posting allowance")

    @model_validator(mode="after")
    def _either(self) -> CopyFile:
        if (self.within is None) == (self.no_deadline is None):
            raise ValueError("write either within (a period) or no deadline (the reason)")
        if self.within is not None and self.of is None:
            raise ValueError("say what the days are counted from, for instance of: meeting")
        return self


class ReviewFile(Sourced):
    """How often plans are reviewed."""

    every: PeriodText | None = None
    at_most: PeriodText = Field(alias="at most")
    extended_by: Text | None = Field(default=None, alias="extended by")
    at_most_sentence: Text | None = Field(default=None, alias="at most sentence")
    at_most_rows: list[str] | None = Field(default=None, alias="at most rows")


class ChairFile(Sourced):
    """Who chairs every nth review."""

    every_nth: Annotated[int, Field(ge=1, le=20)] = Field(alias="every nth review")
    roles: Texts


class VisitFile(Sourced):
    """The floor under a plan's visiting frequency."""

    at_least_every: PeriodText = Field(alias="at least every")


class StandardFile(Strict):
    """A whole standard."""

    standard: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Text
    version: Text
    in_force_from: date = Field(alias="in force from")
    words: dict[str, Text] = {}
    copies: Annotated[list[CopyFile], Field(min_length=1)]
    first_meeting: DeadlineFile | None = Field(default=None, alias="first meeting")
    reviews: ReviewFile
    chairs: list[ChairFile] = []
    visits: VisitFile | None = None
    #: Whether the author may approve their own work, with a reason, where nothing in the case is protected.
    approve_alone: Literal["yes", "no"] = Field(default="no", alias="approve alone")
    smart: Sourced
    sentences: dict[str, Sourced] = {}


class WordingFile(Strict):
    """The word lists of one language."""

    language: Text
    banned_timescales: Texts = Field(alias="banned timescales")
    collective_owners: Texts = Field(alias="collective owners")


def findings(error: ValidationError, tree: Node, code: str) -> Iterator[Finding]:
    """What pydantic refused, as findings with the place of the value (or of what it is missing from)."""
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        at, node = _deepest(item["loc"], tree)
        key = str(item["loc"][-1]) if item["loc"] else ""
        sentence, remedy = _said(item["type"], key, item["msg"])
        yield Finding(
            code=code,
            severity=Severity.BLOCKS,
            sentence=sentence,
            remedy=remedy,
            at=at,
            place=node.key or node.place if item["type"] == "extra_forbidden" else node.place,
        )


def _said(kind: str, key: str, message: str) -> tuple[str, str]:
    match kind:
        case "missing":
            return f"“{key}” is missing here.", f"Write {key}: as docs/standards.md shows."
        case "extra_forbidden":
            return f"“{key}” is not a key of this file.", "Compare the spelling with docs/standards.md."
        case _:
            return f"“{key}” cannot be read.", message.removeprefix("Value error, ") + "."


def _deepest(loc: tuple[int | str, ...], tree: Node) -> tuple[Path, Node]:
    """The longest part of `loc` that the file has, with its node."""
    for length in range(len(loc), 0, -1):
        node = tree.at(loc[:length])
        if node is not None:
            return loc[:length], node
    return (), tree
