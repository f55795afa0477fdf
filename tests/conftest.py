"""What all tests share: the fixtures of anyvirt.testing, and a session that leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from anyvirt.testing import SESSION_VARIABLE
from tests.leftovers import Leftovers

pytest_plugins = ["anyvirt.testing.plugin", "pytester", "tests.kept_documents"]

_LEFTOVERS = pytest.StashKey[Leftovers]()
_FOUND = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """In the process that leads the session: make its folder, and point all that is the user's there."""
    if hasattr(config, "workerinput"):
        return  # a worker of pytest-xdist; it inherits the environment
    folder = Path(tempfile.mkdtemp(prefix="avt-"))
    os.environ[SESSION_VARIABLE] = str(folder)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        path = folder / name.lower()
        path.mkdir(mode=0o700)
        os.environ[name] = str(path)
    for name in ("ANYVIRT_DEFAULT_URI", "LIBVIRT_DEFAULT_URI"):
        os.environ.pop(name, None)
    config.stash[_LEFTOVERS] = Leftovers(folder)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    leftovers = session.config.stash.get(_LEFTOVERS, None)
    if leftovers is None:
        return
    found = leftovers.found()
    shutil.rmtree(leftovers.folder, ignore_errors=True)
    session.config.stash[_FOUND] = found
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if found := config.stash.get(_FOUND, []):
        terminalreporter.section("left behind by the tests", red=True)
        for line in found:
            terminalreporter.write_line(line)
