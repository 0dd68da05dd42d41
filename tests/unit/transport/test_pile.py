"""Envelopes to print lie in order, whole, once, and for the owner's eyes only."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from cin_docs import resources
from cin_docs.documents.bound import page_by_page
from cin_docs.documents.cover import blank_side
from cin_docs.documents.marks import Mark
from cin_docs.documents.pdf import primed
from cin_docs.documents.stamp import stamp_pdf
from cin_docs.errors import RefusedError
from cin_docs.transport.pile import INDEX, WITHDRAWN, Envelope, bind, lay, lying, piles, strays, withdraw
from cin_docs.transport.protocol import HAND, PRINT


def an_envelope(person: str = "gran") -> Envelope:
    return Envelope(
        dispatch=f"MAR-2041/2026-11-19-review-2/v1/{person}",
        cover=b"%PDF cover",
        copies=(("MAR-2041-plan.pdf", b"%PDF plan"), ("MAR-2041-minutes.pdf", b"%PDF minutes")),
    )


def index(pile: Path) -> list[dict[str, str]]:
    with (pile / INDEX).open(newline="") as file:
        return list(csv.DictReader(file))


def test_an_envelope_holds_the_cover_first_and_the_copies_in_order(tmp_path: Path) -> None:
    (folder,) = lay(tmp_path / "print", [an_envelope()])
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    assert names == ["00-cover.pdf", "01-MAR-2041-plan.pdf", "02-MAR-2041-minutes.pdf"]
    assert (folder / "02-MAR-2041-minutes.pdf").read_bytes() == b"%PDF minutes"


def test_envelopes_keep_their_order_over_several_runs(tmp_path: Path) -> None:
    lay(tmp_path, [an_envelope("gran"), an_envelope("dad")])
    lay(tmp_path, [an_envelope("aunt")])
    assert [line["dispatch"].rpartition("/")[2] for line in index(tmp_path)] == ["gran", "dad", "aunt"]
    assert [line["number"] for line in index(tmp_path)] == ["1", "2", "3"]


def test_an_envelope_is_laid_once(tmp_path: Path) -> None:
    first = lay(tmp_path, [an_envelope()])
    assert lay(tmp_path, [an_envelope(), an_envelope()]) == first * 2
    assert len(index(tmp_path)) == 1


def test_a_lost_index_is_made_again_from_what_lies_there(tmp_path: Path) -> None:
    lay(tmp_path, [an_envelope()])
    before = index(tmp_path)
    (tmp_path / INDEX).unlink()
    lay(tmp_path, [])
    assert index(tmp_path) == before


def test_an_envelope_that_was_half_laid_is_laid_anew(tmp_path: Path) -> None:
    half = tmp_path / ".0001-MAR-2041-2026-11-19-review-2-v1-gran.part"
    half.mkdir()
    (half / "stray").write_text("left by a crash")
    (folder,) = lay(tmp_path, [an_envelope()])
    assert not (folder / "stray").exists()
    assert not half.exists()


def test_everything_is_for_the_owners_eyes_only(tmp_path: Path) -> None:
    (folder,) = lay(tmp_path / "print", [an_envelope()])
    files = [path for path in (tmp_path / "print").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, tmp_path / "print")} == {0o700}


def test_an_envelope_without_a_cover_holds_the_copies_alone(tmp_path: Path) -> None:
    (folder,) = lay(
        tmp_path, [Envelope(dispatch="D-1", cover=None, copies=(("plan.pdf", b"p"), ("minutes.pdf", b"m")))]
    )
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) == [
        "01-plan.pdf",
        "02-minutes.pdf",
    ]
    assert index(tmp_path)[0]["files"] == "01-plan.pdf 02-minutes.pdf"


def test_what_is_withdrawn_lies_whole_beside_the_pile_and_no_longer_in_its_index(tmp_path: Path) -> None:
    pile = tmp_path / "print"
    lay(pile, [an_envelope("gran"), an_envelope("dad")])
    gone = an_envelope("gran").dispatch
    (away,) = withdraw(pile, {gone, "of another pile"})
    assert away.parent == tmp_path / WITHDRAWN / "print"
    assert (away / "02-MAR-2041-minutes.pdf").read_bytes() == b"%PDF minutes"
    assert [line["dispatch"] for line in index(pile)] == [an_envelope("dad").dispatch]
    assert lying(pile) == {an_envelope("dad").dispatch}
    assert stat.S_IMODE(away.parent.stat().st_mode) == 0o700


def test_the_number_of_what_was_withdrawn_is_not_given_again(tmp_path: Path) -> None:
    """Somebody may hold the printed sheets of number 1."""
    pile = tmp_path / "print"
    for number in (1, 2):
        (folder,) = lay(pile, [an_envelope()])
        assert folder.name.startswith(f"000{number}-")
        withdraw(pile, {an_envelope().dispatch})
    assert index(pile) == []
    assert len(list((tmp_path / WITHDRAWN / "print").iterdir())) == 2


def test_an_index_that_a_crash_left_behind_is_put_right(tmp_path: Path) -> None:
    pile = tmp_path / "print"
    lay(pile, [an_envelope("gran"), an_envelope("dad")])
    before = (pile / INDEX).read_bytes()
    withdraw(pile, {an_envelope("gran").dispatch})
    (pile / INDEX).write_bytes(before)
    assert withdraw(pile, ()) == ()
    assert [line["dispatch"] for line in index(pile)] == [an_envelope("dad").dispatch]


def test_where_there_is_no_pile_nothing_lies_and_nothing_is_made(tmp_path: Path) -> None:
    assert lying(tmp_path / "print") == frozenset()
    assert withdraw(tmp_path / "print", {"D-1"}) == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../plan.pdf", "a/b.pdf", "plan\n.pdf", "pl\u00e4n.pdf"])
def test_a_file_name_that_is_not_neutral_is_refused_and_nothing_is_laid(name: str, tmp_path: Path) -> None:
    envelope = Envelope(dispatch="d", cover=b"", copies=((name, b""),))
    with pytest.raises(RefusedError):
        lay(tmp_path, [envelope])
    assert list(tmp_path.iterdir()) == []


# --- the pile to print ---


def a_page(dispatch: str, copy: str | None, name: str, pages: int = 1) -> bytes:
    body = "".join(f'<p style="break-before: page">Words {page}</p>' for page in range(pages))
    html = f'<html lang="en-GB"><title>x</title><body>{body}</body></html>'
    mark = Mark(copy=copy or dispatch, recipient=name, document="X-1/x/plan", case="X-1", version=1)
    return stamp_pdf(primed(html, templates=(resources.templates(),)), mark)


def a_letter(number: int, name: str, *, pages: int = 2) -> Envelope:
    """A letter of a cover and a plan with so many pages."""
    dispatch, copy = f"D-{number:08d}", f"C-{number:08d}"
    return Envelope(
        dispatch=dispatch,
        cover=a_page(dispatch, None, name),
        copies=((f"plan-2026-11-19-{copy}.pdf", a_page(dispatch, copy, name, pages)),),
        person="gran",
        recipient=name,
        address="2 Quay Street",
        blank=blank_side(dispatch=dispatch, recipient=name, templates=(resources.templates(),)),
    )


ALL = frozenset({"D-00000001", "D-00000002"})


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    lay(tmp_path / "print", [a_letter(1, "Jean Marsh", pages=3), a_letter(2, "Rob Hale")])
    return tmp_path / "print"


def bound(pile: Path) -> list[str]:
    return sorted(path.name for path in pile.glob("pile-*.pdf"))


def test_the_pile_is_one_pdf_in_the_order_of_the_index(pile: Path) -> None:
    assert bind(pile, ALL) == {}
    assert bound(pile) == ["pile-0001.pdf"]
    texts = page_by_page((pile / "pile-0001.pdf").read_bytes())
    lines = index(pile)
    assert [(line["pile"], line["first page"], line["pages"]) for line in lines] == [
        ("pile-0001.pdf", "1", "6"),
        ("pile-0001.pdf", "7", "4"),
    ]
    for line in lines:
        first = int(line["first page"])
        assert first % 2 == 1
        own = texts[first - 1 : first - 1 + int(line["pages"])]
        assert all(line["recipient"] in text for text in own)
        assert line["dispatch"] in own[0]
    assert len(texts) == 10


def test_the_index_says_whose_each_is(pile: Path) -> None:
    assert [(line["person"], line["recipient"], line["address"]) for line in index(pile)] == [
        ("gran", "Jean Marsh", "2 Quay Street"),
        ("gran", "Rob Hale", "2 Quay Street"),
    ]


def test_what_was_posted_leaves_the_pile_and_the_next_has_a_number_of_its_own(pile: Path) -> None:
    bind(pile, ALL)
    bind(pile, {"D-00000002"})
    assert bound(pile) == ["pile-0002.pdf"]
    text = "".join(page_by_page((pile / "pile-0002.pdf").read_bytes()))
    assert "Rob Hale" in text
    assert "Jean Marsh" not in text
    assert [(line["dispatch"], line["pile"]) for line in index(pile)] == [
        ("D-00000001", ""),
        ("D-00000002", "pile-0002.pdf"),
    ]
    bind(pile, frozenset())
    assert bound(pile) == []
    bind(pile, ALL)
    assert bound(pile) == ["pile-0004.pdf"]


def test_what_is_withdrawn_is_in_no_pdf_even_before_the_next_is_made(pile: Path) -> None:
    bind(pile, ALL)
    withdraw(pile, {"D-00000001"})
    assert bound(pile) == []
    bind(pile, ALL)
    assert bound(pile) == ["pile-0002.pdf"]
    assert "Jean Marsh" not in "".join(page_by_page((pile / "pile-0002.pdf").read_bytes()))


def test_a_pile_that_did_not_change_is_left_as_it_is(pile: Path) -> None:
    bind(pile, ALL)
    before = (pile / "pile-0001.pdf").stat().st_mtime_ns
    bind(pile, ALL)
    assert bound(pile) == ["pile-0001.pdf"]
    assert (pile / "pile-0001.pdf").stat().st_mtime_ns == before


def test_a_pile_that_somebody_took_away_is_made_again(pile: Path) -> None:
    bind(pile, ALL)
    (pile / "pile-0001.pdf").unlink()
    bind(pile, ALL)
    assert bound(pile) == ["pile-0002.pdf"]


def test_another_familys_file_in_a_folder_stops_the_pile_and_takes_the_old_one_away(pile: Path) -> None:
    bind(pile, ALL)
    ours, theirs = (min(pile.glob(f"*{id}/01-*")) for id in sorted(ALL))
    right = ours.read_bytes()
    ours.write_bytes(theirs.read_bytes())
    trouble = bind(pile, ALL)
    assert list(trouble) == ["D-00000001"]
    assert "no pile was made" in trouble["D-00000001"]
    assert bound(pile) == []
    ours.write_bytes(right)
    assert bind(pile, ALL) == {}
    assert len(bound(pile)) == 1


def test_an_envelope_of_an_older_release_lies_beside_the_pile(tmp_path: Path) -> None:
    """It has no page for blank sides; its folder is printed by itself."""
    lay(tmp_path, [an_envelope(), a_letter(2, "Rob Hale")])
    assert bind(tmp_path, {an_envelope().dispatch, "D-00000002"}) == {}
    assert [line["pile"] for line in index(tmp_path)] == ["", "pile-0001.pdf"]


def test_a_damaged_memory_of_the_pile_only_makes_it_anew(pile: Path) -> None:
    bind(pile, ALL)
    for damage in ("", "[]", '{"number": "x"}', '{"number": 3, "of": 1, "pages": {"a": 1}}'):
        (pile / ".pile").write_text(damage)
        assert bind(pile, ALL) == {}
        assert len(bound(pile)) == 1


def test_a_name_that_begins_like_a_formula_is_a_name(tmp_path: Path) -> None:
    lay(tmp_path, [a_letter(1, "=Jean")])
    assert index(tmp_path)[0]["recipient"] == "'=Jean"


LETTER = a_letter(1, "Jean Marsh")


def test_a_pdf_goes_without_the_lock_when_it_holds_what_is_not_allowed_and_stays_when_it_does_not(
    tmp_path: Path,
) -> None:
    both = piles(tmp_path)
    both.lay(PRINT, LETTER)
    both.bind(frozenset({LETTER.dispatch}))
    assert both.bound() == {LETTER.dispatch}
    both.unbind(frozenset({LETTER.dispatch, "D-00000009"}))
    assert len(list((tmp_path / PRINT).glob("pile-*.pdf"))) == 1
    both.unbind(frozenset())
    assert not list((tmp_path / PRINT).glob("pile-*.pdf"))


def test_a_pdf_of_which_nobody_can_say_what_it_holds_goes(tmp_path: Path) -> None:
    both = piles(tmp_path)
    both.lay(PRINT, LETTER)
    both.bind(frozenset({LETTER.dispatch}))
    (tmp_path / PRINT / ".pile").unlink()
    both.unbind(frozenset({LETTER.dispatch}))
    assert not list((tmp_path / PRINT).glob("pile-*.pdf"))


def test_a_pile_that_cannot_be_used_keeps_no_other_from_being_bound(tmp_path: Path) -> None:
    both = piles(tmp_path)
    both.lay(HAND, LETTER)
    both.bind(frozenset({LETTER.dispatch}))
    assert list((tmp_path / HAND).glob("pile-*.pdf"))
    (tmp_path / PRINT / ".index.csv.part").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        both.bind(frozenset())
    assert not list((tmp_path / HAND).glob("pile-*.pdf"))


def test_the_number_of_a_folder_that_was_renamed_is_not_used_again(tmp_path: Path) -> None:
    (folder,) = lay(tmp_path, [LETTER])
    folder.rename(folder.with_name("0007-for Friday"))
    (again,) = lay(tmp_path, [LETTER])
    assert again.name.startswith("0008-")
    assert [said[0] for said in strays(tmp_path)] == [LETTER.dispatch]
