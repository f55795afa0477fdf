"""The command `event`: what happens to a domain while it waits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.error import NoSupport
from anyvirt_tools.event_words import NAMES, explain
from tests.tools.run import anyvirt as run

Then = Callable[[Callable[[], object]], None]


@pytest.fixture
def then(monkeypatch: pytest.MonkeyPatch) -> Iterator[Then]:
    """Have something done as soon as the command has subscribed to its first event."""
    register = anyvirt.virConnect.domainEventRegisterAny
    waiting: list[Callable[[], object]] = []

    def registered(self: anyvirt.virConnect, *args: Any) -> int:
        number = register(self, *args)
        while waiting:
            waiting.pop()()
        return number

    monkeypatch.setattr(anyvirt.virConnect, "domainEventRegisterAny", registered)
    yield waiting.append
    assert not waiting


def test_one_event_is_enough(web: anyvirt.virDomain, then: Then) -> None:
    then(web.create)
    assert run("event", "--event", "lifecycle", "--timeout", "30") == (
        0,
        "event 'lifecycle' for domain 'web': Started Booted\nevents received: 1\n\n",
        "",
    )


def test_events_of_one_domain_until_the_time_is_over(web: anyvirt.virDomain, then: Then) -> None:
    def happens() -> None:
        web.connect().lookupByName("test").suspend()
        web.create()
        web.suspend()

    then(happens)
    result = run("event", "--domain", "web", "--all", "--loop", "--timeout", "0.5")
    assert result.code == 0
    assert result.out.splitlines()[:4] == [
        "event 'lifecycle' for domain 'web': Started Booted",
        "event 'lifecycle' for domain 'web': Suspended Paused",
        "event loop timed out",
        "events received: 2",
    ]


def test_events_as_lines_of_json(web: anyvirt.virDomain, then: Then) -> None:
    then(web.create)
    result = run("event", "--event", "lifecycle", "-o", "json")
    (line,) = result.out.splitlines()
    found = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", found.pop("time"))
    assert found == {
        "event": "lifecycle",
        "domain": {"id": 2, "name": "web", "uuid": web.UUIDString()},
        "change": "Started",
        "detail": "Booted",
    }


def test_timestamps(web: anyvirt.virDomain, then: Then) -> None:
    then(web.create)
    result = run("event", "--event", "lifecycle", "--timestamp")
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+0000: event 'lifecycle'", result.out)


def test_no_event_is_a_failure(node: anyvirt.virConnect) -> None:
    result = run("event", "--all", "--timeout", "0.1")
    assert (result.code, result.out) == (1, "event loop timed out\nevents received: 0\n")


def test_an_event_that_the_driver_never_has(node: anyvirt.virConnect, monkeypatch: pytest.MonkeyPatch) -> None:
    register = anyvirt.virConnect.domainEventRegisterAny

    def registered(self: anyvirt.virConnect, dom: anyvirt.virDomain | None, number: int, *rest: Any) -> int:
        if number != anyvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE:
            raise NoSupport("virConnectDomainEventRegisterAny")
        return register(self, dom, number, *rest)

    monkeypatch.setattr(anyvirt.virConnect, "domainEventRegisterAny", registered)
    result = run("event", "--event", "watchdog", "--timeout", "30")
    assert result.code == 1
    assert result.err.startswith("error: failed to wait for events of type 'watchdog'")
    assert run("event", "--all", "--timeout", "0.1").err == ""  # is not missed


def test_what_to_wait_for_must_be_said() -> None:
    assert run("event").code == 2
    assert run("event", "--event", "party").code == 2


def test_the_names_are_those_of_the_constants() -> None:
    expected = {
        name.removeprefix("VIR_DOMAIN_EVENT_ID_"): value
        for name, value in vars(constants).items()
        if name.startswith("VIR_DOMAIN_EVENT_ID_")
    }
    assert {name.replace("-", "_").upper().replace("PM_", "PM"): i for i, name in enumerate(NAMES)} == expected


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("lifecycle", (5, 1), "Stopped Destroyed"),
        ("lifecycle", (5, 99), "Stopped unknown"),  # a newer library's
        ("lifecycle", (99, 0), "unknown unknown"),
        ("reboot", (), ""),
        ("watchdog", (2,), "reset"),
        ("balloon-change", (1024,), "1024KiB"),
        ("io-error", ("/img", "virtio-disk0", 1), "/img (virtio-disk0) pause"),
        ("metadata-change", (1, None), "type title, uri -"),
        ("tray-change", ("ide0", 1), "ide0 1"),
    ],
)
def test_words(name: str, values: tuple[Any, ...], text: str) -> None:
    facts, words = explain(name, values)
    assert words == text
    json.dumps(facts)
