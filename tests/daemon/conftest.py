"""What the tests of the daemon share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.daemon import PrivateDaemon


@pytest.fixture(scope="session")
def shared() -> Iterator[PrivateDaemon]:
    """A daemon for tests that leave it as it was."""
    with (
        tempfile.TemporaryDirectory(prefix="avs-", dir=os.environ.get(SESSION_VARIABLE)) as folder,
        PrivateDaemon(Path(folder)) as daemon,
    ):
        yield daemon
