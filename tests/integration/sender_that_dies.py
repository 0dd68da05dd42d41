"""A sender that is killed on cue. Started by test_kill.py and test_killed_pipeline.py; not a test itself.

Reads one job a line from standard input, does it in a forked child so that nothing is imported twice,
and answers with how the child ended. A job names the home's folder, the server's port, and either the
step at which the child kills itself, or the seconds after which it is killed from outside. A job with a `home` goes
through the whole pipeline with that home's own settings, or, with `cin`, is that command with its output in `log`.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from cin_docs import pipeline
from cin_docs.cli import main as main_of_cin
from cin_docs.cli.desk import desk_of, open_home
from cin_docs.distribution.dispatch import lock, send_queued
from cin_docs.errors import LockedError
from cin_docs.ledger.store import Store
from cin_docs.model.delivery import State
from cin_docs.testing.deliveries import MEETING, a_moment
from cin_docs.testing.ledgers import a_ledger
from cin_docs.testing.sending import SENDER, a_relay
from cin_docs.transport.settings import Timeouts
from cin_docs.transport.smtp import SmtpRelay

PATIENT = Timeouts(connect=10, command=10, data=10, dot=10, quit=1, slowest=1e9)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Ledger:
    """The real ledger, dying around the move that the cue names."""

    def __init__(self, real: Any, cue: str) -> None:
        self._real, self._cue = real, cue

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def move(self, dispatch: str, frm: State, to: State, *args: Any, **kwargs: Any) -> bool:
        if self._cue == f"before {to}":
            die()
        if self._cue == f"in the commit of {to}":
            event.listen(Engine, "commit", lambda _connection: die())
        if self._cue.startswith(f"at statement of {to}"):
            self._die_at_statement(int(self._cue.rpartition(" ")[2]))
        moved = self._real.move(dispatch, frm, to, *args, **kwargs)
        if self._cue == f"after {to}":
            die()
        return bool(moved)

    def _die_at_statement(self, number: int) -> None:
        seen = []

        def count(*_: object) -> None:
            seen.append(1)
            if len(seen) == number:
                die()

        event.listen(Engine, "after_cursor_execute", count)


class Relay:
    """The real relay, dying (or asked to stop) around the step that the cue names."""

    def __init__(self, real: Any, cue: str) -> None:
        self._real, self._cue = real, cue
        self.leaves = real.leaves

    def __getattr__(self, name: str) -> Any:
        async def step(*args: Any, **kwargs: Any) -> Any:
            if self._cue == f"before {name}":
                die()
            if self._cue.startswith(f"asked to stop at {name}"):
                os.kill(os.getpid(), signal.SIGTERM)
            answer = await getattr(self._real, name)(*args, **kwargs)
            if self._cue == f"after {name}":
                die()
            return answer

        return step


def send(job: dict[str, Any]) -> None:
    folder, cue = Path(job["folder"]), job.get("cue", "")
    real = a_ledger(folder)
    record = real.meeting(MEETING)
    assert record is not None
    assert record.manifest_digest is not None
    approved = real.approval(record.manifest_digest)
    assert approved is not None
    relay = Relay(a_relay(job["port"], Path(job["ca"]), PATIENT), cue)
    ledger: Any = Ledger(real, cue)
    with lock(folder) as held:
        send_queued(
            held=held,
            approved=[approved],
            ledger=ledger,
            store=Store(folder / "store"),
            relay_for=lambda _dispatch: relay,
            sender=SENDER.address,
            moment=lambda: a_moment(days=job.get("days", 0)),
            check=lambda _dispatch: None,
        )


def dispatch(job: dict[str, Any]) -> None:
    """What `cin send` does, with a ledger and a relay that die on cue."""
    with desk_of(open_home(Path(job["home"])), "sam") as desk:
        settings = desk.home.settings.relay
        assert settings is not None
        relay = Relay(SmtpRelay(settings), job["cue"])
        ledger: Any = Ledger(desk.ledger, job["cue"])
        pipeline.dispatch(
            desk.home, ledger=ledger, store=desk.store, key=desk.key, moment=desk.moment, relays=lambda _dispatch: relay
        )


def command(job: dict[str, Any]) -> None:
    """A command as a shell runs it."""
    with Path(job["log"]).open("w", encoding="utf-8") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        sys.argv = ["cin", *job["cin"], "--home", job["home"]]
        try:
            main_of_cin()
        except SystemExit as ended:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(ended.code or 0))


def child(job: dict[str, Any]) -> None:
    try:
        if "cin" in job:
            command(job)
        elif "home" in job:
            dispatch(job)
        else:
            send(job)
    except LockedError:
        os._exit(75)
    except BaseException:  # noqa: BLE001 - a forked child must never return into the parent's code
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        if "home" in job:
            # Here, so that no child does it again.
            importlib.import_module("cin_docs.running")
            importlib.import_module("cin_docs.distribution.release")
        process = os.fork()
        if process == 0:
            child(job)
        if "after" in job:
            time.sleep(job["after"])
            os.kill(process, signal.SIGKILL)
        if "stop after" in job:
            time.sleep(job["stop after"])
            os.kill(process, signal.SIGTERM)
        _, status = os.waitpid(process, 0)
        print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)


if __name__ == "__main__":
    main()
