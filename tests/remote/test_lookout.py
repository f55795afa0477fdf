"""Waiting for answers: awake where they come at once, asleep where they do not."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from anyvirt.remote import lookout
from anyvirt.remote.lookout import PAUSE, Lookout
from anyvirt.util.awake import MOMENT_S


class Watched(Lookout):
    """Says how often it slept."""

    slept = 0
    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    def _sleep(self, timeout_s: float | None) -> None:
        self.slept += 1
        self.meanwhile()
        super()._sleep(timeout_s)


class Clock:
    """Time that passes with each look at it."""

    def __init__(self, step_s: float) -> None:
        self.now_s, self.step_s = 0.0, step_s

    def __call__(self) -> float:
        self.now_s += self.step_s
        return self.now_s


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[socket.socket, socket.socket]]:
    monkeypatch.setattr(lookout, "worthwhile", lambda: True)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def _clock(monkeypatch: pytest.MonkeyPatch, step_s: float) -> Clock:
    clock = Clock(step_s)
    monkeypatch.setattr(lookout, "perf_counter", clock)
    return clock


def test_it_stays_awake_while_answers_come_at_once(
    sockets: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = sockets
    _clock(monkeypatch, MOMENT_S / 10)
    waiting = Watched(ours.fileno(), near=True)
    theirs.send(b"x")
    waiting.wait(None)
    assert waiting.slept == 1  # it could not know yet
    waiting.wait(None)
    assert waiting.slept == 1


def test_it_sleeps_for_some_time_after_a_moment_in_vain(
    sockets: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = sockets
    _clock(monkeypatch, MOMENT_S / 10)
    waiting = Watched(ours.fileno(), near=True)
    theirs.send(b"x")
    waiting.wait(None)
    ours.recv(1)
    waiting.meanwhile = lambda: theirs.send(b"y")
    waiting.wait(None)  # the answer comes when the moment is over
    for _ in range(PAUSE):
        waiting.wait(None)
    assert waiting.slept == PAUSE + 2
    waiting.wait(None)
    assert waiting.slept == PAUSE + 2  # answers came at once meanwhile


def test_answers_that_take_long_are_slept_for(
    sockets: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = sockets
    _clock(monkeypatch, MOMENT_S)
    waiting = Watched(ours.fileno(), near=True)
    theirs.send(b"x")
    for count in range(1, 4):
        waiting.wait(None)
        assert waiting.slept == count


def test_another_host_and_a_single_processor_are_slept_for(
    sockets: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = sockets
    _clock(monkeypatch, MOMENT_S / 10)
    theirs.send(b"x")
    far = Watched(ours.fileno(), near=False)
    monkeypatch.setattr(lookout, "worthwhile", lambda: False)
    alone = Watched(ours.fileno(), near=True)
    for waiting in (far, alone):
        waiting.wait(None)
        waiting.wait(None)
        assert waiting.slept == 2


def test_a_wait_ends_with_its_time_and_with_the_connection(sockets: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = sockets
    waiting = Lookout(ours.fileno(), near=True)
    waiting.wait(0.001)
    with pytest.raises(BlockingIOError):
        ours.recv(1, socket.MSG_DONTWAIT)
    theirs.close()
    waiting.wait(None)
    assert ours.recv(1) == b""
