"""Every row of the table: what a reply code, or silence, means in each phase."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_docs.transport.protocol import Fault, Phase, Reply, Verdict, judge

V = Verdict


@pytest.mark.parametrize(
    ("phase", "code", "verdict"),
    [
        # Reaching the relay: nothing about this message was said, so nothing about it is decided.
        (Phase.CONNECT, 220, V.GO_ON),
        (Phase.CONNECT, 250, V.GO_ON),
        (Phase.CONNECT, 421, V.QUEUED),
        (Phase.CONNECT, 554, V.QUEUED),
        (Phase.CONNECT, None, V.QUEUED),
        (Phase.TLS, 220, V.GO_ON),
        (Phase.TLS, 454, V.QUEUED),
        (Phase.TLS, 502, V.QUEUED),
        (Phase.TLS, None, V.QUEUED),
        (Phase.AUTH, 235, V.GO_ON),
        (Phase.AUTH, 334, V.QUEUED),
        (Phase.AUTH, 454, V.QUEUED),
        (Phase.AUTH, 535, V.STOP),
        (Phase.AUTH, 534, V.STOP),
        (Phase.AUTH, None, V.QUEUED),
        # The envelope.
        (Phase.MAIL, 250, V.GO_ON),
        (Phase.MAIL, 354, V.QUEUED),
        (Phase.MAIL, 421, V.QUEUED),
        (Phase.MAIL, 451, V.QUEUED),
        (Phase.MAIL, 530, V.STOP),
        (Phase.MAIL, 550, V.FAILED),
        (Phase.MAIL, 552, V.FAILED),
        (Phase.MAIL, None, V.QUEUED),
        (Phase.RCPT, 250, V.GO_ON),
        (Phase.RCPT, 251, V.HELD),
        (Phase.RCPT, 450, V.QUEUED),
        (Phase.RCPT, 550, V.FAILED),
        (Phase.RCPT, 551, V.FAILED),
        (Phase.RCPT, 552, V.FAILED),
        (Phase.RCPT, None, V.QUEUED),
        # From the DATA command on, silence decides nothing.
        (Phase.DATA, 354, V.GO_ON),
        (Phase.DATA, 250, V.UNCERTAIN),
        (Phase.DATA, 300, V.UNCERTAIN),
        (Phase.DATA, 451, V.QUEUED),
        (Phase.DATA, 554, V.FAILED),
        (Phase.DATA, None, V.UNCERTAIN),
        (Phase.DOT, 250, V.ACCEPTED),
        (Phase.DOT, 251, V.ACCEPTED),
        (Phase.DOT, 252, V.ACCEPTED),
        (Phase.DOT, 354, V.UNCERTAIN),
        (Phase.DOT, 421, V.QUEUED),
        (Phase.DOT, 451, V.QUEUED),
        (Phase.DOT, 530, V.FAILED),
        (Phase.DOT, 552, V.FAILED),
        (Phase.DOT, 554, V.FAILED),
        (Phase.DOT, None, V.UNCERTAIN),
        (Phase.DOT, 25, V.UNCERTAIN),
        (Phase.DOT, 2500, V.UNCERTAIN),
        (Phase.DOT, -1, V.UNCERTAIN),
    ],
)
def test_a_reply_means_what_the_table_says(phase: Phase, code: int | None, verdict: Verdict) -> None:
    assert judge(phase, code) is verdict


@given(st.sampled_from(Phase), st.none() | st.integers(-1_000, 10_000))
def test_accepted_is_only_ever_a_2xx_after_the_dot(phase: Phase, code: int | None) -> None:
    accepted = judge(phase, code) is V.ACCEPTED
    assert accepted == (phase is Phase.DOT and code is not None and 200 <= code <= 299)


@given(st.sampled_from([Phase.DATA, Phase.DOT]), st.none() | st.integers(-1_000, 10_000))
def test_after_data_only_a_clear_4xx_is_tried_again(phase: Phase, code: int | None) -> None:
    assert (judge(phase, code) is V.QUEUED) == (code is not None and 400 <= code <= 499)


@given(
    st.sampled_from([Phase.CONNECT, Phase.TLS, Phase.AUTH, Phase.MAIL, Phase.RCPT]),
    st.none() | st.integers(-1_000, 10_000),
)
def test_before_data_nothing_is_uncertain(phase: Phase, code: int | None) -> None:
    assert judge(phase, code) is not V.UNCERTAIN


def test_an_address_that_would_be_rewritten_is_held() -> None:
    assert Reply(phase=Phase.RCPT, code=None, fault=Fault.REWRITTEN).verdict is V.HELD


def test_a_note_says_code_and_phase_and_nothing_of_the_relays_words() -> None:
    reply = Reply(phase=Phase.RCPT, code=450, text="<mum@post.example> try later")
    assert reply.note == "450 at rcpt"
    assert "mum" not in repr(reply)


def test_silence_is_noted_by_what_went_wrong() -> None:
    assert Reply(phase=Phase.DOT, code=None, fault=Fault.NO_ANSWER).note == "no answer in time at dot"


@pytest.mark.parametrize(
    ("phase", "code", "down"),
    [(Phase.CONNECT, None, True), (Phase.TLS, 454, True), (Phase.CONNECT, 220, False), (Phase.RCPT, None, False)],
)
def test_only_trouble_before_the_envelope_is_the_relays_own(phase: Phase, code: int | None, down: bool) -> None:
    assert Reply(phase=phase, code=code).relay_is_down is down


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("fault", list(Fault))
def test_every_trouble_is_told_in_a_sentence(fault: Fault, phase: Phase) -> None:
    told = Reply(phase=phase, code=None, fault=fault, text="<mum@post.example>").trouble
    assert told.startswith("The mail server ")
    assert told.endswith(".")
    assert "mum" not in told


def test_a_refusal_of_the_whole_service_names_its_code() -> None:
    assert Reply(phase=Phase.CONNECT, code=554).trouble == "The mail server refuses its service: 554 at connect."
