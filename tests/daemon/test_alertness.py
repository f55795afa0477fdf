"""The event loop stays awake between requests that follow each other at once, and only then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from anyvirt.util.awake import MOMENT_S
from anyvirtd import alertness
from anyvirtd.alertness import Alertness


class Loop:
    """Keeps what is to be called in the next turn."""

    def __init__(self) -> None:
        self.soon: list[Callable[[], None]] = []

    def call_soon(self, function: Callable[[], None]) -> None:
        self.soon.append(function)

    def turn(self) -> None:
        soon, self.soon = self.soon, []
        for function in soon:
            function()


class Daemon:
    """A loop, a clock, and who keeps the loop awake."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, worthwhile: bool = True) -> None:
        self.now_s = 100.0
        self.loop = Loop()
        monkeypatch.setattr(alertness, "perf_counter", lambda: self.now_s)
        monkeypatch.setattr(alertness, "worthwhile", lambda: worthwhile)
        self.alertness = Alertness(cast("Any", self.loop))

    def request(self, after_s: float) -> None:
        self.now_s += after_s
        self.alertness.asked()
        self.alertness.answered()

    @property
    def awake(self) -> bool:
        return bool(self.loop.soon)


def test_requests_now_and_then_let_it_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = Daemon(monkeypatch)
    for _ in range(5):
        daemon.request(2 * MOMENT_S)
        assert not daemon.awake


def test_it_is_awake_for_a_moment_after_requests_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = Daemon(monkeypatch)
    daemon.request(1.0)
    daemon.request(MOMENT_S / 2)
    assert daemon.awake
    daemon.now_s += MOMENT_S / 2
    daemon.loop.turn()
    assert daemon.awake
    daemon.request(0.0)
    assert len(daemon.loop.soon) == 1  # once is enough
    daemon.now_s += 2 * MOMENT_S
    daemon.loop.turn()
    assert not daemon.awake


def test_a_single_processor_is_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = Daemon(monkeypatch, worthwhile=False)
    for _ in range(3):
        daemon.request(MOMENT_S / 10)
    assert not daemon.awake
