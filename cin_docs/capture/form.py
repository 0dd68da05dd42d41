"""What the formats of all files are made of: strict pydantic models whose every leaf is text."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _as_written(name: str) -> str:
    """``minutes_by`` is written ``minutes by``; a trailing underscore keeps Python's own words apart."""
    return name.rstrip("_").replace("_", " ")


class Form(BaseModel):
    """Keys with values. Keys that are not listed are refused; values never show in errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, alias_generator=_as_written
    )

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """Nothing: what people wrote does not belong in logs and tracebacks."""
        return []


def key(description: str, example: str, *, needed: bool = False) -> Any:
    """A key's gloss and one example value; both are shown when the key is missing."""
    if needed:
        return Field(description=description, examples=[example])
    return Field(default=None, description=description, examples=[example])


def some(description: str, example: str) -> Any:
    """Like `key`, for a list or for keys with values that may be left out."""
    return Field(default_factory=list, description=description, examples=[example])


def pairs(description: str, example: str) -> Any:
    """Like `key`, for names with values that may be left out."""
    return Field(default_factory=dict, description=description, examples=[example])


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value] if value else []


def _paired(value: Any) -> Any:
    return {} if value in ("", [], "none") else value


def _worded(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


#: One or several words or ids: ``mum`` or ``[mum, dana]``.
Words = Annotated[list[str], BeforeValidator(_listed)]
#: Ids or names with words: ``{dad: working away}``; ``[]`` and ``none`` say that there are none.
Pairs = Annotated[dict[str, str], BeforeValidator(_paired)]


class Markable(Form):
    """What can say who may read it."""

    for_: Words | None = key("the only people who may read it, or everyone", "[mum, dana]")
    not_for: Words = some("people who may not read it", "[dad]")


class Marked(Markable):
    """Text with marks of who may read it."""

    #: Text alone stands for it too.
    plain: ClassVar = True

    text: str = key("the words themselves", "Weight is steady.", needed=True)


#: Text, or ``{text: ..., not for: [dad]}``.
Text = Annotated[Marked, BeforeValidator(_worded)]
#: Like `Pairs`, where each text can be marked.
Texts = Annotated[dict[str, Text], BeforeValidator(_paired)]
