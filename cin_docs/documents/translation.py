"""A translator's file: read as it came, and put page by page onto pages of our own that carry the copy's mark.

What a translator sends is not made here: it is no PDF/UA, and nobody but a person can say that it says the same.
"""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf

from cin_docs.documents import pdf, sandbox
from cin_docs.documents.html import BANNER
from cin_docs.documents.marks import Mark
from cin_docs.documents.reading import pages
from cin_docs.documents.stamp import stamp_pdf
from cin_docs.model.document import Mode

#: The largest file that is taken, in bytes, and the most pages.
LARGEST, MOST_PAGES = 20_000_000, 200
#: Where a translator's page goes on ours, in points from the lower left corner: between our head and the mark.
_ROOM = pikepdf.Rectangle(0, 64, 595.28, 766)
#: Fewer letters on a page than this, and it is a picture: nothing on it can be looked for.
_LETTERS = 20
#: Forms drawn within forms: deeper than this nobody draws, and a circle ends here.
_DEEPEST = 8


def unusable(data: bytes) -> str | None:
    """Why a translator's file cannot be taken, in a few words; None when it can."""
    if len(data) > LARGEST:
        return f"is larger than {LARGEST // 1_000_000} MB"
    try:
        with pikepdf.open(io.BytesIO(data)) as read:
            if read.is_encrypted:
                return "is locked with a password"
            if not read.pages:
                return "has no pages"
            return f"has more than {MOST_PAGES} pages" if len(read.pages) > MOST_PAGES else None
    except pikepdf.PasswordError:
        return "is locked with a password"
    except pikepdf.PdfError:
        return "is not a PDF, or is damaged"


def is_picture(data: bytes) -> bool:
    """Whether any page has no words that can be read: then no search for what is protected says anything."""
    return any(sum(letter.isalpha() for letter in text) < _LETTERS for text in pages(data))


def bound(
    data: bytes,
    mark: Mark,
    *,
    language: str,
    authority: str,
    marking: str | None,
    mode: Mode,
    templates: tuple[Path, ...],
) -> bytes:
    """The copy: each page of the translator's file, a little smaller, on a page of ours with its head and its mark.

    Nothing else of the file is taken over: no attachment, form, script, link or property. The same input gives the
    same bytes. Raises `RenderError` when the pages cannot be made.
    """
    with pikepdf.open(io.BytesIO(data)) as theirs:
        blank = sandbox.fill(
            "html/translation.html.j2",
            templates,
            pages=("\u00a0",) * len(theirs.pages),
            language=language,
            authority=authority,
            marking=marking or "",
            banner=BANNER[mode],
        )
        with pikepdf.open(io.BytesIO(stamp_pdf(pdf.primed(blank, templates=templates), mark))) as ours:
            for page, drawn in zip(ours.pages, theirs.pages, strict=True):
                _lay(ours, page, drawn)
            # These would say that the pages are tagged, and they are not.
            for claim in ("/Metadata", "/MarkInfo", "/StructTreeRoot"):
                if claim in ours.Root:
                    del ours.Root[claim]
            ours.Root.Lang = pikepdf.String(language)
            target = io.BytesIO()
            ours.save(target, deterministic_id=True)
            return target.getvalue()


def _lay(ours: pikepdf.Pdf, page: pikepdf.Page, drawn: pikepdf.Page) -> None:
    """Draw a page of another file onto a page of ours. pikepdf's own way gives it a name by chance."""
    form = ours.copy_foreign(drawn.as_form_xobject())
    _without_unnamed(form, depth=0)
    name = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name("/Translation"))
    # What is drawn before turns the axes over and never turns them back.
    page.contents_add(b"q\n", prepend=True)
    placed = page.calc_form_xobject_placement(
        form, name, _ROOM, invert_transformations=True, allow_shrink=True, allow_expand=True
    )
    page.contents_add(b"\nQ\n" + placed)


def _without_unnamed(form: pikepdf.Object, *, depth: int) -> None:
    """Take out of a form's resources what its content never draws: nobody sees it, and it would go along."""
    forms = form.get("/Resources", pikepdf.Dictionary()).get("/XObject")
    if not isinstance(forms, pikepdf.Dictionary) or depth > _DEEPEST:
        return
    named = _named(form, forms, depth=0)
    kept = pikepdf.Dictionary({name: forms[name] for name in sorted(named) if name in forms})
    for below in kept.values():
        _without_unnamed(below, depth=depth + 1)
    # The dictionary may serve other pages too, which draw other things.
    form.Resources = pikepdf.Dictionary({**dict(form.Resources.items()), "/XObject": kept})


def _named(form: pikepdf.Object, forms: pikepdf.Dictionary, *, depth: int) -> set[str]:
    """The names among `forms` that the content draws, itself or by a form that has no resources of its own."""
    try:
        drawn = {str(one.operands[0]) for one in pikepdf.parse_content_stream(form, "Do") if one.operands}
    except (pikepdf.PdfError, TypeError, ValueError):
        # What cannot be told apart stays, and is searched like all the rest.
        return set(forms.keys())
    below = [forms[name] for name in drawn if name in forms and "/Resources" not in forms[name]]
    more = (_named(one, forms, depth=depth + 1) for one in below if one.get("/Subtype") == "/Form")
    return drawn.union(*more) if depth < _DEEPEST else set(forms.keys())
