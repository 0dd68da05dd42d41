"""A grandmother who reads Polish gets the translator's file beside the English one, marked as hers, or nothing yet."""

from __future__ import annotations

import io

import pikepdf
import pytest

from cin_docs import resources
from cin_docs.cli.desk import open_desk
from cin_docs.documents import pdf
from cin_docs.documents.marks import Mark
from cin_docs.documents.reading import page_text, texts
from cin_docs.documents.translation import bound
from cin_docs.model.document import Mode
from tests.acceptance.conftest import Office

NAN = (
    "  nan: {name: Wanda Nowak, is: grandmother, by: email, email: wanda@post.example, language: pl, translated: yes}\n"
)
POLISH = "Leo codziennie chodzi do szkoły i jeździ na rowerze. Następne spotkanie za cztery tygodnie w Brook House."


def a_pdf(*pages: str) -> bytes:
    body = "".join(f'<p style="break-after: page">{page}</p>' for page in pages)
    html = f'<!DOCTYPE html><html lang="pl"><head><title>Plan</title></head><body><h1>Plan</h1>{body}</body></html>'
    return pdf.primed(html, templates=(resources.templates(),))


def a_picture() -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def locked() -> bytes:
    with pikepdf.open(io.BytesIO(a_pdf(POLISH))) as made:
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
        return out.getvalue()


def with_attachment() -> bytes:
    with pikepdf.open(io.BytesIO(a_pdf(POLISH))) as made:
        made.attachments["names.txt"] = b"Everybody's names"
        made.docinfo["/Author"] = "Translator Traduttore"
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()


@pytest.fixture
def office(fresh: Office) -> Office:
    """Nan gets copies, and reads Polish; the text about Leo's bike is for everybody."""
    fresh.edit(fresh.case, "  gran: {", NAN + "  gran: {")
    return fresh


def beside(office: Office, what: str, data: bytes) -> None:
    office.notes.with_name(f"{office.notes.stem}.{what}").write_bytes(data)


def both(office: Office, data: bytes | None = None) -> None:
    for document in ("plan", "minutes"):
        beside(office, f"{document}.nan.pl.pdf", data or a_pdf(POLISH))


def submit(office: Office, *more: str):
    return office.cin("submit", office.notes, "--as", "priya", *more)


def approve(office: Office, *, why: str = "Compared with Ola Lis, who translated it."):
    shown = office.preview()
    ticked = [
        word for ask in shown["tick"] for word in ("--tick", f"{ask['id']}={why}" if ask["reasoned"] else ask["id"])
    ]
    return office.cin("approve", "MAR-2041", shown["code"], "--as", "dana", *ticked)


def nans(office: Office):
    """Her dispatch, and each of its rows with the stored bytes."""
    with open_desk(office.folder) as desk:
        item = [one for one in desk.ledger.dispatches() if one.person == "nan"][-1]
        manifest = desk.ledger.manifest_of(item.id)
        assert manifest is not None
        rows = [row for row in manifest.rows if row.dispatch == item.id]
        return item, [(row, desk.store.get(row.file_digest)) for row in rows]


def test_without_the_file_the_copies_are_made_and_wait(office):
    assert submit(office).code == 0
    assert approve(office).code == 0
    office.cin("send", "--as", "sam")
    item, rows = nans(office)
    assert (item.state.value, len(rows)) == ("held", 2)
    assert "wait for a translator's file" in (item.reason or "")
    assert "wanda@post.example" not in office.mailed()
    assert "kim.marsh@post.example" in office.mailed()


def test_the_file_that_comes_later_goes_with_them_and_nobody_else_is_sent_anything_again(office):
    assert submit(office).code == 0
    assert approve(office).code == 0
    office.cin("send", "--as", "sam")
    both(office)
    done = submit(office)
    assert done.code == 0, done.said
    done = approve(office)
    assert done.code == 0, done.said
    office.cin("send", "--as", "sam")
    item, rows = nans(office)
    assert (item.state.value, len(rows)) == ("accepted", 4)
    with open_desk(office.folder) as desk:
        assert len([one for one in desk.ledger.dispatches() if one.person == "mum"]) == 1


def test_the_translated_copy_is_bound_marked_on_every_page_and_read_back(office):
    both(office, a_pdf(POLISH, POLISH + " Druga strona."))
    assert submit(office).code == 0
    _, rows = nans(office)
    translated = [(row, data) for row, data in rows if row.translation]
    assert [(row.translation, row.document.value) for row, _ in translated] == [("pl", "plan"), ("pl", "minutes")]
    for row, data in translated:
        with pikepdf.open(io.BytesIO(data)) as read:
            pages = len(read.pages)
        text = page_text(data)
        assert "jeździ na rowerze" in " ".join(text.split())
        assert text.count(row.copy) == pages >= 2
        assert "Wanda Nowak" in text
        assert "MAR-2041" in text
        assert f"Page {pages} of {pages}" in text
        assert "TRIAL" in text
    shown = office.preview()["preview"]
    (line,) = [one for one in shown["lines"] if one["person"] == "nan"]
    assert "plan (pdf, translated into Polish)" in " ".join(line["copies"])


def test_the_same_file_and_mark_give_the_same_bytes():
    mark = Mark(copy="C-1", recipient="Wanda Nowak", document="MAR-2041/x/plan", case="MAR-2041", version=1)
    made = {
        bound(
            a_pdf(POLISH),
            mark,
            language="pl",
            authority="Eastmere",
            marking=None,
            mode=Mode.LIVE,
            templates=(resources.templates(),),
        )
        for _ in range(2)
    }
    assert len(made) == 1


def test_nothing_of_the_file_but_its_pages_is_taken_over(office):
    both(office, with_attachment())
    assert submit(office).code == 0
    for row, data in nans(office)[1]:
        if row.translation:
            everything = "\n".join(texts("copy.pdf", data))
            for word in ("names.txt", "Everybody", "Traduttore", "app.alert", "pdfuaid"):
                assert word not in everything


@pytest.mark.parametrize("way", ["by: email, email: wanda@post.example", "by: hand, via: dana"])
def test_a_protected_value_in_the_translators_file_refuses_the_whole_submission(office, way):
    office.edit(office.case, "by: email, email: wanda@post.example", way)
    office.edit(office.case, "from: [dad], because: Order", "from: [dad, nan], because: Order")
    both(office, a_pdf(POLISH + " Tel. 07700 900 123."))
    done = submit(office)
    assert done.code != 0
    assert "protected-value-in-copy" in done.said
    assert "would give mum.phone to nan on page 1" in done.said
    with open_desk(office.folder) as desk:
        assert desk.ledger.dispatches() == ()


def test_and_without_the_value_it_goes(office):
    office.edit(office.case, "from: [dad], because: Order", "from: [dad, nan], because: Order")
    both(office)
    assert submit(office).code == 0


@pytest.mark.parametrize(
    ("data", "why"),
    [(locked(), "password"), (b"PK\x03\x04 a Word file", "not a PDF"), (b"%PDF-1.7 broken", "not a PDF")],
    ids=["locked", "no PDF", "damaged"],
)
def test_a_file_that_cannot_be_searched_or_marked_is_refused(office, data, why):
    both(office, data)
    done = submit(office)
    assert done.code != 0
    assert "translation-unusable" in done.said
    assert why in done.said


def test_the_approver_is_asked_about_every_translation_and_for_a_reason_about_a_picture(office):
    beside(office, "plan.nan.pl.pdf", a_pdf(POLISH))
    beside(office, "minutes.nan.pl.pdf", a_picture())
    assert submit(office).code == 0
    shown = office.preview()
    asked = {one["id"]: one["reasoned"] for one in shown["tick"]}
    assert asked == {"W-translation-nan-plan": False, "W-translation-nan-minutes": True}
    bare = [word for id in asked for word in ("--tick", id)]
    assert office.cin("approve", "MAR-2041", shown["code"], "--as", "dana", *bare).code != 0
    assert approve(office).code == 0


def test_a_translation_of_the_earlier_text_is_not_taken_for_one_of_the_new(office):
    both(office)
    assert submit(office).code == 0
    office.edit(office.notes, "leo: {text: I like my bike.", "leo: {text: I like my new bike.")
    done = submit(office)
    assert done.code != 0
    assert "translation-out-of-date" in done.said
    both(office, a_pdf(POLISH + " Nowy rower."))
    assert submit(office).code == 0


def test_a_file_for_everybody_serves_only_whose_copy_leaves_nothing_out(office):
    for document in ("plan", "minutes"):
        beside(office, f"{document}.pl.pdf", a_pdf(POLISH))
    assert submit(office).code == 0
    assert len(nans(office)[1]) == 4
    office.edit(
        office.notes, "leo: {text: I like my bike., for: everyone}", "leo: {text: I like my bike., not for: [nan]}"
    )
    for document in ("plan", "minutes"):
        beside(office, f"{document}.pl.pdf", a_pdf(POLISH + " Nowy."))
    assert submit(office).code == 0
    assert len(nans(office)[1]) == 2


def test_the_translated_copies_count_once_for_what_is_owed(office):
    both(office)
    assert submit(office).code == 0
    assert approve(office).code == 0
    office.cin("send", "--as", "sam")
    report = office.cin("report", "timeliness", "--format", "json").data
    mine = [one for series in report["series"] for one in series["obligations"] if one["person"] == "nan"]
    assert [(one["document"], one["standing"]) for one in mine] == [("plan", "met"), ("minutes", "met")]


@pytest.mark.parametrize(
    "name",
    [
        "plan.nan.PL.pdf",
        "plan.wanda.pl.pdf",
        "Plan.nan.pl.pdf",
        "plan.nan.pl.docx",
        "plan_nan_pl.pdf",
        "nan.plan.pl.pdf",
    ],
)
def test_a_file_with_a_name_that_is_nobodys_blocks_and_says_which_name_was_expected(office, name):
    beside(office, name, a_pdf(POLISH))
    for done in (office.cin("check", office.notes), submit(office)):
        assert done.code == 1
        said = " ".join(done.said.split())
        assert "translation-of-nobody" in said
        assert f"{office.notes.stem}.{name} belongs to nobody" in said
        assert f"expected {office.notes.stem}.plan.nan.pl.pdf" in said
    with open_desk(office.folder) as desk:
        assert desk.ledger.dispatches() == ()


@pytest.mark.parametrize("language", ["ur", "so"])
def test_a_file_in_a_language_that_nobody_reads_is_nobodys(office, language):
    beside(office, f"plan.{language}.pdf", a_pdf(POLISH))
    assert "translation-of-nobody" in submit(office).said


def test_a_file_for_somebody_who_needs_no_translation_is_nobodys(fresh):
    beside(fresh, "plan.gran.pl.pdf", a_pdf(POLISH))
    said = submit(fresh).said
    assert "translation-of-nobody" in said
    assert "translated: yes" in said


def test_what_lies_beside_the_notes_and_is_no_translators_stops_nothing(office):
    both(office)
    for name in ("yaml.bak", "yaml~", "txt"):
        beside(office, name, b"an editor's")
    office.notes.with_name("2020-01-01-first.plan.wanda.pl.pdf").write_bytes(b"another meeting's")
    office.notes.with_name(f".{office.notes.stem}.plan.x.pdf").write_bytes(b"hidden")
    assert submit(office).code == 0


def test_check_looks_into_the_translators_file_and_names_it_and_its_page(office):
    office.edit(office.case, "from: [dad], because: Order", "from: [dad, nan], because: Order")
    both(office)
    beside(office, "minutes.nan.pl.pdf", a_pdf(POLISH, "Strona 2. Tel. 07700 900 123."))
    done = office.cin("check", office.notes)
    assert done.code == 1
    said = " ".join(done.said.split())
    assert f"file {office.notes.stem}.minutes.nan.pl.pdf would give mum.phone to nan on page 2" in said
    assert "Have the translator take it out" in said
    (found,) = [
        one
        for one in office.cin("check", office.notes, "--format", "json").data
        if one["code"] == "protected-value-in-copy"
    ]
    assert found["line"] is None, "no line of the notes holds it"


def test_everybody_is_told_early_that_copies_wait_and_for_which_file(office):
    plan, minutes = (f"{office.notes.stem}.{kind}.nan.pl.pdf" for kind in ("plan", "minutes"))

    def tells(done) -> bool:
        said = " ".join(done.said.split())
        return (
            "For nan: waits for the translator's plan and minutes (Polish)" in said
            and f"Lay {plan} and {minutes}" in said
        )

    page = office.folder / "page.html"
    assert tells(office.cin("check", office.notes))
    done = submit(office)
    assert done.code == 0
    assert tells(done)
    assert tells(office.cin("preview", "MAR-2041", "--html", page))
    assert "waits for the translator" in page.read_text("utf-8")
    assert tells(approve_said := approve(office)), approve_said.said
    assert tells(office.cin("status"))
    office.cin("send", "--as", "sam")
    assert tells(office.cin("status")), "held is waiting too"
    both(office)
    assert not tells(submit(office))
    assert not tells(office.cin("preview", "MAR-2041"))
    assert not tells(approve(office))
    assert not tells(office.cin("status"))


def test_the_cover_and_the_names_of_files_tell_the_translation_apart(office):
    office.edit(office.case, "by: email, email: wanda@post.example", 'by: post, address: "9 Mill Row\\nEastmere"')
    both(office)
    assert submit(office).code == 0
    into = office.folder / "read"
    assert office.cin("preview", "MAR-2041", "--into", into).code == 0
    names = [path.name for path in into.iterdir() if path.name.startswith("nan-")]
    assert len([name for name in names if name.startswith(("nan-plan-pl-", "nan-minutes-pl-"))]) == 2
    cover = page_text((into / "nan-cover.pdf").read_bytes())
    for line in ("The plan", "The plan, in Polish", "The minutes, in Polish"):
        assert line in cover
    assert "Polish" not in page_text((into / "gran-cover.pdf").read_bytes())
