"""What a command works with: the home, who acts, the ledger and the store. Opened once, closed at the end."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cin_docs.cli.clock import now
from cin_docs.errors import HomeError, LedgerError, RefusedError
from cin_docs.home.folder import Home, read_home
from cin_docs.model.document import Mode
from cin_docs.model.record import LONDON, Moment
from cin_docs.settings import read_settings

if TYPE_CHECKING:
    from cin_docs.ledger.protocol import Ledger
    from cin_docs.ledger.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """An open home."""

    home: Home
    #: The staff id, or "account NAME" when that belongs to nobody listed.
    acting: str
    ledger: Ledger
    store: Store
    key: bytes = field(repr=False)

    def moment(self) -> Moment:
        """Who acts, now."""
        instant = now()
        return Moment(actor=self.acting, on=instant.astimezone(LONDON).date(), at=instant)


def home_folder(option: Path | None) -> Path:
    """The home named by --home, else by CIN_HOME, else an error that says how to make one."""
    named = option or (Path(os.environ["CIN_HOME"]) if os.environ.get("CIN_HOME") else None)
    if named is None:
        raise HomeError(
            "No home folder was named.", "Use --home FOLDER or set CIN_HOME; `cin init FOLDER` makes a new one."
        )
    return named


def open_home(option: Path | None) -> Home:
    """The home with its settings and rules. Raises `HomeError`."""
    return read_home(read_settings(home_folder(option), os.environ))


def acting_person(home: Home, asked: str | None) -> str:
    """The staff id of the operating-system account, or the one named with `--as` in demo and trial.

    An account that is nobody's is never taken for the id that it may look like: it acts as "account NAME", who may
    look, and approves nothing. Raises `RefusedError` for `--as` in live mode, and for an id that is nobody's.
    """
    if asked is None:
        account = _account(home.settings.service_account)
        found = home.settings.colleague(account)
        return found.id if found else f"account {account}"
    if home.settings.mode is Mode.LIVE:
        raise RefusedError("--as exists in demo and trial only.", "Log in with your own account.")
    found = home.settings.member(asked)
    if found is None:
        known = ", ".join(one.id for one in home.settings.staff)
        raise RefusedError(f"{asked} is nobody's id in cin.yaml.", f"Staff: {known}.")
    return found.id


def _account(service: str | None) -> str:
    """The login name of whoever runs this, as the system knows it; LOGNAME and USER are anybody's to set.

    Where several people share a home through sudo, the process runs as the service account, and sudo itself
    says who called it.
    """
    own = pwd.getpwuid(os.getuid()).pw_name
    return os.environ.get("SUDO_USER", own) if own == service else own


@contextmanager
def open_desk(option: Path | None, acting: str | None = None) -> Iterator[Desk]:
    """An open home with its ledger and store; closed when the block ends."""
    home = open_home(option)
    with desk_of(home, acting_person(home, acting)) as desk:
        yield desk


def key_of(home: Home) -> bytes | None:
    """The ledger's key, for who may only check; None, which is said, when it cannot be read by this account."""
    from cin_docs.cli.ending import say
    from cin_docs.ledger.keys import read_key

    try:
        return read_key(home.folder / "key")
    except LedgerError:
        say("The home's key cannot be read by this account: names of other families are looked for at submit only.")
        return None


@contextmanager
def desk_of(home: Home, acting: str) -> Iterator[Desk]:
    """The desk of a home that is already read."""
    from cin_docs.distribution.machine import allowed
    from cin_docs.ledger.keys import read_key
    from cin_docs.ledger.sql import open_ledger
    from cin_docs.ledger.store import Store

    key = read_key(home.folder / "key")
    ledger = open_ledger(home.settings.ledger, key, allowed=allowed, mark=home.folder / "ledger.head")
    try:
        yield Desk(home=home, acting=acting, ledger=ledger, store=Store(home.folder / "store"), key=key)
    finally:
        ledger.close()
