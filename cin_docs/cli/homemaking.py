"""A new home folder: made first and moved into its place whole, so that none is ever half written."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from cin_docs.distribution.address import is_fit_name
from cin_docs.errors import HomeError
from cin_docs.ledger.keys import make_key
from cin_docs.settings import FILE, settings_of

FOLDERS = ("cases", "inbox", "outbox", "store", "config/standards", "config/wording", "templates")

_SETTINGS = """\
# The settings of this home folder. Every key is explained in docs/settings.md.
authority: "{authority}"
nation: {nation}                 # whose bank holidays count: ENG, WLS, SCT or NIR
closures: []                # the authority's own closed days, for instance [2026-12-24]
mode: trial                 # nothing leaves but to the guest list
# in use since: 2026-09-01  # meetings before this day are history: no copies are owed from here
standard: ten-point         # for cases that name none; or cin-protocol, or your own in config/standards
sender: child.in.need@council.example
staff:                      # the same short ids as in case files; account: the name they log in with
  dana: {{name: Dana Cole, account: dcole}}
  tom: {{name: Tom Ashe, account: tashe, approves: yes}}
# guest list: [dana.cole@council.example]
# mail: {{host: relay.council.example, port: 587, tls: starttls, user: cin, password file: mail.password}}
"""


def make_home(folder: Path, *, authority: str, nation: str) -> tuple[Path, ...]:
    """Make an empty home and give what was made. Raises `HomeError` when the folder is not new or empty."""
    if nation not in {"ENG", "WLS", "SCT", "NIR"}:
        raise HomeError(f"{nation} is not a nation with its own bank holidays.", "Use ENG, WLS, SCT or NIR.")
    if '"' in authority or "\\" in authority or not authority.isprintable() or not is_fit_name(authority):
        raise HomeError("The authority's name holds a character that cannot stand in cin.yaml.", "Use plain words.")
    text = _SETTINGS.format(authority=authority, nation=nation).encode()
    checked = settings_of(text, folder, {})
    # Asked of the very reader that every later command asks: a home that none of them can open is not made.
    if checked.value is None or checked.value.authority != authority:
        raise HomeError("The authority's name cannot be read back from cin.yaml as it is.", "Use plain words.")
    return place_home(folder, {"cin.yaml": text})


def place_home(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """A home with these files, its folders and a new key, moved into place whole. Raises `HomeError`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise HomeError(f"{folder} exists and is not empty.", "Name a new folder; nothing was changed.")
    # A folder that is there is filled: somebody may stand in it, and nobody need be allowed to write beside it.
    there = folder.exists()
    draft = (folder if there else folder.parent) / f".{folder.resolve().name}.{secrets.token_hex(4)}"
    try:
        draft.mkdir(mode=0o700, parents=True)
        for name in FOLDERS:
            (draft / name).mkdir(mode=0o700, parents=True)
        for name, data in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(data)
        make_key(draft / "key")
        if there:
            _move_in(draft, folder)
        else:
            draft.replace(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise HomeError(f"{folder} cannot be made: {error.strerror}.", "Check who may write there.") from error
    return tuple(folder / name for name in (*files, "key", *FOLDERS))


def _move_in(draft: Path, folder: Path) -> None:
    """Move what was made into the folder, its settings last: a folder without them is no home yet."""
    folder.chmod(0o700)
    for path in sorted(draft.iterdir(), key=lambda path: path.name == FILE):
        path.replace(folder / path.name)
    draft.rmdir()
