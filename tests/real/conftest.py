"""What the tests with real hypervisors share."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt import virConnect
from anyvirt.testing import SESSION_VARIABLE
from tests.real.machines import Events


@pytest.fixture
def root(root: Path) -> Path:
    """The folder of the test, in which emulators need not be asked again what the session knows of them already."""
    known = Path(os.environ[SESSION_VARIABLE]) / "capabilities"
    known.mkdir(exist_ok=True)
    (root / "cache" / "qemu").mkdir(parents=True)
    (root / "cache" / "qemu" / "capabilities").symlink_to(known)
    return root


@pytest.fixture
def events(qemu: virConnect) -> Iterator[Events]:
    """The lifecycle events of the connection `qemu`."""
    with Events(qemu) as log:
        yield log


@pytest.fixture(autouse=True)
def nothing_lost(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """asyncio complains to its log about results that nobody looked at, and nobody looks there."""
    yield
    complaints = [
        record.getMessage()
        for when in ("setup", "call", "teardown")
        for record in caplog.get_records(when)
        if record.name == "asyncio" and record.levelno >= logging.ERROR
    ]
    assert complaints == []
