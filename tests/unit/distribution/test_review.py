"""The table of a preview: who gets which piece, with a letter for each decision to withhold one."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cin_docs.distribution.preview import Line, Piece, Preview
from cin_docs.distribution.review import ELSEWHERE, GETS, VEILED, Matrix, column, command, groups, matrix
from cin_docs.model.delivery import Ask
from cin_docs.model.document import Mode
from cin_docs.model.person import Channel


def a_line(person: str) -> Line:
    return Line(
        dispatch=f"D-{person}",
        person=person,
        name=person,
        role="x",
        channel=Channel.HAND,
        address="",
        copies=(),
        because="",
    )


def a_preview(*pieces: Piece, readers: tuple[str, ...] = ("mum", "dad", "leo")) -> Preview:
    return Preview(
        meeting="MAR-2041/2026-11-19-review-2",
        title="review 2",
        on=date(2026, 11, 19),
        version=1,
        mode=Mode.TRIAL,
        lines=tuple(map(a_line, readers)),
        excused=(),
        breaches=(),
        due=None,
        pieces=pieces,
    )


RISK = Piece(what="the risk of harm", line=21, withheld={"dad": "marked as not for dad"}, elsewhere=("leo",))
VIEWS = Piece(what="the views of mum", line=20, withheld={"dad": "nothing says whether dad may read it"})


def test_a_cell_says_that_a_reader_gets_it_does_not_or_has_no_document_for_it():
    (row,) = matrix(a_preview(RISK)).rows
    assert (row.what, row.line) == ("the risk of harm", 21)
    assert row.cells == {"mum": GETS, "dad": "A", "leo": ELSEWHERE}


def test_each_letter_is_explained_with_whose_decision_it_was():
    table = matrix(a_preview(RISK, VIEWS))
    assert [(one.letter, one.because, one.whose) for one in table.decisions] == [
        ("A", "marked as not for this reader", "the mark beside it in the notes"),
        ("B", "nothing says whether this reader may read it", "nobody yet: what is not decided is left out"),
    ]


def test_the_same_decision_about_two_readers_has_one_letter():
    both = Piece(what="x", withheld={"dad": "marked as not for dad", "mum": "marked as not for mum"})
    table = matrix(a_preview(both))
    assert len(table.decisions) == 1
    assert table.rows[0].cells == {"mum": "A", "dad": "A", "leo": GETS}


def test_what_protects_it_is_named_by_its_id_and_never_mistaken_for_the_reader():
    holds = Piece(what="x", withheld={"dad": "it holds dad.address and mum.phone"})
    unknown = Piece(what="y", withheld={"dad": "dad must not learn of gran"})
    told = Piece(what="z", withheld={"dad": "only professionals read who was asked to leave"})
    assert [(one.because, one.whose) for one in matrix(a_preview(holds, unknown, told)).decisions] == [
        ("it holds dad.address and mum.phone", "the case file, under `protected`"),
        ("this reader must not learn of gran", "the case file, `unknown to`"),
        ("only professionals read who was asked to leave", "a fixed rule"),
    ]


def test_a_preview_of_an_older_release_has_no_table():
    assert matrix(a_preview()) == Matrix(readers=("mum", "dad", "leo"), rows=(), decisions=())


def test_there_are_letters_for_any_number_of_decisions():
    pieces = [Piece(what=str(n), withheld={"dad": f"it holds mum.{n}"}) for n in range(60)]
    letters = [one.letter for one in matrix(a_preview(*pieces)).decisions]
    assert len(set(letters)) == 60
    assert all(letter.isalpha() and letter not in {GETS, ELSEWHERE} for letter in letters)


@given(
    st.lists(st.text("abcdefgh-", min_size=1, max_size=14), min_size=1, max_size=20, unique=True), st.integers(20, 90)
)
def test_columns_are_split_so_that_each_block_fits_and_nobody_is_left_out(readers, room):
    table = matrix(a_preview(readers=tuple(readers)))
    blocks = groups(table, room)
    assert [reader for block in blocks for reader in block] == readers
    for block in blocks:
        assert sum(map(column, block)) <= room or len(block) == 1


def test_what_to_type_ticks_every_line_and_asks_for_the_reasons():
    asks: list[Any] = [
        Ask(id="W6-mum", guard="W6", sentence="x"),
        Ask(id="W11-x", guard="W11", sentence="y", reasoned=True),
    ]
    assert command("M", "7K3F-9QXB", asks) == 'cin approve M 7K3F-9QXB --tick W6-mum --tick "W11-x=WHY"'
    assert command("M", "7K3F-9QXB", (), "./run cin") == "./run cin approve M 7K3F-9QXB"


def test_who_gets_a_piece_without_the_name_of_somebody_who_does_it_is_marked():
    table = matrix(
        a_preview(Piece(what="the action a3", veiled=("dad", "leo"), withheld={"leo": "marked as not for leo"}))
    )
    assert table.rows[0].cells == {"mum": GETS, "dad": VEILED, "leo": "A"}
