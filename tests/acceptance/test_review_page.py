"""`cin preview --who` and `--html`: the table on the terminal, and the page for a browser."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import re
import stat
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cin_docs import resources


class Page(html.parser.HTMLParser):
    """A page taken apart: its elements with attributes, and its text."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr", "base"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.stack:
            self.texts.setdefault(self.stack[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def written(office: Any, folder: Path) -> tuple[str, Page]:
    target = folder / "review.html"
    done = office.cin("preview", "MAR-2041", "--html", target)
    assert done.code == 0, done.said
    text = target.read_text("utf-8")
    return text, Page(text)


# The table.


def test_the_table_says_who_gets_each_piece_where_it_stands_and_by_whose_decision_not(submitted):
    told = submitted.cin("preview", "MAR-2041", "--who").out
    rows = {" ".join(line.split()[1:-5]): line.split() for line in told.splitlines() if line.split()[-1:] == ["yes"]}
    assert rows["the views of mum"][-5:] == ["yes", "yes", "A", "yes", "yes"]
    number = next(n for n, line in enumerate(submitted.notes.read_text("utf-8").splitlines(), 1) if "  mum:" in line)
    assert rows["the views of mum"][0] == str(number)
    assert rows["the purpose"][-5:] == ["-", "yes", "yes", "yes", "yes"]
    assert "A: withheld, marked as not for this reader. By: the mark beside it in the notes." in told
    assert "easier now" not in told


@pytest.mark.parametrize("width", [40, 60, 100])
def test_the_table_fits_the_terminal_and_shows_every_reader(submitted, run_cin, width):
    told = run_cin("preview", "MAR-2041", "--who", home=submitted.folder, width=width).stdout
    assert max(map(len, told.splitlines())) <= width
    assert all(re.search(rf"(?m)^line piece.*\b{reader}\b", told) for reader in ("leo", "mum", "dad", "gran", "dana"))


def test_the_table_can_be_had_for_a_script(submitted):
    data = submitted.cin("preview", "MAR-2041", "--who", "--json").data
    (row,) = [row for row in data["who"]["rows"] if row["what"] == "the views of mum"]
    assert row["cells"] == {"leo": "yes", "mum": "yes", "dad": "A", "gran": "yes", "dana": "yes"}
    assert data["who"]["decisions"][0]["letter"] == "A"


# The page.


def test_the_page_holds_everything_that_the_code_stands_for(submitted, tmp_path):
    text, _ = written(submitted, tmp_path)
    shown = submitted.preview()
    assert shown["code"] in text
    assert f"approve {submitted.meeting} {shown['code']}" in text
    for line in shown["preview"]["lines"]:
        assert line["name"] in text
        assert line["dispatch"] in text
        assert all(part in text for part in line["address"].splitlines())
        assert all(copy in text for copy in line["copies"])
        assert all(item in text for item in line["withheld"])
    for one in shown["preview"]["excused"]:
        assert one["because"] in text
    assert "Mornings are easier now." in text


def test_the_page_needs_nothing_else_and_may_load_nothing(submitted, tmp_path):
    text, page = written(submitted, tmp_path)
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "img", "link", "iframe", "form", "object", "base"})
    assert not re.search(r"(?i)url\(|@import|https?:|javascript:", text)
    assert not [
        name for _, attributes in page.elements for name in attributes if name.startswith("on") or name == "style"
    ]
    (policy,) = [one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    (style,) = page.texts["style"]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_the_page_can_be_read_by_everybody(submitted, tmp_path):
    text, page = written(submitted, tmp_path)
    assert page.all("html") == [{"lang": "en-GB"}]
    assert "width=device-width, initial-scale=1" in text
    (title,) = page.texts["title"]
    assert "MAR-2041" in title
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(one.get("scope") in {"col", "row"} for one in page.all("th"))
    ids = [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = page.all("a")
    assert str(links[0]["class"]) == "skip"
    assert {str(one["href"]).removeprefix("#") for one in links} <= set(ids)
    labels = {str(attributes["aria-labelledby"]) for _, attributes in page.elements if "aria-labelledby" in attributes}
    assert labels <= set(ids)
    assert all(one.get("tabindex") == "0" and one.get("aria-label") for one in page.all("div"))
    assert {tag for tag, _ in page.elements} >= {"header", "nav", "main"}


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(letter * 2 for letter in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_words_stands_out_from_every_ground():
    style = (resources.templates() / "style" / "review.css").read_text("utf-8")
    words = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]+)", style))
    grounds = {"#fff", *re.findall(r"background: (#[0-9a-f]+)", style)}
    assert len(words) >= 3
    for word in words:
        for ground in grounds:
            light, dark = sorted((luminance(word), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 7, (word, ground)


def test_what_people_wrote_is_text_on_the_page_and_never_markup(fresh, tmp_path):
    fresh.edit(fresh.case, "Jean Marsh", "Jean <b onclick=x>Marsh</b>")
    fresh.edit(fresh.notes, "Agree a plan for Leo.", "Agree </pre><script>alert(1)</script> a plan.")
    assert fresh.cin("submit", fresh.notes, "--as", "priya").code == 0
    text, page = written(fresh, tmp_path)
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "b"})
    assert "&lt;script&gt;" in text


def test_only_its_owner_reads_the_page_and_nothing_is_written_over_unasked(submitted, tmp_path):
    target = tmp_path / "review.html"
    target.write_text("mine")
    done = submitted.cin("preview", "MAR-2041", "--html", target)
    assert done.code == 1
    assert "delete the old page" in done.said
    assert target.read_text() == "mine"
    target.unlink()
    assert submitted.cin("preview", "MAR-2041", "--html", target).code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "<!DOCTYPE html>" in target.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["review.html"]


def test_a_page_that_cannot_be_written_leaves_nothing(submitted, tmp_path):
    done = submitted.cin("preview", "MAR-2041", "--html", tmp_path / "nowhere" / "review.html")
    assert done.code == 1
    assert "cannot be written" in done.said
    assert not (tmp_path / "nowhere").exists()


def test_after_the_approval_the_page_says_by_whom_and_shows_no_code(approved, tmp_path):
    code = approved.preview()["code"]
    text, _ = written(approved, tmp_path)
    assert "5 by dana on" in text
    assert code not in text
    assert "Nothing of this version waits for approval." in text


def test_a_copy_that_is_missing_from_the_store_is_said_so_on_the_page(submitted, tmp_path):
    digest = submitted.preview()["manifest"]["rows"][0]["file_digest"]
    for path in (submitted.folder / "store").rglob(f"*{digest[4:]}*"):
        path.unlink()
    text, _ = written(submitted, tmp_path)
    assert "missing from the store" in text


def test_covers_and_messages_lie_beside_the_copies(submitted, tmp_path):
    done = submitted.cin("preview", "MAR-2041", "--into", tmp_path / "read")
    assert done.code == 0
    names = {path.name for path in (tmp_path / "read").iterdir()}
    assert names >= {"mum-message.eml", "dad-message.eml", "dana-message.eml", "gran-cover.pdf", "leo-cover.pdf"}
    assert len(names) == 9 + 5
    assert b"To: kim.marsh@post.example" in (tmp_path / "read" / "mum-message.eml").read_bytes()


def test_what_would_hold_a_copy_is_said_under_the_person_before_anybody_approves(submitted, tmp_path):
    from cin_docs.cli.desk import open_desk

    assert "would be held" not in submitted.cin("preview", "MAR-2041").said
    with open_desk(submitted.folder) as desk:
        mum = next(one for one in desk.ledger.dispatches() if one.person == "mum")
        manifest = desk.ledger.manifest_of(mum.id)
        assert manifest is not None
        row = next(one for one in manifest.rows if one.dispatch == mum.id)
        desk.ledger.suppress(row.address_hmac, "bounced", desk.moment())
    page = tmp_path / "page.html"
    said = " ".join(submitted.cin("preview", "MAR-2041", "--html", page).said.split())
    assert "would be held: A copy to the address of mum came back" in said
    assert said.count("would be held") == 1
    assert page.read_text("utf-8").count("Would be held") == 1


def test_the_words_of_a_copy_stand_without_what_runs_on_every_page_and_its_headings_stand_out(submitted, tmp_path):
    page = tmp_path / "page.html"
    assert submitted.cin("preview", "MAR-2041", "--html", page).code == 0
    read = "".join(re.findall(r"<pre>(.*?)</pre>", page.read_text("utf-8"), re.DOTALL))
    assert "<strong>Decision</strong>" in read
    assert "<strong>Leo goes" not in read
    for running in ("Page 1 of", "Copy C-", "Version 1\n"):
        assert running not in read
