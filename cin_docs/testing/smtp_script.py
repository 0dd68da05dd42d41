"""What a scripted mail server does at each step: answer, drop, hang, dribble, talk nonsense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

#: Where in the conversation a step is played. ``body`` is while the message comes, ``dot`` is the answer to it.
Step: TypeAlias = Literal["banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "dot", "rset", "quit"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """What the server does instead of its usual answer. The default changes nothing."""

    #: The whole answer with its line ends, instead of the usual one.
    say: bytes | None = None
    #: Afterwards: keep the connection, end it, or cut it without a goodbye.
    then: Literal["stay", "close", "reset"] = "stay"
    #: Say nothing at all until the client gives up.
    hang: bool = False
    #: Send the answer byte by byte.
    dribble: bool = False
    #: At ``dot``: whether the message counts as taken. At ``body``: bytes read before the act.
    commit: bool | None = None
    after: int = 0
    #: At ``body``: seconds to wait between reads of a few bytes.
    slow: float = 0.0
    #: At ``starttls``: words in clear sent along with the 220.
    inject: bytes = b""


NORMAL = Act()


def code(number: int, text: str = "scripted") -> Act:
    """Answer with this code. At the dot a 2xx means that the message was taken."""
    return Act(say=f"{number} {text}\r\n".encode())


DROP = Act(say=b"", then="reset")
CLOSE = Act(say=b"", then="close")
HANG = Act(hang=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """Acts by step, taken in the order they come up; the last one of a step holds from then on.

    `Script(acts={"rcpt": (code(450), NORMAL)})` refuses the first recipient and takes the others.
    """

    acts: Mapping[Step, tuple[Act, ...]]

    def act(self, step: Step, nth: int) -> Act:
        """What to do when the step comes up for the nth time, counted from 0."""
        acts = self.acts.get(step, ())
        return acts[min(nth, len(acts) - 1)] if acts else NORMAL
