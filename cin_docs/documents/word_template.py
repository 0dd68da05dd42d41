"""Makes templates/word/plan.docx, so that the binary file can be reviewed as code.

Run ``python -m cin_docs.documents.word_template`` after a change here; a test compares the two.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from cin_docs import resources
from cin_docs.documents.stamp import WORD_PLACE
from cin_docs.documents.word import repacked

_INK = RGBColor(0x14, 0x42, 0x4F)
_GREY = RGBColor(0x44, 0x52, 0x5C)
_FONT = "Arial"
_WIDE = 176


def build() -> bytes:
    """The template's bytes; always the same."""
    word = Document()
    _without_leftovers(word)
    _page(word)
    _styles(word)
    _running_heads(word)
    _heading(word)
    _progress(word)
    _needs(word)
    _said(word, "What child and family say", "view.views")
    _said(word, "What changed because of it", "view.changed")
    _said(word, "Where people disagree", "view.dissent")
    _team(word)
    _arrangements(word)
    _agreement(word)
    _facts_section(word, "Next meeting", "view.next")
    properties = word.core_properties
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    properties.author = properties.comments = properties.title = ""
    target = io.BytesIO()
    word.save(target)
    return repacked(target.getvalue())


def _without_leftovers(word: Word) -> None:
    """Take out what python-docx's own empty document brings: a second set of styles and a picture of a page."""
    for owner in (word.part, word.part.package):
        for id, relation in list(owner.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                owner.rels.pop(id)


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin, section.bottom_margin = Mm(24), Mm(24)


def _styles(word: Word) -> None:
    _style(word, "Normal", 10.5, after=5)
    _style(word, "Title", 22, bold=True, colour=_INK, after=2)
    _style(word, "Subtitle", 12, colour=_GREY, after=10)
    _style(word, "Heading 1", 14, bold=True, colour=_INK, before=16, after=5)
    _style(word, "Heading 2", 11.5, bold=True, before=10, after=3)
    _style(word, "Quote", 10.5, after=5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal = word.styles["Normal"].element.get_or_add_rPr()
    normal.append(language)


def _style(
    word: Word, name: str, size: float, *, bold: bool = False, colour: RGBColor | None = None,
    before: float = 0, after: float = 0,
) -> None:  # fmt: skip
    style = word.styles[name]
    if not isinstance(style, ParagraphStyle) or style.type is not WD_STYLE_TYPE.PARAGRAPH:
        raise TypeError(name)
    style.font.size, style.font.bold, style.font.italic, style.font.name = Pt(size), bold, False, _FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(slot), _FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    style.font.color.rgb = colour or RGBColor(0x17, 0x24, 0x2B)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    border = style.element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)


def _running_heads(word: Word) -> None:
    section = word.sections[0]
    top = section.header.paragraphs[0]
    top.text = "{{ authority }}\t{{ banner }}{% if banner and marking %} · {% endif %}{{ marking }}"
    foot = section.footer.paragraphs[0]
    foot.text = "{{ view.head.ref }} · {{ view.head.title }} · {{ view.head.meeting }}, {{ view.head.on }} · "
    foot.add_run("Version {{ version }}")
    mark = section.footer.add_paragraph(f"{WORD_PLACE}\tPage ")
    _field(mark, "PAGE")
    mark.add_run(" of ")
    _field(mark, "NUMPAGES")
    for paragraph in (top, foot, mark):
        paragraph.style = word.styles["Normal"]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(_WIDE), WD_TAB_ALIGNMENT.RIGHT)
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(8), _GREY
    for run in top.runs:
        run.font.bold = True


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that Word works out: the page's number, or how many there are."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    small = OxmlElement("w:rPr")
    for name, value in (("color", str(_GREY)), ("sz", "16")):
        setting = OxmlElement(f"w:{name}")
        setting.set(qn("w:val"), value)
        small.append(setting)
    run.append(small)
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields of its own


def _heading(word: Word) -> None:
    word.add_paragraph("{{ view.head.title }}", style="Title")
    word.add_paragraph("{{ view.head.meeting }}, {{ view.head.on }}", style="Subtitle")
    _when(word, "view.head.held")
    word.add_paragraph("{{ view.head.held }}")
    _end(word)
    _facts(word, "view.head.facts")


def _when(word: Word, condition: str) -> None:
    word.add_paragraph(f"{{%p if {condition} %}}")


def _end(word: Word, what: str = "if") -> None:
    word.add_paragraph(f"{{%p end{what} %}}")


def _facts(word: Word, rows: str) -> None:
    """Label and value, row by row."""
    table = _table(word, 2, (45, 131))
    _loop(table, "row", rows, ("{{ row.label }}", "{{ row.value }}"))


def _facts_section(word: Word, title: str, rows: str) -> None:
    _when(word, rows)
    word.add_heading(title, 1)
    _facts(word, rows)
    _end(word)


def _progress(word: Word) -> None:
    _when(word, "view.progress")
    word.add_heading("Since the last plan", 1)
    table = _table(word, 5, (11, 57, 36, 36, 36))
    _head(table, ("No.", "What was agreed", "Who", "When", "How it stands"))
    stands = "{{ row.status }}{% if row.note %}. {{ row.note }}{% endif %}"
    _loop(
        table, "row", "view.progress", ("{{ row.number }}", "{{ row.what }}", "{{ row.who }}", "{{ row.when }}", stands)
    )
    _end(word)


def _needs(word: Word) -> None:
    _when(word, "view.needs")
    word.add_heading("What needs to change, and how", 1)
    word.add_paragraph("{%p for need in view.needs %}")
    word.add_heading("{{ need.number }}. {{ need.need }}", 2)
    table = _table(word, 2, (45, 131))
    _row(table, ("Why", "{{ need.why }}"))
    _row(table, ("What will be different", "{{ need.outcome }}"))
    _row(table, ("{%tr if need.review %}", ""))
    _row(table, ("How we will know", "{{ need.review }}"))
    _row(table, ("{%tr endif %}", ""))
    _when(word, "need.actions")
    word.add_paragraph("")
    _actions(word, "need.actions")
    _end(word)
    _end(word, "for")
    _end(word)
    _when(word, "view.other_actions")
    word.add_heading("Other actions", 1)
    _actions(word, "view.other_actions")
    _end(word)


def _actions(word: Word, rows: str) -> None:
    table = _table(word, 4, (13, 73, 44, 46))
    _head(table, ("No.", "What will be done", "Who", "When"))
    _loop(table, "row", rows, ("{{ row.number }}", "{{ row.what }}", "{{ row.who }}", "{{ row.when }}"))


def _said(word: Word, title: str, parts: str) -> None:
    _when(word, parts)
    word.add_heading(title, 1)
    word.add_paragraph(f"{{%p for part in {parts} %}}")
    _when(word, "part.who")
    word.add_heading("{{ part.who }}", 2)
    _end(word)
    _when(word, "part.text")
    word.add_paragraph("{{ part.text }}", style="Quote")
    _end(word)
    _end(word, "for")
    _end(word)


def _team(word: Word) -> None:
    _when(word, "view.team")
    word.add_heading("The team around the child", 1)
    table = _table(word, 3, (45, 66, 65))
    _head(table, ("Name", "Role", "What they provide, and when"))
    role = "{{ row.role }}{% if row.agency %}, {{ row.agency }}{% endif %}"
    _loop(table, "row", "view.team", ("{{ row.name }}", role, '{{ row.notes | join("\\n") }}'))
    _end(word)


def _arrangements(word: Word) -> None:
    _when(word, "view.visits")
    word.add_heading("Visits", 1)
    word.add_paragraph("{{ view.head.child }} is visited {{ view.visits }}. {{ view.visits_because }}")
    _end(word)
    _when(word, "view.contingency")
    word.add_heading("If things get worse", 1)
    word.add_paragraph("{{ view.contingency }}")
    _end(word)
    _when(word, "view.decision or view.ending")
    word.add_heading("Decision", 1)
    word.add_paragraph("{{ view.decision }}")
    _when(word, "view.ending")
    _facts(word, "view.ending")
    _end(word)
    _end(word)


def _agreement(word: Word) -> None:
    _when(word, "view.agreement")
    word.add_heading("Agreement to this plan", 1)
    table = _table(word, 2, (70, 106))
    _head(table, ("Name", "Answer"))
    _loop(
        table,
        "row",
        "view.agreement",
        ("{{ row.who }}", "{{ row.answer }}{% if row.note %} – {{ row.note }}{% endif %}"),
    )
    _end(word)


def _table(word: Word, columns: int, widths: Sequence[int]) -> Table:
    """An empty table of these widths in millimetres, ruled under each row."""
    table: Table = word.add_table(rows=0, cols=columns)
    table.autofit = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B9C4CA")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # Before the layout: Word minds the order of a table's settings.
    table._tblPr.find(qn("w:tblLayout")).addprevious(borders)  # noqa: SLF001 - python-docx sets no borders
    return table


def _head(table: Table, titles: Sequence[str]) -> None:
    """The heading row, repeated on every page the table goes over."""
    row = _row(table, titles)
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the same
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.font.bold, run.font.size, run.font.color.rgb = True, Pt(9), _GREY


def _loop(table: Table, name: str, rows: str, cells: Sequence[str]) -> None:
    _row(table, (f"{{%tr for {name} in {rows} %}}", *[""] * (len(cells) - 1)))
    _row(table, cells)
    _row(table, ("{%tr endfor %}", *[""] * (len(cells) - 1)))


def _row(table: Table, texts: Sequence[str]) -> _Row:
    """A row that no page break splits."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx types only part of itself
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - the same
    for cell, column, text in zip(row.cells, table.columns, texts, strict=True):
        _fill(cell, text)
        cell.width = column.width
    return row


def _fill(cell: _Cell, text: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.space_before = Pt(2)
    if text:
        paragraph.add_run(text)


def main() -> None:
    """Write the template where it ships."""
    (resources.templates() / "word" / "plan.docx").write_bytes(build())


if __name__ == "__main__":
    main()
