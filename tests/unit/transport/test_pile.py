"""Envelopes to print lie in order, whole, once, and for the owner's eyes only."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from cin_docs.errors import RefusedError
from cin_docs.transport.pile import INDEX, WITHDRAWN, Envelope, lay, lying, withdraw


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
