"""One authority's settings: `cin.yaml` of the home folder and a few values of the environment, read once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from cin_docs.capture.node import Node
from cin_docs.capture.yamltext import read
from cin_docs.distribution.address import LONGEST_NAME, is_fit_name, is_strict
from cin_docs.errors import HomeError
from cin_docs.going_live import lacking
from cin_docs.model.document import Mode
from cin_docs.model.finding import Checked, Finding, Severity
from cin_docs.transport.secret import Secret
from cin_docs.transport.settings import SmtpSettings

FILE = "cin.yaml"
#: How long an approved copy waits in live before it may leave, where nothing else is set: time to think again.
_UNDO = timedelta(minutes=15)
_LONGEST_UNDO = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """Somebody who works with cin_docs, under the id that case files use."""

    id: str
    name: str = field(repr=False)
    #: The operating-system account.
    account: str
    #: Whether this person may approve for any case, besides its lead practitioner and manager.
    approves: bool = False
    #: Ids of the lead practitioners and managers for whom this person approves when they are away.
    deputy_for: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything an authority sets."""

    #: The home folder.
    home: Path
    #: As printed on documents and messages.
    authority: str
    #: Whose bank holidays count: ENG, WLS, SCT or NIR.
    nation: str
    #: The authority's own closed days.
    closures: frozenset[date]
    mode: Mode
    #: The standard of cases that name none.
    standard: str
    #: The mailbox messages come from.
    sender: str
    staff: tuple[Staff, ...]
    #: The office's, printed on covers: a number to ring, and where the post brings back what it cannot deliver.
    telephone: str | None = None
    return_address: str | None = None
    #: Meetings before this day are history: no copies are owed through cin_docs. None: all count.
    in_use_since: date | None = None
    #: The account that owns the home, where several people share it through sudo; None: no sharing.
    service_account: str | None = None
    #: Protective marking by side of the table: child, family, professional.
    marking: Mapping[str, str] = field(default_factory=dict)
    #: In trial, only these addresses are written to by e-mail.
    guests: frozenset[str] = field(default=frozenset(), repr=False)
    #: The mail relay; None: everything goes to the local maildir.
    relay: SmtpSettings | None = None
    #: Most messages in one run; the others wait for the next.
    messages_per_run: int = 500
    #: Most messages of one case, and to one e-mail domain, in one run; what is over is held for a person (W15).
    per_case: int = 60
    per_domain: int = 500
    #: How long an approved copy waits before it may leave (W14).
    undo: timedelta = timedelta(0)
    #: Where the ledger is: SQLAlchemy URL, by default a SQLite file in the home.
    ledger: str = field(default="", repr=False)

    def colleague(self, account: str) -> Staff | None:
        """The member of staff who logs in with this account. An id is no account, although it may look like one."""
        return next((one for one in self.staff if one.account == account), None)

    def member(self, id: str) -> Staff | None:
        """The member of staff with this id."""
        return next((one for one in self.staff if one.id == id), None)

    @property
    def approvers(self) -> frozenset[str]:
        """Ids of everybody listed with `approves: yes`."""
        return frozenset(one.id for one in self.staff if one.approves)


#: Whose copies a marking is for, as the file says it.
_Side: TypeAlias = Literal["child", "family", "professionals"]
_SIDES: tuple[str, ...] = get_args(_Side)
#: What pydantic calls the place of a key that is not one of those allowed.
_THE_KEY = "[key]"


class _Format(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, populate_by_name=False)


class _Staff(_Format):
    name: str
    account: str
    approves: bool = False
    deputy_for: list[str] = Field(default=[], alias="deputy for")


class _Mail(_Format):
    host: str
    port: int = Field(default=587, ge=1, le=65535)
    tls: Literal["starttls", "implicit"] = "starttls"
    user: str | None = None
    password_file: Path | None = Field(default=None, alias="password file")
    ca_file: Path | None = Field(default=None, alias="certificates")


class _Limits(_Format):
    messages: int = Field(default=500, ge=1, le=100_000)
    per_case: int = Field(default=60, ge=1, le=100_000, alias="messages of a case")
    per_domain: int = Field(default=500, ge=1, le=100_000, alias="messages to a domain")
    undo: str | None = None


class _File(_Format):
    authority: str = Field(min_length=1)
    nation: Literal["ENG", "WLS", "SCT", "NIR"]
    closures: list[date] = []
    mode: Literal["demo", "trial", "live"] = "trial"
    standard: str = "ten-point"
    sender: str = Field(min_length=3)
    staff: dict[str, _Staff]
    telephone: str | None = Field(default=None, min_length=3, max_length=40)
    return_address: str | None = Field(default=None, min_length=3, max_length=300, alias="return address")
    in_use_since: date | None = Field(default=None, alias="in use since")
    service_account: str | None = Field(default=None, alias="service account")
    marking: dict[_Side, str] = {}
    guests: list[str] = Field(default=[], alias="guest list")
    mail: _Mail | None = None
    limits: _Limits = _Limits()
    ledger: str | None = None


def read_settings(home: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of `home`. `environment` may hold CIN_SMTP_PASSWORD, CIN_LEDGER and CIN_LIVE.

    Raises `HomeError` with every finding, one a line, when the folder is no home or cin.yaml is wrong.
    """
    path = home / FILE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise HomeError(
            f"{home} is not a home folder: {FILE} cannot be read ({error.strerror}).",
            f"Make one with `cin init {home}`, or name another with --home or CIN_HOME.",
        ) from error
    checked = settings_of(data, home, environment)
    if checked.value is None or checked.blocked:
        lines = [_line(finding) for finding in checked.findings]
        raise HomeError(f"{path} has {len(lines)} thing(s) to put right:\n" + "\n".join(lines))
    return checked.value


def settings_of(data: bytes, home: Path, environment: Mapping[str, str]) -> Checked[Settings]:
    """The settings in the text of a cin.yaml, or what is wrong with it, all at once."""
    tree = read(data, FILE)
    if tree.value is None or tree.blocked:
        return Checked(value=None, findings=tree.findings)
    try:
        found = _File.model_validate(tree.value.plain())
    except ValidationError as error:
        findings = tuple(_finding(item, tree.value) for item in error.errors(include_url=False, include_input=False))
        return Checked(value=None, findings=tuple(sorted(findings, key=_position)))
    refused = tuple(_refused(found, tree.value))
    if found.mode == "live":
        refused += tuple(_not_live_yet(found, tree.value, home, environment))
    if refused:
        return Checked(value=None, findings=refused)
    return Checked(value=_settings(found, home, environment))


def _settings(found: _File, home: Path, environment: Mapping[str, str]) -> Settings:
    return Settings(
        home=home,
        authority=found.authority,
        nation=found.nation,
        closures=frozenset(found.closures),
        mode=Mode(found.mode),
        standard=found.standard,
        sender=found.sender,
        staff=tuple(
            Staff(
                id=id, name=one.name, account=one.account, approves=one.approves, deputy_for=frozenset(one.deputy_for)
            )
            for id, one in found.staff.items()
        ),
        telephone=found.telephone,
        return_address=found.return_address,
        in_use_since=found.in_use_since,
        service_account=found.service_account,
        marking={("professional" if side == "professionals" else side): text for side, text in found.marking.items()},
        guests=frozenset(address.lower() for address in found.guests),
        relay=_relay(found.mail, home, environment) if found.mail else None,
        messages_per_run=found.limits.messages,
        per_case=found.limits.per_case,
        per_domain=found.limits.per_domain,
        undo=_length(found.limits.undo) or (_UNDO if found.mode == "live" and not found.limits.undo else timedelta(0)),
        ledger=environment.get("CIN_LEDGER") or found.ledger or f"sqlite:///{home / 'ledger.sqlite'}",
    )


def _relay(mail: _Mail, home: Path, environment: Mapping[str, str]) -> SmtpSettings:
    password = environment.get("CIN_SMTP_PASSWORD")
    if password is None and mail.password_file is not None:
        password = _secret(home / mail.password_file)
    return SmtpSettings(
        host=mail.host,
        port=mail.port,
        tls=mail.tls,
        user=mail.user,
        password=Secret(password) if password is not None else None,
        ca_file=home / mail.ca_file if mail.ca_file else None,
    )


def _secret(path: Path) -> str:
    """A password from a file that nobody else can read. Raises `HomeError`."""
    try:
        if path.stat().st_mode & 0o077:
            raise HomeError(f"{path} can be read by others.", f"Run: chmod 600 {path}")
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise HomeError(f"{path} cannot be read: {error.strerror}.", "It holds the mail password.") from error


def _finding(error: ErrorDetails, tree: Node) -> Finding:
    path = tuple(error["loc"])
    parent = tree.at(path[:-1]) or tree
    node = tree.at(path)
    name = str(next((step for step in reversed(path) if isinstance(step, str) and step != _THE_KEY), FILE))
    if error["type"] == "extra_forbidden" or path[-1:] == (_THE_KEY,):
        path = path[:-1] if path[-1:] == (_THE_KEY,) else path
        node = tree.at(path)
        near = difflib.get_close_matches(name, _keys(path[:-1]), 1)
        remedy = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(_keys(path[:-1]))}."
        return _blocks("unknown-setting", f"There is no setting `{name}`.", remedy, node and (node.key or node.place))
    if error["type"] == "missing":
        return _blocks("missing-setting", f"`{name}` is missing.", f"Add a line `{name}: …`.", parent.place)
    words: Any = error["msg"].removeprefix("Input ")
    return _blocks("wrong-setting", f"`{name}` {words}.", "Correct the value.", (node or parent).place)


def _keys(path: tuple[str | int, ...]) -> list[str]:
    """The keys known at `path`: of the file, of a member of staff, of the mail settings and the like."""
    if path[:1] == ("marking",):
        return list(_SIDES)
    model: type[BaseModel] = _File
    if path:
        parts: dict[str, type[BaseModel]] = {"staff": _Staff, "mail": _Mail, "limits": _Limits}
        model = parts.get(str(path[0]), _File)
    return [info.alias or key for key, info in model.model_fields.items()]


def _refused(found: _File, tree: Node) -> Iterator[Finding]:
    """What is well formed and still not safe to work with."""
    if not is_strict(found.sender):
        yield _blocks(
            "unsafe-sender",
            "The sender is not a plain e-mail address.",
            "Write it as name@domain, without quotation marks or a display name.",
            (tree.at(("sender",)) or tree).place,
        )
    if not is_fit_name(found.authority):
        yield _blocks(
            "unfit-name",
            "The authority's name cannot stand before an e-mail address.",
            f"Write it on one line, in at most {LONGEST_NAME} letters of any script, without signs that nobody sees.",
            (tree.at(("authority",)) or tree).place,
        )
    if found.limits.undo and _length(found.limits.undo) is None:
        yield _blocks(
            "wrong-setting",
            "`undo` is no length of time that copies can wait.",
            "Write it as `15 minutes` or `2 hours`, up to 24 hours; or `none`.",
            (tree.at(("limits", "undo")) or tree).place,
        )
    yield from _shared_accounts(found, tree)
    yield from _deputies_of_nobody(found, tree)


def _length(text: str | None) -> timedelta | None:
    """The length of time that a setting gives; None when it gives none that holds."""
    if text is None:
        return None
    if text.strip() == "none":
        return timedelta(0)
    match = re.fullmatch(r"(?P<count>[0-9]{1,4}) (?P<unit>minute|hour)s?", " ".join(text.split()))
    if match is None:
        return None
    length = timedelta(**{f"{match['unit']}s": int(match["count"])})
    return length if length <= _LONGEST_UNDO else None


def _deputies_of_nobody(found: _File, tree: Node) -> Iterator[Finding]:
    """Somebody is deputy for an id that is nobody's here, or for themselves: then no deputy stands in for anybody."""
    for id, one in found.staff.items():
        for other in one.deputy_for:
            if other == id or other not in found.staff:
                near = difflib.get_close_matches(other, [name for name in found.staff if name != id], 1)
                known = ", ".join(name for name in found.staff if name != id) or "nobody else yet"
                yield _blocks(
                    "deputy-for-nobody",
                    f"{id} is named as deputy for {other}, {'the same person' if other == id else 'nobody here'}.",
                    f"Did you mean `{near[0]}`?" if near else f"Staff besides: {known}.",
                    (tree.at(("staff", id, "deputy for")) or tree).place,
                )


def _not_live_yet(found: _File, tree: Node, home: Path, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that is missing before real copies may leave, at once."""
    lacks = lacking(
        home,
        environment,
        mail=found.mail is not None,
        dated=found.in_use_since is not None,
        approvers=sum(one.approves for one in found.staff.values()),
        sender=found.sender,
    )
    for sentence, remedy in (*lacks, *_password_lacking(found.mail, home, environment)):
        place = (tree.at(("mode",)) or tree).place
        yield _blocks("live-refused", f"Live mode is not open: {sentence}", remedy, place)


def _password_lacking(mail: _Mail | None, home: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """That the mail password cannot be read, said with all the rest that is missing."""
    if mail is None or mail.password_file is None or environment.get("CIN_SMTP_PASSWORD") is not None:
        return
    try:
        _secret(home / mail.password_file)
    except HomeError as error:
        yield error.what[:1].lower() + error.what[1:], error.remedy or "It holds the mail password."


def _shared_accounts(found: _File, tree: Node) -> Iterator[Finding]:
    """Two people with one account: nobody could tell which of them acted."""
    first: dict[str, str] = {}
    for id, one in found.staff.items():
        owner = first.setdefault(one.account, id)
        if owner != id:
            yield _blocks(
                "account-twice",
                f"{owner} and {id} have the same account, {one.account}.",
                "Give each the account that they log in with themselves.",
                (tree.at(("staff", id, "account")) or tree).place,
            )


def _blocks(code: str, sentence: str, remedy: str, place: Any) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, sentence=sentence, remedy=remedy, place=place)


def _position(finding: Finding) -> tuple[int, int]:
    return (finding.place.line, finding.place.column) if finding.place else (0, 0)


def _line(finding: Finding) -> str:
    where = f"{FILE}:{finding.place.line}:{finding.place.column}" if finding.place else FILE
    return f"  {where}  {finding.sentence} {finding.remedy}"
