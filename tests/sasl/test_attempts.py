"""How fast passwords can be tried."""

from __future__ import annotations

from itertools import count

from anyvirt.sasl import attempts
from anyvirt.sasl.attempts import Attempts


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_mistyping_costs_nothing() -> None:
    """Nor does a right password."""
    tries = Attempts(Clock())
    assert tries.wait_s("a") == 0
    tries.failed("a")
    tries.failed("a")
    assert tries.wait_s("a") == 0


def test_each_wrong_password_makes_the_next_wait_longer() -> None:
    """Up to a minute; others do not wait."""
    clock = Clock()
    tries = Attempts(clock)
    waits = []
    for _ in range(12):
        wait = tries.wait_s("a")
        waits.append(wait)
        clock.now += wait
        tries.failed("a")
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert tries.wait_s("b") == 0


def test_many_connections_at_once_wait_for_each_other() -> None:
    """A thousand connections try no faster than one, and most of them are told to go away."""
    clock = Clock()
    tries = Attempts(clock)
    for _ in range(5):
        tries.failed("a")
    waits = [tries.wait_s("a") for _ in range(1000)]
    assert waits[:4] == [4, 8, 12, 16]
    assert sum(wait <= attempts.LONGEST_S for wait in waits) == 15
    assert max(waits) < 2 * attempts.LONGEST_S


def test_a_right_password_ends_it() -> None:
    """And so does a quarter of an hour."""
    clock = Clock()
    tries = Attempts(clock)

    def later() -> None:
        clock.now += attempts.FORGET_S + 1

    def success() -> None:
        tries.succeeded("a")

    for end in (success, later):
        for _ in range(5):
            tries.failed("a")
        assert tries.wait_s("a") > 0
        end()
        assert tries.wait_s("a") == 0
        tries.failed("a")
        assert tries.wait_s("a") == 0
        tries.succeeded("a")


def test_it_remembers_so_many_and_no_more() -> None:
    """Addresses cost an attacker little."""
    clock = Clock()
    tries = Attempts(clock)
    for number in count():
        tries.failed(f"address {number}")
        if number > attempts.REMEMBERED + 100:
            break
    assert len(tries._peers) == attempts.REMEMBERED
