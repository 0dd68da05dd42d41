"""Failures that happened to real families, each played through the command line, and each with its counter-test.

Every test says in its docstring what used to happen. The counter-test shows that the legitimate copy goes out.
"""

from __future__ import annotations

import csv
import mailbox
import shutil
from pathlib import Path

import pypdfium2
import pytest

from cin_docs.documents.reading import message_texts, pdf_texts

MUM, DAD, EX = "kim.marsh@post.example", "rob.hale@mail.example", "lee.ward@mail.example"
#: The line of the case file after which people are added.
GRAN = '  gran: {name: Jean Marsh, is: grandmother, by: post, address: "2 Quay Street\\nEastmere\\nEM1 1AB"}\n'


def submit(office):
    return office.cin("submit", office.notes, "--as", "priya")


def approve(office, *options: str):
    return office.cin("approve", "MAR-2041", office.preview()["code"], *options, "--as", "dana")


def send(office):
    return office.cin("send", "--as", "sam")


def all_the_way(office) -> None:
    """Submit, approve with whatever has to be confirmed, send."""
    done = submit(office)
    assert done.code == 0, done.said
    asked = [one["id"] for one in office.cin("preview", "MAR-2041", "--json").data["manifest"].get("asks", ())]
    done = approve(office, *(word for line in asked for word in ("--tick", f"{line}=Looked at")))
    assert done.code == 0, done.said
    send(office)


def state_of(office, person: str) -> str:
    """How the newest dispatch of a person stands."""
    from cin_docs.cli.desk import open_desk

    with open_desk(office.folder, "sam") as desk:
        return [one.state.value for one in desk.ledger.dispatches() if one.person == person][-1]


def mailed(office, address: str) -> str:
    """Everything that can be read in the messages written to an address, spaces apart."""
    folder = office.folder / "outbox" / "mail" / address
    found = mailbox.Maildir(folder, create=False) if folder.exists() else ()
    return "".join("".join(text.split()) for message in found for text in message_texts(bytes(message)))


def lying(office, pile: str = "print") -> str:
    """Everything that can be read in the letters on a pile."""
    files = sorted((office.folder / "outbox" / pile).glob("*/*.pdf"))
    return "".join("".join(text.split()) for file in files for text in pdf_texts(file.read_bytes()))


def holds(text: str, words: str) -> bool:
    return "".join(words.split()) in text


def nothing_left(office) -> bool:
    return not office.mailed() and not office.piled()


# --- unredacted assessment to mother and two ex-partners --------------------------------------------------------------

TOLD = "Kim told the worker that she rings from 07700 900123 and is afraid on Fridays."


@pytest.fixture
def two_ex_partners(fresh):
    fresh.edit(fresh.case, GRAN, f"{GRAN}  step: {{name: Lee Ward, is: former partner, by: email, email: {EX}}}\n")
    fresh.edit(fresh.case, "from: [dad], because: Order of 3 March 2026", "from: [dad, step], because: Order")
    fresh.edit(fresh.notes, "apologies: {dad: seen on his own}", "apologies: {dad: seen on his own, step: at work}")
    return fresh


def test_unredacted_assessment_to_mother_and_two_ex_partners(two_ex_partners):
    """An assessment went unredacted to the mother and to both of her ex-partners: one print run for everybody."""
    two_ex_partners.edit(two_ex_partners.notes, "text: No new concern., for: everyone", f"text: {TOLD}, for: everyone")
    done = submit(two_ex_partners)
    assert done.code == 1
    assert "mum.phone" in done.said
    assert nothing_left(two_ex_partners)


def test_marked_not_for_the_ex_partners_the_assessment_reaches_the_mother_whole_and_them_without_it(two_ex_partners):
    two_ex_partners.edit(
        two_ex_partners.notes, "text: No new concern., for: everyone", f"text: {TOLD}, not for: [dad, step]"
    )
    all_the_way(two_ex_partners)
    assert holds(mailed(two_ex_partners, MUM), TOLD)
    for address in (DAD, EX):
        assert mailed(two_ex_partners, address)
        assert not holds(mailed(two_ex_partners, address), "07700 900123")
        assert not holds(mailed(two_ex_partners, address), "afraid on Fridays")


# --- another child's allegations pasted from other minutes ------------------------------------------------------------

PASTED = "Nia Okafor says that her uncle hits her."


@pytest.fixture
def pasted(fresh):
    """Notes with a sentence from the minutes of another family of the same authority."""
    other = fresh.folder / "cases" / "OKA-3300"
    other.mkdir()
    text = fresh.case.read_text("utf-8").replace("MAR-2041", "OKA-3300")
    for name, instead in (
        ("Leo Marsh", "Nia Okafor"), ("Kim Marsh", "Ada Okafor"), ("Rob Hale", "Sol Okafor"),
        ("Jean Marsh", "Ife Okafor"), (MUM, "ada@okafor.example"), (DAD, "sol@okafor.example"),
        ("07700 900123", "07700 900444"), ("2 Quay Street", "9 Mill Lane"), ("EM1 1AB", "EM9 9ZZ"),
    ):  # fmt: skip
        text = text.replace(name, instead)
    (other / "case.yaml").write_text(text, "utf-8")
    fresh.edit(fresh.notes, "text: No new concern., for: everyone", f"text: {PASTED}, for: everyone")
    return fresh


def test_another_childs_allegations_pasted_from_other_minutes(pasted):
    """A paragraph about another child's allegations was pasted from other minutes and went to this child's family."""
    done = submit(pasted)
    if done.code == 0:
        # An approver who confirms nothing approves nothing.
        approve(pasted)
        send(pasted)
    assert nothing_left(pasted)
    assert "OKA-3300" not in done.said


def test_a_brothers_name_from_a_linked_case_goes_out(pasted):
    """The same words are legitimate where the cases are linked: a half-sister is spoken of in both."""
    pasted.edit(
        pasted.case, "standard: ten-point\n", "standard: ten-point\nlinked cases: [OKA-3300]\nnot here: [mum, dad]\n"
    )
    other = pasted.folder / "cases" / "OKA-3300" / "case.yaml"
    pasted.edit(other, "standard: ten-point\n", "standard: ten-point\nlinked cases: [MAR-2041]\nnot here: [mum, dad]\n")
    all_the_way(pasted)
    assert holds(mailed(pasted, MUM), PASTED)


# --- a new address sent to the old shared one -------------------------------------------------------------------------

SHARED = "hale.family@mail.example"


def test_a_new_address_sent_to_the_old_shared_one(fresh):
    """The mother had moved out; her new address went in a letter to the mailbox that she had shared with him."""
    fresh.edit(fresh.case, f"email: {MUM}", f"email: {SHARED}")
    fresh.edit(fresh.case, f"email: {DAD}", f"email: {SHARED}")
    assert submit(fresh).code == 1
    assert nothing_left(fresh)


def test_an_address_changed_after_the_approval_gets_nothing_at_the_old_one(approved):
    """The letter was approved with the old shared mailbox on it; her new one was entered before it left."""
    approved.edit(approved.case, f"email: {MUM}", "email: kim@elsewhere.example")
    send(approved)
    assert mailed(approved, MUM) == ""
    assert mailed(approved, "kim@elsewhere.example") == ""
    assert state_of(approved, "mum") == "held"


def test_a_letter_to_the_old_address_leaves_the_pile_before_it_is_posted(approved):
    """It lay on the pile over the weekend, and was posted on Monday to the address she had fled."""
    send(approved)
    assert holds(lying(approved), "2 Quay Street")
    approved.edit(approved.case, "2 Quay Street", "7 Hill Road")
    done = send(approved)
    assert done.code == 1
    assert lying(approved) == ""
    assert list((approved.folder / "outbox" / "print").glob("pile-*.pdf")) == []
    assert state_of(approved, "gran") == "held"


def test_the_new_address_gets_the_copy_once_it_is_submitted_and_approved(approved):
    approved.edit(approved.case, f"email: {MUM}", "email: kim@elsewhere.example")
    all_the_way(approved)
    assert holds(mailed(approved, "kim@elsewhere.example"), "Mornings are easier now.")
    assert mailed(approved, MUM) == ""


# --- a copy to a sibling at the same address instead of the mother ----------------------------------------------------

HOUSE = '"2 Quay Street\\nEastmere\\nEM1 1AB"'


@pytest.fixture
def same_house(fresh):
    """The mother's copy goes by post to the house where Leo's grown-up brother lives too, who gets one himself."""
    fresh.edit(
        fresh.case, f"by: email, email: {MUM}, phone: 07700 900123", f"by: post, address: {HOUSE.replace('2 Q', '5 Q')}"
    )
    brother = f"  ben: {{name: Ben Marsh, is: brother, by: post, address: {HOUSE.replace('2 Q', '5 Q')}}}\n"
    fresh.edit(fresh.case, GRAN, GRAN + brother)
    fresh.edit(fresh.notes, "present: [mum, leo, dana, gran]", "present: [mum, leo, dana, gran, ben]")
    return fresh


def test_a_copy_to_a_sibling_at_the_same_address_instead_of_the_mother(same_house):
    """The mother's copy was put into the envelope of her grown-up son, who lives in the same house."""
    assert submit(same_house).code == 1, "two people with one letter box need somebody who says that it is right"
    assert nothing_left(same_house)


def test_where_the_letter_box_is_shared_each_gets_an_envelope_of_their_own(same_house):
    same_house.edit(same_house.case, "is: brother,", "is: brother, shares with: [mum],")
    same_house.edit(same_house.case, "is: mother,", "is: mother, shares with: [ben],")
    all_the_way(same_house)
    pile = same_house.folder / "outbox" / "print"
    folders = {line["person"]: pile / line["folder"] for line in index(pile)}
    for person, name, other in (("mum", "Kim Marsh", "Ben Marsh"), ("ben", "Ben Marsh", "Kim Marsh")):
        pages = [page for file in sorted(folders[person].glob("*.pdf")) for page in pages_of(file)]
        assert all(f"for {name}" in page for page in pages)
        assert not any(f"for {other}" in page for page in pages)


def index(pile: Path) -> list[dict[str, str]]:
    with (pile / "index.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def pages_of(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file.read_bytes())
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


# --- documents not sent to a party because her address was confidential -----------------------------------------------

SECRET = '"8 Mill Yard\\nEastmere\\nEM3 3CC"'


@pytest.fixture
def confidential(fresh):
    """The mother's address is kept from the father, and her copies go there by post."""
    fresh.edit(fresh.case, f"by: email, email: {MUM}, phone: 07700 900123", f"by: post, address: {SECRET}")
    fresh.edit(
        fresh.case, "id: mum.phone, of: mum, kind: phone, value: 07700 900123",
        f"id: mum.address, of: mum, kind: address, value: {SECRET}",
    )  # fmt: skip
    return fresh


def test_documents_not_sent_to_a_party_because_her_address_was_confidential(confidential):
    """A court's papers were not sent to the mother at all: somebody had seen that her address was confidential."""
    all_the_way(confidential)
    assert state_of(confidential, "mum") == "to hand"
    letter = lying(confidential)
    assert holds(letter, "8 Mill Yard")
    assert holds(letter, "Mornings are easier now.")


def test_the_confidential_address_stays_out_of_everybody_elses_copies(confidential):
    all_the_way(confidential)
    assert mailed(confidential, DAD)
    assert not holds(mailed(confidential, DAD), "Mill Yard")
    assert not holds(lying(confidential, "hand"), "Mill Yard")


# --- three pages of another family in the pile ------------------------------------------------------------------------


@pytest.fixture
def two_families(approved):
    """Letters of two families on one pile: Leo's gran, and the grandmother of another child."""
    folder = approved.folder / "cases"
    shutil.copytree(folder / "MAR-2041", folder / "OKA-3300")
    for file in (folder / "OKA-3300").iterdir():
        text = file.read_text("utf-8")
        for name, instead in (
            ("MAR-2041", "OKA-3300"), ("Leo Marsh", "Nia Okafor"), ("Leo", "Nia"), ("Kim Marsh", "Ada Okafor"),
            ("Kim", "Ada"), ("Rob Hale", "Sol Okafor"), ("Jean Marsh", "Ife Okafor"), (MUM, "ada@okafor.example"),
            (DAD, "sol@okafor.example"), ("07700 900123", "07700 900444"), ("2 Quay Street", "9 Mill Lane"),
        ):  # fmt: skip
            text = text.replace(name, instead)
        file.write_text(text, "utf-8")
    done = approved.cin("submit", next((folder / "OKA-3300").glob("*-first.yaml")), "--as", "priya")
    assert done.code == 0, done.said
    code = approved.cin("preview", "OKA-3300", "--json").data["code"]
    done = approved.cin("approve", "OKA-3300", code, "--as", "dana")
    assert done.code == 0, done.said
    send(approved)
    return approved


def test_the_pages_between_two_covers_are_all_of_one_envelope(two_families):
    """The counter-test: the pile is one PDF, each envelope begins on the front of a sheet, page after page its own."""
    pile = two_families.folder / "outbox" / "print"
    (file,) = pile.glob("pile-*.pdf")
    pages, lines = pages_of(file), index(pile)
    assert [line["recipient"] for line in lines] == ["Jean Marsh", "Ife Okafor"]
    at = 0
    for line, other in zip(lines, reversed(lines), strict=True):
        assert int(line["first page"]) == at + 1
        assert at % 2 == 0
        own = pages[at : at + int(line["pages"])]
        at += int(line["pages"])
        assert "Your copies" in own[0]
        for page in own:
            assert line["recipient"] in page
            assert other["recipient"] not in page
            assert line["dispatch"] in page or "Page " in page
            assert other["dispatch"] not in page
        assert not any(words in page for page in own for words in (CASES[other["recipient"]],))
    assert at == len(pages)


CASES = {"Jean Marsh": "MAR-2041", "Ife Okafor": "OKA-3300"}


def test_three_pages_of_another_family_in_the_pile(two_families):
    """Three pages of another family were in the envelope: they had been picked up from the printer with the rest."""
    pile = two_families.folder / "outbox" / "print"
    ours, theirs = (min((pile / line["folder"]).glob("01-*.pdf")) for line in index(pile))
    ours.write_bytes(theirs.read_bytes())
    done = send(two_families)
    assert done.code == 1
    assert "no pile was made" in done.said
    assert list(pile.glob("pile-*.pdf")) == []


# --- an incorrect earlier version sent after its correction -----------------------------------------------------------


def test_an_incorrect_earlier_version_sent_after_its_correction(approved):
    """The minutes were corrected; the file that was still in the queue, with the mistake in it, went out afterwards."""
    approved.edit(approved.notes, "Leo misses school on Mondays.", "Leo misses school on Fridays.")
    done = submit(approved)
    assert done.code == 0, done.said
    send(approved)
    assert nothing_left(approved)


def test_notes_corrected_and_not_yet_submitted_hold_what_was_made_of_the_old_ones(approved):
    """She had put the mistake right in the file, and the sender knew nothing of it."""
    approved.edit(approved.notes, "Leo misses school on Mondays.", "Leo misses school on Fridays.")
    send(approved)
    assert nothing_left(approved)


def test_letters_of_the_incorrect_version_leave_the_pile(submitted):
    gran = submitted.dispatch_of("gran")
    assert approve(submitted, "--only", gran).code == 0
    send(submitted)
    assert holds(lying(submitted), "on Mondays.")
    submitted.edit(submitted.notes, "Leo misses school on Mondays.", "Leo misses school on Fridays.")
    assert submit(submitted).code == 0
    send(submitted)
    assert lying(submitted) == ""


def test_the_corrected_version_goes_out_and_it_alone(approved):
    approved.edit(approved.notes, "Leo misses school on Mondays.", "Leo misses school on Fridays.")
    all_the_way(approved)
    for address in (MUM, DAD):
        assert holds(mailed(approved, address), "misses school on Fridays.")
        assert not holds(mailed(approved, address), "misses school on Mondays.")


# --- bad input that has to be followed to the very end ----------------------------------------------------------------


def test_a_person_removed_from_the_case_after_approval_gets_nothing_and_the_others_get_theirs(approved):
    """Leo's father moved away and was taken out of the case file; the copy approved on Friday went to him on Monday."""
    text = approved.case.read_text("utf-8")
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(("  gran:",))]
    approved.case.write_text("".join(lines), "utf-8")
    send(approved)
    assert state_of(approved, "gran") == "held"
    assert lying(approved) == ""


@pytest.mark.parametrize(
    "words",
    [
        "{{ case.people }}",
        "{{ view.case.people }}",
        "{{ contact.email }}",
        "{{ view.__class__.__mro__ }}",
        "{{ view.head.__init__.__globals__ }}",
        "{% include '../../../cases/MAR-2041/case.yaml' %}",
        "{{ self.__init__ }}{{ case }}",
    ],
)
def test_a_template_of_the_homes_own_cannot_reach_what_is_not_its_readers(fresh, words):
    """An authority changed the plan's template so that it printed everybody of the case with their addresses."""
    own_template(fresh, words)
    done = submit(fresh)
    assert done.code == 1, done.said
    assert "template" in done.said
    assert not [secret for secret in ("Rob Hale", "rob.hale", "07700 900123", MUM) if secret in done.said]
    assert nothing_left(fresh)


def test_what_somebody_typed_into_a_template_is_caught_in_the_finished_copy(fresh):
    """No view holds it and no mark: it stands in the page's own words, and only the finished bytes show it."""
    own_template(fresh, "Kim's number is 07700 900123.")
    done = submit(fresh)
    assert done.code == 1
    assert "mum.phone" in done.said
    # Found in our own words by `check` already; the line of the case file is shown to whoever wrote it.
    assert "stands-on-every-page" in done.said
    assert nothing_left(fresh)


def test_a_template_of_the_homes_own_that_prints_what_its_reader_may_see_is_used(fresh):
    own_template(fresh, "Ask for a copy in large print. {{ view.head.title }}")
    all_the_way(fresh)
    assert holds(mailed(fresh, DAD), "Ask for a copy in large print.")


def own_template(office, words: str) -> None:
    from cin_docs import resources

    own = office.folder / "templates" / "html"
    own.mkdir(parents=True)
    text = (resources.templates() / "html" / "plan.html.j2").read_text("utf-8")
    assert "{% block content %}" in text
    (own / "plan.html.j2").write_text(text.replace("{% block content %}", "{% block content %}<p>" + words + "</p>"))


@pytest.mark.parametrize("name", ["mum_07700900123.jpg", "07700-900123.png", "IMG 07700 900123 (2).HEIC"])
def test_an_images_name_that_holds_the_secret_is_found(fresh, name):
    fresh.edit(fresh.notes, "text: No new concern., for: everyone", f'text: "See the photo {name}", for: everyone')
    done = submit(fresh)
    assert done.code == 1
    assert "mum.phone" in done.said
    assert nothing_left(fresh)


def test_an_images_name_that_holds_no_secret_is_no_matter(fresh):
    fresh.edit(fresh.notes, "text: No new concern., for: everyone", 'text: "See the photo IMG_2041.jpg", for: everyone')
    all_the_way(fresh)
    assert holds(mailed(fresh, DAD), "IMG_2041.jpg")
