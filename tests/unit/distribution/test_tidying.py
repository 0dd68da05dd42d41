"""What is bound into the PDF that somebody prints: nothing that must stay, and nothing that nobody asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cin_docs.distribution.incident import opened
from cin_docs.distribution.tidying import bind, bind_less, look_again, strays, unbind
from cin_docs.model.delivery import Dispatch, State
from cin_docs.model.finding import Finding, Severity
from cin_docs.testing.deliveries import a_moment
from cin_docs.testing.sending import Home, a_home
from cin_docs.transport.protocol import Piles

PEOPLE = ("mum", "dad", "gran")
PAUSED = Finding(code="case-paused", severity=Severity.BLOCKS, sentence="Paused.", remedy="Wait.")
UNREADABLE = Finding(code="case-unreadable", severity=Severity.BLOCKS, sentence="Unreadable.", remedy="Mend it.")


@dataclass
class Table:
    """The piles as a test sees them."""

    lying: frozenset[str]
    bound: frozenset[str] = frozenset()
    #: Every binding, in order.
    bindings: list[frozenset[str]] = field(default_factory=list)
    #: What happens while a PDF is made.
    meanwhile: Callable[[], object] = lambda: None
    broken: bool = False
    strays: tuple[tuple[str, str], ...] = ()

    @property
    def piles(self) -> Piles:
        return Piles(
            lying=lambda: self._used(self.lying),
            lay=lambda _pile, _envelope: None,
            withdraw=lambda _gone: None,
            bind=self._bind,
            bound=lambda: self._used(self.bound),
            unbind=self._used,
            strays=lambda: self.strays,
        )

    def _used(self, found: frozenset[str]) -> frozenset[str]:
        if self.broken:
            raise PermissionError(13, "Permission denied")
        return found

    def _bind(self, waiting: frozenset[str]) -> dict[str, str]:
        self.bindings.append(waiting)
        self.meanwhile()
        return {}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Three copies that are to be given by hand, because the mail server refused them."""
    home = a_home(tmp_path, PEOPLE)
    steps = ((State.QUEUED, State.SENDING_PRE), (State.SENDING_PRE, State.FAILED), (State.FAILED, State.TO_HAND))
    for item in home.queued.values():
        for frm, to in steps:
            assert home.ledger.move(item.id, frm, to, a_moment())
    yield home
    home.ledger.close()


@pytest.fixture
def table(home: Home) -> Table:
    everything = frozenset(one.id for one in home.queued.values())
    return Table(lying=everything, bound=everything)


def id_of(home: Home, person: str) -> str:
    return home.queued[person].id


def an_incident(home: Home) -> None:
    """Opened without holding what lies there: the ledger has the incident before the letters are held."""
    case = home.queued["mum"].case
    opened(home.ledger, a_moment(), case=case, dispatch=None, what="A bag was lost.")
    for item in home.ledger.dispatches(state=State.HELD):
        home.ledger.move(item.id, State.HELD, State.TO_HAND, a_moment(), by="approver")


def test_everything_that_is_to_be_given_is_bound(home: Home, table: Table) -> None:
    bind(home.ledger, table.piles)
    assert table.bindings == [table.lying]


def test_what_is_set_aside_is_not_bound(home: Home, table: Table) -> None:
    mum = id_of(home, "mum")
    bind(home.ledger, table.piles, frozenset({mum}))
    assert table.bindings == [table.lying - {mum}]


def test_nothing_of_a_case_with_an_open_incident_is_bound_even_before_it_is_held(home: Home, table: Table) -> None:
    an_incident(home)
    assert home.state("mum") is State.TO_HAND
    bind(home.ledger, table.piles)
    bind_less(home.ledger, table.piles)
    assert table.bindings == [frozenset(), frozenset()]


def test_an_incident_that_is_opened_while_the_pdf_is_made_has_it_made_again(home: Home, table: Table) -> None:
    def once() -> None:
        if len(table.bindings) == 1:
            an_incident(home)

    table.meanwhile = once
    bind(home.ledger, table.piles)
    assert table.bindings == [table.lying, frozenset()]


def test_who_did_not_ask_the_guards_brings_nothing_back(home: Home, table: Table) -> None:
    mum, dad = id_of(home, "mum"), id_of(home, "dad")
    table.bound = frozenset({mum, dad})
    home.ledger.move(dad, State.TO_HAND, State.HANDED_OVER, a_moment(), by="person")
    bind_less(home.ledger, table.piles)
    assert table.bindings == [frozenset({mum})]


def asked(answer: dict[str, Finding]) -> Callable[[Dispatch], Finding | None]:
    return lambda item: answer.get(item.person)


def test_what_a_guard_objects_to_is_held_and_what_cannot_be_read_set_aside(home: Home, table: Table) -> None:
    objections = asked({"mum": PAUSED, "dad": UNREADABLE})
    _, aside = look_again(home.ledger, table.piles, objections, a_moment)
    assert [home.state(person) for person in PEOPLE] == [State.HELD, State.TO_HAND, State.TO_HAND]
    assert aside == {id_of(home, "dad")}


def test_a_pile_that_cannot_be_read_is_not_bound_and_is_said_and_its_copies_are_looked_at_all_the_same(
    home: Home, table: Table
) -> None:
    table.broken = True
    held, aside = look_again(home.ledger, table.piles, asked({"mum": PAUSED}), a_moment)
    assert home.state("mum") is State.HELD
    assert aside >= {id_of(home, "dad"), id_of(home, "gran")}
    assert all(one.stuck for one in held)
    assert "a pile cannot be read: Permission denied" in {one.note for one in held}
    bind(home.ledger, table.piles, aside)
    bind_less(home.ledger, table.piles)
    assert table.bindings == [frozenset(), frozenset()]


def test_a_pdf_that_cannot_be_taken_away_is_said(home: Home, table: Table) -> None:
    assert unbind(home.ledger, table.piles) == ""
    table.broken = True
    assert unbind(home.ledger, table.piles) == (
        "The PDF of a pile cannot be taken away: Permission denied. Nobody may print it."
    )


def test_a_folder_that_nobody_knows_is_said_too(home: Home, table: Table) -> None:
    table.strays = ((id_of(home, "mum"), "was copied"), ("", "was copied"), ("D-00000000", "was copied"))
    found = strays(home.ledger, table.piles)
    assert [one.dispatch for one in found] == [id_of(home, "mum"), *["a copy that nobody knows"] * 2]
    assert all(one.stuck and one.note == "was copied" for one in found)
