"""HTML to a tagged PDF/UA-1 with an empty place for each copy's mark. The one importer of WeasyPrint."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pydyf
import weasyprint
from weasyprint.pdf import tags
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from cin_docs.documents import finish, sandbox
from cin_docs.documents.fonts import Face, font_bytes
from cin_docs.errors import RenderError

_SCHEME = "cin-font:"
_FACES = {f"{_SCHEME}{face.value}": face for face in Face}

_build_box_tree = tags._build_box_tree  # noqa: SLF001 - WeasyPrint offers no other way to say an element's language


def _with_language(box: Any, *rest: Any) -> Iterator[Any]:
    """WeasyPrint's structure elements, with the language of each element that has its own.

    It writes no language below the document, so a name or a passage in another language would be read out
    as English. Pinned by a test: its shape may change with WeasyPrint's version.
    """
    for element in _build_box_tree(box, *rest):
        of = getattr(getattr(box, "_box", box), "element", None)
        language = of.get("lang") if of is not None and of.tag not in {"html", "body"} else None
        if language:
            element["Lang"] = pydyf.String(language)
        yield element


tags._build_box_tree = _with_language  # noqa: SLF001 - the same


class Fetcher:
    """Gives out our own fonts by exact name; refuses and remembers everything else.

    The memory is what counts: WeasyPrint swallows the refusal in places, so whoever rendered looks here.
    """

    def __init__(self) -> None:
        """Nothing was asked for yet."""
        self.refused: list[str] = []

    def __call__(self, url: str) -> URLFetcherResponse:
        """The bytes of a font. Raises for any other URL, which ends the rendering."""
        face = _FACES.get(url)
        if face is not None:
            return URLFetcherResponse(url, font_bytes(face), {"Content-Type": "font/ttf"})
        self.refused.append(url)
        raise FatalURLFetchingError(url)


def primed(html: str, *, templates: tuple[Path, ...], style: str = "style/document.css") -> bytes:
    """The document as PDF/UA-1, with an empty form XObject in each page's footer for the stamp.

    The same `html` and style sheet give the same bytes. Raises `RenderError` when the document asks for
    anything but our fonts, and `ResourceError` when a font or style sheet is missing.
    """
    fetcher = Fetcher()
    fonts, sheets = _styles(sandbox.style_sheet(style, templates))
    target = io.BytesIO()
    try:
        with _collected_after():
            document = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None)
            document.write_pdf(
                target,
                font_config=fonts,
                stylesheets=sheets,
                pdf_variant="pdf/ua-1",
                # A classic cross-reference table, which an update can follow; `finish` compresses the streams.
                uncompressed_pdf=True,
                finisher=lambda _document, pdf: finish.finish(pdf),
            )
    except FatalURLFetchingError:
        pass
    if fetcher.refused:
        raise RenderError(
            f"The document asks for {len(fetcher.refused)} file(s) from outside, which is never allowed.",
            "Remove links to pictures and style sheets from the template.",
        )
    return target.getvalue()


@cache
def _styles(sheet: str) -> tuple[FontConfiguration, list[weasyprint.CSS]]:
    """The fonts and the parsed style sheet, shared by all renders of a process."""
    fetcher = Fetcher()
    fonts = FontConfiguration()
    try:
        css = weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=fetcher)
    except FatalURLFetchingError:
        css = None
    if css is None or fetcher.refused:
        raise RenderError(
            "The style sheet asks for a file from outside, which is never allowed.", "Remove its url() and @import."
        )
    return fonts, [css]


@contextmanager
def _collected_after() -> Iterator[None]:
    """No garbage collection during a render, and one after it: together about a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()
